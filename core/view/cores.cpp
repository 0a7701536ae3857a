#include "core/view/cores.hpp"

#include <optional>
#include <stdexcept>

namespace tingbok::view {
namespace {

/// The least audience that may know who did it and all that it names, with the doors open; nullopt:
/// nobody but the holder of the administrator's secret. An event shown to the public may yet have
/// an actor, or name people, who are not.
std::optional<pb::Audience> least_for_core(const pb::Event& event) {
  switch (event.kind_case()) {
    // How the meeting is led, and what it came to.
    case pb::Event::kRoomCreated:
    case pb::Event::kMeetingConvened:
    case pb::Event::kItemAdded:
    case pb::Event::kMeetingOpened:
    case pb::Event::kMeetingAdjourned:
    case pb::Event::kBreakStarted:
    case pb::Event::kBreakEnded:
    case pb::Event::kModeSwitched:
    case pb::Event::kPhaseChanged:
    case pb::Event::kItemOpened:
    case pb::Event::kItemClosed:
    case pb::Event::kItemReopened:
    case pb::Event::kChairHandedOver:
    case pb::Event::kMinutesPublished:
    case pb::Event::kDoorsCloseChecked:
    case pb::Event::kDoorsOpened:
    case pb::Event::kRecusalDeclared:
    case pb::Event::kTimerStarted:
    case pb::Event::kTimerEnded:
    case pb::Event::kTimerExtended:
    case pb::Event::kTimerRanOut:
    case pb::Event::kFilmPlayed:
    case pb::Event::kFloorGranted:
    case pb::Event::kDebateClosed:
    case pb::Event::kDebateReopened:
    case pb::Event::kProposalTabled:
    case pb::Event::kProposalReworded:
    case pb::Event::kProposalWithdrawn:
    case pb::Event::kProposalForwarded:
    case pb::Event::kVotePlanned:
    case pb::Event::kVoteOpened:
    case pb::Event::kResultDeclared:
    case pb::Event::kVoteAnnulled:
    case pb::Event::kLotDrawn:
    case pb::Event::kDecisionRecorded:
    case pb::Event::kProtocolEntryAdded:
    case pb::Event::kPositionSubmitted:
    case pb::Event::kAllocationApplied:
    case pb::Event::kReallocationRequested:
    case pb::Event::kReallocationApproved:
    case pb::Event::kReallocationRefused:
    case pb::Event::kAgreementVersionAdded:
    case pb::Event::kAgreementApproved:
    case pb::Event::kPhasePlanned:
    case pb::Event::kPhaseStarted:
    case pb::Event::kPhaseEnded:
    case pb::Event::kBoardArranged:
    case pb::Event::kRulesetAdopted:
    case pb::Event::kTemplateAdopted:
    case pb::Event::kDocumentLinked:
    case pb::Event::kTaskExempted:
      return pb::AUDIENCE_PUBLIC;
    // Who came and went, sits, speaks, supports, objects and reports; grounds of an item.
    case pb::Event::kPersonEnrolled:
    case pb::Event::kPersonJoined:
    case pb::Event::kPersonLeft:
    case pb::Event::kPersonDropped:
    case pb::Event::kPersonReturned:
    case pb::Event::kFloorRequested:
    case pb::Event::kFloorRequestWithdrawn:
    case pb::Event::kSpeechEnded:
    case pb::Event::kStatementMade:
    case pb::Event::kMomentMarked:
    case pb::Event::kHomeworkAssigned:
    case pb::Event::kHomeworkSubmitted:
    case pb::Event::kInitiativeEndorsed:
    case pb::Event::kProposalsMerged:
    case pb::Event::kProposalWasSplit:
    case pb::Event::kProposalSupported:
    case pb::Event::kTableArranged:
    case pb::Event::kTablesDealt:
    case pb::Event::kPersonSeated:
    case pb::Event::kItemChanged:
    case pb::Event::kObjectionRaised:
    case pb::Event::kReportFiled:
    case pb::Event::kMeasureAdded:
      return pb::AUDIENCE_PARTICIPANT;
    // What is shown without the name of whoever did it.
    case pb::Event::kNotesClustered:
    case pb::Event::kMatrixPlaced:
    case pb::Event::kPriorityListSet:
    case pb::Event::kPriorityMoved:
    case pb::Event::kPriorityListLocked:
    case pb::Event::kNotesLifted:
    case pb::Event::kOptionAdded:
      return pb::AUDIENCE_STEERING;
    case pb::Event::kNoteAdded:
    case pb::Event::kNoteMoved:
    case pb::Event::kObservationNoted:
      return pb::AUDIENCE_AUDITOR;
    // Who has not voted is for few to know.
    case pb::Event::kVoteClosed:
      if (event.vote_closed().missing().empty()) return pb::AUDIENCE_PUBLIC;
      return std::nullopt;
    case pb::Event::kBallotCast:
    case pb::Event::kBallotCorrected:
      return std::nullopt;
    case pb::Event::KIND_NOT_SET:
      break;
  }
  throw std::logic_error("an event of a kind that the table of cores does not speak of");
}

bool needs_grant(pb::Audience audience) {
  return audience == pb::AUDIENCE_PUBLIC || audience == pb::AUDIENCE_AUDITOR;
}

}  // namespace

bool may_read_core(const pb::RecordCore& core, pb::Audience audience) {
  const pb::Visibility& visibility = core.visibility();
  if (audience == pb::AUDIENCE_UNSPECIFIED || !core.has_event()) return false;
  if (visibility.doors_closed() && needs_grant(audience)) return false;
  // What other rooms told may not be for this room's audiences.
  if (!visibility.hidden_until_closed().empty() || !core.facts().empty()) return false;
  const auto least = least_for_core(core.event());
  return least && audience >= *least && audience >= visibility.least();
}

}  // namespace tingbok::view
