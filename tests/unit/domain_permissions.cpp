// The permission table, cell by cell: every action tried by one person of every role in both modes,
// against a table written here by hand.
#include <map>
#include <set>

#include "core/domain/permissions.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

// One person a role, in the order of the columns below: councillor, mayor (the chair), deputy,
// delegate, council member, board member, facilitator, secretary, municipal director, speaking
// right, administration, observer, researcher, public, system, screen, auditor, guest.
const Words people = {"FV", "OF", "VA", "DE", "RM", "ST", "PV", "SE", "KD",
                      "TR", "AD", "OB", "FF", "PU", "SY", "SK", "RE", "GJ"};

std::vector<pb::RosterEntry> one_of_each() {
  return {person("FV", pb::ROLE_COUNCILLOR, true),
          person("OF", pb::ROLE_MAYOR, true),
          person("VA", pb::ROLE_DEPUTY, true),
          person("DE", pb::ROLE_DELEGATE, true),
          person("RM", pb::ROLE_COUNCIL_MEMBER, true),
          person("ST", pb::ROLE_BOARD_MEMBER, true),
          person("PV", pb::ROLE_FACILITATOR, false),
          person("SE", pb::ROLE_SECRETARY, false),
          person("KD", pb::ROLE_MUNICIPAL_DIRECTOR, false),
          person("TR", pb::ROLE_SPEAKING_RIGHT, false),
          person("AD", pb::ROLE_ADMINISTRATION, false),
          person("OB", pb::ROLE_OBSERVER, false),
          person("FF", pb::ROLE_RESEARCHER, false),
          person("PU", pb::ROLE_PUBLIC, false),
          person("SY", pb::ROLE_SYSTEM, false),
          person("SK", pb::ROLE_SCREEN, false),
          person("RE", pb::ROLE_AUDITOR, false),
          person("GJ", pb::ROLE_GUEST, false),
          person("FR", pb::ROLE_COUNCILLOR, true)};
}

pb::RoomConfig config_for(pb::Mode mode) {
  auto config = usual_config(mode);
  config.set_chair("OF");
  config.clear_deputy();
  config.set_secretary("SE");
  config.clear_facilitators();
  config.add_facilitators("PV");
  config.set_seats(7);
  return config;
}

// clang-format off
//                              FODDRSPSKTAOFPSSRG
//                              VFAEMTVEDRDBFUYKEJ
const std::string steering   = ".x....xx......x...";
const std::string everyone   = "xxxxxxxxxxxxxxx..x";
const std::string writers    = "xxxxxxxxxxxx..x..x";
const std::string speakers_w = "xxxxxxxxxxxxx.x..x";
const std::string speakers_f = "xxxxxx..xx........";
const std::string nobody     = "..................";
const std::string members    = "xxxxxx............";
const std::string or_steers  = "xxxxxxxx......x...";
const std::string observers  = "...........xxx....";
// clang-format on

struct Row {
  std::string action;
  std::string workshop;
  std::string formal;
  /// The word for those without an x who are here (screen and auditor never are).
  std::string word;
};

