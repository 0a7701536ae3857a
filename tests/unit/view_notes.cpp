// Goal: every cell of the rows for notes in core/view/visibility.cpp: kept apart or not, on boards
// that name authors, do not, or were never set; and that the record says the same.
#include <catch2/catch.hpp>

#include "core/view/audience.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

constexpr pb::Audience audiences[] = {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_PARTICIPANT,
                                      pb::AUDIENCE_STEERING, pb::AUDIENCE_AUDITOR};

/// What an audience sees of a note: all of it, no author, only that it is there, or nothing.
std::string seen(const TestRoom& room, const std::string& id, pb::Audience audience) {
  const auto& entity = room.state().entities()[*room.state().slot_of<pb::Note>(id)];
  const auto visible = view::visible(room.state(), entity, audience);
  if (!visible) return "nothing";
  pb::Note note = visible->note();
  if (same(note, entity.note())) return "all";
  note.set_by(entity.note().by());
  if (same(note, entity.note())) return "no author";
  note.set_text(entity.note().text());
  note.set_language(entity.note().language());
  note.set_tag(entity.note().tag());
  return same(note, entity.note()) ? "that" : "something else";
}

/// Public, participant, chair's side, auditor.
Words row(const TestRoom& room, const std::string& id) {
  Words cells;
  for (const auto audience : audiences) cells.push_back(seen(room, id, audience));
  return cells;
}

std::string note(const std::string& id, const std::string& board) {
  return "note_add { note: '" + id + "' board: '" + board + "' tag: 't' } text: 'Buss'";
}

TestRoom three_boards() {
  TestRoom room = workshop();
  room.does("PV", "board_set { terms { board: 'Navn' named: true } }");
  room.does("PV", "board_set { terms { board: 'Anonym' } }");
  room.does("PV", "table_set { seats { table: 'T1' people: ['R2', 'R3', 'OBS'] } }");
  return room;
}

const Words kept = {"nothing", "nothing", "that", "all"};

}  // namespace

// Public, participant, chair's side, auditor.
TEST_CASE("view: a board says whether authors are seen", "[unit][view]") {
  TestRoom room = three_boards();
  room.does("R2", note("N1", "Navn"));
  room.does("R2", note("N2", "Anonym"));
  room.does("R2", note("N3", "Fritt"));
  CHECK(row(room, "N1") == Words{"all", "all", "all", "all"});
  CHECK(row(room, "N2") == Words{"no author", "no author", "no author", "all"});
  CHECK(row(room, "N3") == Words{"no author", "no author", "all", "all"});
}

// Setting a board that had notes takes their authors from the chair's side: they are shown anew.
TEST_CASE("view: a board that is set hides the authors of the notes it had", "[unit][view]") {
  TestRoom room = three_boards();
  room.does("R2", note("N3", "Fritt"));
  const auto event = room.does("PV", "board_set { terms { board: 'Fritt' } } text: 'Hva?'");
  CHECK(seen(room, "N3", pb::AUDIENCE_STEERING) == "no author");
  CHECK(view::also_revealed(room.state(), event) ==
        domain::Changes{*room.state().slot_of<pb::Note>("N3")});
  room.does("R2", note("N4", "Fritt"));
  const auto later = room.does("PV", "board_set { terms { board: 'Fritt' closed: true } }");
  CHECK(view::also_revealed(room.state(), later).empty());
}

// Whatever the board says of authors.
TEST_CASE("view: a note kept apart is counted by the chair's side and read by the auditor",
          "[unit][view]") {
  TestRoom room = three_boards();
  room.does("PV",
            "phase_start { terms { phase: 'I' kind: PHASE_KIND_INDIVIDUAL separate: true } }");
  for (const auto* board : {"Navn", "Anonym", "Fritt"}) {
    INFO(board);
    room.does("R2", note(board, board));
    CHECK(row(room, board) == kept);
  }
  room.does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }");
  for (const auto* board : {"Navn", "Anonym", "Fritt"}) CHECK(row(room, board) == kept);
  room.does("PV", "phase_start { terms { phase: 'P' kind: PHASE_KIND_PLENARY } }");
  CHECK(row(room, "Navn") == Words{"all", "all", "all", "all"});
  CHECK(row(room, "Fritt") == Words{"no author", "no author", "all", "all"});
}

