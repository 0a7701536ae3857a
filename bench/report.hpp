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
