/// The measured workloads and what comes out of them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bench/generator.hpp"
#include "bench/latency.hpp"
#include "bench/server_process.hpp"

namespace tingbok::bench {

struct Workload {
  std::string name;
  std::string title;
  std::uint32_t rooms = 1;
  /// Connections in each room, one for each person.
  std::uint32_t people = 100;
  Pace pace;
};

/// Those of `make bench`, in order. `listeners` is the size of the fan-out.
std::vector<Workload> all_workloads(std::uint32_t listeners);

struct Settings {
  std::filesystem::path server;
  std::filesystem::path work;
  double seconds = 8;
  double warm_up_seconds = 2;
  int server_core = -1;
  int generator_core = -1;
  std::vector<std::string> server_arguments;
  /// Where `perf record` of the server goes while it is measured; empty: not recorded.
  std::string perf_file;
  bool keep_data = false;
  std::function<void(const std::string&)> progress;
};

/// One measured run of one workload.
struct Result {
  std::string workload;
  double seconds = 0;
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::string refusal;
  double actions_per_second = 0;
  double deliveries_per_second = 0;
  /// Patches in one WebSocket message, on average.
  double patches_per_message = 0;
  double bytes_per_delivery = 0;
  Percentiles acknowledged;
  Percentiles last_screen;
  double server_cpu_share = 0;
  double cpu_us_per_action = 0;
  double cpu_us_per_delivery = 0;
  double generator_cpu_share = 0;
  std::int64_t rss_kib = 0;
  /// Actions in one transaction given to the log; absent where the metrics do not say.
  std::optional<double> actions_per_batch;
  double voluntary_switches_per_second = 0;
  std::map<std::string, double> cpu_share_by_thread;
};

/// Starts a server of its own, runs the workload, stops it. Throws LoadFailed, ServerFailed or
/// HttpFailed.
Result run_workload(const Workload& workload, const Settings& settings);

/// Memory of connections that do nothing.
struct IdleResult {
  std::uint32_t connections = 0;
  std::int64_t rss_before_kib = 0;
  std::int64_t rss_after_kib = 0;
  double kib_each = 0;
};
IdleResult run_idle(std::uint32_t connections, const Settings& settings);

/// A server is killed with `actions` actions in one room's log and started again.
struct RestartResult {
  std::uint64_t actions = 0;
  double ready_ms = 0;
  double first_acknowledged_ms = 0;
};
RestartResult run_restart(std::uint64_t actions, const Settings& settings);

}  // namespace tingbok::bench
