// Simulations (reliability R1, R10, R11): many clients, one room, everything that can go wrong, one
// seed. TINGBOK_SIM_SEED=N replays one run, TINGBOK_SIM_SEEDS=N sets how many there are.
#include <cstdlib>
#include <iostream>
#include <string>

#include <catch2/catch.hpp>

#include "server/ops/logging.hpp"
#include "world.hpp"

namespace tingbok::sim {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text && *text ? std::strtoull(text, nullptr, 10) : otherwise;
}

bool under(const char* sanitizer) {
  const char* all = std::getenv("TINGBOK_SANITIZE");
  return all && std::string(all).find(sanitizer) != std::string::npos;
}

/// How many seeds: `usual` in a release, a tenth under sanitizers, `full` under `make soak`.
std::uint64_t seeds(std::uint64_t usual, std::uint64_t full) {
  std::uint64_t count = std::getenv("TINGBOK_FULL") ? full : usual;
  if (under("address") || under("thread")) count = usual / 10;
  return number_from("TINGBOK_SIM_SEEDS", count);
}

/// What servers say while everything goes wrong is of use where one run is looked at.
void quiet() { ops::set_log_level("off"); }

/// Runs `run(seed)` for many seeds, or for the one that is asked for; returns how many broke a
/// promise (after five it gives up). Each of them prints its seed.
template <class Run>
std::uint64_t broken(std::uint64_t count, const Run& run) {
  const std::uint64_t asked = number_from("TINGBOK_SIM_SEED", 0);
  if (!asked) quiet();
  std::uint64_t failures = 0;
  for (std::uint64_t seed = asked ? asked : 1; seed <= (asked ? asked : count); ++seed) {
    try {
      run(seed);
    } catch (const std::exception& problem) {
      FAIL_CHECK("TINGBOK_SIM_SEED=" << seed << ": " << problem.what());
      if (++failures == 5) break;
    }
  }
  return failures;
}

struct Totals {
  std::uint64_t events = 0, refusals = 0, answers = 0, starts = 0, cuts = 0, resumes = 0,
                snapshots = 0, storage_full = 0;

  void add(const Result& result) {
    events += result.number;
    refusals += result.refusals;
    answers += result.answers;
    starts += result.starts;
    cuts += result.cuts;
    resumes += result.resumes;
    snapshots += result.snapshots;
    storage_full += result.storage_full;
  }
  void print() const {
    std::cout << events << " events, " << refusals << " refusals, " << answers << " answers, "
              << starts << " starts of the server, " << cuts << " cuts, " << resumes << " resumes, "
              << snapshots << " snapshots, " << storage_full << " actions that found the disk full"
              << std::endl;
  }
};

/// How many of `count` seeds end with a broken promise when `bug` is planted.
std::uint64_t caught(Bug bug, std::uint64_t count) {
  quiet();
  std::uint64_t found = 0;
  for (std::uint64_t seed = 1; seed <= count; ++seed) {
    Plan plan = plan_of(seed);
    plan.bug = bug;
    plan.trouble = {};
    plan.trouble.cut = 200 * ms;
    plan.trouble.crash = 800 * ms;
    try {
      World(seed, plan).run();
    } catch (const std::exception&) {
      ++found;
    }
  }
  return found;
}

}  // namespace

// Goal: whatever happens to the server, its disk, the net and the clients, everything acknowledged
// is in the log once, in order, and everyone ends up seeing what the log says.
TEST_CASE("simulation: no promise is broken under any mix of troubles", "[sim]") {
  Totals totals;
  const auto failures = broken(seeds(2'000, 100'000), [&](std::uint64_t seed) {
    totals.add(World(seed, plan_of(seed)).run());
  });
  totals.print();
  CHECK(failures == 0);
}

// Goal: a failing seed can be replayed, because a seed decides everything.
TEST_CASE("simulation: the same seed gives the same run", "[sim]") {
  const auto failures = broken(20, [](std::uint64_t seed) {
    const Result first = World(seed, plan_of(seed)).run();
    const Result second = World(seed, plan_of(seed)).run();
    must(first == second, "two runs of one seed differ: ", first.ended, " and ", second.ended);
  });
  CHECK(failures == 0);
}

// Goal: being cut off changes nothing. One person's actions, with and without troubles, lead to
// the same state, bit for bit.
TEST_CASE("simulation: cut off or not, the same actions end in the same state hash", "[sim]") {
  Totals totals;
  const auto failures = broken(seeds(200, 5'000), [&](std::uint64_t seed) {
    Plan plan;
    plan.clients = 3;
    plan.actions = 80;
    plan.pause = 40 * ms;
    plan.simulated = true;
    plan.constant_salt = true;
    plan.script = sample_script(seed, plan.actions);
    const Result calm = World(seed, plan).run();
    plan.trouble.cut = 60 * ms;
    plan.trouble.crash = second;
    plan.trouble.stop = seed % 3 == 0 ? second : 0;
    plan.trouble.failed_sync = 2 * second;
    const Result troubled = World(seed + 1'000'000, plan).run();
    must(calm.number == troubled.number, "calm ", calm.number, " events, troubled ",
         troubled.number);
    must(calm.refusals == troubled.refusals, "calm ", calm.refusals, " refusals, troubled ",
         troubled.refusals);
    must(calm.state_hash == troubled.state_hash, "the states differ");
    must(troubled.cuts > 0, "nobody was cut off");
    totals.add(troubled);
  });
  totals.print();
  CHECK(failures == 0);
}

// Goal: a client that reads far too slowly is let go (4008), resumes, and holds nobody up.
TEST_CASE("simulation: a slow reader is closed and comes back", "[sim]") {
  const auto failures = broken(seeds(3, 50), [](std::uint64_t seed) {
    Plan plan;
    plan.clients = 2;
    plan.actions = 2'000;
    plan.pause = 3 * ms;
    plan.simulated = true;
    plan.constant_salt = true;
    plan.script = sample_script(seed, plan.actions);
    plan.slow_readers = true;
    const Result result = World(seed, plan).run();
    must(result.closed_behind > 0, "nobody fell behind");
  });
  CHECK(failures == 0);
}

// Goal: the checks bite. Planted bugs in the log and the net are found.
TEST_CASE("simulation: planted bugs are caught", "[sim][canary]") {
  CHECK(caught(Bug::none, 20) == 0);
  CHECK(caught(Bug::acknowledges_early, 40) >= 20);
  CHECK(caught(Bug::drops_one, 20) >= 18);
  CHECK(caught(Bug::forgets_answers, 20) >= 15);
  CHECK(caught(Bug::swallows_message, 20) >= 10);
}

}  // namespace tingbok::sim
