#include "server/net/tls.hpp"

#include <openssl/ssl.h>

#include "server/ops/config.hpp"

namespace tingbok::net {

namespace ssl = boost::asio::ssl;

std::unique_ptr<ssl::context> tls_context(const std::filesystem::path& certificate,
                                          const std::filesystem::path& key) {
  auto context = std::make_unique<ssl::context>(ssl::context::tls_server);
  boost::system::error_code error;
  const auto must = [&](const std::string& what) {
    if (error) throw ops::BadConfig("cannot " + what + ": " + error.message() + ".");
  };
  context->set_options(ssl::context::default_workarounds | ssl::context::no_sslv2 |
                           ssl::context::no_sslv3 | ssl::context::no_tlsv1 |
                           ssl::context::no_tlsv1_1 | ssl::context::no_compression |
                           SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE,
                       error);
  must("set TLS up");
  context->use_certificate_chain_file(certificate.string(), error);
  must("use the certificate " + certificate.string());
  context->use_private_key_file(key.string(), ssl::context::pem, error);
  must("use the key " + key.string());
  return context;
}

}  // namespace tingbok::net
