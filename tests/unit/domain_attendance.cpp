#include "core/domain/limits.hpp"
#include "core/domain/people.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

// Joining, losing the connection, coming back, leaving, joining again.
TEST_CASE("attendance: joined, dropped, returned, left", "[unit][domain]") {
  TestRoom room;
  room.does("R2", "join { how: PLACE_REMOTE }");
  const auto first = room.the<pb::Attendance>("R2").order();
  CHECK(room.the<pb::Attendance>("R2").how() == pb::PLACE_REMOTE);
  CHECK(domain::members_here(room.state()) == Words{"R2"});
  room.does("R2", "disconnect { reason: 'Nettet falt ut' }");
  CHECK(room.the<pb::Attendance>("R2").presence() == pb::PRESENCE_DROPPED);
  CHECK(domain::members_here(room.state()).empty());
  CHECK(room.refuses("R2", "disconnect {}") == "ikke_til_stede");
  room.does("R2", "reconnect {}");
  CHECK(room.the<pb::Attendance>("R2").presence() == pb::PRESENCE_RETURNED);
  room.does("R2", "leave { reason: 'Syk' }");
  CHECK(room.the<pb::Attendance>("R2").presence() == pb::PRESENCE_LEFT);
  CHECK(room.refuses("R2", "leave {}") == "ikke_til_stede");
  room.does("R2", "join {}");
  CHECK(room.the<pb::Attendance>("R2").how() == pb::PLACE_HALL);
  CHECK(room.the<pb::Attendance>("R2").order() > first);
}

// Whoever was only cut off and joins anew keeps the place in the order of joining, which a roll
// follows; whoever had left comes last.
TEST_CASE("attendance: the order of joining survives a lost connection", "[unit][domain]") {
  TestRoom room;
  room.join({"R3", "R2", "R4"});
  room.does("R3", "disconnect {}");
  room.does("R3", "join {}");
  CHECK(domain::members_here(room.state()) == Words{"R3", "R2", "R4"});
  room.does("R3", "leave {}");
  room.does("R3", "join {}");
  CHECK(domain::members_here(room.state()) == Words{"R2", "R4", "R3"});
}

// A deputy counts while seated; then the regular member does not, whatever way they come back.
TEST_CASE("attendance: a deputy has the seat, or the regular member has it", "[unit][domain]") {
  TestRoom room;
  room.does("V1", "join { seat_of: 'R6' }");
  CHECK(domain::members_here(room.state()) == Words{"V1"});
  CHECK(room.refuses("R6", "join {}") == "plassen_er_fylt");
  room.does("V1", "disconnect {}");
  CHECK(room.refuses("R6", "join {}") == "plassen_er_fylt");
  CHECK(room.refuses("V1", "join { seat_of: 'R6' }") == "plassen_er_fylt");
  room.does("V1", "reconnect {}");
  room.does("V1", "leave {}");
  CHECK(room.the<pb::Attendance>("V1").seat_of().empty());
  room.does("R6", "join {}");
  CHECK(domain::members_here(room.state()) == Words{"R6"});
  CHECK(room.refuses("V1", "join { seat_of: 'R6' }") == "fast_medlem_til_stede");
  CHECK(room.refuses("V1", "join { seat_of: 'INGEN' }") == "ukjent_referanse");
  // Whoever has no seat leaves none.
  for (const auto* seatless : {"SEK", "KD", "PUB", "V1"}) {
    CAPTURE(seatless);
    CHECK(room.refuses("V1", "join { seat_of: '" + std::string(seatless) + "' }") ==
          "ugyldig_argument");
  }
}

// A member whose connection dropped has left the seat open; coming back by reconnecting is allowed,
// but the vote stays with the deputy.
TEST_CASE("attendance: a dropped member's seat may be filled", "[unit][domain]") {
  TestRoom room;
  room.does("R6", "join {}");
  room.does("R6", "disconnect {}");
  room.does("V1", "join { seat_of: 'R6' }");
  room.does("R6", "reconnect {}");
  CHECK(domain::members_here(room.state()) == Words{"V1"});
}

// Only those who belong to the body count as members, with or without a vote elsewhere.
TEST_CASE("attendance: a guest with a vote elsewhere is no member here", "[unit][domain]") {
  auto roster = usual_roster();
  auto guest = person("G1", pb::ROLE_MAYOR, true);
  guest.set_member(false);
  roster.push_back(guest);
  TestRoom room(usual_config(), roster);
  room.join({"G1", "R2", "KD"});
  CHECK(domain::members_here(room.state()) == Words{"R2"});
  CHECK(room.refuses("G1", "propose { proposal: 'P' } text: 'Nei'") == "ikke_forslagsrett");
}

