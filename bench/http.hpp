/// The least of HTTP that setting up a programme needs: one blocking connection that is kept open.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tingbok::bench {

/// The server could not be reached, or answered with an error status.
class HttpFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Opens a blocking TCP connection to 127.0.0.1:port with TCP_NODELAY. Throws HttpFailed.
int connect_loopback(std::uint16_t port);

/// Writes all of it. Throws HttpFailed.
void write_all(int socket, std::string_view bytes);

/// Reads up to the empty line after the headers; `rest` gets what came after it. Throws HttpFailed.
std::string read_head(int socket, std::string& rest);

class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port) : port_(port) {}
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// The body of the answer. Throws HttpFailed where the status is not 2xx.
  std::string get(std::string_view path, std::string_view bearer = {},
                  std::string_view accept = {});
  std::string post(std::string_view path, std::string_view bearer, std::string_view json);

 private:
  std::string call(std::string_view method, std::string_view path, std::string_view bearer,
                   std::string_view accept, std::string_view body);

  std::uint16_t port_;
  int socket_ = -1;
  std::string rest_;
};

}  // namespace tingbok::bench
