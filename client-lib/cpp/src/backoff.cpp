#include "tingbok/client/backoff.hpp"

#include <algorithm>
#include <memory>
#include <random>
#include <utility>

namespace tingbok::client {

RandomUnit system_random() {
  std::random_device device;
  const std::uint64_t seed = (std::uint64_t{device()} << 32) | device();
  auto engine = std::make_shared<std::mt19937_64>(seed);
  return [engine] { return std::uniform_real_distribution<double>(0.0, 1.0)(*engine); };
}

Backoff::Backoff(BackoffPolicy policy, RandomUnit random)
    : policy_(policy), random_(random ? std::move(random) : system_random()) {}

milliseconds Backoff::next() {
  constexpr int doublings_max = 20;  // 2^20 times a millisecond is past any sensible longest wait.
  const auto factor = std::int64_t{1} << std::min(tries_, doublings_max);
  ++tries_;
  const auto full = std::min(policy_.longest.count(), policy_.first.count() * factor);
  const auto half = full / 2;
  const double unit = std::clamp(random_(), 0.0, 1.0);
  return milliseconds{half + static_cast<std::int64_t>(unit * static_cast<double>(full - half))};
}

}  // namespace tingbok::client
