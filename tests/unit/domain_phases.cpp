// Goal: phases start, end and are stepped back to without losing anything; tables are dealt the
// same way every time; notes reach the author, the table, everyone, and never fewer again.
#include "core/domain/tables.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const char* const alone =
    "phase_start { terms { phase: 'I' kind: PHASE_KIND_INDIVIDUAL title: 'Alene' separate: true } "
    "}";
const char* const groups =
    "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP title: 'Bord' separate: true } }";
const char* const plenary =
    "phase_start { terms { phase: 'P' kind: PHASE_KIND_PLENARY title: 'Plenum' } }";

std::string note(const std::string& id, const std::string& board = "B") {
  return "note_add { note: '" + id + "' board: '" + board + "' tag: 't' } text: 'Tekst " + id + "'";
}

pb::NoteReach reach(const TestRoom& room, const std::string& id) {
  return room.the<pb::Note>(id).reach();
}

Words at(const TestRoom& room, const std::string& table) {
  return list(room.the<pb::TableGroup>(table).people());
}

/// R2 and R3 at table T1 with R2 as host, R4 and R5 at T2.
void two_tables(TestRoom& room) {
  room.does("PV", "table_set { seats { table: 'T1' host: 'R2' people: ['R2', 'R3'] } }");
  room.does("PV", "table_set { seats { table: 'T2' people: ['R4', 'R5'] } }");
}

}  // namespace

// One phase is active at a time; starting one ends the other, and Room.phase says what it is
// called.
TEST_CASE("phases: individual, group and plenary follow each other", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV",
            "phase_plan { terms { phase: 'G' kind: PHASE_KIND_GROUP title: 'Ved bordene' } }");
  CHECK(room.the<pb::Phase>("G").status() == pb::PHASE_STATUS_PLANNED);
  room.does("PV", alone);
  CHECK(room.room().phase() == "Alene");
  CHECK(room.room().active_phase() == "I");
  const auto event = room.does("PV", "phase_start { terms { phase: 'G' } }");
  CHECK(event.phase_started().ended() == "I");
  CHECK_FALSE(event.phase_started().again());
  CHECK(event.phase_started().lifts_to() == pb::NOTE_REACH_TABLE);
  CHECK(room.room().phase() == "Ved bordene");
  CHECK(room.the<pb::Phase>("I").status() == pb::PHASE_STATUS_DONE);
  CHECK(room.the<pb::Phase>("G").status() == pb::PHASE_STATUS_ACTIVE);
  room.does("PV", "phase_end { phase: 'G' }");
  CHECK(room.room().phase().empty());
  CHECK(room.room().active_phase().empty());
  CHECK(room.the<pb::Phase>("G").ended().number() == room.state().number());
}

// A break and the opening of an item hide the phase's name for a while, not the phase.
TEST_CASE("phases: a break is within the phase", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", groups);
  room.does("R1", "break_start {}");
  CHECK(room.room().phase() == "pause");
  room.does("R1", "break_end {}");
  CHECK(room.room().phase() == "Bord");
  room.does("R1", "item_open { item: 'S1' }");
  CHECK(room.room().phase() == "Bord");
}

// A phase with a length starts a timer, which stops with the phase; another length may be given.
TEST_CASE("phases: a phase with a length has a timer", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV",
            "phase_plan { terms { phase: 'G' kind: PHASE_KIND_GROUP title: 'Bord' seconds: 60 } }");
  const auto event = room.does("PV", "phase_start { terms { phase: 'G' seconds: 90 } }");
  CHECK(event.phase_started().timer() == "phase:G");
  CHECK(room.the<pb::Timer>("phase:G").seconds() == 90);
  CHECK(room.the<pb::Timer>("phase:G").started_ms() == room.now_ms());
  room.wait_seconds(100);
  room.does("PV", plenary);
  CHECK(room.the<pb::Timer>("phase:G").ended_ms() == room.now_ms());
  CHECK(room.the<pb::Timer>("phase:G").over_seconds() == 10);
}

