/// Who is who in a room right now: present, member, chair, steering. Private to core/domain.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "core/domain/state.hpp"

namespace tingbok::domain {

/// The room's own entity; asserted to exist.
const pb::Room& room_of(const State& state);
/// The speakers' list; exists from the room's first event.
const pb::SpeakerList& speakers_of(const State& state);

/// Who is on the roster; null where nobody of that name is. Whoever was taken off it is not, though
/// what they did still goes by their name.
const pb::Person* enrolled(const State& state, std::string_view person);

/// Whether the others have found the person disqualified in the item; "" stands for no item.
bool is_disqualified(const State& state, std::string_view item, std::string_view person);

/// Who chairs now: the acting chair, else the regular one; may be empty.
const std::string& chair_now(const pb::Room& room);
/// The chair, the secretary, a facilitator, or a person of role system.
bool steers(const pb::Room& room, const pb::Person& person);

/// Steers without being a member: secretary, facilitator, system.
bool steers_only(const pb::Room& room, const pb::Person& person);

/// Has joined and not left; a person whose connection dropped counts.
bool has_joined(const State& state, std::string_view person);
/// Has joined, not left, and is not dropped.
bool is_here(const State& state, std::string_view person);
bool is_here(const pb::Attendance& attendance);
/// Everyone who has_joined(), in order of joining.
std::vector<const pb::Attendance*> in_order_of_joining(const State& state);

/// Members whose seat a deputy fills.
using Seats = std::unordered_set<std::string_view>;
Seats seats_filled(const State& state);

/// Whether the person has a vote in this room now: a deputy where seated, a regular member where no
/// deputy has the seat. Says nothing about presence.
bool is_member(const State& state, const pb::Person& person);
bool is_member(const State& state, const pb::Person& person, const Seats& filled);
/// Members who are here, in order of joining.
std::vector<std::string> members_here(const State& state);

}  // namespace tingbok::domain
