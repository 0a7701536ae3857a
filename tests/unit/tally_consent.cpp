// Goal: consent passes exactly when no objection stands after the last round, and says the way.
#include <catch2/catch.hpp>

#include "core/tally/consent.hpp"

namespace tally = tingbok::tally;
using tally::Objection;
using Names = std::vector<std::string>;

// Sociocracy 3.0, "Consent Decision-Making": objections are resolved one at a time until none is
// left; one that comes up on the way counts like the first.
TEST_CASE("tally: consent passes when the last objection is settled", "[unit][tally]") {
  const std::vector<Objection> objections = {{"cost", 1, 2}, {"noise", 1, 1}, {"access", 2, 3}};
  const auto early = tally::consent(std::vector<Objection>{{"cost", 1, 2}, {"access", 2, 0}}, 2);
  CHECK_FALSE(early.passes);
  CHECK(early.rounds.back().standing == Names{"access"});
  const auto made = tally::consent(objections, 3);
  CHECK(made.passes);
  REQUIRE(made.rounds.size() == 3);
  CHECK(made.rounds[0] == tally::ConsentRound{1, {"cost", "noise"}, {"noise"}, {"cost"}});
  CHECK(made.rounds[1] == tally::ConsentRound{2, {"access"}, {"cost"}, {"access"}});
  CHECK(made.rounds[2] == tally::ConsentRound{3, {}, {"access"}, {}});
}

// A round where nobody objects is consent; a round that was never held is not.
TEST_CASE("tally: consent needs a round, and objections within the rounds", "[unit][tally]") {
  CHECK(tally::consent({}, 1).passes);
  CHECK_THROWS_AS(tally::consent({}, 0), std::invalid_argument);
  for (const auto& odd :
       {Objection{"a", 0, 0}, Objection{"a", 3, 0}, Objection{"a", 2, 1}, Objection{"a", 1, 3}}) {
    CHECK_THROWS_AS(tally::consent(std::vector<Objection>{odd}, 2), std::invalid_argument);
  }
}
