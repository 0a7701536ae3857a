// Goal: what may be seen of the past is what was seen then, of what may be seen now: cell by cell,
// for every kind of entity and everyone who may look, with the entity shown or hidden then and now.
#include <algorithm>
#include <map>

#include <catch2/catch.hpp>

#include "core/past/rights.hpp"

namespace past = tingbok::past;
namespace rebuild = tingbok::rebuild;
namespace domain = tingbok::domain;
namespace pb = tingbok::v1;

namespace {

/// Everyone who may look, in the order of the columns below.
const std::vector<std::pair<std::string, past::Viewer>> viewers = {
    {"public", {}},
    {"participant", {false, "R02"}},
    {"own", {false, "R01"}},
    {"steering", {false, "R03"}},
    {"auditor", {false, "REV"}},
    {"administrator", {true, {}}},
};

/// Who sees an entity of the kind: as it usually is, and as it is where it is kept back (behind
/// closed doors; a note besides kept to its author, a ballot besides in a vote that is open).
/// S: something of it; -: nothing. By hand from the table in core/view/visibility.cpp.
struct Row {
  const char* shown;
  const char* hidden;
};

const Row to_all = {"SSSSSS", "-SSS-S"};
const Row not_to_public = {"-SSSSS", "-SSS-S"};

const std::map<std::string, Row> table = {
    {"room", to_all},
    {"person", to_all},
    {"attendance", to_all},
    {"item", to_all},
    {"recusal", to_all},
    {"moment", not_to_public},
    {"timer", to_all},
    {"speakers", to_all},
    {"statement", not_to_public},
    {"observation", {"--S-SS", "--S--S"}},
    {"film", to_all},
    {"homework", not_to_public},
    {"initiative", to_all},
    {"note", {"SSSSSS", "--SS-S"}},
    {"cluster", to_all},
    {"matrix_cell", to_all},
    {"proposal", to_all},
    {"proposal_version", to_all},
    {"priority_list", to_all},
    {"vote", to_all},
    {"turnout", to_all},
    {"ballot", {"SSSSSS", "--SS-S"}},
    {"decision", to_all},
    {"protocol_entry", to_all},
    {"position", to_all},
    {"allocation", to_all},
    {"reallocation", to_all},
    {"agreement", to_all},
    {"agreement_text", to_all},
    {"measure", to_all},
    {"phase", to_all},
    {"table", to_all},
    {"board", to_all},
    {"board_question", to_all},
    {"document", to_all},
    {"option_list", to_all},
    {"exemption", to_all},
};

pb::Entity& add(pb::StateSnapshot& snapshot) {
  auto& entity = *snapshot.add_entities();
  entity.set_slot(static_cast<std::uint32_t>(snapshot.entities_size() - 1));
  return entity;
}

void add_person(pb::StateSnapshot& snapshot, const std::string& id, pb::Role role, bool member) {
  auto& person = *add(snapshot).mutable_person();
  person.set_id(id);
  person.set_role(role);
  person.set_member(member);
  person.set_party("Ap");
}

/// A public room with someone for each column.
pb::StateSnapshot peopled() {
  pb::StateSnapshot snapshot;
  auto& room = *add(snapshot).mutable_room();
  room.set_id("room");
  room.mutable_config()->set_public_(true);
  room.mutable_config()->set_chair("R03");
  for (const char* id : {"R01", "R02", "R03"}) {
    add_person(snapshot, id, pb::ROLE_COUNCILLOR, true);
  }
  add_person(snapshot, "REV", pb::ROLE_AUDITOR, false);
  auto& vote = *add(snapshot).mutable_vote();
  vote.set_id("VS");
  vote.mutable_terms()->set_kind(pb::VOTE_KIND_BINDING);
  vote.mutable_terms()->set_method(pb::VOTE_METHOD_FOR_AGAINST);
  vote.mutable_closed()->set_number(9);
  return snapshot;
}

void set_id(pb::Entity& entity, const google::protobuf::FieldDescriptor* kind,
            const std::string& id) {
  auto& message = *entity.GetReflection()->MutableMessage(&entity, kind);
  message.GetReflection()->SetString(&message, message.GetDescriptor()->FindFieldByNumber(1), id);
}

struct OneKind {
  past::StatePtr state;
  std::uint32_t slot = 0;
};

/// A state that holds one entity of the kind, of R01 where it is somebody's, shown or kept back.
OneKind with(const google::protobuf::FieldDescriptor* kind, bool hidden) {
  auto snapshot = peopled();
  pb::Entity* entity = nullptr;
  for (auto& one : *snapshot.mutable_entities()) {
    // The room, a person and a vote are there already.
    if (one.GetReflection()->HasField(one, kind)) entity = &one;
  }
  if (entity == nullptr) set_id(*(entity = &add(snapshot)), kind, "R01");
  if (entity->has_note()) {
    entity->mutable_note()->set_by("R01");
    entity->mutable_note()->set_text("Buss");
    if (hidden) entity->mutable_note()->set_reach(pb::NOTE_REACH_OWN);
  }
  if (entity->has_observation()) entity->mutable_observation()->set_by("R01");
  if (entity->has_ballot()) {
    entity->mutable_ballot()->set_vote("VS");
    entity->mutable_ballot()->set_voter("R01");
    entity->mutable_ballot()->mutable_paper()->set_choice("for");
    for (auto& one : *snapshot.mutable_entities()) {
      if (hidden && one.has_vote()) one.mutable_vote()->clear_closed();
    }
  }
  entity->set_behind_closed_doors(hidden);
  auto made = std::make_shared<rebuild::Rebuilt>();
  const auto slot = entity->slot();
  made->state = domain::State(snapshot);
  return {made, slot};
}

bool says(const Row& row, bool hidden, std::size_t column) {
  return (hidden ? row.hidden : row.shown)[column] == 'S';
}

void expect_cells(const google::protobuf::FieldDescriptor* kind, const Row& row, bool hidden_then,
                  bool hidden_now) {
  const auto then = with(kind, hidden_then);
  const auto now = with(kind, hidden_now);
  for (std::size_t column = 0; column < viewers.size(); ++column) {
    INFO(kind->name() << " for " << viewers[column].first << (hidden_then ? ", hidden" : ", shown")
                      << " then" << (hidden_now ? ", hidden" : ", shown") << " now");
    const auto rights = past::Rights::of(now.state, viewers[column].second);
    REQUIRE(rights.has_value());
    const auto seen = rights->seen(then.state->state, then.slot);
    CHECK(seen.has_value() == (says(row, hidden_then, column) && says(row, hidden_now, column)));
    if (seen) CHECK(seen->sources().empty());
  }
}

}  // namespace

