#include "core/tally/tally.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/tally/methods.hpp"

namespace tingbok::tally {

std::string unfit(const Terms& terms) {
  const auto fraction_unfit = [](const std::optional<Fraction>& share) {
    return share && (share->denominator < 1 || share->numerator < 0);
  };
  if (fraction_unfit(terms.threshold)) return "threshold";
  if (fraction_unfit(terms.quorum)) return "quorum";
  for (std::size_t i = 0; i < terms.options.size(); ++i) {
    const auto& option = terms.options[i];
    if (option.empty() || option == blank) return "options";
    if (std::find(terms.options.begin(), terms.options.begin() + static_cast<std::ptrdiff_t>(i),
                  option) != terms.options.begin() + static_cast<std::ptrdiff_t>(i)) {
      return "options";
    }
  }
  switch (terms.method) {
    case Method::unspecified:
      return "method";
    case Method::for_against:
    case Method::alternative:
      return terms.options.size() == 1 ? "options" : "";
    case Method::approval:
    case Method::dots:
    case Method::ranking:
    case Method::points:
    case Method::majority_election:
      return terms.options.empty() ? "options" : "";
    case Method::gradients:
      return "";
    case Method::proportional_election:
      if (terms.options.empty()) return "options";
      if (terms.seats == 0) return "seats";
      for (const auto& option : terms.options) {
        const auto named = [&](const CandidateList& list) { return list.option == option; };
        if (!terms.lists.empty() && std::none_of(terms.lists.begin(), terms.lists.end(), named)) {
          return "lists";
        }
      }
      return "";
    case Method::consent:
    case Method::instant_runoff:
    case Method::transferable:
    case Method::equal_shares:
      return unfit_further(terms);
  }
  return "method";
}

Result count(const Terms& terms, std::span<const Ballot> ballots, const Ballot* chair) {
  if (const auto argument = unfit(terms); !argument.empty()) {
    throw std::invalid_argument("a vote cannot be counted with these terms: " + argument);
  }
  Result result;
  result.cast = static_cast<std::uint32_t>(ballots.size());
  result.roll = terms.roll;
  const Input in{terms, ballots, chair};
  switch (terms.method) {
    case Method::unspecified:
      break;
    case Method::for_against:
      count_for_against(in, result);
      break;
    case Method::alternative:
      count_alternative(in, result);
      break;
    case Method::approval:
      count_approval(in, result);
      break;
    case Method::dots:
      count_dots(in, result);
      break;
    case Method::ranking:
      count_ranking(in, result);
      break;
    case Method::points:
      count_points(in, result);
      break;
    case Method::gradients:
      count_gradients(in, result);
      break;
    case Method::majority_election:
      count_majority_election(in, result);
      break;
    case Method::proportional_election:
      count_proportional_election(in, result);
      break;
    case Method::consent:
      count_consent(in, result);
      break;
    case Method::instant_runoff:
      count_instant_runoff(in, result);
      break;
    case Method::transferable:
      count_transferable(in, result);
      break;
    case Method::equal_shares:
      count_equal_shares(in, result);
      break;
  }
  return result;
}

std::vector<std::string> options_of(const Terms& terms) {
  if (terms.options.empty()) return {"for", "mot"};
  return terms.options;
}

std::vector<Count> choices_for(std::span<const Ballot> ballots,
                               std::span<const std::string> options) {
  std::vector<Count> totals;
  for (const auto& option : options) {
    totals.push_back(
        {option, std::count_if(ballots.begin(), ballots.end(),
                               [&](const Ballot& ballot) { return ballot.choice == option; })});
  }
  return totals;
}

std::int64_t blank_ballots(std::span<const Ballot> ballots) {
  return std::count_if(ballots.begin(), ballots.end(),
                       [](const Ballot& ballot) { return ballot.choice == blank; });
}

std::vector<Count> sums_for(std::span<const Ballot> ballots, std::span<const std::string> options,
                            std::vector<Count> Ballot::* given) {
  std::vector<Count> totals;
  for (const auto& option : options) totals.push_back({option, 0});
  for (const auto& ballot : ballots) {
    for (const auto& part : ballot.*given) {
      for (auto& total : totals) {
        if (total.option == part.option) total.count += part.count;
      }
    }
  }
  return totals;
}

std::int64_t highest(std::span<const Count> totals) {
  const auto by_count = [](const Count& a, const Count& b) { return a.count < b.count; };
  return std::max_element(totals.begin(), totals.end(), by_count)->count;
}

std::vector<std::string> leaders(std::span<const Count> totals) {
  const auto top = highest(totals);
  std::vector<std::string> leading;
  for (const auto& total : totals) {
    if (total.count == top) leading.push_back(total.option);
  }
  return leading;
}

bool quorate(const Terms& terms, std::uint32_t cast) {
  return !terms.quorum || reaches(cast, terms.body_seats, *terms.quorum);
}

}  // namespace tingbok::tally
