// Goal: whoever the others found disqualified in an item has neither the floor nor a proposal in
// it.
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// R3 is disqualified in S1, the open item, by a vote of the others.
TestRoom with_disqualified(TestRoom room = formal_meeting()) {
  room.does("R1",
            "vote_open { terms { vote: 'H' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST recusal_of: 'R3' } }");
  for (const auto* voter : {"R1", "R2", "R4", "R5"}) {
    room.does(voter, "vote_cast { vote: 'H' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'H' }");
  room.does("R1", "vote_declare { vote: 'H' }");
  return room;
}

}  // namespace

// fvl. § 8: the body decides without them, so they are not in the debate either; in the next item
// they are, and a workshop decides nothing.
TEST_CASE("speakers: the disqualified do not take part in the debate of their item",
          "[unit][domain]") {
  TestRoom before = formal_meeting();
  before.does("R3", "speak_request {}");
  TestRoom room = with_disqualified(std::move(before));
  CHECK(room.refuses("R1", "speak_grant { to: 'R3' }") == "inhabil");
  CHECK(room.detail == "to");
  CHECK(room.refuses("R3", "speak_request {}") == "allerede_pa_talerlista");
  room.does("R3", "speak_withdraw {}");
  CHECK(room.refuses("R3", "speak_request {}") == "inhabil");
  CHECK(room.refuses("R3", "speak_request { kind: SPEECH_KIND_POINT_OF_ORDER }") == "inhabil");
  room.does("R2", "speak_request {}");
  room.does("R1", "mode_set { mode: MODE_WORKSHOP }");
  room.does("R3", "speak_request {}");
  room.does("R1", "speak_grant { to: 'R3' }");
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R1", "item_open { item: 'S2' }");
  room.does("R3", "speak_request {}");
}

// Their proposal in that item is not theirs to change, whichever item is open; it is theirs to take
// back.
TEST_CASE("proposals: the disqualified change none of their item", "[unit][domain]") {
  TestRoom before = formal_meeting();
  before.does("R3", "propose { proposal: 'P1' } text: 'Bygg'");
  TestRoom room = with_disqualified(std::move(before));
  const std::string edit = "proposal_edit { proposal: 'P1' } text: 'Bygg stort'";
  const std::string split =
      "proposal_split { proposal: 'P1' into { proposal: 'P2' text: 'a' } "
      "into { proposal: 'P3' text: 'b' } }";
  CHECK(room.refuses("R3", edit) == "inhabil");
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R1", "item_open { item: 'S2' }");
  CHECK(room.refuses("R3", edit) == "inhabil");
  CHECK(room.refuses("R3", split) == "inhabil");
  room.does("R1", "debate_close {}");
  CHECK(room.refuses("R2", split) == "ordskiftet_avsluttet");
  room.does("R1", "debate_reopen {}");
  room.does("R2", split);
  room.does("R3", "propose { proposal: 'P4' } text: 'Noe annet'");
  room.does("R3", "proposal_edit { proposal: 'P4' } text: 'Noe helt annet'");
}

// What is split belongs to the debate of its own item, not of the open one.
TEST_CASE("proposals: a proposal is split while its own item is debated", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R3", "propose { proposal: 'P1' } text: 'Bygg'");
  room.does("R1", "debate_close {}");
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R1", "item_open { item: 'S2' }");
  CHECK(room.refuses("R3",
                     "proposal_split { proposal: 'P1' into { proposal: 'P2' text: 'a' } "
                     "into { proposal: 'P3' text: 'b' } }") == "ordskiftet_avsluttet");
}
