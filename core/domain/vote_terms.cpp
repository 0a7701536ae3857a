#include "core/domain/vote_terms.hpp"

#include <algorithm>
#include <unordered_set>

#include "core/domain/doors.hpp"
#include "core/domain/papers.hpp"
#include "core/domain/rulesets.hpp"

namespace tingbok::domain {
namespace {

/// Ways of counting that decide nothing under kommuneloven: a body decides by majority (§ 11-9) and
/// elects by §§ 7-4 to 7-8.
bool is_further_method(pb::VoteMethod method) {
  return method == pb::VOTE_METHOD_CONSENT || method == pb::VOTE_METHOD_INSTANT_RUNOFF ||
         method == pb::VOTE_METHOD_TRANSFERABLE || method == pb::VOTE_METHOD_EQUAL_SHARES;
}

bool counts_in_rounds(pb::VoteMethod method) {
  return method == pb::VOTE_METHOD_INSTANT_RUNOFF || method == pb::VOTE_METHOD_TRANSFERABLE;
}

bool decides(const pb::VoteTerms& terms) {
  return terms.kind() == pb::VOTE_KIND_BINDING || terms.kind() == pb::VOTE_KIND_ELECTION;
}

/// kommuneloven § 11-9: a decision takes at least half of the votes cast, and is for or against.
std::optional<Refusal> decides_against_the_law(const pb::VoteTerms& terms) {
  const auto& share = terms.threshold();
  if (terms.has_threshold() && share.numerator() < share.denominator() - share.numerator()) {
    return refused(pb::REFUSAL_CODE_FIXED_BY_LAW, "threshold");
  }
  if (terms.method() == pb::VOTE_METHOD_FOR_AGAINST && terms.options_size() > limits::options_min) {
    return refused(pb::REFUSAL_CODE_FIXED_BY_LAW, "options");
  }
  return std::nullopt;
}

/// A deputy's and that of the member whose seat the deputy fills, who came back since.
bool has_two_of_one_seat(const State& state, const pb::VoteOpened& fact) {
  const std::unordered_set<std::string_view> roll(fact.roll().begin(), fact.roll().end());
  return std::any_of(roll.begin(), roll.end(), [&](std::string_view person) {
    const auto* attendance = state.find<pb::Attendance>(person);
    return attendance != nullptr && roll.contains(attendance->seat_of());
  });
}

bool has_somebody_without_a_vote(const State& state, const pb::VoteOpened& fact) {
  const Seats filled = seats_filled(state);
  return std::any_of(fact.roll().begin(), fact.roll().end(), [&](const std::string& person) {
    return !is_member(state, *state.find<pb::Person>(person), filled);
  });
}

/// The most that a count in rounds writes down at closing: a round for each option that names every
/// option, and again those that tie; as much as a few rounds for who won; the papers of a secret
/// vote; and who of the roll did not vote.
std::size_t rounds_bytes_max(const pb::VoteTerms& terms, std::size_t roll) {
  constexpr std::size_t numbers_bytes = 20;
  constexpr std::size_t rounds_beside = 4;
  std::size_t round = 4 * numbers_bytes;
  for (const auto& option : terms.options()) round += 2 * option.size() + numbers_bytes;
  const std::size_t paper = terms.secret() ? paper_bytes_max(terms) : 0;
  return (static_cast<std::size_t>(terms.options_size()) + rounds_beside) * round +
         roll * (limits::id_bytes_max + paper + numbers_bytes);
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
  if (binding && is_statutory(rules)) {
    if (const auto no = decides_against_the_law(terms)) return no;
  }
  // Whoever objects says why, aloud.
  if (terms.secret() && terms.method() == pb::VOTE_METHOD_CONSENT)
    return invalid_argument("secret");
  return std::nullopt;
}

std::optional<Refusal> unlawful_to_open(const Situation& now, const pb::VoteOpened& fact) {
  if (!decides(fact.terms())) return std::nullopt;
  if (fact.terms().kind() == pb::VOTE_KIND_BINDING) {
    if (now.room.status() != pb::MEETING_STATUS_OPEN) {
      return refused(pb::REFUSAL_CODE_BINDING_NEEDS_FORMAL, "status");
    }
    if (fact.roll().empty()) return invalid_argument("electorate");
    if (auto no = closes_a_remote_meeting(now.state, fact.terms().closes_doors())) return no;
  }
  if (has_two_of_one_seat(now.state, fact)) {
    return refused(pb::REFUSAL_CODE_SEAT_TAKEN, "electorate");
  }
  if (is_statutory(now.room.config().ruleset_in_full()) &&
      has_somebody_without_a_vote(now.state, fact)) {
    return refused(pb::REFUSAL_CODE_FIXED_BY_LAW, "electorate");
  }
  return std::nullopt;
}

bool waits_for_its_lot(const pb::Vote& vote) {
  return counts_in_rounds(vote.terms().method()) &&
         vote.result().outcome() == pb::OUTCOME_LOT_NEEDED;
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
  if (counts_in_rounds(terms.method()) &&
      rounds_bytes_max(terms, static_cast<std::size_t>(roll)) > limits::event_bytes_max) {
    return refused(pb::REFUSAL_CODE_TOO_LARGE, "options");
  }
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
