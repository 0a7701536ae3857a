/// What is laid down before the work: planned votes, rules, templates. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::VotePlan& command);
Decision decide(const Situation& now, const pb::RulesetAdopt& command);
Decision decide(const Situation& now, const pb::TemplateAdopt& command);

void evolve(Editor& editor, const pb::VotePlanned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::RulesetAdopted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TemplateAdopted& fact, const pb::Event& event);

}  // namespace tingbok::domain
