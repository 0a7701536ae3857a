#include "core/domain/preparation.hpp"

#include "core/domain/ballots.hpp"
#include "core/domain/rulesets.hpp"
#include "core/domain/templates.hpp"
#include "core/domain/vote_terms.hpp"

namespace tingbok::domain {
namespace {

bool is_planned(const pb::Vote* vote) {
  return vote != nullptr && vote->status() == pb::VOTE_STATUS_PLANNED;
}

Decision strike(const pb::Vote* vote) {
  if (vote == nullptr) return unknown_reference("vote");
  if (!is_planned(vote)) return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "vote");
  pb::Event event;
  event.mutable_vote_planned()->mutable_terms()->set_vote(vote->id());
  event.mutable_vote_planned()->set_dropped(true);
  return one(std::move(event));
}

}  // namespace

/// A plan is changed by planning it anew, until the vote opens. One that was struck may be planned
/// again.
Decision decide(const Situation& now, const pb::VotePlan& command) {
  pb::VoteTerms terms = command.terms();
  const auto* known = now.state.find<pb::Vote>(terms.vote());
  if (command.dropped()) return strike(known);
  if (known != nullptr && !is_planned(known) && known->status() != pb::VOTE_STATUS_DROPPED) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "vote");
  }
  if (const auto no = not_allowed_here(now, terms)) return *no;
  if (const auto no = unfit_terms(terms)) return *no;
  if (const auto no = names_unknown(now.state, terms)) return *no;
  if (const auto no = exempt_tasks(now.state, terms)) return *no;
  if (const auto no = full_for<pb::Vote>(now.state, terms.vote())) return *no;
  pb::Event event;
  *event.mutable_vote_planned()->mutable_terms() = std::move(terms);
  return one(std::move(event));
}

namespace {

/// Closed and not declared, where it may be corrected, or waiting for a lot: it will be counted
/// again.
bool counts_again(const pb::Vote& vote) {
  return vote.status() == pb::VOTE_STATUS_CLOSED ||
         (vote.status() == pb::VOTE_STATUS_DECLARED &&
          vote.result().outcome() == pb::OUTCOME_LOT_NEEDED);
}

}  // namespace

/// Between votes, so that no vote is opened under one set of rules and counted under another.
Decision decide(const Situation& now, const pb::RulesetAdopt& command) {
  const auto votes = now.state.all<pb::Vote>();
  if (!now.room.open_vote().empty() ||
      std::any_of(votes.begin(), votes.end(),
                  [](const auto* vote) { return counts_again(*vote); })) {
    return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  }
  const pb::Ruleset& rules = command.ruleset();
  const pb::Ruleset& present = now.room.config().ruleset_in_full();
  if (const auto no = unfit_ruleset(rules)) return *no;
  // Results name the rules they were counted by as id and version.
  if (rules.id() == present.id() && rules.version() <= present.version()) {
    return refused(pb::REFUSAL_CODE_OUTDATED_VERSION, "version");
  }
  // A body that the law governs does not leave it by adopting rules of another name, nor of none:
  // what is adopted next would then be measured by nothing.
  if (is_statutory(present)) {
    if (const auto no = against_the_law(rules)) return *no;
    if (!is_statutory(rules)) return refused(pb::REFUSAL_CODE_FIXED_BY_LAW, "based_on");
  }
  pb::Event event;
  *event.mutable_ruleset_adopted()->mutable_ruleset() = rules;
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::TemplateAdopt& command) {
  // Every event carries a text of the template; there is none the command's own could go with.
  if (!now.command.text().empty()) return invalid_argument("text");
  if (auto wrong = check_template(command.template_())) {
    return refused(pb::REFUSAL_CODE_INVALID_TEMPLATE, *std::move(wrong));
  }
  if (auto wrong = does_not_fit(now.state, command.template_())) {
    return refused(pb::REFUSAL_CODE_INVALID_TEMPLATE, *std::move(wrong));
  }
  return adoption_of(command.template_());
}

// --- What the events make of the state.

/// The question stays where the plan is changed without a new one.
void evolve(Editor& editor, const pb::VotePlanned& fact, const pb::Event& event) {
  const auto vote = editor.make<pb::Vote>(fact.terms().vote());
  if (fact.dropped()) {
    vote->set_status(pb::VOTE_STATUS_DROPPED);
    return;
  }
  vote->set_status(pb::VOTE_STATUS_PLANNED);
  *vote->mutable_terms() = fact.terms();
  // The question is all that is personal in this event; the digest outlives it.
  if (editor.meta().personal_digest.empty()) return;
  vote->set_question(event.text());
  vote->set_language(event.language());
  editor.replace_sources(vote);
}

void evolve(Editor& editor, const pb::RulesetAdopted& fact, const pb::Event&) {
  auto& config = *editor.edit<pb::Room>("room")->mutable_config();
  *config.mutable_ruleset_in_full() = fact.ruleset();
  config.set_ruleset(fact.ruleset().id());
}

void evolve(Editor& editor, const pb::TemplateAdopted& fact, const pb::Event&) {
  const auto room = editor.edit<pb::Room>("room");
  room->set_template_(fact.template_());
  room->set_template_version(fact.version());
  room->set_template_sha256(fact.sha256());
}

}  // namespace tingbok::domain
