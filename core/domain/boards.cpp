#include "core/domain/boards.hpp"

namespace tingbok::domain {

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
  if (const auto no = full<pb::Note>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_note_added();
  fact.set_board(command.board());
  fact.set_note(command.note());
  fact.set_tag(command.tag());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::NoteMove& command) {
  if (now.state.find<pb::Note>(command.note()) == nullptr) return unknown_reference("note");
  const auto shape = Shape().needed_name(command.tag(), "tag");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_note_moved();
  fact.set_note(command.note());
  fact.set_tag(command.tag());
  return one(std::move(event));
}

/// Gathering under an id that is in use replaces that cluster's title and notes.
Decision decide(const Situation& now, const pb::NoteCluster& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.cluster(), "cluster")
                         .needed_name(command.title(), "title")
                         .ids(command.notes(), "notes", 1);
  if (shape.wrong()) return *shape.wrong();
  for (const auto& note : command.notes()) {
    if (now.state.find<pb::Note>(note) == nullptr) return unknown_reference("notes");
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

// --- What the events make of the state.

void evolve(Editor& editor, const pb::NoteAdded& fact, const pb::Event& event) {
  const auto note = editor.make<pb::Note>(fact.note());
  note->set_board(fact.board());
  note->set_text(event.text());
  note->set_language(event.language());
  note->set_by(editor.meta().actor);
  note->set_tag(fact.tag());
  note->clear_cluster();
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

void evolve(Editor& editor, const pb::MatrixPlaced& fact, const pb::Event&) {
  const auto cell = editor.make<pb::MatrixCell>(fact.what());
  cell->set_effect(fact.effect());
  cell->set_effort(fact.effort());
}

}  // namespace tingbok::domain
