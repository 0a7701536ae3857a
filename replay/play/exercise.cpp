#include "replay/play/exercise.hpp"

#include <algorithm>
#include <vector>

#include "core/domain/counting.hpp"
#include "core/tally/tally.hpp"

namespace tingbok::replay {
namespace {

domain::Refusal refused(pb::RefusalCode code, const char* detail = "") { return {code, detail}; }

}  // namespace

Exercise::Exercise(std::uint64_t number, const pb::VoteOpened& opened, const pb::Room& room)
    : room_(room) {
  said_.set_at(number);
  said_.set_vote(opened.terms().vote());
  *said_.mutable_terms() = opened.terms();
  said_.set_open(true);
}

Exercise::Exercise(std::uint64_t number, const pb::PriorityMoved& moved,
                   const pb::PriorityList& list)
    : their_place_(moved.to()) {
  said_.set_at(number);
  said_.set_list(moved.list());
  said_.set_what(moved.what());
  *said_.mutable_order() = list.order();
  said_.set_open(true);
}

std::optional<domain::Refusal> Exercise::answer(const std::string& person,
                                                const pb::Command& command) {
  if (command.has_vote_cast() && is_vote()) return answer_vote(person, command.vote_cast());
  if (command.has_priority_move() && !is_vote()) {
    return answer_move(person, command.priority_move());
  }
  return refused(is_vote() ? pb::REFUSAL_CODE_VOTE_NOT_OPEN : pb::REFUSAL_CODE_LIST_LOCKED);
}

std::optional<domain::Refusal> Exercise::answer_vote(const std::string& person,
                                                     const pb::VoteCast& cast) {
  if (!open() || cast.vote() != vote()) return refused(pb::REFUSAL_CODE_VOTE_NOT_OPEN);
  if (!cast.member().empty()) return refused(pb::REFUSAL_CODE_NOT_STEERING, "member");
  auto checked = domain::check_ballot(said_.terms(), cast.ballot());
  if (auto* no = std::get_if<domain::Refusal>(&checked)) return std::move(*no);
  papers_[person] = std::get<pb::BallotPaper>(std::move(checked));
  return std::nullopt;
}

/// A place beyond the end is the last one, as in the room.
std::optional<domain::Refusal> Exercise::answer_move(const std::string& person,
                                                     const pb::PriorityMove& move) {
  if (!open() || move.list() != said_.list()) return refused(pb::REFUSAL_CODE_LIST_LOCKED);
  if (move.what() != said_.what()) return refused(pb::REFUSAL_CODE_NOT_IN_LIST, "what");
  if (move.to() == 0) return refused(pb::REFUSAL_CODE_INVALID_ARGUMENT, "to");
  places_[person] = std::min(move.to(), static_cast<std::uint32_t>(said_.order_size()));
  return std::nullopt;
}

void Exercise::reveal(const pb::TallyResult* theirs, std::uint32_t entitled) {
  if (!open()) return;
  said_.set_open(false);
  if (!is_vote()) {
    std::map<std::uint32_t, std::int64_t> counts;
    for (const auto& [person, place] : places_) ++counts[place];
    for (const auto& [place, count] : counts) {
      pb::OptionCount& row = *said_.add_our_places();
      row.set_option(std::to_string(place));
      row.set_count(count);
    }
    said_.set_their_place(their_place_);
    return;
  }
  // As a vote with these terms in this body, on a roll of those who train. Nobody of them chairs,
  // so no chair's vote breaks a tie.
  std::vector<tally::Ballot> ballots;
  for (const auto& [person, paper] : papers_) ballots.push_back(domain::counting_ballot(paper));
  const auto terms = domain::counting_terms(said_.terms(), room_, static_cast<int>(entitled));
  *said_.mutable_ours() = domain::result_message(tally::count(terms, ballots, nullptr));
  if (theirs != nullptr) *said_.mutable_theirs() = *theirs;
}

pb::Exercise Exercise::message(std::uint32_t entitled) const {
  pb::Exercise message = said_;
  message.set_answered(static_cast<std::uint32_t>(is_vote() ? papers_.size() : places_.size()));
  message.set_entitled(entitled);
  return message;
}

}  // namespace tingbok::replay
