// Secret votes: the log says that somebody voted, never what; the box says what, never who.
#include <algorithm>
#include <set>

#include "core/domain/papers.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A formal meeting where a majority election may be secret (kommuneloven § 5-12).
TestRoom youth_council() {
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_allow_secret_single(true);
  return formal_meeting(config);
}

std::string open(const std::string& vote, const std::string& terms) {
  return "vote_open { terms { vote: '" + vote + "' secret: true " + terms + " } }";
}

const std::string election =
    "kind: VOTE_KIND_ELECTION method: VOTE_METHOD_MAJORITY_ELECTION options: ['Anne', 'Bo']";

void cast(TestRoom& room, const std::string& voter, const std::string& paper,
          const std::string& text = "") {
  room.does(voter, "vote_cast { vote: 'V' ballot { " + paper + " } } text: '" + text + "'");
}

/// The published ballots, counted again.
bool comes_to_its_result(const TestRoom& room) {
  auto result = room.the<pb::Vote>("V").result();
  auto counted = domain::recount(room.state(), room.the<pb::Vote>("V"));
  auto* again = std::get_if<pb::TallyResult>(&counted);
  if (again == nullptr) return false;
  result.clear_inputs();
  again->clear_inputs();
  return same(*again, result);
}

/// Everything a log holds of the room: cores, personal parts, and the state with its personal
/// fields.
std::string all_bytes(const TestRoom& room) {
  std::string bytes;
  for (const auto& one : room.log()) {
    bytes += one.core.SerializeAsString() + one.personal.SerializeAsString();
  }
  return bytes + room.state().snapshot().SerializeAsString();
}

}  // namespace

// The whole life: cast, closed, counted like any other vote, and published in the order of the
// ballots' bytes.
TEST_CASE("secret vote: counted at closing, published without persons", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", open("V", election));
  CHECK(room.the<pb::Vote>("V").ballot_key().size() == domain::ballot_key_bytes);
  cast(room, "R2", "choice: 'Bo'");
  cast(room, "R1", "choice: 'Anne'");
  cast(room, "R5", "choice: 'Bo'");
  cast(room, "R4", "choice: 'blankt'");
  cast(room, "R3", "choice: 'Bo'");
  CHECK(room.the<pb::Turnout>("V").cast() == 5);
  room.does("R1", "vote_close { vote: 'V' }");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.result().outcome() == pb::OUTCOME_ELECTED);
  CHECK(vote.result().winner() == "Bo");
  CHECK(vote.result().cast() == 5);
  Words published;
  for (const auto& paper : vote.secret_ballots()) published.push_back(paper.choice());
  CHECK(published == Words{"Bo", "Bo", "Bo", "Anne", "blankt"});
  CHECK(comes_to_its_result(room));
}

// Two rooms where everyone votes otherwise, but in the same order, must leave the same bytes while
// the vote is open: then nothing in the log can depend on the choice.
TEST_CASE("secret vote: while it is open the log is the same whatever is chosen",
          "[unit][domain]") {
  const auto bytes_with = [](const Words& choices) {
    TestRoom room = youth_council();
    room.does("R1", open("V", election));
    const Words voters = {"R1", "R2", "R3", "R4", "R5"};
    for (std::size_t i = 0; i < voters.size(); ++i) {
      cast(room, voters[i], "choice: '" + choices[i] + "'", "Eg stemmer " + choices[i]);
    }
    return all_bytes(room);
  };
  const auto some = bytes_with({"Anne", "Anne", "Bo", "Bo", "blankt"});
  CHECK(some == bytes_with({"Bo", "blankt", "Anne", "Bo", "Anne"}));
  CHECK(some.find("Eg stemmer") == std::string::npos);
}

// Nor may who voted what be told from the event that closes: it depends on the ballots as a bag.
TEST_CASE("secret vote: closing tells the ballots, not whose they were", "[unit][domain]") {
  const auto bytes_with = [](const Words& choices) {
    TestRoom room = youth_council();
    room.does("R1", open("V", election));
    const Words voters = {"R1", "R2", "R3", "R4", "R5"};
    for (std::size_t i = 0; i < voters.size(); ++i) {
      cast(room, voters[i], "choice: '" + choices[i] + "'");
    }
    room.does("R1", "vote_close { vote: 'V' }");
    return all_bytes(room);
  };
  CHECK(bytes_with({"Anne", "Anne", "Bo", "Bo", "blankt"}) ==
        bytes_with({"Bo", "blankt", "Anne", "Bo", "Anne"}));
}

