#include "bench/connection.hpp"

#include <cerrno>
#include <charconv>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/http.hpp"

namespace tingbok::bench {

Generator::Connection::~Connection() {
  if (socket_ >= 0) close(socket_);
}

std::string Generator::Connection::who() const {
  return fmt::format("{} in {}", person_id(room, person), room_id(room));
}

void Generator::Connection::open(std::uint16_t port, int epoll, const std::string& path,
                                 const std::string& ticket) {
  socket_ = connect_loopback(port);
  write_all(socket_, fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nUpgrade: websocket\r\n"
                                 "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                 "Sec-WebSocket-Key: dGluZ2Jvay1iZW5jaC0wMQ==\r\n"
                                 "Sec-WebSocket-Protocol: tingbok.v1\r\n\r\n",
                                 path, port));
  std::string rest;
  const std::string head = read_head(socket_, rest);
  if (head.rfind("HTTP/1.1 101", 0) != 0) {
    throw LoadFailed(fmt::format("The socket of {} was not opened: {}.", who(),
                                 head.substr(0, head.find('\r'))));
  }
  owner_.frame_.Clear();
  owner_.frame_.mutable_hello()->set_ticket(ticket);
  owner_.frame_.SerializeToString(&owner_.encoded_);
  queue_frame(Opcode::binary, owner_.encoded_);
  write_all(socket_, out_);
  out_.clear();
  fcntl(socket_, F_SETFL, O_NONBLOCK);
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u32 = index_;
  if (epoll_ctl(epoll, EPOLL_CTL_ADD, socket_, &event) != 0) {
    throw LoadFailed(fmt::format("epoll refused a socket: {}.", strerror(errno)));
  }
  reader_.feed(rest, *this);
}

void Generator::Connection::queue_frame(Opcode opcode, std::string_view payload) {
  mask_ = mask_ * 1664525 + 1013904223;
  append_client_frame(out_, opcode, payload, mask_);
}

void Generator::Connection::submit(const pb::Command& command, std::int64_t since_ns) {
  std::int64_t& slot = since_ns_[sequence % in_flight_max];
  if (slot != 0) throw LoadFailed(fmt::format("{} has too many actions unanswered.", who()));
  slot = since_ns;
  pb::Submit& submit = *owner_.frame_.mutable_submit();
  submit.set_command_id(fmt::format("{}{}", owner_.id_prefix_, sequence));
  *submit.mutable_command() = command;
  owner_.frame_.SerializeToString(&owner_.encoded_);
  queue_frame(Opcode::binary, owner_.encoded_);
  ++sequence;
  ++unanswered;
  ++owner_.unanswered_;
}

void Generator::Connection::flush(int epoll) {
  if (out_.empty() && !waits_to_write_) return;
  const ssize_t sent = send(socket_, out_.data(), out_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent < 0 && errno != EAGAIN) {
    throw LoadFailed(fmt::format("Writing for {} failed: {}.", who(), strerror(errno)));
  }
  if (sent > 0) out_.erase(0, static_cast<std::size_t>(sent));
  const bool wait = !out_.empty();
  if (wait == waits_to_write_) return;
  waits_to_write_ = wait;
  epoll_event event{};
  event.events = wait ? EPOLLIN | EPOLLOUT : EPOLLIN;
  event.data.u32 = index_;
  epoll_ctl(epoll, EPOLL_CTL_MOD, socket_, &event);
}

void Generator::Connection::read() {
  std::vector<char>& buffer = owner_.buffer_;
  const ssize_t got = recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got < 0) throw LoadFailed(fmt::format("Reading for {} failed: {}.", who(), strerror(errno)));
  if (got == 0) throw LoadFailed(fmt::format("The server dropped the connection of {}.", who()));
  received_ns_ = now_ns();
  if (owner_.measuring_) owner_.measured_.bytes += static_cast<std::uint64_t>(got);
  try {
    reader_.feed({buffer.data(), static_cast<std::size_t>(got)}, *this);
  } catch (const BadFrame& bad) {
    throw LoadFailed(fmt::format("{} got a broken frame: {}.", who(), bad.what()));
  }
}

void Generator::Connection::on_message(std::string_view payload) {
  FrameScan& scan = owner_.scan_;
  if (!scan_server_frame(payload, scan)) {
    throw LoadFailed(fmt::format("{} got bytes that are no ServerFrame.", who()));
  }
  if (!scan.problem.empty()) {
    throw LoadFailed(fmt::format("{} was told: {}", who(), scan.problem));
  }
  if (owner_.measuring_) ++owner_.measured_.messages;
  if (scan.snapshot_complete) {
    number = scan.snapshot_number;
    if (!joined) ++owner_.joined_;
    joined = true;
  }
  if (scan.patches) take_patches(scan);
  for (const ScannedAnswer& answer : scan.answers) take_answer(answer);
}

void Generator::Connection::take_patches(const FrameScan& scan) {
  if (!scan.patches_in_order || scan.first_patch != number + 1) {
    throw LoadFailed(
        fmt::format("{} stood at {} and got patches {}..{} ({} of them): a gap or a "
                    "repeat.",
                    who(), number, scan.first_patch, scan.last_patch, scan.patches));
  }
  number = scan.last_patch;
  Counters& counters = owner_.measured_;
  if (owner_.measuring_) counters.patches += scan.patches;
  owner_.room_of(*this).tracker.delivered(
      scan.first_patch, scan.last_patch, received_ns_,
      owner_.measuring_ ? counters.last_screen : owner_.unmeasured_);
}

void Generator::Connection::take_answer(const ScannedAnswer& answer) {
  std::uint64_t answered = 0;
  const char* end = answer.command_id.data() + answer.command_id.size();
  const auto parsed = answer.command_id.empty()
                          ? std::from_chars_result{end, std::errc::invalid_argument}
                          : std::from_chars(answer.command_id.data() + 1, end, answered);
  std::int64_t& since = since_ns_[answered % in_flight_max];
  if (parsed.ec != std::errc{} || since == 0 || answered >= sequence) {
    throw LoadFailed(
        fmt::format("{} got an answer to \"{}\", which it had not asked or which was "
                    "answered already.",
                    who(), answer.command_id));
  }
  if (answer.accepted && answer.number > number) {
    throw LoadFailed(fmt::format("{} got a receipt for {} before the patch of that number.", who(),
                                 answer.number));
  }
  Counters& counters = owner_.measured_;
  if (answer.accepted) {
    owner_.room_of(*this).tracker.acknowledged(
        answer.number, since, owner_.measuring_ ? counters.last_screen : owner_.unmeasured_);
  } else {
    ++counters.refused;
    counters.refusal = answer.refusal;
  }
  if (owner_.measuring_ && answer.accepted) {
    ++counters.accepted;
    counters.acknowledged.add(received_ns_ - since);
  }
  since = 0;
  --unanswered;
  --owner_.unanswered_;
}

void Generator::Connection::on_ping(std::string_view payload) {
  queue_frame(Opcode::pong, payload);
}

void Generator::Connection::on_close(std::uint16_t code, std::string_view reason) {
  throw LoadFailed(
      fmt::format("The server closed the connection of {} with {} {}.", who(), code, reason));
}

}  // namespace tingbok::bench
