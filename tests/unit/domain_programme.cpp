// What rooms do for a programme: positions rolled up, frames and moves between them, measures,
// agreements of two levels; and the facts of other rooms that these rest on.
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

pb::ForeignFact adjourned(const std::string& room) {
  return message<pb::ForeignFact>("room: 'A/" + room +
                                  "' number: 9 meeting_status: MEETING_STATUS_ADJOURNED");
}

/// A vote of another room, declared.
pb::ForeignFact voted(const std::string& room, const std::string& vote, const char* outcome) {
  return message<pb::ForeignFact>("room: 'A/" + room + "' number: 9 vote: '" + vote +
                                  "' vote_status: VOTE_STATUS_DECLARED vote_outcome: " + outcome);
}

/// A room with frames A and B of 50 each.
TestRoom with_frames() {
  TestRoom room = formal_meeting();
  room.does("R1",
            "vote_open { terms { vote: 'P' kind: VOTE_KIND_INPUT method: VOTE_METHOD_POINTS "
            "options: 'A' options: 'B' sum: 10 } }");
  room.does("R2",
            "vote_cast { vote: 'P' ballot { points { option: 'A' count: 4 } points { option: 'B' "
            "count: 6 } } }");
  room.does("R3",
            "vote_cast { vote: 'P' ballot { points { option: 'A' count: 6 } points { option: 'B' "
            "count: 4 } } }");
  room.does("R1", "vote_close { vote: 'P' }");
  CHECK(room.refuses("R1", "alloc_apply { vote: 'P' total: 101 }") == "ikke_hele_enheter");
  CHECK(room.refuses("R1", "alloc_apply { vote: 'P' total: 0 }") == "ugyldig_argument");
  CHECK(room.refuses("R1", "alloc_apply { vote: 'X' total: 100 }") == "ukjent_referanse");
  room.does("R1", "alloc_apply { vote: 'P' total: 100 }");
  return room;
}

std::int64_t frame(const TestRoom& room, int index) {
  return room.the<pb::Allocation>("allocation").cells(index).count();
}

std::string request(const std::string& id, int amount) {
  return "realloc_request { request: '" + id +
         "' from: 'A' to: 'B' amount: " + std::to_string(amount) + " }";
}

std::string approve(const std::string& id, const std::string& level, const std::string& vote) {
  return "realloc_approve { request: '" + id + "' level: LEVEL_" + level +
         " vote_room: 'BY' vote: '" + vote + "' }";
}

std::string agree(const std::string& version, const std::string& level) {
  return "agreement_approve { agreement: 'IA' version: '" + version + "' level: LEVEL_" + level +
         " vote_room: 'BY' vote: 'V' }";
}

}  // namespace

// Which other rooms a command asks of, and for what; never the own one.
TEST_CASE("other rooms: a command says which facts it needs", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const auto needed = domain::needed_facts(room.state(), command(approve("O1", "STATE", "V")));
  REQUIRE(needed.size() == 1);
  CHECK(needed[0].room() == "A/BY");
  CHECK(needed[0].vote() == "V");
  const auto own = command("position_submit { source_room: 'K1' form: 'A' }");
  CHECK(domain::needed_facts(room.state(), own).empty());
}

// A fact is what the other room's state says, down to a vote that does not exist.
TEST_CASE("other rooms: a fact is read from the other room's state", "[unit][domain]") {
  TestRoom room = formal_meeting();
  auto fact = domain::fact_of(room.state(), voted("K1", "V", "OUTCOME_ADOPTED"));
  CHECK(fact.number() == room.state().number());
  CHECK(fact.meeting_status() == room.the<pb::Room>("room").status());
  CHECK(fact.vote_status() == pb::VOTE_STATUS_UNSPECIFIED);
  room.does("R1",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST "
            "} }");
  fact = domain::fact_of(room.state(), fact);
  CHECK(fact.vote_status() == pb::VOTE_STATUS_OPEN);
  CHECK(fact.vote_outcome() == pb::OUTCOME_UNSPECIFIED);
}

