#include "core/domain/votes.hpp"

#include <set>

#include "core/domain/ballots.hpp"
#include "core/domain/doors.hpp"
#include "core/domain/ids.hpp"
#include "core/domain/papers.hpp"
#include "core/domain/secret_votes.hpp"
#include "core/domain/vote_terms.hpp"
#include "core/tally/tally.hpp"

namespace tingbok::domain {
namespace {

const pb::Vote* vote_of(const Situation& now, const std::string& id) {
  return now.state.find<pb::Vote>(id);
}

/// Opening a planned vote by its id alone.
bool names_only_the_vote(const pb::VoteTerms& terms) {
  pb::VoteTerms only;
  only.set_vote(terms.vote());
  return terms.SerializeAsString() == only.SerializeAsString();
}

/// kommuneloven § 11-3: an item that was blocked is not decided in this meeting.
std::optional<Refusal> item_is_blocked(const State& state, const pb::VoteTerms& terms) {
  const auto* item = state.find<pb::AgendaItem>(terms.item());
  const bool decides =
      terms.kind() == pb::VOTE_KIND_BINDING || terms.kind() == pb::VOTE_KIND_ELECTION;
  if (item == nullptr || !item->blocked() || !decides) return std::nullopt;
  return refused(pb::REFUSAL_CODE_ITEM_BLOCKED, "item");
}

bool has_opened(const pb::Vote& vote) { return vote.opened().number() > 0; }

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

/// A secret vote needs a key, and room for all its ballots in the event that will publish them.
std::optional<Refusal> seal_box(const Situation& now, pb::VoteOpened& fact) {
  if (!fact.terms().secret()) return std::nullopt;
  if (!can_be_published(fact.terms(), fact.roll_size())) {
    return refused(pb::REFUSAL_CODE_TOO_LARGE, "options");
  }
  if (now.context.ballot_key.size() != ballot_key_bytes) {
    return refused(pb::REFUSAL_CODE_SECRET_NOT_SUPPORTED);
  }
  fact.set_ballot_key(now.context.ballot_key);
  return std::nullopt;
}

}  // namespace

/// The electorate freezes here: members present, minus the disqualified, and their parties.
Decision decide(const Situation& now, const pb::VoteOpen& command) {
  pb::VoteTerms terms = command.terms();
  const auto* planned = vote_of(now, terms.vote());
  if (planned != nullptr && planned->status() != pb::VOTE_STATUS_PLANNED) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "vote");
  }
  if (!now.room.open_vote().empty()) return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  if (planned != nullptr && names_only_the_vote(terms)) terms = planned->terms();
  if (const auto no = not_allowed_now(now, terms)) return *no;
  if (const auto no = not_allowed_here(now, terms)) return *no;
  if (const auto no = unfit_terms(terms)) return *no;
  if (const auto no = names_unknown(now.state, terms)) return *no;
  const auto distinct = Shape().distinct(terms.electorate().people(), "electorate");
  if (distinct.wrong()) return *distinct.wrong();
  if (const auto no = exempt_tasks(now.state, terms)) return *no;
  if (const auto no = full_for<pb::Vote>(now.state, terms.vote())) return *no;
  if (terms.item().empty()) terms.set_item(now.room.open_item());
  if (const auto no = item_is_blocked(now.state, terms)) return *no;
  pb::Event event = vote_opened(now.state, terms);
  if (const auto no = unlawful_to_open(now, event.vote_opened())) return *no;
  if (const auto no = too_much_to_count(terms, event.vote_opened().roll_size())) return *no;
  if (const auto no = seal_box(now, *event.mutable_vote_opened())) return *no;
  if (planned != nullptr) {  // A text that comes with the command takes its place.
    event.set_text(planned->question());
    event.set_language(planned->language());
  }
  return one(std::move(event));
}

namespace {

/// Why nobody's ballot is taken for `voter`; the rulebook's order.
std::optional<Refusal> may_not_vote(const State& state, const pb::Vote& vote,
                                    const pb::Person& voter, bool here) {
  if (holds(vote.excluded(), voter.id())) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (!here) return refused(pb::REFUSAL_CODE_NOT_PRESENT);
  const auto* earlier = ballot_of(state, vote.id(), voter.id());
  if (earlier == nullptr && !holds(vote.roll(), voter.id())) {
    const bool late =
        vote.terms().electorate().kind() == pb::Electorate::KIND_MEMBERS && is_member(state, voter);
    return refused(late ? pb::REFUSAL_CODE_NOT_PRESENT_AT_START : pb::REFUSAL_CODE_NO_VOTE);
  }
  if (vote.terms().secret() && earlier != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_VOTED);
  }
  return std::nullopt;
}

/// Here, or in the hall with a device that failed.
bool sits_here(const State& state, const std::string& person) {
  const auto* attendance = state.find<pb::Attendance>(person);
  if (attendance == nullptr) return false;
  return is_here(*attendance) ||
         (attendance->presence() == pb::PRESENCE_DROPPED && attendance->how() == pb::PLACE_HALL);
}

