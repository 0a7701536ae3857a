/// What the participants of a measured workshop do.
#pragma once

#include <cstdint>
#include <string>

#include "tingbok/v1/programme.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::bench {

namespace pb = ::tingbok::v1;

inline constexpr std::uint32_t proposals_per_room = 8;

/// The id of a person of a room: "p3-17".
std::string person_id(std::uint32_t room, std::uint32_t person);
std::string room_id(std::uint32_t room);

/// A programme of `rooms` rooms with `people` members each; the first of each chairs, the second is
/// secretary.
pb::CreateProgramme make_programme(const std::string& id, std::uint32_t rooms,
                                   std::uint32_t people);

/// Actions that make a room ready for the mix. 0: the chair opens the meeting; then the proposals
/// and the priority list. Returns false after the last.
bool setup_action(std::uint32_t step, pb::Command& command);

/// The mix: of ten actions four notes of some 60 bytes of Norwegian, two supports, two moves on a
/// priority list and two statements. The same `person` and `sequence` give the same action.
void mixed_action(std::uint32_t person, std::uint64_t sequence, pb::Command& command);

}  // namespace tingbok::bench
