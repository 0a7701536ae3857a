// Goal: the method of equal shares funds what the published examples say it funds, and its
// completions and ties do what their descriptions say.
#include <catch2/catch.hpp>

#include "core/tally/equal_shares.hpp"

namespace tally = tingbok::tally;
using tally::Completion;
using tally::Funding;
using Names = std::vector<std::string>;

namespace {

std::vector<tally::Ballot> approving(const std::vector<Names>& choices) {
  std::vector<tally::Ballot> ballots;
  for (const auto& one : choices) ballots.emplace_back().choices = one;
  return ballots;
}

Names funded(const tally::Budgeted& made) {
  Names names;
  for (const auto& one : made.funded) names.push_back(one.project);
  return names;
}

/// equalshares.net, "Explanation": eleven voters share 1100; `last` is what the last one approves.
std::vector<tally::Ballot> eleven(const std::string& last) {
  return approving({{"bike path", "gym"},
                    {"bike path", "gym", "park"},
                    {"bike path", "gym"},
                    {"bike path", "gym", "park"},
                    {"bike path", "gym", "park"},
                    {"bike path", "gym"},
                    {"park", "playground", "library"},
                    {"playground"},
                    {"playground", "library"},
                    {"park", "playground", "library"},
                    {last}});
}

tally::BudgetTerms city() {
  return {{{"bike path", 700}, {"gym", 400}, {"park", 250}, {"playground", 200}, {"library", 100}},
          1100,
          Completion::none,
          tally::Gain::cost};
}

}  // namespace

// Published: equalshares.net/explanation, example 1: each has 100; the bike path at 100 each, the
// playground at 50 each, the library at 33.3 each.
TEST_CASE("tally: equal shares funds the first published example", "[unit][tally]") {
  const auto made = tally::equal_shares(city(), eleven("bike path"));
  CHECK(made.share == "100");
  CHECK(made.funded == std::vector<Funding>{{"bike path", 700, 7, "100", 0, {}},
                                            {"playground", 200, 4, "50", 0, {}},
                                            {"library", 100, 3, "100/3", 0, {}}});
  CHECK(made.spent == 1000);
}

// Published: equalshares.net/explanation, example 2: the gym at 57.14 each, then the park, where
// three pay the 43 they have left and two 60.5 each (60.7 before the page's rounding), then the
// playground, where two pay their last 39.5.
TEST_CASE("tally: equal shares funds the second published example", "[unit][tally]") {
  const auto made = tally::equal_shares(city(), eleven("gym"));
  CHECK(made.funded == std::vector<Funding>{{"gym", 400, 7, "400/7", 0, {}},
                                            {"park", 250, 5, "425/7", 3, {}},
                                            {"playground", 200, 4, "425/7", 2, {}}});
  CHECK(made.spent == 850);
}

// Published: the example in the code of equalshares.net/implementation/computation: p1 and p3 of
// 100, 50 and 50, with a budget of 150; nothing is left to complete with.
TEST_CASE("tally: equal shares spends the third published example whole", "[unit][tally]") {
  const auto ballots = approving({{"p1", "p2"}, {"p1"}, {"p3"}});
  for (const auto completion : {Completion::none, Completion::add1, Completion::utilitarian}) {
    const tally::BudgetTerms terms{
        {{"p1", 100}, {"p2", 50}, {"p3", 50}}, 150, completion, tally::Gain::cost};
    const auto made = tally::equal_shares(terms, ballots);
    CHECK(funded(made) == Names{"p1", "p3"});
    CHECK(made.spent == 150);
    CHECK(made.raised == 0);
  }
}

// Published: M. Lackner, P. Skowron, Multi-Winner Voting with Approval Preferences, the running
// example with Example 2.11 (four of seven, committee a, b, c, d after the book's completion). The
// method itself elects a alone: 23/24 is left for b, and as much for c. A project costs 24 here, so
// that add1 raises by small steps; it comes to the same committee. Worked by hand.
TEST_CASE("tally: add1 completes the committee of the running example", "[unit][tally]") {
  const auto ballots = approving({{"a", "b"},
                                  {"a", "b"},
                                  {"a", "b"},
                                  {"a", "c"},
                                  {"a", "c"},
                                  {"a", "c"},
                                  {"a", "d"},
                                  {"a", "d"},
                                  {"b", "c", "f"},
                                  {"e"},
                                  {"f"},
                                  {"g"}});
  tally::BudgetTerms terms;
  for (const char* name : {"a", "b", "c", "d", "e", "f", "g"}) terms.projects.push_back({name, 24});
  terms.budget = 96;
  CHECK(funded(tally::equal_shares(terms, ballots)) == Names{"a"});
  terms.completion = Completion::add1;
  const auto made = tally::equal_shares(terms, ballots);
  CHECK(funded(made) == Names{"a", "b", "c", "d"});
  CHECK(made.share == "15");
  CHECK(made.raised == 7);
  terms.completion = Completion::utilitarian;
  const auto greedy = tally::equal_shares(terms, ballots);
  CHECK(funded(greedy) == Names{"a", "b", "c", "d"});
  CHECK(greedy.funded[1] == Funding{"b", 24, 4, "", 0, {"c"}});
  CHECK(greedy.share == "8");
}

// Equal in effect: the cheaper first, then the earlier in the order given; the round names the
// rest.
TEST_CASE("tally: equal projects are funded by cost, then by order", "[unit][tally]") {
  const tally::BudgetTerms terms{
      {{"x", 30}, {"y", 20}, {"z", 20}}, 80, Completion::none, tally::Gain::cost};
  const auto made = tally::equal_shares(terms, approving({{"x", "y", "z"}, {"x", "y", "z"}}));
  CHECK(funded(made) == Names{"y", "z", "x"});
  CHECK(made.funded[0].tied == Names{"z", "x"});
}

// With the same gain from each, the project that asks least of each supporter comes first.
TEST_CASE("tally: equal shares by number prefers the small payment", "[unit][tally]") {
  auto terms = city();
  terms.gain = tally::Gain::one;
  const auto made = tally::equal_shares(terms, eleven("bike path"));
  CHECK(made.funded.front() == Funding{"library", 100, 3, "100/3", 0, {}});
}

// Nothing to share, nobody to share, and terms that cannot be: no crash, and no quiet answer.
TEST_CASE("tally: equal shares at its edges", "[unit][tally]") {
  auto terms = city();
  CHECK(tally::equal_shares(terms, {}).funded.empty());
  terms.completion = Completion::add1;
  CHECK(tally::equal_shares(terms, approving({{}, {"nothing known"}})).funded.empty());
  terms.budget = 0;
  CHECK(tally::equal_shares(terms, eleven("gym")).spent == 0);
  terms.budget = -1;
  CHECK_THROWS_AS(tally::equal_shares(terms, {}), std::invalid_argument);
  terms = city();
  terms.projects[0].cost = 0;
  CHECK_THROWS_AS(tally::equal_shares(terms, {}), std::invalid_argument);
  terms.projects = {{"a", INT64_MAX}, {"b", 1}};
  CHECK_THROWS_AS(tally::equal_shares(terms, {}), std::invalid_argument);
}
