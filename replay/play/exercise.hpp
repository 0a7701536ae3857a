/// Pause and decide: those who train decide what a past meeting decided, before they are shown what
/// it came to. Pure: a value that answers go into.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "core/domain/decide.hpp"
#include "tingbok/v1/past.pb.h"

namespace tingbok::replay {

/// One vote, or one move on a list of priorities, that is being decided again.
class Exercise {
 public:
  /// The vote that the event of this number opened; `room` is the room right before it.
  Exercise(std::uint64_t number, const pb::VoteOpened& opened, const pb::Room& room);
  /// The move that the event of this number made on `list`, which is as it was right before it.
  Exercise(std::uint64_t number, const pb::PriorityMoved& moved, const pb::PriorityList& list);

  std::uint64_t at() const { return said_.at(); }
  bool is_vote() const { return said_.has_terms(); }
  const std::string& vote() const { return said_.vote(); }
  bool open() const { return said_.open(); }

  /// Takes an answer, in the place of an earlier one of that person: vote_cast for the vote,
  /// priority_move for what is moved. The refusal a room would give where it does not fit.
  std::optional<domain::Refusal> answer(const std::string& person, const pb::Command& command);

  /// No more answers; what came of them is counted, and shown beside what was decided then.
  /// `theirs` of a vote: null where it was never counted. `entitled`: how many could answer.
  void reveal(const pb::TallyResult* theirs, std::uint32_t entitled);

  /// What everybody is shown; results only once revealed.
  pb::Exercise message(std::uint32_t entitled) const;

 private:
  std::optional<domain::Refusal> answer_vote(const std::string& person, const pb::VoteCast& cast);
  std::optional<domain::Refusal> answer_move(const std::string& person,
                                             const pb::PriorityMove& move);

  pb::Exercise said_;
  /// For counting a vote: the seats and rules of the body.
  pb::Room room_;
  std::uint32_t their_place_ = 0;
  /// By person.
  std::map<std::string, pb::BallotPaper> papers_;
  std::map<std::string, std::uint32_t> places_;
};

}  // namespace tingbok::replay
