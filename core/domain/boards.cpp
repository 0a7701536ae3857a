#include "core/domain/boards.hpp"

#include <algorithm>
#include <unordered_map>

#include "core/domain/ids.hpp"
#include "core/domain/phases.hpp"
#include "core/domain/tables.hpp"

namespace tingbok::domain {
namespace {

/// Whether the person reads a note that is kept apart.
bool is_for(const State& state, const pb::Note& note, std::string_view person) {
  if (!kept_apart(note) || note.by() == person) return true;
  if (note.reach() != pb::NOTE_REACH_TABLE) return false;
  const auto* table = state.find<pb::TableGroup>(note.table());
  return table != nullptr && holds(table->people(), person);
}

/// Why the board or the phase takes no such note now.
std::optional<Refusal> not_taken(const Situation& now, const pb::NoteAdd& command) {
  const auto* phase = active_phase(now.state);
  if (phase != nullptr && !phase->terms().boards().empty() &&
      !holds(phase->terms().boards(), command.board())) {
    return refused(pb::REFUSAL_CODE_BOARD_CLOSED, "board");
  }
  const auto* board = now.state.find<pb::Board>(command.board());
  if (board == nullptr) return std::nullopt;
  if (board->terms().closed()) return refused(pb::REFUSAL_CODE_BOARD_CLOSED, "board");
  if (board->terms().tags_only() && !holds(board->terms().tags(), command.tag())) {
    return invalid_argument("tag");
  }
  return std::nullopt;
}

/// Where the phase has the note start: the table it is written at, and how far it reaches.
void place_in_phase(const Situation& now, pb::NoteAdded& fact) {
  const auto* phase = active_phase(now.state);
  if (phase == nullptr) return;
  const auto& terms = phase->terms();
  if (terms.kind() == pb::PHASE_KIND_INDIVIDUAL && terms.separate()) {
    fact.set_reach(pb::NOTE_REACH_OWN);
  }
  if (terms.kind() != pb::PHASE_KIND_GROUP) return;
  const auto* table = table_of(now.state, now.actor.id());
  if (table != nullptr) fact.set_table(table->id());
  if (terms.separate()) {
    fact.set_reach(table != nullptr ? pb::NOTE_REACH_TABLE : pb::NOTE_REACH_OWN);
  }
}

}  // namespace

bool kept_apart(const pb::Note& note) {
  return note.reach() == pb::NOTE_REACH_OWN || note.reach() == pb::NOTE_REACH_TABLE;
}

Decision decide(const Situation& now, const pb::NoteAdd& command) {
  if (const auto no = now.lacks_right()) return *no;
  if (now.state.find<pb::Note>(command.note()) != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "note");
  }
  const auto shape = Shape()
                         .id(command.note(), "note")
                         .needed_name(command.board(), "board")
                         .name(command.tag(), "tag")
                         .needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = not_taken(now, command)) return *no;
  if (const auto no = full<pb::Note>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_note_added();
  fact.set_board(command.board());
  fact.set_note(command.note());
  fact.set_tag(command.tag());
  const auto* board = now.state.find<pb::Board>(command.board());
  if (board != nullptr) fact.set_question_version(board->question_version());
  place_in_phase(now, fact);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::NoteMove& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto* note = now.state.find<pb::Note>(command.note());
  if (note == nullptr) return unknown_reference("note");
  if (!is_for(now.state, *note, now.actor.id())) return refused(pb::REFUSAL_CODE_NOT_AT_TABLE);
  const auto shape = Shape().needed_name(command.tag(), "tag");
  if (shape.wrong()) return *shape.wrong();
  const auto* board = now.state.find<pb::Board>(note->board());
  if (board != nullptr && board->terms().tags_only() &&
      !holds(board->terms().tags(), command.tag())) {
    return invalid_argument("tag");
  }
  pb::Event event;
  auto& fact = *event.mutable_note_moved();
  fact.set_note(command.note());
  fact.set_tag(command.tag());
  return one(std::move(event));
}

