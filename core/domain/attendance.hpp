/// Who is here, for whom, and who is disqualified. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::Join& command);
Decision decide(const Situation& now, const pb::Leave& command);
Decision decide(const Situation& now, const pb::Disconnect& command);
Decision decide(const Situation& now, const pb::Reconnect& command);
Decision decide(const Situation& now, const pb::RecusalDeclare& command);

void evolve(Editor& editor, const pb::PersonJoined& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonLeft& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonDropped& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonReturned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::RecusalDeclared& fact, const pb::Event& event);

}  // namespace tingbok::domain
