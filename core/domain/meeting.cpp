#include "core/domain/meeting.hpp"

#include <algorithm>

#include "core/domain/agenda.hpp"
#include "core/domain/doors.hpp"
#include "core/domain/other_rooms.hpp"
#include "core/domain/phases.hpp"
#include "core/domain/titles.hpp"

namespace tingbok::domain {

Decision decide(const Situation&, const pb::Convene& command) {
  const auto form_known = pb::MeetingForm_IsValid(command.form());
  const auto shape = Shape()
                         .number(command.notice_days(), 0, limits::notice_days_max, "notice_days")
                         .that(form_known, "form");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_meeting_convened();
  fact.set_notice_days(command.notice_days());
  fact.set_form(command.form());
  fact.set_open(command.open());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::AgendaAdd& command) {
  const auto shape = Shape()
                         .id(command.item(), "item")
                         .needed_name(command.title(), "title")
                         .name(command.kind(), "kind");
  if (shape.wrong()) return *shape.wrong();
  const auto* known = now.state.find<pb::AgendaItem>(command.item());
  if (known != nullptr && known->blocked()) return refused(pb::REFUSAL_CODE_ITEM_BLOCKED, "item");
  if (const auto no = full_for<pb::AgendaItem>(now.state, command.item())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_item_added();
  fact.set_item(command.item());
  fact.set_title(command.title());
  fact.set_kind(command.kind().empty() ? "verksted" : command.kind());
  fact.set_late(command.late());
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::MeetingOpen&) {
  pb::Event event;
  event.mutable_meeting_opened();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::MeetingClose&) {
  if (!now.room.open_vote().empty()) return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  pb::Event event;
  event.mutable_meeting_adjourned();
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::BreakStart& command) {
  const auto shape = Shape().number(command.minutes(), 0, limits::break_minutes_max, "minutes");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  event.mutable_break_started()->set_minutes(command.minutes());
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::BreakEnd&) {
  pb::Event event;
  event.mutable_break_ended();
  return one(std::move(event));
}

/// A binding vote ends in the formal meeting it was opened in.
Decision decide(const Situation& now, const pb::ModeSet& command) {
  if (command.mode() != pb::MODE_WORKSHOP && command.mode() != pb::MODE_FORMAL) {
    return invalid_argument("mode");
  }
  const auto* vote = now.state.find<pb::Vote>(now.room.open_vote());
  const bool binds = vote != nullptr && vote->terms().kind() == pb::VOTE_KIND_BINDING;
  if (binds && command.mode() != now.room.mode()) {
    return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
  }
  pb::Event event;
  event.mutable_mode_switched()->set_mode(command.mode());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::PhaseSet& command) {
  const auto shape = Shape().needed_name(command.phase(), "phase");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_phase_changed();
  fact.set_phase(command.phase());
  fact.set_behind_closed_doors(!now.room.doors_closed().empty());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ItemOpen& command) {
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  if (item->blocked()) return refused(pb::REFUSAL_CODE_ITEM_BLOCKED, "item");
  pb::Event event;
  event.mutable_item_opened()->set_item(command.item());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ItemClose& command) {
  if (now.state.find<pb::AgendaItem>(command.item()) == nullptr) return unknown_reference("item");
  const auto shape = Shape().name(command.status(), "status");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_item_closed();
  fact.set_item(command.item());
  fact.set_status(command.status().empty() ? finished_status : command.status());
  fact.set_behind_closed_doors(!now.room.doors_closed().empty() &&
                               fact.status() != finished_status);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ChairHandover& command) {
  if (!command.to().empty()) {
    const auto* person = enrolled(now.state, command.to());
    if (person == nullptr) return unknown_reference("to");
    if (rule_of(person->role()).reads_only) return invalid_argument("to");
  }
  pb::Event event;
  event.mutable_chair_handed_over()->set_to(command.to());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Mark& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.moment(), "moment")
                         .ids(command.rooms(), "rooms", 1)
                         .needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Moment>(now.state, command.moment())) return *no;
  pb::Event event;
  auto& marked = *event.mutable_moment_marked();
  marked.set_moment(command.moment());
  for (int i = 0; i < command.rooms_size(); ++i) {
    const auto& room = command.rooms(i);
    const auto before = command.rooms().begin() + i;
    if (std::find(command.rooms().begin(), before, room) != before) continue;
    auto fact = fact_of(now, room);
    if (!fact) return unknown_reference("rooms");
    fact->clear_meeting_status();
    *marked.add_rooms() = std::move(*fact);
  }
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::MinutesPublish&) {
  pb::Event event;
  event.mutable_minutes_published();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::DoorsCloseCheck& command) {
  if (const auto no = closes_a_remote_meeting(now.state, command.legal_basis())) return *no;
  const auto shape = Shape().needed_name(command.legal_basis(), "legal_basis");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  event.mutable_doors_close_checked()->set_legal_basis(command.legal_basis());
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::DoorsOpen&) {
  pb::Event event;
  event.mutable_doors_opened();
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::RoomCreated& fact, const pb::Event&) {
  const auto room = editor.make<pb::Room>("room");
  if (!room.made) throw CannotFold("a room is made twice");
  room->set_programme(fact.programme());
  *room->mutable_config() = fact.config();
  room->set_simulated(fact.simulated());
  if (fact.has_training()) *room->mutable_training() = fact.training();
  room->set_status(pb::MEETING_STATUS_CONVENED);
  room->set_mode(fact.config().mode());
  room->set_form(fact.config().form());
  editor.make<pb::SpeakerList>("speakers");
}

