/// The outcome of a script and the state of a room in the words of the workshop scripts
/// (politisk-verksted-manus/1), made from entities alone: a client makes it from what it received,
/// the replay tool from what it rebuilt.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tingbok/v1/wire.pb.h"

namespace tingbok::outcome {

/// Entities of one room by slot, as an auditor sees them.
using Entities = std::span<const v1::Entity>;

/// The state of a room at a moment, as oracle.py --until SEQ --room R prints it.
boost::json::object summary(Entities room);

/// Looks up the entities of a room ("K04") of the programme at a number.
using PastState = std::function<std::vector<v1::Entity>(const std::string& room, std::uint64_t number)>;

/// The whole outcome, as the expected files have it. `rooms` stand in the order of lines.rooms.
boost::json::object outcome(const v1::ProgrammeLines& lines,
                            const std::vector<std::vector<v1::Entity>>& rooms, const PastState& past);

/// The word of an enum value, from the schema's option; empty for none.
template <class E>
std::string word_of(E value);

}  // namespace tingbok::outcome
