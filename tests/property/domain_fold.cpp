// Random meetings: whatever is asked of a room, in whatever order, what can be rebuilt from its
// records is what it is. A failure prints the seed of each command that led there.
#include <map>
#include <set>

#include <rapidcheck/catch.h>

#include "core/domain/people.hpp"
#include "core/domain/phases.hpp"
#include "core/domain/tables.hpp"
#include "tests/support/random_commands.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A room that has lived through the commands drawn from `seeds`; what it refused changed nothing.
TestRoom lived(const std::vector<std::uint32_t>& seeds) {
  TestRoom room(usual_config(pb::MODE_FORMAL));
  room.join({"R1", "R2", "R3", "SEK"});
  room.does("R1", "agenda_add { item: 'A' title: 'Sak A' }");
  room.does("R1", "item_open { item: 'A' }");
  for (const auto seed : seeds) {
    auto [who, wanted] = CommandMaker(seed).next();
    if (who == whoever_chairs) who = domain::chair_now(room.room());
    const auto before = room.state().hash();
    auto decision = room.decide(who, wanted);
    RC_ASSERT(room.state().hash() == before);
    if (auto* events = std::get_if<domain::Events>(&decision)) {
      RC_ASSERT(!events->empty());
      room.box.accepted(room.state(), wanted);
      for (auto& event : *events) room.given(std::move(event), who);
    } else {
      RC_ASSERT(!domain::word(std::get<domain::Refusal>(decision).code).empty());
    }
    room.wait_seconds(1);
  }
  return room;
}

std::vector<std::uint32_t> any_seeds() {
  return *rc::gen::scale(4.0, rc::gen::arbitrary<std::vector<std::uint32_t>>());
}

void expect_same(const State& a, const State& b) {
  RC_ASSERT(a.number() == b.number());
  RC_ASSERT(a.hash() == b.hash());
  RC_ASSERT(a.entities().size() == b.entities().size());
  for (std::size_t slot = 0; slot < a.entities().size(); ++slot) {
    RC_ASSERT(same(a.entities()[slot], b.entities()[slot]));
  }
}

}  // namespace

// Rebuilt from its records, a room is what it was live: every entity, and the hash at every number.
TEST_CASE("any meeting: rebuilt equals live", "[property][domain]") {
  rc::prop("rebuilt equals live", [] {
    const TestRoom room = lived(any_seeds());
    State rebuilt;
    State erased;
    for (const auto& recorded : room.log()) {
      const auto changes = fold(rebuilt, recorded);
      RC_ASSERT(changes == fold(erased, recorded, true));
      RC_ASSERT(rebuilt.hash() == erased.hash());
    }
    expect_same(rebuilt, room.state());
  });
}

// From a snapshot at any number, the rest of the records lead to the same room.
TEST_CASE("any meeting: a snapshot and the rest equals live", "[property][domain]") {
  rc::prop("snapshot and the rest equals live", [] {
    const TestRoom room = lived(any_seeds());
    const auto cut = *rc::gen::inRange<std::size_t>(0, room.log().size() + 1);
    State before;
    for (std::size_t i = 0; i < cut; ++i) fold(before, room.log()[i]);
    pb::StateSnapshot stored;
    RC_ASSERT(stored.ParseFromString(before.snapshot().SerializeAsString()));
    State after(stored);
    for (std::size_t i = cut; i < room.log().size(); ++i) fold(after, room.log()[i]);
    expect_same(after, room.state());
  });
}

// A state shares its entities with its copies: folding on from one, hashes put off, leads where the
// original is led, and leaves the copy what it was.
TEST_CASE("any meeting: folding into a copy equals live and leaves the original",
          "[property][domain]") {
  rc::prop("a copy and the rest equals live", [] {
    const TestRoom room = lived(any_seeds());
    const auto every = *rc::gen::inRange<std::size_t>(1, 9);
    State at_once;
    State later;
    std::vector<std::pair<State, std::string>> kept;
    for (std::size_t i = 0; i < room.log().size(); ++i) {
      const auto& recorded = room.log()[i];
      fold(at_once, recorded);
      fold(later, recorded, false, domain::Hashing::later);
      RC_ASSERT(later.hash() == at_once.hash());
      if (i % every != 0) continue;
      later.settle();
      kept.emplace_back(later, at_once.snapshot().SerializeAsString());
      State on = later;
      later = on;
    }
    expect_same(later, room.state());
    for (const auto& [state, bytes] : kept) {
      RC_ASSERT(state.snapshot().SerializeAsString() == bytes);
    }
  });
}

// Hashes depend on nothing but the entities: hashed in one go, they give the root that grew.
TEST_CASE("any meeting: the hash that grew is the hash of what is there", "[property][domain]") {
  rc::prop("incremental equals from scratch", [] {
    const TestRoom room = lived(any_seeds());
    HashTree tree;
    for (std::size_t slot = 0; slot < room.state().entities().size(); ++slot) {
      tree.set(slot, leaf_hash(domain::hashed_bytes(room.state().entities()[slot])));
    }
    RC_ASSERT(tree.root() == room.state().hash());
  });
}