const std::vector<Row> rows = {
    {"convene {}", steering, steering, "ikke_moteledelse"},
    {"agenda_add { item: 'S2' title: 'T' }", steering, steering, "ikke_moteledelse"},
    {"meeting_open {}", steering, steering, "ikke_moteledelse"},
    {"meeting_close {}", steering, steering, "ikke_moteledelse"},
    {"break_start {}", steering, steering, "ikke_moteledelse"},
    {"break_end {}", steering, steering, "ikke_moteledelse"},
    {"mode_set { mode: MODE_FORMAL }", steering, steering, "ikke_moteledelse"},
    {"phase_set { phase: 'gruppe' }", steering, steering, "ikke_moteledelse"},
    {"item_open { item: 'S1' }", steering, steering, "ikke_moteledelse"},
    {"item_close { item: 'S1' }", steering, steering, "ikke_moteledelse"},
    {"chair_handover { to: 'FV' }", steering, steering, "ikke_moteledelse"},
    {"mark { moment: 'M' rooms: 'K1' } text: 'Nå'", writers, writers, "kan_ikke_skrive"},
    {"minutes_publish {}", steering, steering, "ikke_moteledelse"},
    {"doors_close_check { legal_basis: '§ 11-5' }", steering, steering, "ikke_moteledelse"},
    {"doors_open {}", steering, steering, "ikke_moteledelse"},
    {"join {}", everyone, everyone, ""},
    {"leave {}", everyone, everyone, ""},
    {"disconnect {}", everyone, everyone, ""},
    {"reconnect {}", everyone, everyone, ""},
    {"recusal_declare { item: 'S1' ground: 'Slekt' }", everyone, everyone, ""},
    {"timer_start { timer: 'T2' seconds: 60 }", steering, steering, "ikke_moteledelse"},
    {"timer_end { timer: 'T1' }", steering, steering, "ikke_moteledelse"},
    {"say {} text: 'Hei'", everyone, everyone, ""},
    {"observe {} text: 'Stille'", observers, observers, "ikke_observator"},
    {"film_play { film: 'F' }", steering, steering, "ikke_moteledelse"},
    {"speak_request {}", speakers_w, speakers_f, "ikke_talerett"},
    {"speak_withdraw {}", everyone, everyone, ""},
    {"speak_grant { to: 'ST' }", steering, steering, "ikke_moteledelse"},
    {"speak_end {}", writers, writers, "kan_ikke_skrive"},
    {"debate_close {}", steering, steering, "ikke_moteledelse"},
    {"debate_reopen {}", steering, steering, "ikke_moteledelse"},
    {"homework_assign { homework: 'H2' title: 'T' due: 'D' to: 'alle' }", steering, steering,
     "ikke_moteledelse"},
    {"homework_submit { homework: 'H1' file: 'f' }", writers, writers, "kan_ikke_skrive"},
    {"endorse { initiative: 'NP' body: 'Fylket' }", writers, writers, "kan_ikke_skrive"},
    {"note_add { note: 'N2' board: 'B' } text: 'Hei'", writers, writers, "kan_ikke_skrive"},
    {"note_move { note: 'N1' tag: 'styrke' }", writers, writers, "kan_ikke_skrive"},
    {"note_cluster { cluster: 'C' title: 'T' notes: 'N1' }", writers, writers, "kan_ikke_skrive"},
    {"matrix_place { what: 'C' effect: 'høy' effort: 'lav' }", writers, writers, "kan_ikke_skrive"},
    {"propose { proposal: 'P2' } text: 'Bygg'", members, members, "ikke_forslagsrett"},
    {"proposal_edit { proposal: 'P1' } text: 'Riv'", everyone, everyone, ""},
    {"proposal_withdraw { proposal: 'P1' }", everyone, everyone, ""},
    {"proposal_merge { sources: 'P1' into: 'P3' } text: 'Samlet'", writers, writers,
     "kan_ikke_skrive"},
    {"support { proposal: 'P1' }", members, members, "ikke_stemmerett"},
    {"forward { proposal: 'P1' }", steering, steering, "ikke_moteledelse"},
    {"priority_set { list: 'L' order: 'P1' }", writers, writers, "kan_ikke_skrive"},
    {"priority_move { list: 'L' what: 'P1' to: 1 }", or_steers, or_steers, "ikke_stemmerett"},
    {"priority_lock { list: 'L' }", steering, steering, "ikke_moteledelse"},
    {"proposal_split { proposal: 'P1' into { proposal: 'P4' text: 'Tak' } "
     "into { proposal: 'P5' text: 'Vegg' } }",
     writers, members, "ikke_forslagsrett"},
    {"vote_open { terms { vote: 'V2' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST } }",
     steering, steering, "ikke_moteledelse"},
    {"vote_cast { vote: 'V1' ballot { choice: 'for' } }", members, members, "ikke_stemmerett"},
    {"vote_close { vote: 'V1' }", steering, steering, "ikke_moteledelse"},
    {"vote_declare { vote: 'V1' }", steering, steering, "ikke_moteledelse"},
    {"vote_correct { vote: 'V1' }", steering, steering, "ikke_moteledelse"},
    {"vote_annul { vote: 'V1' }", steering, steering, "ikke_moteledelse"},
    {"lot_draw { vote: 'V1' }", steering, steering, "ikke_moteledelse"},
    {"decide { item: 'S1' vote: 'V1' } text: 'Vedtak'", steering, steering, "ikke_moteledelse"},
    {"protocol_add {} text: 'Merknad'", members, members, "ikke_medlem"},
    {"report {} text: 'Rapport'", writers, writers, "kan_ikke_skrive"},
    {"position_submit { source_room: 'K2' form: 'A' }", writers, writers, "kan_ikke_skrive"},
    {"alloc_apply { vote: 'V1' total: 100 }", steering, steering, "ikke_moteledelse"},
    {"realloc_request { request: 'O1' from: 'A' to: 'B' amount: 1 }", writers, writers,
     "kan_ikke_skrive"},
    {"realloc_approve { request: 'O1' level: LEVEL_STATE vote_room: 'K2' vote: 'V' }", steering,
     steering, "ikke_moteledelse"},
    {"realloc_refuse { request: 'O1' }", steering, steering, "ikke_moteledelse"},
    {"agreement_version { agreement: 'IA' version: 'v1' } text: 'Avtale'", writers, writers,
     "kan_ikke_skrive"},
    {"agreement_approve { agreement: 'IA' version: 'v1' level: LEVEL_STATE vote_room: 'K2' }",
     steering, steering, "ikke_moteledelse"},
    {"measure_add { measure: 'H1' cell: 'A' cost: 1 } text: 'Park'", writers, writers,
     "kan_ikke_skrive"},
    {"phase_plan { terms { phase: 'F1' kind: PHASE_KIND_GROUP } }", steering, steering,
     "ikke_moteledelse"},
    {"phase_start { terms { phase: 'F1' kind: PHASE_KIND_GROUP } }", steering, steering,
     "ikke_moteledelse"},
    {"phase_end { phase: 'F1' }", steering, steering, "ikke_moteledelse"},
    {"table_set { seats { table: 'B1' } }", steering, steering, "ikke_moteledelse"},
    {"tables_deal { tables: 2 }", steering, steering, "ikke_moteledelse"},
    {"table_seat { table: 'B1' }", writers, writers, "kan_ikke_skrive"},
    {"note_lift { notes: 'N1' }", writers, writers, "kan_ikke_skrive"},
    {"board_set { terms { board: 'B' } }", steering, steering, "ikke_moteledelse"},
    {"timer_extend { timer: 'T1' seconds: 60 }", steering, steering, "ikke_moteledelse"},
    {"timer_run_out { timer: 'T1' }", nobody, nobody, "bare_tjeneren"},
    {"agenda_edit { item: 'S1' title: 'Ny' }", steering, steering, "ikke_moteledelse"},
    {"item_reopen { item: 'S1' }", steering, steering, "ikke_moteledelse"},
    {"objection_raise { item: 'S1' }", members, members, "ikke_medlem"},
    {"vote_plan { terms { vote: 'V3' } }", steering, steering, "ikke_moteledelse"},
    {"ruleset_adopt {}", steering, steering, "ikke_moteledelse"},
    {"template_adopt {}", steering, steering, "ikke_moteledelse"},
    {"document_link { document: 'D' }", writers, writers, "kan_ikke_skrive"},
    {"option_add { list: 'L' option: 'D' }", writers, writers, "kan_ikke_skrive"},
    {"exempt { task: 'T4' }", steering, steering, "ikke_moteledelse"},
};

