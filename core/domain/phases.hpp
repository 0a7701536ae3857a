/// Phases of the work: planned, started, ended, stepped back to. Private to core/domain.
///
/// One phase is active at a time. In a phase that keeps notes apart they stay with their author
/// (individual) or their table (group); a later group or plenary phase lifts them. What has been
/// lifted stays lifted, also when an earlier phase is started again.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// The phase that is active; null where none.
const pb::Phase* active_phase(const State& state);
/// What Room.phase says between breaks and items: the active phase's title; empty where none.
std::string phase_title(const State& state);

Decision decide(const Situation& now, const pb::PhasePlan& command);
Decision decide(const Situation& now, const pb::PhaseStart& command);
Decision decide(const Situation& now, const pb::PhaseEnd& command);

void evolve(Editor& editor, const pb::PhasePlanned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PhaseStarted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PhaseEnded& fact, const pb::Event& event);

}  // namespace tingbok::domain
