/// One live connection to one room, over a WebSocket, that keeps itself connected.
#pragma once

#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "tingbok/client/http.hpp"
#include "tingbok/client/session.hpp"

namespace tingbok::client {

struct ConnectionOptions {
  Endpoint server;
  /// Lets the holder ask for tickets; docs/protocol.md § Access.
  std::string access_token;
  SessionSettings session;
  /// Randomness for the back-off; empty: system_random().
  RandomUnit random;
};

/// What a connection tells its user, always on the io_context's thread, never inside start() or the
/// constructor. Calls may submit, stop or destroy the connection.
class Listener {
 public:
  virtual ~Listener() = default;
  virtual void on_welcome(const pb::Welcome&) {}
  /// A snapshot replaced the mirror.
  virtual void on_replaced(const Replaced&) {}
  virtual void on_changed(const Changed&) {}
  virtual void on_answer(const pb::Answer&) {}
  virtual void on_lost(const Lost&) {}
  virtual void on_finding(const Finding&) {}
  virtual void on_stopped(const Stopped&) {}
};

/// Gets tickets, connects, resumes after losses with back-off, sends the outbox again: each
/// submitted action takes effect once and is answered once. All calls on the io_context's one
/// thread; hundreds of connections share it. Destroying it drops the socket and ends all callbacks.
class Connection {
 public:
  /// `listener` outlives the connection.
  Connection(boost::asio::io_context& io, ConnectionOptions options, Listener& listener);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void start();
  /// Closes with 1000; on_stopped follows.
  void stop();

  /// Never blocks. Anything but Added::yes: the action was not taken.
  Added submit(pb::Submit submit);
  Added submit(std::string command_id, pb::Command command);

  const Session& session() const;
  const Mirror& mirror() const { return session().mirror(); }

 private:
  class Impl;
  std::shared_ptr<Impl> impl_;
};

/// 128 random bits as 32 hexadecimal digits: an id for a command or a request.
std::string new_command_id();

}  // namespace tingbok::client
