#include "core/domain/permissions.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "core/domain/people.hpp"

namespace tingbok::domain {
namespace {

using C = pb::Command;

constexpr auto none = pb::REFUSAL_CODE_UNSPECIFIED;
constexpr auto may_not_write = pb::REFUSAL_CODE_MAY_NOT_WRITE;
constexpr auto not_steering = pb::REFUSAL_CODE_NOT_STEERING;

/// In the order of the schema. Where the scripts' rulebook (tests/workshops/oracle.py) asks who
/// acts, this is what it asks. Where it asks nothing, docs/decisions/0002 says what is asked here.
constexpr std::array actions = {
    ActionRule{C::kConvene, First::steering, Right::none, none},
    ActionRule{C::kAgendaAdd, First::steering, Right::none, none},
    ActionRule{C::kMeetingOpen, First::steering, Right::none, none},
    ActionRule{C::kMeetingClose, First::steering, Right::none, none},
    ActionRule{C::kBreakStart, First::steering, Right::none, none},
    ActionRule{C::kBreakEnd, First::steering, Right::none, none},
    ActionRule{C::kModeSet, First::steering, Right::none, none},
    ActionRule{C::kPhaseSet, First::steering, Right::none, none},
    ActionRule{C::kItemOpen, First::steering, Right::none, none},
    ActionRule{C::kItemClose, First::steering, Right::none, none},
    ActionRule{C::kChairHandover, First::steering, Right::none, none},
    ActionRule{C::kMark, First::enrolled, Right::write, may_not_write},
    ActionRule{C::kMinutesPublish, First::steering, Right::none, none},
    ActionRule{C::kDoorsCloseCheck, First::steering, Right::none, none},
    ActionRule{C::kDoorsOpen, First::steering, Right::none, none},

    ActionRule{C::kJoin, First::enrolled, Right::none, none},
    ActionRule{C::kLeave, First::enrolled, Right::none, none},
    ActionRule{C::kDisconnect, First::enrolled, Right::none, none},
    ActionRule{C::kReconnect, First::enrolled, Right::none, none},
    ActionRule{C::kRecusalDeclare, First::present, Right::none, none},

    ActionRule{C::kTimerStart, First::steering, Right::none, none},
    ActionRule{C::kTimerEnd, First::steering, Right::none, none},
    ActionRule{C::kSay, First::present, Right::none, none},
    ActionRule{C::kObserve, First::enrolled, Right::observe, pb::REFUSAL_CODE_NOT_OBSERVER},
    ActionRule{C::kFilmPlay, First::steering, Right::none, none},
    ActionRule{C::kSpeakRequest, First::present, Right::speak, pb::REFUSAL_CODE_MAY_NOT_SPEAK},
    ActionRule{C::kSpeakWithdraw, First::enrolled, Right::none, none},
    ActionRule{C::kSpeakGrant, First::steering, Right::none, none},
    ActionRule{C::kSpeakEnd, First::present, Right::write_or_speaking, may_not_write},
    ActionRule{C::kDebateClose, First::steering, Right::none, none},
    ActionRule{C::kDebateReopen, First::steering, Right::none, none},

    ActionRule{C::kHomeworkAssign, First::steering, Right::none, none},
    ActionRule{C::kHomeworkSubmit, First::enrolled, Right::write, may_not_write},
    ActionRule{C::kEndorse, First::present, Right::write, may_not_write},

    ActionRule{C::kNoteAdd, First::present, Right::write_notes, may_not_write},
    ActionRule{C::kNoteMove, First::present, Right::write, may_not_write},
    ActionRule{C::kNoteCluster, First::present, Right::write, may_not_write},
    ActionRule{C::kMatrixPlace, First::present, Right::write, may_not_write},

    ActionRule{C::kPropose, First::present, Right::propose, pb::REFUSAL_CODE_MAY_NOT_PROPOSE},
    ActionRule{C::kProposalEdit, First::enrolled, Right::none, none},
    ActionRule{C::kProposalWithdraw, First::enrolled, Right::none, none},
    ActionRule{C::kProposalMerge, First::present, Right::write, may_not_write},
    ActionRule{C::kSupport, First::present, Right::member, pb::REFUSAL_CODE_NO_VOTE},
    ActionRule{C::kForward, First::steering, Right::none, none},
    ActionRule{C::kPrioritySet, First::present, Right::write, may_not_write},
    ActionRule{C::kPriorityMove, First::present, Right::member_or_steering,
               pb::REFUSAL_CODE_NO_VOTE},
    ActionRule{C::kPriorityLock, First::steering, Right::none, none},
    ActionRule{C::kProposalSplit, First::present, Right::split, pb::REFUSAL_CODE_MAY_NOT_PROPOSE},

    ActionRule{C::kVoteOpen, First::steering, Right::none, none},
    // The vote's own roll says who may: votes.cpp.
    ActionRule{C::kVoteCast, First::enrolled, Right::none, none},
    ActionRule{C::kVoteClose, First::steering, Right::none, none},
    ActionRule{C::kVoteDeclare, First::steering, Right::none, none},
    ActionRule{C::kVoteCorrect, First::steering, Right::none, none},
    ActionRule{C::kVoteAnnul, First::steering, Right::none, none},
    ActionRule{C::kLotDraw, First::steering, Right::none, none},
    ActionRule{C::kDecide, First::steering, Right::none, none},
    ActionRule{C::kProtocolAdd, First::present, Right::member, pb::REFUSAL_CODE_NOT_MEMBER},
    ActionRule{C::kReport, First::present, Right::write, may_not_write},

    ActionRule{C::kPositionSubmit, First::enrolled, Right::write, may_not_write},
    ActionRule{C::kAllocApply, First::steering, Right::none, none},
    ActionRule{C::kReallocRequest, First::present, Right::write, may_not_write},
    ActionRule{C::kReallocApprove, First::enrolled, Right::steering, not_steering},
    ActionRule{C::kReallocRefuse, First::enrolled, Right::steering, not_steering},
    ActionRule{C::kAgreementVersion, First::present, Right::write, may_not_write},
    ActionRule{C::kAgreementApprove, First::enrolled, Right::steering, not_steering},
    ActionRule{C::kMeasureAdd, First::present, Right::write, may_not_write},

    ActionRule{C::kPhasePlan, First::steering, Right::none, none},
    ActionRule{C::kPhaseStart, First::steering, Right::none, none},
    ActionRule{C::kPhaseEnd, First::steering, Right::none, none},
    ActionRule{C::kTableSet, First::steering, Right::none, none},
    ActionRule{C::kTablesDeal, First::steering, Right::none, none},
    ActionRule{C::kTableSeat, First::present, Right::write, may_not_write},
    ActionRule{C::kNoteLift, First::present, Right::write, may_not_write},
    ActionRule{C::kBoardSet, First::steering, Right::none, none},
    ActionRule{C::kTimerExtend, First::steering, Right::none, none},
    // By the server, who is nobody: decide.cpp.
    ActionRule{C::kTimerRunOut, First::enrolled, Right::server, pb::REFUSAL_CODE_SERVER_ONLY},
    ActionRule{C::kAgendaEdit, First::steering, Right::none, none},
    ActionRule{C::kItemReopen, First::steering, Right::none, none},
    ActionRule{C::kObjectionRaise, First::present, Right::member, pb::REFUSAL_CODE_NOT_MEMBER},
    ActionRule{C::kVotePlan, First::steering, Right::none, none},
    ActionRule{C::kRulesetAdopt, First::steering, Right::none, none},
    ActionRule{C::kTemplateAdopt, First::steering, Right::none, none},
    ActionRule{C::kDocumentLink, First::present, Right::write, may_not_write},
    ActionRule{C::kOptionAdd, First::present, Right::write, may_not_write},
    ActionRule{C::kExempt, First::steering, Right::none, none},
};

// clang-format off
//                                    reads  writes notes  speaks: speaks: observes observes
//                                    only                 workshop formal          closed
constexpr std::array roles = {
    RoleRule{pb::ROLE_COUNCILLOR,         false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_MAYOR,              false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_DEPUTY,             false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_DELEGATE,           false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_COUNCIL_MEMBER,     false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_BOARD_MEMBER,       false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_FACILITATOR,        false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_SECRETARY,          false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_MUNICIPAL_DIRECTOR, false, true,  true,  true,  true,  false, false},
    RoleRule{pb::ROLE_SPEAKING_RIGHT,     false, true,  true,  true,  true,  false, false},
    RoleRule{pb::ROLE_ADMINISTRATION,     false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_OBSERVER,           false, true,  true,  true,  false, true, false},
    RoleRule{pb::ROLE_RESEARCHER,         false, false, false, true,  false, true, true},
    RoleRule{pb::ROLE_PUBLIC,             false, false, false, false, false, true, false},
    RoleRule{pb::ROLE_SYSTEM,             false, true,  true,  true,  false, false, false},
    RoleRule{pb::ROLE_SCREEN,             true,  false, false, false, false, false, false},
    RoleRule{pb::ROLE_AUDITOR,            true,  false, false, false, false, false, false},
    RoleRule{pb::ROLE_GUEST,              false, true,  true,  true,  false, false, false},
};
// clang-format on

bool may_write_notes(const pb::Room& room, const pb::Person& actor) {
  if (!rule_of(actor.role()).writes_notes) return false;
  if (!room.config().ruleset_in_full().facilitators_write_no_notes()) return true;
  if (actor.role() == pb::ROLE_FACILITATOR) return false;
  const auto& facilitators = room.config().facilitators();
  return std::find(facilitators.begin(), facilitators.end(), actor.id()) == facilitators.end();
}

bool may_speak(const State& state, const pb::Room& room, const pb::Person& actor) {
  const RoleRule& role = rule_of(actor.role());
  return (room.mode() == pb::MODE_WORKSHOP ? role.speaks_in_workshop : role.speaks_in_formal) ||
         is_member(state, actor);
}

bool may_propose(const State& state, const pb::Room& room, const pb::Person& actor) {
  if (room.config().ruleset_in_full().everyone_proposes() && room.mode() == pb::MODE_WORKSHOP &&
      rule_of(actor.role()).writes) {
    return true;
  }
  return is_member(state, actor);
}

bool has_right(const State& state, Right right, const pb::Person& actor) {
  const pb::Room& room = room_of(state);
  switch (right) {
    case Right::none:
      return true;
    case Right::write:
      return rule_of(actor.role()).writes;
    case Right::write_or_speaking:
      return rule_of(actor.role()).writes || speakers_of(state).speaking() == actor.id();
    case Right::write_notes:
      return may_write_notes(room, actor);
    case Right::speak:
      return may_speak(state, room, actor);
    case Right::propose:
      return may_propose(state, room, actor);
    case Right::split:
      return room.mode() == pb::MODE_FORMAL ? is_member(state, actor)
                                            : rule_of(actor.role()).writes;
    case Right::member:
      return is_member(state, actor);
    case Right::member_or_steering:
      return steers(room, actor) || is_member(state, actor);
    case Right::steering:
      return steers(room, actor);
    case Right::observe:
      return rule_of(actor.role()).observes;
    case Right::server:
      return actor.id().empty();
  }
  throw std::logic_error("a right that is none");
}

}  // namespace

std::span<const ActionRule> action_rules() { return actions; }
std::span<const RoleRule> role_rules() { return roles; }

const ActionRule& rule_of(pb::Command::ActionCase action) {
  for (const auto& rule : actions) {
    if (rule.action == action) return rule;
  }
  throw std::logic_error("an action without a row in the table of permissions");
}

const RoleRule& rule_of(pb::Role role) {
  // A role of a newer schema than this program's: it reads.
  static constexpr RoleRule unknown{
      pb::ROLE_UNSPECIFIED, true, false, false, false, false, false, false};
  for (const auto& rule : roles) {
    if (rule.role == role) return rule;
  }
  return unknown;
}

std::optional<Refusal> lacks_first(const State& state, const ActionRule& rule,
                                   const pb::Person& actor) {
  switch (rule.first) {
    case First::enrolled:
      return std::nullopt;
    case First::steering:
      if (steers(room_of(state), actor)) return std::nullopt;
      return Refusal{pb::REFUSAL_CODE_NOT_STEERING, {}};
    case First::present:
      if (actor.role() == pb::ROLE_SYSTEM || is_here(state, actor.id())) return std::nullopt;
      return Refusal{pb::REFUSAL_CODE_NOT_PRESENT, {}};
  }
  throw std::logic_error("an action that asks for nothing known");
}

std::optional<Refusal> only_reads(const pb::Person& actor) {
  if (!rule_of(actor.role()).reads_only) return std::nullopt;
  return Refusal{may_not_write, {}};
}

std::optional<Refusal> lacks_right(const State& state, const ActionRule& rule,
                                   const pb::Person& actor) {
  if (has_right(state, rule.right, actor)) return std::nullopt;
  return Refusal{rule.lacking, {}};
}

}  // namespace tingbok::domain
