/// The HTTP interface of docs/protocol.md, without sockets: a request in, a reply out. Runs on
/// worker threads; may block on the log.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/url/url_view.hpp>

#include "core/log/event_log.hpp"
#include "server/ops/metrics.hpp"
#include "server/ops/tokens.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::net {

struct HttpRequest {
  std::string method;
  std::string target;
  /// The whole Authorization field.
  std::string authorization;
  std::string body;
};

struct HttpReply {
  unsigned status = 200;
  std::string type = "application/json";
  std::string body;
};

HttpReply error_reply(unsigned status, std::string_view code, std::string_view sentence);

class Api {
 public:
  using Reply = std::function<void(HttpReply)>;

  /// `revoked` is told of a person whose access was revoked, so that sockets close.
  Api(log::EventLog& log, room::Programmes& programmes, ops::Tokens& tokens, std::string secret,
      std::function<void(std::string, std::string)> revoked);

  /// Calls `reply` once, now or later, on any thread.
  void handle(const HttpRequest& request, Reply reply);

  bool is_administrator(std::string_view authorization) const;

 private:
  /// A request on its way through the routes.
  struct Call {
    const HttpRequest& request;
    /// After /api/v1, decoded.
    std::vector<std::string> path;
    std::string at;
    bool administrator = false;
    /// Set where an access token came with it.
    std::optional<pb::TokenClaims> claims;
    Reply reply;
  };

  void route(Call& call);
  void route_programme(Call& call);
  void route_workshop(Call& call);
  void create_programme(Call& call);
  void list_programmes(Call& call);
  void lines(Call& call);
  void issue_tokens(Call& call);
  void issue_link(Call& call);
  void revoke(Call& call);
  void redeem_link(Call& call);
  void issue_ticket(Call& call);
  void state(Call& call);
  void refusals(Call& call);
  bool good(const pb::TokenClaims& claims) const;

  log::EventLog& log_;
  room::Programmes& programmes_;
  ops::Tokens& tokens_;
  const std::string secret_;
  const std::function<void(std::string, std::string)> revoked_;
};

}  // namespace tingbok::net
