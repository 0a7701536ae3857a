// Elections: kommuneloven §§ 7-6 (proportional) and 7-8 (majority). The chair settles nothing here.
#include <algorithm>
#include <stdexcept>

#include "core/tally/methods.hpp"

namespace tingbok::tally {
namespace {

struct Standing {
  std::int64_t votes = 0;
  std::int64_t seats = 0;
};

/// votes/(seats+1) of a compared with that of b, exactly.
bool quotient_less(const Standing& a, const Standing& b) {
  return static_cast<Wide>(a.votes) * (b.seats + 1) < static_cast<Wide>(b.votes) * (a.seats + 1);
}

/// Indices of the lists with the highest quotient.
std::vector<std::size_t> highest_quotient(const std::vector<Standing>& lists) {
  std::vector<std::size_t> best;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (!best.empty() && quotient_less(lists[best.front()], lists[i])) best.clear();
    if (best.empty() || !quotient_less(lists[i], lists[best.front()])) best.push_back(i);
  }
  return best;
}

void keep_most_votes(const std::vector<Standing>& lists, std::vector<std::size_t>& among) {
  std::int64_t most = 0;
  for (const auto i : among) most = std::max(most, lists[i].votes);
  std::erase_if(among, [&](std::size_t i) { return lists[i].votes != most; });
}

/// At least this many of each gender where the list has them.
std::size_t gender_minimum(std::uint32_t seats) {
  if (seats >= 4) return (2u * seats + 4u) / 5u;
  return seats >= 2 ? 1 : 0;
}

}  // namespace

Proportional proportional(std::span<const Count> votes, std::uint32_t seats,
                          std::span<const std::string> lots) {
  std::vector<Standing> lists;
  for (const auto& list : votes) lists.push_back({list.count, 0});
  Proportional made;
  std::size_t lots_used = 0;
  for (std::uint32_t seat = 1; seat <= seats; ++seat) {
    auto best = highest_quotient(lists);
    auto how = DecidedBy::quotient;
    if (best.size() > 1) {
      keep_most_votes(lists, best);
      how = DecidedBy::most_votes;
    }
    if (best.size() > 1 && best.size() <= seats - (seat - 1)) {
      // All the equal lists get a seat whatever the order, so a lot would have no effect.
      how = DecidedBy::no_effect;
      best.resize(1);
    } else if (best.size() > 1) {
      std::vector<std::string> names;
      for (const auto i : best) names.push_back(votes[i].option);
      if (lots_used == lots.size()) {
        made.awards.push_back({seat, std::move(names), DecidedBy::lot_needed});
        return made;
      }
      const auto drawn = std::find(names.begin(), names.end(), lots[lots_used++]);
      if (drawn == names.end())
        throw std::invalid_argument("a lot names a list it does not stand between");
      best = {best[static_cast<std::size_t>(drawn - names.begin())]};
      how = DecidedBy::lot;
    }
    ++lists[best.front()].seats;
    made.awards.push_back({seat, {votes[best.front()].option}, how});
  }
  made.seats.emplace();
  for (std::size_t i = 0; i < lists.size(); ++i)
    made.seats->push_back({votes[i].option, lists[i].seats});
  return made;
}

std::vector<std::string> elected_from(std::span<const Candidate> candidates, std::uint32_t seats) {
  const auto first = std::min<std::size_t>(seats, candidates.size());
  std::vector<Candidate> picked(candidates.begin(),
                                candidates.begin() + static_cast<std::ptrdiff_t>(first));
  std::vector<Candidate> waiting(candidates.begin() + static_cast<std::ptrdiff_t>(first),
                                 candidates.end());
  const auto need = gender_minimum(seats);
  for (const std::string gender : {"K", "M"}) {
    const auto of_gender = [&](const Candidate& candidate) { return candidate.gender == gender; };
    while (static_cast<std::size_t>(std::count_if(picked.begin(), picked.end(), of_gender)) <
           need) {
      const auto up = std::find_if(waiting.begin(), waiting.end(), of_gender);
      const auto down = std::find_if_not(picked.rbegin(), picked.rend(), of_gender);
      if (up == waiting.end() || down == picked.rend()) break;
      picked.erase(std::next(down).base());
      picked.push_back(*up);
      waiting.erase(up);
    }
  }
  std::vector<std::string> names;
  for (const auto& candidate : picked) names.push_back(candidate.name);
  return names;
}

// § 7-8: more than half of the votes cast (a blank one counts as cast), else a new round by most
// votes, a tie by lot.
void count_majority_election(const Input& in, Result& result) {
  const Terms& terms = in.terms;
  const auto totals = choices_for(in.ballots, terms.options);
  result.tally = totals;
  result.tally.push_back({blank, blank_ballots(in.ballots)});
  if (!quorate(terms, result.cast)) {
    result.outcome = Outcome::not_quorate;
    return;
  }
  const auto leading = leaders(totals);
  if (!terms.lots.empty()) {
    if (std::find(leading.begin(), leading.end(), terms.lots.front()) == leading.end()) {
      throw std::invalid_argument("a lot names somebody it does not stand between");
    }
    result.outcome = Outcome::elected;
    result.winner = terms.lots.front();
    result.decided_by = DecidedBy::lot;
    result.among = leading;
  } else if (terms.round <= 1) {
    if (2 * highest(totals) > static_cast<std::int64_t>(result.cast)) {
      result.outcome = Outcome::elected;
      result.winner = leading.front();
      result.decided_by = DecidedBy::more_than_half;
    } else {
      result.outcome = Outcome::new_round;
    }
  } else if (leading.size() == 1) {
    result.outcome = Outcome::elected;
    result.winner = leading.front();
    result.decided_by = DecidedBy::most_votes;
  } else {
    result.outcome = Outcome::lot_needed;
    result.among = leading;
  }
}

void count_proportional_election(const Input& in, Result& result) {
  const Terms& terms = in.terms;
  const auto totals = choices_for(in.ballots, terms.options);
  result.tally = totals;
  result.tally.push_back({blank, blank_ballots(in.ballots)});
  auto made = proportional(totals, terms.seats, terms.lots);
  result.awards = std::move(made.awards);
  if (!made.seats) {
    result.outcome = Outcome::lot_needed;
    result.among = result.awards.back().options;
    return;
  }
  result.outcome = Outcome::elected;
  result.seats = std::move(*made.seats);
  if (terms.lists.empty()) return;
  for (const auto& seats : result.seats) {
    const auto list =
        std::find_if(terms.lists.begin(), terms.lists.end(),
                     [&](const CandidateList& one) { return one.option == seats.option; });
    result.elected.push_back(
        {seats.option, elected_from(list->candidates, static_cast<std::uint32_t>(seats.count))});
  }
}

}  // namespace tingbok::tally
