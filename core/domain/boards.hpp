/// Boards: notes, clusters, the effect/effort matrix. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::NoteAdd& command);
Decision decide(const Situation& now, const pb::NoteMove& command);
Decision decide(const Situation& now, const pb::NoteCluster& command);
Decision decide(const Situation& now, const pb::MatrixPlace& command);

void evolve(Editor& editor, const pb::NoteAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::NoteMoved& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::NotesClustered& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MatrixPlaced& fact, const pb::Event& event);

Decision decide(const Situation& now, const pb::NoteLift& command);
Decision decide(const Situation& now, const pb::BoardSet& command);

void evolve(Editor& editor, const pb::NotesLifted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BoardArranged& fact, const pb::Event& event);

}  // namespace tingbok::domain
