/// The outcome of a script and the state of a room in the words of the workshop scripts
/// (politisk-verksted-manus/1), made from entities alone: a client makes it from what it received,
/// the replay tool from what it rebuilt.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <google/protobuf/generated_enum_reflection.h>

#include "tingbok/v1/wire.pb.h"

namespace tingbok::outcome {

/// Entities of one room by slot, whole (view::entire). Slots without a kind are passed over.
using Entities = std::span<const v1::Entity>;

/// The state of a room at a moment, as oracle.py --until SEQ --room R prints it: keys in that
/// order, everything that is not there left out. Throws std::invalid_argument where there is no
/// room.
boost::json::object summary(Entities room);

/// Looks up the entities of a room ("K04") of the programme at a number.
using PastState =
    std::function<std::vector<v1::Entity>(const std::string& room, std::uint64_t number)>;

/// The whole outcome, as the expected files have it. `rooms` stand in the order of lines.rooms;
/// `past` is called for the rooms of each named moment.
boost::json::object outcome(const v1::ProgrammeLines& lines,
                            const std::vector<std::vector<v1::Entity>>& rooms,
                            const PastState& past);

/// The word of an enum value, from the schema's option; empty for none.
std::string word_of(const google::protobuf::EnumDescriptor& type, int value);
template <class E>
std::string word_of(E value) {
  return word_of(*google::protobuf::GetEnumDescriptor<E>(), static_cast<int>(value));
}

}  // namespace tingbok::outcome
