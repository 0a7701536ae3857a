/// Phases of the work: planned, started, ended, stepped back to. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::PhasePlan& command);
Decision decide(const Situation& now, const pb::PhaseStart& command);
Decision decide(const Situation& now, const pb::PhaseEnd& command);

void evolve(Editor& editor, const pb::PhasePlanned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PhaseStarted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PhaseEnded& fact, const pb::Event& event);

}  // namespace tingbok::domain
