#include <set>

#include "core/domain/decide.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "replay/stream_walk.hpp"

namespace tingbok::replay {

Checked check_programme(const log::EventLog& log, const std::string& id, const Step& step) {
  Checked checked;
  checked.stream = id;
  walk(log, checked, step, [&](const Seen& seen) {
    const auto event = rebuild::programme_event(seen.parsed, id);
    const bool creates = event.has_programme_created();
    if (creates != (seen.record.number == 1) || (creates && event.programme_created().id() != id)) {
      throw Wrong(creates ? "creates another programme" : "is not the creation of this programme");
    }
    if (!event.has_room_added()) return;
    const auto room = id + "/" + event.room_added().config().room();
    if (log.head(room).number == 0)
      throw Wrong("adds the room " + room + ", of which there is no event");
  });
  return checked;
}

Checked check_refusals(const log::EventLog& log, const std::string& room, const Step& step) {
  Checked checked;
  checked.stream = rebuild::refusal_stream(room);
  const auto room_head = log.head(room).number;
  walk(log, checked, step, [&](const Seen& seen) {
    const auto& core = seen.parsed.core;
    if (!core.has_refusal()) throw Wrong("is not a refusal");
    if (core.refusal().at_number() > room_head) {
      throw Wrong("was given at event " + std::to_string(core.refusal().at_number()) +
                  " of the room, which has " + std::to_string(room_head));
    }
    const auto answer = kept_answer_of(log, room, core);
    if (core.refusal().repeat()) return;
    const auto& refused = answer.refused();
    if (refused.number() != core.number() || refused.code() != core.refusal().code()) {
      throw Wrong("has a kept answer that speaks of something else");
    }
    // A code that came later than this program has a word that it does not know.
    const auto word = domain::word(refused.code());
    if (!refused.word().empty() && !word.empty() && refused.word() != word) {
      throw Wrong("has a kept answer with another word than its code's");
    }
  });
  return checked;
}

std::vector<Finding> strays(const log::EventLog& log) {
  std::set<std::string> known;
  for (const auto& id : rebuild::programmes(log)) {
    known.insert(id);
    const auto programme = rebuild::read_programme(log, id);
    for (const auto& config : programme.rooms) {
      const auto room = id + "/" + config.room();
      known.insert(room);
      known.insert(rebuild::refusal_stream(room));
      known.insert(rebuild::checkpoint_stream(room));
    }
  }
  std::vector<Finding> found;
  for (const auto& stream : log.streams()) {
    if (!known.contains(stream))
      found.push_back({stream, 0, "belongs to no programme of this log"});
  }
  return found;
}

}  // namespace tingbok::replay
