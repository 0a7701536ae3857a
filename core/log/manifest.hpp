/// A look at RocksDB's list of files, its MANIFEST, without RocksDB: where its records start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tingbok::log {

/// The MANIFEST that the database in `log` uses. Throws OpenFailed where CURRENT names none, and
/// std::system_error.
std::filesystem::path current_manifest(const std::filesystem::path& log);

/// Where each record starts, up to the first header that makes no sense (which counts as one).
/// Throws std::system_error.
std::vector<std::uint64_t> record_starts(const std::filesystem::path& manifest);

}  // namespace tingbok::log