// Stepping back starts a phase again: nothing that came after is lost, what was lifted stays
// lifted.
TEST_CASE("phases: stepping back loses nothing", "[unit][domain]") {
  TestRoom room = workshop();
  two_tables(room);
  room.does("PV", alone);
  room.does("R2", note("N1"));
  room.does("PV", plenary);
  room.does("R2", note("N2"));
  room.does("R2", "propose { proposal: 'P1' } text: 'Bru'");
  const auto event = room.does("PV", "phase_start { terms { phase: 'I' } }");
  CHECK(event.phase_started().again());
  CHECK(room.the<pb::Phase>("I").times() == 2);
  CHECK(room.the<pb::Phase>("P").status() == pb::PHASE_STATUS_DONE);
  CHECK(reach(room, "N1") == pb::NOTE_REACH_EVERYONE);
  CHECK(reach(room, "N2") == pb::NOTE_REACH_UNSPECIFIED);
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_TABLED);
  room.does("R3", note("N3"));
  CHECK(reach(room, "N3") == pb::NOTE_REACH_OWN);
}

// A plan is changed or struck until it starts; what contradicts it is refused.
TEST_CASE("phases: what cannot be planned or started", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(room.refuses("R2", alone) == "ikke_moteledelse");
  CHECK(room.refuses("PV", "phase_start { terms { phase: 'X' } }") == "ugyldig_argument");
  CHECK(room.detail == "kind");
  CHECK(room.refuses("PV", "phase_plan { terms { phase: 'X' } dropped: true }") ==
        "ukjent_referanse");
  CHECK(room.refuses("PV", "phase_end { phase: 'X' }") == "ukjent_referanse");
  room.does("PV", "phase_plan { terms { phase: 'X' kind: PHASE_KIND_GROUP boards: 'B' } }");
  room.does("PV", "phase_plan { terms { phase: 'X' kind: PHASE_KIND_GROUP boards: 'C' } }");
  for (const auto* wrong :
       {"kind: PHASE_KIND_PLENARY", "title: 'Annet'", "boards: 'B'", "separate: true"}) {
    INFO(wrong);
    CHECK(room.refuses("PV", std::string("phase_start { terms { phase: 'X' ") + wrong + " } }") ==
          "ugyldig_argument");
  }
  CHECK(room.refuses("PV", "phase_end { phase: 'X' }") == "ugyldig_argument");
  room.does("PV", "phase_plan { terms { phase: 'X' } dropped: true }");
  CHECK(room.the<pb::Phase>("X").status() == pb::PHASE_STATUS_DROPPED);
  CHECK(room.refuses("PV", "phase_start { terms { phase: 'X' } }") == "ugyldig_argument");
  room.does("PV", "phase_start { terms { phase: 'X' kind: PHASE_KIND_GROUP } }");
  CHECK(room.refuses("PV", "phase_start { terms { phase: 'X' } }") == "ugyldig_argument");
  CHECK(room.refuses("PV", "phase_plan { terms { phase: 'X' kind: PHASE_KIND_GROUP } }") ==
        "ugyldig_argument");
  CHECK(room.refuses("PV",
                     "phase_plan { terms { phase: 'Y' kind: PHASE_KIND_GROUP seconds: "
                     "700000 } }") == "for_stort");
}

// Notes written alone go to the table, then to everyone; in between, who moves them must read them.
TEST_CASE("notes: from their author to the table to everyone", "[unit][domain]") {
  TestRoom room = workshop();
  two_tables(room);
  room.does("PV", alone);
  room.does("R2", note("N1"));
  room.does("R4", note("N2"));
  room.does("KD", note("N3"));
  CHECK(reach(room, "N1") == pb::NOTE_REACH_OWN);
  CHECK(room.refuses("R3", "note_move { note: 'N1' tag: 'u' }") == "ikke_ved_bordet");
  room.does("PV", groups);
  CHECK(reach(room, "N1") == pb::NOTE_REACH_TABLE);
  CHECK(room.the<pb::Note>("N1").table() == "T1");
  CHECK(reach(room, "N3") == pb::NOTE_REACH_OWN);  // KD sits nowhere.
  room.does("R3", "note_move { note: 'N1' tag: 'u' }");
  CHECK(room.refuses("R4", "note_move { note: 'N1' tag: 'v' }") == "ikke_ved_bordet");
  CHECK(room.refuses("R4", "note_cluster { cluster: 'C' title: 'T' notes: 'N1' }") ==
        "ikke_ved_bordet");
  CHECK(room.refuses("R2", "note_cluster { cluster: 'C' title: 'T' notes: 'N1' }") ==
        "ugyldig_argument");
  room.does("KD", "table_seat { table: 'T2' }");
  CHECK(reach(room, "N3") == pb::NOTE_REACH_TABLE);
  CHECK(room.the<pb::Note>("N3").table() == "T2");
  room.does("R5", note("N4"));
  CHECK(room.the<pb::Note>("N4").table() == "T2");
  room.does("PV", plenary);
  for (const auto* id : {"N1", "N2", "N3", "N4"}) CHECK(reach(room, id) == pb::NOTE_REACH_EVERYONE);
  room.does("R4", "note_cluster { cluster: 'C' title: 'T' notes: ['N1', 'N2'] }");
  room.does("R4", note("N5"));
  CHECK(reach(room, "N5") == pb::NOTE_REACH_UNSPECIFIED);
}

