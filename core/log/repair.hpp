/// Mending what a start may not mend by itself. The operator asks for it (`tingbok-server repair`).
#pragma once

#include <filesystem>
#include <string>

namespace tingbok::log {

struct RepairOptions {
  /// Take the log as it is, although its anchor is missing or knows more. It gets a new epoch, so
  /// that clients are told that history was replaced.
  bool accept_loss = false;
};

/// Tries to open the log; where that fails because the end of RocksDB's list of files (MANIFEST) is
/// torn, trims that list on a copy, checks the copy against the anchor and puts it in the log's
/// place, the damaged one beside it. Returns one sentence that says what was done. Throws
/// OpenFailed where nothing could be mended; the log is then as it was.
std::string repair(const std::filesystem::path& folder, const RepairOptions& options);

}  // namespace tingbok::log
