/// A room at one moment of its past, and the way to other moments.
///
/// Reads the log and folds: for threads that may block. Used by one thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/past/reader.hpp"

namespace tingbok::scrub {

class Reel {
 public:
  /// Stands before the first event. `reader` outlives it.
  Reel(past::PastReader& reader, std::string workshop);

  const domain::State& state() const { return shared_ ? shared_->state : own_.state; }
  log::Number number() const { return state().number(); }
  std::int64_t time_ms() const { return state().time_ms(); }

  /// Told of an event right after it was folded.
  using Shown = std::function<void(const pb::Event& event, const domain::Changes& changed)>;

  /// Goes to an event. Throws log::Damaged; it then stands where it stood.
  void seek(log::Number number);
  /// One event on; false where there is none. Throws log::Damaged; then only seek() helps.
  bool advance(const Shown& shown);
  /// The event that comes next; nullopt where there is none. Throws log::Damaged.
  std::optional<pb::RecordCore> next() const;

 private:
  past::PastReader& reader_;
  const std::string workshop_;
  /// Where it was sought: shared with whoever else stands there.
  past::StatePtr shared_;
  /// Otherwise, once it has gone on by itself.
  rebuild::Rebuilt own_;
};

}  // namespace tingbok::scrub