// A ballot in a secret vote says that it was cast; its paper and place are empty.
TEST_CASE("secret vote: the entity of a ballot has neither paper nor place", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", open("V", election));
  cast(room, "R2", "choice: 'Bo'", "Bo er best");
  const auto& ballot = room.the<pb::Ballot>("V/R2");
  CHECK_FALSE(ballot.has_paper());
  CHECK(ballot.order() == 0);
  CHECK(ballot.voter() == "R2");
  CHECK(room.log().back().personal.ByteSizeLong() == 0);
}

// The rulebook's refusals, in its order, hold for secret votes too.
TEST_CASE("secret vote: cast once, never for another, never corrected", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", open("V", election));
  CHECK(room.refuses("R2", "vote_cast { vote: 'V' ballot { choice: 'Kari' } }") == "ugyldig_valg");
  CHECK(room.refuses("R1", "vote_cast { vote: 'V' member: 'R3' ballot { choice: 'Bo' } }") ==
        "hemmelig_kan_ikke_rettes");
  cast(room, "R2", "choice: 'Bo'");
  CHECK(room.refuses("R2", "vote_cast { vote: 'V' ballot { choice: 'Anne' } }") ==
        "allerede_stemt");
  CHECK(room.refuses("V1", "vote_cast { vote: 'V' ballot { choice: 'Anne' } }") ==
        "ikke_til_stede");
  CHECK(room.refuses("R1", "vote_close { vote: 'V' }") == "stemmeplikt_mangler");
  room.does("R1", "vote_close { vote: 'V' force: true }");
  CHECK(list(room.the<pb::Vote>("V").missing()) == Words{"R1", "R3", "R4", "R5"});
  CHECK(room.refuses("R1",
                     "vote_correct { vote: 'V' member: 'R2' old_choice: 'Bo' new_choice: "
                     "'Anne' }") == "hemmelig_kan_ikke_rettes");
}

// Without keys there are no secret votes; a key that was lost ends the one that is open.
TEST_CASE("secret vote: without its key it is annulled, never counted", "[unit][domain]") {
  TestRoom room = youth_council();
  room.has_keys = false;
  CHECK(room.refuses("R1", open("V", election)) == "hemmelig_ikke_stottet");
  room.has_keys = true;
  room.does("R1", open("V", election));
  cast(room, "R2", "choice: 'Bo'");
  room.has_keys = false;
  CHECK(room.refuses("R1", "vote_close { vote: 'V' force: true }") == "stemmenokkel_mangler");
  room.has_keys = true;
  room.box.lose("V");  // A box that lacks a ballot is not counted either.
  CHECK(room.refuses("R1", "vote_close { vote: 'V' force: true }") == "stemmenokkel_mangler");
  room.does("R1", "vote_annul { vote: 'V' reason: 'nøkkelen er borte' }");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.result().outcome() == pb::OUTCOME_ANNULLED);
  CHECK(vote.result().cast() == 1);
  CHECK(vote.secret_ballots().empty());
  CHECK(domain::open_secret_votes(room.state()).empty());
  room.does("R1", open("V2", election));
}

// A vote that was planned as secret opens as secret, by its id alone; consent never is, since
// whoever objects says why.
TEST_CASE("secret vote: planned ones are secret, consent is not", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", "vote_plan { terms { vote: 'V' secret: true " + election + " } }");
  room.does("R1", "vote_open { terms { vote: 'V' } }");
  CHECK(room.the<pb::Vote>("V").ballot_key().size() == domain::ballot_key_bytes);
  cast(room, "R2", "choice: 'Bo'");
  CHECK_FALSE(room.the<pb::Ballot>("V/R2").has_paper());
  room.does("R1", "vote_annul { vote: 'V' reason: 'feil' }");
  CHECK(room.refuses("R1", open("C", "kind: VOTE_KIND_STRAW method: VOTE_METHOD_CONSENT")) ==
        "ugyldig_argument");
}