/// The chair's side casts for a member whose device failed, on record and never in a secret vote.
std::optional<Refusal> may_not_vote_for(const Situation& now, const pb::Vote& vote,
                                        const std::string& member) {
  if (!steers(now.room, now.actor)) return refused(pb::REFUSAL_CODE_NOT_STEERING);
  if (vote.terms().secret()) return refused(pb::REFUSAL_CODE_SECRET_CANNOT_CORRECT);
  const auto* voter = now.state.find<pb::Person>(member);
  if (voter == nullptr) return unknown_reference("member");
  if (auto no = may_not_vote(now.state, vote, *voter, sits_here(now.state, member))) return no;
  // What a member cast themselves only they change while the vote is open.
  const auto* earlier = ballot_of(now.state, vote.id(), member);
  if (earlier == nullptr || !earlier->registered_by().empty()) return std::nullopt;
  return refused(pb::REFUSAL_CODE_ALREADY_VOTED, "member");
}

bool objects(const pb::Vote& vote, const pb::BallotPaper& paper) {
  return vote.terms().method() == pb::VOTE_METHOD_CONSENT && paper.choice() == tally::objection;
}

}  // namespace

Decision decide(const Situation& now, const pb::VoteCast& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr || vote->status() != pb::VOTE_STATUS_OPEN) {
    return refused(pb::REFUSAL_CODE_VOTE_NOT_OPEN);
  }
  const bool for_another = !command.member().empty() && command.member() != now.actor.id();
  const auto barred =
      for_another ? may_not_vote_for(now, *vote, command.member())
                  : may_not_vote(now.state, *vote, now.actor, is_here(now.state, now.actor.id()));
  if (barred) return *barred;
  auto paper = check_ballot(vote->terms(), command.ballot());
  if (const auto* no = std::get_if<Refusal>(&paper)) return *no;
  // Approving of nothing is a ballot; no ballot at all is none.
  if (!command.has_ballot()) return invalid_argument("ballot");
  const std::string& voter = for_another ? command.member() : now.actor.id();
  const std::string ballot = ballot_id(vote->id(), voter);
  if (const auto no = full_for<pb::Ballot>(now.state, ballot)) return *no;
  Events events(1);
  auto& fact = *events.front().mutable_ballot_cast();
  fact.set_vote(vote->id());
  if (for_another) fact.set_voter(voter);
  // Of a secret vote the paper goes into the box (ballot_to_seal).
  if (vote->terms().secret()) return events;
  *fact.mutable_ballot() = std::get<pb::BallotPaper>(std::move(paper));
  if (!objects(*vote, fact.ballot())) return events;
  // Whoever objects says why; all hear it, unless the vote is hidden until it closes.
  const auto reason = Shape().needed_text(now.command.text(), "text");
  if (reason.wrong()) return *reason.wrong();
  if (!vote->terms().blind()) {
    if (const auto no = full<pb::Statement>(now.state)) return *no;
    events.emplace_back().mutable_statement_made()->set_question(vote->id());
  }
  return events;
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
  Recount recount;
  Papers papers;
  if (vote->terms().secret()) {
    auto opened = papers_of(now.state, *vote, now.context.ballots);
    if (const auto* no = std::get_if<Refusal>(&opened)) return *no;
    papers = std::get<Papers>(std::move(opened));
    recount.papers = &papers;
  }
  auto result = count_vote(now.state, *vote, recount);
  if (const auto* no = std::get_if<Refusal>(&result)) return *no;
  *fact.mutable_result() = std::get<pb::TallyResult>(std::move(result));
  for (auto& paper : papers) *fact.add_secret_ballots() = std::move(paper);
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
  if (outcome != pb::OUTCOME_SETTLED) return;
  const auto& winners = vote.result().winners();
  const bool one_wins = vote.terms().method() == pb::VOTE_METHOD_ALTERNATIVE;
  if (!one_wins && winners.empty()) return;
  for (const auto& id : vote.terms().options()) {
    const bool won = one_wins ? id == vote.result().winner() : holds(winners, id);
    if (exists(id)) add_outcome(fact, id, won);
  }
}

}  // namespace

/// A count by transfers that lacks a lot has come to nothing yet, so it is not declared. Elections
/// by majority or list may be, as in the rulebook: what the lot adds is a name.
Decision decide(const Situation& now, const pb::VoteDeclare& command) {
  const auto* vote = vote_of(now, command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (vote->status() != pb::VOTE_STATUS_CLOSED) return refused(pb::REFUSAL_CODE_VOTE_NOT_CLOSED);
  if (waits_for_its_lot(*vote)) return refused(pb::REFUSAL_CODE_VOTE_NOT_CLOSED, "lot");
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
  // Somebody may have come in on a screen since the vote opened.
  if (const auto no = closes_a_remote_meeting(now.state, fact.doors_closed())) return *no;
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
  // Whoever changes what was recorded says why.
  const auto reason = Shape().needed_text(now.command.text(), "text");
  if (reason.wrong()) return *reason.wrong();
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
  if (!has_opened(*vote)) return refused(pb::REFUSAL_CODE_VOTE_NOT_OPEN);
  const auto shape = Shape().text(command.reason(), "reason");
  if (shape.wrong()) return *shape.wrong();
  const auto* turnout = now.state.find<pb::Turnout>(vote->id());
  pb::Event event;
  auto& fact = *event.mutable_vote_annulled();
  fact.set_vote(vote->id());
  fact.set_reason(command.reason());
  fact.mutable_result()->set_cast(turnout == nullptr ? 0 : turnout->cast());
  fact.mutable_result()->set_outcome(pb::OUTCOME_ANNULLED);
  *fact.mutable_result()->mutable_inputs() = inputs_of(now.state, *vote);
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
