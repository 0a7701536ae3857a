#include "core/lineage/lineage.hpp"

#include <algorithm>

#include "core/lineage/naming.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::lineage {
namespace {

History history_of(const log::EventLog& log, const std::string& room, log::Number upto) {
  History history(room);
  log.read(room, 1, upto, [&](const log::RecordView& record) {
    history.look(rebuild::parse_record(record, room).core, leaf_hash(record.core));
    return true;
  });
  history.end();
  return history;
}

/// When the events of other rooms were: their own records say so. They were there when they were
/// read, so they are not later than what they lead to.
void date_other_rooms(const log::EventLog& log, History& history) {
  history.date([&](const std::string& room, log::Number number, std::int64_t read_ms) {
    auto time_ms = read_ms;
    log.read(room, number, number, [&](const log::RecordView& record) {
      time_ms = std::min(read_ms, rebuild::parse_record(record, room).core.time_ms());
      return false;
    });
    return time_ms;
  });
}

void add_label(Told& told, const domain::State& state, const past::Rights& rights,
               const std::string& id) {
  const auto slot = state.slot_of<pb::Person>(id);
  if (!slot || told.labels.contains(id)) return;
  const auto seen = rights.seen(state, *slot);
  if (seen && !seen->person().label().empty()) told.labels[id] = seen->person().label();
}

}  // namespace

Told of_room(past::PastReader& past, const std::string& room, const std::string& of,
             log::Number upto, const past::Viewer& viewer) {
  const auto then = past.state_at(room, upto);
  const auto rights = past::Rights::of(past.now(room), viewer);
  if (!rights) throw NotOnRoster("You are not on the roster of " + room + ".");
  const auto& state = then->state;
  auto history = history_of(past.log(), room, state.number());
  date_other_rooms(past.log(), history);
  Teller teller(history, state, *rights);
  const auto meant = find(history, state, teller, of);
  Told told;
  told.lineage = tell(history, teller, meant.root, nodes_max);
  told.lineage.set_of(meant.of);
  told.lineage.set_place(meant.place);
  told.lineage.set_number(state.number());
  for (const auto& node : told.lineage.nodes()) {
    add_label(told, state, *rights, node.actor());
    for (const auto& one : node.people()) add_label(told, state, *rights, one);
  }
  const auto* entity = state.find<pb::Room>("room");
  told.simulated = entity != nullptr && entity->simulated();
  return told;
}

}  // namespace tingbok::lineage
