#include "core/domain/decide.hpp"

#include "core/domain/agenda.hpp"
#include "core/domain/agreements.hpp"
#include "core/domain/attendance.hpp"
#include "core/domain/boards.hpp"
#include "core/domain/financing.hpp"
#include "core/domain/floor.hpp"
#include "core/domain/meeting.hpp"
#include "core/domain/minutes.hpp"
#include "core/domain/phases.hpp"
#include "core/domain/positions.hpp"
#include "core/domain/preparation.hpp"
#include "core/domain/priorities.hpp"
#include "core/domain/proposals.hpp"
#include "core/domain/references.hpp"
#include "core/domain/situation.hpp"
#include "core/domain/tables.hpp"
#include "core/domain/votes.hpp"

namespace tingbok::domain {
namespace {

/// Total: a new action does not compile until it has an arm.
Decision decide_action(const Situation& now) {
  using C = pb::Command;
  const pb::Command& command = now.command;
  // clang-format off
  switch (command.action_case()) {
    case C::kConvene: return decide(now, command.convene());
    case C::kAgendaAdd: return decide(now, command.agenda_add());
    case C::kMeetingOpen: return decide(now, command.meeting_open());
    case C::kMeetingClose: return decide(now, command.meeting_close());
    case C::kBreakStart: return decide(now, command.break_start());
    case C::kBreakEnd: return decide(now, command.break_end());
    case C::kModeSet: return decide(now, command.mode_set());
    case C::kPhaseSet: return decide(now, command.phase_set());
    case C::kItemOpen: return decide(now, command.item_open());
    case C::kItemClose: return decide(now, command.item_close());
    case C::kChairHandover: return decide(now, command.chair_handover());
    case C::kMark: return decide(now, command.mark());
    case C::kMinutesPublish: return decide(now, command.minutes_publish());
    case C::kDoorsCloseCheck: return decide(now, command.doors_close_check());
    case C::kDoorsOpen: return decide(now, command.doors_open());
    case C::kJoin: return decide(now, command.join());
    case C::kLeave: return decide(now, command.leave());
    case C::kDisconnect: return decide(now, command.disconnect());
    case C::kReconnect: return decide(now, command.reconnect());
    case C::kRecusalDeclare: return decide(now, command.recusal_declare());
    case C::kTimerStart: return decide(now, command.timer_start());
    case C::kTimerEnd: return decide(now, command.timer_end());
    case C::kSay: return decide(now, command.say());
    case C::kObserve: return decide(now, command.observe());
    case C::kFilmPlay: return decide(now, command.film_play());
    case C::kSpeakRequest: return decide(now, command.speak_request());
    case C::kSpeakWithdraw: return decide(now, command.speak_withdraw());
    case C::kSpeakGrant: return decide(now, command.speak_grant());
    case C::kSpeakEnd: return decide(now, command.speak_end());
    case C::kDebateClose: return decide(now, command.debate_close());
    case C::kDebateReopen: return decide(now, command.debate_reopen());
    case C::kHomeworkAssign: return decide(now, command.homework_assign());
    case C::kHomeworkSubmit: return decide(now, command.homework_submit());
    case C::kEndorse: return decide(now, command.endorse());
    case C::kNoteAdd: return decide(now, command.note_add());
    case C::kNoteMove: return decide(now, command.note_move());
    case C::kNoteCluster: return decide(now, command.note_cluster());
    case C::kMatrixPlace: return decide(now, command.matrix_place());
    case C::kPropose: return decide(now, command.propose());
    case C::kProposalEdit: return decide(now, command.proposal_edit());
    case C::kProposalWithdraw: return decide(now, command.proposal_withdraw());
    case C::kProposalMerge: return decide(now, command.proposal_merge());
    case C::kSupport: return decide(now, command.support());
    case C::kForward: return decide(now, command.forward());
    case C::kPrioritySet: return decide(now, command.priority_set());
    case C::kPriorityMove: return decide(now, command.priority_move());
    case C::kPriorityLock: return decide(now, command.priority_lock());
    case C::kProposalSplit: return decide(now, command.proposal_split());
    case C::kVoteOpen: return decide(now, command.vote_open());
    case C::kVoteCast: return decide(now, command.vote_cast());
    case C::kVoteClose: return decide(now, command.vote_close());
    case C::kVoteDeclare: return decide(now, command.vote_declare());
    case C::kVoteCorrect: return decide(now, command.vote_correct());
    case C::kVoteAnnul: return decide(now, command.vote_annul());
    case C::kLotDraw: return decide(now, command.lot_draw());
    case C::kDecide: return decide(now, command.decide());
    case C::kProtocolAdd: return decide(now, command.protocol_add());
    case C::kReport: return decide(now, command.report());
    case C::kPositionSubmit: return decide(now, command.position_submit());
    case C::kAllocApply: return decide(now, command.alloc_apply());
    case C::kReallocRequest: return decide(now, command.realloc_request());
    case C::kReallocApprove: return decide(now, command.realloc_approve());
    case C::kReallocRefuse: return decide(now, command.realloc_refuse());
    case C::kAgreementVersion: return decide(now, command.agreement_version());
    case C::kAgreementApprove: return decide(now, command.agreement_approve());
    case C::kMeasureAdd: return decide(now, command.measure_add());
    case C::kPhasePlan: return decide(now, command.phase_plan());
    case C::kPhaseStart: return decide(now, command.phase_start());
    case C::kPhaseEnd: return decide(now, command.phase_end());
    case C::kTableSet: return decide(now, command.table_set());
    case C::kTablesDeal: return decide(now, command.tables_deal());
    case C::kTableSeat: return decide(now, command.table_seat());
    case C::kNoteLift: return decide(now, command.note_lift());
    case C::kBoardSet: return decide(now, command.board_set());
    case C::kTimerExtend: return decide(now, command.timer_extend());
    case C::kTimerRunOut: return decide(now, command.timer_run_out());
    case C::kAgendaEdit: return decide(now, command.agenda_edit());
    case C::kItemReopen: return decide(now, command.item_reopen());
    case C::kObjectionRaise: return decide(now, command.objection_raise());
    case C::kVotePlan: return decide(now, command.vote_plan());
    case C::kRulesetAdopt: return decide(now, command.ruleset_adopt());
    case C::kTemplateAdopt: return decide(now, command.template_adopt());
    case C::kDocumentLink: return decide(now, command.document_link());
    case C::kOptionAdd: return decide(now, command.option_add());
    case C::kExempt: return decide(now, command.exempt());
    case C::ACTION_NOT_SET: break;
  }
  // clang-format on
  return invalid_argument("action");
}

bool casts_secretly(const State& state, const pb::Event& event) {
  const auto* vote =
      event.has_ballot_cast() ? state.find<pb::Vote>(event.ballot_cast().vote()) : nullptr;
  return vote != nullptr && vote->terms().secret();
}

/// What is said comes with whatever was done, in the language named or else the person's own.
std::optional<Refusal> attach_text(const Situation& now, pb::Event& event) {
  const auto shape =
      Shape().text(now.command.text(), "text").language(now.command.language(), "language");
  if (shape.wrong()) return shape.wrong();
  // What somebody says while they cast a secret ballot is not kept: it may tell what they chose.
  if (now.command.text().empty() || casts_secretly(now.state, event)) return std::nullopt;
  event.set_text(now.command.text());
  event.set_language(now.command.language().empty() ? now.actor.language()
                                                    : now.command.language());
  return std::nullopt;
}

}  // namespace

Decision decide(const State& state, const pb::Command& command, const Context& context) {
  // Only what the server itself notes has nobody as its actor.
  static const pb::Person server;
  const bool by_server = context.actor.empty() && command.has_timer_run_out();
  const auto* actor = by_server ? &server : state.find<pb::Person>(context.actor);
  if (actor == nullptr) return refused(pb::REFUSAL_CODE_NOT_ENROLLED);
  if (command.action_case() == pb::Command::ACTION_NOT_SET) return invalid_argument("action");
  const ActionRule& rule = rule_of(command.action_case());
  if (const auto no = lacks_first(state, rule, *actor)) return *no;
  const Situation now{state, command, context, room_of(state), *actor, rule};
  Decision decision = decide_action(now);
  auto* events = std::get_if<Events>(&decision);
  if (events == nullptr) return decision;
  if (by_server) return decision;
  if (const auto no = only_reads(*actor)) return *no;
  if (const auto no = attach_text(now, events->back())) return *no;
  for (const auto& event : *events) {
    if (event.ByteSizeLong() > limits::event_bytes_max) {
      return refused(pb::REFUSAL_CODE_TOO_LARGE);
    }
  }
  return decision;
}

}  // namespace tingbok::domain
