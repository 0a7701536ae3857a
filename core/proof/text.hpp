/// Text that is signed: UTF-8, lines, Base64. Private to core/proof.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace tingbok::proof {

/// The first code point of `text`, which is shortened by it; nullopt where it is not UTF-8.
std::optional<char32_t> next_code_point(std::string_view& text);

/// Whether it is UTF-8 without control characters below U+0020 but newlines.
bool is_note_text(std::string_view text);

/// Whether a key may be called so: UTF-8, not empty, no Unicode spaces, no plus, no control
/// characters.
bool is_key_name(std::string_view name);

/// Standard Base64 (RFC 4648 § 4), with padding.
std::string to_base64(std::string_view bytes);
/// Only what to_base64() makes: no other alphabet, padding, or bits left over; nullopt otherwise.
std::optional<std::string> from_base64(std::string_view text);

/// Up to the next newline, which is taken away with the line; nullopt where there is none.
std::optional<std::string_view> next_line(std::string_view& text);

}  // namespace tingbok::proof
