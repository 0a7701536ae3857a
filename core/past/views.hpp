/// A room's past as its viewer may see it: a state, a difference, events in a row.
/// All block on the log and throw log::Damaged.
#pragma once

#include <string>

#include "core/past/rights.hpp"
#include "tingbok/v1/past.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::past {

/// The room as it was in `then`: a serialised pb::RoomState, of which each entity is written once.
/// `head` is the room's latest event.
std::string room_state(const Rights& rights, const std::string& room, const rebuild::Rebuilt& then,
                       log::Number head);

/// What differs for the viewer between two moments; the earlier of the two is the first in the
/// answer, whichever way round they are given.
pb::RoomDiff room_diff(const Rights& rights, const std::string& room, const StatePtr& one,
                       const StatePtr& other);

/// Events `from`.. (at least 1), `limit` of them (at most events_per_answer_max; fewer where they
/// are large, event_bytes_per_answer_goal), each with the
/// entities it changed as they were right after it. What else of the room it brought to light (the
/// ballots of a vote that closed) counts as changed.
pb::RoomEvents room_events(PastReader& reader, const Rights& rights, const std::string& room,
                           log::Number from, std::uint64_t limit);

}  // namespace tingbok::past
