#include "core/log/repair.hpp"

#include <fcntl.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include "core/log/recovery.hpp"

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

/// RocksDB's record files: blocks of this size, each physical record with a header of checksum (4),
/// length (2, little-endian) and type (1); a record does not cross a block.
constexpr std::size_t block_bytes = 32768;
constexpr std::size_t header_bytes = 7;
constexpr char type_full = 1;
constexpr char type_first = 2;
constexpr char type_last = 4;
/// A torn write damages the last record, or the last few that were written together.
constexpr std::size_t trimmed_records_max = 8;

/// Where each logical record of a MANIFEST starts, up to the first header that makes no sense.
std::vector<std::uint64_t> record_starts(std::string_view bytes) {
  std::vector<std::uint64_t> starts;
  std::size_t at = 0;
  while (at + header_bytes <= bytes.size()) {
    const std::size_t left = block_bytes - at % block_bytes;
    if (left < header_bytes) {
      at += left;
      continue;
    }
    const auto length = static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[at + 4])) |
                        static_cast<std::size_t>(static_cast<std::uint8_t>(bytes[at + 5])) << 8;
    const char type = bytes[at + 6];
    if (type == type_full || type == type_first) starts.push_back(at);
    if (type < type_full || type > type_last || header_bytes + length > left) {
      // Torn inside a header: the record before it is the last that may be whole.
      if (starts.empty() || starts.back() != at) starts.push_back(at);
      break;
    }
    at += header_bytes + length;
  }
  return starts;
}

fs::path manifest_of(const fs::path& log) {
  const File current = File::open(log / "CURRENT", O_RDONLY);
  std::string name = current.read_at(0, 64);
  while (!name.empty() && name.back() == '\n') name.pop_back();
  if (!name.starts_with("MANIFEST-") || name.find('/') != std::string::npos) {
    throw OpenFailed(exit_damaged, "The log's CURRENT file names no MANIFEST; nothing was changed.");
  }
  return log / name;
}

/// Opens a fresh copy with the last `trimmed` records of its MANIFEST cut off.
std::optional<Opened> open_trimmed(const Places& places, const AnchorFound& anchor,
                                   std::size_t trimmed) {
  fs::remove_all(places.log_mended);
  copy_folder(places.log, places.log_mended);
  const fs::path manifest = manifest_of(places.log_mended);
  const std::uint64_t size = fs::file_size(manifest);
  const std::vector<std::uint64_t> starts =
      record_starts(File::open(manifest, O_RDONLY).read_at(0, size));
  if (starts.size() <= trimmed) return std::nullopt;
  fs::resize_file(manifest, starts[starts.size() - trimmed]);
  sync_file(manifest);
  try {
    return open_copy(places.log_mended, anchor);
  } catch (const OpenFailed& failed) {
    if (failed.exit_code != exit_damaged) throw;
    return std::nullopt;
  }
}

std::string trim_manifest(const Places& places, const OpenFailed& why) {
  const AnchorFound anchor = read_anchor(places.anchor);
  for (std::size_t trimmed = 1; trimmed <= trimmed_records_max; ++trimmed) {
    std::optional<Opened> opened = open_trimmed(places, anchor, trimmed);
    if (!opened) continue;
    opened->tables.close();
    const fs::path aside = swap_in_mended(places);
    return "Mended: the last " + std::to_string(trimmed) +
           " record(s) of RocksDB's MANIFEST were cut off, and everything the anchor knows is there. "
           "The damaged log is kept in " +
           aside.filename().string() + ".";
  }
  fs::remove_all(places.log_mended);
  throw OpenFailed(why.exit_code, std::string("Cannot be mended, nothing was changed. ") + why.what());
}

/// A new epoch, and an anchor for the log as it is now.
std::string accept(const Places& places) {
  fs::remove_all(places.log_mended);
  copy_folder(places.log, places.log_mended);
  Opened opened;
  const rocksdb::Status status =
      Tables::open(places.log_mended, {Opening::point_in_time, 0, {}}, opened.tables);
  if (!status.ok()) throw OpenFailed(exit_damaged, "Cannot be mended: " + status.ToString());
  read_ends(opened);
  opened.epoch = new_epoch();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status written = opened.tables.database().Put(
      synced, opened.tables[Table::meta], "epoch", opened.epoch);
  if (!written.ok()) throw OpenFailed(exit_unreadable, "Cannot write: " + written.ToString());
  opened.tables.close();
  const fs::path aside = swap_in_mended(places);
  create_anchor(places.anchor, {0, opened.epoch, opened.last_commit, {}});
  return "Accepted: the log ends at commit " + std::to_string(opened.last_commit.number) +
         " and has a new epoch. The log as it was is kept in " + aside.filename().string() + ".";
}

}  // namespace

std::string repair(const fs::path& folder, const RepairOptions& options) {
  const Places places(folder);
  const FolderLock lock = lock_folder(places);
  std::string mended;
  try {
    OpenOptions looking;
    looking.notice = [&mended](const std::string& notice) { mended = notice; };
    open_checked(places, looking);
    return mended.empty() ? "The log is whole; nothing was changed." : mended;
  } catch (const OpenFailed& failed) {
    if (failed.exit_code != exit_damaged && failed.exit_code != exit_behind_anchor) throw;
    try {
      if (options.accept_loss) return accept(places);
      if (failed.exit_code == exit_behind_anchor) throw;
      return trim_manifest(places, failed);
    } catch (const std::system_error& error) {
      throw OpenFailed(exit_unreadable, std::string("Cannot repair: ") + error.what());
    } catch (const Damaged& error) {
      throw OpenFailed(exit_damaged, std::string("Cannot repair: ") + error.what());
    }
  }
}

}  // namespace tingbok::log
