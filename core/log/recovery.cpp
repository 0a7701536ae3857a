#include "core/log/recovery.hpp"

#include <algorithm>
#include <chrono>
#include <system_error>
#include <thread>

#include <fcntl.h>
#include <sodium.h>

namespace tingbok::log {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kept_aside_prefix = "log.damaged-";
/// Streams named in one sentence.
constexpr std::size_t named_streams_max = 5;
/// A reader that is overtaken by the writer's own tidying looks again.
constexpr int look_attempts_max = 5;
constexpr std::chrono::milliseconds look_pause{20};

[[noreturn]] void fail_damaged(const std::string& what) { throw OpenFailed(exit_damaged, what); }

void write_birth(const Tables& tables) {
  rocksdb::WriteBatch batch;
  batch.Put(tables[Table::meta], "format", slice(format::version));
  batch.Put(tables[Table::meta], "epoch", new_epoch());
  rocksdb::WriteOptions synced;
  synced.sync = true;
  const rocksdb::Status status = tables.database().Write(synced, &batch);
  if (!status.ok()) throw OpenFailed(exit_unreadable, "cannot make the log: " + status.ToString());
}

/// A new log gets its final name only when it is whole and its anchor exists.
void create(const Places& places) {
  fs::remove_all(places.log_new);
  Opened opened;
  const rocksdb::Status status = Tables::open(places.log_new, {Opening::create, 0}, opened.tables);
  if (!status.ok()) throw OpenFailed(exit_unreadable, "cannot make the log: " + status.ToString());
  write_birth(opened.tables);
  read_ends(opened);
  opened.tables.close();
  create_anchor(places.anchor, AnchorState{0, opened.epoch, opened.last_commit, {}});
  fs::rename(places.log_new, places.log);
  sync_folder(places.folder);
}

std::vector<fs::path> kept_aside(const Places& places) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(places.folder)) {
    if (entry.path().filename().string().starts_with(kept_aside_prefix)) found.push_back(entry);
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Nothing lies under the log's name: there never was one, or a crash came in the middle of a swap.
void make_or_put_back(const Places& places, const OpenOptions& options) {
  const std::vector<fs::path> aside = kept_aside(places);
  if (!aside.empty()) {
    fs::rename(aside.back(), places.log);
    sync_folder(places.folder);
    if (options.notice)
      options.notice("put back " + aside.back().filename().string() +
                     " after a crash while mending");
    return;
  }
  const AnchorFound anchor = read_anchor(places.anchor);
  if (anchor.exists && !anchor.newest) {
    fail_damaged(
        "The log's folder is missing and both slots of the anchor are unreadable: restore a "
        "backup.");
  }
  if (anchor.newest && anchor.newest->commit.number > 0) {
    throw OpenFailed(exit_behind_anchor,
                     "The log's folder " + places.log.string() +
                         " is missing, but its anchor knows " +
                         std::to_string(anchor.newest->commit.number) +
                         " commits: bring the folder back, or restore a backup.");
  }
  create(places);
}

std::vector<fs::path> write_ahead_logs(const fs::path& log) {
  std::vector<fs::path> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(log)) {
    if (entry.path().extension() == ".log") found.push_back(entry.path());
  }
  return found;
}

/// The unsynced bytes that a replay of the write-ahead log has made visible are made durable.
void sync_write_ahead_log(const fs::path& log) {
  for (const fs::path& file : write_ahead_logs(log)) sync_file(file);
  sync_folder(log);
}

Opened open_strictly(const Places& places, const AnchorFound& anchor, const OpenOptions& options) {
  Opened opened;
  const rocksdb::Status status =
      Tables::open(places.log, {Opening::strict, options.wal_bytes_max}, opened.tables);
  if (status.IsCorruption()) throw Damaged(status.ToString());
  if (!status.ok()) {
    // A file that should be there is damage; a disk that does not answer is not.
    const bool unreadable = status.IsIOError() && !status.IsPathNotFound();
    throw OpenFailed(unreadable ? exit_unreadable : exit_damaged,
                     "Cannot open the log: " + status.ToString());
  }
  read_ends(opened);
  compare_with_anchor(opened, anchor);
  return opened;
}

