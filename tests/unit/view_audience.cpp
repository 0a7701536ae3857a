// Goal: who reads a room as what, what a record states about who could see its event, what an event
// brings to light, and mirrors that agree whichever way they were filled.
#include <catch2/catch.hpp>

#include "core/view/audience.hpp"

namespace view = tingbok::view;
namespace domain = tingbok::domain;
namespace pb = tingbok::v1;
using tingbok::Digest;

namespace {

class Rooms {
 public:
  Rooms() {
    auto& room = *add().mutable_room();
    room.set_id("room");
    room.mutable_config()->set_chair("chair");
    room.mutable_config()->set_deputy("deputy");
    room.mutable_config()->set_secretary("secretary");
    room.mutable_config()->add_facilitators("facilitator");
    const std::vector<std::pair<const char*, pb::Role>> people = {
        {"chair", pb::ROLE_MAYOR},           {"deputy", pb::ROLE_COUNCILLOR},
        {"secretary", pb::ROLE_SECRETARY},   {"facilitator", pb::ROLE_FACILITATOR},
        {"other", pb::ROLE_FACILITATOR},     {"member", pb::ROLE_COUNCILLOR},
        {"researcher", pb::ROLE_RESEARCHER}, {"observer", pb::ROLE_OBSERVER},
        {"public", pb::ROLE_PUBLIC},         {"screen", pb::ROLE_SCREEN},
        {"auditor", pb::ROLE_AUDITOR},       {"system", pb::ROLE_SYSTEM}};
    for (const auto& [id, role] : people) {
      auto& person = *add().mutable_person();
      person.set_id(id);
      person.set_role(role);
    }
    add().mutable_speakers()->set_id("speakers");
    auto& vote = *add().mutable_vote();
    vote.set_id("V");
    vote.mutable_terms()->set_kind(pb::VOTE_KIND_BINDING);
    vote.mutable_terms()->set_method(pb::VOTE_METHOD_FOR_AGAINST);
    for (const auto* voter : {"member", "chair", "deputy"}) vote.add_roll(voter);
    for (const auto* voter : {"deputy", "member"}) {
      auto& ballot = *add().mutable_ballot();
      ballot.set_id(std::string("V/") + voter);
      ballot.set_vote("V");
      ballot.set_voter(voter);
    }
  }

  pb::Room& room() { return *snapshot_.mutable_entities(0)->mutable_room(); }
  domain::State state() const { return domain::State(snapshot_); }

 private:
  pb::Entity& add() {
    auto& entity = *snapshot_.add_entities();
    entity.set_slot(static_cast<std::uint32_t>(snapshot_.entities_size() - 1));
    return entity;
  }
  pb::StateSnapshot snapshot_;
};

pb::Entity note(std::uint32_t slot, const std::string& text) {
  pb::Entity entity;
  entity.set_slot(slot);
  entity.mutable_note()->set_id("N" + std::to_string(slot));
  entity.mutable_note()->set_text(text);
  return entity;
}

}  // namespace

// The audience comes from the room, never from a token or a frame.
TEST_CASE("view: role, chair and roster make the audience", "[unit][view]") {
  Rooms rooms;
  const auto audience = [&](const char* person) {
    return view::audience_of(rooms.state(), person);
  };
  CHECK(audience("chair") == pb::AUDIENCE_STEERING);
  CHECK(audience("secretary") == pb::AUDIENCE_STEERING);
  CHECK(audience("facilitator") == pb::AUDIENCE_STEERING);
  CHECK(audience("system") == pb::AUDIENCE_STEERING);
  CHECK(audience("deputy") == pb::AUDIENCE_PARTICIPANT);
  CHECK(audience("other") == pb::AUDIENCE_PARTICIPANT);  // Facilitates elsewhere.
  CHECK(audience("member") == pb::AUDIENCE_PARTICIPANT);
  CHECK(audience("researcher") == pb::AUDIENCE_PARTICIPANT);
  CHECK(audience("observer") == pb::AUDIENCE_PUBLIC);
  CHECK(audience("public") == pb::AUDIENCE_PUBLIC);
  CHECK(audience("screen") == pb::AUDIENCE_PUBLIC);
  CHECK(audience("auditor") == pb::AUDIENCE_AUDITOR);
  CHECK_FALSE(audience("stranger").has_value());
}

