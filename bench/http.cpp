#include "bench/http.hpp"

#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tingbok::bench {
namespace {

/// The value of a header, found without regard to case; empty where it is absent.
std::string header_value(std::string_view head, std::string_view name) {
  std::size_t at = 0;
  while ((at = head.find("\r\n", at)) != std::string_view::npos) {
    at += 2;
    const std::string_view line = head.substr(at, head.find("\r\n", at) - at);
    if (line.size() > name.size() && line[name.size()] == ':' &&
        strncasecmp(line.data(), name.data(), name.size()) == 0) {
      const std::size_t start = line.find_first_not_of(' ', name.size() + 1);
      return start == std::string_view::npos ? "" : std::string(line.substr(start));
    }
  }
  return "";
}

void read_more(int socket, std::string& into) {
  char buffer[16384];
  const ssize_t got = recv(socket, buffer, sizeof buffer, 0);
  if (got == 0) throw HttpFailed("The server closed the connection in the middle of an answer.");
  if (got < 0)
    throw HttpFailed(fmt::format("Reading from the server failed: {}.", strerror(errno)));
  into.append(buffer, static_cast<std::size_t>(got));
}

}  // namespace

int connect_loopback(std::uint16_t port) {
  const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0) {
    throw HttpFailed(fmt::format("No socket could be made: {}.", strerror(errno)));
  }
  const int yes = 1;
  setsockopt(socket_fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    const std::string why = strerror(errno);
    close(socket_fd);
    throw HttpFailed(
        fmt::format("The server on 127.0.0.1:{} could not be reached: {}.", port, why));
  }
  return socket_fd;
}

void write_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      throw HttpFailed(fmt::format("Writing to the server failed: {}.", strerror(errno)));
    }
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string read_head(int socket, std::string& rest) {
  std::size_t end = 0;
  while ((end = rest.find("\r\n\r\n")) == std::string::npos) read_more(socket, rest);
  std::string head = rest.substr(0, end + 2);
  rest.erase(0, end + 4);
  return head;
}

HttpClient::~HttpClient() {
  if (socket_ >= 0) close(socket_);
}

std::string HttpClient::get(std::string_view path, std::string_view bearer,
                            std::string_view accept) {
  return call("GET", path, bearer, accept, {});
}

std::string HttpClient::post(std::string_view path, std::string_view bearer,
                             std::string_view json) {
  return call("POST", path, bearer, {}, json);
}

std::string HttpClient::call(std::string_view method, std::string_view path,
                             std::string_view bearer, std::string_view accept,
                             std::string_view body) {
  if (socket_ < 0) socket_ = connect_loopback(port_);
  std::string request =
      fmt::format("{} {} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", method, path, port_);
  if (!bearer.empty()) request += fmt::format("Authorization: Bearer {}\r\n", bearer);
  if (!accept.empty()) request += fmt::format("Accept: {}\r\n", accept);
  if (method == "POST") {
    request += fmt::format("Content-Type: application/json\r\nContent-Length: {}\r\n", body.size());
  }
  request.append("\r\n").append(body);
  write_all(socket_, request);
  const std::string head = read_head(socket_, rest_);
  const std::string length = header_value(head, "Content-Length");
  const std::size_t size = length.empty() ? 0 : std::stoul(length);
  while (rest_.size() < size) read_more(socket_, rest_);
  std::string answer = rest_.substr(0, size);
  rest_.erase(0, size);
  if (strncasecmp(header_value(head, "Connection").c_str(), "close", 5) == 0) {
    close(socket_);
    socket_ = -1;
    rest_.clear();
  }
  if (head.size() < 12 || head[9] != '2') {
    throw HttpFailed(fmt::format("{} {} was answered with \"{}\": {}", method, path,
                                 head.substr(0, head.find('\r')), answer.substr(0, 300)));
  }
  return answer;
}

}  // namespace tingbok::bench
