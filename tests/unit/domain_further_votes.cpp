// Votes by consent, by preferences, by transfers and by equal shares: opened, cast, counted, and by
// whom they may be used to decide.
#include "core/domain/limits.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

TestRoom room_under(const std::string& ruleset, pb::Mode mode = pb::MODE_FORMAL) {
  auto config = usual_config(mode);
  config.set_ruleset(ruleset);
  return formal_meeting(config);
}

void open(TestRoom& room, const std::string& terms) {
  room.does("R1", "vote_open { terms { vote: 'V' " + terms + " } } text: 'Hva velger vi?'");
}

void cast(TestRoom& room, const std::string& voter, const std::string& ballot) {
  room.does(voter, "vote_cast { vote: 'V' ballot { " + ballot + " } }");
}

pb::TallyResult closed(TestRoom& room) {
  return room.does("R1", "vote_close { vote: 'V' force: true }").vote_closed().result();
}

const std::string consent = "method: VOTE_METHOD_CONSENT ";
const std::string runoff = "method: VOTE_METHOD_INSTANT_RUNOFF options: ['A', 'B', 'C'] ";
const std::string transfers = "method: VOTE_METHOD_TRANSFERABLE seats: 2 options: ['A', 'B', 'C'] ";
const std::string shares =
    "method: VOTE_METHOD_EQUAL_SHARES options: ['park', 'bru', 'vei'] budget: 100 "
    "costs { option: 'park' count: 40 } costs { option: 'bru' count: 60 } "
    "costs { option: 'vei' count: 90 } ";
const std::string straw = "kind: VOTE_KIND_STRAW ";
const std::string input = "kind: VOTE_KIND_INPUT ";
const std::string binding = "kind: VOTE_KIND_BINDING ";
const std::string election = "kind: VOTE_KIND_ELECTION ";

}  // namespace

// kommuneloven § 11-9 and §§ 7-4 to 7-8: under the law these ways of counting decide and elect
// nothing; where the members agreed on their rules themselves, they may.
TEST_CASE("further methods: they bind where the rules let them", "[unit][domain]") {
  for (const auto* ruleset :
       {"kommuneloven", "ipr", "kommuneloven-praksis", "vedtekter", "avtale", "nettverk"}) {
    TestRoom room = room_under(ruleset);
    const bool statutory = room.room().config().ruleset_in_full().has_quorum();
    for (const auto& method : {consent, runoff, transfers, shares}) {
      for (const auto& kind : {binding, election}) {
        if (kind == election && method == shares) continue;
        CAPTURE(ruleset, method, kind);
        const auto word =
            room.refuses("R1", "vote_open { terms { vote: 'V' " + kind + method + " } }");
        CHECK(word == (statutory ? "metode_ikke_bindende" : "accepted"));
      }
      CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + straw + method + " } }") ==
            "accepted");
      CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + input + method + " } }") ==
            "accepted");
    }
  }
}

// Terms that cannot be counted are refused when the vote opens, naming what is wrong.
TEST_CASE("further methods: unfit terms are named", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  const auto unfit = [&](const std::string& terms) {
    const auto word = room.refuses("R1", "vote_open { terms { vote: 'V' " + terms + " } }");
    return word == "accepted" ? word : word + " " + room.detail;
  };
  CHECK(unfit(straw + consent + "options: ['ja', 'nei']") == "ugyldig_argument options");
  CHECK(unfit(straw + consent + "threshold { numerator: 2 denominator: 3 }") ==
        "ugyldig_argument threshold");
  CHECK(unfit(straw + consent + "budget: 1") == "ugyldig_argument costs");
  CHECK(unfit(binding + runoff + "need_unanimous: true") == "ugyldig_argument need_unanimous");
  CHECK(unfit(straw + "method: VOTE_METHOD_INSTANT_RUNOFF") == "ugyldig_argument options");
  CHECK(unfit(straw + "method: VOTE_METHOD_TRANSFERABLE options: ['A', 'B']") ==
        "ugyldig_argument seats");
  CHECK(unfit(election + shares) == "ugyldig_argument kind");
  CHECK(unfit(straw + "method: VOTE_METHOD_EQUAL_SHARES options: 'A' budget: 10") ==
        "ugyldig_argument costs");
  CHECK(unfit(straw + "method: VOTE_METHOD_EQUAL_SHARES options: 'A' costs { option: 'A' count: 1 "
                      "}") == "ugyldig_argument budget");
  CHECK(unfit(straw + "method: VOTE_METHOD_EQUAL_SHARES options: 'A' budget: 10 costs { option: "
                      "'A' count: 0 }") == "ugyldig_argument costs");
  CHECK(unfit(straw + "method: VOTE_METHOD_EQUAL_SHARES options: 'A' budget: 10 costs { option: "
                      "'B' count: 1 }") == "ugyldig_argument costs");
  CHECK(unfit(straw + shares + "completion: BUDGET_COMPLETION_ADD1") == "accepted");
  const std::string coarse =
      straw +
      "method: VOTE_METHOD_EQUAL_SHARES options: 'A' costs { option: 'A' count: 1 } "
      "completion: BUDGET_COMPLETION_ADD1 budget: ";
  CHECK(unfit(coarse + "1000") == "accepted");
  CHECK(unfit(coarse + "1001") == "for_stort budget");
}

