/// Who may do what: one table of actions (what each asks of whoever acts) and one of roles (what
/// each role may by itself, by mode). Elsewhere in core/domain a role matters only for whose seat a
/// deputy takes and who is on a roll. Private to core/domain.
///
/// An action asks twice. What it asks *first* is answered before anything else about the command;
/// its *right* is asked where the rulebook asks for it, which may be after other refusals.
#pragma once

#include <optional>
#include <span>

#include "core/domain/decide.hpp"

namespace tingbok::domain {

/// What is asked first.
enum class First : std::uint8_t {
  /// To be on the roster.
  enrolled,
  /// To steer the meeting: else not_steering.
  steering,
  /// To be here: else not_present.
  present,
};

/// What is asked where the rulebook asks.
enum class Right : std::uint8_t {
  /// Nothing more.
  none,
  /// A role that writes; or a chair's side.
  write,
  /// A role that writes, or having the floor.
  write_or_speaking,
  /// A role that writes notes, under the room's ruleset.
  write_notes,
  /// To be a member, or in workshop mode another whose role speaks; in formal mode only those whose
  /// role has the right to speak there.
  speak,
  /// To be a member; under a ruleset where everyone proposes, in workshop mode, a role that writes.
  propose,
  /// In a workshop a role that writes; in a formal meeting, where the parts are proposals like any
  /// other, to be a member.
  split,
  /// To be a member.
  member,
  /// To be a member or to steer.
  member_or_steering,
  /// To steer the meeting.
  steering,
  /// A role that observes.
  observe,
  /// To be the server itself.
  server,
};

/// One row of the table of actions.
struct ActionRule {
  pb::Command::ActionCase action;
  First first;
  Right right;
  /// The answer to whoever lacks the right.
  pb::RefusalCode lacking;
};

/// One row of the table of roles.
struct RoleRule {
  pb::Role role;
  /// Reads and does nothing at all (wall screen, auditor).
  bool reads_only;
  /// Writes where the rulebook asks nothing but presence.
  bool writes;
  bool writes_notes;
  bool speaks_in_workshop;
  bool speaks_in_formal;
  bool observes;
  /// Observes behind closed doors too.
  bool observes_closed;
};

std::span<const ActionRule> action_rules();
std::span<const RoleRule> role_rules();
/// The row of an action; there is one for every action of the schema.
const ActionRule& rule_of(pb::Command::ActionCase action);
/// The row of a role; one that reads only for a role this program does not know.
const RoleRule& rule_of(pb::Role role);

/// What is asked first, answered; nullopt: go on.
std::optional<Refusal> lacks_first(const State& state, const ActionRule& rule,
                                   const pb::Person& actor);
/// Refuses whoever only reads; asked last, of what nothing else stopped.
std::optional<Refusal> only_reads(const pb::Person& actor);
/// The action's right, answered; nullopt: go on.
std::optional<Refusal> lacks_right(const State& state, const ActionRule& rule,
                                   const pb::Person& actor);

}  // namespace tingbok::domain