// Own and table's notes are no part of what an audience sees; own() gives them.
TEST_CASE("view: the table reads what its people wrote, by name where the board says so",
          "[unit][view]") {
  TestRoom room = three_boards();
  room.does("PV",
            "phase_start { terms { phase: 'I' kind: PHASE_KIND_INDIVIDUAL separate: true } }");
  room.does("R2", note("N1", "Navn"));
  room.does("R2", note("N2", "Anonym"));
  const auto own = [&](const char* id, const char* person) {
    return view::own(room.state(), room.state().entities()[*room.state().slot_of<pb::Note>(id)],
                     person);
  };
  CHECK_FALSE(own("N1", "R3").has_value());
  room.does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }");
  CHECK(own("N1", "R3")->note().by() == "R2");
  CHECK(own("N2", "R3")->note().by().empty());
  CHECK(own("N2", "R3")->note().text() == "Buss");
  CHECK(own("N2", "R2")->note().by() == "R2");
  CHECK(own("N1", "OBS").has_value());
  for (const char* person : {"R4", "PV", "R1", "PUB"}) CHECK_FALSE(own("N1", person).has_value());
  room.does("PV", "phase_start { terms { phase: 'P' kind: PHASE_KIND_PLENARY } }");
  CHECK_FALSE(own("N1", "R3").has_value());
  CHECK(own("N1", "R2").has_value());
}

// Observers go out with the public when the doors close.
TEST_CASE("view: behind closed doors an observer at the table reads nothing", "[unit][view]") {
  TestRoom room = three_boards();
  room.does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }");
  room.does("R2", note("N1", "Navn"));
  pb::Entity entity = room.state().entities()[*room.state().slot_of<pb::Note>("N1")];
  CHECK(view::own(room.state(), entity, "OBS").has_value());
  entity.set_behind_closed_doors(true);
  CHECK_FALSE(view::own(room.state(), entity, "OBS").has_value());
  CHECK(view::own(room.state(), entity, "R3").has_value());
}

// So that the past can be shown with the rights of then.
TEST_CASE("view: the record of a note kept apart says that only the auditor saw it",
          "[unit][view]") {
  TestRoom room = three_boards();
  const auto least = [&](const std::string& person, const std::string& command) {
    const State before = room.state();
    return view::visibility_of(before, room.does(person, command)).least();
  };
  CHECK(least("R2", note("N1", "Fritt")) == pb::AUDIENCE_PUBLIC);
  CHECK(least("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP separate: true } }") ==
        pb::AUDIENCE_PUBLIC);
  CHECK(least("R2", note("N2", "Fritt")) == pb::AUDIENCE_AUDITOR);
  CHECK(least("R3", "note_move { note: 'N2' tag: 'u' }") == pb::AUDIENCE_AUDITOR);
  CHECK(least("R3", "note_move { note: 'N1' tag: 'u' }") == pb::AUDIENCE_PUBLIC);
  CHECK(least("R2", "note_lift { notes: 'N2' }") == pb::AUDIENCE_PUBLIC);
  CHECK(least("R3", "note_move { note: 'N2' tag: 'v' }") == pb::AUDIENCE_PUBLIC);
}

// As of who is here: members, and nobody else by name.
TEST_CASE("view: of a table the public sees the members", "[unit][view]") {
  TestRoom room = three_boards();
  room.does("PV", "table_set { seats { table: 'T2' host: 'R4' people: ['KD', 'R4'] } }");
  const auto& entity = room.state().entities()[*room.state().slot_of<pb::TableGroup>("T2")];
  const auto seen_by_public = view::visible(room.state(), entity, pb::AUDIENCE_PUBLIC)->table();
  CHECK(list(seen_by_public.people()) == Words{"R4"});
  CHECK(seen_by_public.host() == "R4");
  CHECK(
      same(view::visible(room.state(), entity, pb::AUDIENCE_PARTICIPANT)->table(), entity.table()));
}

