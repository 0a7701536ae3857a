// The limits that a disk has no part in: sockets, hashes, protobuf.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bench/actions.hpp"
#include "bench/http.hpp"
#include "bench/limits.hpp"
#include "bench/server_process.hpp"

namespace tingbok::bench {
namespace {

class Listener {
 public:
  Listener() : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (socket_ < 0 || bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        listen(socket_, 1024) != 0 ||
        getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error(fmt::format("No listening socket: {}.", strerror(errno)));
    }
    port_ = ntohs(address.sin_port);
  }
  ~Listener() { close(socket_); }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  std::uint16_t port() const { return port_; }
  int accept_one() const {
    const int accepted = accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (accepted < 0) throw std::runtime_error(fmt::format("accept failed: {}.", strerror(errno)));
    const int yes = 1;
    setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    return accepted;
  }

 private:
  int socket_;
  std::uint16_t port_ = 0;
};

/// Pairs of connected sockets, and a thread that reads all that comes.
class Readers {
 public:
  Readers(std::uint32_t count, int core) : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    const Listener listener;
    for (std::uint32_t i = 0; i < count; ++i) {
      reading_.push_back(connect_loopback(listener.port()));
      writing_.push_back(listener.accept_one());
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.fd = reading_.back();
      epoll_ctl(epoll_, EPOLL_CTL_ADD, reading_.back(), &event);
    }
    thread_ = std::thread([this, core] { run(core); });
  }
  ~Readers() {
    stop_ = true;
    thread_.join();
    for (const int socket : reading_) close(socket);
    for (const int socket : writing_) close(socket);
    close(epoll_);
  }
  Readers(const Readers&) = delete;
  Readers& operator=(const Readers&) = delete;

  const std::vector<int>& writing() const { return writing_; }
  /// Waits until everything up to that many bytes has been read.
  void wait_for(std::uint64_t bytes) const {
    while (read_ < bytes && !stop_) std::this_thread::yield();
  }

 private:
  void run(int core) {
    if (core >= 0) pin_to_core(core);
    std::vector<char> buffer(256 * 1024);
    std::array<epoll_event, 256> events;
    while (!stop_) {
      const int ready = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 50);
      for (int i = 0; i < ready; ++i) {
        const int socket = events[static_cast<std::size_t>(i)].data.fd;
        const ssize_t got = recv(socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got > 0) read_ += static_cast<std::uint64_t>(got);
      }
    }
  }

  int epoll_;
  std::vector<int> reading_;
  std::vector<int> writing_;
  std::atomic<bool> stop_ = false;
  std::atomic<std::uint64_t> read_ = 0;
  std::thread thread_;
};

/// Calls `once` a thousand times between looks at the clock.
template <class Once>
Rate spin(double seconds, Once once) {
  const std::int64_t start = now_ns();
  const std::int64_t cpu_start = thread_cpu_ns();
  const std::int64_t end = start + static_cast<std::int64_t>(seconds * 1e9);
  std::uint64_t calls = 0;
  std::int64_t now = start;
  while (now < end) {
    for (int i = 0; i < 1000; ++i) once();
    calls += 1000;
    now = now_ns();
  }
  Rate rate;
  rate.per_second = static_cast<double>(calls) / (static_cast<double>(now - start) / 1e9);
  rate.cpu_us_each =
      static_cast<double>(thread_cpu_ns() - cpu_start) / 1e3 / static_cast<double>(calls);
  return rate;
}

}  // namespace

/// Rounds, as a server publishes: every socket gets its piece, and the next round starts when all
/// have been read, so that each send finds a reader that sleeps. Only sending counts as CPU.
Rate measure_send(std::uint32_t screens, std::uint32_t batch, double seconds, int reader_core) {
  const Readers readers(screens, reader_core);
  const std::string bytes(limit_frame_bytes * batch, 'x');
  const std::int64_t start = now_ns();
  const std::int64_t end = start + static_cast<std::int64_t>(seconds * 1e9);
  std::int64_t cpu_ns = 0;
  std::uint64_t rounds = 0;
  while (now_ns() < end) {
    const std::int64_t cpu_start = thread_cpu_ns();
    for (const int socket : readers.writing()) {
      if (send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) < 0) {
        throw std::runtime_error(fmt::format("send failed: {}.", strerror(errno)));
      }
    }
    cpu_ns += thread_cpu_ns() - cpu_start;
    ++rounds;
    readers.wait_for(rounds * screens * bytes.size());
  }
  const double deliveries = static_cast<double>(rounds) * screens * batch;
  Rate rate;
  rate.batch = batch;
  rate.per_second = deliveries / (static_cast<double>(now_ns() - start) / 1e9);
  rate.cpu_us_each = static_cast<double>(cpu_ns) / 1e3 / deliveries;
  return rate;
}

void measure_compute(Limits& limits, double seconds) {
  const std::string bytes(limit_frame_bytes, 'x');
  std::array<std::uint8_t, 32> digest;
  limits.sha256 = spin(seconds, [&] {
    SHA256(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), digest.data());
  });
  const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> method(
      EVP_MD_fetch(nullptr, "SHA256", nullptr), EVP_MD_free);
  const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context(EVP_MD_CTX_new(),
                                                                        EVP_MD_CTX_free);
  limits.sha256_reused = spin(seconds, [&] {
    EVP_DigestInit_ex2(context.get(), method.get(), nullptr);
    EVP_DigestUpdate(context.get(), bytes.data(), bytes.size());
    EVP_DigestFinal_ex(context.get(), digest.data(), nullptr);
  });
  pb::ClientFrame frame;
  frame.mutable_submit()->set_command_id("b1");
  mixed_action(0, 0, *frame.mutable_submit()->mutable_command());
  std::string encoded = frame.SerializeAsString();
  limits.serialise = spin(seconds, [&] { frame.SerializeToString(&encoded); });
  pb::ClientFrame parsed;
  limits.parse = spin(seconds, [&] { parsed.ParseFromString(encoded); });
}

}  // namespace tingbok::bench
