#include "core/domain/floor.hpp"

#include <algorithm>

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::TimerStart& command) {
  const auto shape = Shape()
                         .id(command.timer(), "timer")
                         .number(command.seconds(), 1, limits::seconds_max, "seconds")
                         .name(command.purpose(), "purpose");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Timer>(now.state, command.timer())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_timer_started();
  fact.set_timer(command.timer());
  fact.set_seconds(command.seconds());
  fact.set_purpose(command.purpose());
  return one(std::move(event));
}

namespace {

/// When the timer is, or would be, over.
std::int64_t due_ms(const pb::Timer& timer) {
  return timer.started_ms() + std::int64_t{timer.seconds()} * 1000;
}

}  // namespace

/// A timer that ran out runs again where the new length is not over yet.
Decision decide(const Situation& now, const pb::TimerExtend& command) {
  const auto* timer = now.state.find<pb::Timer>(command.timer());
  if (timer == nullptr) return unknown_reference("timer");
  if (timer->ended_ms() != 0) return invalid_argument("timer");
  const std::uint64_t length = std::uint64_t{timer->seconds()} + command.seconds();
  const auto shape = Shape()
                         .number(command.seconds(), 1, limits::seconds_max, "seconds")
                         .number(length, 0, limits::seconds_max, "seconds");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_timer_extended();
  fact.set_timer(command.timer());
  fact.set_seconds(command.seconds());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::TimerRunOut& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto* timer = now.state.find<pb::Timer>(command.timer());
  if (timer == nullptr) return unknown_reference("timer");
  if (timer->ended_ms() != 0 || timer->ran_out_ms() != 0 || now.context.now_ms < due_ms(*timer)) {
    return invalid_argument("timer");
  }
  pb::Event event;
  event.mutable_timer_ran_out()->set_timer(command.timer());
  return one(std::move(event));
}

/// Stopping a timer again moves its end, as scripts may.
Decision decide(const Situation& now, const pb::TimerEnd& command) {
  const auto* timer = now.state.find<pb::Timer>(command.timer());
  if (timer == nullptr) return unknown_reference("timer");
  const std::int64_t ran_seconds = (now.context.now_ms - timer->started_ms()) / 1000;
  const std::int64_t length_seconds = timer->seconds();
  pb::Event event;
  auto& fact = *event.mutable_timer_ended();
  fact.set_timer(command.timer());
  fact.set_over_seconds(std::max<std::int64_t>(0, ran_seconds - length_seconds));
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Say& command) {
  const auto shape = Shape()
                         .name(command.reflection(), "reflection")
                         .name(command.talk(), "talk")
                         .name(command.question(), "question");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full<pb::Statement>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_statement_made();
  fact.set_reflection(command.reflection());
  fact.set_talk(command.talk());
  fact.set_question(command.question());
  return one(std::move(event));
}

/// The public and observers are not there when the doors are closed; a researcher may be.
Decision decide(const Situation& now, const pb::Observe&) {
  if (const auto no = now.lacks_right()) return *no;
  if (!now.room.doors_closed().empty() && !rule_of(now.actor.role()).observes_closed) {
    return refused(pb::REFUSAL_CODE_DOORS_CLOSED);
  }
  if (const auto no = full<pb::Observation>(now.state)) return *no;
  pb::Event event;
  event.mutable_observation_noted();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::FilmPlay& command) {
  const auto shape = Shape()
                         .needed_name(command.film(), "film")
                         .number(command.seconds(), 0, limits::seconds_max, "seconds");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Film>(now.state, command.film())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_film_played();
  fact.set_film(command.film());
  fact.set_seconds(command.seconds());
  return one(std::move(event));
}

