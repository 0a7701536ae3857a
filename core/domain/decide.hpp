/// Deciding: whether a command may happen, and which events it makes. Pure: no clock, log,
/// randomness or allocation of ids; all of that comes in with the Context.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/domain/state.hpp"
#include "tingbok/v1/commands.pb.h"
#include "tingbok/v1/events.pb.h"
#include "tingbok/v1/refusals.pb.h"

namespace tingbok::domain {

/// What a decision may rest on beside the state.
struct Context {
  /// Who acts, from the token; empty: the server itself, which notes that timers ran out.
  std::string actor;
  /// When, milliseconds since 1970 UTC; never before state.time_ms().
  std::int64_t now_ms = 0;
  /// Facts of other rooms the command needs (needed_facts()); this room's own are not among them.
  std::vector<pb::ForeignFact> facts;
  /// For opening a secret vote: the public key its ballots will be sealed to (secret_votes.hpp).
  /// Empty: there is none, and the vote is refused.
  std::string ballot_key = {};
  /// For closing one: what was sealed, opened, in any order. nullopt: it cannot be opened.
  std::optional<std::vector<std::string>> ballots = {};
};

/// Why not. `detail` names the argument it is about (English, may be empty).
struct Refusal {
  pb::RefusalCode code = pb::REFUSAL_CODE_UNSPECIFIED;
  std::string detail;
};

using Events = std::vector<pb::Event>;
/// One event or more, or a refusal.
using Decision = std::variant<Events, Refusal>;

Decision decide(const State& state, const pb::Command& command, const Context& context);

/// Facts of other rooms that decide() needs for this command: `room` (PROGRAMME/ROOM) and, where a
/// vote is asked about, `vote` are filled in. The own room is never among them.
std::vector<pb::ForeignFact> needed_facts(const State& state, const pb::Command& command);

/// The fact that is wanted, as it is in the other room's state. `number` is that state's; the leaf
/// hash of that number is the caller's to fill in.
pb::ForeignFact fact_of(const State& other, const pb::ForeignFact& wanted);

/// The action's name in scripts, such as "vote_cast"; empty for none.
std::string_view action_name(const pb::Command& command);
/// The word and the sentence of a refusal code.
std::string_view word(pb::RefusalCode code);
std::string_view sentence(pb::RefusalCode code);

/// The events that make a room: created, then everyone on the roster. `config.ruleset` is looked up
/// and written out in full. Throws std::invalid_argument with one sentence for a config or roster
/// that cannot be (unknown ruleset, no seats, an id twice, a chair who is not on the roster …).
Events found_room(const std::string& programme, const pb::RoomConfig& config, bool simulated,
                  const std::vector<pb::RosterEntry>& roster);

/// Throws std::invalid_argument with one sentence for an entry that no roster may hold.
void check_roster_entry(const pb::RosterEntry& entry);

/// What makes a room's roster that one: PersonEnrolled for whoever is missing or has changed, and,
/// without a role, for whoever is not on it any more. Empty where it is that one already.
Events follow_roster(const State& state, const std::vector<pb::RosterEntry>& roster);

}  // namespace tingbok::domain
