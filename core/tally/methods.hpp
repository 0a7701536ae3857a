/// Private to core/tally: one function a method family, called by count() with the result's cast
/// and roll filled in and the terms found fit.
#pragma once

#include "core/tally/tally.hpp"

namespace tingbok::tally {

/// Products of two 64-bit numbers fit.
__extension__ using Wide = __int128;

struct Input {
  const Terms& terms;
  std::span<const Ballot> ballots;
  const Ballot* chair = nullptr;
};

void count_for_against(const Input& in, Result& result);
void count_alternative(const Input& in, Result& result);
void count_dots(const Input& in, Result& result);
void count_approval(const Input& in, Result& result);
void count_points(const Input& in, Result& result);
void count_gradients(const Input& in, Result& result);
void count_ranking(const Input& in, Result& result);
void count_majority_election(const Input& in, Result& result);
void count_proportional_election(const Input& in, Result& result);
void count_consent(const Input& in, Result& result);
void count_instant_runoff(const Input& in, Result& result);
void count_transferable(const Input& in, Result& result);
void count_equal_shares(const Input& in, Result& result);

/// The argument that keeps one of the four further methods from being counted; empty: none does.
std::string unfit_further(const Terms& terms);
/// How many approve of each option, in the order given.
std::vector<Count> approvals_for(std::span<const Ballot> ballots,
                                 std::span<const std::string> options);

/// The options, or "for" and "mot" where the terms name none.
std::vector<std::string> options_of(const Terms& terms);
/// How many chose each option, in the order given.
std::vector<Count> choices_for(std::span<const Ballot> ballots,
                               std::span<const std::string> options);
std::int64_t blank_ballots(std::span<const Ballot> ballots);
/// Sums of what ballots gave each option.
std::vector<Count> sums_for(std::span<const Ballot> ballots, std::span<const std::string> options,
                            std::vector<Count> Ballot::* given);
/// The options that have the highest count; `totals` is not empty.
std::vector<std::string> leaders(std::span<const Count> totals);
std::int64_t highest(std::span<const Count> totals);
bool quorate(const Terms& terms, std::uint32_t cast);

}  // namespace tingbok::tally
