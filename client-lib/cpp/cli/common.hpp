/// What the verbs of tingbok-client share.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>

#include <boost/json.hpp>

#include "tingbok/client/http.hpp"

namespace tingbok::cli {

/// Exit codes; the contract with whoever calls the program.
enum ExitCode : int {
  as_expected = 0,
  /// An answer, a state or a mirror was not what it should be.
  not_as_expected = 1,
  wrong_use = 2,
  unreachable = 3,
  /// Stopped by SIGINT or SIGTERM.
  interrupted = 130,
};

/// Ends the verb with `code`; main prints the sentence.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode exit_code, const std::string& sentence)
      : std::runtime_error(sentence), code(exit_code) {}
  ExitCode code;
};

/// How every verb reaches the server.
struct Server {
  std::string url;
  std::filesystem::path admin_token_file;
  std::filesystem::path token_file;
};

/// The secret in a file, without white space around it. Throws Failure(wrong_use).
std::string read_secret(const std::filesystem::path& path);

/// Writes a file beside `path` and puts it in its place: one that was there stays until the new one
/// is whole. Throws Failure(wrong_use).
void replace_file(const std::filesystem::path& path, std::string_view text);

/// As client::parse_url; throws Failure(wrong_use).
client::Endpoint endpoint_of(const std::string& url);

/// PROGRAMME/ROOM, split; throws Failure(wrong_use).
struct RoomAddress {
  std::string programme;
  std::string room;
  std::string whole() const { return programme + "/" + room; }
};
RoomAddress parse_room(const std::string& text);

/// "unreachable" ends with 3, everything else with `otherwise`.
Failure failure_of(const std::string& doing, const client::ApiError& error,
                   ExitCode otherwise = wrong_use);

/// Calls again while the server cannot be reached (or is not ready), for at most `patience`.
template <class Call>
auto patiently(std::chrono::milliseconds patience, const Call& call) -> decltype(call()) {
  constexpr auto pause = std::chrono::milliseconds(200);
  const auto until = std::chrono::steady_clock::now() + patience;
  for (;;) {
    auto result = call();
    const bool again = !result && (result.error().unreachable() || result.error().status == 503);
    if (!again || std::chrono::steady_clock::now() + pause >= until) return result;
    std::this_thread::sleep_for(pause);
  }
}

/// An access token for the verb: the one in --token-file, or one issued for `person`.
std::string access_token(const Server& server, const std::string& programme,
                         const std::string& person, bool simulates);

/// JSON with two spaces of indentation and a newline at the end.
std::string pretty(const boost::json::value& value);

}  // namespace tingbok::cli
