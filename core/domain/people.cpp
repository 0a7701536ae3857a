#include "core/domain/people.hpp"

#include <algorithm>
#include <stdexcept>

namespace tingbok::domain {
namespace {

bool joined(const pb::Attendance& attendance) { return attendance.presence() != pb::PRESENCE_LEFT; }

}  // namespace

const pb::Room& room_of(const State& state) {
  const auto* room = state.find<pb::Room>("room");
  if (room == nullptr) throw std::logic_error("a room is asked about before it was made");
  return *room;
}

const pb::SpeakerList& speakers_of(const State& state) {
  const auto* speakers = state.find<pb::SpeakerList>("speakers");
  if (speakers == nullptr) throw std::logic_error("a room without a speakers' list");
  return *speakers;
}

const pb::Person* enrolled(const State& state, std::string_view person) {
  const auto* found = state.find<pb::Person>(person);
  return found == nullptr || found->role() == pb::ROLE_UNSPECIFIED ? nullptr : found;
}

bool is_disqualified(const State& state, std::string_view item, std::string_view person) {
  const auto* recusal = state.find<pb::Recusal>(item);
  return recusal != nullptr && std::find(recusal->persons().begin(), recusal->persons().end(),
                                         person) != recusal->persons().end();
}

const std::string& chair_now(const pb::Room& room) {
  return room.acting_chair().empty() ? room.config().chair() : room.acting_chair();
}

bool steers(const pb::Room& room, const pb::Person& person) {
  if (person.role() == pb::ROLE_SYSTEM) return true;
  if (person.id() == chair_now(room) || person.id() == room.config().secretary()) return true;
  const auto& facilitators = room.config().facilitators();
  return std::find(facilitators.begin(), facilitators.end(), person.id()) != facilitators.end();
}

bool steers_only(const pb::Room& room, const pb::Person& person) {
  return !person.member() && steers(room, person);
}

bool has_joined(const State& state, std::string_view person) {
  const auto* attendance = state.find<pb::Attendance>(person);
  return attendance != nullptr && joined(*attendance);
}

bool is_here(const pb::Attendance& attendance) {
  return attendance.presence() == pb::PRESENCE_PRESENT ||
         attendance.presence() == pb::PRESENCE_RETURNED;
}

bool is_here(const State& state, std::string_view person) {
  const auto* attendance = state.find<pb::Attendance>(person);
  return attendance != nullptr && is_here(*attendance);
}

std::vector<const pb::Attendance*> in_order_of_joining(const State& state) {
  auto all = state.all<pb::Attendance>();
  std::erase_if(all, [](const auto* attendance) { return !joined(*attendance); });
  std::sort(all.begin(), all.end(),
            [](const auto* a, const auto* b) { return a->order() < b->order(); });
  return all;
}

Seats seats_filled(const State& state) {
  Seats filled;
  for (const auto* attendance : state.all<pb::Attendance>()) {
    if (joined(*attendance) && !attendance->seat_of().empty()) {
      filled.insert(attendance->seat_of());
    }
  }
  return filled;
}

bool is_member(const State& state, const pb::Person& person, const Seats& filled) {
  if (!person.member() || !person.votes()) return false;
  if (person.role() == pb::ROLE_DEPUTY) {
    const auto* attendance = state.find<pb::Attendance>(person.id());
    return attendance != nullptr && joined(*attendance) && !attendance->seat_of().empty();
  }
  return !filled.contains(person.id());
}

bool is_member(const State& state, const pb::Person& person) {
  if (!person.member() || !person.votes()) return false;
  return is_member(state, person, seats_filled(state));
}

std::vector<std::string> members_here(const State& state) {
  const Seats filled = seats_filled(state);
  std::vector<std::string> members;
  for (const auto* attendance : in_order_of_joining(state)) {
    if (!is_here(*attendance)) continue;
    const auto* person = state.find<pb::Person>(attendance->id());
    if (person != nullptr && is_member(state, *person, filled)) members.push_back(person->id());
  }
  return members;
}

}  // namespace tingbok::domain
