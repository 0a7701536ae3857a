// Goal: what the hand-checked cases leave open: unfit terms, order of checks, and laws that every
// count must obey (checked on random ballots).
#include <algorithm>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "core/tally/tally.hpp"

namespace tally = tingbok::tally;
using tally::Ballot;
using tally::DecidedBy;
using tally::Kind;
using tally::Method;
using tally::Outcome;
using tally::Terms;

namespace {

std::vector<Ballot> choosing(const std::vector<std::pair<std::string, int>>& counts) {
  std::vector<Ballot> ballots;
  for (const auto& [choice, count] : counts) {
    for (int i = 0; i < count; ++i) ballots.emplace_back().choice = choice;
  }
  return ballots;
}

Terms binding(std::uint32_t seats) {
  Terms terms;
  terms.method = Method::for_against;
  terms.kind = Kind::binding;
  terms.body_seats = seats;
  terms.roll = seats;
  terms.quorum = tally::Fraction{1, 2};
  return terms;
}

const std::vector<std::string> five = {"a", "b", "c", "d", "e"};

std::vector<Ballot> random_rankings() {
  const auto count = *rc::gen::inRange(0, 20);
  std::vector<Ballot> ballots(static_cast<std::size_t>(count));
  for (auto& ballot : ballots) {
    ballot.ranking = five;
    for (std::size_t i = five.size(); i > 1; --i) {
      const auto j = static_cast<std::size_t>(*rc::gen::inRange(0, static_cast<int>(i)));
      std::swap(ballot.ranking[i - 1], ballot.ranking[j]);
    }
  }
  return ballots;
}

}  // namespace

// Quorum is asked before unanimity and threshold, so a small unanimous vote adopts nothing.
TEST_CASE("tally: a binding vote without quorum is nothing else", "[unit][tally]") {
  auto terms = binding(31);
  terms.need_unanimous = true;
  terms.threshold = tally::Fraction{2, 3};
  terms.roll = 15;
  CHECK(tally::count(terms, choosing({{"for", 15}})).outcome == Outcome::not_quorate);
  terms.quorum.reset();
  CHECK(tally::count(terms, choosing({{"for", 15}})).outcome == Outcome::adopted);
}

// Unanimity means everyone on the roll, not everyone who cast.
TEST_CASE("tally: one who did not vote breaks unanimity", "[unit][tally]") {
  auto terms = binding(10);
  terms.need_unanimous = true;
  CHECK(tally::count(terms, choosing({{"for", 10}})).outcome == Outcome::adopted);
  CHECK(tally::count(terms, choosing({{"for", 9}})).outcome == Outcome::rejected);
}

// Blank ballots show in the tally only where there are any, except at elections.
TEST_CASE("tally: blank ballots stand last in the tally", "[unit][tally]") {
  auto terms = binding(5);
  terms.kind = Kind::straw;
  const auto without = tally::count(terms, choosing({{"for", 2}, {"mot", 1}}));
  CHECK(without.tally == std::vector<tally::Count>{{"for", 2}, {"mot", 1}});
  const auto with = tally::count(terms, choosing({{"for", 2}, {"blankt", 2}}));
  CHECK(with.tally == std::vector<tally::Count>{{"for", 2}, {"mot", 0}, {"blankt", 2}});
  terms.kind = Kind::election;
  terms.method = Method::majority_election;
  terms.options = {"X"};
  CHECK(tally::count(terms, choosing({{"X", 3}})).tally.back() == tally::Count{"blankt", 0});
}

// The law does not say who goes on; the body must be asked about all of them.
TEST_CASE("tally: three motions that all stand equal are tied among all three", "[unit][tally]") {
  auto terms = binding(9);
  terms.method = Method::alternative;
  terms.options = {"A", "B", "C"};
  const auto result = tally::count(terms, choosing({{"A", 3}, {"B", 3}, {"C", 3}}));
  CHECK(result.outcome == Outcome::tied_for_second);
  CHECK(result.among == std::vector<std::string>{"A", "B", "C"});
}

