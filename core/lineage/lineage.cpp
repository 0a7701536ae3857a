#include "core/lineage/lineage.hpp"

#include <algorithm>

#include "core/lineage/naming.hpp"
#include "core/rebuild/record.hpp"
#include "core/view/audience.hpp"

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

/// Who reads, and as what, as of now.
struct Reader {
  pb::Audience audience = pb::AUDIENCE_PUBLIC;
  std::string person;
};

Reader reader_of(const domain::State& now, const std::string& room, const std::string& person) {
  if (person.empty()) return {};
  const auto audience = view::audience_of(now, person);
  if (!audience) throw NotOnRoster(person + " is not on the roster of " + room + ".");
  return {*audience, person};
}

/// As the reader could see it then, of what they may see now; the same rule as for the state at a
/// position (docs/protocol.md).
Sight sight_of(const Reader& reader, const domain::State& then, const domain::State* now) {
  const auto at = [reader](const domain::State& state, const pb::Entity& entity) {
    auto seen = view::own(state, entity, reader.person);
    return seen ? seen : view::visible(state, entity, reader.audience);
  };
  Sight sight;
  sight.entity = [at, &then, now](const pb::Entity& entity) -> std::optional<pb::Entity> {
    if (now != nullptr && !at(*now, now->entities()[entity.slot()])) return std::nullopt;
    return at(then, entity);
  };
  const bool in_the_room =
      reader.audience == pb::AUDIENCE_PARTICIPANT || reader.audience == pb::AUDIENCE_STEERING;
  sight.behind_doors = in_the_room;
  sight.actors = in_the_room || reader.audience == pb::AUDIENCE_AUDITOR;
  sight.other_rooms = sight.actors;
  return sight;
}

Sight of_administrator() {
  return {[](const pb::Entity& entity) { return std::optional(view::entire(entity)); }, true, true,
          true};
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

void add_label(Told& told, const domain::State& state, const Sight& sight, const std::string& id) {
  const auto slot = state.slot_of<pb::Person>(id);
  if (!slot || told.labels.contains(id)) return;
  const auto seen = sight.entity(state.entities()[*slot]);
  if (seen && !seen->person().label().empty()) told.labels[id] = seen->person().label();
}

}  // namespace

Told of_room(const log::EventLog& log, const std::string& room, const std::string& of,
             log::Number upto, const std::optional<std::string>& person) {
  const auto then = rebuild::rebuild(log, room, upto);
  std::optional<rebuild::Rebuilt> now;
  if (person && then.state.number() < log.head(room).number) now = rebuild::rebuild(log, room);
  const auto sight = person ? sight_of(reader_of(now ? now->state : then.state, room, *person),
                                       then.state, now ? &now->state : nullptr)
                            : of_administrator();
  auto history = history_of(log, room, then.state.number());
  date_other_rooms(log, history);
  Teller teller(history, then.state, sight);
  const auto meant = find(history, then.state, teller, of);
  Told told;
  told.lineage = tell(history, teller, meant.root, nodes_max);
  told.lineage.set_of(meant.of);
  told.lineage.set_place(meant.place);
  told.lineage.set_number(then.state.number());
  for (const auto& node : told.lineage.nodes()) {
    add_label(told, then.state, sight, node.actor());
    for (const auto& one : node.people()) add_label(told, then.state, sight, one);
  }
  const auto* entity = then.state.find<pb::Room>("room");
  told.simulated = entity != nullptr && entity->simulated();
  return told;
}

}  // namespace tingbok::lineage