/// Gathering under an id that is in use replaces that cluster's title and notes. Everyone sees a
/// cluster, so notes that are kept apart are lifted first.
Decision decide(const Situation& now, const pb::NoteCluster& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.cluster(), "cluster")
                         .needed_name(command.title(), "title")
                         .ids(command.notes(), "notes", 1);
  if (shape.wrong()) return *shape.wrong();
  for (const auto& note : command.notes()) {
    const auto* known = now.state.find<pb::Note>(note);
    if (known == nullptr) return unknown_reference("notes");
    if (!is_for(now.state, *known, now.actor.id())) return refused(pb::REFUSAL_CODE_NOT_AT_TABLE);
    if (kept_apart(*known)) return invalid_argument("notes");
  }
  if (const auto no = full_for<pb::Cluster>(now.state, command.cluster())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_notes_clustered();
  fact.set_cluster(command.cluster());
  fact.set_title(command.title());
  *fact.mutable_notes() = command.notes();
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::MatrixPlace& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.what(), "what")
                         .needed_name(command.effect(), "effect")
                         .needed_name(command.effort(), "effort");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::MatrixCell>(now.state, command.what())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_matrix_placed();
  fact.set_what(command.what());
  fact.set_effect(command.effect());
  fact.set_effort(command.effort());
  return one(std::move(event));
}

namespace {

/// Its author, the host of its table, and the chair's side lift a note.
bool may_lift(const Situation& now, const pb::Note& note) {
  if (note.by() == now.actor.id() || steers(now.room, now.actor)) return true;
  const auto* table = now.state.find<pb::TableGroup>(note.table());
  return table != nullptr && table->host() == now.actor.id();
}

bool has_notes(const State& state, const std::string& board) {
  const auto notes = state.all<pb::Note>();
  return std::any_of(notes.begin(), notes.end(),
                     [&](const auto* note) { return note->board() == board; });
}

}  // namespace

/// Of those named, the ones that everyone sees already stay as they are.
Decision decide(const Situation& now, const pb::NoteLift& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape().ids(command.notes(), "notes", 1).distinct(command.notes(), "notes");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_notes_lifted();
  for (const auto& id : command.notes()) {
    const auto* note = now.state.find<pb::Note>(id);
    if (note == nullptr) return unknown_reference("notes");
    if (!may_lift(now, *note)) return refused(pb::REFUSAL_CODE_NOT_AT_TABLE, "notes");
    if (kept_apart(*note)) fact.add_notes(id);
  }
  if (fact.notes().empty()) return invalid_argument("notes");
  return one(std::move(event));
}

/// Whether authors are named is settled before the first note; a board of anonymous notes never
/// becomes a named one. A board that had notes before anybody set it can be set as an anonymous
/// one only, so that nobody is named who did not know they would be.
Decision decide(const Situation& now, const pb::BoardSet& command) {
  const auto& terms = command.terms();
  Shape shape;
  shape.id(terms.board(), "board")
      .name(terms.title(), "title")
      .number(static_cast<std::uint64_t>(terms.tags_size()), 0, limits::list_items_max, "tags")
      .that(!terms.tags_only() || !terms.tags().empty(), "tags")
      .distinct(terms.tags(), "tags");
  for (const auto& tag : terms.tags()) shape.needed_name(tag, "tags");
  if (shape.wrong()) return *shape.wrong();
  const auto* known = now.state.find<pb::Board>(terms.board());
  const bool was_named = known != nullptr && known->terms().named();
  if (terms.named() != was_named && has_notes(now.state, terms.board())) {
    return invalid_argument("named");
  }
  if (const auto no = full_for<pb::Board>(now.state, terms.board())) return *no;
  if (const auto no = full<pb::BoardQuestion>(now.state)) return *no;
  const auto& question = now.command.text();
  std::uint32_t version = known == nullptr ? 0 : known->question_version();
  if (!question.empty() && (known == nullptr || known->question() != question)) ++version;
  pb::Event event;
  auto& fact = *event.mutable_board_arranged();
  *fact.mutable_terms() = terms;
  fact.set_question_version(version);
  return one(std::move(event));
}