// Then shown or hidden, now shown or hidden: only what both show is shown. A kind without a row
// fails here.
TEST_CASE("past rights: every kind, for everyone, is seen where then and now both show it",
          "[unit][past]") {
  const auto* kinds = pb::Entity::descriptor()->FindOneofByName("kind");
  CHECK(static_cast<int>(table.size()) == kinds->field_count());
  for (int i = 0; i < kinds->field_count(); ++i) {
    const auto* kind = kinds->field(i);
    INFO(kind->name());
    const auto row = table.find(kind->name());
    REQUIRE(row != table.end());
    for (const bool hidden_then : {false, true}) {
      for (const bool hidden_now : {false, true}) {
        expect_cells(kind, row->second, hidden_then, hidden_now);
      }
    }
  }
}

namespace {

past::StatePtr state_of(const pb::StateSnapshot& snapshot) {
  auto made = std::make_shared<rebuild::Rebuilt>();
  made->state = domain::State(snapshot);
  return made;
}

/// What the public sees of `then`'s last entity, with today's as it is in `now`.
pb::Entity last_for_public(const pb::StateSnapshot& then, const pb::StateSnapshot& now) {
  const auto was = state_of(then);
  const auto seen = past::Rights::of(state_of(now), {})
                        ->seen(was->state, static_cast<std::uint32_t>(then.entities_size() - 1));
  REQUIRE(seen.has_value());
  return *seen;
}

}  // namespace

// A board that named authors and does not any more: who wrote is hidden in the past as well.
TEST_CASE("past rights: authors follow the board as it was and as it is", "[unit][past]") {
  for (const bool named_then : {false, true}) {
    for (const bool named_now : {false, true}) {
      const auto board = [](bool named) {
        auto snapshot = peopled();
        auto& made = *add(snapshot).mutable_board();
        made.set_id("B");
        made.mutable_terms()->set_named(named);
        auto& note = *add(snapshot).mutable_note();
        note.set_id("N1");
        note.set_board("B");
        note.set_by("R01");
        note.set_text("Buss");
        return snapshot;
      };
      const auto seen = last_for_public(board(named_then), board(named_now));
      CHECK(seen.note().by() == (named_then && named_now ? "R01" : ""));
      CHECK(seen.note().text() == "Buss");
    }
  }
}

