#include <algorithm>
#include <set>

#include "core/domain/ballots.hpp"
#include "core/domain/votes.hpp"

namespace tingbok::domain {
namespace {

void no_longer_open(Editor& editor, const std::string& vote) {
  if (editor.state().find<pb::Room>("room")->open_vote() != vote) return;
  editor.edit<pb::Room>("room")->clear_open_vote();
}

}  // namespace

void evolve(Editor& editor, const pb::VoteOpened& fact, const pb::Event& event) {
  const std::string& id = fact.terms().vote();
  const auto vote = editor.make<pb::Vote>(id);
  if (!vote.made && vote->status() != pb::VOTE_STATUS_PLANNED) {
    throw CannotFold("a vote is opened twice: " + id);
  }
  *vote->mutable_terms() = fact.terms();
  vote->set_question(event.text());
  vote->set_language(event.language());
  vote->set_status(pb::VOTE_STATUS_OPEN);
  *vote->mutable_roll() = fact.roll();
  *vote->mutable_parties() = fact.parties();
  *vote->mutable_excluded() = fact.excluded();
  vote->set_ballot_key(fact.ballot_key());
  *vote->mutable_opened() = editor.source();
  editor.replace_sources(vote);
  editor.make<pb::Turnout>(id);
  editor.edit<pb::Room>("room")->set_open_vote(id);
}

void evolve(Editor& editor, const pb::BallotCast& fact, const pb::Event&) {
  const auto* vote = editor.state().find<pb::Vote>(fact.vote());
  const bool secret = vote != nullptr && vote->terms().secret();
  const std::string& voter = fact.voter().empty() ? editor.meta().actor : fact.voter();
  const auto ballot = editor.make<pb::Ballot>(ballot_id(fact.vote(), voter));
  if (ballot.made) {
    const auto turnout = editor.edit<pb::Turnout>(fact.vote());
    turnout->set_cast(turnout->cast() + 1);
    ballot->set_vote(fact.vote());
    ballot->set_voter(voter);
    if (!secret) ballot->set_order(turnout->cast());
  }
  if (!secret) *ballot->mutable_paper() = fact.ballot();
  ballot->set_registered_by(fact.voter().empty() ? "" : editor.meta().actor);
  *ballot->mutable_source() = editor.source();
  editor.replace_sources(ballot);
}

void evolve(Editor& editor, const pb::VoteClosed& fact, const pb::Event&) {
  const auto vote = editor.edit<pb::Vote>(fact.vote());
  vote->set_status(pb::VOTE_STATUS_CLOSED);
  *vote->mutable_closed() = editor.source();
  *vote->mutable_missing() = fact.missing();
  *vote->mutable_secret_ballots() = fact.secret_ballots();
  *vote->mutable_result() = fact.result();
  no_longer_open(editor, fact.vote());
}

void evolve(Editor& editor, const pb::ResultDeclared& fact, const pb::Event&) {
  const auto vote = editor.edit<pb::Vote>(fact.vote());
  vote->set_status(pb::VOTE_STATUS_DECLARED);
  for (const auto& outcome : fact.proposals()) {
    editor.edit<pb::Proposal>(outcome.proposal())->set_status(outcome.status());
  }
  if (!fact.recused().empty()) {
    const auto recusal = editor.make<pb::Recusal>(vote->terms().item());
    std::set<std::string> persons(recusal->persons().begin(), recusal->persons().end());
    persons.insert(fact.recused().begin(), fact.recused().end());
    recusal->clear_persons();
    recusal->mutable_persons()->Add(persons.begin(), persons.end());
  }
  if (!fact.doors_closed().empty()) {
    editor.edit<pb::Room>("room")->set_doors_closed(fact.doors_closed());
  }
}

void evolve(Editor& editor, const pb::BallotCorrected& fact, const pb::Event& event) {
  const auto ballot = editor.edit<pb::Ballot>(ballot_id(fact.vote(), fact.member()));
  ballot->mutable_paper()->Clear();
  ballot->mutable_paper()->set_choice(fact.new_choice());
  editor.replace_sources(ballot);
  const auto vote = editor.edit<pb::Vote>(fact.vote());
  auto& correction = *vote->add_corrections();
  *correction.mutable_source() = editor.source();
  correction.set_member(fact.member());
  vote->add_correction_texts(fact.old_choice());
  vote->add_correction_texts(fact.new_choice());
  vote->add_correction_texts(event.text());
  *vote->mutable_result() = fact.result();
  editor.add_source(vote);
}

void evolve(Editor& editor, const pb::VoteAnnulled& fact, const pb::Event&) {
  const auto vote = editor.edit<pb::Vote>(fact.vote());
  vote->set_status(pb::VOTE_STATUS_ANNULLED);
  vote->set_annulled_because(fact.reason());
  *vote->mutable_result() = fact.result();
  no_longer_open(editor, fact.vote());
}

void evolve(Editor& editor, const pb::LotDrawn& fact, const pb::Event&) {
  const auto vote = editor.edit<pb::Vote>(fact.vote());
  vote->add_lots(fact.drawn());
  *vote->mutable_result() = fact.result();
}

}  // namespace tingbok::domain