// A key is made only for a vote that will open, and a box is opened only for one that will close.
TEST_CASE("secret vote: keys are asked for only where they decide", "[unit][domain]") {
  TestRoom room = youth_council();
  domain::Context context;
  context.actor = "R2";
  context.now_ms = room.now_ms();
  CHECK_FALSE(domain::wants_ballot_key(room.state(), command(open("V", election)), context));
  context.actor = "R1";
  CHECK(domain::wants_ballot_key(room.state(), command(open("V", election)), context));
  CHECK_FALSE(domain::wants_ballot_key(
      room.state(),
      command("vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: "
              "VOTE_METHOD_FOR_AGAINST } }"),
      context));
  room.does("R1", open("V", election));
  const auto box = [&](const std::string& text) {
    return domain::ballot_box_to_open(room.state(), command(text), context);
  };
  CHECK(box("vote_close { vote: 'V' }").empty());  // Nobody has voted, and they must.
  CHECK(box("vote_close { vote: 'V' force: true }") == room.the<pb::Vote>("V").ballot_key());
  CHECK(box("vote_close { vote: 'X' force: true }").empty());
  context.actor = "R2";
  CHECK(box("vote_close { vote: 'V' force: true }").empty());
}

// A tie in a secret vote is shown as one; lots are drawn and counted from the published ballots.
TEST_CASE("secret vote: the chair's ballot settles nothing, a lot does", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", open("V", election + " round: 2"));
  cast(room, "R1", "choice: 'Anne'");
  cast(room, "R2", "choice: 'Anne'");
  cast(room, "R3", "choice: 'Bo'");
  cast(room, "R4", "choice: 'Bo'");
  cast(room, "R5", "choice: 'blankt'");
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.the<pb::Vote>("V").result().outcome() == pb::OUTCOME_LOT_NEEDED);
  room.does("R1", "lot_draw { vote: 'V' result: 'Bo' witness: 'R5' }");
  CHECK(room.the<pb::Vote>("V").result().winner() == "Bo");
  CHECK(comes_to_its_result(room));
}

// Every way to write the same choice must give the same bytes, or the way would tell the writer.
TEST_CASE("papers: one form for each choice", "[unit][domain]") {
  pb::VoteTerms terms = message<pb::VoteTerms>(
      "kind: VOTE_KIND_STRAW method: VOTE_METHOD_POINTS options: ['a', 'b', 'c'] sum: 5");
  const auto points = [&](const std::string& text) {
    return domain::padded(terms, message<pb::BallotPaper>(text));
  };
  CHECK(points("points { option: 'b' count: 2 } points { option: 'a' count: 3 }") ==
        points("points { option: 'a' count: 3 } points { option: 'c' } "
               "points { option: 'b' count: 2 }"));
  auto paper = message<pb::BallotPaper>("points { option: 'a' count: 5 }");
  const auto plain = domain::padded(terms, paper);
  paper.GetReflection()->MutableUnknownFields(&paper)->AddVarint(77, 5);
  paper.mutable_points(0)
      ->GetReflection()
      ->MutableUnknownFields(paper.mutable_points(0))
      ->AddVarint(78, 6);
  CHECK(domain::padded(terms, paper) == plain);
  terms.set_method(pb::VOTE_METHOD_APPROVAL);
  terms.set_max(3);
  CHECK(domain::padded(terms, message<pb::BallotPaper>("choices: ['c', 'a']")) ==
        domain::padded(terms, message<pb::BallotPaper>("choices: ['a', 'c']")));
}

// One size for each vote, whatever the method and the choice, up to the longest option.
TEST_CASE("papers: one size for every choice in a vote", "[unit][domain]") {
  const std::string longest(domain::limits::option_bytes_max, 'x');
  const std::string options = "options: ['a', 'bb', '" + longest + "'] ";
  const std::vector<std::pair<std::string, Words>> methods = {
      {"VOTE_METHOD_MAJORITY_ELECTION",
       {"choice: 'a'", "choice: 'bb'", "choice: '" + longest + "'", "choice: 'blankt'"}},
      {"VOTE_METHOD_APPROVAL max: 3",
       {"", "choices: 'a'", "choices: ['a', 'bb', '" + longest + "']"}},
      {"VOTE_METHOD_RANKING", {"ranking: ['a', 'bb', '" + longest + "']"}},
      {"VOTE_METHOD_DOTS max: 1000000 per_option_max: 1000000",
       {"", "dots { option: 'a' count: 1 }", "dots { option: '" + longest + "' count: 1000000 }"}},
      {"VOTE_METHOD_POINTS sum: 1000000",
       {"points { option: 'a' count: 1000000 }",
        "points { option: 'a' count: 333333 } points { option: 'bb' count: 333333 } points { "
        "option: '" +
            longest + "' count: 333334 }"}},
      {"VOTE_METHOD_GRADIENTS levels: 100", {"grade: 1", "grade: 100"}}};
  for (const auto& [method, papers] : methods) {
    const auto terms =
        message<pb::VoteTerms>("kind: VOTE_KIND_STRAW " + options + "method: " + method);
    std::set<std::size_t> sizes;
    for (const auto& text : papers) {
      INFO(method << " " << text);
      const auto plain = domain::padded(terms, message<pb::BallotPaper>(text));
      sizes.insert(plain.size());
      const auto back = domain::unpadded(terms, plain);
      REQUIRE(back.has_value());
      CHECK(domain::padded(terms, *back) == plain);
    }
    CHECK(sizes.size() == 1);
  }
}

