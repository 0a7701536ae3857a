#include "core/log/committer.hpp"

#include <algorithm>
#include <chrono>
#include <span>
#include <utility>

#include <rocksdb/write_batch.h>
#include <sys/prctl.h>

#include "core/log/limits.hpp"

namespace tingbok::log {
namespace {

using std::chrono::steady_clock;

/// One write is ended at this many bytes, so that no caller waits for everybody else's.
constexpr std::size_t write_bytes_max = 8u << 20;
/// A commit of at least this many records means that the log is busy.
constexpr std::size_t busy_records = 16;
/// A busy commit waits for company in slices, as long as a slice brings some.
constexpr std::chrono::microseconds linger_slice{100};

/// Set while callers' Done functions run: they may submit, and must not wait for themselves.
thread_local bool inside_done = false;

}  // namespace

void call_done(Done& done, Error error) {
  const bool outer = std::exchange(inside_done, true);
  if (done) done(error);
  inside_done = outer;
}

Committer::Committer(const Tables& tables, StreamIndex& streams, const Places& places,
                     const OpenOptions& options, const AnchorFound& anchor, std::string epoch,
                     const format::CommitMark& last_commit)
    : tables_(tables),
      streams_(streams),
      places_(places),
      options_(options),
      epoch_(std::move(epoch)),
      mark_(last_commit),
      anchor_(places.anchor, anchor),
      finished_(last_commit) {
  if (anchor.newest) recent_ = anchor.newest->heads;
  for (format::NamedHead& head : recent_) head.head = streams_.head(head.stream);
  // A log that is ahead of its anchor (a crash between the two) is served from here on, and one bad
  // slot is written over.
  write_anchor();
  committer_ = std::thread([this] { run(); });
  finisher_ = std::thread([this] { run_finisher(); });
}

Committer::~Committer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  arrived_.notify_one();
  committer_.join();
  {
    const std::lock_guard lock(written_mutex_);
    finisher_stops_ = true;
  }
  written_arrived_.notify_one();
  finisher_.join();
}

void Committer::fail() {
  std::function<void()> tell;
  {
    const std::lock_guard lock(failure_mutex_);
    if (failed_.exchange(true, std::memory_order_acq_rel)) return;
    tell = tell_failure_;
  }
  if (tell) tell();
}

void Committer::when_failed(std::function<void()> tell) {
  {
    const std::lock_guard lock(failure_mutex_);
    tell_failure_ = tell;
    if (!has_failed()) return;
  }
  tell();
}

void Committer::submit(Transaction transaction, Done done) {
  Waiting waiting{std::move(transaction), std::move(done), 0, 0};
  waiting.bytes = checked_bytes(waiting.transaction);
  for (const Append& append : waiting.transaction.appends) waiting.records += append.records.size();
  std::unique_lock lock(mutex_);
  if (!inside_done) room_.wait(lock, [&] { return queue_bytes_ <= queue_bytes_max || closing_; });
  if (closing_) {
    lock.unlock();
    call_done(waiting.done, Error::closed);
    return;
  }
  queue_bytes_ += waiting.bytes;
  queue_records_ += waiting.records;
  queue_.push_back(std::move(waiting));
  if (idle_) arrived_.notify_one();
}

void Committer::run() {
  prctl(PR_SET_TIMERSLACK, 1000ul);  // Slices of 100 us, not of 150.
  const auto has_work = [this] { return closing_ || !queue_.empty(); };
  bool tidied = false;
  for (;;) {
    std::unique_lock lock(mutex_);
    idle_ = true;
    if (tidied) {
      arrived_.wait(lock, has_work);
    } else if (!arrived_.wait_for(lock, options_.tidy_after, has_work)) {
      idle_ = false;
      lock.unlock();
      tidy();
      tidied = true;
      continue;
    }
    idle_ = false;
    if (queue_.empty()) return;
    if (last_records_ >= busy_records && !closing_) linger(lock);
    std::vector<Waiting> waiting = drain();
    lock.unlock();
    commit(waiting);
    tidied = false;
  }
}

/// Nobody waits for the log. On a disk that is nearly full the tables have to wait: RocksDB does
/// not survive that it cannot write them.
void Committer::tidy() {
  if (has_failed()) return;
  const std::uint64_t wal = tables_.wal_bytes();
  if (wal <= options_.tidy_wal_bytes) return;
  if (free_bytes(places_.folder) < options_.free_bytes_min + 2 * wal) return;
  if (!tables_.begin_tables().ok()) fail();
}

void Committer::linger(std::unique_lock<std::mutex>& lock) {
  const steady_clock::time_point deadline = steady_clock::now() + options_.linger_max;
  while (steady_clock::now() < deadline && queue_bytes_ < write_bytes_max && !closing_) {
    const std::size_t before = queue_records_;
    lock.unlock();
    std::this_thread::sleep_for(linger_slice);
    lock.lock();
    if (queue_records_ == before) return;
  }
}

