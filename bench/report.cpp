#include "bench/report.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

#include <boost/json.hpp>
#include <fmt/format.h>
#include <sys/utsname.h>
#include <unistd.h>

namespace tingbok::bench {
namespace {

namespace json = boost::json;

std::string ms(const Percentiles& p) {
  return fmt::format("{:.2f} / {:.2f} / {:.2f}", p.p50, p.p99, p.p999);
}

void workload_table(std::string& out, const Report& report) {
  fmt::format_to(std::back_inserter(out),
                 "{:<10} {:>10} {:>11} {:>7} {:>7}  {:<24} {:<24} {:>8} {:>9} {:>8} {:>6} {:>5}\n",
                 "workload", "actions/s", "deliver./s", "us/act", "us/del",
                 "own ack ms p50/p99/p99.9", "last screen ms", "act/batch", "patch/msg", "B/deliv",
                 "RSS MB", "gen");
  for (const Result& r : report.results) {
    fmt::format_to(std::back_inserter(out),
                   "{:<10} {:>10.0f} {:>11.0f} {:>7.1f} {:>7.2f}  {:<24} {:<24} {:>8} {:>9.1f} "
                   "{:>8.0f} {:>6.0f} {:>4.0f}%\n",
                   r.workload, r.actions_per_second, r.deliveries_per_second, r.cpu_us_per_action,
                   r.cpu_us_per_delivery, ms(r.acknowledged), ms(r.last_screen),
                   r.actions_per_batch ? fmt::format("{:.1f}", *r.actions_per_batch) : "-",
                   r.patches_per_message, r.bytes_per_delivery,
                   static_cast<double>(r.rss_kib) / 1024, r.generator_cpu_share * 100);
    if (r.refused) {
      fmt::format_to(std::back_inserter(out), "           {} actions were refused; the last: {}\n",
                     r.refused, r.refusal);
    }
  }
}

void limit_line(std::string& out, const std::string& what, const Rate& rate) {
  fmt::format_to(std::back_inserter(out), "{:<52} {:>12.0f}/s {:>8.2f} us CPU each", what,
                 rate.per_second, rate.cpu_us_each);
  if (rate.milliseconds.p50 > 0) {
    fmt::format_to(std::back_inserter(out), "   {} ms", ms(rate.milliseconds));
  }
  out += '\n';
}

void limit_table(std::string& out, const Limits& limits) {
  out += "\nBare limits of this machine, in the same run\n";
  limit_line(out, fmt::format("fdatasync of one record of {} bytes", limit_record_bytes),
             limits.fdatasync);
  for (const Rate& rate : limits.rocksdb) {
    limit_line(out, fmt::format("RocksDB, synced WriteBatch of {}", rate.batch), rate);
  }
  for (const SendLimits& send : limits.send) {
    for (const Rate& rate : send.rates) {
      limit_line(out,
                 fmt::format("send() of {} x {} bytes to {} sockets, a delivery", rate.batch,
                             limit_frame_bytes, send.screens),
                 rate);
    }
  }
  limit_line(out, "SHA-256 of 150 bytes, SHA256()", limits.sha256);
  limit_line(out, "SHA-256 of 150 bytes, digest fetched once", limits.sha256_reused);
  limit_line(out, "protobuf: parse a submitted action", limits.parse);
  limit_line(out, "protobuf: serialise it", limits.serialise);
}

void goal_table(std::string& out, const std::vector<Goal>& all) {
  out += "\nGoals (~ the aim was seen elsewhere: another machine of this kind)\n";
  for (const Goal& goal : all) {
    fmt::format_to(std::back_inserter(out),
                   "{:<10} {:<52} {:>11.2f} {} {:<10.2f} {:>6.2f} x {} {}\n", goal.workload,
                   goal.what, goal.value, goal.at_least ? ">=" : "<=", goal.aim,
                   goal.aim > 0 ? goal.value / goal.aim : 0, goal.met() ? "met" : "NOT MET",
                   goal.seen_elsewhere ? "~" : "");
  }
}

double past_ratio(const PastResult& past) {
  return past.rebuilds_per_second / std::max(past.scans_per_second, 1.0);
}

double snapshot_percent(const PastResult& past) {
  return 100.0 * static_cast<double>(past.snapshot_bytes) /
         static_cast<double>(std::max<std::uint64_t>(past.value_bytes, 1));
}

void past_table(std::string& out, const PastResult& past) {
  fmt::format_to(
      std::back_inserter(out),
      "past: {} events, made in {:.0f} s; {} entities; load of the machine {:.1f}\n"
      "past: a state at a random number {} ms (p50/p99/p99.9), as a participant reads "
      "it {} ms; over HTTP as protobuf {} ms, up to {} KiB, as JSON {} ms, up to {} KiB\n",
      past.events, past.made_seconds, past.entities, past.load, ms(past.state), ms(past.view),
      ms(past.http_protobuf), past.protobuf_bytes >> 10, ms(past.http_json), past.json_bytes >> 10);
  fmt::format_to(std::back_inserter(out),
                 "past: of it a snapshot read and taken apart {} ms, and then {:.0f} events to "
                 "fold on average\n",
                 ms(past.restored), past.folded_each);
  fmt::format_to(
      std::back_inserter(out),
      "past: bare scan and parse {:.0f} records, full rebuild {:.0f} events a second of "
      "processor ({:.2f})\npast: kill -9 to ready {:.0f} ms, to first acknowledged action "
      "{:.0f} ms\n",
      past.scans_per_second, past.rebuilds_per_second, past_ratio(past), past.ready_ms,
      past.first_acknowledged_ms);
  fmt::format_to(std::back_inserter(out),
                 "past: {:.1f} MB on the disk; before packing {:.1f} MB, of it {} snapshots with "
                 "{:.1f} MB ({:.0f}%)\n",
                 static_cast<double>(past.disk_bytes) / 1e6,
                 static_cast<double>(past.value_bytes) / 1e6, past.snapshots,
                 static_cast<double>(past.snapshot_bytes) / 1e6, snapshot_percent(past));
}

json::object to_json(const Percentiles& p) {
  return {{"p50_ms", p.p50}, {"p99_ms", p.p99}, {"p999_ms", p.p999}};
}

json::object to_json(const Rate& rate) {
  return {{"batch", rate.batch},
          {"per_second", rate.per_second},
          {"cpu_us_each", rate.cpu_us_each},
          {"batch_ms", to_json(rate.milliseconds)}};
}

json::object to_json(const Result& r) {
  json::object threads;
  for (const auto& [name, share] : r.cpu_share_by_thread) threads[name] = share;
  json::object object{{"workload", r.workload},
                      {"seconds", r.seconds},
                      {"accepted", r.accepted},
                      {"refused", r.refused},
                      {"actions_per_second", r.actions_per_second},
                      {"deliveries_per_second", r.deliveries_per_second},
                      {"patches_per_message", r.patches_per_message},
                      {"bytes_per_delivery", r.bytes_per_delivery},
                      {"acknowledged", to_json(r.acknowledged)},
                      {"last_screen", to_json(r.last_screen)},
                      {"server_cpu_share", r.server_cpu_share},
                      {"cpu_us_per_action", r.cpu_us_per_action},
                      {"cpu_us_per_delivery", r.cpu_us_per_delivery},
                      {"generator_cpu_share", r.generator_cpu_share},
                      {"rss_kib", r.rss_kib},
                      {"voluntary_switches_per_second", r.voluntary_switches_per_second},
                      {"cpu_share_by_thread", threads}};
  if (r.actions_per_batch) object["actions_per_batch"] = *r.actions_per_batch;
  return object;
}

json::object to_json(const PastResult& past) {
  return {{"events", past.events},
          {"made_seconds", past.made_seconds},
          {"load", past.load},
          {"entities", past.entities},
          {"state", to_json(past.state)},
          {"view", to_json(past.view)},
          {"http_protobuf", to_json(past.http_protobuf)},
          {"protobuf_bytes", past.protobuf_bytes},
          {"http_json", to_json(past.http_json)},
          {"json_bytes", past.json_bytes},
          {"restored", to_json(past.restored)},
          {"folded_each", past.folded_each},
          {"scans_per_cpu_second", past.scans_per_second},
          {"rebuilds_per_cpu_second", past.rebuilds_per_second},
          {"ready_ms", past.ready_ms},
          {"first_acknowledged_ms", past.first_acknowledged_ms},
          {"snapshots", past.snapshots},
          {"disk_bytes", past.disk_bytes},
          {"value_bytes", past.value_bytes},
          {"snapshot_bytes", past.snapshot_bytes}};
}

json::object to_json(const Limits& limits) {
  json::array rocksdb;
  for (const Rate& rate : limits.rocksdb) rocksdb.push_back(to_json(rate));
  json::array send;
  for (const SendLimits& of : limits.send) {
    json::array rates;
    for (const Rate& rate : of.rates) rates.push_back(to_json(rate));
    send.push_back(json::object{{"screens", of.screens}, {"rates", rates}});
  }
  return {{"fdatasync", to_json(limits.fdatasync)},
          {"rocksdb_synced", rocksdb},
          {"send", send},
          {"sha256", to_json(limits.sha256)},
          {"sha256_reused", to_json(limits.sha256_reused)},
          {"protobuf_parse", to_json(limits.parse)},
          {"protobuf_serialise", to_json(limits.serialise)}};
}

}  // namespace

std::string describe_machine() {
  std::string processor = "unknown processor";
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.rfind("model name", 0) == 0) {
      processor = line.substr(line.find(':') + 2);
      break;
    }
  }
  utsname system{};
  uname(&system);
  return fmt::format("{} cores of {}, Linux {}", sysconf(_SC_NPROCESSORS_ONLN), processor,
                     system.release);
}

