// Goal: a state that was saved, whole or as what changed, is that state again; what is damaged or
// has lost its base costs time, never truth; and a room's saver keeps what is stored small.
#include <catch2/catch.hpp>

#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/snapshots.hpp"
#include "tests/support/live_room.hpp"

namespace rebuild = tingbok::rebuild;
namespace pb = tingbok::v1;
namespace tlog = tingbok::log;
using namespace tingbok::test;
using tingbok::as_bytes;

namespace {

rebuild::RebuiltPtr copy_of(const rebuild::Rebuilt& rebuilt) {
  return std::make_shared<const rebuild::Rebuilt>(rebuilt);
}

rebuild::RebuiltPtr no_base(tlog::Number) { return nullptr; }

/// Entity for entity, personal fields too.
void expect_same(const rebuild::Rebuilt& one, const rebuild::Rebuilt& other) {
  CHECK(one.state.number() == other.state.number());
  CHECK(one.state.time_ms() == other.state.time_ms());
  CHECK(one.state.hash() == other.state.hash());
  CHECK(one.lines_accepted == other.lines_accepted);
  CHECK(one.last_line == other.last_line);
  REQUIRE(one.state.entities().size() == other.state.entities().size());
  for (std::size_t slot = 0; slot < one.state.entities().size(); ++slot) {
    CHECK(one.state.entities()[slot].SerializeAsString() ==
          other.state.entities()[slot].SerializeAsString());
  }
}

}  // namespace

// A snapshot is only a saved computation: bytes that are none cost time, never truth.
TEST_CASE("snapshots: one that does not agree is passed over", "[unit][rebuild]") {
  LiveRoom room;
  room.speak(2);
  auto saved = rebuild::snapshot_of(room.live);
  CHECK(rebuild::restore(saved, no_base).has_value());
  SECTION("bytes that are none") { saved.bytes = "\xFF"; }
  SECTION("another number") { ++saved.number; }
  SECTION("cut off") { saved.bytes.resize(saved.bytes.size() / 2); }
  CHECK_FALSE(rebuild::restore(saved, no_base).has_value());
  saved.number = room.live.state.number();
  room.log->put_snapshot("P/R", saved);
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
}

// What agrees with itself and not with the log is found out by what is folded on, or at once.
TEST_CASE("snapshots: one of another room is passed over", "[unit][rebuild]") {
  LiveRoom room;
  LiveRoom other;
  other.speak(2);
  room.speak(2);
  room.speak(3);
  other.now_ms += 500;
  other.speak(3);
  REQUIRE(other.live.state.hash() != room.live.state.hash());
  room.log->put_snapshot("P/R", rebuild::snapshot_of(other.live));
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
  room.now_ms += 500;
  room.speak(4);
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
}

// One that is good in itself may be so far from the room that what follows cannot even be folded.
TEST_CASE("snapshots: one that the log cannot be folded on is passed over", "[unit][rebuild]") {
  LiveRoom room;
  room.speak(2);
  const auto nothing = tingbok::domain::State().hash();
  pb::StateSnapshot nobody;
  nobody.set_number(room.live.state.number());
  nobody.set_time_ms(room.live.state.time_ms());
  nobody.set_state_hash(std::string(as_bytes(nothing)));
  room.log->put_snapshot("P/R", {nobody.number(), nobody.SerializeAsString()});
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
  pb::Command leaves;
  leaves.mutable_leave();
  room.say(3, leaves);
  CHECK(rebuild::rebuild(*room.log, "P/R").state.hash() == room.live.state.hash());
}

// The changes alone, on the state that they are changes to, are the whole state.
TEST_CASE("snapshots: changes on their base are the state", "[unit][rebuild]") {
  LiveRoom room;
  const auto base = copy_of(room.live);
  const auto whole = rebuild::snapshot_of(*base);
  for (std::uint64_t line = 2; line < 8; ++line) room.speak(line);
  const auto changes = rebuild::changes_of(room.live, *base);
  CHECK(changes.bytes.size() < rebuild::snapshot_of(room.live).bytes.size());

  room.log->put_snapshot("P/R", whole);
  const auto restored = rebuild::restore(changes, rebuild::bases_in(*room.log, "P/R"));
  REQUIRE(restored.has_value());
  expect_same(*restored, room.live);
  // The base is still what it was.
  expect_same(*rebuild::restore(whole, no_base), *base);
  CHECK_FALSE(rebuild::restore(changes, no_base).has_value());
}

// Without its base a snapshot is nothing; the one before it is then the nearest.
TEST_CASE("snapshots: one whose base is not there is passed over", "[unit][rebuild]") {
  LiveRoom room;
  room.log->put_snapshot("P/R", rebuild::snapshot_of(room.live));
  const auto first = room.live.state.number();
  room.speak(2);
  const auto base = copy_of(room.live);
  room.speak(3);
  room.log->put_snapshot("P/R", rebuild::changes_of(room.live, *base));
  const auto nearest = rebuild::nearest_snapshot(*room.log, "P/R", rebuild::to_head,
                                                 rebuild::bases_in(*room.log, "P/R"));
  CHECK(nearest.state.number() == first);
  expect_same(rebuild::rebuild(*room.log, "P/R"), room.live);
}

// A copy is a state of its own: what is folded into one is not in the other.
TEST_CASE("snapshots: a state that was copied stays as it was", "[unit][rebuild]") {
  LiveRoom room;
  const auto before = copy_of(room.live);
  const auto bytes = rebuild::snapshot_of(*before).bytes;
  CHECK(before->state.entities().changed_since(room.live.state.entities()).empty());
  room.speak(2);
  CHECK(rebuild::snapshot_of(*before).bytes == bytes);
  CHECK_FALSE(room.live.state.entities().changed_since(before->state.entities()).empty());
}

// The first is whole, the next hold changes, and when these have grown dear one is whole again.
TEST_CASE("snapshots: a saver makes whole ones now and then", "[unit][rebuild]") {
  LiveRoom room;
  rebuild::Saver saver;
  CHECK_FALSE(saver.is_due(1'023));
  CHECK(saver.is_due(1'024));
  std::uint64_t line = 2;
  std::size_t whole = 0;
  std::size_t changes = 0;
  rebuild::RebuiltPtr base;
  for (int i = 0; i < 60; ++i) {
    for (int some = 0; some < 2; ++some) room.speak(line++);
    const auto saving = saver.take(room.live);
    CHECK(saving.number() == room.live.state.number());
    CHECK(saver.last() == room.live.state.number());
    CHECK_FALSE(saver.is_due(saver.last() + 1'023));
    const auto saved = saving.snapshot();
    const bool is_whole = rebuild::restore(saved, no_base).has_value();
    ++(is_whole ? whole : changes);
    if (i == 0) CHECK(is_whole);
    room.log->put_snapshot("P/R", saved);
    const auto restored = rebuild::restore(saved, rebuild::bases_in(*room.log, "P/R"));
    REQUIRE(restored.has_value());
    expect_same(*restored, room.live);
  }
  CHECK(whole > 1);
  CHECK(changes > whole);
}