void evolve(Editor& editor, const pb::PersonEnrolled& fact, const pb::Event&) {
  const auto person = editor.make<pb::Person>(fact.person());
  person->set_label(fact.label());
  person->set_role(fact.role());
  person->set_party(fact.party());
  person->set_votes(fact.votes());
  person->set_member(fact.member());
  person->set_language(fact.language());
  editor.replace_sources(person);
}

void evolve(Editor& editor, const pb::MeetingConvened& fact, const pb::Event&) {
  const auto room = editor.edit<pb::Room>("room");
  room->set_status(pb::MEETING_STATUS_CONVENED);
  if (fact.form() != pb::MEETING_FORM_UNSPECIFIED) room->set_form(fact.form());
}

/// Adding an item again puts it back to the start.
void evolve(Editor& editor, const pb::ItemAdded& fact, const pb::Event&) {
  const auto item = editor.make<pb::AgendaItem>(fact.item());
  item->Clear();
  item->set_id(fact.item());
  item->set_title(fact.title());
  item->set_kind(fact.kind());
  item->set_status("planlagt");
  item->set_late(fact.late());
  editor.clear_sources(item);
  editor.conceal(item);
  put_in_order(editor, fact.item());
}

void evolve(Editor& editor, const pb::MeetingOpened&, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_status(pb::MEETING_STATUS_OPEN);
}

void evolve(Editor& editor, const pb::MeetingAdjourned&, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_status(pb::MEETING_STATUS_ADJOURNED);
}

namespace {

void name_phase(Editor& editor, const std::string& phase, bool behind_closed_doors) {
  const auto room = editor.edit<pb::Room>("room");
  room->set_phase(phase);
  room->set_phase_behind_closed_doors(behind_closed_doors);
}

}  // namespace

void evolve(Editor& editor, const pb::BreakStarted&, const pb::Event&) {
  name_phase(editor, "pause", false);
}

void evolve(Editor& editor, const pb::BreakEnded&, const pb::Event&) {
  name_phase(editor, phase_title(editor.state()), false);
}

void evolve(Editor& editor, const pb::ModeSwitched& fact, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_mode(fact.mode());
}

void evolve(Editor& editor, const pb::PhaseChanged& fact, const pb::Event&) {
  name_phase(editor, fact.phase(), fact.behind_closed_doors());
}

void evolve(Editor& editor, const pb::ItemOpened& fact, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_open_item(fact.item());
  name_phase(editor, phase_title(editor.state()), false);
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->set_status("under behandling");
  item->clear_status_behind_closed_doors();
  item->clear_finished_at();
}

void evolve(Editor& editor, const pb::ItemClosed& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->set_status(fact.status());
  item->set_status_behind_closed_doors(fact.behind_closed_doors());
  item->set_finished_at(editor.meta().number);
  const auto room = editor.edit<pb::Room>("room");
  if (room->open_item() == fact.item()) room->clear_open_item();
  const auto speakers = editor.edit<pb::SpeakerList>("speakers");
  speakers->clear_queue();
  speakers->clear_spoken();
}

void evolve(Editor& editor, const pb::ChairHandedOver& fact, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_acting_chair(fact.to());
}

void evolve(Editor& editor, const pb::MomentMarked& fact, const pb::Event& event) {
  const auto moment = editor.make<pb::Moment>(fact.moment());
  moment->set_name(event.text());
  *moment->mutable_source() = editor.source();
  *moment->mutable_rooms() = fact.rooms();
  editor.replace_sources(moment);
}

void evolve(Editor& editor, const pb::MinutesPublished&, const pb::Event&) {
  editor.edit<pb::Room>("room")->set_minutes_published(true);
}

/// Changes nothing: the doors close when a vote on it is declared.
void evolve(Editor&, const pb::DoorsCloseChecked&, const pb::Event&) {}

void evolve(Editor& editor, const pb::DoorsOpened&, const pb::Event&) {
  editor.edit<pb::Room>("room")->clear_doors_closed();
}

}  // namespace tingbok::domain
