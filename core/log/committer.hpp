/// The committer: gathers everybody's transactions into one write and one sync.
///
/// Two threads. The first drains the queue, writes and syncs the database; the second (or the
/// first, when nothing waits) writes the anchor and tells the callers, while the next write is
/// under way.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include "core/log/anchor.hpp"
#include "core/log/open.hpp"
#include "core/log/recovery.hpp"
#include "core/log/tables.hpp"

namespace rocksdb {
class WriteBatch;
}

namespace tingbok::log {

/// A stream in memory. `edge` and `staged` are the committer's; `durable` is guarded by the index.
struct Stream {
  TreeEdge edge;
  Digest last_leaf{};
  std::vector<const Record*> staged;
  Head durable;
};

/// All streams by name. Nodes stay where they are.
class StreamIndex {
 public:
  explicit StreamIndex(const StoredHeads& heads);

  Head head(std::string_view name) const;
  std::vector<StreamName> names(std::string_view prefix) const;
  /// Replaces what is known by what was read again. Throws Damaged where a stream got shorter.
  void follow(const StoredHeads& heads);

  using Map = std::map<StreamName, Stream, std::less<>>;
  /// The committer's own look: nullptr where there is none.
  Stream* find(std::string_view name);
  Map::value_type& find_or_add(const StreamName& name);
  /// Makes heads durable for readers.
  void publish(const std::vector<std::pair<Map::value_type*, Head>>& heads);

 private:
  mutable std::shared_mutex mutex_;
  Map streams_;
};

/// Calls `done` on one of the log's own threads: it may submit, and must not wait for itself.
void call_done(Done& done, Error error);

/// Lagging mode: the anchor is never older than this, give or take a sync, nor this many commits.
inline constexpr std::chrono::milliseconds anchor_lag{50};
inline constexpr std::uint64_t anchor_lag_commits = format::commits_remembered / 4;

class Committer {
 public:
  /// Everything it is given must outlive it.
  Committer(const Tables& tables, StreamIndex& streams, const Places& places,
            const OpenOptions& options, const AnchorFound& anchor, std::string epoch,
            const format::CommitMark& last_commit);
  /// Writes what was submitted, then ends.
  ~Committer();

  void submit(Transaction transaction, Done done);
  /// After a failed write or sync nothing is written any more.
  bool has_failed() const { return failed_.load(std::memory_order_acquire); }
  void fail();
  /// Told once, on the thread that fails; at once where it has failed already.
  void when_failed(std::function<void()> tell);

 private:
  struct Waiting {
    Transaction transaction;
    Done done;
    std::size_t bytes = 0;
    std::size_t records = 0;

    bool writes() const {
      return records > 0 || !transaction.answers.empty() || !transaction.set_aside.empty() ||
             !transaction.cleared.empty();
    }
  };
  /// A commit that is written and waits for its anchor.
  struct Written {
    Error error = Error::none;
    format::CommitMark mark;
    std::vector<std::pair<StreamIndex::Map::value_type*, Head>> heads;
    std::vector<std::pair<Done, Error>> done;
  };

  void run();
  void tidy();
  void linger(std::unique_lock<std::mutex>& lock);
  /// The caller holds the queue's mutex.
  std::vector<Waiting> drain();
  void commit(std::vector<Waiting>& waiting);
  Error admit(const Transaction& transaction) const;
  void stage(const Transaction& transaction, std::vector<StreamIndex::Map::value_type*>& touched);
  void encode(rocksdb::WriteBatch& batch, const std::vector<Waiting>& waiting,
              std::vector<StreamIndex::Map::value_type*>& touched, Written& written);
  void hand_over(Written written);

  void run_finisher();
  void finish();
  bool try_anchor();
  void keep_anchor_near(bool at_once);
  void write_anchor();
  void remember(const Written& written);

  const Tables& tables_;
  StreamIndex& streams_;
  const Places places_;
  const OpenOptions options_;
  const std::string epoch_;
  std::atomic<bool> failed_{false};
  std::mutex failure_mutex_;
  std::function<void()> tell_failure_;

  // The queue.
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::condition_variable room_;
  std::deque<Waiting> queue_;
  std::size_t queue_bytes_ = 0;
  std::size_t queue_records_ = 0;
  bool idle_ = false;
  bool closing_ = false;

  // The committer's own.
  format::CommitMark mark_;
  std::size_t last_records_ = 0;

  // Between the two threads.
  std::mutex written_mutex_;
  std::condition_variable written_arrived_;
  std::vector<Written> written_;
  bool finisher_stops_ = false;
  bool anchor_is_due_ = false;

  // Whoever holds the turn finishes commits.
  std::mutex turn_;
  AnchorWriter anchor_;
  format::CommitMark finished_;
  std::uint64_t anchored_ = 0;
  std::chrono::steady_clock::time_point anchored_at_;
  /// Newest first.
  std::vector<format::NamedHead> recent_;

  std::thread committer_;
  std::thread finisher_;
};

}  // namespace tingbok::log
