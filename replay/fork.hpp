/// A training copy of a room: the same events with the same numbers, about other people, in a
/// history of its own.
#pragma once

#include <functional>
#include <string>

#include "core/log/event_log.hpp"

namespace tingbok::replay {

struct ForkPlan {
  /// The original, PROGRAMME/ROOM.
  std::string room;
  /// The last event that is copied; at least 1.
  log::Number upto = 0;
  /// The id of the copy's programme, which is another than the original's; of a copy of a copy,
  /// also than that of what the first one was made of.
  std::string programme;
  /// Shuffles the names.
  std::uint64_t seed = 0;
  /// Gives the random bytes that a record's personal part starts with (rebuild::salt_bytes).
  std::function<std::string()> salt;
};

/// Writes the copy into `copy`, an empty log: a programme marked as training with the people of the
/// room's roster, and the room, with a snapshot at its head. Nothing is copied of commands' ids,
/// their answers, refusals, links, facts of other rooms, and times from scripts: the copy goes on
/// by the clock. A copy of a copy says what the first one was made of. Returns the copy's address.
/// Throws std::runtime_error with one sentence where it cannot be made, log::Damaged for an
/// original that cannot be read.
std::string fork_room(const log::EventLog& original, const ForkPlan& plan, log::EventLog& copy);

}  // namespace tingbok::replay