Opened mend(const Places& places, const AnchorFound& anchor, const std::string& why,
            const OpenOptions& options) {
  fs::remove_all(places.log_mended);
  copy_folder(places.log, places.log_mended);
  try {
    open_copy(places.log_mended, anchor).tables.close();
  } catch (const OpenFailed&) {
    fs::remove_all(places.log_mended);
    throw;
  }
  const fs::path aside = swap_in_mended(places);
  if (options.notice) {
    options.notice("The log was damaged (" + why +
                   ") and has been mended from a copy; everything its anchor "
                   "knows is there. The damaged one is kept in " +
                   aside.filename().string() + ".");
  }
  return open_strictly(places, anchor, options);
}

/// "A/K04: 101 to 150, A/K05: 7" of the streams that are shorter than the anchor says.
std::string missing_records(const Opened& opened, const AnchorState& anchor) {
  std::string text;
  std::size_t named = 0;
  for (const format::NamedHead& known : anchor.heads) {
    const auto found = opened.heads.find(known.stream);
    const Number have = found == opened.heads.end() ? 0 : found->second.edge.size();
    if (have >= known.head.number) continue;
    if (named++ == named_streams_max) return text + " and more";
    if (!text.empty()) text += ", ";
    text += known.stream + ": " + std::to_string(have + 1);
    if (known.head.number > have + 1) text += " to " + std::to_string(known.head.number);
  }
  return text.empty() ? "the anchor cannot tell which" : text;
}

[[noreturn]] void fail_behind(const std::string& what) {
  throw OpenFailed(exit_behind_anchor,
                   what +
                       " The log was left as it is: restore a backup, or accept the loss with "
                       "`tingbok-server repair --accept-loss`.");
}

void compare_heads(const Opened& opened, const AnchorState& anchor) {
  for (const format::NamedHead& known : anchor.heads) {
    const auto found = opened.heads.find(known.stream);
    const Number have = found == opened.heads.end() ? 0 : found->second.edge.size();
    if (have < known.head.number) {
      fail_behind("The log ends before its anchor; records are missing: " +
                  missing_records(opened, anchor) + ".");
    }
    if (have == known.head.number && found->second.edge.root() != known.head.root) {
      fail_behind(known.stream + ": record " + std::to_string(have) +
                  " or one before it is not the one the anchor knows.");
    }
  }
}

/// One look at a database that its writer may be changing.
Opened look(const Places& places) {
  // The anchor first: the writer goes on, and what the anchor knows is in the log already.
  const AnchorFound anchor = read_anchor(places.anchor);
  const std::vector<fs::path> before = write_ahead_logs(places.log);
  Opened opened;
  const rocksdb::Status status = Tables::open(places.log, {Opening::look, 0}, opened.tables);
  if (!status.ok()) fail_damaged("The log cannot be read: " + status.ToString());
  // One that was removed after the list of tables was read, and before it was looked for, is in
  // neither.
  for (const fs::path& file : before) {
    if (!fs::exists(file)) throw Damaged("its writer moves records faster than they can be read");
  }
  read_ends(opened);
  compare_with_anchor(opened, anchor);
  return opened;
}

}  // namespace

std::string new_epoch() {
  unsigned char bytes[16];
  if (sodium_init() < 0) throw OpenFailed(exit_unreadable, "libsodium cannot start");
  randombytes_buf(bytes, sizeof bytes);
  char hex[33];
  sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes);
  return hex;
}

Places::Places(const fs::path& where)
    : folder(where),
      log(where / "log"),
      anchor(where / "anchor"),
      lock(where / "log.lock"),
      log_new(where / "log.new"),
      log_mended(where / "log.mended") {}

FolderLock lock_folder(const Places& places) {
  try {
    fs::create_directories(places.folder);
    FolderLock lock(places.lock);
    if (!lock.is_held()) {
      throw OpenFailed(exit_in_use, places.folder.string() + " is in use by another process.");
    }
    return lock;
  } catch (const std::system_error& error) {
    throw OpenFailed(exit_unreadable,
                     "Cannot write in " + places.folder.string() + ": " + error.what());
  }
}

void read_ends(Opened& opened) {
  const Reader reader(opened.tables);
  opened.epoch = reader.epoch();
  opened.last_commit = reader.last_commit();
  opened.heads = reader.heads();
  reader.check_ends(opened.heads);
}

