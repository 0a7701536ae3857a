/// Every bound of a room and what happens at it.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tingbok::room {

/// Unanswered submits of one connection; at the bound the server stops reading from it.
inline constexpr std::uint32_t in_flight_max = 64;
/// Commands that wait for one room, also for facts of others and for keys, and their bytes; beyond
/// either they are refused with REFUSAL_CODE_ROOM_BUSY (not kept).
inline constexpr std::size_t inbox_commands_max = 16'384;
inline constexpr std::size_t inbox_bytes_max = 32u << 20;
/// Bytes of a refused command that are kept with the refusal; of a larger one what is short is.
inline constexpr std::size_t refused_bytes_kept_max = 4u << 10;
/// Bytes of a command id; an empty or longer one closes the connection with 4400.
inline constexpr std::size_t command_id_bytes_max = 64;
/// Commands decided into one transaction; the rest waits for the next turn.
inline constexpr std::size_t batch_commands_max = 256;
/// Events after which no further command is decided into the same transaction; with those of the
/// command that reaches it they are still fewer than the log takes at once.
inline constexpr std::size_t batch_events_max = 2'048;
/// Transactions of one room that are under way; at the bound commands gather in the inbox, which is
/// what makes batches large when the room is busy and lets it answer at once when it is quiet.
inline constexpr std::size_t batches_in_flight_max = 2;
/// A connection more patches, or more bytes, behind is closed with 4008.
inline constexpr std::uint64_t ring_patches_max = 1'000;
inline constexpr std::size_t ring_bytes_max = 4u << 20;
/// A message to a client ends after the piece that reaches this.
inline constexpr std::size_t message_bytes_goal = 256u << 10;
/// A part of a snapshot ends after the entity that reaches this.
inline constexpr std::size_t snapshot_part_bytes_goal = 192u << 10;
/// A view of the room that nobody has read for this many patches is let go.
inline constexpr std::uint64_t feed_idle_patches_max = 1'000;
/// Connections to one room; beyond it a new one is closed with 1013.
inline constexpr std::size_t members_max = 20'000;
/// Connections of one person to one room; beyond it 1013.
inline constexpr std::size_t person_members_max = 32;
/// Connections of nobody in particular to one room, among these; beyond it 1013.
inline constexpr std::size_t public_members_max = 5'000;
/// Viewers from outside that wait for what they see to be durable; further ones see nothing.
inline constexpr std::size_t looks_waiting_max = 1'000;
/// What happened is covered by a signed checkpoint after this long at most; what a declared result
/// or an adjournment ends, at once.
inline constexpr std::int64_t checkpoint_period_ms = 5'000;
/// How often a person is told of, at most, who stands where the log never was.
inline constexpr std::int64_t ahead_told_period_ms = 60'000;
/// After the disk was found full, commands are refused at once for this long.
inline constexpr std::int64_t storage_full_pause_ms = 1'000;

}  // namespace tingbok::room
