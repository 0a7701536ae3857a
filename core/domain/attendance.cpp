#include "core/domain/attendance.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

/// Whose seat a joining person takes, or why not; empty for whoever takes their own.
std::variant<std::string, Refusal> seat_for(const Situation& now, const pb::Join& command) {
  const Seats filled = seats_filled(now.state);
  if (now.actor.role() != pb::ROLE_DEPUTY || !now.actor.votes()) {
    if (filled.contains(now.actor.id())) return refused(pb::REFUSAL_CODE_SEAT_TAKEN);
    return std::string{};
  }
  const auto& member = command.seat_of();
  if (member.empty()) return refused(pb::REFUSAL_CODE_DEPUTY_WITHOUT_SEAT);
  if (filled.contains(member)) return refused(pb::REFUSAL_CODE_SEAT_TAKEN);
  if (is_here(now.state, member)) return refused(pb::REFUSAL_CODE_REGULAR_MEMBER_PRESENT);
  if (now.state.find<pb::Person>(member) == nullptr) return unknown_reference("seat_of");
  return member;
}

}  // namespace

Decision decide(const Situation& now, const pb::Join& command) {
  if (is_here(now.state, now.actor.id())) return refused(pb::REFUSAL_CODE_ALREADY_PRESENT);
  auto seat = seat_for(now, command);
  if (const auto* no = std::get_if<Refusal>(&seat)) return *no;
  const auto shape = Shape().that(pb::Place_IsValid(command.how()), "how");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_person_joined();
  fact.set_how(command.how() == pb::PLACE_UNSPECIFIED ? pb::PLACE_HALL : command.how());
  fact.set_seat_of(std::get<std::string>(seat));
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Leave& command) {
  if (!has_joined(now.state, now.actor.id())) return refused(pb::REFUSAL_CODE_NOT_PRESENT);
  const auto shape = Shape().text(command.reason(), "reason");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  event.mutable_person_left()->set_reason(command.reason());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Disconnect& command) {
  if (!is_here(now.state, now.actor.id())) return refused(pb::REFUSAL_CODE_NOT_PRESENT);
  const auto shape = Shape().text(command.reason(), "reason");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  event.mutable_person_dropped()->set_reason(command.reason());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Reconnect&) {
  const auto* attendance = now.state.find<pb::Attendance>(now.actor.id());
  if (attendance == nullptr || attendance->presence() != pb::PRESENCE_DROPPED) {
    return refused(pb::REFUSAL_CODE_NOT_DROPPED);
  }
  pb::Event event;
  event.mutable_person_returned();
  return one(std::move(event));
}

/// Declaring is not yet being disqualified: a vote of the others decides that.
Decision decide(const Situation& now, const pb::RecusalDeclare& command) {
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  const auto shape = Shape().needed_text(command.ground(), "ground");
  if (shape.wrong()) return *shape.wrong();
  if (item->declared_size() >= limits::entries_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  pb::Event event;
  auto& fact = *event.mutable_recusal_declared();
  fact.set_item(command.item());
  fact.set_ground(command.ground());
  return one(std::move(event));
}

// --- What the events make of the state.

/// Whoever was only dropped keeps the place in the order of joining; whoever had left gets a new
/// one. An event's number is larger than any before it, so it serves as that order.
void evolve(Editor& editor, const pb::PersonJoined& fact, const pb::Event&) {
  const auto attendance = editor.make<pb::Attendance>(editor.meta().actor);
  if (attendance.made || attendance->presence() == pb::PRESENCE_LEFT) {
    attendance->set_order(editor.meta().number);
  }
  attendance->set_presence(pb::PRESENCE_PRESENT);
  attendance->set_how(fact.how());
  if (!fact.seat_of().empty()) attendance->set_seat_of(fact.seat_of());
  *attendance->mutable_joined() = editor.source();
  *attendance->mutable_changed() = editor.source();
}

void evolve(Editor& editor, const pb::PersonLeft&, const pb::Event&) {
  const auto& person = editor.meta().actor;
  const auto attendance = editor.edit<pb::Attendance>(person);
  attendance->set_presence(pb::PRESENCE_LEFT);
  attendance->clear_seat_of();
  *attendance->mutable_changed() = editor.source();
  const auto waits = [&](const pb::QueuedSpeaker& queued) { return queued.person() == person; };
  const auto& queue = editor.state().find<pb::SpeakerList>("speakers")->queue();
  if (std::none_of(queue.begin(), queue.end(), waits)) return;
  auto& waiting = *editor.edit<pb::SpeakerList>("speakers")->mutable_queue();
  waiting.erase(std::remove_if(waiting.begin(), waiting.end(), waits), waiting.end());
}

void evolve(Editor& editor, const pb::PersonDropped&, const pb::Event&) {
  const auto attendance = editor.edit<pb::Attendance>(editor.meta().actor);
  attendance->set_presence(pb::PRESENCE_DROPPED);
  *attendance->mutable_changed() = editor.source();
}

void evolve(Editor& editor, const pb::PersonReturned&, const pb::Event&) {
  const auto attendance = editor.edit<pb::Attendance>(editor.meta().actor);
  attendance->set_presence(pb::PRESENCE_RETURNED);
  *attendance->mutable_changed() = editor.source();
}

void evolve(Editor& editor, const pb::RecusalDeclared& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->add_declared(editor.meta().actor);
  item->add_grounds(fact.ground());
  editor.add_source(item);
}

}  // namespace tingbok::domain
