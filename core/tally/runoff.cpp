// Instant-runoff.
#include <algorithm>
#include <numeric>

#include "core/tally/rounds.hpp"

namespace tingbok::tally {
namespace {

/// Ballots whose first name still in is each option.
std::vector<std::int64_t> standing(
    std::span<const std::pair<std::vector<std::size_t>, std::int64_t>> stacks,
    std::span<const std::size_t> still_in, std::size_t options) {
  std::vector<std::int64_t> votes(options, 0);
  for (const auto& [paper, count] : stacks) {
    const auto at = std::find_if(paper.begin(), paper.end(), [&](std::size_t i) {
      return std::find(still_in.begin(), still_in.end(), i) != still_in.end();
    });
    if (at != paper.end()) votes[*at] += count;
  }
  return votes;
}

}  // namespace

Runoff instant_runoff(std::span<const Ballot> ballots, std::span<const std::string> options,
                      std::span<const std::string> lots) {
  const auto stacks = papers(ballots, options, &Ballot::ranking);
  Lots drawn(lots);
  Runoff made;
  History history;
  std::vector<std::size_t> still_in(options.size());
  std::iota(still_in.begin(), still_in.end(), std::size_t{0});
  while (!still_in.empty()) {
    history.push_back(standing(stacks, still_in, options.size()));
    const auto& votes = history.back();
    auto& round = made.rounds.emplace_back();
    std::int64_t in_play = 0;
    for (const auto i : still_in) {
      round.votes.push_back({options[i], votes[i]});
      in_play += votes[i];
    }
    round.exhausted = static_cast<std::int64_t>(ballots.size()) - in_play;
    if (in_play == 0) break;
    const auto first = std::find_if(still_in.begin(), still_in.end(),
                                    [&](std::size_t i) { return 2 * votes[i] > in_play; });
    if (first != still_in.end()) {
      made.winner = options[*first];
      break;
    }
    const auto out = pick(still_in, history, Seek::fewest, options, drawn);
    round.settled_by = out.settled_by;
    round.tied = names(out.tied, options);
    if (!out.option) {
      made.lot_between = names(out.lot_between, options);
      break;
    }
    round.eliminated = options[*out.option];
    std::erase(still_in, *out.option);
  }
  return made;
}

}  // namespace tingbok::tally
