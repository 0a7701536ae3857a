#include "core/past/actors.hpp"

#include <algorithm>
#include <stdexcept>

namespace tingbok::past {
namespace {

/// Who knows whose doing it was, of those who see what it did.
enum class Known {
  /// Everyone: it is done in the open, or by those who lead the meeting.
  to_all,
  /// All but the public, which sees neither who supports nor who sits where.
  not_to_public,
  /// Whoever sees the author of a note it changed.
  with_author,
  /// Whoever sees the ballot.
  with_ballot,
  /// Whoever sees where the person is.
  with_attendance,
};

/// Total: a new event must say here who knows whose doing it was.
Known known(const pb::Event& event) {
  switch (event.kind_case()) {
    case pb::Event::kRoomCreated:
    case pb::Event::kPersonEnrolled:
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
    case pb::Event::kStatementMade:
    case pb::Event::kFloorRequested:
    case pb::Event::kFloorRequestWithdrawn:
    case pb::Event::kFloorGranted:
    case pb::Event::kSpeechEnded:
    case pb::Event::kDebateClosed:
    case pb::Event::kDebateReopened:
    case pb::Event::kInitiativeEndorsed:
    case pb::Event::kProposalTabled:
    case pb::Event::kProposalReworded:
    case pb::Event::kProposalWithdrawn:
    case pb::Event::kProposalForwarded:
    case pb::Event::kVotePlanned:
    case pb::Event::kVoteOpened:
    case pb::Event::kVoteClosed:
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
    case pb::Event::kTableArranged:
    case pb::Event::kTablesDealt:
    case pb::Event::kNotesLifted:
    case pb::Event::kBoardArranged:
    case pb::Event::kItemChanged:
    case pb::Event::kItemReopened:
    case pb::Event::kObjectionRaised:
    case pb::Event::kRulesetAdopted:
    case pb::Event::kTemplateAdopted:
    case pb::Event::kDocumentLinked:
    case pb::Event::kTaskExempted:
      return Known::to_all;
    case pb::Event::kObservationNoted:
    case pb::Event::kMomentMarked:
    case pb::Event::kHomeworkAssigned:
    case pb::Event::kHomeworkSubmitted:
    case pb::Event::kNotesClustered:
    case pb::Event::kMatrixPlaced:
    case pb::Event::kProposalsMerged:
    case pb::Event::kProposalWasSplit:
    case pb::Event::kProposalSupported:
    case pb::Event::kPriorityListSet:
    case pb::Event::kPriorityMoved:
    case pb::Event::kPriorityListLocked:
    case pb::Event::kReportFiled:
    case pb::Event::kMeasureAdded:
    case pb::Event::kOptionAdded:
    case pb::Event::kPersonSeated:
      return Known::not_to_public;
    case pb::Event::kNoteAdded:
    case pb::Event::kNoteMoved:
      return Known::with_author;
    case pb::Event::kBallotCast:
    case pb::Event::kBallotCorrected:
      return Known::with_ballot;
    case pb::Event::kPersonJoined:
    case pb::Event::kPersonLeft:
    case pb::Event::kPersonDropped:
    case pb::Event::kPersonReturned:
      return Known::with_attendance;
    case pb::Event::KIND_NOT_SET:
      break;
  }
  throw std::logic_error("an event of a kind that the table of actors does not speak of");
}

}  // namespace

bool tells_actor(const Rights& rights, const pb::Event& event, const std::string& actor,
                 const std::vector<pb::Entity>& seen) {
  if (rights.administrator()) return true;
  if (seen.empty() || actor.empty()) return false;
  if (actor == rights.person()) return true;
  const auto any = [&](const auto& holds) { return std::any_of(seen.begin(), seen.end(), holds); };
  switch (known(event)) {
    case Known::to_all:
      return true;
    case Known::not_to_public:
      return rights.audience() != pb::AUDIENCE_PUBLIC;
    case Known::with_author:
      return any([](const pb::Entity& one) { return one.has_note() && !one.note().by().empty(); });
    case Known::with_ballot:
      return any([](const pb::Entity& one) { return one.has_ballot(); });
    case Known::with_attendance:
      return any([](const pb::Entity& one) { return one.has_attendance(); });
  }
  return false;
}

}  // namespace tingbok::past
