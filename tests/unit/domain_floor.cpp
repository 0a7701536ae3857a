#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

Words waiting(const TestRoom& room) {
  Words people;
  for (const auto& queued : room.the<pb::SpeakerList>("speakers").queue()) {
    people.push_back(queued.person());
  }
  return people;
}

const char* const reply = "speak_request { kind: SPEECH_KIND_REPLY }";
const char* const order = "speak_request { kind: SPEECH_KIND_POINT_OF_ORDER }";

}  // namespace

// Points of order first, then replies, each in the order asked; speeches as asked in formal mode.
TEST_CASE("speakers: points of order, replies, speeches", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "speak_request {}");
  room.does("R3", reply);
  room.does("R4", order);
  room.does("R5", reply);
  room.does("KD", order);
  room.does("R1", "speak_request {}");
  CHECK(waiting(room) == Words{"R4", "KD", "R3", "R5", "R2", "R1"});
}

// In workshop mode whoever has not spoken goes before those who have, but behind replies and behind
// others who have not spoken.
TEST_CASE("speakers: first-timers first in a workshop", "[unit][domain]") {
  TestRoom room = workshop();
  for (const auto* speaker : {"R2", "R3"}) {
    room.does(speaker, "speak_request {}");
    room.does("R1", std::string("speak_grant { to: '") + speaker + "' }");
    room.does(speaker, "speak_end {}");
  }
  room.does("R2", "speak_request {}");
  room.does("R3", "speak_request {}");
  room.does("R4", "speak_request {}");
  room.does("PV", "speak_request {}");
  CHECK(waiting(room) == Words{"R4", "PV", "R2", "R3"});
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  room.does("R5", "speak_request {}");
  CHECK(waiting(room) == Words{"R4", "PV", "R2", "R3", "R5"});
}

// Getting the floor takes a person off the list; taking back a request that was never made changes
// nothing and is no error.
TEST_CASE("speakers: granted, ended, taken back", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "speak_request {}");
  room.does("R3", "speak_request {}");
  room.does("R1", "speak_grant { to: 'R3' }");
  CHECK(room.the<pb::SpeakerList>("speakers").speaking() == "R3");
  CHECK(waiting(room) == Words{"R2"});
  room.does("R3", "speak_end {}");
  CHECK(room.the<pb::SpeakerList>("speakers").speaking().empty());
  CHECK(list(room.the<pb::SpeakerList>("speakers").spoken()) == Words{"R3"});
  room.does("R2", "speak_withdraw {}");
  room.does("R2", "speak_withdraw {}");
  CHECK(waiting(room).empty());
}

// A closed debate closes for its item only, no item being one of its own.
TEST_CASE("debate: closed for the open item, opened again", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R1", "debate_close {}");
  room.does("R1", "debate_close {}");
  CHECK(list(room.room().debate_closed()) == Words{"S1"});
  CHECK(room.refuses("R2", "speak_request {}") == "ordskiftet_avsluttet");
  CHECK(room.refuses("R2", "propose { proposal: 'P' } text: 'Sent'") == "ordskiftet_avsluttet");
  room.does("R1", "item_open { item: 'S2' }");
  room.does("R2", "speak_request {}");
  room.does("R1", "item_open { item: 'S1' }");
  room.does("R1", "debate_reopen {}");
  room.does("R3", "speak_request {}");
  room.does("R1", "item_close { item: 'S1' }");
  room.does("R1", "debate_close {}");
  CHECK(list(room.room().debate_closed()) == Words{""});
  CHECK(room.refuses("R2", "speak_request {}") == "ordskiftet_avsluttet");
}

// In workshop mode a closed debate stops speeches, not proposals.
TEST_CASE("debate: closed in a workshop, proposals go on", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R1", "debate_close {}");
  CHECK(room.refuses("R2", "speak_request {}") == "ordskiftet_avsluttet");
  room.does("R2", "propose { proposal: 'P1' } text: 'Gatelys'");
  room.does("R2", "proposal_edit { proposal: 'P1' } text: 'Flere gatelys'");
}

// A timer knows its start and how far past its length it was stopped; never less than nothing.
TEST_CASE("timers: overrun in whole seconds", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "timer_start { timer: 'L1' seconds: 300 purpose: 'R2' }");
  CHECK(room.the<pb::Timer>("L1").started_ms() == room.now_ms());
  CHECK(room.the<pb::Timer>("L1").ended_ms() == 0);
  room.wait_seconds(335);
  CHECK(room.does("PV", "timer_end { timer: 'L1' }").timer_ended().over_seconds() == 35);
  CHECK(room.the<pb::Timer>("L1").over_seconds() == 35);
  room.does("PV", "timer_start { timer: 'L1' seconds: 300 }");
  CHECK(room.the<pb::Timer>("L1").over_seconds() == 0);
  room.wait_seconds(10);
  CHECK(room.does("PV", "timer_end { timer: 'L1' }").timer_ended().over_seconds() == 0);
  CHECK(room.refuses("PV", "timer_end { timer: 'L9' }") == "ukjent_referanse");
}

// What is said keeps its words and its language: the person's own unless another is named.
TEST_CASE("statements: kept as said, with their language", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2",
            "say { reflection: 'film-1' talk: 'K01' question: 'Q1' } text: 'Buorre beaivi'"
            " language: 'se'");
  const auto& said = room.the<pb::Statement>(std::to_string(room.state().number()));
  CHECK(said.by() == "R2");
  CHECK(said.text() == "Buorre beaivi");
  CHECK(said.language() == "se");
  CHECK(said.reflection() == "film-1");
  CHECK(said.talk() == "K01");
  CHECK(said.question() == "Q1");
  CHECK(said.source().number() == room.state().number());
  room.does("FF", "observe {} text: 'Stille i salen'");
  const auto& seen = room.the<pb::Observation>(std::to_string(room.state().number()));
  CHECK(seen.text() == "Stille i salen");
  CHECK(seen.language() == "nb");
  room.does("PV", "film_play { film: 'Refleksjonsfilm' seconds: 240 } text: 'Film'");
  CHECK(room.the<pb::Film>("Refleksjonsfilm").seconds() == 240);
}
