#include "core/hash/sha256_stream.hpp"

#include <stdexcept>

#include <openssl/evp.h>

namespace tingbok {

struct Sha256Stream::Context {
  EVP_MD_CTX* of = EVP_MD_CTX_new();

  Context() = default;
  ~Context() { EVP_MD_CTX_free(of); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
};

Sha256Stream::Sha256Stream() : context_(std::make_unique<Context>()) {
  if (!context_->of || EVP_DigestInit_ex(context_->of, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL has no SHA-256");
  }
}

Sha256Stream::~Sha256Stream() = default;

void Sha256Stream::add(std::string_view bytes) {
  if (EVP_DigestUpdate(context_->of, bytes.data(), bytes.size()) != 1) {
    throw std::runtime_error("OpenSSL failed to hash");
  }
}

Digest Sha256Stream::finish() {
  Digest digest;
  if (EVP_DigestFinal_ex(context_->of, digest.data(), nullptr) != 1) {
    throw std::runtime_error("OpenSSL failed to hash");
  }
  return digest;
}

}  // namespace tingbok
