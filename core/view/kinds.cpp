#include "core/view/kinds.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tingbok::view {
namespace {

using enum ActorKnown;

constexpr auto everyone = pb::AUDIENCE_PUBLIC;
constexpr auto participants = pb::AUDIENCE_PARTICIPANT;
constexpr auto chairs_side = pb::AUDIENCE_STEERING;
constexpr auto auditor = pb::AUDIENCE_AUDITOR;
constexpr std::optional<pb::Audience> nobody = std::nullopt;

struct EventRow {
  pb::Event::KindCase kind;
  EventSight sight;
};

// One row a kind, in the order of the schema's numbers. How the meeting is led, and what it came
// to, is told in full. Who comes, sits, speaks, supports, objects and reports is in cores that the
// public does not read. What is shown without the name of whoever did it has a core for the chair's
// side or for the auditor; that of a ballot is for nobody.
constexpr std::array<EventRow, 87> events = {{
    // kind, {who sees it, who may read its core, who knows whose doing it was}
    {pb::Event::kRoomCreated, {everyone, everyone, to_all}},
    {pb::Event::kPersonEnrolled, {everyone, participants, to_all}},

    {pb::Event::kMeetingConvened, {everyone, everyone, to_all}},
    {pb::Event::kItemAdded, {everyone, everyone, to_all}},
    {pb::Event::kMeetingOpened, {everyone, everyone, to_all}},
    {pb::Event::kMeetingAdjourned, {everyone, everyone, to_all}},
    {pb::Event::kBreakStarted, {everyone, everyone, to_all}},
    {pb::Event::kBreakEnded, {everyone, everyone, to_all}},
    {pb::Event::kModeSwitched, {everyone, everyone, to_all}},
    {pb::Event::kPhaseChanged, {everyone, everyone, to_all}},
    {pb::Event::kItemOpened, {everyone, everyone, to_all}},
    {pb::Event::kItemClosed, {everyone, everyone, to_all}},
    {pb::Event::kChairHandedOver, {everyone, everyone, to_all}},
    {pb::Event::kMomentMarked, {participants, participants, not_to_public}},
    {pb::Event::kMinutesPublished, {everyone, everyone, to_all}},
    {pb::Event::kDoorsCloseChecked, {everyone, everyone, to_all}},
    {pb::Event::kDoorsOpened, {everyone, everyone, to_all}},

    {pb::Event::kPersonJoined, {everyone, participants, with_attendance}},
    {pb::Event::kPersonLeft, {everyone, participants, with_attendance}},
    {pb::Event::kPersonDropped, {everyone, participants, with_attendance}},
    {pb::Event::kPersonReturned, {everyone, participants, with_attendance}},
    {pb::Event::kRecusalDeclared, {everyone, everyone, to_all}},

    {pb::Event::kTimerStarted, {everyone, everyone, to_all}},
    {pb::Event::kTimerEnded, {everyone, everyone, to_all}},
    {pb::Event::kStatementMade, {participants, participants, to_all}},
    {pb::Event::kObservationNoted, {auditor, auditor, not_to_public}},
    {pb::Event::kFilmPlayed, {everyone, everyone, to_all}},
    {pb::Event::kFloorRequested, {everyone, participants, to_all}},
    {pb::Event::kFloorRequestWithdrawn, {everyone, participants, to_all}},
    {pb::Event::kFloorGranted, {everyone, everyone, to_all}},
    {pb::Event::kSpeechEnded, {everyone, participants, to_all}},
    {pb::Event::kDebateClosed, {everyone, everyone, to_all}},
    {pb::Event::kDebateReopened, {everyone, everyone, to_all}},

    {pb::Event::kHomeworkAssigned, {participants, participants, not_to_public}},
    {pb::Event::kHomeworkSubmitted, {participants, participants, not_to_public}},
    {pb::Event::kInitiativeEndorsed, {everyone, participants, to_all}},

    {pb::Event::kNoteAdded, {everyone, auditor, with_author}},
    {pb::Event::kNoteMoved, {everyone, auditor, with_author}},
    {pb::Event::kNotesClustered, {everyone, chairs_side, not_to_public}},
    {pb::Event::kMatrixPlaced, {everyone, chairs_side, not_to_public}},

    {pb::Event::kProposalTabled, {everyone, everyone, to_all}},
    {pb::Event::kProposalReworded, {everyone, everyone, to_all}},
    {pb::Event::kProposalWithdrawn, {everyone, everyone, to_all}},
    {pb::Event::kProposalsMerged, {everyone, participants, not_to_public}},
    {pb::Event::kProposalSupported, {everyone, participants, not_to_public}},
    {pb::Event::kProposalForwarded, {everyone, everyone, to_all}},
    {pb::Event::kPriorityListSet, {everyone, chairs_side, not_to_public}},
    {pb::Event::kPriorityMoved, {everyone, chairs_side, not_to_public}},
    {pb::Event::kPriorityListLocked, {everyone, chairs_side, not_to_public}},
    {pb::Event::kProposalWasSplit, {everyone, participants, not_to_public}},

    {pb::Event::kVoteOpened, {everyone, everyone, to_all}},
    {pb::Event::kBallotCast, {everyone, nobody, with_ballot}},
    {pb::Event::kVoteClosed, {everyone, everyone, to_all}},
    {pb::Event::kResultDeclared, {everyone, everyone, to_all}},
    {pb::Event::kBallotCorrected, {everyone, nobody, with_ballot}},
    {pb::Event::kVoteAnnulled, {everyone, everyone, to_all}},
    {pb::Event::kLotDrawn, {everyone, everyone, to_all}},
    {pb::Event::kDecisionRecorded, {everyone, everyone, to_all}},
    {pb::Event::kProtocolEntryAdded, {everyone, everyone, to_all}},
    {pb::Event::kReportFiled, {everyone, participants, not_to_public}},

    {pb::Event::kPositionSubmitted, {everyone, everyone, to_all}},
    {pb::Event::kAllocationApplied, {everyone, everyone, to_all}},
    {pb::Event::kReallocationRequested, {everyone, everyone, to_all}},
    {pb::Event::kReallocationApproved, {everyone, everyone, to_all}},
    {pb::Event::kReallocationRefused, {everyone, everyone, to_all}},
    {pb::Event::kAgreementVersionAdded, {everyone, everyone, to_all}},
    {pb::Event::kAgreementApproved, {everyone, everyone, to_all}},
    {pb::Event::kMeasureAdded, {everyone, participants, not_to_public}},

    {pb::Event::kPhasePlanned, {everyone, everyone, to_all}},
    {pb::Event::kPhaseStarted, {everyone, everyone, to_all}},
    {pb::Event::kPhaseEnded, {everyone, everyone, to_all}},
    {pb::Event::kTableArranged, {everyone, participants, to_all}},
    {pb::Event::kTablesDealt, {everyone, participants, to_all}},
    {pb::Event::kPersonSeated, {everyone, participants, not_to_public}},
    {pb::Event::kNotesLifted, {everyone, chairs_side, to_all}},
    {pb::Event::kBoardArranged, {everyone, everyone, to_all}},
    {pb::Event::kTimerExtended, {everyone, everyone, to_all}},
    {pb::Event::kTimerRanOut, {everyone, everyone, to_all}},
    {pb::Event::kItemChanged, {everyone, participants, to_all}},
    {pb::Event::kItemReopened, {everyone, everyone, to_all}},
    {pb::Event::kObjectionRaised, {everyone, participants, to_all}},
    {pb::Event::kVotePlanned, {everyone, everyone, to_all}},
    {pb::Event::kRulesetAdopted, {everyone, everyone, to_all}},
    {pb::Event::kTemplateAdopted, {everyone, everyone, to_all}},
    {pb::Event::kDocumentLinked, {everyone, everyone, to_all}},
    {pb::Event::kOptionAdded, {everyone, chairs_side, not_to_public}},
    {pb::Event::kTaskExempted, {everyone, everyone, to_all}},
}};

constexpr bool ascending() {
  return std::adjacent_find(events.begin(), events.end(), [](const auto& one, const auto& next) {
           return one.kind >= next.kind;
         }) == events.end();
}
static_assert(ascending(), "one row a kind, in the order of their numbers");

/// A core says who acted, and shows all that the event says.
constexpr bool core_tells_no_more(const EventRow& row) {
  const auto& [event, core, actor] = row.sight;
  return !core || (*core >= event && (*core != pb::AUDIENCE_PUBLIC || actor == to_all));
}
static_assert(std::all_of(events.begin(), events.end(), core_tells_no_more),
              "whoever may read a core may know who acted");

}  // namespace