// A count that would keep the room waiting is refused when the vote opens: 200 options among five
// are shared in one count, but not with shares raised through 1,000 units.
TEST_CASE("equal shares: too much to count is told at opening", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  std::string terms = straw + "method: VOTE_METHOD_EQUAL_SHARES budget: 1000 ";
  for (int i = 0; i < domain::limits::options_max; ++i) {
    const auto option = "'" + std::to_string(i) + "'";
    terms += "options: " + option + " costs { option: " + option + " count: 1 } ";
  }
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + terms + " } }") == "accepted");
  terms += "completion: BUDGET_COMPLETION_ADD1";
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + terms + " } }") == "for_stort");
  CHECK(room.detail == "budget");
}

// Every round is written down, so what would not fit one event is told at opening, not at closing.
TEST_CASE("preferences: more rounds than fit are told at opening", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  const auto word = [&](const std::string& method, int options, std::size_t bytes) {
    std::string terms = straw + method;
    for (int i = 0; i < options; ++i) {
      const auto number = std::to_string(i);
      terms += "options: '" + number + std::string(bytes - number.size(), 'x') + "' ";
    }
    return room.refuses("R1", "vote_open { terms { vote: 'V' " + terms + " } }");
  };
  for (const auto* method :
       {"method: VOTE_METHOD_INSTANT_RUNOFF ", "method: VOTE_METHOD_TRANSFERABLE seats: 3 "}) {
    CHECK(word(method, 100, 25) == "accepted");
    CHECK(word(method, domain::limits::options_max, 200) == "for_stort");
    CHECK(room.detail == "options");
  }
  CHECK(word("method: VOTE_METHOD_RANKING ", domain::limits::options_max, 200) == "accepted");
}

// Ballots: an answer to consent, some of the options in order, some projects; never what is not
// asked, and blank only where blank is lawful.
TEST_CASE("further methods: ballots that do not fit", "[unit][domain]") {
  const auto word = [](const std::string& terms, const std::string& ballot) {
    TestRoom room = room_under("vedtekter");
    open(room, terms);
    return room.refuses("R2", "vote_cast { vote: 'V' ballot { " + ballot + " } }");
  };
  CHECK(word(straw + consent, "choice: 'ingen innvending'") == "accepted");
  CHECK(word(straw + consent, "choice: 'blankt'") == "blankt_ikke_tillatt");
  CHECK(word(straw + consent, "choice: 'for'") == "ugyldig_valg");
  CHECK(word(straw + runoff, "ranking: ['B']") == "accepted");
  CHECK(word(straw + runoff, "") == "accepted");
  CHECK(word(binding + runoff, "") == "blankt_ikke_tillatt");
  CHECK(word(straw + runoff, "ranking: ['B', 'D']") == "ugyldig_valg");
  CHECK(word(straw + transfers, "ranking: ['B', 'B']") == "ugyldig_valg");
  CHECK(word(straw + transfers, "choice: 'B'") == "ugyldig_argument");
  CHECK(word(straw + shares, "choices: ['park', 'bru', 'vei']") == "accepted");
  CHECK(word(straw + shares, "choices: ['park', 'park']") == "ugyldig_valg");
  CHECK(word(straw + shares + "max: 1", "choices: ['park', 'bru']") == "for_mange_valg");
  CHECK(word(binding + shares, "") == "blankt_ikke_tillatt");
}

