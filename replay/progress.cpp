#include "replay/progress.hpp"

#include <algorithm>
#include <cstdio>

#include <unistd.h>

namespace tingbok::replay {
namespace {

constexpr std::size_t width = 40;
constexpr auto quiet = std::chrono::milliseconds(500);
constexpr auto interval = std::chrono::milliseconds(100);
/// Reading the clock costs more than folding an event, so it is read this seldom.
constexpr std::uint64_t steps_between_looks = 256;

}  // namespace

Progress::Progress(std::string what, std::uint64_t total)
    : what_(std::move(what)),
      total_(std::max<std::uint64_t>(total, 1)),
      terminal_(isatty(STDERR_FILENO) == 1),
      next_(std::chrono::steady_clock::now() + quiet) {}

Progress::~Progress() {
  if (drawn_) std::fputs("\r\033[K", stderr);
}

void Progress::step(std::uint64_t done_now) {
  const auto before = done_ / steps_between_looks;
  done_ += done_now;
  if (!terminal_ || done_ / steps_between_looks == before) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + interval;
  draw();
}

void Progress::draw() {
  const auto share = std::min<std::uint64_t>(done_ * 100 / total_, 100);
  const auto full = static_cast<std::size_t>(share) * width / 100;
  const auto bar = std::string(full, '#') + std::string(width - full, '.');
  std::fprintf(stderr, "\r%s [%s] %3u %%", what_.c_str(), bar.c_str(),
               static_cast<unsigned>(share));
  std::fflush(stderr);
  drawn_ = true;
}

}  // namespace tingbok::replay
