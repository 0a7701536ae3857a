/// Counting methods and thresholds as pure functions on ballots. Whole numbers only; no method
/// rounds. Which rule each follows stands at its function; docs/rules.md has them in one place.
///
/// The numbers of `Kind`, `Method`, `Outcome` and `DecidedBy` are those of the schema's enums of
/// the same names (VoteKind, VoteMethod, Outcome, DecidedBy), so that a caller converts by
/// static_cast.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tingbok::tally {

enum class Kind : std::uint8_t { unspecified, input, straw, binding, election };

enum class Method : std::uint8_t {
  unspecified,
  for_against,
  alternative,
  approval,
  dots,
  ranking,
  points,
  gradients,
  majority_election,
  proportional_election,
  consent,
  instant_runoff,
  transferable,
  equal_shares,
};

enum class Outcome : std::uint8_t {
  unspecified,
  adopted,
  rejected,
  not_quorate,
  majority_for,
  majority_against,
  tied,
  tied_without_chair,
  settled,
  straw,
  input,
  tied_for_second,
  runoff,
  elected,
  new_round,
  lot_needed,
  annulled,
  nobody_blocks,
  blocked,
  consent,
  objection,
};

enum class DecidedBy : std::uint8_t {
  unspecified,
  majority,
  chair,
  borda,
  chairs_ranking,
  more_than_half,
  most_votes,
  lot,
  quotient,
  no_effect,
  lot_needed,
  no_objection,
  objection,
  transfers,
  equal_shares,
};

/// What becomes of money that the method of equal shares leaves unspent (equal_shares.hpp).
enum class BudgetCompletion : std::uint8_t { none, add1, most_approvals };

/// The word of a blank ballot; never an option.
inline constexpr const char* blank = "blankt";
/// The two answers of a vote by consent, in this order.
inline constexpr const char* no_objection = "ingen innvending";
inline constexpr const char* objection = "innvending";
/// Steps of the gradients of agreement where the terms say nothing.
inline constexpr std::uint32_t levels_default = 8;

struct Count {
  std::string option;
  std::int64_t count = 0;
  bool operator==(const Count&) const = default;
};

/// A row of a ranking shown as 1, 2, 3, 3, 5.
struct Ranked {
  std::uint32_t rank = 0;
  std::string option;
  std::int64_t count = 0;
  bool operator==(const Ranked&) const = default;
};

/// `denominator` at least 1, `numerator` at least 0.
struct Fraction {
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
};

struct Candidate {
  std::string name;
  /// "K" or "M".
  std::string gender;
};

struct CandidateList {
  std::string option;
  std::vector<Candidate> candidates;
};

/// Who got one seat and why. Several options only where decided_by is lot_needed.
struct Award {
  std::uint32_t seat = 0;
  std::vector<std::string> options;
  DecidedBy decided_by = DecidedBy::unspecified;
  bool operator==(const Award&) const = default;
};

struct ElectedList {
  std::string option;
  std::vector<std::string> names;
  bool operator==(const ElectedList&) const = default;
};

/// What the count rests on beside the ballots.
struct Terms {
  Method method = Method::unspecified;
  Kind kind = Kind::unspecified;
  /// Empty means "for", "mot" in for_against and alternative; otherwise as many as the method
  /// needs.
  std::vector<std::string> options;
  /// Persons on the frozen roll.
  std::uint32_t roll = 0;
  /// Seats in the body that meets.
  std::uint32_t body_seats = 0;
  /// The share of the body's seats that must have cast, where the room's ruleset has one
  /// (kommuneloven § 11-9: 1/2). Asked of binding votes, majority elections, and elections by the
  /// further methods only.
  std::optional<Fraction> quorum;
  bool need_unanimous = false;
  std::optional<Fraction> threshold;
  /// The chair's ranking settles no tie in a secret vote.
  bool secret = false;
  /// Steps of the gradients; 0 means levels_default.
  std::uint32_t levels = 0;
  /// Seats to fill at a proportional election, or by the single transferable vote.
  std::uint32_t seats = 0;
  std::vector<CandidateList> lists;
  /// Round of a majority election; 0 means 1.
  std::uint32_t round = 0;
  /// Lots drawn so far, in order.
  std::vector<std::string> lots;
  /// What each option costs, in whole units; for equal shares.
  std::vector<Count> costs;
  /// What there is to spend.
  std::int64_t budget = 0;
  BudgetCompletion completion = BudgetCompletion::none;
};

/// One voter's paper; which field counts follows from the method. It has been checked against the
/// terms when it was cast.
struct Ballot {
  std::string choice;
  std::vector<std::string> choices;
  std::vector<std::string> ranking;
  std::vector<Count> dots;
  std::vector<Count> points;
  std::uint32_t grade = 0;
};

