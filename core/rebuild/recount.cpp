#include "core/rebuild/recount.hpp"

#include <stdexcept>

#include "core/domain/counting.hpp"

namespace tingbok::rebuild {
namespace {

const std::string& chair_of(const pb::Room& room) {
  return room.acting_chair().empty() ? room.config().chair() : room.acting_chair();
}

}  // namespace

std::optional<std::string> Recounter::look(const domain::State& before, const pb::Event& event,
                                           std::uint64_t number, const std::string& actor) {
  if (event.has_vote_opened()) {
    const auto& fact = event.vote_opened();
    auto& vote = votes_[fact.terms().vote()];
    vote = Counted{number, fact.terms(), {fact.roll().begin(), fact.roll().end()}, {}, {}, {}};
  } else if (event.has_ballot_cast()) {
    const auto& fact = event.ballot_cast();
    auto& vote = votes_[fact.vote()];
    auto& paper = vote.papers[fact.voter().empty() ? actor : fact.voter()];
    // Approving of nothing is a ballot; one that is erased is none.
    paper.reset();
    if (fact.has_ballot()) paper = fact.ballot();
  } else if (event.has_vote_closed()) {
    const auto& fact = event.vote_closed();
    auto& vote = votes_[fact.vote()];
    vote.secret.assign(fact.secret_ballots().begin(), fact.secret_ballots().end());
    return compare(before, vote, fact.result(), number);
  } else if (event.has_ballot_corrected()) {
    const auto& fact = event.ballot_corrected();
    auto& vote = votes_[fact.vote()];
    auto& paper = vote.papers[fact.member()];
    paper.reset();
    if (!fact.new_choice().empty()) paper.emplace().set_choice(fact.new_choice());
    return compare(before, vote, fact.result(), number);
  } else if (event.has_lot_drawn()) {
    const auto& fact = event.lot_drawn();
    auto& vote = votes_[fact.vote()];
    vote.lots.push_back(fact.drawn());
    return compare(before, vote, fact.result(), number);
  }
  return std::nullopt;
}

std::optional<std::string> Recounter::compare(const domain::State& before, const Counted& vote,
                                              const pb::TallyResult& stated, std::uint64_t number) {
  const auto* room = before.find<pb::Room>("room");
  if (room == nullptr || vote.opened_at == 0) return "counts a vote that was never opened";
  const auto& rules = room->config().ruleset_in_full();
  auto terms = domain::counting_terms(vote.terms, *room, static_cast<int>(vote.roll.size()));
  terms.lots = vote.lots;
  std::vector<tally::Ballot> ballots;
  std::optional<std::size_t> chairs;
  for (const auto& paper : vote.secret) ballots.push_back(domain::counting_ballot(paper));
  for (const auto& voter : vote.roll) {
    const auto found = vote.papers.find(voter);
    if (vote.terms.secret() || found == vote.papers.end()) continue;
    if (!found->second) return std::nullopt;
    if (voter == chair_of(*room)) chairs = ballots.size();
    ballots.push_back(domain::counting_ballot(*found->second));
  }
  pb::TallyResult counted;
  try {
    const bool settles = chairs && rules.chair_breaks_ties();
    counted =
        domain::result_message(tally::count(terms, ballots, settles ? &ballots[*chairs] : nullptr));
  } catch (const std::invalid_argument& problem) {
    return std::string("states a result that cannot be counted again: ") + problem.what();
  }
  if (stated.has_inputs()) {  // Results of before they named their inputs have none.
    auto& inputs = *counted.mutable_inputs();
    inputs.set_opened_at(vote.opened_at);
    inputs.set_counted_to(number - 1);
    inputs.set_roll(static_cast<std::uint32_t>(vote.roll.size()));
    inputs.set_ruleset(rules.id());
    inputs.set_ruleset_version(rules.version());
  }
  if (counted.SerializeAsString() != stated.SerializeAsString()) {
    return "states another result than its ballots come to";
  }
  ++agreed_;
  return std::nullopt;
}

}  // namespace tingbok::rebuild
