/// Opening a log on disk, and the log in memory that behaves alike.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "core/log/event_log.hpp"

namespace tingbok::log {

enum class OpenMode {
  /// The one writer. Creates the log where there is none.
  read_write,
  /// Beside a running server, or on a closed log; never writes into the folder.
  read_only,
};

/// When the anchor (docs/log-format.md § anchor) is synced.
enum class AnchorMode {
  /// Before the acknowledgement.
  strict,
  /// At most 50 ms, and a sync, after it.
  lagging,
};

struct OpenOptions {
  OpenMode mode = OpenMode::read_write;
  AnchorMode anchor = AnchorMode::strict;
  /// Below this much free space, submit() answers storage_full.
  std::uint64_t free_bytes_min = 64ull << 20;
  /// Bytes of write-ahead log kept before tables are written from it: a start replays at most about
  /// twice as many, at about 100 MB/s.
  std::uint64_t wal_bytes_max = 8ull << 20;
  /// A log that has been quiet for so long, with more write-ahead log than so many bytes, writes
  /// its tables then: the next start finds little to replay, whatever ends this one.
  std::chrono::milliseconds tidy_after{500};
  std::uint64_t tidy_wal_bytes = 1ull << 20;
  /// How long a commit may wait for company while the log is busy; a quiet log never waits.
  std::chrono::microseconds linger_max{1000};
  /// Told in one sentence what opening had to mend. Called inside open_log() only.
  std::function<void(const std::string&)> notice;
};

/// Why a log could not be opened. `exit_code` is what a program should exit with
/// (docs/operations.md).
class OpenFailed : public std::runtime_error {
 public:
  OpenFailed(int exit_code, const std::string& sentence)
      : std::runtime_error(sentence), exit_code(exit_code) {}
  int exit_code;
};

/// Another process has the folder open for writing.
inline constexpr int exit_in_use = 71;
/// The folder cannot be read or written.
inline constexpr int exit_unreadable = 72;
/// Stored bytes are damaged beyond what recovery may mend.
inline constexpr int exit_damaged = 73;
/// The log ends before its anchor: acknowledged events are missing.
inline constexpr int exit_behind_anchor = 74;
/// A sync failed while running.
inline constexpr int exit_storage = 75;

/// Opens the RocksDB log in `folder`/log with its anchor in `folder`/anchor. Throws OpenFailed.
std::unique_ptr<EventLog> open_log(const std::filesystem::path& folder,
                                   const OpenOptions& options = {});

/// A log in memory: same behaviour, nothing durable, `done` is called inside submit().
std::unique_ptr<EventLog> open_memory_log();

}  // namespace tingbok::log
