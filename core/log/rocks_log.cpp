// The log on disk: for its writer, and for those who only read.
#include <memory>
#include <mutex>
#include <system_error>

#include <rocksdb/write_batch.h>

#include "core/log/abort_sentence.hpp"
#include "core/log/committer.hpp"
#include "core/log/limits.hpp"
#include "core/log/open.hpp"
#include "core/log/reader.hpp"
#include "core/log/recovery.hpp"

namespace tingbok::log {
namespace {

/// An open database.
struct Source {
  explicit Source(Tables&& open) : tables(std::move(open)), reader(tables) {}
  Tables tables;
  Reader reader;
};

/// What both have in common: reading.
class StoredLog : public EventLog {
 public:
  explicit StoredLog(Opened opened)
      : epoch_(std::move(opened.epoch)),
        streams_(opened.heads),
        source_(std::make_shared<const Source>(std::move(opened.tables))) {}

  void read(std::string_view stream, Number from, Number to, const Visitor& visit) const override {
    from = std::max<Number>(from, 1);
    to = std::min(to, streams_.head(stream).number);
    if (from <= to) source()->reader.visit(stream, from, to, visit);
  }

  Head head(std::string_view stream) const override { return streams_.head(stream); }

  std::vector<StreamName> streams(std::string_view prefix) const override {
    return streams_.names(prefix);
  }

  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    return source()->reader.answer(stream, key);
  }

  std::vector<std::string> aside(const Shelf& shelf) const override {
    return source()->reader.aside(shelf);
  }
  std::vector<Shelf> shelves() const override { return source()->reader.shelves(); }

  std::optional<Snapshot> snapshot(std::string_view stream, Number at) const override {
    // Snapshots are not synced: one of records that were lost must not come back.
    return source()->reader.snapshot(stream, std::min(at, streams_.head(stream).number));
  }

  std::string epoch() const override { return epoch_; }

 protected:
  /// Whoever reads keeps it open.
  std::shared_ptr<const Source> source() const {
    const std::lock_guard lock(mutex_);
    return source_;
  }
  void replace_source(std::shared_ptr<const Source> source) {
    const std::lock_guard lock(mutex_);
    source_.swap(source);
  }

  const std::string epoch_;
  StreamIndex streams_;

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<const Source> source_;
};

class WritingLog : public StoredLog {
 public:
  WritingLog(FolderLock lock, const Places& places, const OpenOptions& options, Opened opened)
      : StoredLog(std::move(opened)),
        lock_(std::move(lock)),
        places_(places),
        options_(options),
        tables_(source()->tables),
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

  void when_failed(std::function<void()> tell) override { committer_.when_failed(std::move(tell)); }

  void refresh() override {}

 private:
  const FolderLock lock_;
  const Places places_;
  const OpenOptions options_;
  const Tables& tables_;
  Committer committer_;
};

/// Sees the database as it was when it was opened, or last refreshed.
class ReadingLog : public StoredLog {
 public:
  ReadingLog(const Places& places, Opened opened) : StoredLog(std::move(opened)), places_(places) {}

  void submit(Transaction, Done) override {
    throw std::logic_error("the log is open for reading only");
  }
  void put_snapshot(std::string_view, const Snapshot&) override {}

  void refresh() override {
    const std::lock_guard lock(refreshing_);
    try {
      Opened opened = open_for_reading(places_);
      if (opened.epoch != epoch_) throw Damaged("the log was replaced by another history");
      replace_source(std::make_shared<const Source>(std::move(opened.tables)));
      streams_.follow(opened.heads);
    } catch (const OpenFailed& failed) {
      throw Damaged(failed.what());
    }
  }

 private:
  const Places places_;
  std::mutex refreshing_;
};

std::unique_ptr<EventLog> open_for_writing(const Places& places, const OpenOptions& options) {
  FolderLock lock = lock_folder(places);
  Opened opened = open_checked(places, options);
  return std::make_unique<WritingLog>(std::move(lock), places, options, std::move(opened));
}

}  // namespace

std::unique_ptr<EventLog> open_log(const std::filesystem::path& folder,
                                   const OpenOptions& options) {
  const Places places(folder);
  const AbortSentence gives_up(places.log);
  try {
    return options.mode == OpenMode::read_write
               ? open_for_writing(places, options)
               : std::make_unique<ReadingLog>(places, open_for_reading(places));
  } catch (const std::system_error& error) {
    throw OpenFailed(exit_unreadable, "Cannot open the log: " + std::string(error.what()));
  } catch (const Damaged& error) {
    throw OpenFailed(exit_damaged, "The log is damaged: " + std::string(error.what()));
  }
}

}  // namespace tingbok::log
