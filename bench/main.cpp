// tingbok-bench: load from outside on a real server, and the bare limits of the machine beside it.
#include <algorithm>
#include <fstream>
#include <iostream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <unistd.h>

#include "bench/append.hpp"
#include "bench/http.hpp"
#include "bench/limits.hpp"
#include "bench/past.hpp"
#include "bench/report.hpp"
#include "bench/workloads.hpp"
#include "bench/workshop.hpp"
#include "core/log/open.hpp"

namespace tingbok::bench {
namespace {

enum Exit {
  exit_fine = 0,
  exit_goal_missed = 1,
  exit_wrong_use = 2,
  exit_no_server = 3,
  exit_failed = 4
};

struct Options {
  Settings settings;
  std::vector<std::string> workloads;
  std::string json_file;
  std::uint32_t listeners = 1000;
  std::uint32_t idle = 0;
  std::uint64_t restart = 0;
  std::uint64_t past = 100'000;
  std::uint32_t runs = 1;
  bool quick = false;
  bool no_pin = false;
  bool no_limits = false;
  bool strict = false;
};

void add_options(CLI::App& app, Options& options) {
  options.settings.work = "/tmp";
  app.add_option("--server", options.settings.server,
                 "tingbok-server (default: beside this program)");
  app.add_option("--work", options.settings.work,
                 "folder for temporary data; it should lie on a real disk")
      ->check(CLI::ExistingDirectory);
  app.add_option(
      "--workload", options.workloads,
      "run these only: room-1, room-16, room-500, rooms-1, rooms-16, fanout-1, fanout-16, "
      "append, past, or none");
  app.add_option("--seconds", options.settings.seconds, "measured time of each workload")
      ->check(CLI::Range(0.2, 3600.0));
  app.add_option("--warm-up", options.settings.warm_up_seconds, "time before it");
  app.add_option("--runs", options.runs, "runs of each workload, interleaved; the median is told")
      ->check(CLI::Range(1, 99));
  app.add_option("--listeners", options.listeners, "listeners of the fan-out")
      ->check(CLI::Range(1, 20000));
  app.add_option("--idle", options.idle, "also measure the memory of so many idle connections");
  app.add_option("--restart", options.restart, "also kill a server with so many actions stored");
  app.add_option("--past", options.past,
                 "events of the workshop whose past is sought in and rebuilt; 0: leave it out")
      ->check(CLI::Range(0, 10'000'000))
      ->capture_default_str();
  app.add_option("--json", options.json_file, "write the figures here too");
  app.add_option("--server-arg", options.settings.server_arguments,
                 "pass an argument on to the server");
  app.add_option("--perf", options.settings.perf_file,
                 "record the server with perf while measuring");
  app.add_flag("--quick", options.quick, "short runs: a look, not a measurement");
  app.add_flag("--no-pin", options.no_pin, "do not bind server and generator to cores 0 and 1");
  app.add_flag("--no-limits", options.no_limits, "leave out the bare limits");
  app.add_flag("--keep", options.settings.keep_data, "keep the data folders and the server's log");
  app.add_flag("--strict", options.strict, "exit 1 where a goal measured here is not met");
}

void complete(Options& options) {
  Settings& settings = options.settings;
  if (settings.server.empty()) {
    settings.server =
        std::filesystem::read_symlink("/proc/self/exe").parent_path() / "tingbok-server";
  }
  settings.server = std::filesystem::absolute(settings.server);
  if (options.quick) {
    settings.seconds = std::min(settings.seconds, 2.0);
    settings.warm_up_seconds = std::min(settings.warm_up_seconds, 0.5);
    options.past = std::min<std::uint64_t>(options.past, 20'000);
  }
  if (!options.no_pin && sysconf(_SC_NPROCESSORS_ONLN) >= 2 && pin_to_core(1)) {
    settings.server_core = 0;
    settings.generator_core = 1;
    settings.server_arguments.insert(settings.server_arguments.begin(), {"--shards", "1"});
  }
  const std::int64_t started = now_ns();
  settings.progress = [started](const std::string& what) {
    std::cerr << fmt::format("[{:6.1f} s] {}\n", static_cast<double>(now_ns() - started) / 1e9,
                             what);
  };
}

/// The workloads that were asked for. Throws std::invalid_argument for a name that is none.
std::vector<Workload> chosen(const Options& options) {
  const std::vector<Workload> all = all_workloads(options.listeners);
  if (options.workloads.empty()) return all;
  std::vector<Workload> some;
  for (const std::string& name : options.workloads) {
    if (name == "append" || name == "past" || name == "none") continue;
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Workload& workload) { return workload.name == name; });
    if (found == all.end()) {
      throw std::invalid_argument(fmt::format("There is no workload \"{}\".", name));
    }
    some.push_back(*found);
  }
  return some;
}

bool wants(const Options& options, const char* name) {
  const auto& asked = options.workloads;
  return asked.empty() || std::find(asked.begin(), asked.end(), name) != asked.end();
}

void run_limits(const Options& options, Report& report) {
  const WorkFolder folder(options.settings);
  const double seconds_each = options.quick ? 0.5 : 2;
  if (wants(options, "append")) {
    for (const std::uint32_t batch : {1u, 64u, 512u}) {
      options.settings.progress(fmt::format("the log alone, {} records at a time", batch));
      report.appends.push_back(measure_append(folder.path(), batch, seconds_each));
    }
  }
  if (options.no_limits) return;
  report.limits = measure_limits({folder.path(),
                                  seconds_each,
                                  {100, 1000},
                                  options.settings.server_core,
                                  options.settings.generator_core,
                                  options.settings.progress});
}

/// Runs take turns over the workloads, so that a busy minute of the machine hits all of them alike.
void run_workloads(const Options& options, Report& report) {
  std::vector<std::vector<Result>> runs(report.workloads.size());
  for (std::uint32_t run = 0; run < options.runs; ++run) {
    for (std::size_t i = 0; i < report.workloads.size(); ++i) {
      runs[i].push_back(run_workload(report.workloads[i], options.settings));
    }
  }
  for (std::vector<Result>& of_one : runs) {
    const auto middle = of_one.begin() + static_cast<std::ptrdiff_t>(of_one.size() / 2);
    std::nth_element(of_one.begin(), middle, of_one.end(), [](const Result& a, const Result& b) {
      return a.actions_per_second < b.actions_per_second;
    });
    report.results.push_back(*middle);
  }
}

int run(const Options& options) {
  Report report;
  report.machine = describe_machine();
  report.pinned = options.settings.server_core >= 0;
  report.workloads = chosen(options);
  raise_file_limit();
  run_limits(options, report);
  run_workloads(options, report);
  if (options.idle) report.idle = run_idle(options.idle, options.settings);
  if (options.restart) report.restart = run_restart(options.restart, options.settings);
  if (options.past && wants(options, "past")) {
    report.past = run_past(options.past, options.settings);
  }
  std::cout << as_table(report);
  if (!options.json_file.empty()) {
    std::ofstream out(options.json_file);
    out << as_json(report);
    if (!out.flush()) {
      throw std::invalid_argument(fmt::format("{} cannot be written.", options.json_file));
    }
  }
  const auto refused = [](const Result& result) { return result.refused > 0; };
  if (std::any_of(report.results.begin(), report.results.end(), refused)) return exit_failed;
  const auto missed = [](const Goal& goal) { return !goal.seen_elsewhere && !goal.met(); };
  const std::vector<Goal> all = goals(report);
  return options.strict && std::any_of(all.begin(), all.end(), missed) ? exit_goal_missed
                                                                       : exit_fine;
}

int say(int code, const std::exception& error) {
  std::cerr << error.what() << '\n';
  return code;
}

}  // namespace
}  // namespace tingbok::bench

int main(int argc, char** argv) {
  using namespace tingbok::bench;
  CLI::App app{
      "Measures a real tingbok-server from outside, and the bare limits of the machine in "
      "the same run.\nExit: 0 done, 1 a goal missed (--strict), 2 wrong use, 3 no server, 4 "
      "the server broke a promise or refused."};
  Options options;
  add_options(app, options);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? exit_fine : exit_wrong_use;
  }
  try {
    complete(options);
    return run(options);
  } catch (const std::invalid_argument& error) {
    return say(exit_wrong_use, error);
  } catch (const ServerFailed& error) {
    return say(exit_no_server, error);
  } catch (const HttpFailed& error) {
    return say(exit_no_server, error);
  } catch (const std::exception& error) {
    return say(exit_failed, error);
  }
}
