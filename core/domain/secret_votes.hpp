/// Secret votes, as far as whoever runs a room takes part in them. The log says that somebody has
/// voted, never what. What they chose goes into a ballot box beside the log, sealed to the vote's
/// key, and comes out once, at closing, without person, order or time.
///
///   opening   wants_ballot_key(): make a key pair, put the public key into Context::ballot_key
///   casting   decide(), then ballot_to_seal(): seal `plain`, keep it with the events
///   closing   ballot_box_to_open(): open what was sealed into Context::ballots
///   refusing  without_secret_ballot(): what may be kept of the command
///
/// A box is done with once its vote is no longer among open_secret_votes(). Pure, like decide().
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/domain/decide.hpp"

namespace tingbok::domain {

/// Of the public key.
inline constexpr std::size_t ballot_key_bytes = 32;

/// Whether a key is what the command lacks to open a secret vote, so that none is made for whoever
/// may not open it.
bool wants_ballot_key(const State& state, const pb::Command& command, const Context& context);

/// The key of the vote whose ballots are all that the command still needs to close it; empty: it
/// needs none, or is refused anyway. `context` has no ballots.
std::string ballot_box_to_open(const State& state, const pb::Command& command,
                               const Context& context);

/// What a ballot leaves for the box.
struct BallotToSeal {
  std::string vote;
  /// The public key to seal it to.
  std::string key;
  /// The paper, padded: of the same size for every ballot that fits the terms of the vote, and the
  /// same bytes for every way to write the same choice.
  std::string plain;
};

/// For a command that decide() has accepted in this state; nullopt: it casts no secret ballot.
std::optional<BallotToSeal> ballot_to_seal(const State& state, const pb::Command& command);

std::vector<const pb::Vote*> open_secret_votes(const State& state);

/// The command as a refusal or a repeat may keep it: where it casts or corrects a ballot in a
/// secret vote, or in one that is not known here, only the vote and whose ballot it is about.
pb::Command without_secret_ballot(const State& state, const pb::Command& command);

/// What the published ballots of a secret vote that has closed come to, counted again. A refusal:
/// they are not such that they could have been cast.
std::variant<pb::TallyResult, Refusal> recount(const State& state, const pb::Vote& vote);

}  // namespace tingbok::domain
