// Shares of a whole: quorum, thresholds, small minorities' rights, and the sharing out of units.
#include <algorithm>
#include <numeric>
#include <stdexcept>

#include "core/tally/methods.hpp"

namespace tingbok::tally {

bool reaches(std::int64_t cast, std::int64_t body_seats, Fraction share) {
  return static_cast<Wide>(cast) * share.denominator >=
         static_cast<Wide>(share.numerator) * body_seats;
}

bool objections_block(std::int64_t present, std::int64_t objections) {
  return reaches(objections, present, {1, 3});
}

bool insight_granted(std::int64_t cast, std::int64_t votes_for) {
  return votes_for >= 3 || 2 * votes_for > cast;
}

std::vector<Count> largest_remainder(std::span<const Count> sums, std::int64_t total) {
  Wide whole = 0;
  for (const auto& sum : sums) whole += sum.count;
  if (whole <= 0 || total < 0) throw std::invalid_argument("nothing to share by");
  std::vector<Count> shares;
  std::vector<Wide> remainders;
  std::int64_t left = total;
  for (const auto& sum : sums) {
    const Wide scaled = static_cast<Wide>(sum.count) * total;
    shares.push_back({sum.option, static_cast<std::int64_t>(scaled / whole)});
    remainders.push_back(scaled % whole);
    left -= shares.back().count;
  }
  std::vector<std::size_t> order(sums.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    if (remainders[a] != remainders[b]) return remainders[a] > remainders[b];
    return sums[a].count != sums[b].count ? sums[a].count > sums[b].count : a < b;
  });
  for (std::size_t i = 0; left > 0; ++i, --left) ++shares[order[i]].count;
  return shares;
}

}  // namespace tingbok::tally
