/// Consent: a proposal passes when no objection stands. Not a count of those in favour.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tingbok::tally {

/// One objection through the rounds of asking.
struct Objection {
  std::string id;
  /// At least 1.
  std::uint32_t raised_in = 1;
  /// The round in which it was taken into the proposal or withdrawn, no earlier than raised_in; 0:
  /// it still stands.
  std::uint32_t settled_in = 0;
};

struct ConsentRound {
  std::uint32_t round = 0;
  std::vector<std::string> raised;
  std::vector<std::string> settled;
  /// Those that stand when the round ends.
  std::vector<std::string> standing;
  bool operator==(const ConsentRound&) const = default;
};

struct Consent {
  bool passes = false;
  std::vector<ConsentRound> rounds;
  bool operator==(const Consent&) const = default;
};

/// Consent decision-making as the sociocratic circle method has it (G. Endenburg, Sociocracy: The
/// Organization of Decision-Making, 1998; Sociocracy 3.0, pattern "Consent Decision-Making"): it
/// passes when the last of `rounds` rounds ends with no objection standing. Objections keep the
/// order given. Throws std::invalid_argument for no rounds, or an objection outside them.
Consent consent(std::span<const Objection> objections, std::uint32_t rounds);

}  // namespace tingbok::tally
