/// Votes: opening with a frozen roll, casting, closing and counting, declaring, correcting,
/// annulling, lots. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::VoteOpen& command);
Decision decide(const Situation& now, const pb::VoteCast& command);
Decision decide(const Situation& now, const pb::VoteClose& command);
Decision decide(const Situation& now, const pb::VoteDeclare& command);
Decision decide(const Situation& now, const pb::VoteCorrect& command);
Decision decide(const Situation& now, const pb::VoteAnnul& command);
Decision decide(const Situation& now, const pb::LotDraw& command);

void evolve(Editor& editor, const pb::VoteOpened& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BallotCast& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::VoteClosed& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ResultDeclared& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BallotCorrected& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::VoteAnnulled& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::LotDrawn& fact, const pb::Event& event);

}  // namespace tingbok::domain