void compare_with_anchor(const Opened& opened, const AnchorFound& found) {
  if (!found.newest) {
    if (opened.last_commit.number == 0 && !found.exists) return;
    fail_damaged(
        std::string(found.exists ? "Both slots of the anchor are unreadable"
                                 : "The anchor is missing") +
        ", so nobody can tell whether the log is whole: bring it back, or accept the log as it "
        "is with `tingbok-server repair --accept-loss`.");
  }
  const AnchorState& anchor = *found.newest;
  if (anchor.epoch != opened.epoch) {
    fail_damaged("The anchor belongs to another log (epoch " + anchor.epoch + ", the log has " +
                 opened.epoch + ").");
  }
  if (opened.last_commit.number < anchor.commit.number) {
    fail_behind("The log ends at commit " + std::to_string(opened.last_commit.number) +
                ", its anchor at " + std::to_string(anchor.commit.number) +
                "; records are missing: " + missing_records(opened, anchor) + ".");
  }
  compare_heads(opened, anchor);
  if (anchor.commit.number == 0) return;
  const std::optional<format::CommitMark> same = Reader(opened.tables).commit(anchor.commit.number);
  if (!same || same->chain != anchor.commit.chain) {
    fail_behind("The log's commit " + std::to_string(anchor.commit.number) +
                " is not the one its anchor knows.");
  }
}

Opened open_copy(const fs::path& copy, const AnchorFound& anchor) {
  Opened opened;
  const rocksdb::Status status = Tables::open(copy, {Opening::point_in_time, 0}, opened.tables);
  if (!status.ok()) fail_damaged("The log is damaged: " + status.ToString());
  try {
    read_ends(opened);
  } catch (const Damaged& error) {
    fail_damaged(std::string("The log is damaged: ") + error.what());
  }
  compare_with_anchor(opened, anchor);
  return opened;
}

fs::path swap_in_mended(const Places& places) {
  const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::system_clock::now().time_since_epoch());
  fs::path aside = places.folder / (std::string(kept_aside_prefix) + std::to_string(now.count()));
  while (fs::exists(aside)) aside += "x";
  sync_write_ahead_log(places.log_mended);
  fs::rename(places.log, aside);
  fs::rename(places.log_mended, places.log);
  sync_folder(places.folder);
  return aside;
}

Opened open_checked(const Places& places, const OpenOptions& options) {
  try {
    if (!fs::exists(places.log)) make_or_put_back(places, options);
    const AnchorFound anchor = read_anchor(places.anchor);
    Opened opened;
    try {
      opened = open_strictly(places, anchor, options);
    } catch (const Damaged& error) {
      opened = mend(places, anchor, error.what(), options);
    }
    sync_write_ahead_log(places.log);
    if (!anchor.exists) create_anchor(places.anchor, {0, opened.epoch, opened.last_commit, {}});
    return opened;
  } catch (const Damaged& error) {
    fail_damaged(std::string("The log is damaged: ") + error.what());
  } catch (const std::system_error& error) {
    throw OpenFailed(exit_unreadable, "Cannot open the log: " + std::string(error.what()));
  }
}

Opened open_for_reading(const Places& places) {
  std::error_code unknown;
  if (!fs::exists(places.log, unknown)) {
    throw OpenFailed(exit_unreadable, "There is no log in " + places.folder.string() + ".");
  }
  const auto is_last = [&places](int attempt) {
    return attempt == look_attempts_max || !is_locked(places.lock);
  };
  for (int attempt = 1;; ++attempt) {
    try {
      return look(places);
    } catch (const OpenFailed&) {
      if (is_last(attempt)) throw;
    } catch (const Damaged& error) {
      if (is_last(attempt)) fail_damaged(std::string("The log is damaged: ") + error.what());
    } catch (const std::system_error& error) {
      // The writer may have replaced a file between two looks at its name.
      const bool missing = error.code() == std::errc::no_such_file_or_directory;
      if (!missing || is_last(attempt)) {
        throw OpenFailed(missing ? exit_damaged : exit_unreadable,
                         "Cannot read the log: " + std::string(error.what()));
      }
    }
    std::this_thread::sleep_for(look_pause);
  }
}

}  // namespace tingbok::log