namespace {

using Queue = google::protobuf::RepeatedPtrField<pb::QueuedSpeaker>;

bool waits(const Queue& queue, std::string_view person) {
  return std::any_of(queue.begin(), queue.end(),
                     [&](const auto& queued) { return queued.person() == person; });
}

bool has_spoken(const pb::SpeakerList& speakers, std::string_view person) {
  return std::find(speakers.spoken().begin(), speakers.spoken().end(), person) !=
         speakers.spoken().end();
}

/// Points of order come first, then replies; in workshop mode whoever has not spoken goes before
/// those at the end of the list who have; otherwise as asked. From 0.
int place_on_list(const Situation& now, pb::SpeechKind kind) {
  const auto& speakers = speakers_of(now.state);
  const Queue& queue = speakers.queue();
  const auto kind_at = [&](int i) { return queue.Get(i).kind(); };
  if (kind == pb::SPEECH_KIND_POINT_OF_ORDER || kind == pb::SPEECH_KIND_REPLY) {
    int place = 0;
    while (place < queue.size() &&
           (kind_at(place) == pb::SPEECH_KIND_POINT_OF_ORDER || kind_at(place) == kind)) {
      ++place;
    }
    return place;
  }
  int place = queue.size();
  if (now.room.mode() == pb::MODE_WORKSHOP && !has_spoken(speakers, now.actor.id())) {
    while (place > 0 && kind_at(place - 1) == pb::SPEECH_KIND_SPEECH &&
           has_spoken(speakers, queue.Get(place - 1).person())) {
      --place;
    }
  }
  return place;
}

/// Where a body decides, whoever is disqualified takes no part in the debate either (fvl. § 8).
bool stands_aside(const Situation& now, const std::string& person) {
  const auto& item = now.room.open_item();
  return now.room.mode() == pb::MODE_FORMAL && !item.empty() &&
         is_disqualified(now.state, item, person);
}

}  // namespace

Decision decide(const Situation& now, const pb::SpeakRequest& command) {
  if (const auto no = now.lacks_right()) return *no;
  if (debate_is_closed(now.room)) return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  if (waits(speakers_of(now.state).queue(), now.actor.id())) {
    return refused(pb::REFUSAL_CODE_ALREADY_ON_LIST);
  }
  if (stands_aside(now, now.actor.id())) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (!pb::SpeechKind_IsValid(command.kind())) return invalid_argument("kind");
  const auto kind =
      command.kind() == pb::SPEECH_KIND_UNSPECIFIED ? pb::SPEECH_KIND_SPEECH : command.kind();
  pb::Event event;
  auto& fact = *event.mutable_floor_requested();
  fact.set_kind(kind);
  fact.set_place(static_cast<std::uint32_t>(place_on_list(now, kind)));
  return one(std::move(event));
}

Decision decide(const Situation&, const pb::SpeakWithdraw&) {
  pb::Event event;
  event.mutable_floor_request_withdrawn();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::SpeakGrant& command) {
  if (!waits(speakers_of(now.state).queue(), command.to())) {
    return refused(pb::REFUSAL_CODE_NOT_ON_LIST);
  }
  if (stands_aside(now, command.to())) return refused(pb::REFUSAL_CODE_DISQUALIFIED, "to");
  pb::Event event;
  event.mutable_floor_granted()->set_to(command.to());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::SpeakEnd&) {
  if (const auto no = now.lacks_right()) return *no;
  pb::Event event;
  event.mutable_speech_ended();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::DebateClose&) {
  pb::Event event;
  event.mutable_debate_closed()->set_item(now.room.open_item());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::DebateReopen&) {
  pb::Event event;
  event.mutable_debate_reopened()->set_item(now.room.open_item());
  return one(std::move(event));
}

// --- What the events make of the state.

void start_timer(Editor& editor, const std::string& id, std::uint32_t seconds,
                 const std::string& purpose) {
  const auto timer = editor.make<pb::Timer>(id);
  timer->set_seconds(seconds);
  timer->set_purpose(purpose);
  timer->set_started_ms(editor.meta().time_ms);
  timer->clear_ended_ms();
  timer->clear_over_seconds();
  timer->clear_ran_out_ms();
}

void stop_timer(Editor& editor, const std::string& id) {
  const auto timer = editor.edit<pb::Timer>(id);
  timer->set_ended_ms(editor.meta().time_ms);
  timer->set_over_seconds(
      std::max<std::int64_t>(0, (editor.meta().time_ms - due_ms(*timer)) / 1000));
}

void evolve(Editor& editor, const pb::TimerStarted& fact, const pb::Event&) {
  start_timer(editor, fact.timer(), fact.seconds(), fact.purpose());
}

