/// Saving a room's state beside its log, whole or as what changed since an earlier whole one, and
/// starting from what was saved. docs/log-format.md § Tables.
#pragma once

#include <functional>
#include <optional>
#include <string_view>

#include "core/log/event_log.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::rebuild {

/// A whole snapshot as the log keeps it.
log::Snapshot snapshot_of(const Rebuilt& rebuilt);
/// What is not as it was in `base`, which `now` was folded on from.
log::Snapshot changes_of(const Rebuilt& now, const Rebuilt& base);

/// The room at a whole snapshot of that number; null where there is none that is good.
using BaseAt = std::function<RebuiltPtr(log::Number)>;
/// Reads it from the log, and remembers the last one. For one thread, while the log is there.
BaseAt bases_in(const log::EventLog& log, std::string_view room);

/// The state of a snapshot; nullopt for bytes that are none, or do not agree with themselves, or
/// whose base is not there.
std::optional<Rebuilt> restore(const log::Snapshot& saved, const BaseAt& base_at);

/// The latest snapshot at or before `upto` that can be restored; the empty state where there is
/// none. It agrees with itself; whether it agrees with the log is for whoever folds on from it to
/// see.
Rebuilt nearest_snapshot(const log::EventLog& log, std::string_view room, log::Number upto,
                         const BaseAt& base_at);

/// A state to save, as it was when it was taken; to be written by whichever thread has the time.
class Saving {
 public:
  Saving(Rebuilt now, RebuiltPtr base) : now_(std::move(now)), base_(std::move(base)) {}
  log::Number number() const { return now_.state.number(); }
  log::Snapshot snapshot() const { return base_ ? changes_of(now_, *base_) : snapshot_of(now_); }

 private:
  Rebuilt now_;
  /// Null: it is saved whole.
  RebuiltPtr base_;
};

/// When a room's state is saved, and whether whole. Changes cost more with their distance to their
/// base; once that has cost what several whole snapshots do, a whole one pays. So little is stored
/// whatever happens in the room, and the whole ones are few enough to be remembered.
class Saver {
 public:
  /// `last`: where the room's latest snapshot stands.
  explicit Saver(log::Number last = 0) : last_(last) {}

  /// The latest snapshot that was taken.
  log::Number last() const { return last_; }
  bool is_due(log::Number number) const;
  /// The state is to be saved.
  Saving take(const Rebuilt& now);

 private:
  Saving take_whole(const Rebuilt& now);

  log::Number last_ = 0;
  RebuiltPtr base_;
  /// Entities that the first snapshot of changes to base_ held, and what later ones held beyond it.
  std::size_t first_changed_ = 0;
  std::size_t excess_ = 0;
};

}  // namespace tingbok::rebuild
