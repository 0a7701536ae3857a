/// One connection between a client and a room: what net/session_stream.cpp and a TCP connection do,
/// with delays, and with an end at any moment.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "chance.hpp"
#include "scheduler.hpp"
#include "server/room/room.hpp"

namespace tingbok::sim {

/// How a connection behaves. Times in microseconds.
struct Net {
  Micros delay_least = 200;
  Micros delay_most = 20 * ms;
  /// A client that reads slowly: the time one message takes to be written.
  Micros write_least = 10;
  Micros write_most = 2 * ms;
};

/// What the client's side of a connection is told.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual void message(const std::string& bytes) = 0;
  virtual void closed(std::uint16_t code, const std::string& reason) = 0;
};

/// Held by both sides. Ends when cut(), closed by either, or forgotten by the server.
class Wire final : public room::Link, public std::enable_shared_from_this<Wire> {
 public:
  Wire(Scheduler& scheduler, Chance chance, Net net, std::string person, bool simulates);

  // The client's side.

  /// Null: it has gone; nothing is told to it any more.
  void set_peer(Peer* peer) { peer_ = peer; }
  void send(const std::string& bytes);
  /// The client closed its socket.
  void hang_up();
  /// The connection breaks now. What is under way may still arrive, on either side; both sides find
  /// out at some time.
  /// False where it had ended already.
  bool cut();

  // The server's side.

  /// Runs `enter(hello)` when the hello arrives; it calls enter() with the room later.
  void on_hello(std::function<void(const pb::Hello&)> then) { on_hello_ = std::move(then); }
  void enter(room::Room* room, const pb::Hello& hello);
  /// The server's process is gone, and with it its side.
  void server_died();
  /// Whether the server's side has ended.
  bool server_done() const { return gone_; }
  const std::string& person() const { return person_; }
  void swallow_next() { swallow_ = true; }

  void wake() override { pump(); }
  void close(room::CloseCode code, std::string_view sentence) override;

 private:
  void read();
  void take_frame(const std::string& bytes);
  void pump();
  void deliver(std::string bytes);
  void send_close();
  void gone();
  Micros delay() { return chance_.between(net_.delay_least, net_.delay_most); }

  Scheduler& scheduler_;
  Chance chance_;
  const Net net_;
  const std::string person_;
  const bool simulates_;
  Peer* peer_ = nullptr;
  Lane up_;
  Lane down_;
  /// The server's own moments: writing, noticing.
  Lane server_;
  std::deque<std::string> unread_;
  std::function<void(const pb::Hello&)> on_hello_;
  std::shared_ptr<room::Member> member_;
  room::Room* room_ = nullptr;
  room::Outgoing outgoing_;
  bool greeted_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool gone_ = false;
  bool cut_ = false;
  bool swallow_ = false;
  room::CloseCode close_code_ = room::CloseCode::going_away;
  std::string close_sentence_;
};

}  // namespace tingbok::sim
