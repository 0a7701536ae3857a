#include "bench/generator.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "bench/connection.hpp"

namespace tingbok::bench {
namespace {

constexpr std::int64_t patience_ns = 60'000'000'000;
constexpr std::size_t read_bytes = 256 * 1024;

}  // namespace

Generator::Generator(std::uint16_t port, char id_prefix)
    : port_(port),
      id_prefix_(id_prefix),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      buffer_(read_bytes) {
  if (epoll_ < 0) throw LoadFailed(fmt::format("No epoll could be made: {}.", strerror(errno)));
}

Generator::~Generator() {
  connections_.clear();
  if (epoll_ >= 0) close(epoll_);
}

Generator::RoomScreens& Generator::room_of(const Connection& connection) {
  return rooms_[connection.room];
}

void Generator::connect(const std::string& programme, std::uint32_t room, std::uint32_t person,
                        const std::string& ticket) {
  const auto index = static_cast<std::uint32_t>(connections_.size());
  if (rooms_.size() <= room) rooms_.resize(room + 1);
  rooms_[room].connections.push_back(index);
  connections_.push_back(std::make_unique<Connection>(*this, index, room, person));
  connections_.back()->open(port_, epoll_, fmt::format("/ws/{}/{}", programme, room_id(room)),
                            ticket);
  pump(now_ns());
}

void Generator::wait_joined() {
  const std::int64_t limit = now_ns() + patience_ns;
  while (joined_ < connections_.size()) {
    if (now_ns() > limit) {
      throw LoadFailed(fmt::format("{} of {} connections got no snapshot within a minute.",
                                   connections_.size() - joined_, connections_.size()));
    }
    pump(now_ns() + 10'000'000);
  }
}

void Generator::prepare_rooms(std::uint32_t attend) {
  pb::Command command;
  command.mutable_join();
  for (const auto& connection : connections_) {
    if (attend && connection->person >= attend) continue;
    connection->submit(command, now_ns());
    connection->flush(epoll_);
    pump(now_ns());
  }
  wait_answered();
  for (const auto& connection : connections_) {
    if (connection->person != 0) continue;
    for (std::uint32_t step = 0; setup_action(step, command); ++step) {
      connection->submit(command, now_ns());
    }
    connection->flush(epoll_);
    pump(now_ns());
  }
  wait_answered();
  wait_level();
  if (measured_.refused) {
    throw LoadFailed(
        fmt::format("The server refused {} actions that prepare the rooms; the last: {}",
                    measured_.refused, measured_.refusal));
  }
}

void Generator::act_once() {
  command_.Clear();
  command_.set_text("Her er vi igjen.");
  command_.mutable_say();
  connections_.front()->submit(command_, now_ns());
  connections_.front()->flush(epoll_);
  wait_answered();
  if (measured_.refused) {
    throw LoadFailed(fmt::format("The server refused a statement: {}", measured_.refusal));
  }
}

void Generator::begin(const Pace& pace) {
  pace_ = pace;
  speakers_.clear();
  for (RoomScreens& room : rooms_) {
    const std::uint64_t head = connections_[room.connections.front()]->number;
    room.tracker.reset(static_cast<std::uint32_t>(room.connections.size()), head);
  }
  for (std::uint32_t index = 0; index < connections_.size(); ++index) {
    Connection& connection = *connections_[index];
    connection.speaks = pace.speakers == 0 || connection.person < pace.speakers;
    if (connection.speaks) speakers_.push_back(index);
  }
  acting_ = true;
  next_due_ns_ = now_ns();
  next_speaker_ = 0;
  if (pace.rate > 0) return;
  for (const std::uint32_t index : speakers_) {
    refill(*connections_[index]);
    connections_[index]->flush(epoll_);
  }
}

void Generator::finish() {
  acting_ = false;
  wait_answered();
  wait_level();
  unmeasured_.clear();
}

void Generator::submit_mixed(Connection& connection, std::int64_t due_ns) {
  mixed_action(connection.person, connection.sequence, command_);
  connection.submit(command_, due_ns);
}

void Generator::refill(Connection& connection) {
  const std::int64_t now = now_ns();
  while (connection.unanswered < pace_.in_flight) submit_mixed(connection, now);
}

void Generator::submit_due() {
  const auto gap_ns = static_cast<std::int64_t>(1e9 / pace_.rate);
  while (next_due_ns_ <= now_ns()) {
    Connection& connection = *connections_[speakers_[next_speaker_ % speakers_.size()]];
    ++next_speaker_;
    if (connection.unanswered >= in_flight_max) {
      throw LoadFailed(
          fmt::format("The server is so far behind the open loop of {} actions/s that "
                      "a participant has {} unanswered.",
                      pace_.rate, connection.unanswered));
    }
    submit_mixed(connection, next_due_ns_);
    connection.flush(epoll_);
    next_due_ns_ += gap_ns;
  }
}

void Generator::pump_until(std::int64_t until_ns) {
  while (now_ns() < until_ns) {
    if (acting_ && pace_.rate > 0) submit_due();
    const bool open_loop = acting_ && pace_.rate > 0;
    pump(open_loop ? std::min(until_ns, next_due_ns_) : until_ns);
  }
}

void Generator::pump(std::int64_t until_ns) {
  const std::int64_t wait_ns = std::max<std::int64_t>(0, until_ns - now_ns());
  timespec wait{};
  wait.tv_sec = wait_ns / 1'000'000'000;
  wait.tv_nsec = wait_ns % 1'000'000'000;
  std::array<epoll_event, 256> events;
  const int ready =
      epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
  if (ready < 0 && errno != EINTR) {
    throw LoadFailed(fmt::format("Waiting for the sockets failed: {}.", strerror(errno)));
  }
  for (int i = 0; i < ready; ++i) {
    serve(*connections_[events[static_cast<std::size_t>(i)].data.u32],
          events[static_cast<std::size_t>(i)].events);
  }
}

void Generator::serve(Connection& connection, std::uint32_t events) {
  if (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) connection.read();
  if (acting_ && connection.speaks && pace_.rate == 0) refill(connection);
  connection.flush(epoll_);
}

void Generator::wait_answered() {
  const std::int64_t limit = now_ns() + patience_ns;
  while (unanswered_ > 0) {
    if (now_ns() > limit) {
      throw LoadFailed(fmt::format("{} actions got no answer within a minute.", unanswered_));
    }
    pump(now_ns() + 10'000'000);
  }
}

void Generator::wait_level() {
  const std::int64_t limit = now_ns() + patience_ns;
  for (RoomScreens& room : rooms_) {
    std::uint64_t head = 0;
    for (const std::uint32_t index : room.connections) {
      head = std::max(head, connections_[index]->number);
    }
    for (const std::uint32_t index : room.connections) {
      while (connections_[index]->number < head) {
        if (now_ns() > limit) throw LoadFailed("A screen did not get its last patch in a minute.");
        pump(now_ns() + 10'000'000);
      }
    }
  }
}

}  // namespace tingbok::bench
