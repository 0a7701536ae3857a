/// Priority lists. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::PrioritySet& command);
Decision decide(const Situation& now, const pb::PriorityMove& command);
Decision decide(const Situation& now, const pb::PriorityLock& command);

void evolve(Editor& editor, const pb::PriorityListSet& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PriorityMoved& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PriorityListLocked& fact, const pb::Event& event);

}  // namespace tingbok::domain
