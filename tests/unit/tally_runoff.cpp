// Goal: instant-runoff counts published examples as published, and settles or reports its ties.
#include <catch2/catch.hpp>

#include "core/tally/preferential.hpp"

namespace tally = tingbok::tally;
using tally::Count;
using tally::SettledBy;
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

// Published: Wikipedia, "Instant-runoff voting", the capital of Tennessee (100 voters): Chattanooga
// goes out first, then Nashville, and Knoxville wins 58 to 42.
TEST_CASE("tally: instant-runoff finds Tennessee's capital as published", "[unit][tally]") {
  const Names cities = {"Memphis", "Nashville", "Chattanooga", "Knoxville"};
  const auto ballots = ranked({{{"Memphis", "Nashville", "Chattanooga", "Knoxville"}, 42},
                               {{"Nashville", "Chattanooga", "Knoxville", "Memphis"}, 26},
                               {{"Chattanooga", "Knoxville", "Nashville", "Memphis"}, 15},
                               {{"Knoxville", "Chattanooga", "Nashville", "Memphis"}, 17}});
  const auto made = tally::instant_runoff(ballots, cities, {});
  REQUIRE(made.rounds.size() == 3);
  CHECK(made.rounds[0].eliminated == "Chattanooga");
  CHECK(made.rounds[1].votes ==
        std::vector<Count>{{"Memphis", 42}, {"Nashville", 26}, {"Knoxville", 32}});
  CHECK(made.rounds[1].eliminated == "Nashville");
  CHECK(made.rounds[2].votes == std::vector<Count>{{"Memphis", 42}, {"Knoxville", 58}});
  CHECK(made.rounds[2].eliminated.empty());
  CHECK(made.winner == "Knoxville");
}

// Published: the example election of OpaVote, as the STVPoll library has it in
// stvpoll_testing/test_opa_example.py (IRV: Alice). Short ballots run out on the way.
TEST_CASE("tally: instant-runoff counts short ballots as exhausted", "[unit][tally]") {
  const Names names = {"Alice", "Bob", "Chris", "Don", "Eric"};
  const auto ballots = ranked({{{"Alice", "Bob", "Chris"}, 28},
                               {{"Bob", "Alice", "Chris"}, 26},
                               {{"Chris"}, 3},
                               {{"Don"}, 2},
                               {{"Eric"}, 1}});
  const auto made = tally::instant_runoff(ballots, names, {});
  CHECK(made.winner == "Alice");
  REQUIRE(made.rounds.size() == 4);
  CHECK(made.rounds[3].exhausted == 6);
  CHECK(made.rounds[3].votes == std::vector<Count>{{"Alice", 28}, {"Bob", 26}});
}

// Two stand equal last, but one had fewer in an earlier round: that one goes out, and the round
// says why.
TEST_CASE("tally: instant-runoff settles a tie by the earlier round", "[unit][tally]") {
  const Names names = {"a", "b", "c", "d"};
  const auto ballots = ranked({{{"a"}, 5}, {{"b"}, 4}, {{"c"}, 3}, {{"d", "c"}, 1}});
  const auto made = tally::instant_runoff(ballots, names, {});
  REQUIRE(made.rounds.size() >= 2);
  CHECK(made.rounds[0].eliminated == "d");
  CHECK(made.rounds[0].settled_by == SettledBy::own_numbers);
  CHECK(made.rounds[1].tied == Names{"b", "c"});
  CHECK(made.rounds[1].settled_by == SettledBy::earlier_round);
  CHECK(made.rounds[1].eliminated == "c");
}

// Equal all the way: the count stops, says who the lot stands between, and goes on with the lot.
TEST_CASE("tally: instant-runoff waits for a lot and then uses it", "[unit][tally]") {
  const Names names = {"a", "b", "c"};
  const auto ballots = ranked({{{"a"}, 3}, {{"b", "a"}, 2}, {{"c", "b"}, 2}});
  const auto waiting = tally::instant_runoff(ballots, names, {});
  CHECK(waiting.winner.empty());
  CHECK(waiting.lot_between == Names{"b", "c"});
  CHECK(waiting.rounds.back().settled_by == SettledBy::lot_needed);
  const auto made = tally::instant_runoff(ballots, names, Names{"b"});
  CHECK(made.lot_between.empty());
  CHECK(made.rounds.front().settled_by == SettledBy::lot);
  CHECK(made.rounds.front().eliminated == "b");
  CHECK(made.winner == "a");
  CHECK_THROWS_AS(tally::instant_runoff(ballots, names, Names{"a"}), std::invalid_argument);
}

// Nothing to count gives no winner rather than a lot; twice the same option is refused.
TEST_CASE("tally: instant-runoff without a vote has no winner", "[unit][tally]") {
  const Names names = {"a", "b"};
  const auto none = tally::instant_runoff({}, names, {});
  CHECK(none.winner.empty());
  CHECK(none.lot_between.empty());
  const auto odd = ranked({{{"x", "b", "b", "a"}, 1}, {{}, 2}});
  const auto made = tally::instant_runoff(odd, names, {});
  CHECK(made.winner == "b");
  CHECK(made.rounds.front().exhausted == 2);
  CHECK_THROWS_AS(tally::instant_runoff({}, Names{"a", "a"}, {}), std::invalid_argument);
}
