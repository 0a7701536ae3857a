// The client's mirror of a room: snapshots, patches, numbers, hashes.
#include <catch2/catch.hpp>

#include "client_sim.hpp"
#include "tingbok/client/mirror.hpp"

using namespace tingbok;
using namespace tingbok::client;

namespace {

/// A room with `events` notes, and a mirror of it.
struct Pair {
  explicit Pair(int events = 10) {
    for (int i = 0; i < events; ++i) room.event("N" + std::to_string(i), "text");
    for (const auto& part : room.snapshot()) last = mirror.add(part);
  }
  sim::Room room;
  Mirror mirror;
  Step last = Step::malformed;
};

bool same(const Mirror& mirror, const sim::Room& room) {
  if (as_bytes(mirror.view_hash()) != room.hash()) return false;
  if (mirror.slots() != room.state().size()) return false;
  for (std::size_t slot = 0; slot < room.state().size(); ++slot)
    if (mirror.entities()[slot].SerializeAsString() != room.state()[slot].SerializeAsString())
      return false;
  return true;
}

}  // namespace

// The state arrives in parts; hidden slots count as zero bytes in the hash.
TEST_CASE("a snapshot in parts gives the server's state and hash", "[unit][client]") {
  Pair pair;
  REQUIRE(pair.room.snapshot().size() > 1);
  CHECK(pair.last == Step::applied);
  CHECK(pair.mirror.number() == pair.room.head());
  CHECK(pair.mirror.hash_checks() == 1);
  CHECK(same(pair.mirror, pair.room));
}

// Until the last part has come, readers see the state before it, whole.
TEST_CASE("an unfinished snapshot leaves the mirror as it was", "[unit][client]") {
  Pair pair;
  const auto before = pair.mirror.view_hash();
  pair.room.event("late", "x");
  CHECK(pair.mirror.add(pair.room.snapshot().front()) == Step::more_to_come);
  CHECK(pair.mirror.view_hash() == before);
  CHECK(pair.mirror.number() == pair.room.head() - 1);
}

// A mixture of two states never becomes the mirror.
TEST_CASE("snapshot parts out of order or from two numbers are malformed", "[unit][client]") {
  Pair pair;
  const auto parts = pair.room.snapshot();
  Mirror mirror;
  CHECK(mirror.add(parts[1]) == Step::malformed);
  CHECK(mirror.add(parts[0]) == Step::more_to_come);
  CHECK(mirror.add(parts[2]) == Step::malformed);
  CHECK(mirror.add(parts[0]) == Step::more_to_come);
  pb::SnapshotPart other = parts[1];
  other.set_number(other.number() + 1);
  CHECK(mirror.add(other) == Step::malformed);
  CHECK(mirror.empty());
}

// Bounds hold before memory is given out.
TEST_CASE("a snapshot with impossible counts or slots is malformed", "[unit][client]") {
  sim::Room room;
  const pb::SnapshotPart good = room.snapshot().front();
  Mirror mirror;
  pb::SnapshotPart bad = good;
  bad.set_parts(0);
  CHECK(mirror.add(bad) == Step::malformed);
  bad = good;
  bad.set_slots(slots_max + 1);
  CHECK(mirror.add(bad) == Step::malformed);
  bad = good;
  bad.mutable_entities(0)->set_slot(bad.slots());
  CHECK(mirror.add(bad) == Step::malformed);
  bad = good;
  bad.set_number(0);
  CHECK(mirror.add(bad) == Step::malformed);
  CHECK(mirror.add(good) == Step::applied);
}

// A client never trusts a state it cannot derive the hash of.
TEST_CASE("a snapshot whose hash is not its content's is found", "[unit][client]") {
  sim::Room room;
  pb::SnapshotPart part = room.snapshot().front();
  part.mutable_entities(0)->mutable_note()->set_text("something else");
  Mirror mirror;
  CHECK(mirror.add(part) == Step::wrong_hash);
}

// New, changed and hidden entities follow one another; the hash agrees after each.
TEST_CASE("patches keep the mirror equal, event by event", "[unit][client]") {
  Pair pair;
  for (int i = 0; i < 50; ++i) {
    pair.room.event("N" + std::to_string(i % 20), "text " + std::to_string(i));
    REQUIRE(pair.mirror.apply(pair.room.patch(pair.room.head())) == Step::applied);
    REQUIRE(same(pair.mirror, pair.room));
  }
  CHECK(pair.mirror.hash_checks() == 51);
}

// Patches in flight twice (resume) are harmless.
TEST_CASE("a patch that came before is a duplicate and changes nothing", "[unit][client]") {
  Pair pair;
  const auto before = pair.mirror.view_hash();
  pb::Patch old = pair.room.patch(2);
  old.mutable_entities(0)->mutable_note()->set_text("changed");
  CHECK(pair.mirror.apply(old) == Step::duplicate);
  CHECK(pair.mirror.view_hash() == before);
}

