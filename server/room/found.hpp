/// Making a programme: its own stream and those of its rooms, as one transaction.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/log/event_log.hpp"
#include "tingbok/v1/programme.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::room {

struct FoundedProgramme {
  std::vector<pb::ProgrammeEvent> events;
  std::int64_t time_ms = 0;
  log::Transaction transaction;
};

/// Throws std::invalid_argument with one sentence for a programme that cannot be.
FoundedProgramme found_programme(const pb::CreateProgramme& wanted, std::int64_t time_ms);

/// Random bytes for the personal part of a record.
std::string fresh_salt();

/// Whether `id` is 1 to `max` bytes of A-Z a-z 0-9 . _ - (and not "." or "..").
bool is_plain_id(std::string_view id, std::size_t max);

}  // namespace tingbok::room