/// Everyone who may come is here, and what the actions name exists.
TestRoom full_room(pb::Mode mode, const pb::Ruleset* rules = nullptr) {
  TestRoom room(config_for(mode), one_of_each(), rules);
  for (const auto& id : people) {
    if (id == "SK" || id == "RE") continue;
    room.does(id, id == "VA" ? "join { seat_of: 'FR' }" : "join {}");
  }
  for (const auto* step :
       {"agenda_add { item: 'S1' title: 'T' }", "item_open { item: 'S1' }",
        "timer_start { timer: 'T1' seconds: 60 }", "note_add { note: 'N1' board: 'B' } text: 'Hei'",
        "homework_assign { homework: 'H1' title: 'T' due: 'D' to: 'alle' }",
        "propose { proposal: 'P1' } text: 'Bygg'", "priority_set { list: 'L' order: 'P1' }",
        "vote_open { terms { vote: 'V1' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST } "
        "}"}) {
    room.does("OF", step);
  }
  room.does("ST", "speak_request { kind: SPEECH_KIND_POINT_OF_ORDER }");
  return room;
}

/// Words that say "not you", as against "not so" or "not now".
const std::set<std::string> not_you = {
    "ikke_moteledelse",  "ikke_til_stede",  "ikke_talerett", "ikke_observator", "kan_ikke_skrive",
    "ikke_forslagsrett", "ikke_stemmerett", "ikke_medlem",   "ikke_i_rommet",   "bare_tjeneren"};

void expect_row(TestRoom& room, const Row& row, const std::string& permitted) {
  for (std::size_t column = 0; column < people.size(); ++column) {
    const std::string word = room.refuses(people[column], row.action);
    INFO(row.action << " by " << people[column] << ": " << word);
    if (permitted[column] == 'x') {
      CHECK_FALSE(not_you.contains(word));
    } else if (people[column] == "SK" || people[column] == "RE") {
      CHECK(word != "accepted");
    } else {
      CHECK(word == row.word);
    }
  }
}

}  // namespace

// Role x action in workshop mode, everybody present.
TEST_CASE("permissions: workshop mode, every role and action", "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_WORKSHOP);
  for (const auto& row : rows) expect_row(room, row, row.workshop);
}

// The same in formal mode, where only members and those with the right to speak ask for the floor.
TEST_CASE("permissions: formal mode, every role and action", "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_FORMAL);
  for (const auto& row : rows) expect_row(room, row, row.formal);
}