std::string as_table(const Report& report) {
  std::string out =
      fmt::format("\n{}; {}\n", report.machine,
                  report.pinned ? "server on core 0, generator on core 1" : "not pinned to cores");
  if (!report.results.empty()) workload_table(out, report);
  for (const AppendResult& append : report.appends) {
    fmt::format_to(std::back_inserter(out),
                   "append-{}: the log alone, {:.0f} records/s, {:.2f} us CPU each\n", append.batch,
                   append.per_second, append.cpu_us_each);
  }
  if (report.idle) {
    fmt::format_to(std::back_inserter(out),
                   "idle: {} connections, {:.1f} KiB each (RSS {} -> {} KiB)\n",
                   report.idle->connections, report.idle->kib_each, report.idle->rss_before_kib,
                   report.idle->rss_after_kib);
  }
  if (report.restart) {
    fmt::format_to(std::back_inserter(out),
                   "restart: killed with {} actions; ready after {:.0f} ms, first action "
                   "acknowledged after {:.0f} ms\n",
                   report.restart->actions, report.restart->ready_ms,
                   report.restart->first_acknowledged_ms);
  }
  if (report.past) past_table(out, *report.past);
  if (report.limits) limit_table(out, *report.limits);
  goal_table(out, goals(report));
  return out;
}

