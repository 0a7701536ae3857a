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
  /// Bytes of the body that a request may have; `new_programme`: of the call that makes one.
  std::function<std::size_t(bool new_programme, std::string_view authorization)> body_max;
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
