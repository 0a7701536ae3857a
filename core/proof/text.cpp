#include "core/proof/text.hpp"

#include <cstdint>
#include <cstring>

#include <sodium.h>

namespace tingbok::proof {
namespace {

constexpr int base64_variant = sodium_base64_VARIANT_ORIGINAL;

std::uint8_t byte_of(char c) { return static_cast<std::uint8_t>(c); }

/// How many bytes follow the first of a sequence, and the bits of the code point that it holds.
struct Lead {
  std::size_t more;
  char32_t bits;
  /// Fewer would have done below this.
  char32_t least;
};

std::optional<Lead> lead_of(std::uint8_t byte) {
  if (byte < 0x80) return Lead{0, byte, 0};
  if (byte >= 0xC2 && byte < 0xE0) return Lead{1, byte & 0x1Fu, 0x80};
  if (byte >= 0xE0 && byte < 0xF0) return Lead{2, byte & 0x0Fu, 0x800};
  if (byte >= 0xF0 && byte < 0xF5) return Lead{3, byte & 0x07u, 0x10000};
  return std::nullopt;
}

/// White_Space of the Unicode character database.
bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F ||
         c == 0x3000;
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const auto lead = lead_of(byte_of(text.front()));
  if (!lead || text.size() <= lead->more) return std::nullopt;
  char32_t point = lead->bits;
  for (std::size_t i = 1; i <= lead->more; ++i) {
    const std::uint8_t byte = byte_of(text[i]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    point = point << 6 | (byte & 0x3Fu);
  }
  const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
  if (point < lead->least || point > 0x10FFFF || surrogate) return std::nullopt;
  text.remove_prefix(1 + lead->more);
  return point;
}

bool is_note_text(std::string_view text) {
  while (!text.empty()) {
    const auto point = next_code_point(text);
    if (!point || (*point < 0x20 && *point != '\n')) return false;
  }
  return true;
}

bool is_key_name(std::string_view name) {
  if (name.empty()) return false;
  while (!name.empty()) {
    const auto point = next_code_point(name);
    if (!point || *point < 0x20 || *point == '+' || is_space(*point)) return false;
  }
  return true;
}

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), base64_variant);
  text.pop_back();  // The zero that ends it.
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3, '\0');
  std::size_t length = 0;
  if (text.size() % 4 != 0 ||
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &length, nullptr, base64_variant) != 0) {
    return std::nullopt;
  }
  bytes.resize(length);
  // libsodium takes some bytes beyond ASCII for digits: one text for the same bytes, no other. It
  // may be a secret's.
  std::string again = to_base64(bytes);
  const bool same = again == text;
  sodium_memzero(again.data(), again.size());
  if (!same) return std::nullopt;
  return bytes;
}

std::optional<std::string_view> next_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 1);
  return line;
}

}  // namespace tingbok::proof
