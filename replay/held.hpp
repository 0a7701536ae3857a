/// Checks of what is held elsewhere: checkpoints and receipts that somebody kept.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/log/event_log.hpp"
#include "core/proof/note.hpp"
#include "core/rebuild/trees.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {

/// What is wrong with the log, or with the note, as the rest of a sentence that starts with the
/// note's name; nullopt: the log goes on from where it stood then.
std::optional<std::string> wrong_with_held(const log::EventLog& log, rebuild::Trees& trees,
                                           const std::string& note,
                                           std::span<const proof::VerifierKey> keys);

/// A note that somebody kept.
struct HeldNote {
  std::string path;
  std::string text;
};

/// The files of --checkpoint. Throws Failure(wrong_use) where one is no signed checkpoint.
std::vector<HeldNote> held_notes(const Options& options);

/// verify --receipt, signed by one of `keys`. `log` null: offline.
int verify_receipt(const log::EventLog* log, std::span<const proof::VerifierKey> keys,
                   const Options& options);

/// verify --url: a running server against checkpoints that were kept.
int verify_server(const Options& options);

}  // namespace tingbok::replay
