#include "server/net/server.hpp"

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <sys/resource.h>

#include "core/log/open.hpp"
#include "server/net/demo.hpp"
#include "server/net/net_limits.hpp"
#include "server/ops/command_line.hpp"
#include "server/ops/logging.hpp"

namespace tingbok::net {
namespace {

using asio::ip::tcp;
using boost::system::error_code;

/// How long a stop waits for what is under way.
constexpr std::chrono::seconds stop_limit{30};

std::int64_t wall_clock_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// Sockets are files; the usual soft limit of 1,024 is soon met.
void raise_file_limit() {
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0 || files.rlim_cur >= files.rlim_max) return;
  files.rlim_cur = files.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &files) != 0)
    ops::log_warning("cannot raise the limit of open files");
}

TimeLimits limits_of(const ops::Config& config) {
  return {config.handshake_timeout, config.hello_timeout, config.write_timeout,
          config.idle_timeout};
}

StaticFiles files_of(const ops::Config& config) {
  const auto folder = config.web.empty() ? find_web_folder() : config.web;
  if (folder.empty()) return {};
  StaticFiles files(folder);
  ops::log_info("the app: " + std::to_string(files.size()) + " files from " + folder.string());
  return files;
}

std::unique_ptr<asio::ssl::context> tls_of(const ops::Config& config) {
  if (config.tls_cert.empty()) return nullptr;
  return tls_context(config.tls_cert, config.tls_key);
}

}  // namespace

Server::Server(ops::Config config, std::unique_ptr<log::EventLog> log, std::string secret,
               const ops::TokenKey& key, ops::BallotKeys& ballot_keys, const proof::Signer* signer,
               const Showing& showing)
    : config_(std::move(config)),
      started_ms_(wall_clock_ms()),
      files_(files_of(config_)),
      tls_(tls_of(config_)),
      log_(std::move(log)),
      past_(showing.past ? *showing.past : *log_),
      programmes_(*log_, wall_clock_ms),
      tokens_(key, wall_clock_ms),
      api_(*log_, past_, programmes_, tokens_, std::move(secret), signer, server_calls(),
           config_.demo.empty() ? std::nullopt : std::optional(read_demo(config_.demo))),
      http_(http_services()) {
  const auto storage_failed = [this] {
    asio::post(front_, [this] {
      stop(log::exit_storage, room::CloseCode::storage,
           "Storage failed; unknown whether the last actions were written. Send them again.");
    });
  };
  log_->when_failed([this, storage_failed] {
    log_failed_ = true;
    storage_failed();
  });
  const auto past_worker = [this](room::Task task) { past_workers_.post(std::move(task)); };
  const auto room_worker = [this](room::Task task) { room_workers_.post(std::move(task)); };
  const auto broke = [](const std::string& what) {
    ops::log_error("a shard stopped: " + what);
    std::_Exit(ops::exit_internal);
  };
  for (unsigned i = 0; i < config_.shards; ++i) {
    const auto ask = [this, i](const pb::ForeignFact& wanted, room::Told told) {
      ask_room(*shards_[i], wanted, std::move(told));
    };
    shards_.push_back(std::make_unique<Shard>(
        SessionServices{tokens_, programmes_, metrics_, past_, past_worker, limits_of(config_),
                        showing.make_place},
        room::Surroundings{*log_,
                           metrics_,
                           {},
                           room_worker,
                           wall_clock_ms,
                           storage_failed,
                           ask,
                           {},
                           [this](const std::string& workshop) { return roster_of(workshop); },
                           &ballot_keys,
                           signer},
        broke));
  }
}

/// Also where it never ran, or broke off.
Server::~Server() {
  if (!log_) return;
  for (Workers* workers : {&workers_, &past_workers_, &room_workers_}) workers->stop();
  shut_down();
}

ServerCalls Server::server_calls() {
  ServerCalls calls;
  calls.revoked = [this](const std::string& programme, const std::string& person) {
    revoked(programme, person);
  };
  calls.follow = [this](const std::string& programme, const std::vector<std::string>& rooms,
                        room::Followed told) { follow(programme, rooms, std::move(told)); };
  calls.look = [this](const std::string& workshop, const room::Viewer& viewer,
                      room::Looked looked) { look(workshop, viewer, std::move(looked)); };
  calls.status = [this] { return status(); };
  return calls;
}

