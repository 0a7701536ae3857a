/// One thread with its event loop, its rooms and their connections. Nothing in it needs a lock.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "server/net/net_limits.hpp"
#include "server/net/tls.hpp"
#include "server/net/upgrade.hpp"
#include "server/ops/tokens.hpp"
#include "server/room/host.hpp"
#include "server/room/programmes.hpp"
#include "server/scrub/past_room.hpp"

namespace tingbok::net {

namespace asio = boost::asio;
using SteadyTime = std::chrono::steady_clock::time_point;

/// Makes what the sockets to a workshop lead into where that is neither the room nor its past.
/// Called once for each workshop, on its shard.
using MakePlace = std::function<std::unique_ptr<room::Place>(scrub::Surroundings& around,
                                                             const std::string& workshop)>;

/// What sessions need beside their room.
struct SessionServices {
  ops::Tokens& tokens;
  room::Programmes& programmes;
  ops::Metrics& metrics;
  past::PastReader& past;
  /// Runs a move through the past on a thread that may block.
  std::function<void(room::Task)> move_past;
  TimeLimits limits;
  /// Null: sockets lead into rooms and their past.
  MakePlace make_place = nullptr;
};

/// A connection as its shard sees it.
class Session {
 public:
  virtual ~Session() = default;
  /// Looks at its time limits; called every sweep_period.
  virtual void sweep(SteadyTime now) = 0;
  /// Closes it, whatever it is doing.
  virtual void stop(room::CloseCode code, std::string_view sentence) = 0;
  /// Closes it if it is this person's.
  virtual void stop_person(std::string_view programme, std::string_view person) = 0;
};

class Shard {
 public:
  /// `failed` is told of an exception that left the loop, on the shard's thread.
  Shard(SessionServices services, room::Surroundings around,
        std::function<void(std::string)> failed);
  ~Shard();

  void start(int index);
  /// Ends the loop and joins the thread; connections that are left are dropped.
  void join();
  /// From any thread.
  void post(room::Task task);

  /// Takes over a socket whose upgrade request was checked. From any thread.
  void adopt(TakenSocket taken, Upgrade upgrade);

  // On the shard only.
  /// Runs the task in so many milliseconds, unless the loop ends before.
  void after(std::int64_t delay_ms, room::Task task);
  asio::io_context& io() { return io_; }
  room::Host& host() { return host_; }
  /// Calls `then` with what a socket asks for, at once or later; with null where the room cannot
  /// be loaded. The place lives as long as the shard.
  void with_place(const Upgrade& upgrade, std::function<void(room::Place*)> then);
  const SessionServices& services() const { return services_; }
  /// A session lives from here until it takes itself out.
  void add(std::shared_ptr<Session> session);
  void remove(Session* session);
  /// Parsed into by whichever session reads.
  pb::ClientFrame& frame() { return frame_; }
  void close_person(std::string_view programme, std::string_view person);
  /// Lets everything under way finish, closes all connections and waits for them, at most two
  /// seconds; then calls `done` (on the shard).
  void wind_up(room::CloseCode code, std::string_view sentence, bool snapshots, room::Task done);

 private:
  void sweep();
  std::vector<std::shared_ptr<Session>> all_sessions() const;
  void wait_for_sessions(room::Task done, int rounds_left);

  SessionServices services_;
  room::Host host_;
  scrub::Surroundings past_around_;
  /// The past of rooms, or what was made in place of the rooms; by workshop.
  std::unordered_map<std::string, std::unique_ptr<room::Place>> places_;
  std::unordered_map<Session*, std::shared_ptr<Session>> sessions_;
  pb::ClientFrame frame_;
  std::function<void(std::string)> failed_;
  // After what its handlers refer to, so that it goes first.
  asio::io_context io_{1};
  asio::steady_timer sweeper_{io_};
  asio::steady_timer winding_up_{io_};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  std::thread thread_;
};

/// Starts the session of an accepted socket (session_stream.cpp, the only file that instantiates
/// Beast's WebSocket stream).
void start_session(Shard& shard, TakenSocket taken, Upgrade upgrade);

}  // namespace tingbok::net
