/// Proposals from tabled to merged, support, forwarding. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::Propose& command);
Decision decide(const Situation& now, const pb::ProposalEdit& command);
Decision decide(const Situation& now, const pb::ProposalWithdraw& command);
Decision decide(const Situation& now, const pb::ProposalMerge& command);
Decision decide(const Situation& now, const pb::ProposalSplit& command);
Decision decide(const Situation& now, const pb::Support& command);
Decision decide(const Situation& now, const pb::Forward& command);

void evolve(Editor& editor, const pb::ProposalTabled& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalReworded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalWithdrawn& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalsMerged& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalWasSplit& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalSupported& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ProposalForwarded& fact, const pb::Event& event);

}  // namespace tingbok::domain
