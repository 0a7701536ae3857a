// Dots, approval, points and gradients: votes that narrow and sound out, and never decide.
#include <algorithm>

#include "core/tally/methods.hpp"

namespace tingbok::tally {
namespace {

std::int64_t total_of(const std::vector<Count>& totals) {
  std::int64_t total = 0;
  for (const auto& part : totals) total += part.count;
  return total;
}

}  // namespace

// Prikkavstemning.
void count_dots(const Input& in, Result& result) {
  const auto totals = sums_for(in.ballots, in.terms.options, &Ballot::dots);
  result.ranking = competition_rank(totals);
  result.total = total_of(totals);
  result.outcome = Outcome::input;
}

std::vector<Count> approvals_for(std::span<const Ballot> ballots,
                                 std::span<const std::string> options) {
  std::vector<Count> totals;
  for (const auto& option : options) {
    const auto approves = [&](const Ballot& ballot) {
      return std::find(ballot.choices.begin(), ballot.choices.end(), option) !=
             ballot.choices.end();
    };
    totals.push_back({option, std::count_if(ballots.begin(), ballots.end(), approves)});
  }
  return totals;
}

// Godkjenning.
void count_approval(const Input& in, Result& result) {
  const auto totals = approvals_for(in.ballots, in.terms.options);
  result.ranking = competition_rank(totals);
  result.total = total_of(totals);
  result.outcome = Outcome::straw;
}

// Poengfordeling.
void count_points(const Input& in, Result& result) {
  result.sum = sums_for(in.ballots, in.terms.options, &Ballot::points);
  result.ranking = competition_rank(result.sum);
  result.outcome = Outcome::input;
}

// Grader av enighet: the last step is a block.
void count_gradients(const Input& in, Result& result) {
  const auto levels = in.terms.levels == 0 ? levels_default : in.terms.levels;
  for (std::uint32_t level = 1; level <= levels; ++level) {
    const auto chose = [&](const Ballot& ballot) { return ballot.grade == level; };
    result.histogram.push_back(
        {std::to_string(level), std::count_if(in.ballots.begin(), in.ballots.end(), chose)});
  }
  result.blocks = static_cast<std::uint32_t>(result.histogram.back().count);
  result.outcome = result.blocks == 0 ? Outcome::nobody_blocks : Outcome::blocked;
}

}  // namespace tingbok::tally
