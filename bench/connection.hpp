/// One participant's socket, as the generator keeps it.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "bench/generator.hpp"

namespace tingbok::bench {

class Generator::Connection final : public MessageSink {
 public:
  Connection(Generator& owner, std::uint32_t index, std::uint32_t room_index,
             std::uint32_t person_index)
      : room(room_index), person(person_index), owner_(owner), index_(index) {}
  ~Connection() override;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Connects, upgrades, sends hello; then the socket does not block and epoll watches it.
  void open(std::uint16_t port, int epoll, const std::string& path, const std::string& ticket);
  /// Queues a submit; flush() sends it. The latency counts from `since_ns`.
  void submit(const pb::Command& command, std::int64_t since_ns);
  /// Sends what is queued, as far as the socket takes it.
  void flush(int epoll);
  /// Reads what is there, once.
  void read();

  void on_message(std::string_view payload) override;
  void on_ping(std::string_view payload) override;
  void on_close(std::uint16_t code, std::string_view reason) override;

  const std::uint32_t room;
  const std::uint32_t person;
  bool speaks = false;
  bool joined = false;
  std::uint32_t unanswered = 0;
  std::uint64_t sequence = 0;
  /// The number this screen stands at.
  std::uint64_t number = 0;

 private:
  void queue_frame(Opcode opcode, std::string_view payload);
  void take_patches(const FrameScan& scan);
  void take_answer(const ScannedAnswer& answer);
  std::string who() const;

  Generator& owner_;
  const std::uint32_t index_;
  int socket_ = -1;
  bool waits_to_write_ = false;
  std::int64_t received_ns_ = 0;
  std::uint32_t mask_ = 0x5bd1e995;
  std::string out_;
  MessageReader reader_;
  /// When the action with that sequence number, modulo the bound, was submitted; 0: answered.
  std::array<std::int64_t, in_flight_max> since_ns_{};
};

}  // namespace tingbok::bench