// Nor does the roll of a straw vote that everyone here takes part in; of members it is public.
TEST_CASE("view: the public sees how many were asked, and of members who", "[unit][view]") {
  TestRoom room = workshop();
  const auto roll = [&](const std::string& electorate, pb::Audience audience) {
    static int votes = 0;
    const std::string id = "V" + std::to_string(++votes);
    room.does("R1", "vote_open { terms { vote: '" + id + "' kind: VOTE_KIND_STRAW method: " +
                        "VOTE_METHOD_FOR_AGAINST electorate { kind: " + electorate + " } } }");
    room.does("R1", "vote_close { vote: '" + id + "' force: true }");
    const auto& entity = room.state().entities()[*room.state().slot_of<pb::Vote>(id)];
    return view::visible(room.state(), entity, audience)->vote();
  };
  CHECK(list(roll("KIND_MEMBERS", pb::AUDIENCE_PUBLIC).roll()) ==
        Words{"R1", "R2", "R3", "R4", "R5"});
  const auto to_public = roll("KIND_EVERYONE", pb::AUDIENCE_PUBLIC);
  const auto to_all = roll("KIND_EVERYONE", pb::AUDIENCE_PARTICIPANT);
  REQUIRE(to_all.roll_size() > 5);
  CHECK(list(to_public.roll()) == Words(static_cast<std::size_t>(to_all.roll_size())));
  CHECK(list(to_public.parties()) == Words(static_cast<std::size_t>(to_all.parties_size())));
}

// Observers read as the public, which is told of members alone who is here: whether they are here
// themselves they are told apart, when it changes and as it is.
TEST_CASE("view: everyone sees whether they are here themselves", "[unit][view]") {
  TestRoom room = workshop();
  const auto slot = *room.state().slot_of<pb::Attendance>("OBS");
  const auto& entity = room.state().entities()[slot];
  CHECK_FALSE(view::visible(room.state(), entity, pb::AUDIENCE_PUBLIC).has_value());
  REQUIRE(view::own(room.state(), entity, "OBS").has_value());
  CHECK(view::own(room.state(), entity, "OBS")->attendance().presence() == pb::PRESENCE_PRESENT);
  CHECK_FALSE(view::own(room.state(), entity, "PUB").has_value());
  Words told;
  pb::Event left;
  left.mutable_person_left();
  view::each_own(room.state(), left, {slot}, [&](std::string_view person, std::uint32_t which) {
    CHECK(which == slot);
    told.emplace_back(person);
  });
  CHECK(told == Words{"OBS"});
}

// The order of the list does not name what was put on it behind closed doors.
TEST_CASE("view: an item put on the list behind closed doors is not in the public's order",
          "[unit][view]") {
  TestRoom room = workshop();
  room.does("R1", "agenda_add { item: 'S2' title: 'To' }");
  room.does("R1", "agenda_edit { item: 'S2' place: 1 }");
  auto snapshot = room.state().snapshot();
  snapshot.clear_state_hash();
  for (auto& entity : *snapshot.mutable_entities()) {
    if (entity.has_item() && entity.item().id() == "S2") entity.set_behind_closed_doors(true);
  }
  const State state(snapshot);
  const auto order = [&](pb::Audience audience) {
    return list(view::visible(state, state.entities()[0], audience)->room().item_order());
  };
  CHECK(order(pb::AUDIENCE_PUBLIC) == Words{"S1"});
  CHECK(order(pb::AUDIENCE_AUDITOR) == Words{"S1"});
  CHECK(order(pb::AUDIENCE_PARTICIPANT) == Words{"S2", "S1"});
}
