// The long workshop that the past is measured on: whole, as a server would have written it, and the
// same each time.
#include "bench/long_workshop.hpp"

#include <set>

#include <catch2/catch.hpp>

#include "core/log/open.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/snapshots.hpp"

namespace bench = tingbok::bench;
namespace domain = tingbok::domain;
namespace pb = tingbok::v1;
namespace rebuild = tingbok::rebuild;
namespace tlog = tingbok::log;

namespace {

constexpr std::uint64_t events = 4'000;

std::unique_ptr<tlog::EventLog> made(std::uint64_t seed) {
  auto log = tlog::open_memory_log();
  bench::LongWorkshop(*log, seed, events).make();
  return log;
}

}  // namespace

// Figures of two runs may be compared: what they were measured on is the same.
TEST_CASE("bench: a long workshop is the same each time, and another with another seed") {
  const auto root = [](std::uint64_t seed) { return made(seed)->head(bench::long_room).root; };
  CHECK(root(1) == root(1));
  CHECK(root(1) != root(2));
}

// Folding compares every state hash.
TEST_CASE("bench: a long workshop folds, and holds what a meeting is made of") {
  const auto log = made(1);
  std::set<pb::Event::KindCase> kinds;
  std::set<std::pair<std::string, std::string>> voters;
  std::size_t cast_again = 0;
  const auto now = rebuild::rebuild(*log, bench::long_room, rebuild::to_head, false,
                                    [&](const rebuild::Rebuilt&, const pb::RecordCore& core,
                                        const pb::Event& event, const domain::Changes&) {
                                      kinds.insert(event.kind_case());
                                      if (!event.has_ballot_cast()) return true;
                                      const auto& cast = event.ballot_cast();
                                      if (!voters.insert({cast.vote(), core.actor()}).second)
                                        ++cast_again;
                                      return true;
                                    });
  CHECK(now.state.number() >= events);
  CHECK(now.state.all<pb::Person>().size() == bench::long_people);
  CHECK(now.state.all<pb::Note>().size() > 300);
  CHECK(now.state.all<pb::Vote>().size() > 5);
  CHECK(cast_again > 50);
  CHECK(kinds.size() > 12);
}

// What the past costs hangs on where the snapshots are.
TEST_CASE("bench: a long workshop has snapshots as often as a server saves its rooms") {
  const auto log = made(1);
  const auto last = log->snapshot(bench::long_room, rebuild::to_head);
  REQUIRE(last.has_value());
  const auto restored = rebuild::restore(*last, rebuild::bases_in(*log, bench::long_room));
  REQUIRE(restored.has_value());
  const auto again = rebuild::rebuild(*log, bench::long_room, last->number, false);
  CHECK(restored->state.hash() == again.state.hash());
  const auto before = log->snapshot(bench::long_room, last->number - 1);
  REQUIRE(before.has_value());
  const rebuild::Saver server(before->number);
  CHECK(server.is_due(last->number));
  CHECK_FALSE(server.is_due(last->number - 512));
}