namespace {

void expect_lawful_votes(const State& state) {
  std::map<std::string, std::uint32_t> cast;
  for (const auto* ballot : state.all<pb::Ballot>()) {
    const auto& roll = state.find<pb::Vote>(ballot->vote())->roll();
    RC_ASSERT(std::find(roll.begin(), roll.end(), ballot->voter()) != roll.end());
    ++cast[ballot->vote()];
  }
  std::size_t open = 0;
  for (const auto* vote : state.all<pb::Vote>()) {
    if (vote->opened().number() == 0) {  // Planned, or struck before it opened.
      RC_ASSERT(cast[vote->id()] == 0U);
      RC_ASSERT(!vote->has_result());
      continue;
    }
    RC_ASSERT(state.find<pb::Turnout>(vote->id())->cast() == cast[vote->id()]);
    RC_ASSERT(vote->has_result() == (vote->status() != pb::VOTE_STATUS_OPEN));
    for (const auto& person : vote->excluded()) {
      RC_ASSERT(std::find(vote->roll().begin(), vote->roll().end(), person) == vote->roll().end());
    }
    if (vote->status() == pb::VOTE_STATUS_OPEN) ++open;
  }
  RC_ASSERT(open == (domain::room_of(state).open_vote().empty() ? 0U : 1U));
}

}  // namespace

// What must hold in every meeting: ballots from the roll only, one vote open at most, nobody twice
// on the speakers' list, one holder of a seat.
TEST_CASE("any meeting: invariants", "[property][domain]") {
  rc::prop("invariants", [] {
    const TestRoom room = lived(any_seeds());
    expect_lawful_votes(room.state());
    std::set<std::string> waiting;
    for (const auto& queued : domain::speakers_of(room.state()).queue()) {
      RC_ASSERT(waiting.insert(queued.person()).second);
    }
    std::set<std::string> seats;
    for (const auto* attendance : room.state().all<pb::Attendance>()) {
      if (attendance->seat_of().empty()) continue;
      RC_ASSERT(attendance->presence() != pb::PRESENCE_LEFT);
      RC_ASSERT(seats.insert(attendance->seat_of()).second);
    }
    for (const auto* list : room.state().all<pb::PriorityList>()) {
      const std::set<std::string> distinct(list->order().begin(), list->order().end());
      RC_ASSERT(distinct.size() == static_cast<std::size_t>(list->order_size()));
    }
  });
}

namespace {

/// Nobody sits at two tables, and a table that is closed is empty.
void expect_one_seat_each(const State& state) {
  std::set<std::string> seated;
  for (const auto* table : state.all<pb::TableGroup>()) {
    RC_ASSERT(!table->closed() || table->people().empty());
    for (const auto& person : table->people()) RC_ASSERT(seated.insert(person).second);
  }
}

/// Whoever came in a group phase with tables, and sits at tables at all, has a place.
void expect_seated(const State& state, const pb::Event& event, const std::string& actor) {
  const auto* phase = domain::active_phase(state);
  if (!event.has_person_joined() || phase == nullptr ||
      phase->terms().kind() != pb::PHASE_KIND_GROUP) {
    return;
  }
  const auto tables = state.all<pb::TableGroup>();
  const auto open = [](const auto* table) { return !table->closed(); };
  if (std::none_of(tables.begin(), tables.end(), open)) return;
  const auto& id = event.person_joined().person().empty() ? actor : event.person_joined().person();
  const auto& person = *state.find<pb::Person>(id);
  if (!domain::may_sit(person) || domain::steers_only(domain::room_of(state), person)) return;
  RC_ASSERT(domain::table_of(state, id) != nullptr);
}

}  // namespace

// Notes come further and never back; everyone sits at one table at most; whoever comes late sits.
TEST_CASE("any meeting: notes only come further, and everyone sits at one table",
          "[property][domain]") {
  rc::prop("reach never shrinks", [] {
    TestRoom room(usual_config());
    room.join({"R1", "R2", "R3", "PV"});
    room.does("PV", "table_set { seats { table: 'A' people: 'R2' } }");
    std::map<std::string, pb::NoteReach> reach;
    for (const auto seed : any_seeds()) {
      auto [who, wanted] = CommandMaker(seed, Drawn::table_work).next();
      if (who == whoever_chairs) who = "PV";
      auto decision = room.decide(who, wanted);
      auto* events = std::get_if<domain::Events>(&decision);
      if (events == nullptr) continue;
      for (const auto& event : *events) room.given(event, who);
      expect_one_seat_each(room.state());
      expect_seated(room.state(), events->front(), who);
      for (const auto* note : room.state().all<pb::Note>()) {
        const auto [known, made] = reach.try_emplace(note->id(), note->reach());
        RC_ASSERT(made || note->reach() >= known->second);
        known->second = note->reach();
      }
    }
  });
}

// The maker above would prove little if rooms refused all it makes.
TEST_CASE("any meeting: enough of what is drawn is accepted", "[property][domain]") {
  std::vector<std::uint32_t> seeds(4'000);
  for (std::uint32_t i = 0; i < seeds.size(); ++i) seeds[i] = i * 2'654'435'761U;
  const TestRoom room = lived(seeds);
  std::set<int> kinds;
  for (const auto& recorded : room.log()) kinds.insert(recorded.core.kind_case());
  CHECK(room.log().size() > 500);
  CHECK(kinds.size() > 45);
}
