/// The load generator: many participants' sockets on one thread and one epoll.
///
/// It checks while it measures: every connection must see each number once and in order, and every
/// action must get one answer. Throws LoadFailed with one sentence otherwise.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/actions.hpp"
#include "bench/frame_scan.hpp"
#include "bench/latency.hpp"
#include "bench/screens.hpp"
#include "bench/ws_codec.hpp"

namespace tingbok::bench {

/// The server broke a promise, refused what it should accept, or closed a connection.
class LoadFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Unanswered submits a server allows a connection (docs/protocol.md § bounds).
inline constexpr std::uint32_t in_flight_max = 64;

/// What was seen while measuring.
struct Counters {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t patches = 0;
  std::uint64_t messages = 0;
  std::uint64_t bytes = 0;
  Latencies acknowledged;
  Latencies last_screen;
  /// The last refusal, for the report.
  std::string refusal;
};

/// How participants act.
struct Pace {
  /// Closed loop: actions each speaker keeps unanswered; 0: open loop.
  std::uint32_t in_flight = 1;
  /// Open loop: actions a second over all speakers.
  double rate = 0;
  /// Speakers in each room, the first ones; 0: everyone.
  std::uint32_t speakers = 0;
};

class Generator {
 public:
  /// Command ids start with `id_prefix`; another generator on the same data needs another one.
  explicit Generator(std::uint16_t port, char id_prefix = 'b');
  ~Generator();
  Generator(const Generator&) = delete;
  Generator& operator=(const Generator&) = delete;

  /// Opens a socket for person `person` of room `room` with a ticket. Blocks for the handshake.
  void connect(const std::string& programme, std::uint32_t room, std::uint32_t person,
               const std::string& ticket);

  /// Serves sockets until every connection has its snapshot.
  void wait_joined();

  /// Everyone joins; the chairs open the meetings and prepare the rooms. `attend`: how many of each
  /// room join (0: all).
  void prepare_rooms(std::uint32_t attend);

  /// The first connection makes one statement; returns when it is acknowledged.
  void act_once();

  /// Lets the speakers act for `warm_up_ns`, then measures for `measure_ns`. `at_start` and
  /// `at_end` are called where the measured time begins and ends. Ends with nothing unanswered.
  template <class Start, class End>
  void run(const Pace& pace, std::int64_t warm_up_ns, std::int64_t measure_ns, Start at_start,
           End at_end) {
    begin(pace);
    pump_until(now_ns() + warm_up_ns);
    measured_ = Counters{};
    measuring_ = true;
    at_start();
    pump_until(now_ns() + measure_ns);
    at_end();
    measuring_ = false;
    finish();
  }

  Counters& measured() { return measured_; }
  std::size_t connections() const { return connections_.size(); }

  /// Serves sockets until then.
  void pump_until(std::int64_t until_ns);

 private:
  class Connection;
  friend class Connection;
  struct RoomScreens {
    std::vector<std::uint32_t> connections;
    ScreenTracker tracker;
  };

  void begin(const Pace& pace);
  void finish();
  void pump(std::int64_t until_ns);
  void serve(Connection& connection, std::uint32_t events);
  void submit_mixed(Connection& connection, std::int64_t due_ns);
  void refill(Connection& connection);
  void submit_due();
  void wait_answered();
  void wait_level();
  RoomScreens& room_of(const Connection& connection);

  std::uint16_t port_;
  char id_prefix_;
  int epoll_ = -1;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<RoomScreens> rooms_;
  std::vector<std::uint32_t> speakers_;
  Pace pace_;
  bool acting_ = false;
  bool measuring_ = false;
  std::int64_t next_due_ns_ = 0;
  std::size_t next_speaker_ = 0;
  std::uint64_t unanswered_ = 0;
  std::uint64_t joined_ = 0;
  Counters measured_;
  /// Where latencies outside the measured time go.
  Latencies unmeasured_;
  pb::Command command_;
  FrameScan scan_;
  pb::ClientFrame frame_;
  std::string encoded_;
  std::vector<char> buffer_;
};

}  // namespace tingbok::bench
