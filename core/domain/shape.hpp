/// Whether the arguments of a command are well formed: present, valid UTF-8, within limits.hpp.
/// Private to core/domain.
///
/// A rule's own refusals come first: an area asks for shapes right before it makes its event, so
/// that a malformed argument never gets another answer than the rule would have given.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <google/protobuf/repeated_field.h>

#include "core/domain/decide.hpp"

namespace tingbok::domain {

/// Well formed by Unicode 15, table 3-7: shortest form, no surrogates, at most U+10FFFF.
bool is_utf8(std::string_view bytes);
/// Holds C0 or C1 control characters or DEL; `text` is valid UTF-8.
bool has_control_characters(std::string_view text);

/// Collects the first thing wrong. `argument` is the field's name in the schema.
class Shape {
 public:
  /// 1..id_bytes_max bytes without control characters.
  Shape& id(std::string_view value, const char* argument);
  /// The same, or empty.
  Shape& id_if_any(std::string_view value, const char* argument);
  /// Up to list_items_max ids; at least `least`.
  Shape& ids(const google::protobuf::RepeatedPtrField<std::string>& values, const char* argument,
             int least = 0);
  Shape& distinct(const google::protobuf::RepeatedPtrField<std::string>& values,
                  const char* argument);
  /// 1..option_bytes_max bytes without control characters.
  Shape& option(std::string_view value, const char* argument);
  /// Up to name_bytes_max bytes without control characters, may be empty.
  Shape& name(std::string_view value, const char* argument);
  /// The same, not empty.
  Shape& needed_name(std::string_view value, const char* argument);
  /// Up to text_bytes_max bytes, may be empty.
  Shape& text(std::string_view value, const char* argument);
  /// The same, not empty.
  Shape& needed_text(std::string_view value, const char* argument);
  Shape& language(std::string_view value, const char* argument);
  /// A number within bounds; above `most` is too_large, below `least` invalid.
  Shape& number(std::uint64_t value, std::uint64_t least, std::uint64_t most, const char* argument);
  /// Anything else that must hold.
  Shape& that(bool holds, const char* argument,
              pb::RefusalCode otherwise = pb::REFUSAL_CODE_INVALID_ARGUMENT);

  const std::optional<Refusal>& wrong() const { return wrong_; }

 private:
  void refuse(pb::RefusalCode code, const char* argument);
  Shape& bounded(std::string_view value, std::size_t least, std::size_t most, bool control_allowed,
                 const char* argument);
  std::optional<Refusal> wrong_;
};

}  // namespace tingbok::domain
