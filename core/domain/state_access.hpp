/// How State finds entities by message type. Included by state.hpp; include that.
#pragma once

#include "core/domain/state.hpp"

namespace tingbok::domain {

/// What State and Editor need to know of each message in Entity.kind.
template <class T>
struct EntityKind;

#define TINGBOK_ENTITY_KIND(Type, field, kind_case)                                 \
  template <>                                                                       \
  struct EntityKind<pb::Type> {                                                     \
    static constexpr std::size_t number = pb::Entity::kind_case;                    \
    static_assert(number < entity_kind_numbers);                                    \
    static const pb::Type& get(const pb::Entity& entity) { return entity.field(); } \
    static pb::Type& edit(pb::Entity& entity) { return *entity.mutable_##field(); } \
  };

TINGBOK_ENTITY_KIND(Room, room, kRoom)
TINGBOK_ENTITY_KIND(Person, person, kPerson)
TINGBOK_ENTITY_KIND(Attendance, attendance, kAttendance)
TINGBOK_ENTITY_KIND(AgendaItem, item, kItem)
TINGBOK_ENTITY_KIND(Recusal, recusal, kRecusal)
TINGBOK_ENTITY_KIND(Moment, moment, kMoment)
TINGBOK_ENTITY_KIND(Timer, timer, kTimer)
TINGBOK_ENTITY_KIND(SpeakerList, speakers, kSpeakers)
TINGBOK_ENTITY_KIND(Statement, statement, kStatement)
TINGBOK_ENTITY_KIND(Observation, observation, kObservation)
TINGBOK_ENTITY_KIND(Film, film, kFilm)
TINGBOK_ENTITY_KIND(Homework, homework, kHomework)
TINGBOK_ENTITY_KIND(Initiative, initiative, kInitiative)
TINGBOK_ENTITY_KIND(Note, note, kNote)
TINGBOK_ENTITY_KIND(Cluster, cluster, kCluster)
TINGBOK_ENTITY_KIND(MatrixCell, matrix_cell, kMatrixCell)
TINGBOK_ENTITY_KIND(Proposal, proposal, kProposal)
TINGBOK_ENTITY_KIND(ProposalVersion, proposal_version, kProposalVersion)
TINGBOK_ENTITY_KIND(PriorityList, priority_list, kPriorityList)
TINGBOK_ENTITY_KIND(Vote, vote, kVote)
TINGBOK_ENTITY_KIND(Turnout, turnout, kTurnout)
TINGBOK_ENTITY_KIND(Ballot, ballot, kBallot)
TINGBOK_ENTITY_KIND(DecisionEntry, decision, kDecision)
TINGBOK_ENTITY_KIND(ProtocolEntry, protocol_entry, kProtocolEntry)
TINGBOK_ENTITY_KIND(Position, position, kPosition)
TINGBOK_ENTITY_KIND(Allocation, allocation, kAllocation)
TINGBOK_ENTITY_KIND(Reallocation, reallocation, kReallocation)
TINGBOK_ENTITY_KIND(Agreement, agreement, kAgreement)
TINGBOK_ENTITY_KIND(AgreementText, agreement_text, kAgreementText)
TINGBOK_ENTITY_KIND(Measure, measure, kMeasure)
TINGBOK_ENTITY_KIND(Phase, phase, kPhase)
TINGBOK_ENTITY_KIND(TableGroup, table, kTable)
TINGBOK_ENTITY_KIND(Board, board, kBoard)
TINGBOK_ENTITY_KIND(BoardQuestion, board_question, kBoardQuestion)
TINGBOK_ENTITY_KIND(LinkedDocument, document, kDocument)
TINGBOK_ENTITY_KIND(OptionList, option_list, kOptionList)
TINGBOK_ENTITY_KIND(Exemption, exemption, kExemption)

#undef TINGBOK_ENTITY_KIND

template <class T>
const T* State::find(std::string_view id) const {
  const Index& ids = kinds_[EntityKind<T>::number]->ids;
  const auto found = ids.find(id);
  return found == ids.end() ? nullptr : &EntityKind<T>::get(entities_[found->second]);
}

template <class T>
std::optional<std::uint32_t> State::slot_of(std::string_view id) const {
  const Index& ids = kinds_[EntityKind<T>::number]->ids;
  const auto found = ids.find(id);
  if (found == ids.end()) return std::nullopt;
  return found->second;
}

template <class T>
std::vector<const T*> State::all() const {
  std::vector<const T*> found;
  found.reserve(count<T>());
  for (const auto slot : kinds_[EntityKind<T>::number]->slots) {
    found.push_back(&EntityKind<T>::get(entities_[slot]));
  }
  return found;
}

template <class T>
std::size_t State::count() const {
  return kinds_[EntityKind<T>::number]->slots.size();
}

}  // namespace tingbok::domain