// A group phase that keeps nothing apart says at which table a note was written, no more.
TEST_CASE("notes: a phase that keeps nothing apart", "[unit][domain]") {
  TestRoom room = workshop();
  two_tables(room);
  room.does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP } }");
  room.does("R2", note("N1"));
  CHECK(room.the<pb::Note>("N1").table() == "T1");
  CHECK(reach(room, "N1") == pb::NOTE_REACH_UNSPECIFIED);
  room.does("R4", "note_cluster { cluster: 'C' title: 'T' notes: 'N1' }");
}

// Author, host and the chair's side lift single notes early.
TEST_CASE("notes: lifted one by one", "[unit][domain]") {
  TestRoom room = workshop();
  two_tables(room);
  room.does("PV", groups);
  room.does("R3", note("N1"));
  room.does("R3", note("N2"));
  room.does("R3", note("N3"));
  CHECK(room.refuses("R4", "note_lift { notes: 'N1' }") == "ikke_ved_bordet");
  CHECK(room.refuses("PUB", "note_lift { notes: 'N1' }") == "kan_ikke_skrive");
  CHECK(room.refuses("R3", "note_lift { notes: 'N9' }") == "ukjent_referanse");
  CHECK(room.refuses("R3", "note_lift {}") == "ugyldig_argument");
  room.does("R3", "note_lift { notes: 'N1' }");
  const auto event = room.does("R2", "note_lift { notes: ['N1', 'N2'] }");
  CHECK(list(event.notes_lifted().notes()) == Words{"N2"});
  room.does("PV", "note_lift { notes: 'N3' }");
  CHECK(reach(room, "N3") == pb::NOTE_REACH_EVERYONE);
  CHECK(room.refuses("R3", "note_lift { notes: 'N3' }") == "ugyldig_argument");
}

// A phase may name the boards that take notes; without one, any does.
TEST_CASE("notes: a phase's boards are the ones that take notes", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "phase_start { terms { phase: 'G' kind: PHASE_KIND_GROUP boards: ['B', 'C'] } }");
  room.does("R2", note("N1", "C"));
  CHECK(room.refuses("R2", note("N2", "D")) == "tavle_lukket");
  room.does("PV", "phase_end { phase: 'G' }");
  room.does("R2", note("N2", "D"));
}

// Dealing rests on the order of joining alone: sizes differ by one at most, tables that are left
// over are closed, and nobody sits twice. Those who only steer, watch or listen are not dealt out.
TEST_CASE("tables: dealt evenly, in the order of joining", "[unit][domain]") {
  TestRoom room = workshop();  // R1 to R5, SEK, KD, PV, OBS, FF, PUB, in that order.
  room.does("PV",
            "table_set { seats { table: 'Vindu' title: 'Ved vinduet' people: 'R5' host: 'R5' } }");
  room.does("PV", "tables_deal { tables: 3 }");
  CHECK(at(room, "Vindu") == Words{"R1", "R4", "OBS"});
  CHECK(at(room, "1") == Words{"R2", "R5"});
  CHECK(at(room, "2") == Words{"R3", "KD"});
  CHECK(room.the<pb::TableGroup>("Vindu").title() == "Ved vinduet");
  CHECK(room.the<pb::TableGroup>("Vindu").host().empty());
  room.does("PV", "tables_deal { tables: 2 }");
  CHECK(room.the<pb::TableGroup>("2").closed());
  CHECK(at(room, "2").empty());
  CHECK(at(room, "1") == Words{"R2", "R4", "KD"});
  CHECK(room.refuses("PV", "tables_deal { tables: 0 }") == "ugyldig_argument");
  CHECK(room.refuses("PV", "tables_deal { tables: 101 }") == "for_stort");
}