// Leaving takes a person off the speakers' list, and nobody else.
TEST_CASE("attendance: whoever leaves no longer waits for the floor", "[unit][domain]") {
  TestRoom room;
  room.join({"R1", "R2", "R3"});
  room.does("R2", "speak_request {}");
  room.does("R3", "speak_request {}");
  room.does("R2", "leave {}");
  const auto& queue = room.the<pb::SpeakerList>("speakers").queue();
  REQUIRE(queue.size() == 1);
  CHECK(queue.Get(0).person() == "R3");
}

// Declaring oneself disqualified is recorded with its ground; it takes a vote to be disqualified.
TEST_CASE("attendance: declaring disqualification binds nobody yet", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R3", "recusal_declare { item: 'S1' ground: 'Søster til søkeren' }");
  CHECK(list(room.the<pb::AgendaItem>("S1").declared()) == Words{"R3"});
  CHECK(list(room.the<pb::AgendaItem>("S1").grounds()) == Words{"Søster til søkeren"});
  room.does("R3", "propose { proposal: 'P1' } text: 'Bygg'");
  CHECK(room.refuses("R3", "recusal_declare { item: 'S9' ground: 'x' }") == "ukjent_referanse");
  CHECK(room.refuses("R3", "recusal_declare { item: 'S1' }") == "ugyldig_argument");
}

// A second ground is another one; a hundredth would only fill the item.
TEST_CASE("attendance: nobody declares disqualification in one item without end",
          "[unit][domain]") {
  TestRoom room = formal_meeting();
  for (int i = 0; i < domain::limits::declarations_each_max; ++i) {
    room.does("R3", "recusal_declare { item: 'S1' ground: 'Søster til søkeren' }");
  }
  CHECK(room.refuses("R3", "recusal_declare { item: 'S1' ground: 'Igjen' }") == "rommet_er_fullt");
  room.does("R4", "recusal_declare { item: 'S1' ground: 'Bror' }");
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R3", "recusal_declare { item: 'S2' ground: 'Eier' }");
}

// The chair's side registers whoever has no device of their own; the record and the entity say who
// did it. The rules are those of the person who is registered.
TEST_CASE("attendance: registered by the chair's side", "[unit][domain]") {
  TestRoom room(usual_config());
  room.join({"R1", "SEK"});
  const auto event = room.does("SEK", "join { person: 'R2' how: PLACE_REMOTE }");
  CHECK(event.person_joined().person() == "R2");
  CHECK(room.the<pb::Attendance>("R2").presence() == pb::PRESENCE_PRESENT);
  CHECK(room.the<pb::Attendance>("R2").how() == pb::PLACE_REMOTE);
  CHECK(room.the<pb::Attendance>("R2").registered_by() == "SEK");
  CHECK(room.the<pb::Attendance>("SEK").registered_by().empty());
  CHECK(room.refuses("SEK", "join { person: 'R2' }") == "allerede_til_stede");
  CHECK(room.refuses("SEK", "join { person: 'V1' }") == "vara_uten_plass");
  CHECK(room.refuses("SEK", "join { person: 'V1' seat_of: 'R2' }") == "fast_medlem_til_stede");
  room.does("SEK", "join { person: 'V1' seat_of: 'R3' }");
  CHECK(room.the<pb::Attendance>("V1").seat_of() == "R3");
  CHECK(room.refuses("SEK", "join { person: 'R3' }") == "plassen_er_fylt");
  // The person's own word counts again.
  room.does("R2", "disconnect {}");
  CHECK(room.the<pb::Attendance>("R2").registered_by().empty());
  room.does("R2", "reconnect {}");
  CHECK(room.does("SEK", "leave { person: 'R2' reason: 'Syk' }").person_left().person() == "R2");
  CHECK(room.the<pb::Attendance>("R2").presence() == pb::PRESENCE_LEFT);
  CHECK(room.the<pb::Attendance>("R2").registered_by() == "SEK");
}

// Naming oneself is no registering of another.
TEST_CASE("attendance: nobody else registers another", "[unit][domain]") {
  TestRoom room(usual_config());
  room.join({"R1", "R2"});
  CHECK(room.refuses("R2", "join { person: 'R3' }") == "ikke_moteledelse");
  CHECK(room.refuses("R2", "leave { person: 'R1' }") == "ikke_moteledelse");
  CHECK(room.refuses("R1", "join { person: 'UKJENT' }") == "ukjent_referanse");
  CHECK(room.refuses("R1", "join { person: 'SKJ' }") == "ugyldig_argument");
  CHECK(room.refuses("R1", "leave { person: 'R3' }") == "ikke_til_stede");
  room.does("R2", "leave { person: 'R2' }");  // Oneself, by name.
  CHECK(room.the<pb::Attendance>("R2").registered_by().empty());
}