const EventSight& sight_of(const pb::Event& event) {
  const auto kind = event.kind_case();
  const auto* row = std::lower_bound(
      events.begin(), events.end(), kind,
      [](const EventRow& one, pb::Event::KindCase wanted) { return one.kind < wanted; });
  if (row == events.end() || row->kind != kind) {
    throw std::logic_error("an event of a kind that the table of kinds does not speak of");
  }
  return row->sight;
}

Shown shown_of(const pb::Entity& entity) {
  switch (entity.kind_case()) {
    case pb::Entity::kRecusal:
    case pb::Entity::kTimer:
    case pb::Entity::kFilm:
    case pb::Entity::kInitiative:
    case pb::Entity::kCluster:
    case pb::Entity::kMatrixCell:
    case pb::Entity::kProposalVersion:
    case pb::Entity::kPriorityList:
    case pb::Entity::kTurnout:
    case pb::Entity::kDecision:
    case pb::Entity::kProtocolEntry:
    case pb::Entity::kPosition:
    case pb::Entity::kAllocation:
    case pb::Entity::kReallocation:
    case pb::Entity::kAgreement:
    case pb::Entity::kAgreementText:
    case pb::Entity::kMeasure:
    case pb::Entity::kPhase:
    case pb::Entity::kBoard:
    case pb::Entity::kBoardQuestion:
    case pb::Entity::kDocument:
    case pb::Entity::kOptionList:
    case pb::Entity::kExemption:
      return Shown::whole;
    case pb::Entity::kAttendance:
    case pb::Entity::kItem:
    case pb::Entity::kMoment:
    case pb::Entity::kSpeakers:
    case pb::Entity::kStatement:
    case pb::Entity::kObservation:
    case pb::Entity::kHomework:
    case pb::Entity::kProposal:
    case pb::Entity::kVote:
      return Shown::by_audience;
    case pb::Entity::kRoom:
    case pb::Entity::kPerson:
    case pb::Entity::kTable:
    case pb::Entity::kNote:
    case pb::Entity::kBallot:
      return Shown::by_room;
    case pb::Entity::KIND_NOT_SET:
      break;
  }
  throw std::logic_error("an entity of a kind that the table of kinds does not speak of");
}

}  // namespace tingbok::view
