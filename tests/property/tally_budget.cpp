// Goal: the laws of the method of equal shares hold for any ballots and costs, and its exact
// arithmetic agrees with plain fractions where those suffice.
#include <algorithm>
#include <numeric>
#include <set>

#include <rapidcheck/catch.h>

#include "core/tally/equal_shares.hpp"
#include "core/tally/natural.hpp"

namespace tally = tingbok::tally;
using tally::Completion;
using tally::Gain;
using Names = std::vector<std::string>;

namespace {

__extension__ using Wide = __int128;

/// Any number below `bound`, as likely in the first runs as in the last.
std::size_t below(std::size_t bound) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bound));
}

struct Case {
  tally::BudgetTerms terms;
  std::vector<tally::Ballot> ballots;
};

Case some_case(std::size_t most_voters) {
  Case made;
  const auto projects = 1 + below(6);
  for (std::size_t i = 0; i < projects; ++i) {
    made.terms.projects.push_back(
        {std::string(1, static_cast<char>('a' + i)), static_cast<std::int64_t>(1 + below(60))});
  }
  made.terms.budget = static_cast<std::int64_t>(below(200));
  made.terms.completion = static_cast<Completion>(below(3));
  made.terms.gain = static_cast<Gain>(below(2));
  made.ballots.resize(1 + below(most_voters));
  for (auto& ballot : made.ballots) {
    for (const auto& project : made.terms.projects) {
      if (below(2) == 0) ballot.choices.push_back(project.name);
    }
  }
  return made;
}

std::set<std::string> funded(const tally::Budgeted& made) {
  std::set<std::string> names;
  for (const auto& one : made.funded) names.insert(one.project);
  return names;
}

bool approves(const tally::Ballot& ballot, const std::string& project) {
  return std::find(ballot.choices.begin(), ballot.choices.end(), project) != ballot.choices.end();
}

struct Ratio {
  Wide over = 0;
  Wide under = 1;
};

Ratio lowest(Wide over, Wide under) {
  Wide a = over;
  Wide b = under;
  while (b != 0) a = std::exchange(b, a % b);
  return {over / a, under / a};
}

bool less(const Ratio& a, const Ratio& b) { return a.over * b.under < b.over * a.under; }
Ratio minus(const Ratio& a, const Ratio& b) {
  return lowest(a.over * b.under - b.over * a.under, a.under * b.under);
}

/// The highest payment when those who have `left` share `cost`; not set where it is too much.
std::optional<Ratio> payment(std::vector<Ratio> left, std::int64_t cost) {
  std::sort(left.begin(), left.end(), less);
  Ratio rest{cost, 1};
  for (std::size_t i = 0; i < left.size(); ++i) {
    const auto each = lowest(rest.over, rest.under * static_cast<Wide>(left.size() - i));
    if (!less(left[i], each)) return each;
    rest = minus(rest, left[i]);
  }
  return std::nullopt;
}

/// The method as the paper states it, voter by voter, for a few voters.
Names plainly(const Case& one) {
  const auto& projects = one.terms.projects;
  std::vector<Ratio> left(one.ballots.size(),
                          lowest(one.terms.budget, static_cast<Wide>(one.ballots.size())));
  Names order;
  for (;;) {
    std::optional<std::size_t> best;
    Ratio best_rate;
    Ratio best_payment;
    for (std::size_t c = 0; c < projects.size(); ++c) {
      if (std::find(order.begin(), order.end(), projects[c].name) != order.end()) continue;
      std::vector<Ratio> supporters;
      for (std::size_t v = 0; v < left.size(); ++v) {
        if (approves(one.ballots[v], projects[c].name)) supporters.push_back(left[v]);
      }
      const auto pays = payment(supporters, projects[c].cost);
      if (!pays) continue;
      const auto gain = one.terms.gain == Gain::cost ? projects[c].cost : 1;
      const auto rate = lowest(pays->over, pays->under * gain);
      const bool cheaper =
          best && !less(best_rate, rate) && projects[c].cost < projects[*best].cost;
      if (best && !less(rate, best_rate) && !cheaper) continue;
      best = c;
      best_rate = rate;
      best_payment = *pays;
    }
    if (!best) return order;
    order.push_back(projects[*best].name);
    for (std::size_t v = 0; v < left.size(); ++v) {
      if (!approves(one.ballots[v], order.back())) continue;
      left[v] = less(left[v], best_payment) ? Ratio{0, 1} : minus(left[v], best_payment);
    }
  }
}

}  // namespace

