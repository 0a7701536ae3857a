#include "core/log/repair.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include <rocksdb/write_batch.h>

#include "core/log/abort_sentence.hpp"
#include "core/log/manifest.hpp"
#include "core/log/recovery.hpp"

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

/// A torn write damages the last record, or the last few that were written together.
constexpr std::size_t trimmed_records_max = 8;

/// Opens a fresh copy with the last `trimmed` records of its MANIFEST cut off.
std::optional<Opened> open_trimmed(const Places& places, const AnchorFound& anchor,
                                   std::size_t trimmed) {
  fs::remove_all(places.log_mended);
  copy_folder(places.log, places.log_mended);
  const fs::path manifest = current_manifest(places.log_mended);
  const std::vector<std::uint64_t> starts = record_starts(manifest);
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
           " record(s) of RocksDB's MANIFEST were cut off, and everything the anchor knows is "
           "there. "
           "The damaged log is kept in " +
           aside.filename().string() + ".";
  }
  fs::remove_all(places.log_mended);
  throw OpenFailed(why.exit_code,
                   std::string("Cannot be mended, nothing was changed. ") + why.what());
}

/// A new epoch, and an anchor for the log as it is now.
std::string accept(const Places& places) {
  fs::remove_all(places.log_mended);
  copy_folder(places.log, places.log_mended);
  Opened opened;
  const rocksdb::Status status =
      Tables::open(places.log_mended, {Opening::point_in_time, 0}, opened.tables);
  if (!status.ok()) throw OpenFailed(exit_damaged, "Cannot be mended: " + status.ToString());
  read_ends(opened);
  opened.epoch = new_epoch();
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status written =
      opened.tables.database().Put(synced, opened.tables[Table::meta], "epoch", opened.epoch);
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
  const AbortSentence gives_up(places.log);
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