std::vector<Committer::Waiting> Committer::drain() {
  std::vector<Waiting> waiting;
  std::size_t bytes = 0;
  while (!queue_.empty() && bytes < write_bytes_max) {
    bytes += queue_.front().bytes;
    queue_records_ -= queue_.front().records;
    waiting.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  const bool was_full = queue_bytes_ > queue_bytes_max;
  queue_bytes_ -= bytes;
  if (was_full) room_.notify_all();
  return waiting;
}

Error Committer::admit(const Transaction& transaction) const {
  for (std::size_t i = 0; i < transaction.appends.size(); ++i) {
    const Append& append = transaction.appends[i];
    const Stream* stream = streams_.find(append.stream);
    Number number = stream ? stream->edge.size() : 0;
    for (std::size_t j = 0; j < i; ++j) {
      if (transaction.appends[j].stream == append.stream) {
        number += transaction.appends[j].records.size();
      }
    }
    if (number != append.expected) return Error::number_conflict;
  }
  return Error::none;
}

void Committer::stage(const Transaction& transaction,
                      std::vector<StreamIndex::Map::value_type*>& touched) {
  for (const Append& append : transaction.appends) {
    if (append.records.empty()) continue;
    StreamIndex::Map::value_type& named = streams_.find_or_add(append.stream);
    Stream& stream = named.second;
    if (stream.staged.empty()) touched.push_back(&named);
    for (const Record& record : append.records) {
      stream.edge.add(record.leaf);
      stream.staged.push_back(&record);
    }
    stream.last_leaf = append.records.back().leaf;
  }
}

void Committer::encode(rocksdb::WriteBatch& batch, const std::vector<Waiting>& waiting,
                       std::vector<StreamIndex::Map::value_type*>& touched, Written& written) {
  std::sort(touched.begin(), touched.end(),
            [](const auto* a, const auto* b) { return a->first < b->first; });
  std::string named_heads;
  for (StreamIndex::Map::value_type* named : touched) {
    const Head head{named->second.edge.size(), named->second.edge.root()};
    format::put_named_head(named_heads, named->first, head);
    written.heads.emplace_back(named, head);
  }
  mark_.chain = format::next_chain(mark_.chain, mark_.number + 1, named_heads);
  ++mark_.number;
  written.mark = mark_;
  // First in the batch: CommitOrder looks for it there.
  batch.Put(tables_[Table::meta], format::commit_key(mark_.number), format::commit_value(mark_));
  for (StreamIndex::Map::value_type* named : touched) {
    Stream& stream = named->second;
    Number first = stream.edge.size() - stream.staged.size() + 1;
    for (std::span<const Record* const> left(stream.staged); !left.empty();) {
      const std::size_t count = format::batch_length(left);
      const std::span<const Record* const> records = left.first(count);
      const std::string key = format::numbered_key(named->first, first);
      batch.Put(tables_[Table::records], key, format::cores_value(records));
      const std::string personal = format::personal_value(records);
      if (!personal.empty()) batch.Put(tables_[Table::personal], key, personal);
      left = left.subspan(count);
      first += count;
    }
    stream.staged.clear();
    batch.Put(tables_[Table::heads], named->first,
              format::head_value({stream.last_leaf, stream.edge}));
  }
  for (std::size_t i = 0; i < waiting.size(); ++i) {
    if (written.done[i].second != Error::none) continue;
    for (const KeptAnswer& answer : waiting[i].transaction.answers) {
      batch.Put(tables_[Table::answers], format::answer_key(answer.stream, answer.key),
                answer.value);
    }
    for (const SetAside& one : waiting[i].transaction.set_aside) {
      batch.Put(tables_[Table::aside], format::aside_key(one.shelf, one.key), one.value);
    }
    for (const Shelf& shelf : waiting[i].transaction.cleared) {
      batch.DeleteRange(tables_[Table::aside], format::aside_key(shelf, {}),
                        format::aside_end(shelf));
    }
  }
}

void Committer::commit(std::vector<Waiting>& waiting) {
  Written written;
  written.mark = mark_;
  std::size_t bytes = 0;
  for (const Waiting& one : waiting) bytes += one.bytes;
  const std::uint64_t free = free_bytes(places_.folder);
  tables_.note_free_bytes(free);
  Error all = Error::none;
  if (has_failed()) {
    all = Error::io;
  } else if (free < options_.free_bytes_min + bytes) {
    all = Error::storage_full;
  }
  std::vector<StreamIndex::Map::value_type*> touched;
  bool writes = false;
  last_records_ = 0;
  for (Waiting& one : waiting) {
    const Error error = all == Error::none ? admit(one.transaction) : all;
    if (error == Error::none) {
      stage(one.transaction, touched);
      last_records_ += one.records;
      writes = writes || one.writes();
    }
    written.done.emplace_back(std::move(one.done), error);
  }
  if (writes) {
    rocksdb::WriteBatch batch;
    encode(batch, waiting, touched, written);
    rocksdb::WriteOptions synced;
    synced.sync = true;
    if (!tables_.database().Write(synced, &batch).ok()) {
      fail();
      written.error = Error::io;
    }
  }
  hand_over(std::move(written));
}

void Committer::hand_over(Written written) {
  bool more;
  {
    const std::lock_guard lock(mutex_);
    more = !queue_.empty();
  }
  {
    const std::lock_guard lock(written_mutex_);
    written_.push_back(std::move(written));
  }
  if (more) {
    written_arrived_.notify_one();
  } else {
    finish();
  }
}

}  // namespace tingbok::log