// No completion spends more than there is, what is spent is what the projects cost, and what is
// funded someone approves.
TEST_CASE("tally: equal shares never exceeds the budget", "[property][tally]") {
  rc::prop("budget", [] {
    auto one = some_case(30);
    for (const auto rule : {Completion::none, Completion::add1, Completion::utilitarian}) {
      one.terms.completion = rule;
      const auto made = tally::equal_shares(one.terms, one.ballots);
      std::int64_t spent = 0;
      for (const auto& funding : made.funded) {
        spent += funding.cost;
        RC_ASSERT(funding.approvals > 0);
      }
      RC_ASSERT(spent == made.spent);
      RC_ASSERT(spent <= one.terms.budget);
      RC_ASSERT(funded(made).size() == made.funded.size());
    }
  });
}

// Whose ballot lies on top, and how a ballot lists its projects, has no influence.
TEST_CASE("tally: equal shares does not see the order of ballots", "[property][tally]") {
  rc::prop("permutation", [] {
    auto one = some_case(30);
    const auto made = tally::equal_shares(one.terms, one.ballots);
    for (std::size_t i = one.ballots.size(); i > 1; --i)
      std::swap(one.ballots[i - 1], one.ballots[below(i)]);
    for (auto& ballot : one.ballots) std::reverse(ballot.choices.begin(), ballot.choices.end());
    RC_ASSERT(tally::equal_shares(one.terms, one.ballots) == made);
  });
}

// After the utilitarian completion nothing approved fits in any more, and all the method itself
// funded is still there, first.
TEST_CASE("tally: the utilitarian completion only adds, until nothing fits", "[property][tally]") {
  rc::prop("completion", [] {
    auto one = some_case(30);
    one.terms.completion = Completion::none;
    const auto before = tally::equal_shares(one.terms, one.ballots);
    one.terms.completion = Completion::utilitarian;
    const auto after = tally::equal_shares(one.terms, one.ballots);
    RC_ASSERT(before.funded.size() <= after.funded.size());
    RC_ASSERT(std::equal(before.funded.begin(), before.funded.end(), after.funded.begin()));
    const auto names = funded(after);
    for (const auto& project : one.terms.projects) {
      const bool wanted =
          std::any_of(one.ballots.begin(), one.ballots.end(),
                      [&](const tally::Ballot& ballot) { return approves(ballot, project.name); });
      if (wanted && !names.contains(project.name))
        RC_ASSERT(project.cost > one.terms.budget - after.spent);
    }
  });
}

