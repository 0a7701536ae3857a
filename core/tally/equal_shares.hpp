/// The method of equal shares: a budget divided so that every voter decides over an equal part.
#pragma once

#include "core/tally/tally.hpp"

namespace tingbok::tally {

struct Project {
  std::string name;
  /// In whole units, at least 1.
  std::int64_t cost = 0;
};

/// What is done with money that the method itself leaves unspent (equalshares.net, "Completion").
enum class Completion : std::uint8_t {
  none,
  /// The count is made again with each voter's share raised to the next whole unit, then by one
  /// unit at a time, until the result would cost more than the budget, or no other project that
  /// someone approves fits in. The last result within the budget holds.
  add1,
  /// The unfunded project with the most approvals that fits in what is left, again and again.
  utilitarian,
};

/// What a voter is taken to gain from an approved project that is funded.
enum class Gain : std::uint8_t {
  /// Its cost. Projects go by their effective vote count, cost / highest payment.
  cost,
  /// The same for every project. Projects go by the lowest highest payment.
  one,
};

struct BudgetTerms {
  std::vector<Project> projects;
  /// In whole units, at least 0.
  std::int64_t budget = 0;
  Completion completion = Completion::none;
  Gain gain = Gain::cost;
};

/// One project funded.
struct Funding {
  std::string project;
  std::int64_t cost = 0;
  std::int64_t approvals = 0;
  /// What the supporters who had enough paid each, exact ("50", "200/3"). Empty where the
  /// utilitarian completion funded it, since no voter's share pays for it.
  std::string highest_payment;
  /// Supporters who had less left than that, and paid all of it (it may be nothing).
  std::int64_t paid_all_they_had = 0;
  /// Other projects that stood equal; the cheaper came first, then the earlier in the order given.
  std::vector<std::string> tied;
  bool operator==(const Funding&) const = default;
};

struct Budgeted {
  /// What each voter had to begin with, exact; more than an equal part of the budget where add1
  /// raised it.
  std::string share;
  /// How many times add1 raised it.
  std::int64_t raised = 0;
  /// In the order they were funded.
  std::vector<Funding> funded;
  std::int64_t spent = 0;
  bool operator==(const Budgeted&) const = default;
};

/// The method of equal shares with approval ballots (D. Peters, G. Pierczyński, P. Skowron:
/// Proportional Participatory Budgeting with Additive Utilities, NeurIPS 2021, arXiv:2008.13276; as
/// equalshares.net explains it). Every ballot, also an empty one, has an equal part of the budget.
/// A project can be funded when its supporters have its cost left between them; they share it as
/// equally as they can, and who has too little pays all they have left. The project that gives most
/// for the highest payment comes first. Exact: no share is rounded.
///
/// Reads Ballot::choices; names that are no project, and second mentions, are passed over. The
/// order of the ballots has no influence. No ballots: nothing is funded. Throws
/// std::invalid_argument for a project named twice, a cost below 1, costs that together
/// pass 2^63, or a budget below 0. add1 takes
/// one whole count for each unit a share is raised: state the costs in units coarse enough
/// (thousands, not øre).
Budgeted equal_shares(const BudgetTerms& terms, std::span<const Ballot> ballots);

}  // namespace tingbok::tally
