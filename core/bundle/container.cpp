#include "core/bundle/container.hpp"

#include <algorithm>

namespace tingbok::bundle {
namespace {

constexpr std::size_t name_field = 100;
constexpr std::size_t size_at = 124;
constexpr std::size_t size_digits = 11;
constexpr std::size_t sum_at = 148;
constexpr std::size_t sum_digits = 6;

std::string octal(std::uint64_t value, std::size_t digits) {
  std::string text(digits, '0');
  for (auto at = text.rbegin(); at != text.rend(); ++at) {
    *at = static_cast<char>('0' + (value & 7));
    value >>= 3;
  }
  return text;
}

void put(std::string& header, std::size_t at, std::string_view bytes) {
  header.replace(at, bytes.size(), bytes);
}

std::string at_byte(std::uint64_t at) { return "at byte " + std::to_string(at); }

/// The size a header names; anything that is no octal number of its width is caught by comparing
/// the header with the one way to write it.
std::uint64_t size_in(std::string_view header) {
  std::uint64_t size = 0;
  for (const char digit : header.substr(size_at, size_digits)) {
    size = size << 3 | (static_cast<unsigned char>(digit) & 7);
  }
  return size;
}

}  // namespace

std::string header_of(std::string_view name, std::uint64_t size) {
  if (name.empty() || name.size() > name_bytes_max) {
    throw std::invalid_argument("a member's name is empty or too long");
  }
  if (size > member_bytes_max) {
    throw std::invalid_argument(std::string(name) + " would be larger than a member can be, 8 GiB");
  }
  std::string header(block_bytes, '\0');
  put(header, 0, name);
  put(header, 100, "0000444");  // Mode: everybody may read it.
  put(header, 108, "0000000");  // Owner and group, no names.
  put(header, 116, "0000000");
  put(header, size_at, octal(size, size_digits));
  put(header, 136, "00000000000");  // Time: none.
  put(header, sum_at, "        ");
  header[156] = '0';  // A plain file.
  put(header, 257, std::string_view("ustar\00000", 8));
  put(header, 329, "0000000");  // Devices.
  put(header, 337, "0000000");
  std::uint64_t sum = 0;
  for (const char byte : header) sum += static_cast<unsigned char>(byte);
  put(header, sum_at, octal(sum, sum_digits) + std::string("\0 ", 2));
  return header;
}

std::uint64_t padding_of(std::uint64_t size) {
  return (block_bytes - size % block_bytes) % block_bytes;
}

Member Members::next() {
  if (source_.size() < at_ + block_bytes) {
    throw Broken("the bundle is cut off: there is no whole member " + at_byte(at_));
  }
  const auto header = source_.read_at(at_, block_bytes);
  Member member;
  member.at = at_;
  member.name = header.substr(0, std::min(header.find('\0'), name_field));
  member.size = size_in(header);
  if (member.name.empty() || member.name.size() > name_bytes_max) {
    throw Broken("the header " + at_byte(at_) + " names no member");
  }
  if (header != header_of(member.name, member.size)) {
    throw Broken("the header " + at_byte(at_) + " is not written as a bundle's headers are");
  }
  const auto padding = padding_of(member.size);
  if (source_.size() - member.begin() < member.size + padding) {
    throw Broken("the bundle is cut off within " + member.name);
  }
  if (source_.read_at(member.end(), padding) != std::string(padding, '\0')) {
    throw Broken("after " + member.name + " stand bytes that are not zero");
  }
  at_ = member.end() + padding;
  return member;
}

void Members::end() const {
  if (source_.size() < at_ + end_bytes) throw Broken("the bundle is cut off at its end");
  if (source_.size() > at_ + end_bytes) {
    throw Broken("something stands after the bundle's end, " + at_byte(at_ + end_bytes));
  }
  if (source_.read_at(at_, end_bytes) != std::string(end_bytes, '\0')) {
    throw Broken("the bundle's end is not zeros, " + at_byte(at_));
  }
}

}  // namespace tingbok::bundle