// A secret ballot may not be told from the result.
TEST_CASE("tally: the chair's ranking settles a tie, but never in a secret vote", "[unit][tally]") {
  Terms terms;
  terms.method = Method::ranking;
  terms.kind = Kind::straw;
  terms.options = {"A", "B"};
  std::vector<Ballot> ballots(2);
  ballots[0].ranking = {"A", "B"};
  ballots[1].ranking = {"B", "A"};
  const auto settled = tally::count(terms, ballots, &ballots[1]);
  CHECK(settled.winner == "B");
  CHECK(settled.decided_by == DecidedBy::chairs_ranking);
  terms.secret = true;
  const auto shown = tally::count(terms, ballots, &ballots[1]);
  CHECK(shown.winner.empty());
  CHECK(shown.among == std::vector<std::string>{"A", "B"});
}

// § 7-6: equal quotients and equal votes leave only the lot.
TEST_CASE("tally: the last seat between equal lists waits for a lot", "[unit][tally]") {
  const std::vector<tally::Count> votes = {{"L1", 5}, {"L2", 5}};
  const auto waiting = tally::proportional(votes, 5, {});
  CHECK_FALSE(waiting.seats.has_value());
  CHECK(waiting.awards.back() == tally::Award{5, {"L1", "L2"}, DecidedBy::lot_needed});
  const std::vector<std::string> wrong = {"L9"};
  CHECK_THROWS_AS(tally::proportional(votes, 5, wrong), std::invalid_argument);
}

// § 7-8: after the second round a lot settles a tie.
TEST_CASE("tally: a lot drawn at a majority election elects", "[unit][tally]") {
  auto terms = binding(10);
  terms.kind = Kind::election;
  terms.method = Method::majority_election;
  terms.options = {"X", "Y"};
  terms.round = 2;
  terms.lots = {"Y"};
  const auto result = tally::count(terms, choosing({{"X", 5}, {"Y", 5}}));
  CHECK(result.outcome == Outcome::elected);
  CHECK(result.winner == "Y");
  CHECK(result.decided_by == DecidedBy::lot);
  CHECK(result.among == std::vector<std::string>{"X", "Y"});
}

// Which step blocks follows from how many there are.
TEST_CASE("tally: gradients count blocks on the last step", "[unit][tally]") {
  Terms terms;
  terms.method = Method::gradients;
  std::vector<Ballot> ballots(3);
  ballots[0].grade = 1;
  ballots[1].grade = 8;
  ballots[2].grade = 7;
  const auto result = tally::count(terms, ballots);
  CHECK(result.histogram.size() == 8);
  CHECK(result.blocks == 1);
  CHECK(result.outcome == Outcome::blocked);
  terms.levels = 9;
  CHECK(tally::count(terms, ballots).outcome == Outcome::nobody_blocks);
}

// The domain asks unfit() first; a count that is asked anyway must not make up a result.
TEST_CASE("tally: terms that cannot be counted are named and thrown", "[unit][tally]") {
  Terms terms;
  CHECK(tally::unfit(terms) == "method");
  CHECK_THROWS_AS(tally::count(terms, {}), std::invalid_argument);
  terms.method = Method::dots;
  CHECK(tally::unfit(terms) == "options");
  terms.options = {"a", "a"};
  CHECK(tally::unfit(terms) == "options");
  terms.options = {"a", "blankt"};
  CHECK(tally::unfit(terms) == "options");
  terms.options = {"a"};
  CHECK(tally::unfit(terms).empty());
  terms.method = Method::alternative;
  CHECK(tally::unfit(terms) == "options");
  terms.method = Method::proportional_election;
  CHECK(tally::unfit(terms) == "seats");
  terms.seats = 1;
  terms.lists = {{"b", {}}};
  CHECK(tally::unfit(terms) == "lists");
  terms.lists.clear();
  terms.threshold = tally::Fraction{1, 0};
  CHECK(tally::unfit(terms) == "threshold");
}

