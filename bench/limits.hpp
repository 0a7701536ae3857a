/// What the machine can do at best, measured in the same run as the server: the disk, the sockets,
/// the hashes and the parser, with nothing of Tingbok around them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "bench/latency.hpp"

namespace tingbok::bench {

/// Something done over and over.
struct Rate {
  /// How many records, frames or hashes at a time.
  std::uint32_t batch = 1;
  double per_second = 0;
  double cpu_us_each = 0;
  /// Of one batch.
  Percentiles milliseconds;
};

/// One send() of `batch` events to each of `screens` sockets; a delivery is one event to one.
struct SendLimits {
  std::uint32_t screens = 0;
  std::vector<Rate> rates;
};

struct Limits {
  Rate fdatasync;
  /// RocksDB, synced WriteBatch, one committer.
  std::vector<Rate> rocksdb;
  std::vector<SendLimits> send;
  Rate sha256;
  Rate sha256_reused;
  Rate parse;
  Rate serialise;
};

struct LimitSettings {
  /// A folder on the disk that is to be measured.
  std::filesystem::path folder;
  double seconds_each = 1;
  std::vector<std::uint32_t> screens{100, 1000};
  /// Cores of the writer and of those who read from its sockets; -1: not pinned.
  int writer_core = -1;
  int reader_core = -1;
  std::function<void(const std::string&)> progress;
};

inline constexpr std::size_t limit_record_bytes = 250;
inline constexpr std::size_t limit_frame_bytes = 150;

/// Throws std::runtime_error with one sentence.
Limits measure_limits(const LimitSettings& settings);

/// Parts of it.
Rate measure_fdatasync(const std::filesystem::path& folder, double seconds);
Rate measure_rocksdb(const std::filesystem::path& folder, std::uint32_t batch, double seconds);
Rate measure_send(std::uint32_t screens, std::uint32_t batch, double seconds, int reader_core);
void measure_compute(Limits& limits, double seconds);

}  // namespace tingbok::bench
