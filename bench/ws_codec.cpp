#include "bench/ws_codec.hpp"

#include <cstring>

namespace tingbok::bench {
namespace {

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8 | static_cast<std::uint8_t>(byte);
  return value;
}

void append_big_endian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out.push_back(static_cast<char>(value >> shift & 0xff));
  }
}

}  // namespace

void append_client_frame(std::string& out, Opcode opcode, std::string_view payload,
                         std::uint32_t mask) {
  out.push_back(static_cast<char>(0x80 | static_cast<int>(opcode)));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(0x80 | payload.size()));
  } else if (payload.size() < 65536) {
    out.push_back(static_cast<char>(0x80 | 126));
    append_big_endian(out, payload.size(), 2);
  } else {
    out.push_back(static_cast<char>(0x80 | 127));
    append_big_endian(out, payload.size(), 8);
  }
  char key[4];
  std::memcpy(key, &mask, sizeof key);
  out.append(key, sizeof key);
  const std::size_t start = out.size();
  out.append(payload);
  for (std::size_t i = 0; i < payload.size(); ++i) {
    out[start + i] = static_cast<char>(out[start + i] ^ key[i % 4]);
  }
}

std::optional<FrameHeader> parse_server_header(std::string_view bytes) {
  if (bytes.size() < 2) return std::nullopt;
  const auto first = static_cast<std::uint8_t>(bytes[0]);
  const auto second = static_cast<std::uint8_t>(bytes[1]);
  if (first & 0x70) throw BadFrame("the server set a reserved bit in a frame");
  if (second & 0x80) throw BadFrame("the server masked a frame");
  FrameHeader header;
  header.final = first & 0x80;
  header.opcode = static_cast<Opcode>(first & 0x0f);
  const int opcode = first & 0x0f;
  if ((opcode > 2 && opcode < 8) || opcode > 10)
    throw BadFrame("the server used a reserved opcode");
  header.header_bytes = 2;
  header.payload_bytes = second & 0x7f;
  if (header.payload_bytes >= 126) {
    const std::size_t length_bytes = header.payload_bytes == 126 ? 2 : 8;
    if (bytes.size() < 2 + length_bytes) return std::nullopt;
    header.payload_bytes = big_endian(bytes.substr(2, length_bytes));
    header.header_bytes = 2 + length_bytes;
    if (header.payload_bytes >> 63) throw BadFrame("the server sent a length of 2^63 or more");
  }
  return header;
}

void MessageReader::feed(std::string_view bytes, MessageSink& sink) {
  if (rest_.empty()) {
    const std::size_t used = consume(bytes, sink);
    rest_.assign(bytes.substr(used));
    return;
  }
  rest_.append(bytes);
  const std::size_t used = consume(rest_, sink);
  rest_.erase(0, used);
}

std::size_t MessageReader::consume(std::string_view bytes, MessageSink& sink) {
  std::size_t used = 0;
  for (;;) {
    const std::string_view left = bytes.substr(used);
    const auto header = parse_server_header(left);
    if (!header || left.size() - header->header_bytes < header->payload_bytes) return used;
    const auto payload = left.substr(header->header_bytes, header->payload_bytes);
    used += header->header_bytes + payload.size();
    switch (header->opcode) {
      case Opcode::continuation:
      case Opcode::text:
      case Opcode::binary:
        data_frame(*header, payload, sink);
        break;
      case Opcode::ping:
        sink.on_ping(payload);
        break;
      case Opcode::pong:
        break;
      case Opcode::close:
        sink.on_close(payload.size() < 2
                          ? std::uint16_t{1005}
                          : static_cast<std::uint16_t>(big_endian(payload.substr(0, 2))),
                      payload.size() < 2 ? std::string_view{} : payload.substr(2));
        break;
    }
  }
}

void MessageReader::data_frame(const FrameHeader& header, std::string_view payload,
                               MessageSink& sink) {
  const bool continues = header.opcode == Opcode::continuation;
  if (continues != in_fragments_) throw BadFrame("the server mixed up the fragments of messages");
  if (header.final && !continues) {
    sink.on_message(payload);
    return;
  }
  fragments_.append(payload);
  in_fragments_ = !header.final;
  if (!header.final) return;
  sink.on_message(fragments_);
  fragments_.clear();
}

}  // namespace tingbok::bench
