#include "core/domain/votes.hpp"

#include <algorithm>
#include <set>

#include "core/domain/ballots.hpp"

namespace tingbok::domain {
namespace {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

bool holds(const Ids& ids, std::string_view id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

const pb::Vote* vote_of(const Situation& now, const std::string& id) {
  return now.state.find<pb::Vote>(id);
}

/// What the rules say of the kind, the method and secrecy, in this room and mode.
std::optional<Refusal> not_allowed_here(const Situation& now, const pb::VoteTerms& terms) {
  const bool binding = terms.kind() == pb::VOTE_KIND_BINDING;
  if (binding && now.room.mode() != pb::MODE_FORMAL) {
    return refused(pb::REFUSAL_CODE_BINDING_NEEDS_FORMAL);
  }
  // kommuneloven § 7-8 second paragraph; § 5-12 for the youth council's exception.
  if (terms.kind() == pb::VOTE_KIND_ELECTION && terms.secret() &&
      terms.method() == pb::VOTE_METHOD_MAJORITY_ELECTION &&
      !now.room.config().allow_secret_single()) {
    return refused(pb::REFUSAL_CODE_ELECTION_MUST_BE_OPEN);
  }
  if (binding && terms.secret()) return refused(pb::REFUSAL_CODE_SECRET_NOT_ALLOWED);
  if (binding && !now.room.config().ruleset_in_full().binding_votes()) {
    return refused(pb::REFUSAL_CODE_NO_BINDING_VOTES);
  }
  if (terms.secret()) return refused(pb::REFUSAL_CODE_SECRET_NOT_SUPPORTED);
  return std::nullopt;
}

/// Everything the terms name must exist here. What a vote is `about` may be anything.
std::optional<Refusal> names_unknown(const State& state, const pb::VoteTerms& terms) {
  const auto enrolled = [&](const std::string& person) {
    return state.find<pb::Person>(person) != nullptr;
  };
  const auto& people = terms.electorate().people();
  if (!std::all_of(people.begin(), people.end(), enrolled)) return unknown_reference("electorate");
  if (!std::all_of(terms.recusal_of().begin(), terms.recusal_of().end(), enrolled)) {
    return unknown_reference("recusal_of");
  }
  if (!terms.item().empty() && state.find<pb::AgendaItem>(terms.item()) == nullptr) {
    return unknown_reference("item");
  }
  if (!terms.revote_of().empty() && state.find<pb::Vote>(terms.revote_of()) == nullptr) {
    return unknown_reference("revote_of");
  }
  return std::nullopt;
}

/// Disqualified in the item, or by the vote itself; sorted.
std::set<std::string> kept_off(const State& state, const pb::VoteTerms& terms) {
  std::set<std::string> persons(terms.recusal_of().begin(), terms.recusal_of().end());
  if (const auto* recusal = state.find<pb::Recusal>(terms.item())) {
    persons.insert(recusal->persons().begin(), recusal->persons().end());
  }
  return persons;
}

std::vector<std::string> everyone_here(const State& state) {
  std::vector<std::string> persons;
  for (const auto* attendance : in_order_of_joining(state)) {
    const auto* person = state.find<pb::Person>(attendance->id());
    if (person != nullptr && person->role() != pb::ROLE_PUBLIC && is_here(*attendance)) {
      persons.push_back(person->id());
    }
  }
  return persons;
}

/// Those who may vote if nobody is kept off.
std::vector<std::string> asked(const State& state, const pb::Electorate& electorate) {
  switch (electorate.kind()) {
    case pb::Electorate::KIND_NAMED: {
      std::vector<std::string> persons;
      for (const auto& person : electorate.people()) {
        if (is_here(state, person)) persons.push_back(person);
      }
      return persons;
    }
    case pb::Electorate::KIND_EVERYONE:
      return everyone_here(state);
    default:
      return members_here(state);
  }
}

pb::Event vote_opened(const State& state, const pb::VoteTerms& terms) {
  pb::Event event;
  auto& fact = *event.mutable_vote_opened();
  *fact.mutable_terms() = terms;
  const auto excluded = kept_off(state, terms);
  for (const auto& person : asked(state, terms.electorate())) {
    if (excluded.contains(person)) continue;
    fact.add_roll(person);
    fact.add_parties(state.find<pb::Person>(person)->party());
  }
  fact.mutable_excluded()->Add(excluded.begin(), excluded.end());
  return event;
}

}  // namespace

/// The electorate freezes here: members present, minus the disqualified, and their parties.
Decision decide(const Situation& now, const pb::VoteOpen& command) {
  pb::VoteTerms terms = command.terms();
  if (vote_of(now, terms.vote()) != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "vote");
  }
  if (!now.room.open_vote().empty()) return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  if (const auto no = not_allowed_here(now, terms)) return *no;
  if (const auto no = unfit_terms(terms)) return *no;
  if (const auto no = names_unknown(now.state, terms)) return *no;
  const auto distinct = Shape().distinct(terms.electorate().people(), "electorate");
  if (distinct.wrong()) return *distinct.wrong();
  if (const auto no = full<pb::Vote>(now.state)) return *no;
  if (terms.item().empty()) terms.set_item(now.room.open_item());
  return one(vote_opened(now.state, terms));
}

Decision decide(const Situation& now, const pb::VoteCast& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr || vote->status() != pb::VOTE_STATUS_OPEN) {
    return refused(pb::REFUSAL_CODE_VOTE_NOT_OPEN);
  }
  if (holds(vote->excluded(), now.actor.id())) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (!is_here(now.state, now.actor.id())) return refused(pb::REFUSAL_CODE_NOT_PRESENT);
  const auto* earlier = ballot_of(now.state, vote->id(), now.actor.id());
  if (earlier == nullptr && !holds(vote->roll(), now.actor.id())) {
    const bool late = vote->terms().electorate().kind() == pb::Electorate::KIND_MEMBERS &&
                      is_member(now.state, now.actor);
    return refused(late ? pb::REFUSAL_CODE_NOT_PRESENT_AT_START : pb::REFUSAL_CODE_NO_VOTE);
  }
  if (vote->terms().secret() && earlier != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_VOTED);
  }
  auto paper = check_ballot(vote->terms(), command.ballot());
  if (const auto* no = std::get_if<Refusal>(&paper)) return *no;
  // Approving of nothing is a ballot; no ballot at all is none.
  if (!command.has_ballot()) return invalid_argument("ballot");
  if (earlier == nullptr) {
    if (const auto no = full<pb::Ballot>(now.state)) return *no;
  }
  pb::Event event;
  auto& fact = *event.mutable_ballot_cast();
  fact.set_vote(vote->id());
  *fact.mutable_ballot() = std::get<pb::BallotPaper>(std::move(paper));
  return one(std::move(event));
}

