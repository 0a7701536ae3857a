/// The append-only event log: the only place where a workshop's truth is stored.
///
/// A log holds streams of records. A record's number counts from 1 within its stream, without gaps;
/// 0 means "nothing yet". The log knows bytes, not votes: what a core or a personal part says is
/// the caller's business. Bytes on disk: docs/log-format.md.
///
/// One writer per stream is the caller's duty (server/room/room.hpp). All functions may be called
/// from any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/hash/hash.hpp"

namespace tingbok::log {

/// What a stream is called: "A" (a programme), "A/K04" (a room), "A/K04/refusals" (what it
/// refused). 1..stream_name_bytes_max bytes of printable ASCII without spaces.
using StreamName = std::string;

/// A record's number in its stream, from 1. 0: nothing yet.
using Number = std::uint64_t;

inline constexpr std::size_t stream_name_bytes_max = 128;
/// A core or a personal part may not be larger.
inline constexpr std::size_t record_bytes_max = 1u << 20;
/// Records in one append.
inline constexpr std::size_t append_records_max = 4096;
/// Bytes of a kept answer's key, and of its value.
inline constexpr std::size_t answer_key_bytes_max = 256;
inline constexpr std::size_t answer_value_bytes_max = 64u << 10;
/// Bytes of the name of a shelf, which holds no zero byte, and of what lies on it: key and value.
inline constexpr std::size_t shelf_bytes_max = 256;
inline constexpr std::size_t aside_key_bytes_max = 64;
inline constexpr std::size_t aside_value_bytes_max = 64u << 10;
/// Bytes of cores, personal parts, answers and what is set aside that may wait to be written;
/// submit() blocks beyond.
inline constexpr std::size_t queue_bytes_max = 64u << 20;

/// One record as it is stored. `core` is hashed and kept for ever; `personal` (may be empty) can be
/// erased. `leaf` is leaf_hash(core); make_record() fills it.
struct Record {
  std::string core;
  std::string personal;
  Digest leaf{};
};

Record make_record(std::string core, std::string personal);

/// Records to add to one stream, right after number `expected`.
struct Append {
  StreamName stream;
  Number expected = 0;
  std::vector<Record> records;
};

/// The first answer to a command, kept for the life of the stream under a key of the caller's
/// (at most 256 bytes).
struct KeptAnswer {
  StreamName stream;
  std::string key;
  std::string value;
};

/// Where things lie beside a stream until they are thrown away: they have no number, and are in no
/// tree, no snapshot and no record.
struct Shelf {
  StreamName stream;
  std::string name;
};

/// One thing to lay on a shelf. Where the key is taken, the earlier one is replaced.
struct SetAside {
  Shelf shelf;
  std::string key;
  std::string value;
};

/// Everything one caller wants made durable together, all or none.
struct Transaction {
  std::vector<Append> appends;
  std::vector<KeptAnswer> answers;
  std::vector<SetAside> set_aside = {};
  /// Shelves whose things are thrown away, also those that this transaction lays there.
  std::vector<Shelf> cleared = {};
};

enum class Error {
  none,
  /// A stream was not at the number its append expected. Nothing was written.
  number_conflict,
  /// The disk is nearly full; nothing was written. Reads go on; try again when there is space.
  storage_full,
  /// Unknown whether it was written. The log accepts nothing more; close it, restart, read again.
  io,
  /// The log is closing; nothing was written.
  closed,
};

std::string_view describe(Error error);

/// Called once per transaction, on a thread of the log's own (or inside submit(), for the log in
/// memory), after everything in it is durable or has failed. Calls come one at a time, in the order
/// of submission. Must not block or throw; may submit.
using Done = std::function<void(Error)>;

/// Where a stream stands.
struct Head {
  Number number = 0;
  /// RFC 6962 root over the leaf hashes 1..number.
  Digest root = empty_root();
};

/// One stored record while it is visited; the views live until the visitor returns.
struct RecordView {
  Number number = 0;
  std::string_view core;
  /// Empty: none, or erased.
  std::string_view personal;
};

/// Returns false to stop.
using Visitor = std::function<bool(const RecordView&)>;

/// A saved state of a stream (opaque bytes) at a number.
struct Snapshot {
  Number number = 0;
  std::string bytes;
};

/// Thrown by reads when stored bytes cannot be trusted; the text names stream and number.
class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class EventLog {
 public:
  virtual ~EventLog() = default;

  /// Makes the transaction durable, then calls `done`. Transactions of one stream are written in
  /// the order they were submitted; a later one may be submitted before an earlier is done (its
  /// `expected` counts the earlier's records). After Error::io every further one fails with it.
  /// An append without records only checks the stream's number: what else is in the transaction is
  /// then written there or not at all. Throws std::invalid_argument (and never calls `done`) where
  /// a limit above is exceeded or a record has no leaf, and std::logic_error on a log opened
  /// read-only.
  /// Blocks while queue_bytes_max is exceeded.
  virtual void submit(Transaction transaction, Done done) = 0;

  /// Visits the durable records `from`..`to` (both counted in; `from` 0 counts as 1; `to` beyond
  /// the head: up to the head) in order. Throws Damaged.
  virtual void read(std::string_view stream, Number from, Number to,
                    const Visitor& visit) const = 0;

  /// Where a stream stands durably; number 0 for one that does not exist.
  virtual Head head(std::string_view stream) const = 0;

  /// Names of the streams that start with `prefix`, sorted.
  virtual std::vector<StreamName> streams(std::string_view prefix = {}) const = 0;

  virtual std::optional<std::string> kept_answer(std::string_view stream,
                                                 std::string_view key) const = 0;

  /// What lies on a shelf durably, in the order of the keys.
  virtual std::vector<std::string> aside(const Shelf& shelf) const = 0;

  /// The shelves with anything on them, of all streams, sorted by stream and name.
  virtual std::vector<Shelf> shelves() const = 0;

  /// Keeps a snapshot beside the records. Not synced: it can always be made again. Does nothing on
  /// a log opened read-only, on a nearly full disk, and after Error::io.
  virtual void put_snapshot(std::string_view stream, const Snapshot& snapshot) = 0;

  /// The latest snapshot at or before `at`.
  virtual std::optional<Snapshot> snapshot(std::string_view stream, Number at) const = 0;

  /// `tell` is called once, on any thread, when the log fails, whoever of its users was told
  /// Error::io; at once where it has failed already. It must not block. A log that keeps nothing
  /// on a disk never fails.
  virtual void when_failed(std::function<void()> tell) { static_cast<void>(tell); }

  /// Identifies this history: random, made with the log, changed when a loss is accepted.
  virtual std::string epoch() const = 0;

  /// For a log opened read-only beside a running server: sees what was written since. Otherwise
  /// does nothing. Throws Damaged.
  virtual void refresh() = 0;
};

}  // namespace tingbok::log
