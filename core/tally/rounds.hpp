/// Private to core/tally: what the counts in rounds share.
#pragma once

#include "core/tally/preferential.hpp"

namespace tingbok::tally {

/// Lots drawn, used up from the front.
class Lots {
 public:
  explicit Lots(std::span<const std::string> drawn) : drawn_(drawn) {}
  bool empty() const { return used_ == drawn_.size(); }
  /// The index among `options` of the one the next lot fell on. Throws std::invalid_argument where
  /// it is not one of `among`.
  std::size_t next(std::span<const std::size_t> among, std::span<const std::string> options);

 private:
  std::span<const std::string> drawn_;
  std::size_t used_ = 0;
};

/// Numbers of each option, one row a round, oldest first.
using History = std::vector<std::vector<std::int64_t>>;

struct Picked {
  /// Not set where a lot is needed.
  std::optional<std::size_t> option;
  SettledBy settled_by = SettledBy::own_numbers;
  /// Those equal in the last row; empty where one stands alone.
  std::vector<std::size_t> tied;
  /// Those still equal after the earlier rows; the lot stands between them.
  std::vector<std::size_t> lot_between;
};

enum class Seek : std::uint8_t { most, fewest };

/// The one of `among` with the most (fewest) in the last row of `history`; equals by earlier rows,
/// the most recent first, then by lot. `among` and `history` are not empty.
Picked pick(std::vector<std::size_t> among, const History& history, Seek seek,
            std::span<const std::string> options, Lots& lots);

/// Each ballot as indices of `options`, equal ballots together with their number, in a fixed order;
/// ballots that name no option are left out. Throws std::invalid_argument for an option named
/// twice.
std::vector<std::pair<std::vector<std::size_t>, std::int64_t>> papers(
    std::span<const Ballot> ballots, std::span<const std::string> options,
    std::vector<std::string> Ballot::* given);

std::vector<std::string> names(std::span<const std::size_t> indices,
                               std::span<const std::string> options);

}  // namespace tingbok::tally
