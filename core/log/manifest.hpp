/// A look at RocksDB's record files (its list of files, MANIFEST, and its write-ahead log) without
/// RocksDB: where their records start.
#pragma once

#include <cstdint>
#include <filesystem>
#include <vector>

namespace tingbok::log {

/// The MANIFEST that the database in `log` uses. Throws OpenFailed where CURRENT names none, and
/// std::system_error.
std::filesystem::path current_manifest(const std::filesystem::path& log);

struct ManifestWalk {
  /// Where each record starts, up to the first header that makes no sense (which counts as one).
  std::vector<std::uint64_t> starts;
  /// A header has a type that is never written here. RocksDB 7.8 reads such a file for ever when
  /// it follows another process.
  bool has_unknown_type = false;
};

/// Throws std::system_error.
ManifestWalk walk_manifest(const std::filesystem::path& manifest);

}  // namespace tingbok::log
