/// Fields as protobuf writes them, for messages that are put together from bytes. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tingbok::domain {

inline void append_varint(std::string& bytes, std::uint64_t value) {
  while (value >= 0x80) {
    bytes.push_back(static_cast<char>((value & 0x7F) | 0x80));
    value >>= 7;
  }
  bytes.push_back(static_cast<char>(value));
}

/// Tag and length of a field of so many bytes (a string, bytes, a message), which follow.
inline void append_head(std::string& bytes, int field, std::size_t length) {
  constexpr std::uint64_t length_delimited = 2;
  append_varint(bytes, (static_cast<std::uint64_t>(field) << 3) | length_delimited);
  append_varint(bytes, length);
}

inline void append_field(std::string& bytes, int field, std::string_view content) {
  append_head(bytes, field, content.size());
  bytes.append(content);
}

}  // namespace tingbok::domain
