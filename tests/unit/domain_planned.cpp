// What is laid down before a vote: plans, rules, and casting for a member whose device failed.
#include "core/domain/rulesets.hpp"
#include "core/rebuild/record.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string binding = "kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST ";

std::string plan(const std::string& terms) {
  return "vote_plan { terms { vote: 'V' " + terms + " } }";
}

std::string adopt(const pb::Ruleset& rules) {
  pb::Command wanted;
  *wanted.mutable_ruleset_adopt()->mutable_ruleset() = rules;
  std::string text;
  google::protobuf::TextFormat::PrintToString(wanted, &text);
  return text;
}

/// kommuneloven, adjusted and renamed.
pb::Ruleset adjusted(const std::string& more) {
  auto rules = *domain::find_ruleset("kommuneloven");
  rules.set_id("eksempelvik");
  rules.set_version(1);
  rules.set_based_on("kommuneloven");
  rules.MergeFrom(message<pb::Ruleset>(more));
  return rules;
}

}  // namespace

// A plan is made, changed and struck until the vote opens; opening it by its id takes the plan's
// terms and its question.
TEST_CASE("planned vote: changed until it opens, and opened by its id", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("SEK", plan(binding) + " text: 'Skal vi bygge?'");
  CHECK(room.the<pb::Vote>("V").status() == pb::VOTE_STATUS_PLANNED);
  CHECK(list(room.the<pb::Vote>("V").terms().options()) == Words{"for", "mot"});
  CHECK(room.room().open_vote().empty());
  room.does("SEK", plan(binding + "item: 'S1' need_unanimous: true"));
  CHECK(room.the<pb::Vote>("V").question() == "Skal vi bygge?");
  room.does("R1", "vote_open { terms { vote: 'V' } }");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.status() == pb::VOTE_STATUS_OPEN);
  CHECK(vote.terms().need_unanimous());
  CHECK(vote.question() == "Skal vi bygge?");
  CHECK(vote.language() == "nb");
  CHECK(list(vote.roll()) == Words{"R1", "R2", "R3", "R4", "R5"});
  CHECK(room.refuses("SEK", plan(binding)) == "finnes_alt");
  CHECK(room.refuses("SEK", "vote_plan { terms { vote: 'V' } dropped: true }") == "finnes_alt");
}

// Terms given at opening replace the plan's, and so does a question.
TEST_CASE("planned vote: what is said at opening replaces the plan", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("SEK", plan(binding + "need_unanimous: true") + " text: 'Skal vi bygge?'");
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " } } text: 'Skal vi bygge nå?'");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK_FALSE(vote.terms().need_unanimous());
  CHECK(vote.question() == "Skal vi bygge nå?");
}

// A struck plan opens nothing, and may be planned anew.
TEST_CASE("planned vote: struck, and planned again", "[unit][domain]") {
  TestRoom room = formal_meeting();
  CHECK(room.refuses("SEK", "vote_plan { terms { vote: 'V' } dropped: true }") ==
        "ukjent_referanse");
  room.does("SEK", plan(binding) + " text: 'Skal vi bygge?'");
  room.does("SEK", "vote_plan { terms { vote: 'V' } dropped: true }");
  CHECK(room.the<pb::Vote>("V").status() == pb::VOTE_STATUS_DROPPED);
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' } }") == "finnes_alt");
  CHECK(room.refuses("R1", "vote_annul { vote: 'V' }") == "votering_ikke_apen");
  CHECK(room.refuses("R2", "vote_cast { vote: 'V' ballot { choice: 'for' } }") ==
        "votering_ikke_apen");
  room.does("SEK", plan("kind: VOTE_KIND_STRAW method: VOTE_METHOD_GRADIENTS"));
  CHECK(room.the<pb::Vote>("V").status() == pb::VOTE_STATUS_PLANNED);
  CHECK(room.the<pb::Vote>("V").terms().levels() == 8);
}

