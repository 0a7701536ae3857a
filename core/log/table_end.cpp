#include "core/log/table_end.hpp"

#include <stdexcept>
#include <string_view>

#include <rocksdb/file_checksum.h>

#include "core/log/format.hpp"

namespace tingbok::log {
namespace {

// A table ends: … properties metaindex footer. A block is its bytes, the kind of its compression
// (1) and a checksum (4). The footer (of format 5): kind of checksum (1), the places of metaindex
// and index (40: each offset and size as varints; zeros), format (4), magic number (8). Numbers of
// fixed width are little-endian.
constexpr std::size_t footer_bytes = 53;
constexpr std::size_t places_bytes = 40;
constexpr std::size_t trailer_bytes = 5;
constexpr std::uint64_t table_magic = 0x88e241b785f4cff7;
constexpr std::uint64_t table_format = 5;
constexpr char checksum_crc32c = 1;
/// What tables were written with before this program read their ends; RocksDB alone can compute it.
constexpr char checksum_xxh3 = 4;
constexpr std::string_view properties_name = "rocksdb.properties";

class Wrong : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

void require(bool holds, const char* otherwise) {
  if (!holds) throw Wrong(otherwise);
}

std::uint64_t little_endian(std::string_view bytes) {
  return format::big_endian(std::string(bytes.rbegin(), bytes.rend()));
}

/// The CRC-32C of a block as RocksDB stores it.
std::uint32_t block_checksum(std::string_view bytes) {
  const auto crc32c = rocksdb::GetFileChecksumGenCrc32cFactory()->CreateFileChecksumGenerator({});
  crc32c->Update(bytes.data(), bytes.size());
  crc32c->Finalize();
  const auto plain = static_cast<std::uint32_t>(format::big_endian(crc32c->GetChecksum()));
  return ((plain >> 15) | (plain << 17)) + 0xa282ead8;
}

std::uint64_t take_varint(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    require(!bytes.empty(), "a number is cut off");
    const auto byte = static_cast<std::uint8_t>(bytes.front());
    bytes.remove_prefix(1);
    value |= std::uint64_t{byte & 0x7fu} << shift;
    if (byte < 0x80) return value;
  }
  throw Wrong("a number is too long");
}

std::string_view take(std::string_view& bytes, std::uint64_t count) {
  require(count <= bytes.size(), "an entry is cut off");
  const std::string_view taken = bytes.substr(0, count);
  bytes.remove_prefix(count);
  return taken;
}

struct Place {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

class TableEnd {
 public:
  TableEnd(std::uint64_t size, const ReadAt& read) : size_(size), read_(read) {}

  void check(const std::string& footer) {
    require(little_endian(std::string_view(footer).substr(1 + places_bytes, 4)) == table_format,
            "its footer names another format");
    const char checksum = footer.front();
    require(checksum == checksum_crc32c || checksum == checksum_xxh3,
            "its footer names another checksum");
    std::string_view places = std::string_view(footer).substr(1, places_bytes);
    const Place metaindex = take_place(places);
    take_place(places);  // Of the index.
    if (checksum == checksum_crc32c) read_block(properties_in(read_block(metaindex)));
  }

 private:
  Place take_place(std::string_view& bytes) const {
    Place place;
    place.offset = take_varint(bytes);
    place.size = take_varint(bytes);
    const std::uint64_t end = size_ - footer_bytes;
    require(place.offset <= end && place.size <= end - place.offset &&
                trailer_bytes <= end - place.offset - place.size,
            "a block is said to lie beyond its end");
    return place;
  }

  std::string read_block(const Place& place) const {
    std::string block = read_(place.offset, place.size + trailer_bytes);
    require(block.size() == place.size + trailer_bytes, "a block cannot be read");
    const std::string_view checked = std::string_view(block).substr(0, place.size + 1);
    require(
        little_endian(std::string_view(block).substr(place.size + 1)) == block_checksum(checked),
        "the checksum of its metaindex or of its properties is not that of their bytes");
    block.resize(place.size);
    return block;
  }

  /// Entries: length shared with the key before (0 here), length of the key, of the value, key,
  /// value; then 4 bytes for each entry, and 4 for their count.
  Place properties_in(const std::string& metaindex) const {
    require(metaindex.size() >= 4, "its metaindex is empty");
    const std::uint64_t restarts =
        little_endian(std::string_view(metaindex).substr(metaindex.size() - 4));
    require(restarts < metaindex.size() / 4, "its metaindex makes no sense");
    std::string_view entries =
        std::string_view(metaindex).substr(0, metaindex.size() - 4 * (restarts + 1));
    while (!entries.empty()) {
      require(take_varint(entries) == 0, "its metaindex makes no sense");
      const std::uint64_t key_bytes = take_varint(entries);
      const std::uint64_t value_bytes = take_varint(entries);
      const std::string_view key = take(entries, key_bytes);
      std::string_view value = take(entries, value_bytes);
      if (key == properties_name) return take_place(value);
    }
    throw Wrong("it has no properties");
  }

  const std::uint64_t size_;
  const ReadAt& read_;
};

}  // namespace

std::optional<std::string> wrong_table_end(std::uint64_t size, const ReadAt& read) {
  if (size < footer_bytes) return std::nullopt;
  const std::string footer = read(size - footer_bytes, footer_bytes);
  if (footer.size() != footer_bytes) return "its footer cannot be read";
  if (little_endian(std::string_view(footer).substr(footer_bytes - 8)) != table_magic) {
    return std::nullopt;
  }
  try {
    TableEnd(size, read).check(footer);
  } catch (const Wrong& wrong) {
    return wrong.what();
  }
  return std::nullopt;
}

}  // namespace tingbok::log
