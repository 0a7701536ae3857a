/// Every bound on what a command may say and on how much a room holds. At the bound things work;
/// one past it the command is refused (too_large for what it says, room_full for what the room
/// holds) and nothing changes. Units stand last in the names.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/domain/state.hpp"

namespace tingbok::domain::limits {

/// What is said or written, and free words such as reasons.
inline constexpr std::size_t text_bytes_max = 8'000;
/// Titles, kinds, tags, statuses, file names.
inline constexpr std::size_t name_bytes_max = 1'000;
/// Ids, at least 1 byte.
inline constexpr std::size_t id_bytes_max = 64;
/// Options of a vote, which may be names of persons, at least 1 byte.
inline constexpr std::size_t option_bytes_max = 200;
inline constexpr std::size_t language_bytes_max = 16;
/// Ids in one argument that is a list.
inline constexpr int list_items_max = 1'000;

/// Tables people are dealt out on at once.
inline constexpr std::uint32_t tables_dealt_max = 100;

/// Parts a proposal is split into.
inline constexpr int parts_min = 2;
inline constexpr int parts_max = 20;

inline constexpr int options_min = 2;
inline constexpr int options_max = 200;
/// Dots, points and options a voter may give out.
inline constexpr std::uint32_t purse_max = 1'000'000;
inline constexpr std::uint32_t levels_max = 100;
inline constexpr std::uint32_t election_seats_max = 1'000;
inline constexpr std::uint32_t rounds_max = 100;
inline constexpr int candidates_max = 200;
inline constexpr std::uint32_t seconds_max = 7 * 24 * 3'600;
inline constexpr std::uint32_t notice_days_max = 3'650;
inline constexpr std::uint32_t break_minutes_max = 7 * 24 * 60;

/// Money in a frame, in whole units.
inline constexpr std::uint64_t amount_max = 1'000'000'000'000;

/// What there is to share by the method of equal shares, where shares are raised unit by unit.
inline constexpr std::uint64_t budget_units_max = 1'000;
/// Options times options times voters in a vote by equal shares, times the units of the budget
/// where shares are raised: about a second of counting.
inline constexpr std::uint64_t sharing_steps_max = 100'000'000;

/// Seats in a body.
inline constexpr std::uint32_t seats_max = 100'000;
inline constexpr std::size_t roster_max = 10'000;
/// Entries within one entity: corrections of a vote, declarations in an item, endorsements of an
/// initiative.
inline constexpr int entries_max = 1'000;
/// Declarations of one person in one item: each keeps its ground.
inline constexpr int declarations_each_max = 5;
/// An event as it is stored, personal fields included; under the log's record_bytes_max.
inline constexpr std::size_t event_bytes_max = 900'000;

/// What a template holds: items, boards, phases, votes, options and homework together, and bytes
/// of its canonical text.
inline constexpr int template_entries_max = 500;
inline constexpr std::size_t template_bytes_max = 256 * 1024;
/// Events that one command makes.
inline constexpr std::size_t command_events_max = 1 + template_entries_max;

/// Entities of one kind in a room.
template <class T>
inline constexpr std::size_t entities_max = 10'000;
template <>
inline constexpr std::size_t entities_max<pb::Note> = 2'000'000;
template <>
inline constexpr std::size_t entities_max<pb::Statement> = 2'000'000;
template <>
inline constexpr std::size_t entities_max<pb::Observation> = 2'000'000;
template <>
inline constexpr std::size_t entities_max<pb::Proposal> = 100'000;
template <>
inline constexpr std::size_t entities_max<pb::ProposalVersion> = 1'000'000;
template <>
inline constexpr std::size_t entities_max<pb::PriorityList> = 1'000;
template <>
inline constexpr std::size_t entities_max<pb::Vote> = 100'000;
template <>
inline constexpr std::size_t entities_max<pb::Ballot> = 10'000'000;
template <>
inline constexpr std::size_t entities_max<pb::TableGroup> = 1'000;
template <>
inline constexpr std::size_t entities_max<pb::DecisionEntry> = 100'000;
template <>
inline constexpr std::size_t entities_max<pb::ProtocolEntry> = 1'000'000;

}  // namespace tingbok::domain::limits