// A position counts once its meeting has adjourned, and until the receiving one has; the latest
// version takes the place of the earlier.
TEST_CASE("positions: the latest of an adjourned meeting counts", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const std::string submit =
      "position_submit { source_room: 'K2' form: 'A' tasks { task: 'T1' wanted: true } }";
  CHECK(room.refuses("SEK", submit) == "ukjent_referanse");
  room.facts = {message<pb::ForeignFact>("room: 'A/K2' meeting_status: MEETING_STATUS_OPEN")};
  CHECK(room.refuses("SEK", submit) == "kildemotet_ikke_hevet");
  room.facts = {adjourned("K2")};
  room.does("SEK", submit);
  room.does("SEK", "position_submit { source_room: 'K2' form: 'B' late: true }");
  const auto& position = room.the<pb::Position>("K2");
  CHECK(position.version() == 2);
  CHECK(position.form() == "B");
  CHECK(position.late());
  CHECK(position.tasks().empty());
  CHECK(room.refuses("SEK", "position_submit { source_room: 'K2' }") == "ugyldig_argument");
  room.does("R1", "meeting_close {}");
  CHECK(room.refuses("SEK", submit) == "oppsummering_lukket");
}

// Up to a tenth is the programme board's, exactly a tenth too; more needs both levels.
TEST_CASE("frames: a tenth is the board's to move, more needs both levels", "[unit][domain]") {
  TestRoom room = with_frames();
  room.does("R2", request("O1", 5));
  CHECK(room.the<pb::Reallocation>("O1").need_size() == 1);
  room.does("R2", request("O2", 6));
  CHECK(room.the<pb::Reallocation>("O2").need_size() == 2);
  CHECK(room.the<pb::Reallocation>("O2").permille() == 120);
  CHECK(room.refuses("R2", request("O3", 51)) == "utilstrekkelig_ramme");
  CHECK(room.refuses("R2", request("O3", 0)) == "ugyldig_argument");

  CHECK(room.refuses("R1", approve("O1", "STATE", "V")) == "feil_niva");
  room.facts = {voted("BY", "V", "OUTCOME_REJECTED")};
  CHECK(room.refuses("R1", approve("O1", "PROGRAMME_BOARD", "V")) == "ikke_vedtatt");
  room.facts = {voted("BY", "V", "OUTCOME_ADOPTED")};
  room.does("R1", approve("O1", "PROGRAMME_BOARD", "V"));
  CHECK(frame(room, 0) == 45);
  CHECK(frame(room, 1) == 55);
  CHECK(room.refuses("R1", approve("O1", "PROGRAMME_BOARD", "V")) == "alt_avgjort");

  room.does("R1", approve("O2", "STATE", "V"));
  CHECK(frame(room, 0) == 45);
  room.does("R1", approve("O2", "MUNICIPALITY", "V"));
  CHECK(frame(room, 0) == 39);
  CHECK(frame(room, 1) == 61);
  room.does("R2", request("O4", 1));
  room.does("R1", "realloc_refuse { request: 'O4' }");
  CHECK(room.refuses("R1", "realloc_refuse { request: 'O4' }") == "alt_avgjort");
}

// What the frame held when the request was made may be gone when it is approved.
TEST_CASE("frames: a move is refused when the frame no longer holds it", "[unit][domain]") {
  TestRoom room = with_frames();
  room.facts = {voted("BY", "V", "OUTCOME_ADOPTED")};
  for (const char* id : {"O1", "O2"}) {
    room.does("R2", request(id, 40));
    room.does("R1", approve(id, "STATE", "V"));
  }
  room.does("R1", approve("O1", "MUNICIPALITY", "V"));
  CHECK(room.refuses("R1", approve("O2", "MUNICIPALITY", "V")) == "utilstrekkelig_ramme");
  CHECK(frame(room, 0) == 10);
}

// Frames can be set anew while a move waits for approval: nothing moves from or to one that is
// gone.
TEST_CASE("frames: a move is refused when a frame it names is gone", "[unit][domain]") {
  TestRoom room = with_frames();
  room.facts = {voted("BY", "V", "OUTCOME_ADOPTED")};
  room.does("R2", request("O1", 5));
  room.given(message<pb::Event>("allocation_applied { vote: 'P' cells { option: 'A' count: 70 } "
                                "cells { option: 'D' count: 30 } }"),
             "R1");
  CHECK(room.refuses("R1", approve("O1", "PROGRAMME_BOARD", "V")) == "ukjent_referanse");
  CHECK(frame(room, 0) == 70);
}

