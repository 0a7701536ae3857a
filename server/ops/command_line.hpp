/// The command line of tingbok-server.
#pragma once

#include <filesystem>
#include <optional>
#include <string_view>

#include "server/ops/config.hpp"

namespace tingbok::ops {

inline constexpr int exit_wrong_use = 2;
/// The address cannot be listened on.
inline constexpr int exit_cannot_listen = 70;
/// A fault in the program; the server's log says which.
inline constexpr int exit_internal = 76;

/// "0.1.0"
std::string_view server_version();

struct CommandLine {
  enum class Verb { serve, repair } verb = Verb::serve;
  /// For serve.
  Config config;
  /// For repair.
  std::filesystem::path data;
  bool accept_loss = false;
};

/// Parses; answers --help, --version and --print-config on stdout, and wrong use with one sentence
/// on stderr: then nothing is returned and `exit_code` says how to end.
std::optional<CommandLine> parse_command_line(int argc, const char* const* argv, int& exit_code);

}  // namespace tingbok::ops
