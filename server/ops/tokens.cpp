#include "server/ops/tokens.hpp"

#include <algorithm>
#include <cstring>

#include <sodium.h>

namespace tingbok::ops {
namespace {

constexpr std::string_view prefix = "tb1.";
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string random_bytes(std::size_t count) {
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

const unsigned char* data_of(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

std::string to_text(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), data_of(bytes), bytes.size(), base64_variant);
  text.resize(std::strlen(text.c_str()));
  return text;
}

}  // namespace

Tokens::Tokens(const TokenKey& key, WallClock clock)
    : key_(key), clock_(std::move(clock)), boot_(random_bytes(16)) {
  static_assert(crypto_auth_KEYBYTES == std::tuple_size_v<TokenKey>);
}

std::string Tokens::issue(pb::TokenClaims claims, std::int64_t lifetime_ms,
                          std::int64_t issued_after_ms) const {
  claims.set_id(random_bytes(16));
  const std::int64_t now = std::max(clock_(), issued_after_ms + 1);
  if (claims.issued_ms() == 0) claims.set_issued_ms(now);
  claims.set_expires_ms(now + lifetime_ms);
  if (claims.use() == pb::TokenClaims::USE_TICKET) claims.set_boot(boot_);
  const std::string body = claims.SerializeAsString();
  std::string signed_body(crypto_auth_BYTES, '\0');
  crypto_auth(reinterpret_cast<unsigned char*>(signed_body.data()), data_of(body), body.size(),
              key_.data());
  signed_body += body;
  return std::string(prefix) + to_text(signed_body);
}

std::optional<pb::TokenClaims> Tokens::check(std::string_view token,
                                             pb::TokenClaims::Use use) const {
  if (token.size() > token_bytes_max || !token.starts_with(prefix)) return std::nullopt;
  token.remove_prefix(prefix.size());
  std::string bytes(token.size(), '\0');
  std::size_t length = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), token.data(),
                        token.size(), nullptr, &length, nullptr, base64_variant) != 0) {
    return std::nullopt;
  }
  if (length <= crypto_auth_BYTES) return std::nullopt;
  // libsodium's decoder lets some bytes outside the alphabet pass; one token has one spelling.
  if (to_text(std::string_view(bytes).substr(0, length)) != token) return std::nullopt;
  const std::string_view body = std::string_view(bytes).substr(0, length).substr(crypto_auth_BYTES);
  if (crypto_auth_verify(data_of(bytes), data_of(body), body.size(), key_.data()) != 0) {
    return std::nullopt;
  }
  pb::TokenClaims claims;
  if (!claims.ParseFromArray(body.data(), static_cast<int>(body.size()))) return std::nullopt;
  if (claims.use() != use || claims.expires_ms() <= clock_()) return std::nullopt;
  if (use == pb::TokenClaims::USE_TICKET && claims.boot() != boot_) return std::nullopt;
  return claims;
}

std::optional<pb::TokenClaims> Tokens::redeem_ticket(std::string_view token) {
  auto claims = check(token, pb::TokenClaims::USE_TICKET);
  if (!claims) return std::nullopt;
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_();
  if (now - swept_ms_ > ticket_ms) {
    swept_ms_ = now;
    std::erase_if(used_, [now](const auto& entry) { return entry.second <= now; });
  }
  if (used_.size() >= used_tickets_max) return std::nullopt;
  if (!used_.emplace(claims->id(), claims->expires_ms()).second) return std::nullopt;
  return claims;
}

bool same_secret(std::string_view given, std::string_view secret) {
  std::array<unsigned char, crypto_generichash_BYTES> a{};
  std::array<unsigned char, crypto_generichash_BYTES> b{};
  crypto_generichash(a.data(), a.size(), data_of(given), given.size(), nullptr, 0);
  crypto_generichash(b.data(), b.size(), data_of(secret), secret.size(), nullptr, 0);
  return sodium_memcmp(a.data(), b.data(), a.size()) == 0 && !secret.empty();
}

}  // namespace tingbok::ops
