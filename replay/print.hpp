/// How answers are written.
#pragma once

#include <cstdint>
#include <string>

#include <boost/json.hpp>
#include <google/protobuf/message.h>

namespace tingbok::replay {

/// JSON as Python's json.dumps(indent=1, ensure_ascii=False) writes it, with a line break at the
/// end.
std::string pretty(const boost::json::value& value);

/// RFC 3339 in UTC: seconds, and milliseconds where there are any.
std::string format_time(std::int64_t time_ms);

/// A message as JSON in the words people use: enum values by their words, bytes in hexadecimal,
/// unset fields left out. For reading; protobuf JSON is what machines get.
boost::json::object in_words(const google::protobuf::Message& message);

/// Protobuf JSON, as the server's interface has it (docs/protocol.md). Throws std::runtime_error.
std::string protobuf_json(const google::protobuf::Message& message);

/// A text short enough for one line: line breaks become spaces, cut with … after `characters`.
std::string one_line(const std::string& text, std::size_t characters = 72);

/// Writes to standard output. Throws Failure(unreadable) where that fails.
void print(const std::string& text);

/// Hands on what print still holds. Throws Failure(unreadable) where anything that was printed is
/// lost.
void finish_printing();

/// Writes a file, in place of one that is there, which stays as it is until the new one is whole.
/// Throws Failure: wrong_use where it cannot be made, unreadable where it cannot be written.
void write_file(const std::string& path, const std::string& text);

}  // namespace tingbok::replay
