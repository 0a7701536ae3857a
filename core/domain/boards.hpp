/// Boards: notes, clusters, the effect/effort matrix. Private to core/domain.
///
/// A board that nobody has set exists by its notes alone and asks for nothing. A note that a phase
/// keeps apart (reach "own" or "table") is for its author, or for those at its table, until it is
/// lifted; its reach never shrinks.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// Whether a phase keeps the note from everyone.
bool kept_apart(const pb::Note& note);
/// Raises the reach of every note that has not come as far: to its author's table, where the author
/// sits at one, or to everyone.
void lift_notes(Editor& editor, pb::NoteReach to);
/// After people were seated: in a group phase they bring the notes that were theirs alone along.
void bring_own_notes(Editor& editor);

Decision decide(const Situation& now, const pb::NoteAdd& command);
Decision decide(const Situation& now, const pb::NoteMove& command);
Decision decide(const Situation& now, const pb::NoteCluster& command);
Decision decide(const Situation& now, const pb::MatrixPlace& command);
Decision decide(const Situation& now, const pb::NoteLift& command);
Decision decide(const Situation& now, const pb::BoardSet& command);

void evolve(Editor& editor, const pb::NoteAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::NoteMoved& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::NotesClustered& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MatrixPlaced& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::NotesLifted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BoardArranged& fact, const pb::Event& event);

}  // namespace tingbok::domain
