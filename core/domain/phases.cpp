#include "core/domain/phases.hpp"

#include "core/domain/boards.hpp"
#include "core/domain/floor.hpp"
#include "core/domain/titles.hpp"

namespace tingbok::domain {
namespace {

std::string timer_id(const std::string& phase) { return "phase:" + phase; }

bool known_kind(pb::PhaseKind kind) {
  return kind == pb::PHASE_KIND_INDIVIDUAL || kind == pb::PHASE_KIND_GROUP ||
         kind == pb::PHASE_KIND_PLENARY;
}

/// In full, as for a phase the room does not know.
std::optional<Refusal> malformed(const pb::PhaseTerms& terms) {
  return Shape()
      .id(terms.phase(), "phase")
      .that(known_kind(terms.kind()), "kind")
      .name(terms.title(), "title")
      .number(terms.seconds(), 0, limits::seconds_max, "seconds")
      .ids(terms.boards(), "boards")
      .distinct(terms.boards(), "boards")
      .wrong();
}

bool same_boards(const pb::PhaseTerms& a, const pb::PhaseTerms& b) {
  return std::equal(a.boards().begin(), a.boards().end(), b.boards().begin(), b.boards().end());
}

/// What is said anew of a known phase beside its length must be what it is.
std::optional<Refusal> contradicts(const pb::PhaseTerms& known, const pb::PhaseTerms& said) {
  return Shape()
      .that(said.kind() == pb::PHASE_KIND_UNSPECIFIED || said.kind() == known.kind(), "kind")
      .that(said.title().empty() || said.title() == known.title(), "title")
      .that(said.boards().empty() || same_boards(said, known), "boards")
      .that(!said.separate() || known.separate(), "separate")
      .number(said.seconds(), 0, limits::seconds_max, "seconds")
      .wrong();
}

}  // namespace

const pb::Phase* active_phase(const State& state) {
  const auto& id = room_of(state).active_phase();
  return id.empty() ? nullptr : state.find<pb::Phase>(id);
}

std::string phase_title(const State& state) {
  const auto* phase = active_phase(state);
  return phase == nullptr ? std::string{} : title_of(phase->terms());
}

/// Only what has not started is planned anew or struck; a phase that was struck can be planned
/// again.
Decision decide(const Situation& now, const pb::PhasePlan& command) {
  const auto* known = now.state.find<pb::Phase>(command.terms().phase());
  pb::Event event;
  auto& fact = *event.mutable_phase_planned();
  if (command.dropped()) {
    if (known == nullptr) return unknown_reference("phase");
    if (known->status() != pb::PHASE_STATUS_PLANNED) return invalid_argument("phase");
    *fact.mutable_terms() = known->terms();
    fact.set_dropped(true);
    return one(std::move(event));
  }
  if (auto wrong = malformed(command.terms())) return *std::move(wrong);
  if (known != nullptr && known->times() > 0) return invalid_argument("phase");
  if (const auto no = full_for<pb::Phase>(now.state, command.terms().phase())) return *no;
  *fact.mutable_terms() = command.terms();
  return one(std::move(event));
}

namespace {

/// The phase as it is to run, or why it cannot.
std::variant<pb::PhaseTerms, Refusal> terms_to_start(const Situation& now,
                                                     const pb::PhaseTerms& said) {
  const auto* known = now.state.find<pb::Phase>(said.phase());
  if (known == nullptr || known->status() == pb::PHASE_STATUS_DROPPED) {
    if (auto wrong = malformed(said)) return *std::move(wrong);
    return said;
  }
  if (known->status() == pb::PHASE_STATUS_ACTIVE) return invalid_argument("phase");
  if (auto wrong = contradicts(known->terms(), said)) return *std::move(wrong);
  pb::PhaseTerms terms = known->terms();
  if (said.seconds() > 0) terms.set_seconds(said.seconds());
  return terms;
}

pb::NoteReach lifted_to(pb::PhaseKind kind) {
  if (kind == pb::PHASE_KIND_GROUP) return pb::NOTE_REACH_TABLE;
  if (kind == pb::PHASE_KIND_PLENARY) return pb::NOTE_REACH_EVERYONE;
  return pb::NOTE_REACH_UNSPECIFIED;
}

}  // namespace

/// Starting one that is done is stepping back: nothing that came after it is lost.
Decision decide(const Situation& now, const pb::PhaseStart& command) {
  auto started = terms_to_start(now, command.terms());
  if (auto* no = std::get_if<Refusal>(&started)) return std::move(*no);
  auto& terms = std::get<pb::PhaseTerms>(started);
  const auto* known = now.state.find<pb::Phase>(terms.phase());
  if (const auto no = full_for<pb::Phase>(now.state, terms.phase())) return *no;
  if (const auto no = full_for<pb::Timer>(now.state, timer_id(terms.phase()))) return *no;
  pb::Event event;
  auto& fact = *event.mutable_phase_started();
  fact.set_ended(now.room.active_phase());
  fact.set_again(known != nullptr && known->times() > 0);
  fact.set_lifts_to(lifted_to(terms.kind()));
  if (terms.seconds() > 0) fact.set_timer(timer_id(terms.phase()));
  *fact.mutable_terms() = std::move(terms);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::PhaseEnd& command) {
  const auto* phase = now.state.find<pb::Phase>(command.phase());
  if (phase == nullptr) return unknown_reference("phase");
  if (phase->status() != pb::PHASE_STATUS_ACTIVE) return invalid_argument("phase");
  pb::Event event;
  event.mutable_phase_ended()->set_phase(command.phase());
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::PhasePlanned& fact, const pb::Event&) {
  const auto phase = editor.make<pb::Phase>(fact.terms().phase());
  *phase->mutable_terms() = fact.terms();
  phase->set_status(fact.dropped() ? pb::PHASE_STATUS_DROPPED : pb::PHASE_STATUS_PLANNED);
}

namespace {

void end(Editor& editor, const std::string& id) {
  const auto phase = editor.edit<pb::Phase>(id);
  phase->set_status(pb::PHASE_STATUS_DONE);
  *phase->mutable_ended() = editor.source();
  const auto timer = timer_id(id);
  const auto* running = editor.state().find<pb::Timer>(timer);
  if (running != nullptr && running->ended_ms() == 0) stop_timer(editor, timer);
}

}  // namespace

void evolve(Editor& editor, const pb::PhaseStarted& fact, const pb::Event&) {
  if (!fact.ended().empty()) end(editor, fact.ended());
  const auto& terms = fact.terms();
  const auto phase = editor.make<pb::Phase>(terms.phase());
  *phase->mutable_terms() = terms;
  phase->set_status(pb::PHASE_STATUS_ACTIVE);
  *phase->mutable_started() = editor.source();
  phase->set_times(phase->times() + 1);
  const auto room = editor.edit<pb::Room>("room");
  room->set_active_phase(terms.phase());
  room->set_phase(title_of(terms));
  room->clear_phase_behind_closed_doors();
  if (!fact.timer().empty()) start_timer(editor, fact.timer(), terms.seconds(), title_of(terms));
  lift_notes(editor, fact.lifts_to());
}

void evolve(Editor& editor, const pb::PhaseEnded& fact, const pb::Event&) {
  end(editor, fact.phase());
  const auto room = editor.edit<pb::Room>("room");
  if (room->phase() == title_of(editor.state().find<pb::Phase>(fact.phase())->terms())) {
    room->clear_phase();
    room->clear_phase_behind_closed_doors();
  }
  room->clear_active_phase();
}

}  // namespace tingbok::domain
