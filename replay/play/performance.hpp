/// A past workshop shown to many at once: one cursor that everybody follows, and what those who
/// train decide on the way.
///
/// Reads the log and folds: for threads that may block. Used by one thread at a time. Time comes
/// in, so that it can be driven by calling functions.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/past/reader.hpp"
#include "replay/play/exercise.hpp"
#include "server/scrub/cursor.hpp"
#include "server/scrub/lens.hpp"

namespace tingbok::replay {

/// What became of the show, to be sent to everybody of an audience.
struct Scene {
  struct View {
    /// Protobuf ServerFrames, in order.
    std::vector<std::string> messages;
    /// They start anew: a welcome comes before them.
    bool anew = false;
    /// Where it stands; without what only the trainer is told.
    pb::ScrubStatus status;
  };
  std::map<pb::Audience, View> views;
  /// Patches in each view.
  std::size_t patches = 0;
  /// What was wrong with the trainer's move; for the trainer only.
  std::string trouble;
  /// When the next event is due, of the clock that was given; nullopt: it does not play.
  std::optional<std::int64_t> due_ms;
};

class Performance {
 public:
  /// Stands at number `from` of the room as it is now: what is recorded later is not shown.
  /// `reader` outlives it. Throws log::Damaged.
  Performance(past::PastReader& reader, std::string workshop, log::Number from);

  // Each of these throws log::Damaged. `now_ms` is of a clock that only goes forward.

  /// Somebody has come who reads as this audience: what is on, for them alone. `seat` of one who
  /// trains is counted among those who may answer; empty: one who only looks.
  Scene enter(pb::Audience audience, const std::string& seat);
  /// The trainer's move, and what everybody is then shown.
  Scene move(const pb::Scrub& scrub, std::int64_t now_ms);
  /// Shows what has become due while it plays.
  Scene play_on(std::int64_t now_ms);
  /// An answer of one who trains, and how many there are then. `refused` says why it was not taken.
  Scene answer(const std::string& seat, const pb::Command& command,
               std::optional<domain::Refusal>& refused);

  log::Number head() const { return now_->state.number(); }
  log::Number number() const { return cursor_.number(); }
  std::int64_t time_ms() const { return cursor_.time_ms(); }

 private:
  using Texts = std::map<pb::Audience, std::string>;
  void step(std::int32_t events, Scene& scene);
  scrub::Reel::Shown follow(Texts& texts, Scene& scene);
  void show(scrub::Led led, Texts texts, Scene& scene);
  void ask(Scene& scene);
  void reveal();
  bool decide_at(log::Number number, const pb::Event& event, Scene& scene);
  std::optional<pb::TallyResult> their_result() const;
  void conclude(Scene& scene);
  pb::ScrubStatus status(pb::Audience audience) const;
  std::uint32_t entitled() const { return static_cast<std::uint32_t>(seats_.size()); }

  past::PastReader& reader_;
  const std::string workshop_;
  const past::StatePtr now_;
  scrub::Cursor cursor_;
  /// One for each audience that somebody has come as.
  std::map<pb::Audience, scrub::Lens> lenses_;
  std::set<std::string> seats_;
  std::optional<Exercise> exercise_;
  /// The event of the question that was revealed right here; 0: none.
  log::Number asked_ = 0;
  /// Audiences that may see what the exercise is about.
  std::set<pb::Audience> sees_exercise_;
  std::string trouble_;
};

}  // namespace tingbok::replay
