/// Files that verify is given: keys, signed notes, receipts.
#pragma once

#include <string>
#include <vector>

#include "core/proof/note.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {

/// The bytes of a file of at most note_bytes_max. Throws Failure(wrong_use).
std::string read_small_file(const std::string& path);

/// The keys that notes are checked with: those of --key (each a key, or a file with one a line), or
/// where none is given those of DIR/log.vkey; empty where there is no such file. Throws
/// Failure(wrong_use) for what is no key.
std::vector<proof::VerifierKey> known_keys(const Options& options);

}  // namespace tingbok::replay
