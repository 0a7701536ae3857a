/// The list of items while it is made and worked through: changed, struck, taken up again, objected
/// to. Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// An item that was put on the list stands last where the list has been arranged.
void put_in_order(Editor& editor, const std::string& item);

Decision decide(const Situation& now, const pb::AgendaEdit& command);
Decision decide(const Situation& now, const pb::ItemReopen& command);
Decision decide(const Situation& now, const pb::ObjectionRaise& command);

void evolve(Editor& editor, const pb::ItemChanged& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ItemReopened& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ObjectionRaised& fact, const pb::Event& event);

}  // namespace tingbok::domain
