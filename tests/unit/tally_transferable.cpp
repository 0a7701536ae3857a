// Goal: the single transferable vote counts published examples as published, shows every stage, and
// settles or reports its ties as the Scottish rules (SSI 2011/399, Schedule 1) say.
#include <algorithm>

#include <catch2/catch.hpp>

#include "core/tally/preferential.hpp"

namespace tally = tingbok::tally;
using tally::Count;
using tally::SettledBy;
using tally::StvStep;
using tally::StvTransfer;
using Names = std::vector<std::string>;

namespace {

std::vector<tally::Ballot> ranked(const std::vector<std::pair<Names, int>>& counts) {
  std::vector<tally::Ballot> ballots;
  for (const auto& [ranking, count] : counts) {
    for (int i = 0; i < count; ++i) ballots.emplace_back().ranking = ranking;
  }
  return ballots;
}

}  // namespace

// Published: Wikipedia, "Single transferable vote", the party's dessert (20 guests, three dishes,
// quota 6): chocolate, orange and strawberries, in that order; also the README of STVPoll.
TEST_CASE("tally: the transferable vote serves the published dessert", "[unit][tally]") {
  const Names dishes = {"orange", "chocolate", "pear", "strawberry", "bonbon"};
  const auto ballots = ranked({{{"orange"}, 4},
                               {{"pear", "orange"}, 2},
                               {{"chocolate", "strawberry"}, 8},
                               {{"chocolate", "bonbon"}, 4},
                               {{"strawberry"}, 1},
                               {{"bonbon"}, 1}});
  const auto made = tally::single_transferable_vote(ballots, dishes, 3, {});
  CHECK(made.valid == 20);
  CHECK(made.quota == 6);
  CHECK(made.elected == Names{"chocolate", "orange", "strawberry"});
  REQUIRE(made.stages.size() == 4);
  CHECK(made.stages[0].elected == Names{"chocolate"});
  CHECK(made.stages[1].step == StvStep::surplus);
  CHECK(made.stages[1].candidate == "chocolate");
  CHECK(made.stages[1].transfers ==
        std::vector<StvTransfer>{{"strawberry", 8, 50'000}, {"bonbon", 4, 50'000}});
  CHECK(made.stages[1].votes == std::vector<Count>{{"orange", 400'000},
                                                   {"chocolate", 600'000},
                                                   {"pear", 200'000},
                                                   {"strawberry", 500'000},
                                                   {"bonbon", 300'000}});
  CHECK(made.stages[2].step == StvStep::exclusion);
  CHECK(made.stages[2].candidate == "pear");
  CHECK(made.stages[2].elected == Names{"orange"});
  CHECK(made.stages[3].candidate == "bonbon");
  CHECK(made.stages[3].transfers == std::vector<StvTransfer>{{"", 1, 100'000}, {"", 4, 50'000}});
  CHECK(made.stages[3].non_transferable == 300'000);
}

// Published: the example election of OpaVote, as STVPoll has it (Scottish STV: Alice, Bob, Chris).
// Values are truncated: 12/28 is 0.42857, not 0.42857142 nor 0.42858, and what that takes is shown.
TEST_CASE("tally: transfer values are truncated to five decimal places", "[unit][tally]") {
  const Names names = {"Alice", "Bob", "Chris", "Don", "Eric"};
  const auto ballots = ranked({{{"Alice", "Bob", "Chris"}, 28},
                               {{"Bob", "Alice", "Chris"}, 26},
                               {{"Chris"}, 3},
                               {{"Don"}, 2},
                               {{"Eric"}, 1}});
  const auto made = tally::single_transferable_vote(ballots, names, 3, {});
  CHECK(made.quota == 16);
  CHECK(made.elected == Names{"Alice", "Bob", "Chris"});
  REQUIRE(made.stages.size() == 3);
  CHECK(made.stages[0].elected == Names{"Alice", "Bob"});
  CHECK(made.stages[1].candidate == "Alice");
  CHECK(made.stages[1].transfers == std::vector<StvTransfer>{{"Chris", 28, 42'857}});
  CHECK(made.stages[1].lost == 4);
  CHECK(made.stages[2].transfers == std::vector<StvTransfer>{{"Chris", 26, 38'461}});
  CHECK(made.stages[2].votes[2] == Count{"Chris", 300'000 + 28 * 42'857 + 26 * 38'461});
  CHECK(made.stages[2].lost == 4 + 14);
}

// Rule 49 (3): A, 6 papers with a quota of 4, gives each 2/6 = 0.33333; B then has 3 + 6 × 0.33333
// = 4.99998 with a surplus of 0.99998, and passes on what came at 0.33333 at 0.99998 × 0.33333 /
// 4.99998 = 0.06666, what came at 1 at 0.99998 / 4.99998 = 0.19999. Worked by hand.
TEST_CASE("tally: papers that came with a surplus pass on at a part of it", "[unit][tally]") {
  const auto ballots =
      ranked({{{"A", "B", "C"}, 6}, {{"B", "D"}, 3}, {{"C"}, 2}, {{"D"}, 2}, {{"E"}, 2}});
  const auto made =
      tally::single_transferable_vote(ballots, Names{"A", "B", "C", "D", "E"}, 3, Names{"E"});
  CHECK(made.quota == 4);
  REQUIRE(made.stages.size() >= 3);
  CHECK(made.stages[1].votes[1] == Count{"B", 499'998});
  CHECK(made.stages[1].elected == Names{"B"});
  CHECK(made.stages[2].candidate == "B");
  CHECK(made.stages[2].transfers == std::vector<StvTransfer>{{"D", 3, 19'999}, {"C", 6, 6'666}});
  CHECK(made.stages[2].votes[1] == Count{"B", 400'000});
}

// Rule 52 (2) (a): equal last now, but not at the stage before: the one who had fewer goes.
TEST_CASE("tally: an exclusion tie goes by the most recent stage that differs", "[unit][tally]") {
  const Names names = {"a", "b", "c", "d", "e"};
  const auto ballots = ranked({{{"a"}, 9}, {{"b"}, 8}, {{"c"}, 4}, {{"d"}, 3}, {{"e", "d"}, 1}});
  const auto made = tally::single_transferable_vote(ballots, names, 2, {});
  REQUIRE(made.stages.size() >= 3);
  CHECK(made.stages[1].candidate == "e");
  CHECK(made.stages[2].tied == Names{"c", "d"});
  CHECK(made.stages[2].settled_by == SettledBy::earlier_round);
  CHECK(made.stages[2].candidate == "d");
}

// Rules 50 (3) and 52 (2) (b): equal at all stages, so a lot; without one the count stops there.
TEST_CASE("tally: equal at every stage waits for a lot", "[unit][tally]") {
  const Names names = {"a", "b", "c", "d"};
  const auto surplus = ranked({{{"a", "c"}, 6}, {{"b", "d"}, 6}, {{"c"}, 1}, {{"d"}, 1}});
  const auto waiting = tally::single_transferable_vote(surplus, names, 3, {});
  CHECK(waiting.quota == 4);
  CHECK(waiting.elected == Names{"a", "b"});
  CHECK(waiting.lot_between == Names{"a", "b"});
  CHECK(waiting.stages.back().candidate.empty());
  const auto made = tally::single_transferable_vote(surplus, names, 3, Names{"b", "c"});
  CHECK(made.stages[1].candidate == "b");
  CHECK(made.stages[1].settled_by == SettledBy::lot);
  CHECK(made.elected.size() == 3);
  CHECK_THROWS_AS(tally::single_transferable_vote(surplus, names, 3, Names{"c"}),
                  std::invalid_argument);
}

// Rule 53: as many candidates as seats are elected without a transfer; an election has seats.
TEST_CASE("tally: as many candidates as seats are all elected", "[unit][tally]") {
  const auto ballots = ranked({{{"a", "b"}, 9}});
  const auto made = tally::single_transferable_vote(ballots, Names{"b", "a"}, 2, {});
  CHECK(made.elected == Names{"a", "b"});
  CHECK(made.stages.size() == 1);
  CHECK(tally::single_transferable_vote(ballots, Names{"a"}, 2, {}).elected == Names{"a"});
  CHECK_THROWS_AS(tally::single_transferable_vote(ballots, Names{"a"}, 0, {}),
                  std::invalid_argument);
}

// A small surplus passes papers on at less than the last decimal: whoever holds nothing but those
// has papers and no votes, and is excluded like anyone.
TEST_CASE("tally: papers that are worth nothing any more are passed on", "[unit][tally]") {
  const Names names = {"A", "C", "B", "X", "D", "E"};
  const auto ballots = ranked({{{"A", "B"}, 18},
                               {{"A"}, 11},
                               {{"C", "B", "X"}, 5},
                               {{"C"}, 11},
                               {{"B"}, 6},
                               {{"D"}, 14},
                               {{"E"}, 5}});
  const auto made = tally::single_transferable_vote(ballots, names, 4, {});
  CHECK(made.quota == 15);
  CHECK(made.elected == Names{"A", "C", "B", "D"});
  const auto last = std::find_if(made.stages.begin(), made.stages.end(),
                                 [](const auto& stage) { return stage.candidate == "X"; });
  REQUIRE(last != made.stages.end());
  CHECK(last->step == StvStep::exclusion);
  CHECK(last->transfers == std::vector<StvTransfer>{{"", 5, 0}});
}
