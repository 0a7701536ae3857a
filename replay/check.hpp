/// The checks that `tingbok-replay verify` is made of. Each reads one stream from its first record
/// to its head, derives again whatever can be derived, and stops at the first thing wrong.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/log/event_log.hpp"
#include "core/proof/note.hpp"

namespace tingbok::replay {

/// The first thing wrong in a stream.
struct Finding {
  /// Empty: `what` is the whole sentence.
  std::string stream;
  /// The record; 0 where it is about the stream as a whole.
  log::Number number = 0;
  /// What is wrong with it, as the rest of a sentence.
  std::string what;
};

/// What was read of one stream.
struct Checked {
  std::string stream;
  log::Number records = 0;
  Digest root = empty_root();
  /// Rooms only: where the fold ended.
  std::optional<Digest> state_hash;
  std::size_t snapshots = 0;
  /// Rooms only: closed secret votes whose published ballots were counted again.
  std::size_t secret_votes = 0;
  /// Records whose personal part has been erased.
  std::size_t erased = 0;
  std::optional<Finding> finding;
};

/// All that was checked in a log.
struct Report {
  std::vector<Checked> streams;
  /// What is wrong with no one stream's records.
  std::vector<Finding> others;

  bool whole() const;
};

/// Called for each record read.
using Step = std::function<void()>;

/// A programme's stream: numbers, times, personal digests, root; every room it adds has a stream.
Checked check_programme(const log::EventLog& log, const std::string& id, const Step& step);

/// A room's stream: the same, and that it starts with its own creation, that every state hash is
/// the one folded from the first event, that every command's kept answer says what the log says,
/// that facts of other rooms are as stated, that the published ballots of every secret vote come to
/// its result, and that snapshots are the states they claim to be.
Checked check_room(const log::EventLog& log, const std::string& room, const Step& step);

/// A room's refusals: numbers, times, digests, root, kept answers, and that they name numbers the
/// room has had.
Checked check_refusals(const log::EventLog& log, const std::string& room, const Step& step);

/// A room's checkpoints: numbers, times, root; that each is signed by one of the keys, of this
/// room's log, and states sizes and roots at which the room, its refusals and its programme once
/// stood, none smaller than those before it.
Checked check_checkpoints(const log::EventLog& log, const std::string& room,
                          std::span<const proof::VerifierKey> keys, const Step& step);

/// Streams that belong to no programme in the log.
std::vector<Finding> strays(const log::EventLog& log);

/// All of the above, for every programme of the log. Draws a progress bar.
Report check_all(const log::EventLog& log, std::span<const proof::VerifierKey> keys);

/// Adds a finding for each room of which no checkpoint is stored, for whoever says which key must
/// have signed.
void must_be_signed(Report& report);

/// The finding as a sentence without its full stop.
std::string sentence(const Finding& finding);

/// The first thing wrong, as such a sentence; empty: nothing.
std::string first_wrong(const Report& report);

}  // namespace tingbok::replay
