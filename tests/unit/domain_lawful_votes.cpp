// What must be so before a vote decides or elects: an open meeting, somebody to vote, one vote a
// seat; and what kommuneloven leaves no body to agree on.
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string binding = "kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST ";
const std::string election =
    "kind: VOTE_KIND_ELECTION method: VOTE_METHOD_MAJORITY_ELECTION options: ['R2', 'R3'] ";
const std::string straw = "kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST ";

TestRoom room_under(const std::string& ruleset) {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset(ruleset);
  return formal_meeting(config);
}

std::string opening(const std::string& terms) {
  return "vote_open { terms { vote: 'V' " + terms + " } }";
}

/// The refusal and the argument it is about.
std::string word(TestRoom& room, const std::string& terms) {
  const auto answer = room.refuses("R1", opening(terms));
  return answer == "accepted" || room.detail.empty() ? answer : answer + " " + room.detail;
}

std::string named(const std::string& people) {
  return "electorate { kind: KIND_NAMED people: [" + people + "] } ";
}

}  // namespace

// A binding vote is a formal meeting's: one that has opened and has not been adjourned. An election
// and a sounding ask no such thing, as in the rulebook.
TEST_CASE("vote opened: a binding one needs an open meeting", "[unit][domain]") {
  TestRoom room(usual_config(pb::MODE_FORMAL));
  room.join({"R1", "R2", "R3"});
  CHECK(word(room, binding) == "bindende_krever_formelt_mote status");
  CHECK(word(room, straw) == "accepted");
  CHECK(word(room, election) == "accepted");
  room.does("R1", "meeting_open {}");
  CHECK(word(room, binding) == "accepted");
  room.does("R1", "meeting_close {}");
  CHECK(word(room, binding) == "bindende_krever_formelt_mote status");
}

// While a binding vote is open the meeting stays formal; a sounding stops no change of mode.
TEST_CASE("mode: not changed under a binding vote", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", opening(straw));
  CHECK(room.refuses("R1", "mode_set { mode: MODE_WORKSHOP }") == "accepted");
  room.does("R1", "vote_close { vote: 'V' }");
  room.does("R1", "vote_open { terms { vote: 'W' " + binding + " } }");
  CHECK(room.refuses("R1", "mode_set { mode: MODE_WORKSHOP }") == "votering_pagar");
  CHECK(room.refuses("R1", "mode_set { mode: MODE_FORMAL }") == "accepted");
  room.does("R1", "vote_annul { vote: 'W' }");
  CHECK(room.refuses("R1", "mode_set { mode: MODE_WORKSHOP }") == "accepted");
}

// kommuneloven § 8-1, § 11-9: only members, and deputies in a seat, decide and elect. Everybody may
// be sounded; bodies that agreed on their own rules ask whom they like; and an electorate that
// holds members only is as good by another name.
TEST_CASE("vote opened: under the law nobody votes without a vote", "[unit][domain]") {
  for (const auto* ruleset : {"kommuneloven", "ipr", "kommuneloven-praksis"}) {
    CAPTURE(ruleset);
    TestRoom room = room_under(ruleset);
    for (const auto& kind : {binding, election}) {
      CHECK(word(room, kind + "electorate { kind: KIND_EVERYONE }") == "lovfestet electorate");
      CHECK(word(room, kind + named("'R2', 'KD'")) == "lovfestet electorate");
      CHECK(word(room, kind + named("'R2', 'ADM'")) == "accepted");
      CHECK(word(room, kind + named("'R2', 'R3', 'R4'")) == "accepted");
    }
    CHECK(word(room, straw + "electorate { kind: KIND_EVERYONE }") == "accepted");
  }
  TestRoom agreed = room_under("avtale");
  CHECK(word(agreed, binding + "electorate { kind: KIND_EVERYONE }") == "accepted");
  CHECK(word(agreed, binding + named("'R2', 'KD'")) == "accepted");
}

