/// Tables: who sits where. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::TableSet& command);
Decision decide(const Situation& now, const pb::TablesDeal& command);
Decision decide(const Situation& now, const pb::TableSeat& command);

void evolve(Editor& editor, const pb::TableArranged& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TablesDealt& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonSeated& fact, const pb::Event& event);

}  // namespace tingbok::domain
