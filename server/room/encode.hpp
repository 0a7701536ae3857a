/// Encoding of frames, in both subprotocols.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "server/room/link.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::room {

/// Appends `message` as the length-delimited field `number` of the message that is being built.
void append_field(std::string& bytes, int number, const google::protobuf::MessageLite& message);

/// The same for bytes, or for a message that is serialised already.
void append_field(std::string& bytes, int number, std::string_view value);

/// Appends it as an element of a JSON array (a comma first, unless `json` is empty).
void append_json(std::string& json, const google::protobuf::Message& message);

/// Appends to a member's list of values of a repeated field of ServerFrame, as its encoding has it.
void append_value(std::string& list, Encoding encoding, int field,
                  const google::protobuf::Message& message);

/// A whole ServerFrame.
std::string encode_frame(const pb::ServerFrame& frame, Encoding encoding);

/// The bytes of ServerFrames, protobuf, as a connection of that encoding gets them. Throws
/// std::logic_error for bytes that are none.
std::string as_encoded(std::string message, Encoding encoding);

/// Parses a client's message into `frame` (reused). False where it is not one.
bool parse_frame(std::string_view bytes, Encoding encoding, pb::ClientFrame& frame);

/// The problem frame that goes before a close.
std::string problem_frame(CloseCode code, std::string_view sentence, Encoding encoding);

}  // namespace tingbok::room
