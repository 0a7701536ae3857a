/// TLS by the server itself: a certificate and its key, and moving a connection from the thread
/// that accepted it to its room's.
#pragma once

#include <filesystem>
#include <memory>

#include <boost/asio/ssl/context.hpp>

namespace tingbok::net {

/// TLS 1.2 and later. Throws ops::BadConfig with one sentence where a file cannot be used.
std::unique_ptr<boost::asio::ssl::context> tls_context(const std::filesystem::path& certificate,
                                                       const std::filesystem::path& key);

/// A socket that goes from one thread to another. Whoever takes it over closes it.
struct TakenSocket {
  int native = -1;
  bool v6 = false;
  /// The connection's OpenSSL state, of which this is one reference; null without TLS.
  ssl_st* tls = nullptr;
};

}  // namespace tingbok::net
