// The method of equal shares. Money is counted in whole parts of a unit, and the unit is divided
// further each time a cost is shared, so that every payment is exact.
#include "core/tally/equal_shares.hpp"

#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "core/tally/natural.hpp"
#include "core/tally/rounds.hpp"

namespace tingbok::tally {
namespace {

/// Voters who approve the same projects, and so always have the same left.
struct Voters {
  std::vector<std::size_t> approved;
  std::uint64_t count = 0;
  /// Of each, in parts.
  Natural left;
};

/// How a project's cost would be shared: rich supporters pay rest / rich parts each.
struct Split {
  Natural rest;
  std::uint64_t rich = 0;
};

void add_primes(std::uint64_t number, std::vector<std::uint64_t>& primes) {
  const auto add = [&](std::uint64_t prime) {
    if (std::find(primes.begin(), primes.end(), prime) == primes.end()) primes.push_back(prime);
  };
  for (std::uint64_t factor = 2; factor * factor <= number; ++factor) {
    for (; number % factor == 0; number /= factor) add(factor);
  }
  if (number > 1) add(number);
}

/// One count with a fixed share of numerator/denominator units.
class Sharing {
 public:
  Sharing(const BudgetTerms& terms, std::span<const Voters> voters, std::uint64_t numerator,
          std::uint64_t denominator)
      : terms_(terms), voters_(voters.begin(), voters.end()), parts_(denominator) {
    add_primes(denominator, primes_);
    for (auto& group : voters_) group.left = Natural(numerator);
    made_.share = fraction_text(Natural(numerator), parts_, primes_);
  }

  Budgeted count() {
    std::vector<std::size_t> unfunded(terms_.projects.size());
    std::iota(unfunded.begin(), unfunded.end(), std::size_t{0});
    while (const auto next = best(unfunded)) {
      fund(*next);
      std::erase(unfunded, *next);
    }
    return std::move(made_);
  }

 private:
  std::vector<Voters*> supporters(std::size_t project) {
    std::vector<Voters*> found;
    for (auto& group : voters_) {
      const auto& approved = group.approved;
      if (std::find(approved.begin(), approved.end(), project) != approved.end())
        found.push_back(&group);
    }
    return found;
  }

  /// Not set: the supporters have not enough left.
  std::optional<Split> split(std::size_t project) {
    auto groups = supporters(project);
    std::sort(groups.begin(), groups.end(),
              [](const Voters* a, const Voters* b) { return a->left < b->left; });
    Split shared{parts_ * static_cast<std::uint64_t>(terms_.projects[project].cost), 0};
    for (const auto* group : groups) shared.rich += group->count;
    for (const auto* group : groups) {
      if (group->left * shared.rich >= shared.rest) return shared;
      shared.rest -= group->left * group->count;
      shared.rich -= group->count;
    }
    return std::nullopt;
  }

  std::uint64_t gain(std::size_t project) const {
    return terms_.gain == Gain::one ? 1 : static_cast<std::uint64_t>(terms_.projects[project].cost);
  }

  /// The order of the highest payments for what is gained.
  std::strong_ordering compare(std::size_t a, const Split& for_a, std::size_t b,
                               const Split& for_b) const {
    return for_a.rest * for_b.rich * gain(b) <=> for_b.rest * for_a.rich * gain(a);
  }

  /// The project to fund next: the best, of equals the cheapest, then the earliest.
  std::optional<std::size_t> best(std::span<const std::size_t> unfunded) {
    std::vector<std::size_t> equal;
    Split lowest;
    for (const auto project : unfunded) {
      const auto shared = split(project);
      if (!shared) continue;
      const auto order = equal.empty() ? std::strong_ordering::less
                                       : compare(project, *shared, equal.front(), lowest);
      if (order > 0) continue;
      if (order < 0) {
        equal.clear();
        lowest = *shared;
      }
      equal.push_back(project);
    }
    if (equal.empty()) return std::nullopt;
    std::sort(equal.begin(), equal.end(), [&](std::size_t a, std::size_t b) {
      return std::pair(terms_.projects[a].cost, a) < std::pair(terms_.projects[b].cost, b);
    });
    auto& funding = made_.funded.emplace_back();
    for (const auto other : std::span(equal).subspan(1))
      funding.tied.push_back(terms_.projects[other].name);
    return equal.front();
  }

