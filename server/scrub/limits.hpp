/// Every bound of looking at the past, and what happens at it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tingbok::scrub {

/// Sockets to the past of one room, each with a state of its own; beyond it a new one is closed
/// with 1013.
inline constexpr std::size_t viewers_max = 128;
/// Those of one person, among these; beyond it 1013.
inline constexpr std::size_t person_viewers_max = 16;
/// Those of nobody in particular, among these; beyond it 1013.
inline constexpr std::size_t public_viewers_max = 64;
/// Sockets to the past of all rooms of one shard; beyond it 1013.
inline constexpr std::size_t shard_viewers_max = 512;
/// Events that one step shows one by one; a longer one is answered like a seek.
inline constexpr std::int64_t step_patches_max = 256;
/// Events that are shown in one go while playing; what is due beyond them comes in the next.
inline constexpr std::uint32_t play_batch_max = 256;
/// How often, at most, a socket that plays is sent something.
inline constexpr std::int64_t play_tick_ms = 20;
/// How many times real time one may play.
inline constexpr std::uint32_t speed_max = 100;
/// What a viewer may see by now is looked up anew when it is older, and the room has gone on.
inline constexpr std::int64_t now_age_max_ms = 1'000;
/// Bytes of a position's text; a longer one is none.
inline constexpr std::size_t position_bytes_max = 256;

}  // namespace tingbok::scrub
