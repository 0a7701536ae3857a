#include "core/log/manifest.hpp"

#include <string>
#include <string_view>

#include <fcntl.h>

#include "core/log/files.hpp"
#include "core/log/open.hpp"

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

/// RocksDB's record files: blocks of this size, each physical record with a header of checksum (4),
/// length (2, little-endian) and type (1); a record does not cross a block.
constexpr std::size_t block_bytes = 32768;
constexpr std::size_t header_bytes = 7;
constexpr std::uint8_t type_full = 1;
constexpr std::uint8_t type_first = 2;
constexpr std::uint8_t type_last = 4;

}  // namespace

fs::path current_manifest(const fs::path& log) {
  std::string name = File::open(log / "CURRENT", O_RDONLY).read_at(0, 64);
  while (!name.empty() && name.back() == '\n') name.pop_back();
  // Digits only: a damaged name goes neither into a path nor into a sentence.
  constexpr std::string_view prefix = "MANIFEST-";
  if (!name.starts_with(prefix) || name.size() == prefix.size() ||
      name.find_first_not_of("0123456789", prefix.size()) != std::string::npos) {
    throw OpenFailed(exit_damaged, "The log's CURRENT file names no MANIFEST.");
  }
  return log / name;
}

std::vector<std::uint64_t> record_starts(const fs::path& manifest) {
  const std::string bytes = File::open(manifest, O_RDONLY).read_at(0, fs::file_size(manifest));
  const auto byte = [&bytes](std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); };
  std::vector<std::uint64_t> starts;
  for (std::size_t at = 0; at + header_bytes <= bytes.size();) {
    const std::size_t left = block_bytes - at % block_bytes;
    if (left < header_bytes) {
      at += left;
      continue;
    }
    const std::size_t length = byte(at + 4) | std::size_t{byte(at + 5)} << 8;
    const std::uint8_t type = byte(at + 6);
    const bool makes_sense =
        type >= type_full && type <= type_last && header_bytes + length <= left;
    if (type == type_full || type == type_first || !makes_sense) starts.push_back(at);
    if (!makes_sense) break;
    at += header_bytes + length;
  }
  return starts;
}

}  // namespace tingbok::log