  void fund(std::size_t project) {
    const auto shared = *split(project);
    auto& funding = made_.funded.back();
    funding.project = terms_.projects[project].name;
    funding.cost = terms_.projects[project].cost;
    made_.spent += funding.cost;
    parts_ *= shared.rich;
    add_primes(shared.rich, primes_);
    for (auto& group : voters_) group.left *= shared.rich;
    for (auto* group : supporters(project)) {
      funding.approvals += static_cast<std::int64_t>(group->count);
      if (group->left >= shared.rest) {
        group->left -= shared.rest;
      } else {
        funding.paid_all_they_had += static_cast<std::int64_t>(group->count);
        group->left = Natural();
      }
    }
    funding.highest_payment = fraction_text(shared.rest, parts_, primes_);
    coarsen();
  }

  /// Keeps the numbers short: no finer parts than the money left needs.
  void coarsen() {
    for (const auto prime : primes_) {
      const auto whole = [&](const Voters& group) { return group.left.divisible_by(prime); };
      while (parts_.divisible_by(prime) && std::all_of(voters_.begin(), voters_.end(), whole)) {
        parts_.divide(prime);
        for (auto& group : voters_) group.left.divide(prime);
      }
    }
  }

  const BudgetTerms& terms_;
  std::vector<Voters> voters_;
  /// How many parts a unit has, and the primes that may divide it.
  Natural parts_;
  std::vector<std::uint64_t> primes_;
  Budgeted made_;
};

bool is_funded(const Budgeted& made, const std::string& project) {
  return std::any_of(made.funded.begin(), made.funded.end(),
                     [&](const Funding& one) { return one.project == project; });
}

/// Approved, unfunded projects that fit in what is left.
std::vector<std::size_t> fitting(const BudgetTerms& terms, std::span<const std::int64_t> approvals,
                                 const Budgeted& made) {
  std::vector<std::size_t> found;
  for (std::size_t i = 0; i < terms.projects.size(); ++i) {
    const auto& project = terms.projects[i];
    if (approvals[i] > 0 && project.cost <= terms.budget - made.spent &&
        !is_funded(made, project.name)) {
      found.push_back(i);
    }
  }
  return found;
}

void complete_by_approvals(const BudgetTerms& terms, std::span<const std::int64_t> approvals,
                           Budgeted& made) {
  for (auto fits = fitting(terms, approvals, made); !fits.empty();
       fits = fitting(terms, approvals, made)) {
    std::sort(fits.begin(), fits.end(), [&](std::size_t a, std::size_t b) {
      if (approvals[a] != approvals[b]) return approvals[a] > approvals[b];
      return std::pair(terms.projects[a].cost, a) < std::pair(terms.projects[b].cost, b);
    });
    const auto& first = terms.projects[fits.front()];
    Funding funding{first.name, first.cost, approvals[fits.front()], "", 0, {}};
    for (const auto other : std::span(fits).subspan(1)) {
      if (approvals[other] == funding.approvals) funding.tied.push_back(terms.projects[other].name);
    }
    made.spent += first.cost;
    made.funded.push_back(std::move(funding));
  }
}

std::vector<std::string> checked_names(const BudgetTerms& terms) {
  if (terms.budget < 0) throw std::invalid_argument("a budget below nothing");
  std::vector<std::string> found;
  std::int64_t all = 0;
  for (const auto& project : terms.projects) {
    if (project.cost < 1) throw std::invalid_argument("a project that costs nothing");
    if (__builtin_add_overflow(all, project.cost, &all))
      throw std::invalid_argument("projects that cost more than can be counted");
    found.push_back(project.name);
  }
  return found;
}

std::vector<Voters> grouped(std::span<const Ballot> ballots,
                            std::span<const std::string> projects) {
  std::vector<Voters> voters;
  for (auto& [approved, count] : papers(ballots, projects, &Ballot::choices))
    voters.push_back({approved, static_cast<std::uint64_t>(count), Natural()});
  return voters;
}

}  // namespace

Budgeted equal_shares(const BudgetTerms& terms, std::span<const Ballot> ballots) {
  const auto projects = checked_names(terms);
  const auto voters = grouped(ballots, projects);
  Budgeted made;
  if (ballots.empty()) return made;
  std::vector<std::int64_t> approvals(projects.size(), 0);
  for (const auto& group : voters) {
    for (const auto i : group.approved) approvals[i] += static_cast<std::int64_t>(group.count);
  }
  const auto budget = static_cast<std::uint64_t>(terms.budget);
  made = Sharing(terms, voters, budget, ballots.size()).count();
  if (terms.completion == Completion::utilitarian) complete_by_approvals(terms, approvals, made);
  if (terms.completion != Completion::add1) return made;
  for (auto share = budget / ballots.size() + 1; !fitting(terms, approvals, made).empty();
       ++share) {
    auto next = Sharing(terms, voters, share, 1).count();
    if (next.spent > terms.budget) break;
    next.raised = made.raised + 1;
    made = std::move(next);
  }
  return made;
}

}  // namespace tingbok::tally