// Consent passes when nobody objects; whoever objects says why, and everyone who takes part hears
// it. Taking the objection back is voting again.
TEST_CASE("consent: an objection is heard, and passing is that none stands", "[unit][domain]") {
  TestRoom room = room_under("avtale");
  room.does("R2", "propose { proposal: 'P1' } text: 'Felles kontor'");
  open(room, binding + consent + "about: 'P1'");
  CHECK(list(room.the<pb::Vote>("V").terms().options()) == Words{"ingen innvending", "innvending"});
  CHECK(room.refuses("R3", "vote_cast { vote: 'V' ballot { choice: 'innvending' } }") ==
        "ugyldig_argument");
  CHECK(room.detail == "text");
  const auto events = room.does_all(
      "R3", "vote_cast { vote: 'V' ballot { choice: 'innvending' } } text: 'Det blir for dyrt'");
  REQUIRE(events.size() == 2);
  const auto said = room.state().all<pb::Statement>();
  REQUIRE(said.size() == 1);
  CHECK(said[0]->text() == "Det blir for dyrt");
  CHECK(said[0]->by() == "R3");
  CHECK(said[0]->question() == "V");
  for (const auto* voter : {"R1", "R2", "R4", "R5"}) {
    cast(room, voter, "choice: 'ingen innvending'");
  }
  cast(room, "R3", "choice: 'ingen innvending'");
  const auto result = closed(room);
  CHECK(result.outcome() == pb::OUTCOME_ADOPTED);
  CHECK(result.decided_by() == pb::DECIDED_BY_NO_OBJECTION);
  REQUIRE(result.tally_size() == 2);
  CHECK(result.tally(0).count() == 5);
  CHECK(result.tally(1).count() == 0);
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_ADOPTED);
}

// One objection is enough, in every kind of vote; hidden votes keep the reason until later.
TEST_CASE("consent: one objection stops it", "[unit][domain]") {
  for (const auto& [kind, outcome] :
       {std::pair{binding, pb::OUTCOME_REJECTED}, std::pair{election, pb::OUTCOME_NEW_ROUND},
        std::pair{straw, pb::OUTCOME_OBJECTION}, std::pair{input, pb::OUTCOME_OBJECTION}}) {
    CAPTURE(kind);
    TestRoom room = room_under("avtale");
    open(room, kind + consent + "blind: true");
    for (const auto* voter : {"R1", "R2", "R4"}) cast(room, voter, "choice: 'ingen innvending'");
    room.does("R3", "vote_cast { vote: 'V' ballot { choice: 'innvending' } } text: 'Nei'");
    CHECK(room.state().count<pb::Statement>() == 0);
    const auto result = closed(room);
    CHECK(result.outcome() == outcome);
    CHECK(result.decided_by() == pb::DECIDED_BY_OBJECTION);
  }
}

