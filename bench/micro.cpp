// tingbok-microbench: what single steps of an action cost, without sockets and (mostly) without a
// disk.
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <stdexcept>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "bench/actions.hpp"
#include "core/domain/decide.hpp"
#include "core/domain/evolve.hpp"
#include "core/hash/hash.hpp"
#include "core/log/open.hpp"
#include "core/rebuild/record.hpp"
#include "core/view/audience.hpp"

namespace tingbok::bench {
namespace {

constexpr std::int64_t start_ms = 1'767'225'600'000;

/// A room of the measured programme with everyone present, and whoever acts in it.
class Workshop {
 public:
  explicit Workshop(std::uint32_t people) : people_(people) {
    const pb::CreateProgramme programme = make_programme("M", 1, people);
    std::vector<pb::RosterEntry> roster;
    for (const pb::ProgrammePerson& person : programme.people()) {
      pb::RosterEntry& entry = roster.emplace_back();
      entry.set_person(person.person());
      entry.set_label(person.label());
      entry.set_role(person.role());
      entry.set_party(person.party());
      entry.set_votes(person.votes());
      entry.set_member(true);
      entry.set_language(person.language());
    }
    for (const pb::Event& event :
         domain::found_room("M", programme.rooms(0), programme.simulated(), roster)) {
      record(event, "");
    }
    pb::Command command;
    command.mutable_join();
    for (std::uint32_t person = 0; person < people; ++person) act(person, command);
    for (std::uint32_t step = 0; setup_action(step, command); ++step) act(0, command);
  }

  domain::Events decide(std::uint32_t person, const pb::Command& command) {
    context_.actor = person_id(0, person);
    context_.now_ms = start_ms;
    domain::Decision decision = domain::decide(state_, command, context_);
    if (const auto* refusal = std::get_if<domain::Refusal>(&decision)) {
      throw std::runtime_error(
          fmt::format("refused: {} {}", domain::word(refusal->code), refusal->detail));
    }
    return std::get<domain::Events>(std::move(decision));
  }

  rebuild::EventRecord record(const pb::Event& event, const std::string& actor) {
    rebuild::RecordHead head;
    head.time_ms = start_ms;
    head.actor = actor;
    head.command_id = "b1";
    return rebuild::make_event_record(state_, event, head, salt_);
  }

  rebuild::EventRecord act(std::uint32_t person, const pb::Command& command) {
    return record(decide(person, command).front(), person_id(0, person));
  }

  /// The next action of the mix, by whoever's turn it is.
  std::uint32_t next(pb::Command& command) {
    const auto person = static_cast<std::uint32_t>(count_ % people_);
    mixed_action(person, 100 + count_ / people_, command);
    ++count_;
    return person;
  }

  const domain::State& state() const { return state_; }

 private:
  std::uint32_t people_;
  std::uint64_t count_ = 0;
  domain::State state_;
  domain::Context context_;
  const std::string salt_ = std::string(rebuild::salt_bytes, 's');
};

void decide_mix(benchmark::State& run) {
  Workshop workshop(100);
  pb::Command command;
  for (auto _ : run) {
    const std::uint32_t person = workshop.next(command);
    benchmark::DoNotOptimize(workshop.decide(person, command));
  }
}
BENCHMARK(decide_mix);

void decide_and_record_mix(benchmark::State& run) {
  Workshop workshop(100);
  pb::Command command;
  for (auto _ : run) {
    const std::uint32_t person = workshop.next(command);
    benchmark::DoNotOptimize(workshop.act(person, command));
  }
  run.counters["slots"] = static_cast<double>(workshop.state().entities().size());
}
BENCHMARK(decide_and_record_mix)->Iterations(20'000);
BENCHMARK(decide_and_record_mix)->Iterations(500'000);

void make_action(benchmark::State& run) {
  pb::Command command;
  std::uint64_t sequence = 0;
  for (auto _ : run) {
    mixed_action(1, sequence++, command);
    benchmark::DoNotOptimize(command);
  }
}
BENCHMARK(make_action);

void split_personal_of_note(benchmark::State& run) {
  pb::Event event;
  event.mutable_note_added()->set_note("n1-1");
  for (auto _ : run) {
    event.set_text("Vi må få bussen tilbake til grendene, minst én gang i timen.");
    benchmark::DoNotOptimize(domain::split_personal(event));
  }
}
BENCHMARK(split_personal_of_note);

void hashed_bytes_of_proposal(benchmark::State& run) {
  Workshop workshop(100);
  pb::Command command;
  command.mutable_support()->set_proposal("F1");
  for (std::uint32_t person = 0; person < 100; ++person) workshop.act(person, command);
  const pb::Entity* proposal = nullptr;
  for (const pb::Entity& entity : workshop.state().entities()) {
    if (entity.has_proposal() && entity.proposal().id() == "F1") proposal = &entity;
  }
  for (auto _ : run) benchmark::DoNotOptimize(domain::hashed_bytes(*proposal));
}
BENCHMARK(hashed_bytes_of_proposal);

void hash_tree_change(benchmark::State& run) {
  HashTree tree;
  const auto size = static_cast<std::size_t>(run.range(0));
  for (std::size_t i = 0; i < size; ++i) tree.set(i, Digest{});
  std::size_t index = 0;
  for (auto _ : run) {
    index = (index * 25 + 7) % size;
    tree.set(index, Digest{static_cast<std::uint8_t>(index)});
    benchmark::DoNotOptimize(tree.root());
  }
}
BENCHMARK(hash_tree_change)->Arg(1'000)->Arg(100'000)->Arg(1'000'000);

void hash_tree_append(benchmark::State& run) {
  HashTree tree;
  for (auto _ : run) {
    tree.set(tree.size(), Digest{});
    benchmark::DoNotOptimize(tree.root());
  }
}
BENCHMARK(hash_tree_append)->Iterations(1'000'000);

void leaf_hash_of_150_bytes(benchmark::State& run) {
  const std::string bytes(150, 'x');
  for (auto _ : run) benchmark::DoNotOptimize(leaf_hash(bytes));
}
BENCHMARK(leaf_hash_of_150_bytes);

/// Submits `range(0)` records at a time to a log on disk and waits for each transaction.
void log_append(benchmark::State& run) {
  std::string folder = "/tmp/tingbok-microbench-XXXXXX";
  if (!mkdtemp(folder.data())) throw std::runtime_error("/tmp cannot be written");
  const auto batch = static_cast<std::uint64_t>(run.range(0));
  {
    const auto log = log::open_log(folder);
    std::mutex mutex;
    std::condition_variable changed;
    std::uint64_t done = 0;
    std::uint64_t submitted = 0;
    for (auto _ : run) {
      log::Transaction transaction;
      log::Append& append = transaction.appends.emplace_back();
      append.stream = "M/R0";
      append.expected = submitted * batch;
      for (std::uint64_t i = 0; i < batch; ++i) {
        append.records.push_back(log::make_record(std::string(150, 'k'), std::string(100, 'p')));
      }
      log->submit(std::move(transaction), [&](log::Error error) {
        if (error != log::Error::none) std::terminate();
        const std::lock_guard guard(mutex);
        ++done;
        changed.notify_one();
      });
      ++submitted;
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return done == submitted; });
    }
    run.SetItemsProcessed(static_cast<std::int64_t>(submitted * batch));
  }
  std::filesystem::remove_all(folder);
}
BENCHMARK(log_append)->Arg(1)->Arg(64)->Arg(512)->UseRealTime();

}  // namespace
}  // namespace tingbok::bench

BENCHMARK_MAIN();
