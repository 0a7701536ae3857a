#include "core/outcome/room_view.hpp"

#include <algorithm>
#include <stdexcept>

#include "tingbok/v1/options.pb.h"

namespace tingbok::outcome {

RoomView::RoomView(Entities entities) {
  for (const auto& entity : entities) add(entity);
  if (room_ == nullptr) throw std::invalid_argument("there is no room among the entities");
  for (const auto* one : attendance_) {
    if (one->presence() == v1::PRESENCE_LEFT || one->seat_of().empty()) continue;
    seated_.insert(one->id());
    replaced_.insert(one->seat_of());
  }
  for (auto& [vote, ballots] : ballots_) {
    std::sort(ballots.begin(), ballots.end(),
              [](const auto* a, const auto* b) { return a->order() < b->order(); });
  }
}

void RoomView::add(const v1::Entity& entity) {
  switch (entity.kind_case()) {
    case v1::Entity::kRoom:
      room_ = &entity.room();
      return;
    case v1::Entity::kPerson:
      people_[entity.person().id()] = &entity.person();
      return;
    case v1::Entity::kAttendance:
      attendance_.push_back(&entity.attendance());
      return;
    case v1::Entity::kRecusal:
      recusals_.push_back(&entity.recusal());
      return;
    case v1::Entity::kMoment:
      moments_.push_back(&entity.moment());
      return;
    case v1::Entity::kTimer:
      timers_.push_back(&entity.timer());
      return;
    case v1::Entity::kSpeakers:
      speakers_ = &entity.speakers();
      return;
    case v1::Entity::kObservation:
      ++observations_;
      return;
    case v1::Entity::kHomework:
      homework_.push_back(&entity.homework());
      return;
    case v1::Entity::kInitiative:
      initiatives_.push_back(&entity.initiative());
      return;
    case v1::Entity::kNote:
      ++notes_;
      return;
    case v1::Entity::kProposal:
      proposals_.push_back(&entity.proposal());
      return;
    case v1::Entity::kPriorityList:
      lists_.push_back(&entity.priority_list());
      return;
    case v1::Entity::kVote:
      votes_.push_back(&entity.vote());
      return;
    case v1::Entity::kTurnout:
      turnout_[entity.turnout().id()] = entity.turnout().cast();
      return;
    case v1::Entity::kBallot:
      ballots_[entity.ballot().vote()].push_back(&entity.ballot());
      return;
    case v1::Entity::kDecision:
      decisions_.push_back(&entity.decision());
      return;
    case v1::Entity::kProtocolEntry:
      protocol_.push_back(&entity.protocol_entry());
      return;
    case v1::Entity::kPosition:
      positions_.push_back(&entity.position());
      return;
    case v1::Entity::kOptionList:
      option_lists_.push_back(&entity.option_list());
      return;
    case v1::Entity::kAllocation:
      allocation_ = &entity.allocation();
      return;
    case v1::Entity::kReallocation:
      reallocations_.push_back(&entity.reallocation());
      return;
    case v1::Entity::kAgreement:
      agreements_.push_back(&entity.agreement());
      return;
    case v1::Entity::kItem:  // Outcomes say nothing of these.
    case v1::Entity::kStatement:
    case v1::Entity::kFilm:
    case v1::Entity::kCluster:
    case v1::Entity::kMatrixCell:
    case v1::Entity::kProposalVersion:
    case v1::Entity::kAgreementText:
    case v1::Entity::kMeasure:
    case v1::Entity::kPhase:
    case v1::Entity::kTable:
    case v1::Entity::kBoard:
    case v1::Entity::kBoardQuestion:
    case v1::Entity::kDocument:
    case v1::Entity::kExemption:
    case v1::Entity::KIND_NOT_SET:
      return;
  }
}

std::uint32_t RoomView::cast(const std::string& vote) const {
  const auto found = turnout_.find(vote);
  return found == turnout_.end() ? 0 : found->second;
}

std::vector<const v1::Ballot*> RoomView::ballots(const std::string& vote) const {
  const auto found = ballots_.find(vote);
  return found == ballots_.end() ? std::vector<const v1::Ballot*>{} : found->second;
}

bool RoomView::votes_somewhere(const std::string& person) const {
  const auto found = people_.find(person);
  return found != people_.end() && found->second->votes();
}

bool RoomView::is_member(const std::string& person) const {
  const auto found = people_.find(person);
  if (found == people_.end() || !found->second->member() || !found->second->votes()) return false;
  if (found->second->role() == v1::ROLE_DEPUTY) return seated_.contains(person);
  return !replaced_.contains(person);
}

bool is_here(const v1::Attendance& attendance) {
  return attendance.presence() == v1::PRESENCE_PRESENT ||
         attendance.presence() == v1::PRESENCE_RETURNED;
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::string(text);
}

std::string item_key(const std::string& item) { return item.empty() ? "null" : item; }

json::array strings(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

json::array sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  json::array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

std::uint64_t seq_of(const v1::Source& source) {
  return source.script_line() != 0 ? source.script_line() : source.number();
}

std::string word_of(const google::protobuf::EnumDescriptor& type, int value) {
  const auto* found = type.FindValueByNumber(value);
  return found == nullptr ? "" : found->options().GetExtension(v1::word);
}

}  // namespace tingbok::outcome
