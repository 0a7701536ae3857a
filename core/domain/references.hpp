/// What a room rests on or leaves alone: linked documents, open lists of options, exempt tasks.
/// Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::DocumentLink& command);
Decision decide(const Situation& now, const pb::OptionAdd& command);
Decision decide(const Situation& now, const pb::Exempt& command);

void evolve(Editor& editor, const pb::DocumentLinked& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::OptionAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TaskExempted& fact, const pb::Event& event);

}  // namespace tingbok::domain
