#include "core/bundle/records.hpp"

#include <algorithm>
#include <array>

namespace tingbok::bundle {
namespace {

constexpr std::size_t length_bytes = 4;

void put_part(std::string& out, std::string_view part, std::size_t bytes_max) {
  if (part.size() > bytes_max) {
    throw std::invalid_argument("a part of a record is larger than a log takes");
  }
  for (int shift = 24; shift >= 0; shift -= 8) {
    out += static_cast<char>(part.size() >> shift & 0xff);
  }
  out += part;
}

std::size_t length_in(std::string_view bytes) {
  std::size_t length = 0;
  for (const char byte : bytes) length = length << 8 | static_cast<unsigned char>(byte);
  return length;
}

}  // namespace

void put_record(std::string& out, const StoredRecord& record) {
  put_part(out, record.core, log::record_bytes_max);
  put_part(out, record.personal, log::record_bytes_max);
  put_part(out, record.answer, log::answer_value_bytes_max);
}

Records::Records(const Source& source, std::string stream, std::uint64_t begin, std::uint64_t end,
                 log::Number number, std::size_t window_bytes)
    : source_(source),
      stream_(std::move(stream)),
      end_(end),
      window_bytes_(window_bytes),
      at_(begin),
      number_(number) {}

void Records::broken(const std::string& what) const {
  throw Broken("record " + std::to_string(number_) + " of " + stream_ + " " + what);
}

std::string_view Records::bytes(std::uint64_t skip, std::size_t count) {
  const auto from = at_ + skip;
  if (end_ - at_ < skip + count) broken("is cut off");
  if (at_ < window_at_ || from + count > window_at_ + window_.size()) {
    const auto wanted = std::max<std::uint64_t>(skip + count, window_bytes_);
    window_ = source_.read_at(at_, static_cast<std::size_t>(std::min(wanted, end_ - at_)));
    window_at_ = at_;
  }
  return std::string_view(window_).substr(static_cast<std::size_t>(from - window_at_), count);
}

/// Moves `skip` past a part; its bytes are then in the window.
std::size_t Records::part(std::uint64_t& skip, std::size_t bytes_max) {
  const auto length = length_in(bytes(skip, length_bytes));
  if (length > bytes_max) broken("has a part that is larger than a record's can be");
  skip += length_bytes + length;
  return length;
}

std::optional<StoredRecord> Records::next() {
  if (at_ == end_) return std::nullopt;
  constexpr std::array bounds = {log::record_bytes_max, log::record_bytes_max,
                                 log::answer_value_bytes_max};
  std::array<std::size_t, bounds.size()> lengths;
  std::uint64_t whole = 0;
  for (std::size_t i = 0; i < bounds.size(); ++i) lengths[i] = part(whole, bounds[i]);
  if (lengths[0] == 0) broken("has no core");
  auto rest = bytes(0, static_cast<std::size_t>(whole));
  std::array<std::string_view, bounds.size()> parts;
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    parts[i] = rest.substr(length_bytes, lengths[i]);
    rest.remove_prefix(length_bytes + lengths[i]);
  }
  at_ += whole;
  ++number_;
  return StoredRecord{parts[0], parts[1], parts[2]};
}

}  // namespace tingbok::bundle
