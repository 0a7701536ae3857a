/// What the parts of the API share. Private to server/net/api*.cpp.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "server/net/http_message.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::net {

/// Ends a call with an error reply.
struct Problem {
  unsigned status;
  std::string code;
  std::string sentence;
};

[[noreturn]] void no_such_path();
[[noreturn]] void no_such_workshop();
[[noreturn]] void not_administrator();

/// The body of a request as that message; throws Problem.
void parse_body(std::string_view body, google::protobuf::Message& message);

/// A reply whose body is the message as JSON.
HttpReply message_reply(const google::protobuf::Message& message, unsigned status = 200);

/// As protobuf where the request's Accept names that before JSON, else as JSON: for answers that
/// may be large.
HttpReply message_reply(const HttpRequest& request, const google::protobuf::Message& message);
/// The same of a message of that type that is serialised already.
HttpReply message_reply(const HttpRequest& request, const google::protobuf::Descriptor& type,
                        std::string bytes);

/// The reply to a change that yields nothing but whether it was made.
HttpReply reply_to(const room::Changed& changed);

}  // namespace tingbok::net
