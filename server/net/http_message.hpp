/// A request and a reply as the server's own code sees them: no sockets, no Beast.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tingbok::net {

struct HttpRequest {
  std::string method;
  std::string target;
  /// The whole Authorization field.
  std::string authorization;
  std::string body;
  /// Further fields; empty where they did not come.
  std::string accept;
  std::string accept_encoding;
  std::string if_none_match;
};

struct HttpReply {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
  /// Shared, instead of `body`: a file.
  std::shared_ptr<const std::string> file = nullptr;
  /// Further fields; they replace those every reply has.
  std::vector<std::pair<std::string, std::string>> fields = {};
};

HttpReply error_reply(unsigned status, std::string_view code, std::string_view sentence);

}  // namespace tingbok::net
