#include "core/domain/evolve.hpp"

#include "core/domain/agenda.hpp"
#include "core/domain/agreements.hpp"
#include "core/domain/attendance.hpp"
#include "core/domain/boards.hpp"
#include "core/domain/editor.hpp"
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
#include "core/domain/tables.hpp"
#include "core/domain/votes.hpp"

namespace tingbok::domain {
namespace {

/// Total: a new event does not compile until it has an arm, and one this program does not know
/// stops the fold.
void evolve_kind(Editor& editor, const pb::Event& event) {
  using E = pb::Event;
  // clang-format off
  switch (event.kind_case()) {
    case E::kRoomCreated: return evolve(editor, event.room_created(), event);
    case E::kPersonEnrolled: return evolve(editor, event.person_enrolled(), event);
    case E::kMeetingConvened: return evolve(editor, event.meeting_convened(), event);
    case E::kItemAdded: return evolve(editor, event.item_added(), event);
    case E::kMeetingOpened: return evolve(editor, event.meeting_opened(), event);
    case E::kMeetingAdjourned: return evolve(editor, event.meeting_adjourned(), event);
    case E::kBreakStarted: return evolve(editor, event.break_started(), event);
    case E::kBreakEnded: return evolve(editor, event.break_ended(), event);
    case E::kModeSwitched: return evolve(editor, event.mode_switched(), event);
    case E::kPhaseChanged: return evolve(editor, event.phase_changed(), event);
    case E::kItemOpened: return evolve(editor, event.item_opened(), event);
    case E::kItemClosed: return evolve(editor, event.item_closed(), event);
    case E::kChairHandedOver: return evolve(editor, event.chair_handed_over(), event);
    case E::kMomentMarked: return evolve(editor, event.moment_marked(), event);
    case E::kMinutesPublished: return evolve(editor, event.minutes_published(), event);
    case E::kDoorsCloseChecked: return evolve(editor, event.doors_close_checked(), event);
    case E::kDoorsOpened: return evolve(editor, event.doors_opened(), event);
    case E::kPersonJoined: return evolve(editor, event.person_joined(), event);
    case E::kPersonLeft: return evolve(editor, event.person_left(), event);
    case E::kPersonDropped: return evolve(editor, event.person_dropped(), event);
    case E::kPersonReturned: return evolve(editor, event.person_returned(), event);
    case E::kRecusalDeclared: return evolve(editor, event.recusal_declared(), event);
    case E::kTimerStarted: return evolve(editor, event.timer_started(), event);
    case E::kTimerEnded: return evolve(editor, event.timer_ended(), event);
    case E::kStatementMade: return evolve(editor, event.statement_made(), event);
    case E::kObservationNoted: return evolve(editor, event.observation_noted(), event);
    case E::kFilmPlayed: return evolve(editor, event.film_played(), event);
    case E::kFloorRequested: return evolve(editor, event.floor_requested(), event);
    case E::kFloorRequestWithdrawn: return evolve(editor, event.floor_request_withdrawn(), event);
    case E::kFloorGranted: return evolve(editor, event.floor_granted(), event);
    case E::kSpeechEnded: return evolve(editor, event.speech_ended(), event);
    case E::kDebateClosed: return evolve(editor, event.debate_closed(), event);
    case E::kDebateReopened: return evolve(editor, event.debate_reopened(), event);
    case E::kHomeworkAssigned: return evolve(editor, event.homework_assigned(), event);
    case E::kHomeworkSubmitted: return evolve(editor, event.homework_submitted(), event);
    case E::kInitiativeEndorsed: return evolve(editor, event.initiative_endorsed(), event);
    case E::kNoteAdded: return evolve(editor, event.note_added(), event);
    case E::kNoteMoved: return evolve(editor, event.note_moved(), event);
    case E::kNotesClustered: return evolve(editor, event.notes_clustered(), event);
    case E::kMatrixPlaced: return evolve(editor, event.matrix_placed(), event);
    case E::kProposalTabled: return evolve(editor, event.proposal_tabled(), event);
    case E::kProposalReworded: return evolve(editor, event.proposal_reworded(), event);
    case E::kProposalWithdrawn: return evolve(editor, event.proposal_withdrawn(), event);
    case E::kProposalsMerged: return evolve(editor, event.proposals_merged(), event);
    case E::kProposalSupported: return evolve(editor, event.proposal_supported(), event);
    case E::kProposalForwarded: return evolve(editor, event.proposal_forwarded(), event);
    case E::kPriorityListSet: return evolve(editor, event.priority_list_set(), event);
    case E::kPriorityMoved: return evolve(editor, event.priority_moved(), event);
    case E::kPriorityListLocked: return evolve(editor, event.priority_list_locked(), event);
    case E::kProposalWasSplit: return evolve(editor, event.proposal_was_split(), event);
    case E::kVoteOpened: return evolve(editor, event.vote_opened(), event);
    case E::kBallotCast: return evolve(editor, event.ballot_cast(), event);
    case E::kVoteClosed: return evolve(editor, event.vote_closed(), event);
    case E::kResultDeclared: return evolve(editor, event.result_declared(), event);
    case E::kBallotCorrected: return evolve(editor, event.ballot_corrected(), event);
    case E::kVoteAnnulled: return evolve(editor, event.vote_annulled(), event);
    case E::kLotDrawn: return evolve(editor, event.lot_drawn(), event);
    case E::kDecisionRecorded: return evolve(editor, event.decision_recorded(), event);
    case E::kProtocolEntryAdded: return evolve(editor, event.protocol_entry_added(), event);
    case E::kReportFiled: return evolve(editor, event.report_filed(), event);
    case E::kPositionSubmitted: return evolve(editor, event.position_submitted(), event);
    case E::kAllocationApplied: return evolve(editor, event.allocation_applied(), event);
    case E::kReallocationRequested: return evolve(editor, event.reallocation_requested(), event);
    case E::kReallocationApproved: return evolve(editor, event.reallocation_approved(), event);
    case E::kReallocationRefused: return evolve(editor, event.reallocation_refused(), event);
    case E::kAgreementVersionAdded: return evolve(editor, event.agreement_version_added(), event);
    case E::kAgreementApproved: return evolve(editor, event.agreement_approved(), event);
    case E::kMeasureAdded: return evolve(editor, event.measure_added(), event);
    case E::kPhasePlanned: return evolve(editor, event.phase_planned(), event);
    case E::kPhaseStarted: return evolve(editor, event.phase_started(), event);
    case E::kPhaseEnded: return evolve(editor, event.phase_ended(), event);
    case E::kTableArranged: return evolve(editor, event.table_arranged(), event);
    case E::kTablesDealt: return evolve(editor, event.tables_dealt(), event);
    case E::kPersonSeated: return evolve(editor, event.person_seated(), event);
    case E::kNotesLifted: return evolve(editor, event.notes_lifted(), event);
    case E::kBoardArranged: return evolve(editor, event.board_arranged(), event);
    case E::kTimerExtended: return evolve(editor, event.timer_extended(), event);
    case E::kTimerRanOut: return evolve(editor, event.timer_ran_out(), event);
    case E::kItemChanged: return evolve(editor, event.item_changed(), event);
    case E::kItemReopened: return evolve(editor, event.item_reopened(), event);
    case E::kObjectionRaised: return evolve(editor, event.objection_raised(), event);
    case E::kVotePlanned: return evolve(editor, event.vote_planned(), event);
    case E::kRulesetAdopted: return evolve(editor, event.ruleset_adopted(), event);
    case E::kTemplateAdopted: return evolve(editor, event.template_adopted(), event);
    case E::kDocumentLinked: return evolve(editor, event.document_linked(), event);
    case E::kOptionAdded: return evolve(editor, event.option_added(), event);
    case E::kTaskExempted: return evolve(editor, event.task_exempted(), event);
    case E::KIND_NOT_SET: break;
  }
  // clang-format on
  throw CannotFold("event " + std::to_string(editor.meta().number) +
                   " is of a kind this program does not know");
}

}  // namespace

Changes evolve(State& state, const pb::Event& event, const RecordMeta& meta, Hashing hashing) {
  if (state.number() == 0 && event.kind_case() != pb::Event::kRoomCreated) {
    throw CannotFold("a room's first event is not that it was made");
  }
  Editor editor(state, meta);
  evolve_kind(editor, event);
  return editor.finish(hashing);
}

}  // namespace tingbok::domain
