#include "core/domain/shape.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/domain/limits.hpp"

namespace tingbok::domain {
namespace {

/// Length of the well-formed sequence at the start of `rest`; 0 where there is none.
std::size_t sequence_length(std::string_view rest) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(rest[i]); };
  const auto first = byte(0);
  if (first < 0x80) return 1;
  if (first < 0xC2 || first > 0xF4) return 0;
  const std::size_t length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (rest.size() < length) return 0;
  std::uint8_t least = 0x80;
  std::uint8_t most = 0xBF;
  if (first == 0xE0) least = 0xA0;  // Shortest form.
  if (first == 0xED) most = 0x9F;   // No surrogates.
  if (first == 0xF0) least = 0x90;  // Shortest form.
  if (first == 0xF4) most = 0x8F;   // At most U+10FFFF.
  if (byte(1) < least || byte(1) > most) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

}  // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

bool has_control_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte < 0x20 || byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<std::uint8_t>(text[i + 1]) < 0xA0) {
      return true;
    }
  }
  return false;
}

void Shape::refuse(pb::RefusalCode code, const char* argument) {
  if (!wrong_) wrong_ = Refusal{code, argument};
}

Shape& Shape::bounded(std::string_view value, std::size_t least, std::size_t most,
                      bool control_allowed, const char* argument) {
  if (value.size() > most) {
    refuse(pb::REFUSAL_CODE_TOO_LARGE, argument);
  } else if (value.size() < least || !is_utf8(value) ||
             (!control_allowed && has_control_characters(value))) {
    refuse(pb::REFUSAL_CODE_INVALID_ARGUMENT, argument);
  }
  return *this;
}

Shape& Shape::id(std::string_view value, const char* argument) {
  return bounded(value, 1, limits::id_bytes_max, false, argument);
}

Shape& Shape::id_if_any(std::string_view value, const char* argument) {
  return bounded(value, 0, limits::id_bytes_max, false, argument);
}

Shape& Shape::ids(const google::protobuf::RepeatedPtrField<std::string>& values,
                  const char* argument, int least) {
  if (values.size() > limits::list_items_max) refuse(pb::REFUSAL_CODE_TOO_LARGE, argument);
  if (values.size() < least) refuse(pb::REFUSAL_CODE_INVALID_ARGUMENT, argument);
  if (wrong_) return *this;
  for (const auto& value : values) id(value, argument);
  return *this;
}

Shape& Shape::distinct(const google::protobuf::RepeatedPtrField<std::string>& values,
                       const char* argument) {
  if (wrong_) return *this;
  std::unordered_set<std::string_view> seen;
  for (const auto& value : values) {
    if (!seen.insert(value).second) refuse(pb::REFUSAL_CODE_INVALID_ARGUMENT, argument);
  }
  return *this;
}

Shape& Shape::option(std::string_view value, const char* argument) {
  return bounded(value, 1, limits::option_bytes_max, false, argument);
}

Shape& Shape::name(std::string_view value, const char* argument) {
  return bounded(value, 0, limits::name_bytes_max, false, argument);
}

Shape& Shape::needed_name(std::string_view value, const char* argument) {
  return bounded(value, 1, limits::name_bytes_max, false, argument);
}

Shape& Shape::text(std::string_view value, const char* argument) {
  return bounded(value, 0, limits::text_bytes_max, true, argument);
}

Shape& Shape::needed_text(std::string_view value, const char* argument) {
  return bounded(value, 1, limits::text_bytes_max, true, argument);
}

Shape& Shape::language(std::string_view value, const char* argument) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  };
  if (value.size() > limits::language_bytes_max) {
    refuse(pb::REFUSAL_CODE_TOO_LARGE, argument);
  } else if (!std::all_of(value.begin(), value.end(), fits)) {
    refuse(pb::REFUSAL_CODE_INVALID_ARGUMENT, argument);
  }
  return *this;
}

Shape& Shape::number(std::uint64_t value, std::uint64_t least, std::uint64_t most,
                     const char* argument) {
  if (value > most) refuse(pb::REFUSAL_CODE_TOO_LARGE, argument);
  if (value < least) refuse(pb::REFUSAL_CODE_INVALID_ARGUMENT, argument);
  return *this;
}

Shape& Shape::that(bool holds, const char* argument, pb::RefusalCode otherwise) {
  if (!holds) refuse(otherwise, argument);
  return *this;
}

}  // namespace tingbok::domain
