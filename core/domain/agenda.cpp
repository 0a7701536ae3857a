#include "core/domain/agenda.hpp"

#include <algorithm>

#include "core/tally/tally.hpp"

namespace tingbok::domain {
namespace {

constexpr const char* planned = "planlagt";
constexpr const char* dropped = "strøket";

/// Every item that is not struck, in order.
std::vector<std::string> items_in_order(const State& state) {
  const auto& arranged = room_of(state).item_order();
  if (!arranged.empty()) return {arranged.begin(), arranged.end()};
  std::vector<std::string> order;
  for (const auto* item : state.all<pb::AgendaItem>()) {
    if (item->status() != dropped) order.push_back(item->id());
  }
  return order;
}

/// A place beyond the end is the last one; 0 leaves it.
void move_to(std::vector<std::string>& order, const std::string& item, std::uint32_t place) {
  if (place == 0) return;
  order.erase(std::remove(order.begin(), order.end(), item), order.end());
  const auto index = std::min<std::size_t>(place - 1, order.size());
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(index), item);
}

}  // namespace

void put_in_order(Editor& editor, const std::string& item) {
  const auto& order = editor.state().find<pb::Room>("room")->item_order();
  if (order.empty() || std::find(order.begin(), order.end(), item) != order.end()) return;
  editor.edit<pb::Room>("room")->add_item_order(item);
}

/// Only before it is taken up. Putting it on the list again undoes striking it.
Decision decide(const Situation& now, const pb::AgendaEdit& command) {
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  if (item->status() != planned) return invalid_argument("item");
  const bool says_something = !command.title().empty() || !command.kind().empty() ||
                              command.place() > 0 || command.dropped();
  const auto shape = Shape()
                         .name(command.title(), "title")
                         .name(command.kind(), "kind")
                         .that(says_something, "title");
  if (shape.wrong()) return *shape.wrong();
  auto order = items_in_order(now.state);
  move_to(order, command.item(), command.place());
  if (command.dropped())
    order.erase(std::remove(order.begin(), order.end(), command.item()), order.end());
  pb::Event event;
  auto& fact = *event.mutable_item_changed();
  fact.set_item(command.item());
  fact.set_title(command.title().empty() ? item->title() : command.title());
  fact.set_kind(command.kind().empty() ? item->kind() : command.kind());
  fact.mutable_order()->Add(order.begin(), order.end());
  fact.set_dropped(command.dropped());
  return one(std::move(event));
}

/// It is taken up again; what was voted and decided in it stays.
Decision decide(const Situation& now, const pb::ItemReopen& command) {
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  if (item->finished_at() == 0) return invalid_argument("item");
  if (item->blocked()) return refused(pb::REFUSAL_CODE_ITEM_BLOCKED, "item");
  if (item->reopened_after_size() >= limits::entries_max) {
    return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  pb::Event event;
  auto& fact = *event.mutable_item_reopened();
  fact.set_item(command.item());
  fact.set_finished_at(item->finished_at());
  return one(std::move(event));
}

/// An item that was not on the notice, or whose papers came late, is decided unless the chair or a
/// third of the members present object (kommuneloven § 11-3 fifth paragraph).
Decision decide(const Situation& now, const pb::ObjectionRaise& command) {
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  if (const auto no = now.lacks_right()) return *no;
  if (!item->late()) return refused(pb::REFUSAL_CODE_NOT_OBJECTABLE, "item");
  const auto& objections = item->objections();
  const auto has_objected = [&](const std::string& person) {
    return std::find(objections.begin(), objections.end(), person) != objections.end();
  };
  if (item->finished_at() != 0 || item->status() == dropped || has_objected(now.actor.id())) {
    return invalid_argument("item");
  }
  if (objections.size() >= limits::entries_max) return refused(pb::REFUSAL_CODE_ROOM_FULL);
  const auto here = members_here(now.state);
  const auto standing = 1 + std::count_if(here.begin(), here.end(), has_objected);
  pb::Event event;
  auto& fact = *event.mutable_objection_raised();
  fact.set_item(command.item());
  fact.set_blocks(item->blocked() || now.actor.id() == chair_now(now.room) ||
                  tally::objections_block(std::ssize(here), standing));
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::ItemChanged& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->set_title(fact.title());
  item->set_kind(fact.kind());
  if (fact.dropped()) item->set_status(dropped);
  editor.conceal(item);
  *editor.edit<pb::Room>("room")->mutable_item_order() = fact.order();
}

void evolve(Editor& editor, const pb::ItemReopened& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->set_status("under behandling");
  item->clear_status_behind_closed_doors();
  item->clear_finished_at();
  item->add_reopened_after(fact.finished_at());
  const auto room = editor.edit<pb::Room>("room");
  room->set_open_item(fact.item());
  auto& closed = *room->mutable_debate_closed();
  closed.erase(std::remove(closed.begin(), closed.end(), fact.item()), closed.end());
}

void evolve(Editor& editor, const pb::ObjectionRaised& fact, const pb::Event&) {
  const auto item = editor.edit<pb::AgendaItem>(fact.item());
  item->add_objections(editor.meta().actor);
  item->set_blocked(fact.blocks());
}

}  // namespace tingbok::domain