// Who was a member and is none any more has no party that the public may read, nor a place.
TEST_CASE("past rights: a party and a place are public of members, then and now", "[unit][past]") {
  for (const bool then : {false, true}) {
    for (const bool now : {false, true}) {
      const auto seated = [](bool member) {
        auto snapshot = peopled();
        snapshot.mutable_entities(1)->mutable_person()->set_member(member);
        auto& group = *add(snapshot).mutable_table();
        group.set_id("B1");
        group.set_host("R01");
        group.add_people("R01");
        group.add_people("R02");
        return snapshot;
      };
      const auto was = state_of(seated(then));
      const auto rights = past::Rights::of(state_of(seated(now)), {});
      CHECK(rights->seen(was->state, 1)->person().party() == (then && now ? "Ap" : ""));
      const auto seen = last_for_public(seated(then), seated(now));
      CHECK(seen.table().host() == (then && now ? "R01" : ""));
      CHECK(seen.table().people_size() == (then && now ? 2 : 1));
    }
  }
}

// An item that went behind closed doors later is not named by the order of before.
TEST_CASE("past rights: the order of items does not name one that is concealed now",
          "[unit][past]") {
  const auto listed = [](bool concealed) {
    auto snapshot = peopled();
    snapshot.mutable_entities(0)->mutable_room()->add_item_order("V1");
    snapshot.mutable_entities(0)->mutable_room()->add_item_order("V2");
    for (const char* id : {"V1", "V2"}) {
      auto& entity = add(snapshot);
      entity.mutable_item()->set_id(id);
      entity.set_behind_closed_doors(concealed && std::string(id) == "V2");
    }
    return snapshot;
  };
  const auto was = state_of(listed(false));
  const auto order = [&](const past::Viewer& viewer, bool concealed) {
    return past::Rights::of(state_of(listed(concealed)), viewer)
        ->seen(was->state, 0)
        ->room()
        .item_order_size();
  };
  CHECK(order({}, false) == 2);
  CHECK(order({}, true) == 1);
  CHECK(order({false, "REV"}, true) == 1);
  CHECK(order({false, "R02"}, true) == 2);
}

// Nor is it the open one, nor is its debate closed; and a phase that ended behind closed doors was
// none. What was called so there has no name at any time.
TEST_CASE("past rights: the room does not name what is concealed now", "[unit][past]") {
  const auto working = [](bool concealed) {
    auto snapshot = peopled();
    auto& room = *snapshot.mutable_entities(0)->mutable_room();
    room.set_open_item("V2");
    room.add_debate_closed("V2");
    room.set_active_phase("F");
    room.set_phase("Plenum");
    auto& item = add(snapshot);
    item.mutable_item()->set_id("V2");
    item.set_behind_closed_doors(concealed);
    auto& phase = add(snapshot);
    phase.mutable_phase()->set_id("F");
    phase.mutable_phase()->mutable_terms()->set_phase("F");
    phase.mutable_phase()->mutable_terms()->set_title("Plenum");
    phase.set_behind_closed_doors(concealed);
    return snapshot;
  };
  const auto was = state_of(working(false));
  const auto names = [&](const past::Viewer& viewer, bool concealed) {
    const auto seen = past::Rights::of(state_of(working(concealed)), viewer)->seen(was->state, 0);
    const auto& room = seen->room();
    return room.open_item() + room.active_phase() + room.phase() +
           (room.debate_closed().empty() ? "" : " closed");
  };
  CHECK(names({}, false) == "V2FPlenum closed");
  CHECK(names({}, true).empty());
  CHECK(names({false, "REV"}, true).empty());
  CHECK(names({false, "R02"}, true) == "V2FPlenum closed");
}

// Whoever is not on the roster reads a public room as anyone does, and no other.
TEST_CASE("past rights: rooms are read by their people, public ones by anyone", "[unit][past]") {
  auto snapshot = peopled();
  const past::Viewer stranger{false, "X"};
  CHECK(past::Rights::of(state_of(snapshot), {})->audience() == pb::AUDIENCE_PUBLIC);
  CHECK(past::Rights::of(state_of(snapshot), stranger)->person().empty());
  snapshot.mutable_entities(0)->mutable_room()->mutable_config()->set_public_(false);
  CHECK_FALSE(past::Rights::of(state_of(snapshot), {}).has_value());
  CHECK_FALSE(past::Rights::of(state_of(snapshot), stranger).has_value());
  CHECK(past::Rights::of(state_of(snapshot), {false, "R02"})->audience() ==
        pb::AUDIENCE_PARTICIPANT);
  CHECK(past::Rights::of(state_of(snapshot), {true, {}})->administrator());
}