std::string as_json(const Report& report) {
  json::array results;
  for (const Result& result : report.results) results.push_back(to_json(result));
  json::array appends;
  for (const AppendResult& append : report.appends) {
    appends.push_back(json::object{{"batch", append.batch},
                                   {"per_second", append.per_second},
                                   {"cpu_us_each", append.cpu_us_each}});
  }
  json::array goal_list;
  for (const Goal& goal : goals(report)) {
    goal_list.push_back(json::object{{"workload", goal.workload},
                                     {"what", goal.what},
                                     {"value", goal.value},
                                     {"aim", goal.aim},
                                     {"at_least", goal.at_least},
                                     {"seen_elsewhere", goal.seen_elsewhere},
                                     {"met", goal.met()}});
  }
  json::object object{{"machine", report.machine},
                      {"pinned", report.pinned},
                      {"workloads", results},
                      {"append", appends},
                      {"goals", goal_list}};
  if (report.limits) object["limits"] = to_json(*report.limits);
  if (report.idle) {
    object["idle"] = json::object{{"connections", report.idle->connections},
                                  {"kib_each", report.idle->kib_each}};
  }
  if (report.past) object["past"] = to_json(*report.past);
  if (report.restart) {
    object["restart"] =
        json::object{{"actions", report.restart->actions},
                     {"ready_ms", report.restart->ready_ms},
                     {"first_acknowledged_ms", report.restart->first_acknowledged_ms}};
  }
  return json::serialize(object) + "\n";
}

}  // namespace tingbok::bench