/// One round of a count by eliminations, or one stage of one by transfers. Numbers are
/// hundred-thousandths of a vote.
struct Round {
  std::vector<Count> votes;
  /// Who went out, or whose surplus passed on; empty: nobody.
  std::string option;
  bool eliminated = false;
  std::vector<std::string> tied;
  /// lot or lot_needed where that was so.
  DecidedBy settled_by = DecidedBy::unspecified;
  /// Elected at its end.
  std::vector<std::string> elected;
  std::int64_t non_transferable = 0;
  std::int64_t lost = 0;
  bool operator==(const Round&) const = default;
};

/// A project that a budget vote funded.
struct Funded {
  std::string option;
  std::int64_t cost = 0;
  std::int64_t approvals = 0;
  /// Exact, such as "200/3"; empty where the completion paid.
  std::string highest_payment;
  bool operator==(const Funded&) const = default;
};

/// What a count came to. Fields that the method does not speak of stay as they are here.
struct Result {
  std::uint32_t cast = 0;
  std::uint32_t roll = 0;
  std::vector<Count> tally;
  std::vector<Ranked> ranking;
  std::int64_t total = 0;
  std::vector<Count> sum;
  std::vector<Ranked> borda;
  std::vector<std::vector<std::string>> schulze;
  std::vector<Count> histogram;
  std::uint32_t blocks = 0;
  std::vector<Count> seats;
  std::vector<ElectedList> elected;
  std::vector<Award> awards;
  Outcome outcome = Outcome::unspecified;
  DecidedBy decided_by = DecidedBy::unspecified;
  std::string winner;
  std::vector<std::string> among;
  std::vector<std::string> runoff;
  std::vector<Round> rounds;
  std::int64_t quota = 0;
  std::vector<std::string> winners;
  std::vector<Funded> funded;
  std::int64_t spent = 0;
  bool operator==(const Result&) const = default;
};

/// Counts. `chair` is the acting chair's own ballot; null where the chair cast none, or where the
/// ruleset lets the chair settle no tie. Order of `ballots` has no influence.
/// Throws std::invalid_argument, naming the argument, for terms that unfit() finds unfit.
Result count(const Terms& terms, std::span<const Ballot> ballots, const Ballot* chair = nullptr);

/// The argument (as scripts name it) without which these terms cannot be counted; empty: they can.
std::string unfit(const Terms& terms);

// --- The methods' parts, each usable alone.

/// Options by falling total; equal totals share a place and keep the order given.
std::vector<Ranked> competition_rank(std::span<const Count> totals);

/// n-1 points for a first place down to 0 for the last.
std::vector<Count> borda(std::span<const Ballot> ballots, std::span<const std::string> options);

/// Schulze's method with winning votes (M. Schulze, Social Choice and Welfare 36, 2011). Groups of
/// equals, best first; within a group the order of the options.
std::vector<std::vector<std::string>> schulze(std::span<const Ballot> ballots,
                                              std::span<const std::string> options);

struct Proportional {
  /// Seats per list, same order as the votes; not set where a lot is missing.
  std::optional<std::vector<Count>> seats;
  std::vector<Award> awards;
};

/// kommuneloven § 7-6 first paragraph: divisors 1, 2, 3 …; equal quotients: most votes; still
/// equal: by lot, unless all of them get a seat anyway. `lots` names who won each lot, in order;
/// throws std::invalid_argument where one names a list it does not stand between.
Proportional proportional(std::span<const Count> votes, std::uint32_t seats,
                          std::span<const std::string> lots);

/// Who a list with `seats` seats gets elected: § 7-6 second and third paragraph. In the order of
/// the list, but with four seats or more at least 40 % of each gender, with two or three at least
/// one; as far as the list has them.
std::vector<std::string> elected_from(std::span<const Candidate> candidates, std::uint32_t seats);

/// Whether enough have cast: cast/body_seats is at least `share`.
bool reaches(std::int64_t cast, std::int64_t body_seats, Fraction share);

/// Whether an item outside the list of items is blocked: at least a third of those who meet object
/// (kommuneloven § 11-3 fifth paragraph).
bool objections_block(std::int64_t present, std::int64_t objections);

/// Whether a demand for insight is granted: three votes, or a majority of those cast (kommuneloven
/// § 11-13 third paragraph).
bool insight_granted(std::int64_t cast, std::int64_t votes_for);

/// Shares `total` units by the sums: whole quotas, then the largest remainders; equal remainders go
/// to the bigger sum, then to the earlier. Sums at least 0, one of them more; `total` at least 0.
std::vector<Count> largest_remainder(std::span<const Count> sums, std::int64_t total);

}  // namespace tingbok::tally