// The rows above and the table in the program speak of the same actions, every one of the schema.
TEST_CASE("permissions: no action of the schema is without a row", "[unit][domain]") {
  std::set<std::string> tested;
  for (const auto& row : rows) tested.insert(std::string(domain::action_name(command(row.action))));
  const auto* actions = pb::Command::descriptor()->FindOneofByName("action");
  for (int i = 0; i < actions->field_count(); ++i) {
    CAPTURE(actions->field(i)->name());
    CHECK(tested.contains(actions->field(i)->name()));
    const auto action = static_cast<pb::Command::ActionCase>(actions->field(i)->number());
    CHECK(domain::rule_of(action).action == action);
  }
  CHECK(domain::action_rules().size() == static_cast<std::size_t>(actions->field_count()));
  CHECK(domain::role_rules().size() == people.size());
}

// Presence is asked of what is done in the room, not of what is steered from beside it.
TEST_CASE("permissions: whoever is absent does nothing that is done in the room",
          "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_WORKSHOP);
  const std::set<std::string> in_the_room = {
      "recusal_declare", "say",          "speak_request",   "speak_end",
      "endorse",         "note_add",     "note_move",       "note_cluster",
      "matrix_place",    "propose",      "proposal_split",  "proposal_merge",
      "support",         "priority_set", "priority_move",   "protocol_add",
      "report",          "vote_cast",    "realloc_request", "agreement_version",
      "measure_add",     "table_seat",   "note_lift",       "objection_raise",
      "document_link",   "option_add"};
  room.does("FV", "leave {}");
  room.does("SY", "leave {}");
  for (const auto& row : rows) {
    const std::string action(domain::action_name(command(row.action)));
    const std::string word = room.refuses("FV", row.action);
    INFO(action << ": " << word);
    if (in_the_room.contains(action)) CHECK(word == "ikke_til_stede");
    if (action != "vote_cast" && action != "leave" && action != "disconnect") {
      CHECK(room.refuses("SY", row.action) != "ikke_til_stede");
    }
  }
}

// Settings of a ruleset move single cells and nothing else.
TEST_CASE("permissions: facilitators without notes, everyone proposing", "[unit][domain]") {
  pb::Ruleset strict = message<pb::Ruleset>(
      "id: 'x' version: 1 binding_votes: true facilitators_write_no_notes: true "
      "everyone_proposes: true");
  TestRoom room = full_room(pb::MODE_WORKSHOP, &strict);
  for (const auto& row : rows) {
    Row expected = row;
    if (row.action.starts_with("note_add")) expected.workshop = "xxxxxx.xxxxx..x..x";
    if (row.action.starts_with("propose ")) expected.workshop = writers;
    expect_row(room, expected, expected.workshop);
  }
  TestRoom formal = full_room(pb::MODE_FORMAL, &strict);
  CHECK(formal.refuses("AD", "propose { proposal: 'P2' } text: 'Bygg'") == "ikke_forslagsrett");
}

// The chair's side is whoever holds the office now, whatever the role says.
TEST_CASE("permissions: whoever has the chair steers, and only as long", "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_WORKSHOP);
  CHECK(room.refuses("FV", "break_start {}") == "ikke_moteledelse");
  room.does("OF", "chair_handover { to: 'FV' }");
  CHECK(room.refuses("OF", "break_start {}") == "ikke_moteledelse");
  room.does("FV", "break_start {}");
  room.does("FV", "chair_handover {}");
  CHECK(room.refuses("FV", "break_end {}") == "ikke_moteledelse");
  room.does("OF", "break_end {}");
}

// A wall screen and an auditor never take part, so they can do nothing that asks for presence, and
// nothing else either.
TEST_CASE("permissions: a screen and an auditor only read", "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_WORKSHOP);
  for (const auto* id : {"SK", "RE"}) {
    CHECK(room.refuses(id, "join {}") == "kan_ikke_skrive");
    CHECK(room.refuses(id, "say {} text: 'Hei'") == "ikke_til_stede");
    CHECK(room.refuses(id, "homework_submit { homework: 'H1' }") == "kan_ikke_skrive");
    CHECK(room.refuses(id, "speak_withdraw {}") == "kan_ikke_skrive");
  }
}

// A researcher who was given the floor in a workshop may end the speech, though not otherwise.
TEST_CASE("permissions: whoever has the floor may end their speech", "[unit][domain]") {
  TestRoom room = full_room(pb::MODE_WORKSHOP);
  CHECK(room.refuses("FF", "speak_end {}") == "kan_ikke_skrive");
  room.does("FF", "speak_request {}");
  room.does("OF", "speak_grant { to: 'FF' }");
  room.does("FF", "speak_end {}");
  CHECK(list(room.the<pb::SpeakerList>("speakers").spoken()) == Words{"FF"});
}
