#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

// A decision rests on a declared vote that adopted something, and names its item.
TEST_CASE("minutes: a decision rests on a declared vote", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const std::string decide = "decide { item: 'S1' vote: 'V' } text: 'Planen vedtas'";
  CHECK(room.refuses("R1", decide) == "ukjent_referanse");
  room.does("R1",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  for (const auto* voter : {"R1", "R2", "R3", "R4", "R5"}) {
    room.does(voter, "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.refuses("R1", decide) == "ikke_vedtatt");
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(room.refuses("R1", "decide { item: 'S9' vote: 'V' } text: 'x'") == "ukjent_referanse");
  CHECK(room.refuses("R1", "decide { item: 'S1' vote: 'V' }") == "ugyldig_argument");
  room.does("R1", decide);
  const auto& decision = room.the<pb::DecisionEntry>(std::to_string(room.state().number()));
  CHECK(decision.text() == "Planen vedtas");
  CHECK(decision.vote() == "V");
  CHECK(decision.source().script_line() == room.state().number());
}

// Members add to the minutes, anyone present reports; both stand with who and when.
TEST_CASE("minutes: additions and reports", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "protocol_add {} text: 'H stemte mot'");
  const auto& addition = room.the<pb::ProtocolEntry>(std::to_string(room.state().number()));
  CHECK(addition.kind() == "protokolltilførsel");
  CHECK(addition.by() == "R2");
  room.does("KD", "report {} text: 'Ferdig'");
  CHECK(room.the<pb::ProtocolEntry>(std::to_string(room.state().number())).kind() == "rapport");
}

// Handing in again replaces the file and does not count twice; handing out again starts over.
TEST_CASE("homework: handed in once a person", "[unit][domain]") {
  TestRoom room = workshop();
  const std::string assign =
      "homework_assign { homework: 'HJ' title: 'Tre innbyggere' due: 'neste samling' to: 'alle' }";
  room.does("PV", assign);
  room.does("R2", "homework_submit { homework: 'HJ' file: 'a' }");
  room.does("R6", "homework_submit { homework: 'HJ' file: 'b' }");
  room.does("R2", "homework_submit { homework: 'HJ' file: 'c' }");
  CHECK(list(room.the<pb::Homework>("HJ").done()) == Words{"R2", "R6"});
  CHECK(list(room.the<pb::Homework>("HJ").files()) == Words{"c", "b"});
  CHECK(room.refuses("R2", "homework_submit { homework: 'H9' }") == "ukjent_referanse");
  room.does("PV", assign);
  CHECK(room.the<pb::Homework>("HJ").done().empty());
}

// Endorsements come in order, one a body, with what it said.
TEST_CASE("endorsements: one a body, a stance without a vote", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "endorse { initiative: 'NP' body: 'Hovedstyret' }");
  room.does("R3", "endorse { initiative: 'NP' body: 'Konsultasjonsmøtet' stance: 'positiv' }");
  const auto& initiative = room.the<pb::Initiative>("NP");
  REQUIRE(initiative.endorsements_size() == 2);
  CHECK(initiative.endorsements(0).stance() == "støtter");
  CHECK(initiative.endorsements(1).stance() == "positiv");
  CHECK(room.refuses("R4", "endorse { initiative: 'NP' body: 'Hovedstyret' stance: 'nei' }") ==
        "alt_tilsluttet");
  CHECK(room.state().count<pb::Vote>() == 0);
}