// What may not be held may not be planned; that it needs formal mode is asked when it opens.
TEST_CASE("planned vote: the rules of votes hold for plans", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(room.refuses("R1", plan("kind: VOTE_KIND_BINDING method: VOTE_METHOD_CONSENT")) ==
        "metode_ikke_bindende");
  CHECK(room.refuses("R1", plan("kind: VOTE_KIND_STRAW method: VOTE_METHOD_DOTS")) ==
        "ugyldig_argument");
  CHECK(room.refuses("R1", plan(binding + "item: 'S9'")) == "ukjent_referanse");
  room.does("R1", plan(binding));
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' } }") == "bindende_krever_formelt_mote");
}

// A member whose device failed votes by the chair's side, who is named with the ballot and in the
// record; the ballot is the member's.
TEST_CASE("vote cast for a member: on record, the member's own ballot", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " } }");
  const std::string for_r4 = "vote_cast { vote: 'V' member: 'R4' ballot { choice: 'mot' } }";
  room.does("R4", "disconnect {}");
  CHECK(room.refuses("R2", for_r4) == "ikke_moteledelse");
  const auto event = room.does("SEK", for_r4);
  CHECK(event.ballot_cast().voter() == "R4");
  const auto& ballot = room.the<pb::Ballot>("V/R4");
  CHECK(ballot.voter() == "R4");
  CHECK(ballot.registered_by() == "SEK");
  CHECK(ballot.paper().choice() == "mot");
  CHECK(room.the<pb::Turnout>("V").cast() == 1);
  CHECK(room.state().find<pb::Ballot>("V/SEK") == nullptr);
  room.does("R4", "reconnect {}");
  room.does("R4", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  CHECK(room.the<pb::Ballot>("V/R4").registered_by().empty());
  CHECK(room.the<pb::Turnout>("V").cast() == 1);
}

// The member must sit in the hall and be on the roll; nobody votes for those who are not there, nor
// for oneself under another name.
TEST_CASE("vote cast for a member: only who is here and on the roll", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R6", "join { how: PLACE_REMOTE }");
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " recusal_of: 'R5' } }");
  const auto word = [&](const std::string& member) {
    return room.refuses(
        "SEK", "vote_cast { vote: 'V' member: '" + member + "' ballot { choice: 'for' } }");
  };
  CHECK(word("R2") == "accepted");
  CHECK(word("R5") == "inhabil");
  CHECK(word("UKJENT") == "ukjent_referanse");
  CHECK(word("KD") == "ikke_stemmerett");
  CHECK(word("V1") == "ikke_til_stede");
  CHECK(word("R6") == "accepted");
  room.does("R6", "disconnect {}");
  CHECK(word("R6") == "ikke_til_stede");
  room.does("R2", "vote_cast { vote: 'V' member: 'R2' ballot { choice: 'for' } }");
  CHECK(room.the<pb::Ballot>("V/R2").registered_by().empty());
}

// What the member cast stands, unless the member changes it; what the chair's side registered, it
// may register anew.
TEST_CASE("vote cast for a member: never over the member's own ballot", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " } }");
  const std::string for_r4 = "vote_cast { vote: 'V' member: 'R4' ballot { choice: 'mot' } }";
  room.does("SEK", for_r4);
  room.does("SEK", "vote_cast { vote: 'V' member: 'R4' ballot { choice: 'for' } }");
  CHECK(room.the<pb::Ballot>("V/R4").paper().choice() == "for");
  room.does("R4", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  CHECK(room.refuses("SEK", for_r4) == "allerede_stemt");
  room.does("R4", "vote_cast { vote: 'V' ballot { choice: 'mot' } }");
  CHECK(room.the<pb::Ballot>("V/R4").paper().choice() == "mot");
}

// A secret ballot passes through nobody else's hands.
TEST_CASE("vote cast for a member: never in a secret vote", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.given(message<pb::Event>("vote_opened { terms { vote: 'V' secret: true kind: "
                                "VOTE_KIND_ELECTION method: VOTE_METHOD_PROPORTIONAL_ELECTION "
                                "options: ['A', 'B'] seats: 1 } roll: ['R2', 'R3'] }"),
             "R1");
  CHECK(room.refuses("SEK", "vote_cast { vote: 'V' member: 'R2' ballot { choice: 'A' } }") ==
        "hemmelig_kan_ikke_rettes");
}

