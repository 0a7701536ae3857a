#include "core/domain/priorities.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

bool is_locked(const State& state, const std::string& id) {
  const auto* list = state.find<pb::PriorityList>(id);
  return list != nullptr && list->locked();
}

}  // namespace

Decision decide(const Situation& now, const pb::PrioritySet& command) {
  if (is_locked(now.state, command.list())) return refused(pb::REFUSAL_CODE_LIST_LOCKED);
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.list(), "list")
                         .ids(command.order(), "order", 1)
                         .distinct(command.order(), "order");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::PriorityList>(now.state, command.list())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_priority_list_set();
  fact.set_list(command.list());
  *fact.mutable_order() = command.order();
  return one(std::move(event));
}

/// A place beyond the end is the last one.
Decision decide(const Situation& now, const pb::PriorityMove& command) {
  if (is_locked(now.state, command.list())) return refused(pb::REFUSAL_CODE_LIST_LOCKED);
  if (const auto no = now.lacks_right()) return *no;
  const auto* list = now.state.find<pb::PriorityList>(command.list());
  if (list == nullptr || !list->set()) return unknown_reference("list");
  const auto& order = list->order();
  const auto found = std::find(order.begin(), order.end(), command.what());
  if (found == order.end()) return refused(pb::REFUSAL_CODE_NOT_IN_LIST);
  if (command.to() == 0) return invalid_argument("to");
  pb::Event event;
  auto& fact = *event.mutable_priority_moved();
  fact.set_list(command.list());
  fact.set_what(command.what());
  fact.set_from(static_cast<std::uint32_t>(found - order.begin()) + 1);
  fact.set_to(std::min(command.to(), static_cast<std::uint32_t>(order.size())));
  return one(std::move(event));
}

/// A list may be locked before it is set; it can then never be.
Decision decide(const Situation& now, const pb::PriorityLock& command) {
  const auto shape = Shape().id(command.list(), "list");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::PriorityList>(now.state, command.list())) return *no;
  pb::Event event;
  event.mutable_priority_list_locked()->set_list(command.list());
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::PriorityListSet& fact, const pb::Event&) {
  const auto list = editor.make<pb::PriorityList>(fact.list());
  *list->mutable_order() = fact.order();
  list->set_set(true);
}

void evolve(Editor& editor, const pb::PriorityMoved& fact, const pb::Event&) {
  auto& order = *editor.edit<pb::PriorityList>(fact.list())->mutable_order();
  const auto size = static_cast<std::uint32_t>(order.size());
  if (fact.from() < 1 || fact.from() > size || fact.to() < 1 || fact.to() > size ||
      order.Get(static_cast<int>(fact.from()) - 1) != fact.what()) {
    throw CannotFold("a move on a priority list does not fit the list: " + fact.list());
  }
  const auto at = [&](std::uint32_t place) { return order.pointer_begin() + (place - 1); };
  if (fact.from() < fact.to()) {
    std::rotate(at(fact.from()), at(fact.from()) + 1, at(fact.to()) + 1);
  } else {
    std::rotate(at(fact.to()), at(fact.from()), at(fact.from()) + 1);
  }
}

void evolve(Editor& editor, const pb::PriorityListLocked& fact, const pb::Event&) {
  editor.make<pb::PriorityList>(fact.list())->set_locked(true);
}

}  // namespace tingbok::domain
