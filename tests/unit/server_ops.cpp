// Tokens, secrets, settings and the checks of an upgrade.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

#include <catch2/catch.hpp>
#include <sodium.h>
#include <sys/stat.h>

#include "server/net/upgrade.hpp"
#include "server/ops/config.hpp"
#include "server/ops/secrets.hpp"
#include "server/ops/tokens.hpp"

using namespace tingbok;
using pb::TokenClaims;

namespace {

ops::TokenKey key_of(std::uint8_t byte) {
  ops::TokenKey key;
  key.fill(byte);
  return key;
}

struct Desk {
  std::int64_t now_ms = 1'000'000;
  ops::Tokens tokens{key_of(1), [this] { return now_ms; }};

  std::string issue(TokenClaims::Use use, std::int64_t lifetime_ms = 1'000) const {
    TokenClaims claims;
    claims.set_use(use);
    claims.set_programme("A");
    claims.set_person("R01");
    claims.set_room("A");
    return tokens.issue(claims, lifetime_ms);
  }
};

}  // namespace

// A token says what was signed, for its own use and its own time only.
TEST_CASE("tokens: good for one use until they expire", "[unit][server]") {
  Desk desk;
  const std::string token = desk.issue(TokenClaims::USE_ACCESS);
  const auto claims = desk.tokens.check(token, TokenClaims::USE_ACCESS);
  REQUIRE(claims);
  CHECK(claims->person() == "R01");
  CHECK(claims->id().size() == 16);
  CHECK_FALSE(desk.tokens.check(token, TokenClaims::USE_TICKET));
  CHECK_FALSE(desk.tokens.check(token, TokenClaims::USE_LINK));
  desk.now_ms += 999;
  CHECK(desk.tokens.check(token, TokenClaims::USE_ACCESS));
  desk.now_ms += 1;
  CHECK_FALSE(desk.tokens.check(token, TokenClaims::USE_ACCESS));
}

