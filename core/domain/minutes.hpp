/// What stays on record: decisions, additions to the minutes, reports, homework, endorsements.
/// Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::Decide& command);
Decision decide(const Situation& now, const pb::ProtocolAdd& command);
Decision decide(const Situation& now, const pb::Report& command);
Decision decide(const Situation& now, const pb::HomeworkAssign& command);
Decision decide(const Situation& now, const pb::HomeworkSubmit& command);
Decision decide(const Situation& now, const pb::Endorse& command);

void evolve(Editor& editor, const pb::DecisionRecorded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProtocolEntryAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ReportFiled& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::HomeworkAssigned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::HomeworkSubmitted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::InitiativeEndorsed& fact, const pb::Event& event);

}  // namespace tingbok::domain
