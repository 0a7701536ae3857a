/// Which record a kept answer stands with, and what it is kept under. Pure.
#pragma once

#include <string>
#include <string_view>

#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::bundle {

/// The room with which the answers to the commands are kept that `stream` tells of: the stream
/// itself, or the one whose refusals these are. A view into `stream`.
std::string_view room_of(std::string_view stream, const pb::RecordCore& core);

/// What the answer to the record's command is kept under.
std::string answer_key(const pb::RecordCore& core);

/// Whether that record is the one the answer stands with: the last event that the command made, or
/// its refusal.
bool stands_with(const pb::RecordCore& core, const pb::StoredAnswer& answer);

}  // namespace tingbok::bundle
