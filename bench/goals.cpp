// The goals of docs/performance.md. Figures of other systems were measured on another machine of
// the same kind: they are printed as seen elsewhere.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "bench/report.hpp"

namespace tingbok::bench {
namespace {

const Result* find(const Report& report, const std::string& workload) {
  for (const Result& result : report.results) {
    if (result.workload == workload) return &result;
  }
  return nullptr;
}

/// The measured rate whose batch is nearest, on a logarithmic scale.
const Rate* nearest(const std::vector<Rate>& rates, double batch) {
  const Rate* best = nullptr;
  double best_distance = 0;
  for (const Rate& rate : rates) {
    const double distance = std::abs(std::log(std::max(1.0, batch) / rate.batch));
    if (!best || distance < best_distance) {
      best = &rate;
      best_distance = distance;
    }
  }
  return best;
}

void saturated_room(std::vector<Goal>& goals, const Report& report, const char* workload,
                    double best_durable_peer, double uwebsockets) {
  const Result* result = find(report, workload);
  if (!result) return;
  const double rate = result->actions_per_second;
  goals.push_back({workload, "actions/s, 10 x the best durable peer", rate, 10 * best_durable_peer,
                   true, true});
  goals.push_back({workload, "actions/s, 0.9 x uWebSockets (not durable)", rate, 0.9 * uwebsockets,
                   true, true});
  goals.push_back(
      {workload, "server CPU us an action", result->cpu_us_per_action, 60, false, false});
}

void open_loop(std::vector<Goal>& goals, const Report& report) {
  const Result* result = find(report, "room-500");
  if (!result) return;
  if (report.limits) {
    goals.push_back({"room-500", "own p50 ms, 2 x the bare sync of this run",
                     result->acknowledged.p50, 2 * report.limits->fdatasync.milliseconds.p50, false,
                     false});
  }
  goals.push_back({"room-500", "own p99 ms, the best durable peer's", result->acknowledged.p99, 21,
                   false, true});
  goals.push_back({"room-500", "last screen p99 behind own p99, ms",
                   result->last_screen.p99 - result->acknowledged.p99, 5, false, false});
}

void fan_out(std::vector<Goal>& goals, const Report& report, const char* workload) {
  const Result* result = find(report, workload);
  if (!result) return;
  goals.push_back({workload, "CPU us a delivery, 1.3 x uWebSockets", result->cpu_us_per_delivery,
                   1.3 * 2.3, false, true});
}

/// Only where deliveries are nearly all there is to do: elsewhere the figure holds the actions too.
void against_bare_send(std::vector<Goal>& goals, const Report& report) {
  if (!report.limits || report.limits->send.empty()) return;
  for (const Result& result : report.results) {
    if (!result.workload.starts_with("fanout")) continue;
    const Rate* bare = nearest(report.limits->send.back().rates, result.patches_per_message);
    if (!bare || result.deliveries_per_second == 0) continue;
    goals.push_back({result.workload, "CPU us a delivery, twice bare send() of as many events",
                     result.cpu_us_per_delivery, 2 * bare->cpu_us_each, false, false});
  }
}

void past_goals(std::vector<Goal>& goals, const PastResult& past) {
  const auto state = [&](const char* how, const Percentiles& found) {
    goals.push_back({"past", fmt::format("any state {}, p50 ms", how), found.p50, 5, false, false});
    goals.push_back(
        {"past", fmt::format("any state {}, p99 ms", how), found.p99, 25, false, false});
  };
  state("in process", past.state);
  state("over HTTP as protobuf", past.http_protobuf);
  state("over HTTP as JSON", past.http_json);
  goals.push_back({"past", "full rebuild, share of a bare scan and parse",
                   past.rebuilds_per_second / std::max(past.scans_per_second, 1.0), 0.5, true,
                   false});
  goals.push_back({"past", "kill -9 to first acknowledged action, ms", past.first_acknowledged_ms,
                   90, false, false});
}

}  // namespace

std::vector<Goal> goals(const Report& report) {
  std::vector<Goal> all;
  saturated_room(all, report, "room-1", 1300, 14314);
  saturated_room(all, report, "room-16", 1103, 24755);
  open_loop(all, report);
  if (const Result* result = find(report, "rooms-1")) {
    all.push_back({"rooms-1", "actions/s, 6 x the best durable peer", result->actions_per_second,
                   6 * 2965, true, true});
  }
  if (const Result* result = find(report, "rooms-16")) {
    all.push_back({"rooms-16", "actions/s, 6 x the best durable peer", result->actions_per_second,
                   6 * 2965, true, true});
  }
  fan_out(all, report, "fanout-1");
  fan_out(all, report, "fanout-16");
  against_bare_send(all, report);
  for (const AppendResult& append : report.appends) {
    const Rate* bare = report.limits ? nearest(report.limits->rocksdb, append.batch) : nullptr;
    if (!bare) continue;
    all.push_back({"append-" + std::to_string(append.batch), "records/s, half of bare RocksDB",
                   append.per_second, bare->per_second / 2, true, false});
  }
  if (report.idle) {
    all.push_back({"idle", "KiB a connection", report.idle->kib_each, 8, false, false});
  }
  if (report.past) past_goals(all, *report.past);
  if (report.restart) {
    all.push_back({"restart", "kill -9 to first acknowledged action, ms",
                   report.restart->first_acknowledged_ms, 90, false, true});
  }
  return all;
}

}  // namespace tingbok::bench
