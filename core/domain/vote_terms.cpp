#include "core/domain/vote_terms.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

/// Ways of counting that decide nothing under kommuneloven: a body decides by majority (§ 11-9) and
/// elects by §§ 7-4 to 7-8.
bool is_further_method(pb::VoteMethod method) {
  return method == pb::VOTE_METHOD_CONSENT || method == pb::VOTE_METHOD_INSTANT_RUNOFF ||
         method == pb::VOTE_METHOD_TRANSFERABLE || method == pb::VOTE_METHOD_EQUAL_SHARES;
}

}  // namespace

std::optional<Refusal> not_allowed_now(const Situation& now, const pb::VoteTerms& terms) {
  if (terms.kind() == pb::VOTE_KIND_BINDING && now.room.mode() != pb::MODE_FORMAL) {
    return refused(pb::REFUSAL_CODE_BINDING_NEEDS_FORMAL);
  }
  return std::nullopt;
}

std::optional<Refusal> not_allowed_by(const pb::RoomConfig& config, const pb::VoteTerms& terms) {
  const pb::Ruleset& rules = config.ruleset_in_full();
  const bool binding = terms.kind() == pb::VOTE_KIND_BINDING;
  const bool election = terms.kind() == pb::VOTE_KIND_ELECTION;
  // kommuneloven § 7-8 second paragraph; § 5-12 for the youth council's exception.
  if (election && terms.secret() && terms.method() == pb::VOTE_METHOD_MAJORITY_ELECTION &&
      !config.allow_secret_single()) {
    return refused(pb::REFUSAL_CODE_ELECTION_MUST_BE_OPEN);
  }
  if (binding && terms.secret()) return refused(pb::REFUSAL_CODE_SECRET_NOT_ALLOWED);
  if (binding && !rules.binding_votes()) return refused(pb::REFUSAL_CODE_NO_BINDING_VOTES);
  if ((binding || election) && is_further_method(terms.method()) && !rules.other_methods_bind()) {
    return refused(pb::REFUSAL_CODE_METHOD_DOES_NOT_BIND);
  }
  // Whoever objects says why, aloud.
  if (terms.secret() && terms.method() == pb::VOTE_METHOD_CONSENT)
    return invalid_argument("secret");
  return std::nullopt;
}

std::optional<Refusal> names_unknown(const State& state, const pb::VoteTerms& terms) {
  const auto known = [&](const std::string& person) { return enrolled(state, person) != nullptr; };
  const auto& people = terms.electorate().people();
  if (!std::all_of(people.begin(), people.end(), known)) return unknown_reference("electorate");
  if (!std::all_of(terms.recusal_of().begin(), terms.recusal_of().end(), known)) {
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

/// Each project funded looks at every project left, and at all who approve of it; raised shares do
/// all of that again, once a unit.
std::optional<Refusal> too_much_to_count(const pb::VoteTerms& terms, int roll) {
  if (terms.method() != pb::VOTE_METHOD_EQUAL_SHARES) return std::nullopt;
  const auto options = static_cast<std::uint64_t>(terms.options_size());
  const bool raised = terms.completion() == pb::BUDGET_COMPLETION_ADD1;
  const std::uint64_t counts = raised ? static_cast<std::uint64_t>(terms.budget()) : 1;
  if (options * options * counts * static_cast<std::uint64_t>(roll) <= limits::sharing_steps_max) {
    return std::nullopt;
  }
  return refused(pb::REFUSAL_CODE_TOO_LARGE, "budget");
}

std::optional<Refusal> exempt_tasks(const State& state, const pb::VoteTerms& terms) {
  for (const auto* named : {&terms.about(), &terms.options()}) {
    for (const auto& task : *named) {
      if (state.find<pb::Exemption>(task) != nullptr) {
        return refused(pb::REFUSAL_CODE_TASK_EXEMPT, task);
      }
    }
  }
  return std::nullopt;
}

}  // namespace tingbok::domain
