/// Opening a database so that nothing acknowledged can be missing without a word: which way to open
/// it, what may be mended, and the comparison with the anchor (docs/log-format.md § recovery).
#pragma once

#include <filesystem>
#include <string>

#include "core/log/anchor.hpp"
#include "core/log/open.hpp"
#include "core/log/reader.hpp"
#include "core/log/tables.hpp"

namespace tingbok::log {

/// Where the parts of a log lie.
struct Places {
  explicit Places(const std::filesystem::path& folder);
  std::filesystem::path folder;
  std::filesystem::path log;
  std::filesystem::path anchor;
  std::filesystem::path lock;
  /// A database being made, or a copy being mended; never served under this name.
  std::filesystem::path log_new;
  std::filesystem::path log_mended;
};

/// An open database and what was read from it.
struct Opened {
  Tables tables;
  std::string epoch;
  format::CommitMark last_commit;
  StoredHeads heads;
};

/// A random name for a history. Throws OpenFailed.
std::string new_epoch();

/// Holds the folder for writing, or throws OpenFailed (exit_in_use, exit_unreadable).
FolderLock lock_folder(const Places& places);

/// Opens for writing; the caller holds the lock. Makes the log where there is none. Throws
/// OpenFailed.
Opened open_checked(const Places& places, const OpenOptions& options);

/// Opens the database for reading, as it is now, beside its writer or without one. Throws
/// OpenFailed.
Opened open_for_reading(const Places& places);

/// Reads epoch, commits and heads, and checks the ends of all streams. Throws Damaged.
void read_ends(Opened& opened);

/// Throws OpenFailed (exit_behind_anchor, exit_damaged) unless the database holds all that the
/// anchor knows.
void compare_with_anchor(const Opened& opened, const AnchorFound& anchor);

/// Opens the database in `copy` up to the first bad write and compares it with the anchor. Throws
/// OpenFailed.
Opened open_copy(const std::filesystem::path& copy, const AnchorFound& anchor);

/// Puts the (closed) mended copy in the log's place and keeps the damaged one beside it; returns
/// its name. A crash at any point leaves one of the two to open. Throws std::system_error.
std::filesystem::path swap_in_mended(const Places& places);

}  // namespace tingbok::log