// What comes out of a box is looked at as if a stranger had put it there.
TEST_CASE("papers: bytes that no ballot makes are no ballot", "[unit][domain]") {
  const auto terms = message<pb::VoteTerms>("kind: VOTE_KIND_STRAW " + election.substr(24));
  const auto good = domain::padded(terms, message<pb::BallotPaper>("choice: 'Anne'"));
  REQUIRE(domain::unpadded(terms, good).has_value());
  CHECK_FALSE(domain::unpadded(terms, "").has_value());
  CHECK_FALSE(domain::unpadded(terms, good.substr(1)).has_value());
  CHECK_FALSE(domain::unpadded(terms, std::string(good.size(), '\0')).has_value());
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] = static_cast<char>(bad[i] ^ 1);
    INFO(i);
    CHECK_FALSE(domain::unpadded(terms, bad).has_value());
  }
}

// A client may fill in fields that the vote's method does not read, of any size: they are cut off,
// as on any ballot.
TEST_CASE("secret vote: only what the method reads goes into the box", "[unit][domain]") {
  TestRoom room = youth_council();
  room.does("R1", open("V",
                       "kind: VOTE_KIND_STRAW method: VOTE_METHOD_APPROVAL max: 2 options: "
                       "['a', 'b']"));
  cast(room, "R2", "choices: 'a' grade: 7 choice: '" + std::string(50'000, 'x') + "'");
  cast(room, "R3", "choices: 'a'");
  const auto& box = room.box.of("V");
  REQUIRE(box.size() == 2);
  CHECK(box[0] == box[1]);
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.the<pb::Vote>("V").secret_ballots(0).ShortDebugString() == "choices: \"a\"");
}

// A secret vote whose ballots would not go into the event that publishes them could never close.
TEST_CASE("secret vote: refused where its ballots could not be published", "[unit][domain]") {
  pb::VoteTerms terms = message<pb::VoteTerms>("method: VOTE_METHOD_RANKING");
  for (int i = 0; i < domain::limits::options_max; ++i) {
    terms.add_options(std::string(domain::limits::option_bytes_max - 3, 'x') +
                      std::to_string(100 + i));
  }
  CHECK(domain::can_be_published(terms, 10));
  CHECK_FALSE(domain::can_be_published(terms, 100));
  CHECK(domain::can_be_published(message<pb::VoteTerms>("options: ['for', 'mot']"), 3'800));
}

// A refusal is kept; somebody's ballot must not be kept with it.
TEST_CASE("secret vote: a refused command leaves its ballot out", "[unit][domain]") {
  TestRoom room = youth_council();
  const auto kept = [&](const std::string& text) {
    return domain::without_secret_ballot(room.state(), command(text));
  };
  const std::string bo = "ballot { choice: 'Bo' } } text: 'Bo!' language: 'nb'";
  CHECK(same(kept("vote_cast { vote: 'V' " + bo), command("vote_cast { vote: 'V' }")));
  room.does("R1", open("V", election));
  CHECK(same(kept("vote_cast { vote: 'V' member: 'R3' " + bo),
             command("vote_cast { vote: 'V' member: 'R3' }")));
  CHECK(same(kept("vote_correct { vote: 'V' member: 'R2' old_choice: 'Bo' new_choice: 'Anne' }"),
             command("vote_correct { vote: 'V' member: 'R2' }")));
  room.does("R1", "vote_annul { vote: 'V' reason: 'feil' }");
  room.does("R1",
            "vote_open { terms { vote: 'O' kind: VOTE_KIND_STRAW method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  const auto open_vote = command("vote_cast { vote: 'O' ballot { choice: 'for' } } text: 'Ja'");
  CHECK(same(domain::without_secret_ballot(room.state(), open_vote), open_vote));
}
