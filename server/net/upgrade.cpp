#include "server/net/upgrade.hpp"

#include <algorithm>
#include <cctype>

#include <sodium.h>

#include "server/net/lists.hpp"
#include "server/room/found.hpp"

namespace tingbok::net {
namespace {

bool same_word(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

/// The elements of all fields of that name, which are comma-separated lists.
std::vector<std::string_view> list_of(const RequestHead& head, std::string_view name) {
  std::vector<std::string_view> list;
  const auto [from, to] = head.fields.equal_range(name);
  for (auto field = from; field != to; ++field) {
    any_of_list(field->second, [&](std::string_view one) {
      list.push_back(one);
      return false;
    });
  }
  return list;
}

bool names(const RequestHead& head, std::string_view field, std::string_view word) {
  const auto list = list_of(head, field);
  return std::any_of(list.begin(), list.end(), [&](auto one) { return same_word(one, word); });
}

/// 24 base64 characters that say 16 bytes. (libsodium's decoder alone lets some bytes outside the
/// alphabet pass.)
bool is_key(std::string_view key) {
  const auto in_alphabet = [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '+' || c == '/' || c == '=';
  };
  if (!std::all_of(key.begin(), key.end(), in_alphabet)) return false;
  unsigned char bytes[18];
  std::size_t length = 0;
  return key.size() == 24 &&
         sodium_base642bin(bytes, sizeof bytes, key.data(), key.size(), nullptr, &length, nullptr,
                           sodium_base64_VARIANT_ORIGINAL) == 0 &&
         length == 16;
}

bool origin_may(const RequestHead& head, const std::vector<std::string>& allowed) {
  const auto count = head.fields.count("origin");
  if (count == 0) return true;
  const auto origin = head.single("origin");
  if (!origin) return false;
  if (std::find(allowed.begin(), allowed.end(), *origin) != allowed.end()) return true;
  const auto host = head.single("host");
  const std::size_t scheme = origin->find("://");
  return host && scheme != std::string_view::npos && same_word(origin->substr(scheme + 3), *host) &&
         (origin->substr(0, scheme) == "http" || origin->substr(0, scheme) == "https");
}

/// Takes /ws/PROGRAMME/ROOM and /ws/PROGRAMME/ROOM/past apart; false for any other path.
bool read_path(std::string_view path, Upgrade& out) {
  constexpr std::string_view prefix = "/ws/";
  constexpr std::string_view past = "/past";
  if (!path.starts_with(prefix)) return false;
  path.remove_prefix(prefix.size());
  const std::size_t slash = path.find('/');
  if (slash == std::string_view::npos) return false;
  out.past = path.find('/', slash + 1) != std::string_view::npos && path.ends_with(past);
  if (out.past) path.remove_suffix(past.size());
  out.workshop = path;
  return room::is_plain_id(path.substr(0, slash), 32) &&
         room::is_plain_id(path.substr(slash + 1), 32);
}

std::optional<UpgradeRefused> choose_subprotocol(const RequestHead& head, Upgrade& out) {
  const auto asked = list_of(head, "sec-websocket-protocol");
  if (asked.empty()) return std::nullopt;
  for (const std::string_view one : asked) {
    if (one != "tingbok.v1" && one != "tingbok.v1.json") continue;
    out.subprotocol = one;
    out.encoding = one == "tingbok.v1" ? room::Encoding::protobuf : room::Encoding::json;
    return std::nullopt;
  }
  return UpgradeRefused{400, "The subprotocols here are tingbok.v1 and tingbok.v1.json."};
}

}  // namespace

std::optional<std::string_view> RequestHead::single(std::string_view name) const {
  const auto [from, to] = fields.equal_range(name);
  if (from == to || std::next(from) != to) return std::nullopt;
  return trim(from->second);
}

std::optional<UpgradeRefused> check_upgrade(const RequestHead& head,
                                            const std::vector<std::string>& allowed, Upgrade& out) {
  if (head.method != "GET" || head.version != 11) {
    return UpgradeRefused{400, "A WebSocket starts with GET and HTTP/1.1."};
  }
  if (!read_path(head.target, out)) {
    return UpgradeRefused{404, "A WebSocket is at /ws/PROGRAMME/ROOM."};
  }
  if (!names(head, "upgrade", "websocket") || !names(head, "connection", "upgrade")) {
    return UpgradeRefused{426, "This path speaks WebSocket only."};
  }
  const auto version = head.single("sec-websocket-version");
  if (!version || *version != "13") {
    return UpgradeRefused{426, "The WebSocket version here is 13."};
  }
  const auto key = head.single("sec-websocket-key");
  if (!key || !is_key(*key)) {
    return UpgradeRefused{400, "Sec-WebSocket-Key stands once and is 24 base64 characters."};
  }
  out.key = *key;
  const auto host = head.single("host");
  if (!host || host->empty()) return UpgradeRefused{400, "Host stands exactly once."};
  out.host = *host;
  if (head.fields.contains("content-length") || head.fields.contains("transfer-encoding")) {
    return UpgradeRefused{400, "An upgrade has no body."};
  }
  if (!origin_may(head, allowed)) {
    return UpgradeRefused{403,
                          "This origin may not connect; the server's --allow-origin says which."};
  }
  return choose_subprotocol(head, out);
}

}  // namespace tingbok::net
