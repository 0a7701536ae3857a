/// The running server: the listening socket, the shards, the workers, and the order in which they
/// stop.
#pragma once

#include <atomic>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include "core/log/event_log.hpp"
#include "server/net/api.hpp"
#include "server/net/http.hpp"
#include "server/net/shard.hpp"
#include "server/net/static_files.hpp"
#include "server/net/tls.hpp"
#include "server/net/workers.hpp"
#include "server/ops/config.hpp"
#include "server/ops/metrics.hpp"
#include "server/ops/tokens.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::net {

/// The address cannot be listened on; the text is one sentence.
class CannotListen : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What is shown in place of the rooms of the server's own log, which then holds only who may come
/// (a training).
struct Showing {
  /// Where the past is read; outlives the server. Null: in the server's log.
  const log::EventLog* past = nullptr;
  /// Null: sockets lead into rooms and their past.
  MakePlace make_place = nullptr;
};

class Server {
 public:
  /// Reads the programmes; throws log::Damaged.
  /// Reads the app's files, the certificate and the demonstration; throws ops::BadConfig.
  Server(ops::Config config, std::unique_ptr<log::EventLog> log, std::string secret,
         const ops::TokenKey& key, ops::BallotKeys& ballot_keys, const proof::Signer* signer,
         const Showing& showing = {});
  ~Server();

  /// Binds and starts to answer; returns the base URL. Throws CannotListen.
  std::string start();
  /// Loads the first few of these streams that are rooms, so that those who were in them before the
  /// process ended find them ready. After start(); returns at once.
  void load_rooms(const std::vector<log::StreamName>& streams);
  /// Serves on this thread until a signal or a failure; returns the exit code.
  int run();

 private:
  void accept();
  void connection(boost::asio::ip::tcp::socket socket);
  void answer(HttpRequest request, Api::Reply reply);
  HttpReply answer_at_once(const HttpRequest& request, std::string_view path) const;
  /// Why it cannot write; empty where it can.
  std::string trouble() const;
  pb::ServerStatus status() const;
  std::optional<UpgradeRefused> check(const RequestHead& head, Upgrade& upgrade) const;
  Shard& shard_of(std::string_view workshop);
  void revoked(const std::string& programme, const std::string& person);
  void stop(int exit_code, room::CloseCode code, std::string sentence);
  void wound_up();
  void shut_down();
  std::vector<pb::RosterEntry> roster_of(const std::string& workshop) const;
  void follow(const std::string& programme, const std::vector<std::string>& rooms,
              room::Followed told);
  void look(const std::string& workshop, const room::Viewer& viewer, room::Looked looked);
  ServerCalls server_calls();
  void ask_room(Shard& asking, const pb::ForeignFact& wanted, room::Told told);
  HttpServices http_services();

  const ops::Config config_;
  const std::int64_t started_ms_;
  /// The front's loop. What waits anywhere below for an answer holds a connection of it, so that it
  /// goes last.
  boost::asio::io_context front_{1};
  const StaticFiles files_;
  const std::unique_ptr<asio::ssl::context> tls_;
  ops::Metrics metrics_;
  /// Goes before the shards its callbacks are posted to (end of run()).
  std::unique_ptr<log::EventLog> log_;
  past::PastReader past_;
  room::Programmes programmes_;
  ops::Tokens tokens_;
  Api api_;
  HttpServices http_;
  /// Calls of the API.
  Workers workers_{2, work_waiting_max};
  /// Reads by nobody in particular, and moves through the past.
  Workers past_workers_{2, unnamed_waiting_max};
  /// What rooms need: being loaded, snapshots, the keys of secret votes.
  Workers room_workers_{2};
  std::vector<std::unique_ptr<Shard>> shards_;
  std::atomic<bool> log_failed_{false};

  // On the front thread only.
  boost::asio::ip::tcp::acceptor acceptor_{front_};
  boost::asio::signal_set signals_{front_, SIGINT, SIGTERM};
  boost::asio::steady_timer pause_{front_};
  boost::asio::steady_timer deadline_{front_};
  int http_connections_ = 0;
  std::size_t winding_up_ = 0;
  int exit_code_ = 0;
  std::atomic<bool> stopping_{false};
};

}  // namespace tingbok::net
