/// Whether a vote on these terms may be held, or planned, in this room. Private to core/domain.
#pragma once

#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// Binding votes are held in formal mode only.
std::optional<Refusal> not_allowed_now(const Situation& now, const pb::VoteTerms& terms);
/// What the rules say of the kind, the method and secrecy, in this room.
std::optional<Refusal> not_allowed_by(const pb::RoomConfig& config, const pb::VoteTerms& terms);
inline std::optional<Refusal> not_allowed_here(const Situation& now, const pb::VoteTerms& terms) {
  return not_allowed_by(now.room.config(), terms);
}
/// What is asked once the roll is known: of a binding vote, that the meeting is open and somebody
/// has a vote; of one that closes the doors, that nobody takes part on a screen; of a binding vote
/// or an election, that no seat has two votes and, under kommuneloven, that only members and seated
/// deputies have one (§ 8-1, § 11-9).
std::optional<Refusal> unlawful_to_open(const Situation& now, const pb::VoteOpened& fact);
/// Counted by transfers or eliminations, and a lot is missing.
bool waits_for_its_lot(const pb::Vote& vote);
/// Everything the terms name must exist here. What a vote is `about` may be anything.
std::optional<Refusal> names_unknown(const State& state, const pb::VoteTerms& terms);
/// Equal shares among so many would take too long to count while the room waits; rounds of so many
/// would not fit the event that closes the vote.
std::optional<Refusal> too_much_to_count(const pb::VoteTerms& terms, int roll);
/// Tasks that are carried on whatever is decided are not voted on.
std::optional<Refusal> exempt_tasks(const State& state, const pb::VoteTerms& terms);

}  // namespace tingbok::domain
