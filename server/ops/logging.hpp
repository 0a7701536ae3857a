/// The server's own log: lines on stderr. This header is the only way to it; the library behind it
/// is seen by one file. Nothing said here may hold a token, a ballot or a text.
#pragma once

#include <string_view>

namespace tingbok::ops {

/// "trace", "debug", "info", "warning", "error" or "off". Returns false for another word.
bool set_log_level(std::string_view level);

// From any thread.
void log_info(std::string_view line);
void log_warning(std::string_view line);
void log_error(std::string_view line);

}  // namespace tingbok::ops
