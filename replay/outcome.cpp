// tingbok-replay outcome: what a programme came to, from the log alone.
#include "core/outcome/outcome.hpp"

#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

std::vector<pb::Entity> entities_of(const domain::State& state) {
  std::vector<pb::Entity> entities;
  entities.reserve(state.entities().size());
  for (const auto& entity : state.entities()) entities.push_back(view::entire(entity));
  return entities;
}

}  // namespace

int outcome(const log::EventLog& log, const Options& options) {
  const auto programme = require_programme(log, options.programme);
  const auto address = [&](const std::string& room) { return options.programme + "/" + room; };
  std::vector<pb::RoomLines> lines;
  std::vector<std::vector<pb::Entity>> rooms;
  for (const auto& config : programme.rooms) {
    const auto rebuilt = rebuild::rebuild(log, address(config.room()));
    lines.push_back(rebuild::lines_of(log, address(config.room()), rebuilt));
    rooms.push_back(entities_of(rebuilt.state));
  }
  const auto result =
      outcome::outcome(rebuild::programme_lines(programme, std::move(lines)), rooms,
                       [&](const std::string& room, std::uint64_t number) {
                         return entities_of(rebuild::rebuild(log, address(room), number).state);
                       });
  print(pretty(result));
  return ok;
}

}  // namespace tingbok::replay
