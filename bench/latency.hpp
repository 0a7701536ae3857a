/// Times that were measured, and what to say of them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <vector>

namespace tingbok::bench {

/// Nanoseconds on the monotonic clock.
inline std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

/// CPU time of the calling thread, nanoseconds.
inline std::int64_t thread_cpu_ns() {
  timespec used{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

/// CPU time of the calling process, nanoseconds.
inline std::int64_t process_cpu_ns() {
  timespec used{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  return used.tv_sec * 1'000'000'000 + used.tv_nsec;
}

/// Milliseconds that half, 99 % and 99.9 % of the samples stay at or under; 0 without samples.
struct Percentiles {
  double p50 = 0;
  double p99 = 0;
  double p999 = 0;
};

class Latencies {
 public:
  void add(std::int64_t ns) { samples_ns_.push_back(ns); }
  std::size_t size() const { return samples_ns_.size(); }
  void clear() { samples_ns_.clear(); }

  Percentiles percentiles() {
    if (samples_ns_.empty()) return {};
    std::sort(samples_ns_.begin(), samples_ns_.end());
    const auto at = [&](double share) {
      const auto rank =
          static_cast<std::size_t>(share * static_cast<double>(samples_ns_.size() - 1));
      return static_cast<double>(samples_ns_[rank]) / 1e6;
    };
    return {at(0.5), at(0.99), at(0.999)};
  }

 private:
  std::vector<std::int64_t> samples_ns_;
};

}  // namespace tingbok::bench
