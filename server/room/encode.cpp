#include "server/room/encode.hpp"

#include <cassert>
#include <cstdint>
#include <stdexcept>

#include <google/protobuf/util/json_util.h>

#include "core/domain/wire.hpp"

namespace tingbok::room {
namespace {

std::string to_json(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) throw std::logic_error("a frame has no JSON form: " + status.ToString());
  return json;
}

}  // namespace

void append_field(std::string& bytes, int number, const google::protobuf::MessageLite& message) {
  const std::size_t length = message.ByteSizeLong();
  domain::append_head(bytes, number, length);
  const std::size_t start = bytes.size();
  bytes.resize(start + length);
  message.SerializeWithCachedSizesToArray(reinterpret_cast<std::uint8_t*>(bytes.data() + start));
}

void append_field(std::string& bytes, int number, std::string_view value) {
  domain::append_field(bytes, number, value);
}

void append_json(std::string& json, const google::protobuf::Message& message) {
  if (!json.empty()) json += ',';
  json += to_json(message);
}

void append_value(std::string& list, Encoding encoding, int field,
                  const google::protobuf::Message& message) {
  if (encoding == Encoding::json) {
    append_json(list, message);
  } else {
    append_field(list, field, message);
  }
}

std::string encode_frame(const pb::ServerFrame& frame, Encoding encoding) {
  return encoding == Encoding::json ? to_json(frame) : frame.SerializeAsString();
}

std::string as_encoded(std::string message, Encoding encoding) {
  if (encoding == Encoding::protobuf) return message;
  pb::ServerFrame frame;
  if (!frame.ParseFromString(message)) throw std::logic_error("own frames do not parse");
  return encode_frame(frame, encoding);
}

bool parse_frame(std::string_view bytes, Encoding encoding, pb::ClientFrame& frame) {
  if (encoding == Encoding::json) {
    frame.Clear();
    google::protobuf::util::JsonParseOptions strict;
    strict.ignore_unknown_fields = false;
    const auto status = google::protobuf::util::JsonStringToMessage(
        google::protobuf::StringPiece(bytes.data(), bytes.size()), &frame, strict);
    if (!status.ok()) return false;
  } else if (!frame.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return false;
  }
  return frame.frame_case() != pb::ClientFrame::FRAME_NOT_SET;
}

std::string problem_frame(CloseCode code, std::string_view sentence, Encoding encoding) {
  pb::ServerFrame frame;
  frame.mutable_problem()->set_close_code(static_cast<std::uint32_t>(code));
  frame.mutable_problem()->set_sentence(std::string(sentence));
  return encode_frame(frame, encoding);
}

}  // namespace tingbok::room
