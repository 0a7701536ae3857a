/// Which record stands for a line of the script that a simulated programme was played from.
///
/// Lines never fall from one record to the next, but for records that no line asked for: the room's
/// making, a changed roster, somebody who acted beside the script. These have line 0 and may lie
/// anywhere; they are passed over. All functions block on the log and throw log::Damaged.
#pragma once

#include <cstdint>
#include <string>

#include "core/log/event_log.hpp"

namespace tingbok::past {

/// The highest line in the stream; 0: no record has one.
std::uint64_t last_script_line(const log::EventLog& log, const std::string& stream);

/// The last record of a line up to `line`. Before the room's first line: the record before that
/// one. In a room that no line was played in: its head.
log::Number after_script_line(const log::EventLog& log, const std::string& room,
                              std::uint64_t line);

}  // namespace tingbok::past