// Extended justified representation up to one project (Peters, Pierczyński, Skowron
// 2021): a group that all approve the projects T, and whose equal parts of the budget cover T, has
// a member who gains as much as from T, or would with one more project of T. Under every
// completion.
TEST_CASE("tally: a cohesive group gets its share", "[property][tally]") {
  rc::prop("cohesive groups", [] {
    auto one = some_case(20);
    const auto group = 1 + below(one.ballots.size());
    const auto first = one.terms.projects.begin();
    const std::vector<tally::Project> wanted(
        first, first + static_cast<std::ptrdiff_t>(1 + below(one.terms.projects.size())));
    std::int64_t cost = 0;
    for (const auto& project : wanted) cost += project.cost;
    const auto enough = (cost * static_cast<std::int64_t>(one.ballots.size()) +
                         static_cast<std::int64_t>(group) - 1) /
                        static_cast<std::int64_t>(group);
    one.terms.budget = enough + static_cast<std::int64_t>(below(20));
    for (std::size_t v = 0; v < group; ++v) {
      for (const auto& project : wanted) one.ballots[v].choices.push_back(project.name);
    }
    const auto names = funded(tally::equal_shares(one.terms, one.ballots));
    const auto gain = [&](const tally::Project& project) {
      return one.terms.gain == Gain::cost ? project.cost : 1;
    };
    std::int64_t due = 0;
    std::int64_t one_more = 0;
    for (const auto& project : wanted) {
      due += gain(project);
      if (!names.contains(project.name)) one_more = std::max(one_more, gain(project));
    }
    std::int64_t best = 0;
    for (std::size_t v = 0; v < group; ++v) {
      std::int64_t gained = 0;
      for (const auto& project : one.terms.projects) {
        if (names.contains(project.name) && approves(one.ballots[v], project.name))
          gained += gain(project);
      }
      best = std::max(best, gained);
    }
    RC_ASSERT(best >= due || best + one_more > due);
  });
}

// Voters counted in groups with a common denominator fund the same, in the same order, as voters
// counted one by one in plain fractions.
TEST_CASE("tally: equal shares agrees with the method worked plainly", "[property][tally]") {
  rc::prop("plain fractions", [] {
    auto one = some_case(7);
    one.terms.completion = Completion::none;
    Names order;
    for (const auto& funding : tally::equal_shares(one.terms, one.ballots).funded)
      order.push_back(funding.project);
    RC_ASSERT(order == plainly(one));
  });
}

// Where 128 bits suffice, numbers without bound are those numbers; beyond, dividing undoes
// multiplying.
TEST_CASE("tally: numbers without bound calculate as numbers do", "[property][tally]") {
  rc::prop("arithmetic", [](std::uint64_t a, std::uint64_t b, std::uint64_t c) {
    RC_PRE(b != 0);
    auto number = tally::Natural(a) * b;
    number += tally::Natural(c);
    RC_ASSERT((number > tally::Natural(c)) == (a != 0));
    auto less = number;
    less -= tally::Natural(c);
    RC_ASSERT(less == tally::Natural(a) * b);
    RC_ASSERT(less.divisible_by(b));
    RC_ASSERT(less.divide(b) == 0);
    RC_ASSERT(less == tally::Natural(a));
    RC_ASSERT(tally::Natural(a).text() == std::to_string(a));
    auto big = number * b * b * b;
    const auto rest = c % b;
    big += tally::Natural(rest);
    RC_ASSERT(big.divide(b) == rest);
    RC_ASSERT(big == number * b * b);
    RC_ASSERT((tally::Natural(a) < tally::Natural(b)) == (a < b));
  });
}

// A hundred voters with tastes of their own, forty projects: far past 128 bits, still exact.
TEST_CASE("tally: equal shares stays exact with many voters and projects", "[property][tally]") {
  tally::BudgetTerms terms;
  for (int i = 0; i < 40; ++i) terms.projects.push_back({"p" + std::to_string(i), 97 + 13 * i});
  terms.budget = 12'007;
  std::vector<tally::Ballot> ballots(101);
  std::uint32_t state = 1;
  for (auto& ballot : ballots) {
    for (const auto& project : terms.projects) {
      state = state * 1'664'525u + 1'013'904'223u;
      if ((state >> 24) % 3 == 0) ballot.choices.push_back(project.name);
    }
  }
  const auto made = tally::equal_shares(terms, ballots);
  CHECK(made.share == "12007/101");
  CHECK(made.funded.size() > 10);
  CHECK(made.spent <= terms.budget);
  const auto longest =
      std::max_element(made.funded.begin(), made.funded.end(), [](const auto& a, const auto& b) {
        return a.highest_payment.size() < b.highest_payment.size();
      });
  CHECK(longest->highest_payment.size() > 40);
}
