/// Agreements that two levels approve, version by version. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::AgreementVersion& command);
Decision decide(const Situation& now, const pb::AgreementApprove& command);

void evolve(Editor& editor, const pb::AgreementVersionAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::AgreementApproved& fact, const pb::Event& event);

}  // namespace tingbok::domain