/// Whoever is present must vote (kommuneloven § 8-1 third paragraph), so a binding vote or an
/// election does not close while somebody present has not, unless forced on record.
Decision decide(const Situation& now, const pb::VoteClose& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->status() != pb::VOTE_STATUS_OPEN) return refused(pb::REFUSAL_CODE_VOTE_NOT_OPEN);
  pb::Event event;
  auto& fact = *event.mutable_vote_closed();
  fact.set_vote(vote->id());
  for (const auto& voter : vote->roll()) {
    if (ballot_of(now.state, vote->id(), voter) == nullptr && is_here(now.state, voter)) {
      fact.add_missing(voter);
    }
  }
  const bool duty = vote->terms().kind() == pb::VOTE_KIND_BINDING ||
                    vote->terms().kind() == pb::VOTE_KIND_ELECTION;
  if (duty && !fact.missing().empty() && !command.force()) {
    return refused(pb::REFUSAL_CODE_DUTY_TO_VOTE);
  }
  auto result = count_vote(now.state, *vote);
  if (const auto* no = std::get_if<Refusal>(&result)) return *no;
  *fact.mutable_result() = std::get<pb::TallyResult>(std::move(result));
  return one(std::move(event));
}

namespace {

void add_outcome(pb::ResultDeclared& fact, const std::string& proposal, bool adopted) {
  auto& outcome = *fact.add_proposals();
  outcome.set_proposal(proposal);
  outcome.set_status(adopted ? pb::PROPOSAL_STATUS_ADOPTED : pb::PROPOSAL_STATUS_FELL);
}

/// What a declared binding vote makes of the proposals it is about or chose between.
void add_outcomes(const State& state, const pb::Vote& vote, pb::ResultDeclared& fact) {
  if (vote.terms().kind() != pb::VOTE_KIND_BINDING) return;
  const auto outcome = vote.result().outcome();
  const auto exists = [&](const std::string& id) {
    return state.find<pb::Proposal>(id) != nullptr;
  };
  if (outcome == pb::OUTCOME_ADOPTED || outcome == pb::OUTCOME_REJECTED) {
    for (const auto& id : vote.terms().about()) {
      if (exists(id)) add_outcome(fact, id, outcome == pb::OUTCOME_ADOPTED);
    }
  }
  if (vote.terms().method() == pb::VOTE_METHOD_ALTERNATIVE && outcome == pb::OUTCOME_SETTLED) {
    for (const auto& id : vote.terms().options()) {
      if (exists(id)) add_outcome(fact, id, id == vote.result().winner());
    }
  }
}

}  // namespace

