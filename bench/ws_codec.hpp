/// WebSocket frames (RFC 6455 § 5) as a client sees them: ours masked, the server's not. Small and
/// cheap on purpose, so that the load generator takes little of what it measures.
#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tingbok::bench {

enum class Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10,
};

/// The server sent what RFC 6455 forbids.
class BadFrame : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Appends one final frame, masked with `mask`.
void append_client_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::uint32_t mask);

struct FrameHeader {
  Opcode opcode = Opcode::binary;
  bool final = true;
  std::size_t header_bytes = 0;
  std::uint64_t payload_bytes = 0;
};

/// The header at the start of `bytes`; nullopt: more bytes are needed. Throws BadFrame for masked
/// frames, reserved bits and opcodes, and lengths of 2^63 or more.
std::optional<FrameHeader> parse_server_header(std::string_view bytes);

/// What a MessageReader finds. Views live until the call returns.
class MessageSink {
 public:
  virtual ~MessageSink() = default;
  virtual void on_message(std::string_view payload) = 0;
  virtual void on_ping(std::string_view payload) = 0;
  virtual void on_close(std::uint16_t code, std::string_view reason) = 0;
};

/// Cuts a stream of bytes into messages, whatever the pieces it comes in. Whole messages in one
/// piece are handed on without a copy.
class MessageReader {
 public:
  /// Throws BadFrame.
  void feed(std::string_view bytes, MessageSink& sink);

 private:
  std::size_t consume(std::string_view bytes, MessageSink& sink);
  void data_frame(const FrameHeader& header, std::string_view payload, MessageSink& sink);

  std::string rest_;
  std::string fragments_;
  bool in_fragments_ = false;
};

}  // namespace tingbok::bench
