// Ties between rounds, lots, and ballots as numbers.
#include "core/tally/rounds.hpp"

#include <algorithm>
#include <map>
#include <stdexcept>

namespace tingbok::tally {
namespace {

void keep_extreme(std::vector<std::size_t>& among, const std::vector<std::int64_t>& row,
                  Seek seek) {
  std::int64_t extreme = row[among.front()];
  for (const auto i : among)
    extreme = seek == Seek::most ? std::max(extreme, row[i]) : std::min(extreme, row[i]);
  std::erase_if(among, [&](std::size_t i) { return row[i] != extreme; });
}

}  // namespace

std::size_t Lots::next(std::span<const std::size_t> among, std::span<const std::string> options) {
  const auto& drawn = drawn_[used_++];
  const auto at =
      std::find_if(among.begin(), among.end(), [&](std::size_t i) { return options[i] == drawn; });
  if (at == among.end())
    throw std::invalid_argument("a lot names an option it does not stand between");
  return *at;
}

Picked pick(std::vector<std::size_t> among, const History& history, Seek seek,
            std::span<const std::string> options, Lots& lots) {
  Picked picked;
  keep_extreme(among, history.back(), seek);
  if (among.size() > 1) {
    picked.tied = among;
    picked.settled_by = SettledBy::earlier_round;
    for (auto row = std::next(history.rbegin()); row != history.rend() && among.size() > 1; ++row)
      keep_extreme(among, *row, seek);
  }
  if (among.size() == 1) {
    picked.option = among.front();
  } else if (lots.empty()) {
    picked.settled_by = SettledBy::lot_needed;
    picked.lot_between = std::move(among);
  } else {
    picked.settled_by = SettledBy::lot;
    picked.option = lots.next(among, options);
  }
  return picked;
}

std::vector<std::pair<std::vector<std::size_t>, std::int64_t>> papers(
    std::span<const Ballot> ballots, std::span<const std::string> options,
    std::vector<std::string> Ballot::* given) {
  std::map<std::string, std::size_t> index;
  for (const auto& option : options) {
    if (!index.emplace(option, index.size()).second)
      throw std::invalid_argument("an option is named twice");
  }
  std::map<std::vector<std::size_t>, std::int64_t> counted;
  for (const auto& ballot : ballots) {
    std::vector<std::size_t> paper;
    for (const auto& name : ballot.*given) {
      const auto at = index.find(name);
      if (at == index.end()) continue;
      if (std::find(paper.begin(), paper.end(), at->second) == paper.end())
        paper.push_back(at->second);
    }
    if (!paper.empty()) ++counted[std::move(paper)];
  }
  return {counted.begin(), counted.end()};
}

std::vector<std::string> names(std::span<const std::size_t> indices,
                               std::span<const std::string> options) {
  std::vector<std::string> found;
  for (const auto i : indices) found.push_back(options[i]);
  return found;
}

}  // namespace tingbok::tally
