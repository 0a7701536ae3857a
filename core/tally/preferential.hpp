/// Preferential ballots counted in rounds: instant-runoff for one winner, and the single
/// transferable vote for several. Every round is in the result, so that the count can be explained.
///
/// Both read Ballot::ranking, best first. It may be short; names that are not among the options,
/// and a name's second mention, are passed over. The order of the ballots has no influence. Both
/// throw std::invalid_argument where an option is named twice, or where a lot names an option that
/// it does not stand between.
#pragma once

#include "core/tally/tally.hpp"

namespace tingbok::tally {

/// What settled which option a round is about. The options it stood between on the round's own
/// numbers are in `tied`; empty there means that nobody else stood equal.
enum class SettledBy : std::uint8_t {
  own_numbers,
  /// The most recent earlier round in which the tied had unequal numbers.
  earlier_round,
  lot,
  /// All earlier rounds are alike as well, and no lot was given: the count stops here.
  lot_needed,
};

struct RunoffRound {
  /// Ballots for each option still in, in the order given.
  std::vector<Count> votes;
  /// Ballots that name no option still in.
  std::int64_t exhausted = 0;
  /// Empty in the last round, and where a lot is needed.
  std::string eliminated;
  SettledBy settled_by = SettledBy::own_numbers;
  std::vector<std::string> tied;
  bool operator==(const RunoffRound&) const = default;
};

struct Runoff {
  std::vector<RunoffRound> rounds;
  /// Empty where a lot is needed, and where no ballot names an option.
  std::string winner;
  /// The options the missing lot stands between.
  std::vector<std::string> lot_between;
  bool operator==(const Runoff&) const = default;
};

/// Instant-runoff (the alternative vote; "preferential voting" in Robert's Rules of Order Newly
/// Revised, 12th ed., § 45): who has more than half of the ballots still in play wins; until then
/// the option with the fewest goes out, one a round, and its ballots pass to their next name. A tie
/// for fewest: the one with fewer in the most recent round where the tied differ; else by lot.
/// `lots` names who went out at each lot, in order.
Runoff instant_runoff(std::span<const Ballot> ballots, std::span<const std::string> options,
                      std::span<const std::string> lots);

/// Votes in the single transferable vote are whole numbers of hundred-thousandths: the five decimal
/// places of the rules.
inline constexpr std::int64_t stv_one_vote = 100'000;

enum class StvStep : std::uint8_t { first_preferences, surplus, exclusion };

/// Papers of one value that went to one candidate.
struct StvTransfer {
  /// Empty: the papers name nobody still in, and cannot be transferred.
  std::string to;
  std::int64_t papers = 0;
  /// Of each paper, in hundred-thousandths of a vote.
  std::int64_t value = 0;
  bool operator==(const StvTransfer&) const = default;
};

struct StvStage {
  StvStep step = StvStep::first_preferences;
  /// Whose surplus is transferred, or who is excluded. Empty in the first stage, and where a lot is
  /// needed.
  std::string candidate;
  SettledBy settled_by = SettledBy::own_numbers;
  std::vector<std::string> tied;
  /// By falling value, then by candidate in the order given, those for nobody last.
  std::vector<StvTransfer> transfers;
  /// At the end of the stage, in hundred-thousandths; all candidates, in the order given.
  std::vector<Count> votes;
  /// Votes on papers that could not be transferred, so far.
  std::int64_t non_transferable = 0;
  /// What truncation to five decimal places has taken, so far. The votes, non_transferable and this
  /// are at every stage all the valid papers.
  std::int64_t lost = 0;
  /// Deemed elected at the end of the stage, most votes first.
  std::vector<std::string> elected;
  bool operator==(const StvStage&) const = default;
};

struct Stv {
  /// Papers with at least one candidate named.
  std::int64_t valid = 0;
  /// In whole votes.
  std::int64_t quota = 0;
  std::vector<StvStage> stages;
  /// In order of election; fewer than the seats only where a lot is needed or candidates are fewer.
  std::vector<std::string> elected;
  /// The candidates the missing lot stands between.
  std::vector<std::string> lot_between;
  bool operator==(const Stv&) const = default;
};

/// The single transferable vote by the Scottish Local Government Elections Order 2011 (SSI
/// 2011/399), Schedule 1, rules 46-53:
/// - quota: valid papers / (seats + 1), whole part, plus 1 (Droop); reached is elected;
/// - a surplus passes on with every paper of the elected candidate (weighted inclusive Gregory):
///   each at surplus × its value on arrival / the candidate's votes, truncated to five decimal
///   places; the largest surplus first;
/// - no surplus left: the candidate with the fewest votes is excluded, and the papers pass on at
///   the value they arrived with;
/// - ties go by the most recent earlier stage where the tied differ (more first for a surplus,
/// fewer
///   for an exclusion), else by lot;
/// - as many left as vacancies: they are elected, and nothing more is transferred.
/// `lots` names the candidate each lot fell on (first to transfer, or excluded), in order. Throws
/// std::invalid_argument for no seats.
Stv single_transferable_vote(std::span<const Ballot> ballots,
                             std::span<const std::string> candidates, std::uint32_t seats,
                             std::span<const std::string> lots);

}  // namespace tingbok::tally
