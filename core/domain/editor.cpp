#include "core/domain/editor.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

/// How the doors bear on an entity of a kind: who takes part and what the room is stays public, an
/// item on the list is content only when it is put there, everything else whenever it changes.
enum class Secrecy { never, by_hand, any_change };

Secrecy secrecy_of(pb::Entity::KindCase kind) {
  switch (kind) {
    case pb::Entity::kRoom:
    case pb::Entity::kPerson:
    case pb::Entity::kAttendance:
    case pb::Entity::kRecusal:
    case pb::Entity::kSpeakers:
    case pb::Entity::kTable:
      return Secrecy::never;
    case pb::Entity::kItem:
      return Secrecy::by_hand;
    case pb::Entity::kMoment:
    case pb::Entity::kTimer:
    case pb::Entity::kStatement:
    case pb::Entity::kObservation:
    case pb::Entity::kFilm:
    case pb::Entity::kHomework:
    case pb::Entity::kInitiative:
    case pb::Entity::kNote:
    case pb::Entity::kCluster:
    case pb::Entity::kMatrixCell:
    case pb::Entity::kProposal:
    case pb::Entity::kProposalVersion:
    case pb::Entity::kPriorityList:
    case pb::Entity::kVote:
    case pb::Entity::kTurnout:
    case pb::Entity::kBallot:
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
      return Secrecy::any_change;
    case pb::Entity::KIND_NOT_SET:
      break;
  }
  throw std::logic_error("an entity without a kind");
}

}  // namespace

Editor::Editor(State& state, const RecordMeta& meta) : state_(state), meta_(meta) {
  if (meta.number != state.number() + 1) {
    throw CannotFold("event " + std::to_string(meta.number) + " does not follow event " +
                     std::to_string(state.number()));
  }
  if (meta.time_ms < state.time_ms()) {
    throw CannotFold("event " + std::to_string(meta.number) + " is earlier than the one before it");
  }
  const auto* room = state.find<pb::Room>("room");
  doors_closed_ = room != nullptr && !room->doors_closed().empty();
}

pb::Source Editor::source() const {
  pb::Source source;
  source.set_number(meta_.number);
  source.set_script_line(meta_.script_line);
  source.set_time_ms(meta_.time_ms);
  return source;
}

pb::Entity& Editor::touch(std::uint32_t slot) {
  pb::Entity& entity = state_.entities_.edit(slot, displaced_);
  // Most events change a few slots; lifting the notes of a phase may change thousands.
  constexpr std::size_t few = 32;
  if (changes_.size() <= few) {
    if (std::find(changes_.begin(), changes_.end(), slot) != changes_.end()) return entity;
  } else {
    if (touched_.empty()) touched_.insert(changes_.begin(), changes_.end());
    if (!touched_.insert(slot).second) return entity;
  }
  changes_.push_back(slot);
  return entity;
}

void Editor::add_source_to(std::uint32_t slot) {
  if (meta_.personal_digest.empty()) return;
  auto& sources = *changing(slot).mutable_sources();
  if (!sources.empty() && sources[sources.size() - 1] == meta_.personal_digest) return;
  *sources.Add() = meta_.personal_digest;
}

Changes Editor::finish(Hashing hashing) {
  for (const auto slot : changes_) {
    if (doors_closed_ && secrecy_of(state_.entities_[slot].kind_case()) == Secrecy::any_change) {
      changing(slot).set_behind_closed_doors(true);
    }
    state_.put_off_hash(slot);
  }
  if (hashing == Hashing::at_once) state_.settle();
  state_.number_ = meta_.number;
  state_.time_ms_ = meta_.time_ms;
  return std::move(changes_);
}

}  // namespace tingbok::domain