// A member whose connection dropped, and who is back while a deputy sits in the seat, has no vote
// beside the deputy: the roll holds one of the two.
TEST_CASE("vote opened: one vote a seat", "[unit][domain]") {
  for (const auto* ruleset : {"kommuneloven", "avtale"}) {
    CAPTURE(ruleset);
    TestRoom room = room_under(ruleset);
    room.does("R5", "disconnect {}");
    room.does("V1", "join { seat_of: 'R5' }");
    room.does("R5", "reconnect {}");
    for (const auto& kind : {binding, election}) {
      CHECK(word(room, kind + named("'R2', 'R5', 'V1'")) == "plassen_er_fylt electorate");
      CHECK(word(room, kind + named("'R2', 'V1'")) == "accepted");
    }
    CHECK(word(room, straw + named("'R2', 'R5', 'V1'")) == "accepted");
    room.does("R1", opening(binding));
    CHECK(list(room.the<pb::Vote>("V").roll()) == Words{"R1", "R2", "R3", "R4", "V1"});
    CHECK(room.refuses("R5", "vote_cast { vote: 'V' ballot { choice: 'for' } }") ==
          "ikke_stemmerett");
  }
}

// A vote that binds is nobody's where nobody has a vote; a sounding of nobody says nothing, and
// may.
TEST_CASE("vote opened: a binding one needs somebody on the roll", "[unit][domain]") {
  TestRoom room = room_under("avtale");
  CHECK(word(room, binding + named("'R6'")) == "ugyldig_argument electorate");
  CHECK(word(room, binding + named("'R2'")) == "accepted");
  CHECK(word(room, straw + named("'R6'")) == "accepted");
  for (const auto* member : {"R2", "R3", "R4", "R5"}) {
    room.does(member, "leave {}");
  }
  CHECK(word(room, binding + "recusal_of: 'R1'") == "ugyldig_argument electorate");
}

// Nobody's silence adopts anything: neither by a share that nobody's votes reach, nor by consent
// that nobody gave.
TEST_CASE("vote closed: without a ballot nothing is adopted", "[unit][domain]") {
  const std::string consent = "method: VOTE_METHOD_CONSENT ";
  const std::string share = "threshold { numerator: 2 denominator: 3 } ";
  for (const auto& [terms, outcome] :
       {std::pair{binding + share, pb::OUTCOME_REJECTED},
        std::pair{binding + "need_unanimous: true", pb::OUTCOME_REJECTED},
        std::pair{"kind: VOTE_KIND_BINDING " + consent, pb::OUTCOME_REJECTED},
        std::pair{"kind: VOTE_KIND_ELECTION " + consent, pb::OUTCOME_NEW_ROUND},
        std::pair{"kind: VOTE_KIND_STRAW " + consent, pb::OUTCOME_CONSENT}}) {
    CAPTURE(terms);
    TestRoom room = room_under("avtale");
    room.does("R1", opening(terms));
    const auto closed = room.does("R1", "vote_close { vote: 'V' force: true }").vote_closed();
    CHECK(closed.result().outcome() == outcome);
  }
}

// kommuneloven § 11-9: a decision takes more than half of the votes cast, or, where a share is
// named, at least that half; a motion is for or against. Elsewhere both are agreed on.
TEST_CASE("vote opened: under the law a minority decides nothing", "[unit][domain]") {
  const auto share = [](int numerator, int denominator) {
    return binding + "threshold { numerator: " + std::to_string(numerator) +
           " denominator: " + std::to_string(denominator) + " }";
  };
  TestRoom room = room_under("kommuneloven");
  CHECK(word(room, share(1, 3)) == "lovfestet threshold");
  CHECK(word(room, share(0, 1)) == "lovfestet threshold");
  CHECK(word(room, share(49, 99)) == "lovfestet threshold");
  CHECK(word(room, share(1, 2)) == "accepted");
  CHECK(word(room, share(2, 3)) == "accepted");
  CHECK(word(room, share(1, 0)) == "ugyldig_argument threshold");
  CHECK(word(room, straw + "threshold { numerator: 1 denominator: 3 }") == "accepted");
  CHECK(word(room, binding + "options: ['for', 'mot', 'avstår']") == "lovfestet options");
  CHECK(word(room, binding + "options: ['ja', 'nei']") == "accepted");
  CHECK(word(room, straw + "options: ['for', 'mot', 'vet ikke']") == "accepted");
  CHECK(room.refuses("R1", "vote_plan { terms { vote: 'P' " + share(1, 3) + " } }") == "lovfestet");
  TestRoom agreed = room_under("avtale");
  CHECK(word(agreed, share(1, 3)) == "accepted");
  CHECK(word(agreed, binding + "options: ['for', 'mot', 'avstår']") == "accepted");
}
