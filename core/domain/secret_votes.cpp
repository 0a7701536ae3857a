#include "core/domain/secret_votes.hpp"

#include <algorithm>
#include <utility>

#include "core/domain/ballots.hpp"
#include "core/domain/papers.hpp"

namespace tingbok::domain {
namespace {

const pb::Vote* open_secret_vote(const State& state, const std::string& id) {
  const auto* vote = state.find<pb::Vote>(id);
  const bool is =
      vote != nullptr && vote->terms().secret() && vote->status() == pb::VOTE_STATUS_OPEN;
  return is ? vote : nullptr;
}

bool may_be_secret(const State& state, const std::string& id) {
  const auto* vote = state.find<pb::Vote>(id);
  return vote == nullptr || vote->terms().secret();
}

}  // namespace

bool wants_ballot_key(const State& state, const pb::Command& command, const Context& context) {
  if (!command.has_vote_open()) return false;
  Context trial = context;
  trial.ballot_key.clear();
  const Decision decision = decide(state, command, trial);
  const auto* no = std::get_if<Refusal>(&decision);
  return no != nullptr && no->code == pb::REFUSAL_CODE_SECRET_NOT_SUPPORTED;
}

std::string ballot_box_to_open(const State& state, const pb::Command& command,
                               const Context& context) {
  if (!command.has_vote_close()) return {};
  const auto* vote = open_secret_vote(state, command.vote_close().vote());
  if (vote == nullptr) return {};
  Context trial = context;
  trial.ballots.reset();
  const Decision decision = decide(state, command, trial);
  const auto* no = std::get_if<Refusal>(&decision);
  const bool lacks_only_that = no != nullptr && no->code == pb::REFUSAL_CODE_BALLOT_KEY_MISSING;
  return lacks_only_that ? vote->ballot_key() : std::string();
}

std::optional<BallotToSeal> ballot_to_seal(const State& state, const pb::Command& command) {
  if (!command.has_vote_cast()) return std::nullopt;
  const auto* vote = open_secret_vote(state, command.vote_cast().vote());
  if (vote == nullptr) return std::nullopt;
  // Only what the method reads: anything else is neither bounded nor anybody's business.
  const auto paper = check_ballot(vote->terms(), command.vote_cast().ballot());
  return BallotToSeal{vote->id(), vote->ballot_key(),
                      padded(vote->terms(), std::get<pb::BallotPaper>(paper))};
}

std::vector<const pb::Vote*> open_secret_votes(const State& state) {
  // There is one at most: the room's open vote.
  const auto* room = state.find<pb::Room>("room");
  const auto* vote = room == nullptr ? nullptr : open_secret_vote(state, room->open_vote());
  if (vote == nullptr) return {};
  return {vote};
}

pb::Command without_secret_ballot(const State& state, const pb::Command& command) {
  pb::Command kept;
  if (command.has_vote_cast() && may_be_secret(state, command.vote_cast().vote())) {
    kept.mutable_vote_cast()->set_vote(command.vote_cast().vote());
    kept.mutable_vote_cast()->set_member(command.vote_cast().member());
    return kept;
  }
  if (command.has_vote_correct() && may_be_secret(state, command.vote_correct().vote())) {
    kept.mutable_vote_correct()->set_vote(command.vote_correct().vote());
    kept.mutable_vote_correct()->set_member(command.vote_correct().member());
    return kept;
  }
  return command;
}

std::variant<pb::TallyResult, Refusal> recount(const State& state, const pb::Vote& vote) {
  std::vector<std::string> published;
  for (const auto& paper : vote.secret_ballots()) {
    // What does not fit the terms may be larger than anything that does.
    if (paper.ByteSizeLong() > paper_bytes_max(vote.terms())) return invalid_argument("vote");
    published.push_back(padded(vote.terms(), paper));
  }
  auto papers = papers_of(state, vote, published);
  if (auto* no = std::get_if<Refusal>(&papers)) return std::move(*no);
  const auto same_bytes = [](const pb::BallotPaper& a, const pb::BallotPaper& b) {
    return a.SerializeAsString() == b.SerializeAsString();
  };
  const auto& sorted = std::get<Papers>(papers);
  if (!std::equal(sorted.begin(), sorted.end(), vote.secret_ballots().begin(), same_bytes)) {
    return invalid_argument("vote");
  }
  return count_vote(state, vote);
}

}  // namespace tingbok::domain