// The record says on whose behalf, for a ballot and for presence that was registered for another.
TEST_CASE("records: on whose behalf something was registered", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " } }");
  const auto behalf = [&](const std::string& event) {
    State state = room.state();
    rebuild::RecordHead head;
    head.time_ms = room.now_ms();
    head.actor = "SEK";
    const auto made = rebuild::make_event_record(state, message<pb::Event>(event), head,
                                                 std::string(rebuild::salt_bytes, 's'));
    pb::RecordCore core;
    REQUIRE(core.ParseFromString(made.record.core));
    return core.on_behalf_of();
  };
  CHECK(behalf("ballot_cast { vote: 'V' voter: 'R4' ballot { choice: 'for' } }") == "R4");
  CHECK(behalf("meeting_adjourned {}").empty());
}

// A vote that has closed is counted again when a ballot is corrected or a lot is drawn: until that
// cannot happen any more, by the rules it was opened under.
TEST_CASE("ruleset adopted: not while a vote may be counted again", "[unit][domain]") {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("vedtekter");
  TestRoom room = formal_meeting(config);
  const auto own =
      message<pb::Ruleset>("id: 'egne' version: 1 binding_votes: true based_on: 'vedtekter'");
  room.does("R1",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_ELECTION round: 2 options: ['R2', 'R3'] "
            "method: "
            "VOTE_METHOD_MAJORITY_ELECTION } }");
  room.does("R1", "vote_cast { vote: 'V' ballot { choice: 'R2' } }");
  room.does("R2", "vote_cast { vote: 'V' ballot { choice: 'R3' } }");
  room.does("R1", "vote_close { vote: 'V' force: true }");
  CHECK(room.refuses("R1", adopt(own)) == "votering_pagar");
  room.does("R1", "vote_declare { vote: 'V' }");
  REQUIRE(room.the<pb::Vote>("V").result().outcome() == pb::OUTCOME_LOT_NEEDED);
  CHECK(room.refuses("R1", adopt(own)) == "votering_pagar");
  room.does("R1", "lot_draw { vote: 'V' result: 'R2' witness: 'SEK' }");
  room.does("R1", adopt(own));
}

// Rules are adopted in full, between votes; what they say holds from the next vote on.
TEST_CASE("ruleset adopted: in full, between votes", "[unit][domain]") {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("vedtekter");
  TestRoom room = formal_meeting(config);
  const auto own = message<pb::Ruleset>(
      "id: 'egne' version: 1 binding_votes: true quorum { numerator: 2 denominator: 3 } "
      "based_on: 'vedtekter' sources { rule: 'quorum' paragraph: 'vedtektene § 5' }");
  room.does("R1", "vote_open { terms { vote: 'V' " + binding + " } }");
  CHECK(room.refuses("R1", adopt(own)) == "votering_pagar");
  room.does("R1", "vote_annul { vote: 'V' }");
  room.does("R1", adopt(own));
  CHECK(room.room().config().ruleset() == "egne");
  CHECK(same(room.room().config().ruleset_in_full(), own));
  room.does("R1", "vote_open { terms { vote: 'W' " + binding + " } }");
  for (const auto* voter : {"R1", "R2", "R3"}) {
    room.does(voter, "vote_cast { vote: 'W' ballot { choice: 'for' } }");
  }
  const auto result =
      room.does("R1", "vote_close { vote: 'W' force: true }").vote_closed().result();
  CHECK(result.outcome() == pb::OUTCOME_NOT_QUORATE);
  CHECK(result.inputs().ruleset() == "egne");
  CHECK(result.inputs().ruleset_version() == 1);
  room.does("R1", "vote_annul { vote: 'W' }");
  CHECK(room.refuses("R1", adopt(own)) == "utdatert_versjon");
}

