#include "core/past/moments.hpp"

#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"

namespace tingbok::past {

void each_moment(PastReader& reader, const std::string& room, const Viewer& viewer,
                 const std::function<bool(const pb::Moment& moment)>& tell) {
  const auto programme = rebuild::read_programme(reader.log(), rebuild::programme_of(room));
  for (const auto& config : programme.rooms) {
    const auto now = reader.now(programme.created.id() + "/" + config.room());
    const auto rights = Rights::of(now, viewer);
    if (!rights) continue;
    for (const auto* moment : now->state.all<pb::Moment>()) {
      const auto seen = rights->seen(now->state, *now->state.slot_of<pb::Moment>(moment->id()));
      if (seen && !tell(seen->moment())) return;
    }
  }
}

log::Number number_in(const pb::Moment& moment, const std::string& room) {
  for (const auto& fact : moment.rooms()) {
    if (fact.room() == room) return fact.number();
  }
  return 0;
}

}  // namespace tingbok::past
