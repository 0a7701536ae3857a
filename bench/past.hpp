/// The past of a workshop of very many events: made, sought in, rebuilt, and started from again.
#pragma once

#include "bench/report.hpp"

namespace tingbok::bench {

/// Makes a log of `events` events, and measures. Throws std::runtime_error, ServerFailed,
/// HttpFailed.
PastResult run_past(std::uint64_t events, const Settings& settings);

}  // namespace tingbok::bench
