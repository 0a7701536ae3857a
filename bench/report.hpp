/// What a run of the benchmark says: to people as a table, to machines as JSON.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bench/limits.hpp"
#include "bench/workloads.hpp"

namespace tingbok::bench {

/// How the log alone compares with RocksDB alone.
struct AppendResult {
  std::uint32_t batch = 1;
  double per_second = 0;
  double cpu_us_each = 0;
};

/// The past of a workshop of very many events (bench/past.hpp).
struct PastResult {
  std::uint64_t events = 0;
  double made_seconds = 0;
  /// Processes that wanted to run, on average over the last minute of it.
  double load = 0;
  /// In the room at the end.
  std::uint64_t entities = 0;
  /// A state at a random number; the same as a participant reads it; the same over HTTP, as
  /// protobuf and as JSON.
  Percentiles state;
  Percentiles view;
  Percentiles http_protobuf;
  Percentiles http_json;
  /// The largest answer of each.
  std::uint64_t protobuf_bytes = 0;
  std::uint64_t json_bytes = 0;
  /// What the first of these begins with: a snapshot read and taken apart, and after it so many
  /// events to fold on average.
  Percentiles restored;
  double folded_each = 0;
  /// RocksDB and protobuf alone, and the whole rebuild, on the same records: a second of processor.
  double scans_per_second = 0;
  double rebuilds_per_second = 0;
  /// From the start of a process after kill -9 until it answers, and to the first acknowledged
  /// action; the median of several.
  double ready_ms = 0;
  double first_acknowledged_ms = 0;
  std::uint64_t snapshots = 0;
  /// All files of the data folder; and before they are packed, all values of all tables and those
  /// that are snapshots.
  std::uint64_t disk_bytes = 0;
  std::uint64_t value_bytes = 0;
  std::uint64_t snapshot_bytes = 0;
};

struct Report {
  std::string machine;
  bool pinned = false;
  std::vector<Workload> workloads;
  /// The run with the median rate of each workload.
  std::vector<Result> results;
  std::optional<Limits> limits;
  std::vector<AppendResult> appends;
  std::optional<IdleResult> idle;
  std::optional<RestartResult> restart;
  std::optional<PastResult> past;
};

/// A goal of docs/performance.md and how far this run came.
struct Goal {
  std::string workload;
  std::string what;
  double value = 0;
  double aim = 0;
  /// True: value must be at least the aim; false: at most.
  bool at_least = true;
  /// The aim comes from another machine: a direction, not a verdict.
  bool seen_elsewhere = false;
  bool met() const { return at_least ? value >= aim : value <= aim; }
};

std::vector<Goal> goals(const Report& report);
std::string as_table(const Report& report);
std::string as_json(const Report& report);
/// Processor and kernel, one line.
std::string describe_machine();

}  // namespace tingbok::bench
