/// The event log alone, measured like bare RocksDB: one room, so many records at a time.
#pragma once

#include <filesystem>

#include "bench/report.hpp"

namespace tingbok::bench {

/// Throws std::runtime_error with one sentence.
AppendResult measure_append(const std::filesystem::path& folder, std::uint32_t batch,
                            double seconds);

}  // namespace tingbok::bench
