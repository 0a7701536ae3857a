/// What is kept in memory of the past, and how much of it one answer may hold.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tingbok::past {

/// States of all rooms together that a PastReader keeps for the next who asks, rooms whose heads it
/// keeps, and whole snapshots that it keeps for the changes to them.
inline constexpr std::size_t states_kept_max = 16;
inline constexpr std::size_t heads_kept_max = 64;
inline constexpr std::size_t bases_kept_max = 128;
/// Entities that each of the three have together. An entity takes some 200 bytes in a state that
/// shares it with others, so that all this is some 75 MB.
inline constexpr std::size_t entities_kept_max = 250'000;
/// A state that is at most this many events before the one asked for is folded on from: reading a
/// snapshot takes as long as folding so many.
inline constexpr std::uint64_t fold_on_events_max = 512;
/// Events in one answer.
inline constexpr std::uint64_t events_per_answer_max = 1'000;
inline constexpr std::uint64_t events_per_answer_usual = 200;
/// Bytes of events in one answer, which ends after the event that reaches this.
inline constexpr std::size_t event_bytes_per_answer_goal = 4u << 20;
/// Stretches of a timeline.
inline constexpr std::uint32_t stretches_max = 500;
inline constexpr std::uint32_t stretches_usual = 100;
/// Rooms whose marks are kept in memory, and marks of one room in an answer.
inline constexpr std::size_t marked_rooms_max = 64;
inline constexpr std::size_t marks_max = 20'000;
/// Moves on one priority list that follow each other within this time are one mark.
inline constexpr std::int64_t moves_apart_ms = 60'000;

}  // namespace tingbok::past
