/// Access tokens, tickets and link codes: claims and a MAC over them (libsodium crypto_auth,
/// HMAC-SHA512-256), opaque to clients. A token says who, never as what.
///
/// All functions may be called from any thread.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::ops {

inline constexpr std::int64_t access_ms_default = 12LL * 3600 * 1000;
inline constexpr std::int64_t access_ms_max = 31LL * 24 * 3600 * 1000;
inline constexpr std::int64_t ticket_ms = 60 * 1000;
inline constexpr std::int64_t link_ms = 14LL * 24 * 3600 * 1000;
/// A longer token is refused unread.
inline constexpr std::size_t token_bytes_max = 2048;
/// Tickets that were used and are not yet expired; at the bound further tickets are refused.
inline constexpr std::size_t used_tickets_max = 1'000'000;

using TokenKey = std::array<std::uint8_t, 32>;
/// Milliseconds since 1970 UTC.
using WallClock = std::function<std::int64_t()>;

class Tokens {
 public:
  /// Every start makes a boot id of its own, which voids the tickets of earlier runs.
  Tokens(const TokenKey& key, WallClock clock);

  /// Signs claims. Fills in id, expiry and boot, and the issue time where there is none (at least
  /// `issued_after_ms` + 1).
  std::string issue(pb::TokenClaims claims, std::int64_t lifetime_ms,
                    std::int64_t issued_after_ms = 0) const;

  /// The claims of a good token for `use`: right MAC, not expired, for tickets of this run.
  /// Says nothing about revocation.
  std::optional<pb::TokenClaims> check(std::string_view token, pb::TokenClaims::Use use) const;

  /// check() of a ticket, which then never passes again.
  std::optional<pb::TokenClaims> redeem_ticket(std::string_view token);

 private:
  const TokenKey key_;
  const WallClock clock_;
  const std::string boot_;
  std::mutex mutex_;
  /// Ticket id -> expiry.
  std::unordered_map<std::string, std::int64_t> used_;
  std::int64_t swept_ms_ = 0;
};

/// The administrator's secret is compared in constant time whatever the lengths.
bool same_secret(std::string_view given, std::string_view secret);

}  // namespace tingbok::ops
