// The log on disk: the writer, and the one that follows a writer.
#include <system_error>

#include <rocksdb/write_batch.h>

#include "core/log/committer.hpp"
#include "core/log/limits.hpp"
#include "core/log/open.hpp"
#include "core/log/reader.hpp"
#include "core/log/recovery.hpp"

namespace tingbok::log {
namespace {

/// What both have in common: reading.
class StoredLog : public EventLog {
 public:
  explicit StoredLog(Opened opened)
      : tables_(std::move(opened.tables)),
        epoch_(std::move(opened.epoch)),
        streams_(opened.heads),
        reader_(tables_) {}

  void read(std::string_view stream, Number from, Number to, const Visitor& visit) const override {
    from = std::max<Number>(from, 1);
    to = std::min(to, streams_.head(stream).number);
    if (from <= to) reader_.visit(stream, from, to, visit);
  }

  Head head(std::string_view stream) const override { return streams_.head(stream); }

  std::vector<StreamName> streams(std::string_view prefix) const override {
    return streams_.names(prefix);
  }

  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    return reader_.answer(stream, key);
  }

  std::optional<Snapshot> snapshot(std::string_view stream, Number at) const override {
    // Snapshots are not synced: one of records that were lost must not come back.
    return reader_.snapshot(stream, std::min(at, streams_.head(stream).number));
  }

  std::string epoch() const override { return epoch_; }

 protected:
  Tables tables_;
  const std::string epoch_;
  StreamIndex streams_;
  const Reader reader_;
};

class WritingLog : public StoredLog {
 public:
  WritingLog(FolderLock lock, const Places& places, const OpenOptions& options, Opened opened)
      : StoredLog(std::move(opened)),
        lock_(std::move(lock)),
        places_(places),
        options_(options),
        committer_(tables_, streams_, places, options, read_anchor(places.anchor), epoch_,
                   Reader(tables_).last_commit()) {}

  void submit(Transaction transaction, Done done) override {
    committer_.submit(std::move(transaction), std::move(done));
  }

  void put_snapshot(std::string_view stream, const Snapshot& snapshot) override {
    check_stream_name(stream);
    if (committer_.has_failed()) return;
    if (free_bytes(places_.folder) < options_.free_bytes_min + snapshot.bytes.size()) return;
    const rocksdb::Status status =
        tables_.database().Put(rocksdb::WriteOptions(), tables_[Table::snapshots],
                               format::numbered_key(stream, snapshot.number), snapshot.bytes);
    if (!status.ok()) committer_.fail();
  }

  void refresh() override {}

 private:
  const FolderLock lock_;
  const Places places_;
  const OpenOptions options_;
  Committer committer_;
};

class FollowingLog : public StoredLog {
 public:
  FollowingLog(ScratchFolder scratch, Opened opened)
      : StoredLog(std::move(opened)), scratch_(std::move(scratch)) {}
  ~FollowingLog() override { tables_.close(); }

  void submit(Transaction, Done) override {
    throw std::logic_error("the log is open for reading only");
  }
  void put_snapshot(std::string_view, const Snapshot&) override {}

  void refresh() override {
    const std::lock_guard lock(mutex_);
    const rocksdb::Status status = tables_.database().TryCatchUpWithPrimary();
    if (!status.ok()) throw Damaged("cannot follow the log: " + status.ToString());
    streams_.follow(reader_.heads());
  }

 private:
  std::mutex mutex_;
  const ScratchFolder scratch_;
};

std::unique_ptr<EventLog> open_for_writing(const Places& places, const OpenOptions& options) {
  FolderLock lock = lock_folder(places);
  Opened opened = open_checked(places, options);
  return std::make_unique<WritingLog>(std::move(lock), places, options, std::move(opened));
}

std::unique_ptr<EventLog> open_for_reading(const Places& places) {
  ScratchFolder scratch = ScratchFolder::make();
  Opened opened = open_following(places, scratch.path());
  return std::make_unique<FollowingLog>(std::move(scratch), std::move(opened));
}

}  // namespace

std::unique_ptr<EventLog> open_log(const std::filesystem::path& folder,
                                   const OpenOptions& options) {
  const Places places(folder);
  try {
    return options.mode == OpenMode::read_write ? open_for_writing(places, options)
                                                : open_for_reading(places);
  } catch (const std::system_error& error) {
    throw OpenFailed(exit_unreadable, "Cannot open the log: " + std::string(error.what()));
  } catch (const Damaged& error) {
    throw OpenFailed(exit_damaged, "The log is damaged: " + std::string(error.what()));
  }
}

}  // namespace tingbok::log