// R1 and R3 are of one party, R2 and R5 of another, R4 of a third, KD and OBS of none.
TEST_CASE("tables: dealt so that parties mix", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "tables_deal { tables: 2 mix_parties: true }");
  CHECK(at(room, "1") == Words{"R1", "R2", "R4", "OBS"});
  CHECK(at(room, "2") == Words{"R3", "R5", "KD"});
}

// A place at one table is the end of one's place at another.
TEST_CASE("tables: everyone sits at one table", "[unit][domain]") {
  TestRoom room = workshop();
  two_tables(room);
  room.does("R2", "table_seat { table: 'T2' }");
  CHECK(at(room, "T1") == Words{"R3"});
  CHECK(room.the<pb::TableGroup>("T1").host().empty());
  CHECK(at(room, "T2") == Words{"R4", "R5", "R2"});
  room.does("PV", "table_seat { table: 'T1' person: 'R4' }");
  CHECK(domain::table_of(room.state(), "R4")->id() == "T1");
  CHECK(room.refuses("R2", "table_seat { table: 'T1' person: 'R5' }") == "ikke_moteledelse");
  CHECK(room.refuses("PUB", "table_seat { table: 'T1' }") == "kan_ikke_skrive");
  CHECK(room.refuses("PV", "table_seat { table: 'T1' person: 'PUB' }") == "ugyldig_argument");
  CHECK(room.refuses("PV", "table_seat { table: 'T1' person: 'X' }") == "ukjent_referanse");
  CHECK(room.refuses("R2", "table_seat { table: 'T9' }") == "ukjent_referanse");
  room.does("PV", "table_set { seats { table: 'T3' people: ['R3', 'R5'] } }");
  CHECK(at(room, "T1") == Words{"R4"});
  CHECK(at(room, "T2") == Words{"R2"});
  CHECK(room.refuses("PV", "table_set { seats { table: 'T1' host: 'R9' } }") == "ugyldig_argument");
  CHECK(room.refuses("PV", "table_set { seats { table: 'T1' people: 'PUB' } }") ==
        "ugyldig_argument");
  CHECK(room.refuses("PV", "table_set { seats { table: 'T1' people: 'X' } }") ==
        "ukjent_referanse");
  CHECK(room.refuses("PV", "table_set { seats { table: 'T8' } closed: true }") ==
        "ukjent_referanse");
  room.does("PV", "table_set { seats { table: 'T3' } closed: true }");
  CHECK(room.refuses("R2", "table_seat { table: 'T3' }") == "ugyldig_argument");
}

namespace {

/// Joins and returns the table that came with it; empty where none.
std::string seated_with_join(TestRoom& room, const std::string& person,
                             const std::string& join = "join {}", const std::string& by = "") {
  const auto actor = by.empty() ? person : by;
  const auto decision = room.decide(actor, command(join));
  REQUIRE(std::holds_alternative<domain::Events>(decision));
  for (const auto& event : std::get<domain::Events>(decision)) room.given(event, actor);
  const auto* table = domain::table_of(room.state(), person);
  return table == nullptr ? "" : table->id();
}

}  // namespace

// Late joiners are where they should be at once: at the smallest table, and not before there are
// tables, nor in another phase.
TEST_CASE("tables: whoever comes late gets a place with the join", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(seated_with_join(room, "R6").empty());
  room.does("R6", "leave {}");
  two_tables(room);
  room.does("PV", plenary);
  CHECK(seated_with_join(room, "R6").empty());
  room.does("PV", groups);
  room.does("R4", "leave {}");
  CHECK(seated_with_join(room, "ADM") == "T2");  // One of its two has gone.
  CHECK(seated_with_join(room, "TR") == "T1");   // Equal again: the first.
  CHECK(seated_with_join(room, "R4") == "T2");   // The place was kept.
  CHECK(seated_with_join(room, "GJ", "join { person: 'GJ' }", "SEK") == "T1");
  for (const auto* id : {"PV", "PUB", "FF"}) {
    room.does(id, "leave {}");
    CHECK(seated_with_join(room, id).empty());
  }
}
