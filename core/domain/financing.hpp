/// Programme financing: frames made from points, moves between frames, measures within them.
/// Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::AllocApply& command);
Decision decide(const Situation& now, const pb::ReallocRequest& command);
Decision decide(const Situation& now, const pb::ReallocApprove& command);
Decision decide(const Situation& now, const pb::ReallocRefuse& command);
Decision decide(const Situation& now, const pb::MeasureAdd& command);

void evolve(Editor& editor, const pb::AllocationApplied& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ReallocationRequested& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ReallocationApproved& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ReallocationRefused& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MeasureAdded& fact, const pb::Event& event);

}  // namespace tingbok::domain
