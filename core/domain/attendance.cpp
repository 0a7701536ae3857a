#include "core/domain/attendance.hpp"

#include <algorithm>

#include "core/domain/doors.hpp"
#include "core/domain/tables.hpp"

namespace tingbok::domain {
namespace {

/// Whose attendance the command is about: the actor's, or that of the person the chair's side
/// registers; or why not.
std::variant<const pb::Person*, Refusal> about_whom(const Situation& now,
                                                    const std::string& person) {
  if (person.empty() || person == now.actor.id()) return &now.actor;
  if (!steers(now.room, now.actor)) return refused(pb::REFUSAL_CODE_NOT_STEERING, "person");
  const auto* found = now.state.find<pb::Person>(person);
  if (found == nullptr) return unknown_reference("person");
  return found;
}

/// What the event says of whom it is about: nothing where that is the actor.
std::string registered(const Situation& now, const pb::Person& who) {
  return who.id() == now.actor.id() ? std::string{} : who.id();
}

/// Whose seat a joining person takes, or why not; empty for whoever takes their own.
std::variant<std::string, Refusal> seat_for(const Situation& now, const pb::Person& who,
                                            const pb::Join& command) {
  const Seats filled = seats_filled(now.state);
  if (who.role() != pb::ROLE_DEPUTY || !who.votes()) {
    if (filled.contains(who.id())) return refused(pb::REFUSAL_CODE_SEAT_TAKEN);
    return std::string{};
  }
  const auto& member = command.seat_of();
  if (member.empty()) return refused(pb::REFUSAL_CODE_DEPUTY_WITHOUT_SEAT);
  if (filled.contains(member)) return refused(pb::REFUSAL_CODE_SEAT_TAKEN);
  if (is_here(now.state, member)) return refused(pb::REFUSAL_CODE_REGULAR_MEMBER_PRESENT);
  const auto* holder = now.state.find<pb::Person>(member);
  if (holder == nullptr) return unknown_reference("seat_of");
  // Only a regular member has a seat to fill.
  if (!holder->member() || !holder->votes() || holder->role() == pb::ROLE_DEPUTY)
    return invalid_argument("seat_of");
  return member;
}

}  // namespace

/// Whoever comes while groups work gets a place at a table at once.
Decision decide(const Situation& now, const pb::Join& command) {
  const auto whom = about_whom(now, command.person());
  if (const auto* no = std::get_if<Refusal>(&whom)) return *no;
  const pb::Person& who = *std::get<const pb::Person*>(whom);
  if (&who != &now.actor && rule_of(who.role()).reads_only) return invalid_argument("person");
  if (is_here(now.state, who.id())) return refused(pb::REFUSAL_CODE_ALREADY_PRESENT);
  auto seat = seat_for(now, who, command);
  if (const auto* no = std::get_if<Refusal>(&seat)) return *no;
  const auto shape = Shape().that(pb::Place_IsValid(command.how()), "how");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = remote_behind_closed_doors(now, who, command.how())) return *no;
  Events events(1);
  auto& fact = *events.front().mutable_person_joined();
  fact.set_how(command.how() == pb::PLACE_UNSPECIFIED ? pb::PLACE_HALL : command.how());
  fact.set_seat_of(std::get<std::string>(seat));
  fact.set_person(registered(now, who));
  if (const auto* table = table_for_latecomer(now.state, who)) {
    auto& seated = *events.emplace_back().mutable_person_seated();
    seated.set_table(table->id());
    seated.set_person(who.id());
  }
  return events;
}

Decision decide(const Situation& now, const pb::Leave& command) {
  const auto whom = about_whom(now, command.person());
  if (const auto* no = std::get_if<Refusal>(&whom)) return *no;
  const pb::Person& who = *std::get<const pb::Person*>(whom);
  if (!has_joined(now.state, who.id())) return refused(pb::REFUSAL_CODE_NOT_PRESENT);
  const auto shape = Shape().text(command.reason(), "reason");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_person_left();
  fact.set_reason(command.reason());
  fact.set_person(registered(now, who));
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
  const auto& declared = item->declared();
  const auto by_actor = std::count(declared.begin(), declared.end(), now.actor.id());
  if (declared.size() >= limits::entries_max || by_actor >= limits::declarations_each_max) {
    return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  pb::Event event;
  auto& fact = *event.mutable_recusal_declared();
  fact.set_item(command.item());
  fact.set_ground(command.ground());
  fact.set_behind_closed_doors(!now.room.doors_closed().empty());
  return one(std::move(event));
}

// --- What the events make of the state.

namespace {

/// Who comes or goes, and who registered it.
Edited<pb::Attendance> attendance_of(Editor& editor, const std::string& person) {
  const auto& actor = editor.meta().actor;
  const auto attendance = editor.make<pb::Attendance>(person.empty() ? actor : person);
  attendance->set_registered_by(person.empty() ? "" : actor);
  *attendance->mutable_changed() = editor.source();
  return attendance;
}

}  // namespace

/// Whoever was only dropped keeps the place in the order of joining; whoever had left gets a new
/// one. An event's number is larger than any before it, so it serves as that order.
void evolve(Editor& editor, const pb::PersonJoined& fact, const pb::Event&) {
  const auto attendance = attendance_of(editor, fact.person());
  if (attendance.made || attendance->presence() == pb::PRESENCE_LEFT) {
    attendance->set_order(editor.meta().number);
  }
  attendance->set_presence(pb::PRESENCE_PRESENT);
  attendance->set_how(fact.how());
  if (!fact.seat_of().empty()) attendance->set_seat_of(fact.seat_of());
  *attendance->mutable_joined() = editor.source();
}

/// The place at a table is kept for whoever comes back.
void evolve(Editor& editor, const pb::PersonLeft& fact, const pb::Event&) {
  const auto attendance = attendance_of(editor, fact.person());
  const std::string& person = attendance->id();
  attendance->set_presence(pb::PRESENCE_LEFT);
  attendance->clear_seat_of();
  const auto waits = [&](const pb::QueuedSpeaker& queued) { return queued.person() == person; };
  const auto& queue = editor.state().find<pb::SpeakerList>("speakers")->queue();
  if (std::none_of(queue.begin(), queue.end(), waits)) return;
  auto& waiting = *editor.edit<pb::SpeakerList>("speakers")->mutable_queue();
  waiting.erase(std::remove_if(waiting.begin(), waiting.end(), waits), waiting.end());
}

void evolve(Editor& editor, const pb::PersonDropped&, const pb::Event&) {
  attendance_of(editor, "")->set_presence(pb::PRESENCE_DROPPED);
}

void evolve(Editor& editor, const pb::PersonReturned&, const pb::Event&) {
  attendance_of(editor, "")->set_presence(pb::PRESENCE_RETURNED);
}

void evolve(Editor& editor, const pb::RecusalDeclared& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->add_declared(editor.meta().actor);
  item->add_grounds(fact.ground());
  if (fact.behind_closed_doors()) item->set_grounds_behind_closed_doors(true);
  editor.add_source(item);
}

}  // namespace tingbok::domain
