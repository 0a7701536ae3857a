// Consent.
#include "core/tally/consent.hpp"

#include <stdexcept>

namespace tingbok::tally {

Consent consent(std::span<const Objection> objections, std::uint32_t rounds) {
  if (rounds == 0) throw std::invalid_argument("consent without a round of asking");
  for (const auto& one : objections) {
    const bool settled = one.settled_in != 0;
    if (one.raised_in == 0 || one.raised_in > rounds || one.settled_in > rounds ||
        (settled && one.settled_in < one.raised_in)) {
      throw std::invalid_argument("an objection outside the rounds");
    }
  }
  Consent made;
  for (std::uint32_t number = 1; number <= rounds; ++number) {
    auto& round = made.rounds.emplace_back();
    round.round = number;
    for (const auto& one : objections) {
      if (one.raised_in == number) round.raised.push_back(one.id);
      if (one.settled_in == number) round.settled.push_back(one.id);
      const bool settled = one.settled_in != 0 && one.settled_in <= number;
      if (one.raised_in <= number && !settled) round.standing.push_back(one.id);
    }
  }
  made.passes = made.rounds.back().standing.empty();
  return made;
}

}  // namespace tingbok::tally