// Steering goes with the gavel, and is lost with it.
TEST_CASE("view: when the chair is handed over, so is the chair's view", "[unit][view]") {
  Rooms rooms;
  rooms.room().set_acting_chair("deputy");
  CHECK(view::audience_of(rooms.state(), "deputy") == pb::AUDIENCE_STEERING);
  CHECK(view::audience_of(rooms.state(), "chair") == pb::AUDIENCE_PARTICIPANT);
}

// The past is shown with the rights of then, so they are written down then.
TEST_CASE("view: a record states who could see its event then", "[unit][view]") {
  Rooms rooms;
  pb::Event cast;
  cast.mutable_ballot_cast()->set_vote("V");
  auto seen = view::visibility_of(rooms.state(), cast);
  CHECK(seen.hidden_until_closed() == "V");
  CHECK(seen.least() == pb::AUDIENCE_PUBLIC);
  CHECK_FALSE(seen.doors_closed());
  pb::Event observed;
  observed.mutable_observation_noted();
  rooms.room().set_doors_closed("kommuneloven § 11-5");
  seen = view::visibility_of(rooms.state(), observed);
  CHECK(seen.least() == pb::AUDIENCE_AUDITOR);
  CHECK(seen.doors_closed());
  CHECK(seen.hidden_until_closed().empty());
}

// What the record of a ballot says of its secrecy must be what the table then does.
TEST_CASE("view: papers are for everyone, for the chair's side, or for the auditor alone",
          "[unit][view]") {
  pb::VoteTerms terms;
  terms.set_kind(pb::VOTE_KIND_STRAW);
  terms.set_method(pb::VOTE_METHOD_FOR_AGAINST);
  CHECK(view::least_for_papers(terms) == pb::AUDIENCE_AUDITOR);
  terms.set_named(true);
  CHECK(view::least_for_papers(terms) == pb::AUDIENCE_STEERING);
  terms.set_secret(true);
  CHECK(view::least_for_papers(terms) == pb::AUDIENCE_AUDITOR);
  terms.set_secret(false);
  terms.set_kind(pb::VOTE_KIND_ELECTION);
  CHECK(view::least_for_papers(terms) == pb::AUDIENCE_PUBLIC);
}

// These entities did not change, but what is seen of them did.
TEST_CASE("view: closing a vote brings its ballots to light, opening the doors the speakers",
          "[unit][view]") {
  const Rooms rooms;
  const auto state = rooms.state();
  pb::Event event;
  event.mutable_vote_closed()->set_vote("V");
  const auto member = *state.slot_of<pb::Ballot>("V/member");
  const auto deputy = *state.slot_of<pb::Ballot>("V/deputy");
  CHECK(view::also_revealed(state, event) == domain::Changes{member, deputy});
  event.mutable_doors_opened();
  CHECK(view::also_revealed(state, event) ==
        domain::Changes{*state.slot_of<pb::SpeakerList>("speakers")});
  event.mutable_result_declared();
  CHECK(view::also_revealed(state, event).empty());
  event.mutable_result_declared()->set_doors_closed("kommuneloven § 11-5");
  CHECK(view::also_revealed(state, event).size() == 1);
  event.mutable_note_added();
  CHECK(view::also_revealed(state, event).empty());
}

// A client that resumed and one that got a snapshot must have the same hash.
TEST_CASE("view: a mirror's hash follows from what it shows, not from how it came there",
          "[unit][view]") {
  view::Mirror patched;
  patched.apply(note(0, "a"));
  patched.apply(note(2, "b"));  // Slot 1 is not seen.
  patched.apply(note(0, "c"));
  view::Mirror fresh;
  fresh.resize(3);
  fresh.apply(note(2, "b"));
  fresh.apply(note(0, "c"));
  CHECK(patched.slots() == 3);
  CHECK(patched.hash() == fresh.hash());
  CHECK(patched.entities()[1].kind_case() == pb::Entity::KIND_NOT_SET);
  fresh.resize(4);
  CHECK(patched.hash() != fresh.hash());
}

// Nobody can tell from the hash what has been there.
TEST_CASE("view: what goes out of sight counts as never seen", "[unit][view]") {
  view::Mirror seen;
  seen.apply(note(0, "a"));
  pb::Entity gone;
  gone.set_slot(0);
  seen.apply(gone);
  view::Mirror never;
  never.resize(1);
  CHECK(seen.hash() == never.hash());
  CHECK(never.hash() == Digest{});  // One slot: the root is its leaf, 32 zero bytes.
  seen.clear();
  CHECK(seen.slots() == 0);
  CHECK(seen.hash() == tingbok::empty_root());
}
