// Random meetings: every result in a room's log comes out the same when it is counted again from
// the ballots there, and every room leaves a template that can be used.
#include <set>

#include <rapidcheck/catch.h>

#include "core/domain/people.hpp"
#include "core/domain/templates.hpp"
#include "core/rebuild/recount.hpp"
#include "tests/support/random_commands.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A formal meeting under rules that let every way of counting decide, and what came of `count`
/// commands drawn from `seed`.
TestRoom lived(std::uint32_t seed, std::size_t count) {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("vedtekter");
  TestRoom room(config);
  room.join({"R1", "R2", "R3", "SEK"});
  CommandMaker maker(seed);
  for (std::size_t i = 0; i < count; ++i) {
    auto [who, wanted] = maker.next();
    if (who == whoever_chairs) who = domain::chair_now(room.room());
    auto decision = room.decide(who, wanted);
    auto* events = std::get_if<domain::Events>(&decision);
    if (events == nullptr) continue;
    for (auto& event : *events) room.given(std::move(event), who);
  }
  return room;
}

/// Counts every result of the room again. Returns how many agreed; what does not agree fails.
std::size_t recounted(const TestRoom& room) {
  rebuild::Recounter recounter;
  State before;
  for (const auto& recorded : room.log()) {
    pb::Event event = recorded.core;
    domain::merge_personal(event, recorded.personal);
    const auto wrong = recounter.look(before, event, recorded.meta.number, recorded.meta.actor);
    if (wrong) RC_FAIL("event " + std::to_string(recorded.meta.number) + " " + *wrong);
    fold(before, recorded);
  }
  return recounter.agreed();
}

}  // namespace

// Counted again from events alone, every result is the one that was recorded.
TEST_CASE("any meeting: results count again from the log", "[property][domain]") {
  rc::prop("counted again equals counted", [] {
    const auto seed = *rc::gen::arbitrary<std::uint32_t>();
    const TestRoom room = lived(seed, *rc::gen::inRange<std::size_t>(0, 400));
    std::size_t counted = 0;
    for (const auto* vote : room.state().all<pb::Vote>()) counted += vote->has_result() ? 1 : 0;
    const auto agreed = recounted(room);
    RC_CLASSIFY(agreed > 0, "with a result");
    RC_CLASSIFY(counted > 0 && agreed == 0, "annulled only");
  });
}

// The property above would prove little if no vote were ever counted.
TEST_CASE("any meeting: enough votes are counted again", "[property][domain]") {
  std::size_t agreed = 0;
  std::set<int> methods;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    const TestRoom room = lived(seed, 400);
    agreed += recounted(room);
    for (const auto* vote : room.state().all<pb::Vote>()) {
      if (vote->has_result()) methods.insert(vote->terms().method());
    }
  }
  CHECK(agreed > 60);
  CHECK(methods.size() >= 10);
}

// A result that says something else than its ballots is found, whatever the method.
TEST_CASE("any meeting: a changed result is found", "[property][domain]") {
  std::size_t changed = 0;
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    const TestRoom room = lived(seed, 400);
    rebuild::Recounter recounter;
    State before;
    for (const auto& recorded : room.log()) {
      pb::Event event = recorded.core;
      domain::merge_personal(event, recorded.personal);
      if (event.has_vote_closed()) {
        auto& result = *event.mutable_vote_closed()->mutable_result();
        result.set_cast(result.cast() + 1);
        CHECK(recounter.look(before, event, recorded.meta.number, recorded.meta.actor) ==
              "states another result than its ballots come to");
        ++changed;
        break;
      }
      recounter.look(before, event, recorded.meta.number, recorded.meta.actor);
      fold(before, recorded);
    }
  }
  CHECK(changed > 30);
}

// Whatever has happened in a room, what is left as its template can be used, reads back, and names
// nobody.
TEST_CASE("any meeting: its template can be used", "[property][domain]") {
  rc::prop("a template of any room is usable", [] {
    const TestRoom room =
        lived(*rc::gen::arbitrary<std::uint32_t>(), *rc::gen::inRange<std::size_t>(0, 300));
    const auto plan = domain::template_of(room.state(), "mal", 1);
    RC_ASSERT(!domain::check_template(plan).has_value());
    const auto text = domain::template_text(plan);
    const auto read = domain::read_template(text);
    RC_ASSERT(std::holds_alternative<pb::WorkshopTemplate>(read));
    RC_ASSERT(domain::template_text(std::get<pb::WorkshopTemplate>(read)) == text);
    RC_ASSERT(text.find("Rolle") == std::string::npos);
    RC_ASSERT(text.find("KIND_NAMED") == std::string::npos);
    auto config = room.room().config();
    config.clear_ruleset();
    TestRoom fresh(config, usual_roster());
    const auto wrong = domain::does_not_fit(fresh.state(), plan);
    if (wrong) RC_FAIL(*wrong);
  });
}
