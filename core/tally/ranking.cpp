// Rankings: Borda and Schulze side by side; they can disagree.
#include <algorithm>
#include <numeric>

#include "core/tally/methods.hpp"

namespace tingbok::tally {
namespace {

using Matrix = std::vector<std::vector<std::int64_t>>;

/// Where on the ballot each option stands; options it leaves out stand last, all alike.
std::vector<std::size_t> places(const Ballot& ballot, std::span<const std::string> options) {
  std::vector<std::size_t> place(options.size(), ballot.ranking.size());
  for (std::size_t i = 0; i < options.size(); ++i) {
    const auto at = std::find(ballot.ranking.begin(), ballot.ranking.end(), options[i]);
    place[i] = static_cast<std::size_t>(at - ballot.ranking.begin());
  }
  return place;
}

/// preferred[a][b]: how many rank a before b.
Matrix pairwise(std::span<const Ballot> ballots, std::span<const std::string> options) {
  const auto n = options.size();
  Matrix preferred(n, std::vector<std::int64_t>(n, 0));
  for (const auto& ballot : ballots) {
    const auto place = places(ballot, options);
    for (std::size_t a = 0; a < n; ++a) {
      for (std::size_t b = 0; b < n; ++b) {
        if (place[a] < place[b]) ++preferred[a][b];
      }
    }
  }
  return preferred;
}

/// The strength of the strongest path between every two options, by winning votes.
Matrix strongest_paths(const Matrix& preferred) {
  const auto n = preferred.size();
  Matrix path(n, std::vector<std::int64_t>(n, 0));
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) {
      if (preferred[a][b] > preferred[b][a]) path[a][b] = preferred[a][b];
    }
  }
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = 0; i < n; ++i) {
      if (i == k) continue;
      for (std::size_t j = 0; j < n; ++j) {
        if (j != i && j != k) path[i][j] = std::max(path[i][j], std::min(path[i][k], path[k][j]));
      }
    }
  }
  return path;
}

}  // namespace

std::vector<Ranked> competition_rank(std::span<const Count> totals) {
  std::vector<std::size_t> order(totals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return totals[a].count != totals[b].count ? totals[a].count > totals[b].count : a < b;
  });
  std::vector<Ranked> rows;
  for (const auto i : order) {
    const bool shared = !rows.empty() && rows.back().count == totals[i].count;
    const auto rank = shared ? rows.back().rank : static_cast<std::uint32_t>(rows.size() + 1);
    rows.push_back({rank, totals[i].option, totals[i].count});
  }
  return rows;
}

std::vector<Count> borda(std::span<const Ballot> ballots, std::span<const std::string> options) {
  std::vector<Count> totals;
  for (const auto& option : options) totals.push_back({option, 0});
  for (const auto& ballot : ballots) {
    const auto place = places(ballot, options);
    for (std::size_t i = 0; i < options.size(); ++i) {
      if (place[i] < ballot.ranking.size()) {
        totals[i].count += static_cast<std::int64_t>(options.size() - 1 - place[i]);
      }
    }
  }
  return totals;
}

std::vector<std::vector<std::string>> schulze(std::span<const Ballot> ballots,
                                              std::span<const std::string> options) {
  const auto path = strongest_paths(pairwise(ballots, options));
  const auto n = options.size();
  std::vector<std::size_t> wins(n, 0);
  for (std::size_t a = 0; a < n; ++a) {
    for (std::size_t b = 0; b < n; ++b) wins[a] += path[a][b] > path[b][a] ? 1 : 0;
  }
  std::vector<std::vector<std::string>> groups;
  for (std::size_t w = n; w-- > 0;) {
    std::vector<std::string> group;
    for (std::size_t a = 0; a < n; ++a) {
      if (wins[a] == w) group.push_back(options[a]);
    }
    if (!group.empty()) groups.push_back(std::move(group));
  }
  return groups;
}

// The chair's own ranking settles a tie for first place; never in a secret vote.
void count_ranking(const Input& in, Result& result) {
  const auto& options = in.terms.options;
  const auto points = borda(in.ballots, options);
  result.borda = competition_rank(points);
  result.schulze = schulze(in.ballots, options);
  result.outcome = Outcome::straw;
  const auto best = leaders(points);
  if (best.size() == 1) {
    result.winner = best.front();
    result.decided_by = DecidedBy::borda;
    return;
  }
  if (in.terms.secret || in.chair == nullptr) {
    result.among = best;
    return;
  }
  for (const auto& option : in.chair->ranking) {
    if (std::find(best.begin(), best.end(), option) == best.end()) continue;
    result.winner = option;
    result.decided_by = DecidedBy::chairs_ranking;
    return;
  }
  result.among = best;
}

}  // namespace tingbok::tally
