/// tingbok-client play: acts out a script, each line by its actor over the actor's own connection.
#pragma once

#include <cstdint>
#include <filesystem>

#include "common.hpp"

namespace tingbok::cli {

struct PlayOptions {
  Server server;
  std::filesystem::path script;
  /// Times the script's own clock; 0: as fast as it goes.
  double speed = 0;
  std::filesystem::path positions;
  bool resume = false;
  /// Compare all mirrors after every so many lines and at the end; 0: never.
  std::uint64_t check_mirrors = 0;
  double give_up_after_s = 30;
};

/// Returns an ExitCode. Throws Failure.
int play(const PlayOptions& options);

}  // namespace tingbok::cli