// Secret ballots enter the log sorted, so a result may not rest on their order.
TEST_CASE("tally: the order of ballots has no influence", "[unit][tally][property]") {
  CHECK(rc::check("schulze and borda", [] {
    auto ballots = random_rankings();
    const auto groups = tally::schulze(ballots, five);
    const auto points = tally::borda(ballots, five);
    std::reverse(ballots.begin(), ballots.end());
    RC_ASSERT(tally::schulze(ballots, five) == groups);
    RC_ASSERT(tally::borda(ballots, five) == points);
  }));
}

// Whoever beats every other in pairs (the Condorcet winner) stands alone first with Schulze.
TEST_CASE("tally: Schulze's first is the Condorcet winner where there is one",
          "[unit][tally][property]") {
  CHECK(rc::check("condorcet", [] {
    const auto ballots = random_rankings();
    const auto beats = [&](const std::string& a, const std::string& b) {
      int lead = 0;
      for (const auto& ballot : ballots) {
        const auto& r = ballot.ranking;
        lead += std::find(r.begin(), r.end(), a) < std::find(r.begin(), r.end(), b) ? 1 : -1;
      }
      return lead > 0;
    };
    const auto groups = tally::schulze(ballots, five);
    std::size_t options = 0;
    for (const auto& group : groups) options += group.size();
    RC_ASSERT(options == five.size());
    for (const auto& a : five) {
      const bool beats_all = std::all_of(five.begin(), five.end(),
                                         [&](const auto& b) { return a == b || beats(a, b); });
      if (beats_all) RC_ASSERT(groups.front() == std::vector<std::string>{a});
    }
  }));
}

// Every seat is given, and more votes never mean fewer seats.
TEST_CASE("tally: proportional seats add up and no list with more votes gets fewer",
          "[unit][tally][property]") {
  CHECK(rc::check("seats", [] {
    std::vector<tally::Count> votes;
    for (const auto& option : five) votes.push_back({option, *rc::gen::inRange(0, 40)});
    const auto seats = static_cast<std::uint32_t>(*rc::gen::inRange(1, 12));
    std::vector<std::string> lots;
    for (;;) {
      const auto made = tally::proportional(votes, seats, lots);
      if (!made.seats) {
        lots.push_back(made.awards.back().options.front());
        continue;
      }
      std::int64_t given = 0;
      for (const auto& a : *made.seats) given += a.count;
      RC_ASSERT(given == seats);
      for (std::size_t i = 0; i < five.size(); ++i) {
        for (std::size_t j = 0; j < five.size(); ++j) {
          if (votes[i].count > votes[j].count)
            RC_ASSERT((*made.seats)[i].count >= (*made.seats)[j].count);
        }
      }
      return;
    }
  }));
}

// Money: nothing is lost or made by rounding.
TEST_CASE("tally: largest remainder shares out every unit, within one of the exact quota",
          "[unit][tally][property]") {
  CHECK(rc::check("units", [] {
    std::vector<tally::Count> sums;
    std::int64_t whole = 0;
    for (const auto& option : five) {
      sums.push_back({option, *rc::gen::inRange(0, 1000)});
      whole += sums.back().count;
    }
    RC_PRE(whole > 0);
    const std::int64_t total = *rc::gen::inRange(0, 5000);
    std::int64_t given = 0;
    const auto shares = tally::largest_remainder(sums, total);
    for (std::size_t i = 0; i < sums.size(); ++i) {
      given += shares[i].count;
      const auto floor = sums[i].count * total / whole;
      RC_ASSERT(shares[i].count == floor || shares[i].count == floor + 1);
    }
    RC_ASSERT(given == total);
  }));
}