// --- What the events make of the state.

void lift_notes(Editor& editor, pb::NoteReach to) {
  if (to != pb::NOTE_REACH_TABLE && to != pb::NOTE_REACH_EVERYONE) return;
  std::unordered_map<std::string_view, std::string_view> table_of_person;
  for (const auto* table : editor.state().all<pb::TableGroup>()) {
    if (table->closed()) continue;
    for (const auto& person : table->people()) table_of_person.emplace(person, table->id());
  }
  std::vector<std::pair<std::string, std::string>> lifted;
  for (const auto* note : editor.state().all<pb::Note>()) {
    if (!kept_apart(*note) || note->reach() >= to) continue;
    const auto table = table_of_person.find(note->by());
    if (to == pb::NOTE_REACH_EVERYONE) {
      lifted.emplace_back(note->id(), note->table());
    } else if (table != table_of_person.end()) {
      lifted.emplace_back(note->id(), table->second);
    }
  }
  for (const auto& [id, table] : lifted) {
    const auto note = editor.edit<pb::Note>(id);
    note->set_reach(to);
    note->set_table(table);
  }
}

void bring_own_notes(Editor& editor) {
  const auto* phase = active_phase(editor.state());
  if (phase == nullptr || phase->terms().kind() != pb::PHASE_KIND_GROUP) return;
  lift_notes(editor, pb::NOTE_REACH_TABLE);
}

void evolve(Editor& editor, const pb::NoteAdded& fact, const pb::Event& event) {
  const auto note = editor.make<pb::Note>(fact.note());
  note->set_board(fact.board());
  note->set_text(event.text());
  note->set_language(event.language());
  note->set_by(editor.meta().actor);
  note->set_tag(fact.tag());
  note->clear_cluster();
  note->set_table(fact.table());
  note->set_reach(fact.reach());
  note->set_question_version(fact.question_version());
  *note->mutable_source() = editor.source();
  editor.replace_sources(note);
}

void evolve(Editor& editor, const pb::NoteMoved& fact, const pb::Event&) {
  editor.edit<pb::Note>(fact.note())->set_tag(fact.tag());
}

/// A note that is left out of a cluster gathered again still names that cluster, until another
/// takes it.
void evolve(Editor& editor, const pb::NotesClustered& fact, const pb::Event&) {
  const auto cluster = editor.make<pb::Cluster>(fact.cluster());
  cluster->set_title(fact.title());
  *cluster->mutable_notes() = fact.notes();
  *cluster->mutable_source() = editor.source();
  for (const auto& id : fact.notes()) editor.edit<pb::Note>(id)->set_cluster(fact.cluster());
}

void evolve(Editor& editor, const pb::NotesLifted& fact, const pb::Event&) {
  for (const auto& id : fact.notes()) {
    editor.edit<pb::Note>(id)->set_reach(pb::NOTE_REACH_EVERYONE);
  }
}

void evolve(Editor& editor, const pb::BoardArranged& fact, const pb::Event& event) {
  const auto board = editor.make<pb::Board>(fact.terms().board());
  *board->mutable_terms() = fact.terms();
  *board->mutable_source() = editor.source();
  if (fact.question_version() == board->question_version()) return;
  board->set_question(event.text());
  board->set_language(event.language());
  board->set_question_version(fact.question_version());
  editor.replace_sources(board);
  const auto question = editor.make<pb::BoardQuestion>(fact.terms().board() + "#" +
                                                       std::to_string(fact.question_version()));
  question->set_text(event.text());
  question->set_language(event.language());
  *question->mutable_source() = editor.source();
  editor.replace_sources(question);
}

void evolve(Editor& editor, const pb::MatrixPlaced& fact, const pb::Event&) {
  const auto cell = editor.make<pb::MatrixCell>(fact.what());
  cell->set_effect(fact.effect());
  cell->set_effort(fact.effort());
}

}  // namespace tingbok::domain
