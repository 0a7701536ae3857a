/// Facts of other rooms: what decide() finds of them in its Context, or, for the own room, in the
/// state. Private to core/domain; needed_facts() and fact_of() stand in decide.hpp.
#pragma once

#include <optional>
#include <string>

#include "core/domain/situation.hpp"

namespace tingbok::domain {

/// PROGRAMME/ROOM of a room of this programme.
std::string address_of(const pb::Room& own, const std::string& room);

/// The fact of `room` (an id within the programme) that names `vote` (may be empty); of the own
/// room too. nullopt: there is no such room, or its fact was not carried in.
std::optional<pb::ForeignFact> fact_of(const Situation& now, const std::string& room,
                                       const std::string& vote = {});

/// A declared vote of `room` that adopted: no refusal. Otherwise unknown_reference or not_adopted.
std::optional<Refusal> not_adopted(const Situation& now, const std::string& room,
                                   const std::string& vote);

}  // namespace tingbok::domain
