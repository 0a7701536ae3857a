/// A progress bar on standard error, where that is a terminal; otherwise nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace tingbok::replay {

/// Draws at most ten times a second, and only for work that takes longer than half a second. Clears
/// its line when it goes.
class Progress {
 public:
  Progress(std::string what, std::uint64_t total);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void step(std::uint64_t done_now = 1);

 private:
  void draw();

  const std::string what_;
  const std::uint64_t total_;
  const bool terminal_;
  std::uint64_t done_ = 0;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace tingbok::replay