// 10,000 tokens with one bit turned: none passes, whatever the bit.
TEST_CASE("tokens: one flipped bit is refused", "[unit][server]") {
  Desk desk;
  const std::string good = desk.issue(TokenClaims::USE_ACCESS);
  std::mt19937 random(7);
  int passed = 0;
  for (int i = 0; i < 10'000; ++i) {
    std::string bad = good;
    const std::size_t bit = random() % (bad.size() * 8);
    bad[bit / 8] = static_cast<char>(bad[bit / 8] ^ (1 << (bit % 8)));
    if (desk.tokens.check(bad, TokenClaims::USE_ACCESS)) ++passed;
  }
  CHECK(passed == 0);
  for (const std::string& bad : {std::string(), std::string("tb1."), good.substr(0, 30), good + "A",
                                 "tb2." + good.substr(4), std::string(100'000, 'A')}) {
    CHECK_FALSE(desk.tokens.check(bad, TokenClaims::USE_ACCESS));
  }
}

// Another server's key signs nothing here.
TEST_CASE("tokens: a foreign key's tokens are refused", "[unit][server]") {
  Desk desk;
  const ops::Tokens foreign(key_of(2), [] { return std::int64_t{1'000'000}; });
  TokenClaims claims;
  claims.set_use(TokenClaims::USE_ACCESS);
  CHECK_FALSE(desk.tokens.check(foreign.issue(claims, 1'000), TokenClaims::USE_ACCESS));
}

// A ticket opens one socket, once, on the run of the server that issued it.
TEST_CASE("tokens: a ticket passes once and not after a restart", "[unit][server]") {
  Desk desk;
  const std::string ticket = desk.issue(TokenClaims::USE_TICKET);
  CHECK(desk.tokens.redeem_ticket(ticket));
  CHECK_FALSE(desk.tokens.redeem_ticket(ticket));
  const std::string other = desk.issue(TokenClaims::USE_TICKET);
  ops::Tokens restarted(key_of(1), [&] { return desk.now_ms; });
  CHECK_FALSE(restarted.redeem_ticket(other));
  CHECK(desk.tokens.redeem_ticket(other));
  CHECK_FALSE(desk.tokens.redeem_ticket(desk.issue(TokenClaims::USE_ACCESS)));
}

// What is issued right after a revocation is good, although the clock shows the same millisecond.
TEST_CASE("tokens: are issued after the last revocation", "[unit][server]") {
  Desk desk;
  TokenClaims claims;
  claims.set_use(TokenClaims::USE_ACCESS);
  const auto issued =
      desk.tokens.check(desk.tokens.issue(claims, 1'000, desk.now_ms), TokenClaims::USE_ACCESS);
  REQUIRE(issued);
  CHECK(issued->issued_ms() == desk.now_ms + 1);
}

// A ticket is as old as the token it rests on, so that what revokes the one voids the other; it
// expires by the clock all the same.
TEST_CASE("tokens: keep an issue time they are given", "[unit][server]") {
  Desk desk;
  TokenClaims claims;
  claims.set_use(TokenClaims::USE_TICKET);
  claims.set_issued_ms(desk.now_ms - 5'000);
  const auto issued = desk.tokens.redeem_ticket(desk.tokens.issue(claims, 1'000, desk.now_ms));
  REQUIRE(issued);
  CHECK(issued->issued_ms() == desk.now_ms - 5'000);
  CHECK(issued->expires_ms() == desk.now_ms + 1 + 1'000);
}

// Length and every byte count, and an empty secret lets nobody in.
TEST_CASE("secrets: compared whole", "[unit][server]") {
  CHECK(ops::same_secret("abc", "abc"));
  CHECK_FALSE(ops::same_secret("abd", "abc"));
  CHECK_FALSE(ops::same_secret("ab", "abc"));
  CHECK_FALSE(ops::same_secret("abcd", "abc"));
  CHECK_FALSE(ops::same_secret("", ""));
}

// The key does not lie in the data folder, and is nobody else's to read.
TEST_CASE("secrets: made once, with narrow permissions, beside the data", "[unit][server]") {
  CHECK(ops::default_secrets_folder("/var/lib/tingbok/") == "/var/lib/tingbok.secrets");
  CHECK(ops::default_secrets_folder("/var/lib/tingbok") == "/var/lib/tingbok.secrets");
  std::string base = (std::filesystem::temp_directory_path() / "tingbok-secrets-XXXXXX").string();
  REQUIRE(::mkdtemp(base.data()) != nullptr);
  const std::filesystem::path folder = base;
  const std::string secret = ops::administrators_secret(folder);
  CHECK(secret.size() >= 40);
  CHECK(ops::administrators_secret(folder) == secret);
  const auto key = ops::token_key(folder / "keys");
  CHECK(ops::token_key(folder / "keys") == key);
  struct stat found{};
  REQUIRE(::stat((folder / "admin.token").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0600);
  REQUIRE(::stat((folder / "keys").c_str(), &found) == 0);
  CHECK((found.st_mode & 0777) == 0700);
  std::ofstream(folder / "keys" / "token.key") << "short";
  CHECK_THROWS_AS(ops::token_key(folder / "keys"), ops::SecretsFailed);
  std::filesystem::remove_all(folder);
}

// Three sources, one order of precedence, and defaults that follow from other settings.
TEST_CASE("settings: flags win over the environment, which wins over the file", "[unit][server]") {
  const ops::Values file = {{"data", {"/a"}}, {"shards", {"2"}}, {"anchor", {"lagging"}}};
  const ops::Values environment = {{"data", {"/b"}}, {"shards", {"3"}}};
  const ops::Values flags = {{"data", {"/c"}}, {"listen", {"[::1]:80"}}};
  const ops::Config config = ops::make_config(std::array{file, environment, flags});
  CHECK(config.data == "/c");
  CHECK(config.shards == 3);
  CHECK(config.anchor == log::AnchorMode::lagging);
  CHECK(config.host == "::1");
  CHECK(config.port == 80);
  CHECK(config.secrets == "/c.secrets");
}

// Each wrong value is caught at the start, not when it is first used.
TEST_CASE("settings: what cannot be is wrong use, with a sentence", "[unit][server]") {
  const std::vector<std::pair<std::string, std::string>> wrong = {
      {"listen", "8080"},     {"listen", "a:b"},        {"listen", "a:65536"},
      {"shards", "-1"},       {"shards", "257"},        {"anchor", "loose"},
      {"log_level", "loud"},  {"allow_origin", "a.no"}, {"hello_timeout_ms", "0"},
      {"free_bytes_min", "x"}};
  for (const auto& [name, value] : wrong) {
    INFO(name + " = " + value);
    const ops::Values values = {{"data", {"/c"}}, {name, {value}}};
    CHECK_THROWS_AS(ops::make_config(std::array{values}), ops::BadConfig);
  }
  CHECK_THROWS_AS(ops::make_config(std::array{ops::Values{}}), ops::BadConfig);
}

// What --print-config prints is a configuration that says the same.
TEST_CASE("settings: the printed configuration can be read back", "[unit][server]") {
  const ops::Values values = {{"data", {"/with \"quotes\""}}, {"allow_origin", {"https://a.no"}}};
  std::string path = (std::filesystem::temp_directory_path() / "tingbok-config-XXXXXX").string();
  const int file = ::mkstemp(path.data());
  REQUIRE(file >= 0);
  ::close(file);
  std::ofstream(path) << ops::print_config(std::array{values});
  const ops::Config config = ops::make_config(std::array{ops::values_from_toml(path)});
  CHECK(config.data == "/with \"quotes\"");
  CHECK(config.allow_origin == std::vector<std::string>{"https://a.no"});
  std::ofstream(path) << "unknown_key = 1\n";
  CHECK_THROWS_WITH(ops::values_from_toml(path), Catch::Contains("unknown_key"));
  std::filesystem::remove(path);
}

namespace {

net::RequestHead good_head() {
  net::RequestHead head;
  head.method = "GET";
  head.target = "/ws/A/K04";
  head.fields = {{"host", "127.0.0.1:80"},
                 {"upgrade", "websocket"},
                 {"connection", "keep-alive, Upgrade"},
                 {"sec-websocket-version", "13"},
                 {"sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ=="}};
  return head;
}

unsigned status_of(const net::RequestHead& head, const std::vector<std::string>& allowed = {}) {
  net::Upgrade upgrade;
  const auto refused = net::check_upgrade(head, allowed, upgrade);
  return refused ? refused->status : 101;
}

}  // namespace

// The least a client sends is enough, and says which room it wants.
TEST_CASE("upgrade: a good one names its room", "[unit][server]") {
  net::Upgrade upgrade;
  CHECK_FALSE(net::check_upgrade(good_head(), {}, upgrade));
  CHECK(upgrade.workshop == "A/K04");
  CHECK(upgrade.encoding == room::Encoding::protobuf);
  CHECK(upgrade.subprotocol.empty());
}

// Method, version, path, key and body are checked to the letter before Beast sees the request.
TEST_CASE("upgrade: what Beast would let pass is refused", "[unit][server]") {
  const auto with = [](const std::string& name, const std::string& value) {
    auto head = good_head();
    head.fields.erase(name);
    if (value != "-") head.fields.emplace(name, value);
    return head;
  };
  auto post = good_head();
  post.method = "POST";
  CHECK(status_of(post) == 400);
  auto old = good_head();
  old.version = 10;
  CHECK(status_of(old) == 400);
  for (const char* target : {"/ws/A", "/ws/A/", "/ws//B", "/ws/A/B/C", "/ws/A/..", "/ws/A/B?x=1",
                             "/ws/A/%41", "/socket"}) {
    auto head = good_head();
    head.target = target;
    INFO(target);
    CHECK(status_of(head) == 404);
  }
  CHECK(status_of(with("upgrade", "-")) == 426);
  CHECK(status_of(with("connection", "close")) == 426);
  CHECK(status_of(with("sec-websocket-version", "8")) == 426);
  CHECK(status_of(with("sec-websocket-version", "-")) == 426);
  for (const char* key : {"-", "", "dGhlIHNhbXBsZSBub25jZQ=", "dGhlIHNhbXBsZSBub25jZR==",
                          "dGhlIHNhbXBsZSBub25jZQ!=", "dGhlIHNhbXBsZSBub25jZSBs"}) {
    INFO(key);
    CHECK(status_of(with("sec-websocket-key", key)) == 400);
  }
  auto twice = good_head();
  twice.fields.emplace("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
  CHECK(status_of(twice) == 400);
  CHECK(status_of(with("content-length", "5")) == 400);
}

// A page of another site cannot connect with its visitor as a courier.
TEST_CASE("upgrade: origins are the server's own or allowed ones", "[unit][server]") {
  const auto from = [](const std::string& origin) {
    auto head = good_head();
    head.fields.emplace("origin", origin);
    return head;
  };
  CHECK(status_of(from("http://127.0.0.1:80")) == 101);
  CHECK(status_of(from("https://127.0.0.1:80")) == 101);
  CHECK(status_of(from("http://127.0.0.1")) == 403);
  CHECK(status_of(from("http://evil.example")) == 403);
  CHECK(status_of(from("null")) == 403);
  CHECK(status_of(from("ftp://127.0.0.1:80")) == 403);
  CHECK(status_of(from("https://app.example"), {"https://app.example"}) == 101);
  auto twice = from("http://127.0.0.1:80");
  twice.fields.emplace("origin", "http://127.0.0.1:80");
  CHECK(status_of(twice) == 403);
}

// The client's own order of preference counts.
TEST_CASE("upgrade: the first subprotocol that is known is taken", "[unit][server]") {
  const auto asking = [](const std::string& list) {
    auto head = good_head();
    head.fields.emplace("sec-websocket-protocol", list);
    return head;
  };
  net::Upgrade upgrade;
  CHECK_FALSE(net::check_upgrade(asking("chat, tingbok.v1.json, tingbok.v1"), {}, upgrade));
  CHECK(upgrade.subprotocol == "tingbok.v1.json");
  CHECK(upgrade.encoding == room::Encoding::json);
  CHECK(status_of(asking("chat")) == 400);
}
