#include "replay/position.hpp"

#include "replay/replay.hpp"

namespace tingbok::replay {

void require_room(const log::EventLog& log, const std::string& room) {
  const auto slash = room.find('/');
  const bool one_slash =
      slash != std::string::npos && room.find('/', slash + 1) == std::string::npos;
  if (!one_slash)
    throw Failure(wrong_use, "\"" + room + "\" is no room: give PROGRAMME/ROOM, such as A/K04");
  if (log.head(room).number == 0) {
    throw Failure(wrong_use, "there is no room " + room +
                                 " in this log; `tingbok-replay list` names those there are");
  }
}

rebuild::Programme require_programme(const log::EventLog& log, const std::string& id) {
  auto programme = rebuild::read_programme(log, id);
  if (programme.number > 0) return programme;
  throw Failure(wrong_use, "there is no programme " + id +
                               " in this log; `tingbok-replay list` names those there are");
}

log::Number resolve(const log::EventLog& log, const std::string& room, const std::string& text) {
  past::PastReader reader(log);
  try {
    return past::resolve(reader, room, text, {.administrator = true});
  } catch (const past::NoPosition& none) {
    throw Failure(wrong_use, none.what());
  }
}

}  // namespace tingbok::replay
