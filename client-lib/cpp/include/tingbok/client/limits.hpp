/// Every bound of the client library, in one place. What happens at each bound stands beside it.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace tingbok::client {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using std::chrono::milliseconds;

/// The server closes with 1009 beyond this; Outbox::add refuses first.
inline constexpr std::size_t client_message_bytes_max = 64 * 1024;

/// A longer message from the server ends the connection, and the client asks for a snapshot.
inline constexpr std::size_t server_message_bytes_max = 64 * 1024 * 1024;

/// The server refuses longer ids; Outbox::add refuses first.
inline constexpr std::size_t command_id_bytes_max = 64;

/// Actions waiting for an answer, sent or not; Outbox::add refuses one more.
inline constexpr std::size_t outbox_commands_max = 1'000;

/// Used until a welcome has named the server's own bound.
inline constexpr std::uint32_t in_flight_default = 64;

/// Slots of a room's state and parts of a snapshot; beyond them the message counts as malformed.
inline constexpr std::uint32_t slots_max = 4'000'000;
inline constexpr std::uint32_t snapshot_parts_max = 65'536;

/// Snapshots asked for because the server's messages did not fit together, without
/// `resync_forgiven_patches` good patches between them; after these the session stops.
inline constexpr int resyncs_max = 5;
inline constexpr std::uint64_t resync_forgiven_patches = 100;

/// Tickets in a row that the socket did not take (4401); after these the session stops.
inline constexpr int tickets_refused_max = 3;

/// Bodies of HTTP answers; a longer one is an error.
inline constexpr std::uint64_t http_body_bytes_max = 256ULL * 1024 * 1024;

/// Times. A session that runs into one of the first four drops the socket and tries again.
struct Timeouts {
  /// Ticket, TCP connection and WebSocket handshake together.
  milliseconds open{10'000};
  /// From hello to welcome.
  milliseconds welcome{10'000};
  /// Nothing heard, not even a ping; the server pings every 20 s.
  milliseconds silence{45'000};
  /// From sending an action to its answer.
  milliseconds answer{30'000};
  /// A connection that lived this long starts the back-off from its beginning again.
  milliseconds stable{2'000};
  /// Time without a welcome after which the session stops; 0: never.
  milliseconds give_up{0};
};

}  // namespace tingbok::client