// Nothing is skipped in silence.
TEST_CASE("a patch past the next number is a gap and changes nothing", "[unit][client]") {
  Pair pair;
  const auto before = pair.mirror.view_hash();
  pair.room.event("x", "1");
  pair.room.event("y", "2");
  CHECK(pair.mirror.apply(pair.room.patch(pair.room.head())) == Step::gap);
  CHECK(pair.mirror.view_hash() == before);
  CHECK(pair.mirror.number() == pair.room.head() - 2);
}

// Entities are never removed, and slots are what the patch says they are.
TEST_CASE("a patch that shrinks the state or points outside it is malformed", "[unit][client]") {
  Pair pair;
  pair.room.event("x", "1");
  pb::Patch patch = pair.room.patch(pair.room.head());
  patch.set_slots(patch.slots() - 2);
  CHECK(pair.mirror.apply(patch) == Step::malformed);
  patch = pair.room.patch(pair.room.head());
  patch.add_entities()->set_slot(patch.slots());
  CHECK(pair.mirror.apply(patch) == Step::malformed);
  CHECK(pair.mirror.apply(pair.room.patch(pair.room.head())) == Step::applied);
}

// One flipped letter is noticed with the patch that carries it.
TEST_CASE("a patch whose content is not the hash's is found at once", "[unit][client]") {
  Pair pair;
  pair.room.event("N0", "approved");
  pb::Patch patch = pair.room.patch(pair.room.head());
  patch.mutable_entities(0)->mutable_note()->set_text("Approved");
  CHECK(pair.mirror.apply(patch) == Step::wrong_hash);
}

// What an audience may not see any more is gone from its mirror.
TEST_CASE("an entity that is no longer visible leaves the index and the hash", "[unit][client]") {
  Pair pair;
  pb::Patch patch;
  patch.set_number(pair.room.head() + 1);
  patch.set_slots(pair.mirror.slots());
  patch.add_entities()->set_slot(1);
  auto state = pair.room.state();
  REQUIRE(state[1].note().id() == "N0");
  state[1].Clear();
  patch.set_view_hash(sim::view_hash(state));
  CHECK(pair.mirror.apply(patch) == Step::applied);
  CHECK(pair.mirror.get<pb::Note>("N0") == nullptr);
  CHECK(pair.mirror.entities()[1].kind_case() == pb::Entity::KIND_NOT_SET);
}

// Lookups are by kind and id: a vote and a note may have the same id.
TEST_CASE("entities are found by kind and id", "[unit][client]") {
  Pair pair;
  REQUIRE(pair.mirror.get<pb::Note>("N0") != nullptr);
  CHECK(pair.mirror.get<pb::Note>("N0")->text() == "text");
  CHECK(pair.mirror.get<pb::Vote>("N0") == nullptr);
  CHECK(pair.mirror.get<pb::Note>("nobody") == nullptr);
  std::size_t visible = 0;
  for (const auto& entity : pair.room.state())
    visible += entity.kind_case() != pb::Entity::KIND_NOT_SET;
  CHECK(pair.mirror.all<pb::Note>().size() == visible);
}

// Own ballots come apart from patches and do not count in the view hash.
TEST_CASE("own entities are found but stay outside the hash, across snapshots", "[unit][client]") {
  Pair pair;
  const auto before = pair.mirror.view_hash();
  pb::Entity ballot;
  ballot.mutable_ballot()->set_id("V1/R01");
  pair.mirror.set_own(ballot);
  CHECK(pair.mirror.view_hash() == before);
  for (const auto& part : pair.room.snapshot()) pair.mirror.add(part);
  CHECK(pair.mirror.get<pb::Ballot>("V1/R01") != nullptr);
  pair.mirror.clear();
  CHECK(pair.mirror.get<pb::Ballot>("V1/R01") == nullptr);
}

// A table's note is no longer one's own when it is lifted or one sits elsewhere: what the audience
// sees of it counts again.
TEST_CASE("an own entity without a kind takes back what was own in its slot", "[unit][client]") {
  Pair pair;
  pb::Entity mine;
  mine.set_slot(3);
  mine.mutable_note()->set_id("egen");
  pair.mirror.set_own(mine);
  mine.set_slot(4);
  mine.mutable_note()->set_id("annen");
  pair.mirror.set_own(mine);
  pb::Entity gone;
  gone.set_slot(3);
  pair.mirror.set_own(gone);
  CHECK(pair.mirror.get<pb::Note>("egen") == nullptr);
  CHECK(pair.mirror.get<pb::Note>("annen") != nullptr);
  pair.mirror.clear_own();
  CHECK(pair.mirror.own().empty());
}
