/// What the server can be told, from a TOML file, the environment (TINGBOK_...) and flags. Flags
/// win over the environment, which wins over the file.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/open.hpp"

namespace tingbok::ops {

/// Wrong use; the text is one sentence.
class BadConfig : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// One thing that can be set. Its name in TOML; with dashes it is the flag, in capitals after
/// TINGBOK_ the variable of the environment.
struct Setting {
  std::string_view name;
  std::string_view fallback;
  /// May be given more than once (an array in TOML, commas in the environment).
  bool list;
  std::string_view help;
};

std::span<const Setting> settings();

/// Setting name -> what was given.
using Values = std::map<std::string, std::vector<std::string>, std::less<>>;

struct Config {
  std::filesystem::path data;
  std::string host;
  std::uint16_t port = 0;
  std::filesystem::path ready_file;
  /// At least 1.
  unsigned shards = 1;
  std::filesystem::path secrets;
  std::vector<std::string> allow_origin;
  /// The app's files; empty: look for them.
  std::filesystem::path web;
  /// Both or neither.
  std::filesystem::path tls_cert;
  std::filesystem::path tls_key;
  /// Opens a demonstration to anyone; empty: none.
  std::filesystem::path demo;
  log::AnchorMode anchor = log::AnchorMode::strict;
  std::uint64_t free_bytes_min = 0;
  std::chrono::milliseconds handshake_timeout{};
  std::chrono::milliseconds hello_timeout{};
  std::chrono::milliseconds write_timeout{};
  std::chrono::milliseconds idle_timeout{};
  std::string log_level;
};

/// All throw BadConfig.
Values values_from_toml(const std::filesystem::path& file);
Values values_from_environment();
/// Later ones win.
Config make_config(std::span<const Values> sources);

/// The settings as a TOML file that says the same, with comments.
std::string print_config(std::span<const Values> sources);

}  // namespace tingbok::ops
