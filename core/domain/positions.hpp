/// Positions that other rooms' meetings came to, rolled up here. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::PositionSubmit& command);

void evolve(Editor& editor, const pb::PositionSubmitted& fact, const pb::Event& event);

}  // namespace tingbok::domain