Decision decide(const Situation& now, const pb::VoteDeclare& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->status() != pb::VOTE_STATUS_CLOSED) return refused(pb::REFUSAL_CODE_VOTE_NOT_CLOSED);
  pb::Event event;
  auto& fact = *event.mutable_result_declared();
  fact.set_vote(vote->id());
  add_outcomes(now.state, *vote, fact);
  if (vote->result().outcome() == pb::OUTCOME_ADOPTED) {
    *fact.mutable_recused() = vote->terms().recusal_of();
    if (vote->terms().kind() == pb::VOTE_KIND_BINDING) {
      fact.set_doors_closed(vote->terms().closes_doors());
    }
  }
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::VoteCorrect& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->status() == pb::VOTE_STATUS_DECLARED) {
    return refused(pb::REFUSAL_CODE_RESULT_DECLARED);
  }
  if (vote->status() != pb::VOTE_STATUS_CLOSED) return refused(pb::REFUSAL_CODE_VOTE_NOT_CLOSED);
  if (vote->terms().secret()) return refused(pb::REFUSAL_CODE_SECRET_CANNOT_CORRECT);
  const auto* ballot = ballot_of(now.state, vote->id(), command.member());
  if (ballot == nullptr || ballot->paper().choice().empty() ||
      ballot->paper().choice() != command.old_choice()) {
    return refused(pb::REFUSAL_CODE_WRONG_OLD_VALUE);
  }
  Recount recount;
  pb::BallotPaper wanted;
  wanted.set_choice(command.new_choice());
  auto paper = check_ballot(vote->terms(), wanted);
  if (const auto* no = std::get_if<Refusal>(&paper)) return *no;
  if (vote->corrections_size() >= limits::entries_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  recount.corrected_voter = command.member();
  recount.corrected_paper = std::get<pb::BallotPaper>(std::move(paper));
  auto result = count_vote(now.state, *vote, recount);
  if (const auto* no = std::get_if<Refusal>(&result)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_ballot_corrected();
  fact.set_vote(vote->id());
  fact.set_member(command.member());
  fact.set_old_choice(command.old_choice());
  fact.set_new_choice(command.new_choice());
  *fact.mutable_result() = std::get<pb::TallyResult>(std::move(result));
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::VoteAnnul& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->status() == pb::VOTE_STATUS_ANNULLED) {
    return refused(pb::REFUSAL_CODE_ALREADY_ANNULLED);
  }
  const auto shape = Shape().text(command.reason(), "reason");
  if (shape.wrong()) return *shape.wrong();
  const auto* turnout = now.state.find<pb::Turnout>(vote->id());
  pb::Event event;
  auto& fact = *event.mutable_vote_annulled();
  fact.set_vote(vote->id());
  fact.set_reason(command.reason());
  fact.mutable_result()->set_cast(turnout == nullptr ? 0 : turnout->cast());
  fact.mutable_result()->set_outcome(pb::OUTCOME_ANNULLED);
  return one(std::move(event));
}

/// Drawing lots is an event with a witness; the count is then made again with the lot.
Decision decide(const Situation& now, const pb::LotDraw& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->result().outcome() != pb::OUTCOME_LOT_NEEDED) {
    return refused(pb::REFUSAL_CODE_NO_LOT_NEEDED);
  }
  if (!holds(vote->result().among(), command.result())) {
    return refused(pb::REFUSAL_CODE_INVALID_LOT);
  }
  const auto shape = Shape().name(command.witness(), "witness");
  if (shape.wrong()) return *shape.wrong();
  Recount recount;
  recount.lot = command.result();
  auto result = count_vote(now.state, *vote, recount);
  if (const auto* no = std::get_if<Refusal>(&result)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_lot_drawn();
  fact.set_vote(vote->id());
  fact.set_drawn(command.result());
  fact.set_witness(command.witness());
  *fact.mutable_result() = std::get<pb::TallyResult>(std::move(result));
  return one(std::move(event));
}

}  // namespace tingbok::domain
