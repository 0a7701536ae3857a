/// Where in a room's history somebody means.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/log/event_log.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::replay {

/// The number of the event after which the room was as `text` means:
///   312                     that event
///   head                    the latest
///   script:120              right after line 120 of the script; where that line was refused or was
///                           another room's, the room's latest event before it
///   2026-01-01T10:00:00Z    the latest event at that time
///   M1                      what the moment of that id (or name) recorded for this room
/// Throws Failure(wrong_use) where there is no such position, log::Damaged.
log::Number resolve(const log::EventLog& log, const std::string& room, const std::string& text);

/// The core of one record. Throws log::Damaged.
pb::RecordCore core_at(const log::EventLog& log, const std::string& stream, log::Number number);

/// Milliseconds since 1970 UTC of an RFC 3339 time; nullopt where it is none.
std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace tingbok::replay
