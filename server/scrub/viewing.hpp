/// What one socket shows of a room's past: a cursor of its own, and what to send as it moves.
///
/// Reads the log and folds: for threads that may block. Used by one thread at a time. Time comes
/// in, so that it can be driven by calling functions.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/room/link.hpp"
#include "server/scrub/cursor.hpp"
#include "server/scrub/lens.hpp"

namespace tingbok::scrub {

/// Why a socket ends.
struct Ending {
  room::CloseCode code = room::CloseCode::storage;
  std::string sentence;
};

/// What a move made of it.
struct Showing {
  /// Protobuf ServerFrames, in order; the last holds a ScrubStatus. None while it plays and nothing
  /// is due yet.
  std::vector<std::string> messages;
  /// Patches among them.
  std::size_t patches = 0;
  /// When the next event is due, of the clock that was given; nullopt: it does not play.
  std::optional<std::int64_t> due_ms;
  /// Set: the socket ends, and nothing above counts.
  std::optional<Ending> ending;
};

class Viewing {
 public:
  /// `reader` outlives it. `person` empty: nobody in particular.
  Viewing(past::PastReader& reader, std::string workshop, std::string person);

  // Each of these throws log::Damaged. `now_ms` is of a clock that only goes forward.

  /// The first: welcome, and the room at its head.
  Showing open(std::int64_t now_ms);
  Showing move(const pb::Scrub& scrub, std::int64_t now_ms);
  /// Shows what has become due while it plays.
  Showing play_on(std::int64_t now_ms);

 private:
  bool look_around(std::int64_t now_ms, bool at_once, Showing& showing);
  bool turn(const pb::Scrub& scrub, std::int64_t now_ms, Showing& showing);
  void show_all(Showing& showing);
  void step(std::int32_t events, Showing& showing);
  Reel::Shown follow(std::string& message, Showing& showing);
  void show(Led led, std::string message, Showing& showing);
  void conclude(Showing& showing);
  log::Number head() const { return now_->state.number(); }

  past::PastReader& reader_;
  const std::string workshop_;
  const std::string person_;
  Cursor cursor_;
  /// The room as it is by now: its head is where this past ends, and it bounds what may be seen.
  past::StatePtr now_;
  std::int64_t looked_ms_ = 0;
  std::optional<Lens> lens_;
  std::string trouble_;
};

}  // namespace tingbok::scrub
