/// How long to wait before the next try.
#pragma once

#include <functional>

#include "tingbok/client/limits.hpp"

namespace tingbok::client {

/// A number in [0, 1); injected, so that tests and simulations repeat.
using RandomUnit = std::function<double()>;

/// Numbers from std::mt19937_64, seeded by the operating system.
RandomUnit system_random();

struct BackoffPolicy {
  milliseconds first{100};
  milliseconds longest{5'000};
};

/// Doubles from `first` to `longest`; half of each wait is random, so that hundreds of clients that
/// lost the same server do not come back in one moment.
class Backoff {
 public:
  Backoff(BackoffPolicy policy, RandomUnit random);

  /// The next wait: in [full / 2, full), full = min(longest, first * 2^tries).
  milliseconds next();
  void reset() { tries_ = 0; }
  int tries() const { return tries_; }

 private:
  BackoffPolicy policy_;
  RandomUnit random_;
  int tries_ = 0;
};

}  // namespace tingbok::client