// What the measures of a frame cost is spoken for: neither a move nor frames set anew take it.
TEST_CASE("frames: what measures cost stays in their frame", "[unit][domain]") {
  TestRoom room = with_frames();
  room.facts = {voted("BY", "V", "OUTCOME_ADOPTED")};
  room.does("R2", request("O1", 20));
  room.does("R2", request("O2", 20));
  room.does("R2", "measure_add { measure: 'H1' cell: 'A' cost: 30 } text: 'Park'");
  for (const char* id : {"O1", "O2"}) room.does("R1", approve(id, "STATE", "V"));
  room.does("R1", approve("O1", "MUNICIPALITY", "V"));
  CHECK(frame(room, 0) == 30);
  CHECK(room.refuses("R1", approve("O2", "MUNICIPALITY", "V")) == "utilstrekkelig_ramme");
  CHECK(room.refuses("R1", "alloc_apply { vote: 'P' total: 40 }") == "utilstrekkelig_ramme");
  room.does("R1", "alloc_apply { vote: 'P' total: 60 }");
  CHECK(frame(room, 0) == 30);
}

// What the points do not divide is told before what no total can be.
TEST_CASE("frames: a total that is none is refused after one that does not divide",
          "[unit][domain]") {
  TestRoom room = with_frames();
  CHECK(room.refuses("R1", "alloc_apply { vote: 'P' total: -1 }") == "ikke_hele_enheter");
  CHECK(room.refuses("R1", "alloc_apply { vote: 'P' total: 0 }") == "ugyldig_argument");
}

// The measures of a frame add up to no more than it holds.
TEST_CASE("measures: within the frame, not over it", "[unit][domain]") {
  TestRoom room = with_frames();
  room.does("R2", "measure_add { measure: 'H1' cell: 'A' cost: 30 } text: 'Park'");
  CHECK(room.refuses("R2", "measure_add { measure: 'H2' cell: 'A' cost: 21 } text: 'Vei'") ==
        "over_ramme");
  room.does("R2", "measure_add { measure: 'H2' cell: 'A' cost: 20 } text: 'Vei'");
  CHECK(room.refuses("R2", "measure_add { measure: 'H3' cell: 'X' cost: 1 } text: 'Vei'") ==
        "ukjent_referanse");
  CHECK(room.refuses("R2", "measure_add { measure: 'H3' cell: 'B' cost: -1 } text: 'Vei'") ==
        "ugyldig_argument");
  CHECK(room.the<pb::Measure>("H1").title() == "Park");
}

// Only when both levels have approved the same, latest version is it in force.
TEST_CASE("agreements: in force when both levels approved the latest version", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.facts = {voted("BY", "V", "OUTCOME_ADOPTED")};
  const std::string first = "agreement_version { agreement: 'IA' version: 'v1' } text: 'Første'";
  CHECK(room.refuses("SEK", agree("v1", "STATE")) == "ukjent_referanse");
  room.does("R2", first);
  CHECK(room.refuses("R2", first) == "finnes_alt");
  room.does("SEK", agree("v1", "MUNICIPALITY"));
  CHECK(room.refuses("SEK", agree("v1", "MUNICIPALITY")) == "alt_godkjent");
  room.does("R2", "agreement_version { agreement: 'IA' version: 'v2' } text: 'Andre'");
  CHECK(room.refuses("SEK", agree("v1", "STATE")) == "utdatert_versjon");
  room.does("SEK", agree("v2", "STATE"));
  CHECK(room.the<pb::Agreement>("IA").in_force().empty());
  room.does("SEK", agree("v2", "MUNICIPALITY"));
  CHECK(room.the<pb::Agreement>("IA").in_force() == "v2");
  CHECK(room.the<pb::AgreementText>("IA#v1").text() == "Første");
}

// Each version's text is kept by the names of both, so no two pairs may come to the same.
TEST_CASE("agreements: a version is never another agreement's text", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "agreement_version { agreement: 'IA' version: '2#1' } text: 'Første'");
  CHECK(room.refuses("R2", "agreement_version { agreement: 'IA#2' version: '1' } text: 'Andre'") ==
        "finnes_alt");
  room.does("R2", "agreement_version { agreement: 'IA#2' version: '2' } text: 'Andre'");
  CHECK(room.the<pb::AgreementText>("IA#2#1").text() == "Første");
}
