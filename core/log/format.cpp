#include "core/log/format.hpp"

#include <stdexcept>

namespace tingbok::log::format {
namespace {

/// First byte of every value that has a layout of its own.
constexpr char layout = 1;

void put_varint(std::string& out, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) out += static_cast<char>(value | 0x80);
  out += static_cast<char>(value);
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (int shift = 0; shift < 35; shift += 7) {
    if (bytes.empty()) throw std::invalid_argument("a length is cut short");
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  throw std::invalid_argument("a length is too long");
}

std::string_view take_bytes(std::string_view& bytes, std::uint64_t count) {
  if (count > bytes.size()) throw std::invalid_argument("a value is cut short");
  const std::string_view taken = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return taken;
}

void take_layout(std::string_view& bytes) {
  if (take_bytes(bytes, 1).front() != layout) throw std::invalid_argument("an unknown layout");
}

}  // namespace

void put_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
    out += static_cast<char>(value >> shift);
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

std::string numbered_key(std::string_view stream, Number number) {
  std::string key;
  key.reserve(stream.size() + 9);
  key.append(stream).push_back('\0');
  put_big_endian(key, number, 8);
  return key;
}

std::optional<Number> number_in_key(std::string_view key, std::string_view stream) {
  if (key.size() != stream.size() + 9 || !key.starts_with(stream) || key[stream.size()] != '\0') {
    return std::nullopt;
  }
  return big_endian(key.substr(stream.size() + 1));
}

std::string answer_key(std::string_view stream, std::string_view key) {
  std::string whole;
  whole.reserve(stream.size() + 1 + key.size());
  whole.append(stream).push_back('\0');
  whole.append(key);
  return whole;
}

std::string aside_key(const Shelf& shelf, std::string_view key) {
  std::string bytes = answer_key(shelf.stream, shelf.name);
  bytes += '\0';
  bytes += key;
  return bytes;
}

std::string aside_end(const Shelf& shelf) { return answer_key(shelf.stream, shelf.name) + '\x01'; }

Shelf shelf_in_key(std::string_view key) {
  const std::size_t stream = key.find('\0');
  if (stream == std::string_view::npos) throw std::invalid_argument("a key without its shelf");
  const std::size_t name = key.find('\0', stream + 1);
  if (name == std::string_view::npos) throw std::invalid_argument("a key without its shelf");
  return {std::string(key.substr(0, stream)),
          std::string(key.substr(stream + 1, name - stream - 1))};
}

std::size_t batch_length(std::span<const Record* const> records) {
  std::size_t bytes = 0;
  std::size_t count = 0;
  while (count < records.size() && count < batch_records_max && bytes < batch_bytes_max) {
    bytes += records[count++]->core.size();
  }
  return count;
}

std::string cores_value(std::span<const Record* const> records) {
  std::string value(1, layout);
  for (const Record* record : records) {
    put_varint(value, record->core.size());
    value += record->core;
  }
  return value;
}

void parse_cores(std::string_view value, std::vector<std::string_view>& cores) {
  cores.clear();
  take_layout(value);
  while (!value.empty()) {
    const std::uint64_t size = take_varint(value);
    cores.push_back(take_bytes(value, size));
  }
  if (cores.empty()) throw std::invalid_argument("a batch without records");
}

std::string personal_value(std::span<const Record* const> records) {
  std::string value;
  for (std::size_t offset = 0; offset < records.size(); ++offset) {
    const std::string& personal = records[offset]->personal;
    if (personal.empty()) continue;
    if (value.empty()) value += layout;
    put_varint(value, offset);
    put_varint(value, personal.size());
    value += personal;
  }
  return value;
}

void parse_personal(std::string_view value, std::vector<PersonalPart>& parts) {
  parts.clear();
  take_layout(value);
  while (!value.empty()) {
    const std::uint64_t offset = take_varint(value);
    if (!parts.empty() && offset <= parts.back().offset) {
      throw std::invalid_argument("personal parts out of order");
    }
    const std::uint64_t size = take_varint(value);
    parts.push_back({static_cast<std::size_t>(offset), take_bytes(value, size)});
  }
}

std::string head_value(const StoredHead& head) {
  std::string value(1, layout);
  value += as_bytes(head.last_leaf);
  value += head.edge.serialise();
  return value;
}

StoredHead parse_head(std::string_view value) {
  take_layout(value);
  StoredHead head;
  head.last_leaf = digest_from_bytes(take_bytes(value, 32));
  head.edge = TreeEdge::parse(value);
  if (head.edge.size() == 0) throw std::invalid_argument("a head without records");
  return head;
}

std::string commit_key(std::uint64_t number) {
  std::string key = "c";
  put_big_endian(key, number % commits_remembered, 2);
  return key;
}

std::string commit_value(const CommitMark& mark) {
  std::string value(1, layout);
  put_big_endian(value, mark.number, 8);
  value += as_bytes(mark.chain);
  return value;
}

CommitMark parse_commit(std::string_view value) {
  take_layout(value);
  CommitMark mark;
  mark.number = big_endian(take_bytes(value, 8));
  mark.chain = digest_from_bytes(value);
  return mark;
}

void put_named_head(std::string& out, std::string_view stream, const Head& head) {
  out += static_cast<char>(stream.size());
  out += stream;
  put_big_endian(out, head.number, 8);
  out += as_bytes(head.root);
}

Digest next_chain(const Digest& chain, std::uint64_t number, std::string_view named_heads) {
  std::string input(as_bytes(chain));
  input.reserve(40 + named_heads.size());
  put_big_endian(input, number, 8);
  input += named_heads;
  return sha256(input);
}

}  // namespace tingbok::log::format
