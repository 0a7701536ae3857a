#include "core/domain/other_rooms.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

/// Adds the fact that is wanted, once, unless it is the own room's.
void want(std::vector<pb::ForeignFact>& facts, const pb::Room& own, const std::string& room,
          const std::string& vote = {}) {
  if (room.empty() || room == own.config().room()) return;
  pb::ForeignFact fact;
  fact.set_room(address_of(own, room));
  fact.set_vote(vote);
  const auto same = [&](const pb::ForeignFact& other) {
    return other.room() == fact.room() && other.vote() == fact.vote();
  };
  if (std::none_of(facts.begin(), facts.end(), same)) facts.push_back(std::move(fact));
}

}  // namespace

std::string address_of(const pb::Room& own, const std::string& room) {
  return own.programme() + "/" + room;
}

std::vector<pb::ForeignFact> needed_facts(const State& state, const pb::Command& command) {
  std::vector<pb::ForeignFact> facts;
  const auto* own = state.find<pb::Room>("room");
  if (own == nullptr) return facts;
  if (command.has_mark() && command.mark().rooms_size() <= limits::list_items_max) {
    for (const auto& room : command.mark().rooms()) want(facts, *own, room);
  } else if (command.has_position_submit()) {
    want(facts, *own, command.position_submit().source_room());
  } else if (command.has_realloc_approve()) {
    const auto& approve = command.realloc_approve();
    want(facts, *own, approve.vote_room(), approve.vote());
  } else if (command.has_agreement_approve()) {
    const auto& approve = command.agreement_approve();
    want(facts, *own, approve.vote_room(), approve.vote());
  }
  return facts;
}

pb::ForeignFact fact_of(const State& other, const pb::ForeignFact& wanted) {
  pb::ForeignFact fact;
  fact.set_room(wanted.room());
  fact.set_number(other.number());
  fact.set_meeting_status(room_of(other).status());
  fact.set_vote(wanted.vote());
  const auto* vote = wanted.vote().empty() ? nullptr : other.find<pb::Vote>(wanted.vote());
  if (vote != nullptr) {
    fact.set_vote_status(vote->status());
    fact.set_vote_outcome(vote->result().outcome());
  }
  return fact;
}

std::optional<pb::ForeignFact> fact_of(const Situation& now, const std::string& room,
                                       const std::string& vote) {
  pb::ForeignFact wanted;
  wanted.set_room(address_of(now.room, room));
  wanted.set_vote(vote);
  if (room == now.room.config().room()) return fact_of(now.state, wanted);
  for (const auto& fact : now.context.facts) {
    if (fact.room() == wanted.room() && fact.vote() == vote) return fact;
  }
  return std::nullopt;
}

std::optional<Refusal> not_adopted(const Situation& now, const std::string& room,
                                   const std::string& vote) {
  const auto fact = fact_of(now, room, vote);
  if (!fact) return no_right_or_unknown(now, "vote_room");
  if (fact->vote_status() == pb::VOTE_STATUS_UNSPECIFIED) return no_right_or_unknown(now, "vote");
  const bool adopted = fact->vote_status() == pb::VOTE_STATUS_DECLARED &&
                       fact->vote_outcome() == pb::OUTCOME_ADOPTED;
  if (!adopted) return refused(pb::REFUSAL_CODE_NOT_ADOPTED);
  return std::nullopt;
}

}  // namespace tingbok::domain