// What kommuneloven fixes a body cannot change, under whatever name; what it leaves open it can.
TEST_CASE("ruleset adopted: what the law fixes stays", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const auto word = [&](const pb::Ruleset& rules) {
    const auto answer = room.refuses("R1", adopt(rules));
    return answer == "accepted" ? answer : answer + " " + room.detail;
  };
  CHECK(word(adjusted("quorum { numerator: 2 denominator: 3 }")) == "accepted");
  CHECK(word(adjusted("no_proposals_during_vote: true facilitators_write_no_notes: true "
                      "everyone_proposes: true")) == "accepted");
  CHECK(word(adjusted("quorum { numerator: 1 denominator: 3 }")) == "lovfestet quorum");
  CHECK(word(adjusted("other_methods_bind: true")) == "lovfestet other_methods_bind");
  auto chairless = adjusted("");
  chairless.set_chair_breaks_ties(false);
  CHECK(word(chairless) == "lovfestet chair_breaks_ties");
  auto no_quorum = adjusted("");
  no_quorum.clear_quorum();
  CHECK(word(no_quorum) == "lovfestet quorum");
  // Nor does a council leave the law by another ruleset's name.
  CHECK(word(*domain::find_ruleset("vedtekter")) == "lovfestet quorum");
  CHECK(word(*domain::find_ruleset("avtale")) == "lovfestet quorum");
  CHECK(word(*domain::find_ruleset("ipr")) == "accepted");
  CHECK(word(*domain::find_ruleset("kommuneloven-praksis")) == "accepted");
}

// Nor does a council leave the law in two steps: rules of its own that stand on nothing are no
// council's, however much they say the same; adjusted ones are still kommuneloven's.
TEST_CASE("ruleset adopted: the law is not left in two steps", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const auto word = [&](const pb::Ruleset& rules) {
    const auto answer = room.refuses("R1", adopt(rules));
    return answer == "accepted" ? answer : answer + " " + room.detail;
  };
  auto on_nothing = adjusted("");
  on_nothing.clear_based_on();
  CHECK(word(on_nothing) == "lovfestet based_on");
  auto on_an_agreement = adjusted("");
  on_an_agreement.set_based_on("avtale");
  CHECK(word(on_an_agreement) == "lovfestet based_on");
  room.does("R1", adopt(adjusted("")));
  on_nothing.set_version(2);
  CHECK(word(on_nothing) == "lovfestet based_on");
  CHECK(word(*domain::find_ruleset("avtale")) == "lovfestet quorum");
  auto further = adjusted("no_proposals_during_vote: true");
  further.set_version(2);
  further.set_based_on("kommuneloven-praksis");
  CHECK(word(further) == "accepted");
}

// Rules that cannot be followed, or pass for others, are named.
TEST_CASE("ruleset adopted: malformed, or under a false name", "[unit][domain]") {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("avtale");
  TestRoom room = formal_meeting(config);
  const auto word = [&](const std::string& rules) {
    const auto answer = room.refuses("R1", adopt(message<pb::Ruleset>(rules)));
    return answer == "accepted" ? answer : answer + " " + room.detail;
  };
  CHECK(word("") == "ugyldig_argument id");
  CHECK(word("id: 'x'") == "ugyldig_argument version");
  CHECK(word("id: 'x' version: 1 quorum { numerator: 3 denominator: 2 }") ==
        "ugyldig_argument quorum");
  CHECK(word("id: 'x' version: 1 based_on: 'romlov'") == "ukjent_referanse based_on");
  CHECK(word("id: 'x' version: 1 sources { rule: 'quorum' }") == "ugyldig_argument sources");
  CHECK(word("id: 'avtale' version: 3") == "ugyldig_argument based_on");
  CHECK(word("id: 'avtale' version: 3 based_on: 'avtale'") == "accepted");
  CHECK(word("id: 'x' version: 1 based_on: 'ipr'") == "lovfestet quorum");
}

// A room may be founded with adjusted rules in full; the same checks hold there.
TEST_CASE("founding: adjusted rules", "[unit][domain]") {
  auto config = usual_config();
  *config.mutable_ruleset_in_full() = adjusted("no_proposals_during_vote: true");
  for (const auto* name : {"kommuneloven", "eksempelvik", ""}) {
    CAPTURE(name);
    config.set_ruleset(name);
    const auto events = domain::found_room("A", config, false, usual_roster());
    const auto& made = events.front().room_created().config();
    CHECK(made.ruleset() == "eksempelvik");
    CHECK(made.ruleset_in_full().no_proposals_during_vote());
  }
  config.mutable_ruleset_in_full()->set_other_methods_bind(true);
  try {
    domain::found_room("A", config, false, usual_roster());
    FAIL("rules against the law were accepted");
  } catch (const std::invalid_argument& wrong) {
    CHECK(std::string(wrong.what()).starts_with("The ruleset: other_methods_bind cannot be so."));
  }
}
