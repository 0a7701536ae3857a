/// A place in a room's past that is moved: sought, stepped, played. What is shown of it is its
/// holder's.
///
/// Reads the log and folds: for threads that may block. Used by one thread at a time. Time comes
/// in, so that it can be driven by calling functions.
#pragma once

#include <optional>
#include <string>

#include "core/past/rights.hpp"
#include "server/scrub/pace.hpp"
#include "server/scrub/reel.hpp"
#include "tingbok/v1/past.pb.h"

namespace tingbok::scrub {

/// What a move led to.
enum class Led {
  /// It stands where it stood.
  nowhere,
  /// It stands elsewhere: whoever follows is shown everything anew.
  elsewhere,
  /// It went on event by event, and told of each.
  on,
};

class Cursor {
 public:
  /// Stands before the first event. `reader` outlives it.
  Cursor(past::PastReader& reader, std::string workshop);

  const domain::State& state() const { return reel_.state(); }
  log::Number number() const { return reel_.number(); }
  std::int64_t time_ms() const { return reel_.time_ms(); }
  const Reel& reel() const { return reel_; }
  bool playing() const { return pace_.has_value(); }
  std::uint32_t speed() const { return speed_; }

  // Each of these throws log::Damaged. `head` is where this past ends; `now_ms` is of a clock that
  // only goes forward. What was wrong with a move is put in `trouble`, in one sentence.

  void go_to(log::Number number, log::Number head);
  /// To a position as core/past/position.hpp reads it for `viewer`.
  Led seek(const std::string& position, const past::Viewer& viewer, log::Number head,
           std::string& trouble);
  /// So many events on, or back where negative; stops at the first and the latest event.
  Led step(std::int32_t events, log::Number head, const Reel::Shown& shown);
  /// From here on, or at another speed from now on: what was waited for already counts.
  void play(const pb::Scrub& scrub, std::int64_t now_ms, std::string& trouble);
  void pause() { pace_.reset(); }
  /// Goes on by what has become due while it plays, at most play_batch_max events.
  Led play_on(log::Number head, std::int64_t now_ms, const Reel::Shown& shown);
  /// When the next event is due; nullopt: it does not play, or nothing comes any more, and then it
  /// has stopped.
  std::optional<std::int64_t> due_ms(log::Number head);

 private:
  Reel reel_;
  past::PastReader& reader_;
  const std::string workshop_;
  /// While it plays.
  std::optional<Pace> pace_;
  std::uint32_t speed_ = 0;
};

}  // namespace tingbok::scrub
