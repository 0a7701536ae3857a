/// HTTP on the listening socket: requests to the Front's answers, upgrades to the shards.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include "server/net/api.hpp"
#include "server/net/net_limits.hpp"
#include "server/net/tls.hpp"
#include "server/net/upgrade.hpp"

namespace tingbok::net {

/// What HTTP connections need; outlives them. Used on the front thread only.
struct HttpServices {
  /// Calls back once, on any thread.
  std::function<void(HttpRequest, Api::Reply)> answer;
  /// Whether the request may have the large body of a new programme.
  std::function<bool(std::string_view authorization)> is_administrator;
  /// Checks an upgrade; takes its room's socket over in `adopt`.
  std::function<std::optional<UpgradeRefused>(const RequestHead&, Upgrade&)> check_upgrade;
  std::function<void(TakenSocket taken, Upgrade upgrade)> adopt;
  TimeLimits limits;
  /// Null: plain HTTP.
  boost::asio::ssl::context* tls = nullptr;
  /// No more requests on kept connections.
  std::function<bool()> stopping;
};

/// Serves one connection until it closes, breaks a limit or becomes a WebSocket.
boost::asio::awaitable<void> serve_http(boost::asio::ip::tcp::socket socket,
                                        const HttpServices& services);

}  // namespace tingbok::net