// Every round is in the result: votes, who went out, who won.
TEST_CASE("instant-runoff: eliminations until one has more than half", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  for (const auto* id : {"A", "B", "C"}) {
    room.does("R2", std::string("propose { proposal: '") + id + "' } text: 'Forslag'");
  }
  open(room, binding + runoff);
  cast(room, "R1", "ranking: ['A', 'B']");
  cast(room, "R2", "ranking: ['A']");
  cast(room, "R3", "ranking: ['B', 'C']");
  cast(room, "R4", "ranking: ['B']");
  cast(room, "R5", "ranking: ['C', 'B']");
  const auto result = closed(room);
  CHECK(result.outcome() == pb::OUTCOME_SETTLED);
  CHECK(result.decided_by() == pb::DECIDED_BY_TRANSFERS);
  CHECK(result.winner() == "B");
  CHECK(list(result.winners()) == Words{"B"});
  REQUIRE(result.rounds_size() == 2);
  CHECK(result.rounds(0).option() == "C");
  CHECK(result.rounds(0).eliminated());
  CHECK(result.rounds(0).votes(2).votes() == 100'000);
  CHECK(list(result.rounds(1).elected()) == Words{"B"});
  CHECK(result.rounds(1).votes(1).votes() == 300'000);
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(room.the<pb::Proposal>("B").status() == pb::PROPOSAL_STATUS_ADOPTED);
  CHECK(room.the<pb::Proposal>("A").status() == pb::PROPOSAL_STATUS_FELL);
}

// Where two stand equal all the way back, a lot says who goes out, and the count is made again.
TEST_CASE("instant-runoff: a lot says who goes out", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  open(room, election + runoff);
  cast(room, "R1", "ranking: ['A']");
  cast(room, "R2", "ranking: ['A']");
  cast(room, "R3", "ranking: ['B', 'C']");
  cast(room, "R4", "ranking: ['C', 'B']");
  cast(room, "R5", "");
  auto result = closed(room);
  CHECK(result.outcome() == pb::OUTCOME_LOT_NEEDED);
  CHECK(list(result.among()) == Words{"B", "C"});
  // Until the lot is drawn there is nothing to declare.
  CHECK(room.refuses("R1", "vote_declare { vote: 'V' }") == "votering_ikke_lukket");
  REQUIRE(result.tally_size() == 4);
  CHECK(result.tally(3).option() == "blankt");
  CHECK(room.refuses("R1", "lot_draw { vote: 'V' result: 'A' }") == "ugyldig_lodd");
  result =
      room.does("R1", "lot_draw { vote: 'V' result: 'C' witness: 'SEK' }").lot_drawn().result();
  // A and B are then equal; B had fewer in the round before, so no second lot is drawn.
  CHECK(result.outcome() == pb::OUTCOME_ELECTED);
  CHECK(result.winner() == "A");
  REQUIRE(result.rounds_size() == 3);
  CHECK(list(result.rounds(1).tied()) == Words{"A", "B"});
  CHECK(result.rounds(1).settled_by() == pb::DECIDED_BY_UNSPECIFIED);
  CHECK(result.rounds(0).settled_by() == pb::DECIDED_BY_LOT);
  CHECK(list(result.rounds(0).tied()) == Words{"B", "C"});
  room.does("R1", "vote_declare { vote: 'V' }");
}

// Papers that name nobody elect nobody.
TEST_CASE("further methods: blank papers only", "[unit][domain]") {
  for (const auto& method : {runoff, transfers}) {
    TestRoom room = room_under("vedtekter");
    open(room, election + method);
    for (const auto* voter : {"R1", "R2", "R3"}) cast(room, voter, "");
    const auto result = closed(room);
    CHECK(result.outcome() == pb::OUTCOME_NEW_ROUND);
    CHECK(result.winners().empty());
    CHECK(result.cast() == 3);
  }
}

// Two seats, five papers: the quota is two, and A's surplus passes on.
TEST_CASE("single transferable vote: quota, surplus, winners", "[unit][domain]") {
  TestRoom room = room_under("vedtekter");
  open(room, election + transfers);
  for (const auto* voter : {"R1", "R2", "R3"}) cast(room, voter, "ranking: ['A', 'C']");
  cast(room, "R4", "ranking: ['B']");
  cast(room, "R5", "ranking: ['C']");
  const auto result = closed(room);
  CHECK(result.quota() == 2);
  CHECK(result.outcome() == pb::OUTCOME_ELECTED);
  CHECK(list(result.winners()) == Words{"A", "C"});
  CHECK(result.winner().empty());
  REQUIRE(result.rounds_size() >= 2);
  CHECK(list(result.rounds(0).elected()) == Words{"A"});
  CHECK(result.rounds(1).option() == "A");
  CHECK_FALSE(result.rounds(1).eliminated());
  CHECK(result.rounds(1).votes(2).votes() == 199'999);
  CHECK(result.rounds(1).lost() == 1);
}

// Equal shares of 100 among four: 25 each. The park's four supporters pay 10 each; the three who
// want the bridge have 45 left and it costs 60. With raised shares the bridge is paid too.
TEST_CASE("equal shares: what is funded, by whom, at what price", "[unit][domain]") {
  for (const auto& [completion, funded] : {std::pair{"", 1}, std::pair{"ADD1", 2}}) {
    CAPTURE(completion);
    TestRoom room = room_under("avtale");
    const std::string then = *completion == '\0' ? "" : " completion: BUDGET_COMPLETION_ADD1";
    open(room, binding + shares + then);
    for (const auto* voter : {"R1", "R2", "R3"}) cast(room, voter, "choices: ['park', 'bru']");
    cast(room, "R4", "choices: ['park']");
    const auto result = closed(room);
    CHECK(result.outcome() == pb::OUTCOME_SETTLED);
    CHECK(result.decided_by() == pb::DECIDED_BY_EQUAL_SHARES);
    REQUIRE(result.funded_size() == funded);
    CHECK(result.funded(0).option() == "park");
    CHECK(result.funded(0).highest_payment() == "10");
    CHECK(result.funded(0).approvals() == 4);
    CHECK(result.spent() == (funded == 1 ? 40 : 100));
    CHECK(result.ranking(0).option() == "park");
  }
}

// A body that adopted a quorum of its own has it asked of these votes too.
TEST_CASE("further methods: a quorum of one's own", "[unit][domain]") {
  auto config = usual_config(pb::MODE_FORMAL);
  config.clear_ruleset();
  *config.mutable_ruleset_in_full() = message<pb::Ruleset>(
      "id: 'laget' version: 1 binding_votes: true other_methods_bind: true "
      "quorum { numerator: 1 denominator: 2 } chair_breaks_ties: true");
  for (const auto& method : {consent, runoff, transfers, shares}) {
    CAPTURE(method);
    TestRoom room = formal_meeting(config);
    open(room, binding + method);
    const std::string paper = method == consent  ? "choice: 'ingen innvending'"
                              : method == shares ? "choices: 'park'"
                                                 : "ranking: 'A'";
    for (const auto* voter : {"R1", "R2"}) cast(room, voter, paper);
    const auto result = closed(room);
    CHECK(result.outcome() == pb::OUTCOME_NOT_QUORATE);
    CHECK(result.winners().empty());
    CHECK(result.funded().empty());
  }
}

// A straw vote by these methods says what it is, and decides nothing.
TEST_CASE("further methods: soundings", "[unit][domain]") {
  TestRoom room = room_under("kommuneloven", pb::MODE_WORKSHOP);
  open(room, straw + runoff);
  cast(room, "R2", "ranking: ['A']");
  const auto result = closed(room);
  CHECK(result.outcome() == pb::OUTCOME_STRAW);
  CHECK(result.decided_by() == pb::DECIDED_BY_MORE_THAN_HALF);
  CHECK(result.winner() == "A");
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(room.refuses("R1", "decide { item: 'S1' vote: 'V' } text: 'Vedtak'") == "ikke_vedtatt");
}

// Every count names what it was made from, so that anybody can make it again.
TEST_CASE("results: every count names its inputs", "[unit][domain]") {
  TestRoom room = room_under("kommuneloven");
  open(room, binding + "method: VOTE_METHOD_FOR_AGAINST");
  const auto opened_at = room.state().number();
  for (const auto* voter : {"R1", "R2", "R3", "R4", "R5"}) cast(room, voter, "choice: 'for'");
  const auto expect = [&](const pb::CountInputs& inputs) {
    CHECK(inputs.opened_at() == opened_at);
    CHECK(inputs.counted_to() == room.state().number() - 1);
    CHECK(inputs.roll() == 5);
    CHECK(inputs.ruleset() == "kommuneloven");
    CHECK(inputs.ruleset_version() == 2);
  };
  expect(closed(room).inputs());
  expect(room.does("R1",
                   "vote_correct { vote: 'V' member: 'R5' old_choice: 'for' new_choice: 'mot' } "
                   "text: 'Feil'")
             .ballot_corrected()
             .result()
             .inputs());
  expect(
      room.does("R1", "vote_annul { vote: 'V' reason: 'Feil' }").vote_annulled().result().inputs());
}