std::vector<pb::RosterEntry> Server::roster_of(const std::string& workshop) const {
  const auto programme = programmes_.find_room(workshop);
  if (!programme) return {};
  return programme->roster(std::string_view(workshop).substr(programme->id.size() + 1));
}

HttpServices Server::http_services() {
  HttpServices services;
  services.answer = [this](HttpRequest request, Api::Reply reply) {
    answer(std::move(request), std::move(reply));
  };
  services.body_max = [this](bool new_programme, std::string_view authorization) {
    if (new_programme && api_.is_administrator(authorization)) return programme_body_bytes_max;
    return api_.knows(authorization) ? body_bytes_max : unnamed_body_bytes_max;
  };
  services.check_upgrade = [this](const RequestHead& head, Upgrade& upgrade) {
    auto refused = check(head, upgrade);
    if (refused) metrics_.handshakes_refused.Increment();
    return refused;
  };
  services.adopt = [this](TakenSocket taken, Upgrade upgrade) {
    Shard& shard = shard_of(upgrade.workshop);
    shard.adopt(taken, std::move(upgrade));
  };
  services.tls = tls_.get();
  services.limits = limits_of(config_);
  services.stopping = [this] { return stopping_.load(); };
  return services;
}

std::string Server::start() {
  raise_file_limit();
  const auto fail = [&](const error_code& error) {
    return CannotListen("cannot listen on " + config_.host + ":" + std::to_string(config_.port) +
                        ": " + error.message() + ".");
  };
  error_code error;
  tcp::resolver resolver(front_);
  const auto found =
      resolver.resolve(config_.host, std::to_string(config_.port), tcp::resolver::passive, error);
  if (error) throw fail(error);
  const tcp::endpoint endpoint = found.begin()->endpoint();
  acceptor_.open(endpoint.protocol(), error);
  if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_.bind(endpoint, error);
  if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
  if (error) throw fail(error);

  for (std::size_t i = 0; i < shards_.size(); ++i) shards_[i]->start(static_cast<int>(i));
  signals_.async_wait([this](error_code cancelled, int signal) {
    if (cancelled) return;
    ops::log_info("signal " + std::to_string(signal) + ": stopping");
    stop(0, room::CloseCode::going_away, "The server is stopping.");
  });
  accept();
  const std::string host = endpoint.address().is_v6() ? "[" + config_.host + "]" : config_.host;
  return (tls_ ? "https://" : "http://") + host + ":" +
         std::to_string(acceptor_.local_endpoint().port());
}

int Server::run() {
  front_.run();
  shut_down();
  // Its last words may have failed.
  return exit_code_ == 0 && log_failed_ ? log::exit_storage : exit_code_;
}

/// What still runs may refer to what stands below it here: workers, shards, the log.
void Server::shut_down() {
  for (Workers* workers : {&workers_, &past_workers_, &room_workers_}) {
    if (exit_code_ != 0) workers->stop();
    workers->join();
  }
  for (const auto& shard : shards_) shard->join();
  log_.reset();
}

void Server::accept() {
  acceptor_.async_accept([this](error_code error, tcp::socket socket) {
    if (!acceptor_.is_open()) return;
    if (error) {
      // Out of files, most likely: let some close.
      ops::log_warning("cannot accept: " + error.message());
      pause_.expires_after(std::chrono::milliseconds(100));
      return pause_.async_wait([this](error_code cancelled) {
        if (!cancelled) accept();
      });
    }
    connection(std::move(socket));
    accept();
  });
}

void Server::connection(tcp::socket socket) {
  metrics_.connections.Increment();
  if (http_connections_ >= http_connections_max) return;  // Closed at once.
  error_code error;
  socket.set_option(tcp::no_delay(true), error);
  if (error) return;  // It has gone already.
  ++http_connections_;
  asio::co_spawn(front_, serve_http(std::move(socket), http_), [this](std::exception_ptr thrown) {
    --http_connections_;
    try {
      if (thrown) std::rethrow_exception(thrown);
    } catch (const std::exception& problem) {
      ops::log_warning(std::string("an HTTP connection ended: ") + problem.what());
    }
  });
}

void Server::answer(HttpRequest request, Api::Reply reply) {
  metrics_.http_requests.Increment();
  const std::string_view path =
      std::string_view(request.target).substr(0, request.target.find('?'));
  if (path != "/api" && !path.starts_with("/api/")) return reply(answer_at_once(request, path));
  if (stopping_) return reply(error_reply(503, "stopping", "The server is stopping."));
  const bool unnamed_read = request.method == "GET" && request.authorization.empty();
  auto shared = std::make_shared<std::pair<HttpRequest, Api::Reply>>(std::move(request), reply);
  const bool taken = (unnamed_read ? past_workers_ : workers_).take([this, shared] {
    api_.handle(shared->first, shared->second);
  });
  if (!taken) reply(error_reply(503, "busy", "The server has too much to do; try again."));
}

