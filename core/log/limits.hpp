/// The limits of event_log.hpp, checked the same way by every log.
#pragma once

#include <cstddef>

#include "core/log/event_log.hpp"

namespace tingbok::log {

/// Throws std::invalid_argument naming the limit that `transaction` exceeds. Returns the bytes it
/// holds, for the bound of the queue.
std::size_t checked_bytes(const Transaction& transaction);

/// Throws std::invalid_argument unless `stream` is 1..stream_name_bytes_max bytes of printable
/// ASCII without spaces.
void check_stream_name(std::string_view stream);

}  // namespace tingbok::log
