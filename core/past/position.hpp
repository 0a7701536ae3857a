/// Where in a room's history somebody means.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/log/event_log.hpp"
#include "core/past/rights.hpp"

namespace tingbok::past {

/// There is no such position; says so in one sentence, without a full stop.
class NoPosition : public std::runtime_error {
 public:
  enum class Why {
    /// The text is none of the forms below.
    unreadable,
    /// It is one, and the room has nothing there.
    unknown,
  };
  NoPosition(Why why, const std::string& sentence) : std::runtime_error(sentence), why(why) {}
  Why why;
};

/// The number of the event after which the room was as `text` means:
///   312                     that event
///   head                    the latest
///   script:120              right after line 120 of the script; where that line was refused or was
///                           another room's, the room's latest line before it; before its first,
///                           what was there when the script began
///   2026-01-01T10:00:00Z    the latest event at that time (RFC 3339)
///   M1                      what the moment of that id (or name) recorded for this room; one that
///                           the viewer may not see is an unknown word
/// Throws NoPosition, log::Damaged. Blocks on the log.
log::Number resolve(PastReader& reader, const std::string& room, const std::string& text,
                    const Viewer& viewer);

/// Milliseconds since 1970 UTC of an RFC 3339 time; nullopt where it is none.
std::optional<std::int64_t> parse_time(std::string_view text);

}  // namespace tingbok::past