HttpReply Server::answer_at_once(const HttpRequest& request, std::string_view path) const {
  const bool own = path == "/healthz" || path == "/readyz" || path == "/metrics" || path == "/ws";
  if (!own) return files_.answer(request);
  if (request.method != "GET" && request.method != "HEAD") {
    return error_reply(405, "bad_method", "This path is read with GET.");
  }
  if (path == "/healthz") return {200, "text/plain", "ok\n"};
  if (path == "/readyz") {
    const std::string why = trouble();
    return {why.empty() ? 200u : 503u, "text/plain", (why.empty() ? "ready" : why) + "\n"};
  }
  if (path == "/metrics") {
    return {200, "text/plain; version=0.0.4; charset=utf-8", metrics_.text()};
  }
  return error_reply(404, "no_such_path", "A WebSocket is at /ws/PROGRAMME/ROOM.");
}

std::string Server::trouble() const {
  if (log_failed_) return "storage failed";
  if (stopping_) return "stopping";
  std::error_code error;
  const auto space = std::filesystem::space(config_.data, error);
  if (error || space.available < config_.free_bytes_min) {
    return "the disk is nearly full: actions are refused";
  }
  return {};
}

pb::ServerStatus Server::status() const {
  pb::ServerStatus status;
  status.set_version(std::string(ops::server_version()));
  status.set_started_ms(started_ms_);
  status.set_uptime_seconds(static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, (wall_clock_ms() - started_ms_) / 1000)));
  status.set_trouble(trouble());
  status.set_ready(status.trouble().empty());
  status.set_rooms_loaded(static_cast<std::uint32_t>(metrics_.rooms.Value()));
  status.set_sessions(static_cast<std::uint32_t>(metrics_.sessions.Value()));
  std::error_code error;
  const auto space = std::filesystem::space(config_.data, error);
  if (!error) {
    status.set_disk_free(space.available);
    status.set_disk_size(space.capacity);
  }
  status.set_disk_free_min(config_.free_bytes_min);
  status.set_tls(tls_ != nullptr);
  return status;
}

std::optional<UpgradeRefused> Server::check(const RequestHead& head, Upgrade& upgrade) const {
  auto refused = check_upgrade(head, config_.allow_origin, upgrade);
  if (refused) return refused;
  if (stopping_) return UpgradeRefused{503, "The server is stopping."};
  if (!programmes_.find_room(upgrade.workshop)) {
    return UpgradeRefused{404, "There is no such workshop."};
  }
  return std::nullopt;
}

Shard& Server::shard_of(std::string_view workshop) {
  return *shards_[std::hash<std::string_view>()(workshop) % shards_.size()];
}

void Server::revoked(const std::string& programme, const std::string& person) {
  for (const auto& shard : shards_) {
    shard->post([&shard = *shard, programme, person] { shard.close_person(programme, person); });
  }
}

/// Stops accepting, lets what is under way finish, closes all connections, saves snapshots.
void Server::stop(int exit_code, room::CloseCode code, std::string sentence) {
  if (stopping_.exchange(true)) {
    if (exit_code_ == 0) exit_code_ = exit_code;  // What goes wrong while stopping is told, too.
    return;
  }
  exit_code_ = exit_code;
  error_code ignored;  // The listening socket is gone either way.
  acceptor_.close(ignored);
  pause_.cancel();
  winding_up_ = shards_.size();
  for (const auto& shard : shards_) {
    shard->post([this, &shard = *shard, code, sentence, exit_code] {
      shard.wind_up(code, sentence, exit_code == 0,
                    [this] { asio::post(front_, [this] { wound_up(); }); });
    });
  }
  deadline_.expires_after(stop_limit);
  deadline_.async_wait([](error_code cancelled) {
    if (cancelled) return;
    ops::log_error("the log did not answer within 30 seconds of the stop");
    std::_Exit(log::exit_storage);
  });
}

void Server::wound_up() {
  if (--winding_up_ > 0) return;
  signals_.cancel();
  deadline_.cancel();
  front_.stop();
}

}  // namespace tingbok::net
