/// Every bound of a connection and what happens at it (docs/protocol.md).
#pragma once

#include <chrono>
#include <cstddef>

namespace tingbok::net {

/// A message from a client; a larger one is answered with close 1009.
inline constexpr std::size_t message_in_bytes_max = 64u << 10;
/// A connection's read buffer that has grown larger is given back.
inline constexpr std::size_t read_buffer_kept_max = 8u << 10;
/// The request line and fields of a request; more: 431.
inline constexpr std::size_t request_head_bytes_max = 8u << 10;
/// The body of a request; more: 413.
inline constexpr std::size_t body_bytes_max = 1u << 20;
/// The body of a request that comes without a good token; more: 413.
inline constexpr std::size_t unnamed_body_bytes_max = 8u << 10;
/// The body of the administrator's POST /api/v1/programmes.
inline constexpr std::size_t programme_body_bytes_max = 16u << 20;
/// Times a connection may take; settings, so that tests need not wait.
struct TimeLimits {
  /// From the connection to the whole request, and for the closing handshake.
  std::chrono::milliseconds handshake{10'000};
  /// From the upgrade to the hello; then close 4401.
  std::chrono::milliseconds hello{10'000};
  /// One write, and each part of an HTTP answer that the client takes; then the connection is
  /// dropped.
  std::chrono::milliseconds write{10'000};
  /// Silence; a ping goes out after half of it.
  std::chrono::milliseconds idle{40'000};
};
/// An HTTP connection between requests.
inline constexpr std::chrono::seconds keep_alive_limit{30};
/// A whole HTTP answer, however steadily the client takes it.
inline constexpr std::chrono::minutes answer_limit{10};
/// How often the limits are looked at.
inline constexpr std::chrono::milliseconds sweep_period{500};
/// Connections that are not WebSockets (yet); further ones are closed at once.
inline constexpr int http_connections_max = 4096;
/// Requests that wait for a worker; further ones are answered 503.
inline constexpr int work_waiting_max = 512;
/// Those that come without a token and read, which have workers of their own; further ones 503.
inline constexpr int unnamed_waiting_max = 64;
/// Rooms loaded at the start, before anybody asks: those that were written last.
inline constexpr std::size_t rooms_loaded_at_start_max = 16;

}  // namespace tingbok::net
