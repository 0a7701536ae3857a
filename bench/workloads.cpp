#include "bench/workloads.hpp"

#include <algorithm>
#include <csignal>
#include <fstream>
#include <sstream>

#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench/workshop.hpp"

namespace tingbok::bench {
namespace {

/// The value of a metric without labels in Prometheus' text; nullopt where it is absent.
std::optional<double> metric(const std::string& text, const std::string& name) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind(name + " ", 0) == 0) return std::stod(line.substr(name.size() + 1));
  }
  return std::nullopt;
}

std::int64_t voluntary_switches(pid_t pid) {
  std::int64_t sum = 0;
  std::error_code gone;
  for (const auto& task :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), gone)) {
    std::ifstream status(task.path() / "status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("voluntary_ctxt_switches:", 0) == 0) sum += std::stoll(line.substr(24));
    }
  }
  return sum;
}

/// `perf record` of a process while this object lives.
class Profile {
 public:
  Profile(const std::string& file, pid_t pid) {
    if (file.empty()) return;
    const std::string target = std::to_string(pid);
    child_ = fork();
    if (child_ != 0) return;
    execlp("perf", "perf", "record", "-q", "-F", "997", "--call-graph", "dwarf,8192", "-p",
           target.c_str(), "-o", file.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  ~Profile() {
    if (child_ <= 0) return;
    kill(child_, SIGINT);
    waitpid(child_, nullptr, 0);
  }
  Profile(const Profile&) = delete;
  Profile& operator=(const Profile&) = delete;

 private:
  pid_t child_ = -1;
};

/// What is read where the measured time begins and ends.
struct Reading {
  std::int64_t at_ns = 0;
  CpuUse server;
  std::int64_t generator_cpu_ns = 0;
  std::int64_t switches = 0;
  std::optional<double> batches;
};

Reading read_now(const ServerProcess& server, bool first) {
  Reading reading;
  HttpClient http(server.port());
  // The question is kept out of the measured time at both ends.
  if (first) reading.batches = metric(http.get("/metrics"), "tingbok_batches_total");
  reading.at_ns = now_ns();
  reading.server = server.cpu();
  reading.generator_cpu_ns = process_cpu_ns();
  reading.switches = voluntary_switches(server.pid());
  if (!first) reading.batches = metric(http.get("/metrics"), "tingbok_batches_total");
  return reading;
}

Result make_result(const Workload& workload, Counters& seen, const Reading& start,
                   const Reading& end) {
  Result result;
  result.workload = workload.name;
  result.seconds = static_cast<double>(end.at_ns - start.at_ns) / 1e9;
  result.accepted = seen.accepted;
  result.refused = seen.refused;
  result.refusal = seen.refusal;
  result.actions_per_second = static_cast<double>(seen.accepted) / result.seconds;
  result.deliveries_per_second = static_cast<double>(seen.patches) / result.seconds;
  result.patches_per_message =
      static_cast<double>(seen.patches) / std::max(1.0, static_cast<double>(seen.messages));
  result.bytes_per_delivery =
      static_cast<double>(seen.bytes) / std::max(1.0, static_cast<double>(seen.patches));
  result.acknowledged = seen.acknowledged.percentiles();
  result.last_screen = seen.last_screen.percentiles();
  const double cpu_ns = static_cast<double>(end.server.total_ns - start.server.total_ns);
  result.server_cpu_share = cpu_ns / 1e9 / result.seconds;
  result.cpu_us_per_action = cpu_ns / 1e3 / std::max(1.0, static_cast<double>(seen.accepted));
  result.cpu_us_per_delivery = cpu_ns / 1e3 / std::max(1.0, static_cast<double>(seen.patches));
  result.generator_cpu_share =
      static_cast<double>(end.generator_cpu_ns - start.generator_cpu_ns) / 1e9 / result.seconds;
  result.voluntary_switches_per_second =
      static_cast<double>(end.switches - start.switches) / result.seconds;
  if (start.batches && end.batches && *end.batches > *start.batches) {
    result.actions_per_batch = static_cast<double>(seen.accepted) / (*end.batches - *start.batches);
  }
  for (const auto& [name, ns] : end.server.by_thread_ns) {
    const auto before = start.server.by_thread_ns.find(name);
    const std::int64_t used = ns - (before == start.server.by_thread_ns.end() ? 0 : before->second);
    result.cpu_share_by_thread[name] = static_cast<double>(used) / 1e9 / result.seconds;
  }
  return result;
}

ServerProcess::Settings server_settings(const Settings& settings, const WorkFolder& folder) {
  return {settings.server, folder.path(), settings.server_core, settings.server_arguments};
}

std::int64_t ns(double seconds) { return static_cast<std::int64_t>(seconds * 1e9); }

}  // namespace

std::vector<Workload> all_workloads(std::uint32_t listeners) {
  return {
      {"room-1", "one room of 100, 1 in flight each", 1, 100, {1, 0, 0}},
      {"room-16", "one room of 100, 16 in flight each", 1, 100, {16, 0, 0}},
      {"room-500", "one room of 100, 500 actions/s open loop", 1, 100, {0, 500, 0}},
      {"rooms-1", "100 rooms of 20, 1 in flight each", 100, 20, {1, 0, 0}},
      {"rooms-16", "100 rooms of 20, 16 in flight each", 100, 20, {16, 0, 0}},
      {"fanout-1",
       fmt::format("one speaker, {} listeners, 1 in flight", listeners),
       1,
       listeners + 1,
       {1, 0, 1}},
      {"fanout-16",
       fmt::format("one speaker, {} listeners, 16 in flight", listeners),
       1,
       listeners + 1,
       {16, 0, 1}},
  };
}

Result run_workload(const Workload& workload, const Settings& settings) {
  const WorkFolder folder(settings);
  ServerProcess server(server_settings(settings, folder));
  try {
    settings.progress(fmt::format("{}: server {} on port {}; {} participants connect",
                                  workload.name, server.pid(), server.port(),
                                  workload.rooms * workload.people));
    Workshop workshop(server, workload.rooms, workload.people);
    workshop.create();
    Generator generator(server.port());
    workshop.connect_everyone(generator);
    generator.prepare_rooms(workload.pace.speakers);
    settings.progress(fmt::format("{}: measuring for {} s", workload.name, settings.seconds));
    Reading start;
    Reading end;
    std::unique_ptr<Profile> profile;
    generator.run(
        workload.pace, ns(settings.warm_up_seconds), ns(settings.seconds),
        [&] {
          profile = std::make_unique<Profile>(settings.perf_file, server.pid());
          start = read_now(server, true);
        },
        [&] {
          end = read_now(server, false);
          profile.reset();
        });
    Result result = make_result(workload, generator.measured(), start, end);
    result.rss_kib = server.rss_kib();
    server.check_alive();
    return result;
  } catch (const LoadFailed&) {
    server.check_alive();  // A dead server is the better explanation.
    throw;
  }
}

IdleResult run_idle(std::uint32_t connections, const Settings& settings) {
  constexpr std::uint32_t people = 100;
  raise_file_limit();
  const WorkFolder folder(settings);
  ServerProcess server(server_settings(settings, folder));
  IdleResult result;
  const std::uint32_t rooms = std::max(1u, std::min(10u, connections / people));
  const std::uint32_t times = std::max(1u, connections / (rooms * people));
  result.connections = rooms * people * times;
  settings.progress(
      fmt::format("idle: {} connections to server {}", result.connections, server.pid()));
  Workshop workshop(server, rooms, people);
  workshop.create();
  Generator generator(server.port());
  for (std::uint32_t room = 0; room < rooms; ++room) workshop.connect_one(generator, room, 0);
  generator.wait_joined();
  result.rss_before_kib = server.rss_kib();
  workshop.connect_everyone(generator, times);
  generator.pump_until(now_ns() + ns(2));
  result.rss_after_kib = server.rss_kib();
  result.kib_each = static_cast<double>(result.rss_after_kib - result.rss_before_kib) /
                    static_cast<double>(result.connections);
  server.check_alive();
  return result;
}

RestartResult run_restart(std::uint64_t actions, const Settings& settings) {
  const WorkFolder folder(settings);
  ServerProcess server(server_settings(settings, folder));
  RestartResult result;
  Workshop before(server, 1, 100);
  before.create();
  settings.progress(fmt::format("restart: {} actions are made first", actions));
  {
    Generator generator(server.port());
    before.connect_everyone(generator);
    generator.prepare_rooms(0);
    while (result.actions < actions) {
      generator.run(Pace{16, 0, 0}, 0, ns(1), [] {}, [] {});
      result.actions += generator.measured().accepted;
    }
  }
  server.kill_hard();
  const std::int64_t start = now_ns();
  server.start();
  result.ready_ms = static_cast<double>(now_ns() - start) / 1e6;
  Workshop after(server, 1, 100);
  Generator generator(server.port(), 'r');
  after.connect_one(generator, 0, 2);
  generator.wait_joined();
  generator.act_once();
  result.first_acknowledged_ms = static_cast<double>(now_ns() - start) / 1e6;
  return result;
}

}  // namespace tingbok::bench
