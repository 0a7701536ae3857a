/// Tables: who sits where. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// The open table the person sits at; null where none. A person sits at one at most.
const pb::TableGroup* table_of(const State& state, std::string_view person);
/// Whether people in the person's role sit at tables at all: in those that write notes.
bool may_sit(const pb::Person& person);
/// In a group phase with tables, for somebody who comes and sits nowhere: the open table with
/// fewest people who have come, the first of several; null where there is none.
const pb::TableGroup* table_for_latecomer(const State& state, const pb::Person& person);

Decision decide(const Situation& now, const pb::TableSet& command);
Decision decide(const Situation& now, const pb::TablesDeal& command);
Decision decide(const Situation& now, const pb::TableSeat& command);

void evolve(Editor& editor, const pb::TableArranged& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TablesDealt& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonSeated& fact, const pb::Event& event);

}  // namespace tingbok::domain
