/// Printing what a check found.
#pragma once

#include <string>
#include <vector>

#include "core/proof/note.hpp"
#include "replay/check.hpp"
#include "replay/held.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {

/// What was checked, for comparing it with the notes of --checkpoint.
struct Against {
  /// "log" or "bundle".
  std::string what;
  /// Null where it cannot be read.
  const log::EventLog* log = nullptr;
  std::vector<proof::VerifierKey> keys;
  std::vector<HeldNote> notes;
};

/// Compares with the notes, prints a line for each stream and note and one for the whole, and
/// returns what the program exits with.
int print_report(const Report& report, const Against& against, const Options& options);

}  // namespace tingbok::replay