void evolve(Editor& editor, const pb::TimerExtended& fact, const pb::Event&) {
  const auto timer = editor.edit<pb::Timer>(fact.timer());
  timer->set_seconds(timer->seconds() + fact.seconds());
  if (due_ms(*timer) > editor.meta().time_ms) timer->clear_ran_out_ms();
}

void evolve(Editor& editor, const pb::TimerRanOut& fact, const pb::Event&) {
  editor.edit<pb::Timer>(fact.timer())->set_ran_out_ms(editor.meta().time_ms);
}

void evolve(Editor& editor, const pb::TimerEnded& fact, const pb::Event&) {
  const auto timer = editor.edit<pb::Timer>(fact.timer());
  timer->set_ended_ms(editor.meta().time_ms);
  timer->set_over_seconds(fact.over_seconds());
}

void evolve(Editor& editor, const pb::StatementMade& fact, const pb::Event& event) {
  const auto statement = editor.make<pb::Statement>(std::to_string(editor.meta().number));
  statement->set_by(editor.meta().actor);
  statement->set_text(event.text());
  statement->set_language(event.language());
  statement->set_reflection(fact.reflection());
  statement->set_talk(fact.talk());
  statement->set_question(fact.question());
  *statement->mutable_source() = editor.source();
  editor.add_source(statement);
}

void evolve(Editor& editor, const pb::ObservationNoted&, const pb::Event& event) {
  const auto observation = editor.make<pb::Observation>(std::to_string(editor.meta().number));
  observation->set_by(editor.meta().actor);
  observation->set_text(event.text());
  observation->set_language(event.language());
  *observation->mutable_source() = editor.source();
  editor.add_source(observation);
}

void evolve(Editor& editor, const pb::FilmPlayed& fact, const pb::Event&) {
  const auto film = editor.make<pb::Film>(fact.film());
  film->set_seconds(fact.seconds());
  *film->mutable_source() = editor.source();
}

namespace {

void take_off(Queue& queue, std::string_view person) {
  queue.erase(std::remove_if(queue.begin(), queue.end(),
                             [&](const auto& queued) { return queued.person() == person; }),
              queue.end());
}

}  // namespace

void evolve(Editor& editor, const pb::FloorRequested& fact, const pb::Event&) {
  Queue& queue = *editor.edit<pb::SpeakerList>("speakers")->mutable_queue();
  const auto place = static_cast<int>(fact.place());
  if (fact.place() > static_cast<std::uint32_t>(queue.size())) {
    throw CannotFold("a place on the speakers' list is beyond its end");
  }
  auto& queued = *queue.Add();
  queued.set_person(editor.meta().actor);
  queued.set_kind(fact.kind());
  std::rotate(queue.pointer_begin() + place, queue.pointer_end() - 1, queue.pointer_end());
}

void evolve(Editor& editor, const pb::FloorRequestWithdrawn&, const pb::Event&) {
  take_off(*editor.edit<pb::SpeakerList>("speakers")->mutable_queue(), editor.meta().actor);
}

void evolve(Editor& editor, const pb::FloorGranted& fact, const pb::Event&) {
  const auto speakers = editor.edit<pb::SpeakerList>("speakers");
  take_off(*speakers->mutable_queue(), fact.to());
  speakers->set_speaking(fact.to());
}

void evolve(Editor& editor, const pb::SpeechEnded&, const pb::Event&) {
  const auto speakers = editor.edit<pb::SpeakerList>("speakers");
  if (!has_spoken(*speakers, editor.meta().actor)) speakers->add_spoken(editor.meta().actor);
  speakers->clear_speaking();
}

void evolve(Editor& editor, const pb::DebateClosed& fact, const pb::Event&) {
  const auto room = editor.edit<pb::Room>("room");
  auto& closed = *room->mutable_debate_closed();
  if (std::find(closed.begin(), closed.end(), fact.item()) == closed.end()) {
    *closed.Add() = fact.item();
  }
}

void evolve(Editor& editor, const pb::DebateReopened& fact, const pb::Event&) {
  auto& closed = *editor.edit<pb::Room>("room")->mutable_debate_closed();
  closed.erase(std::remove(closed.begin(), closed.end(), fact.item()), closed.end());
}

}  // namespace tingbok::domain
