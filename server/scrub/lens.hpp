/// What one viewer, or one audience, sees of a room's past as it moves.
///
/// Makes protobuf ServerFrames (frames concatenate). Pure; used by one thread at a time.
#pragma once

#include <string>
#include <vector>

#include "core/past/rights.hpp"
#include "server/room/seen.hpp"

namespace tingbok::scrub {

class Lens {
 public:
  /// Sees nothing until show().
  explicit Lens(past::Rights rights);

  const past::Rights& rights() const { return rights_; }
  /// Other rights of the same audience: the room has gone on. Takes effect with the next event, or
  /// show().
  void bound_by(past::Rights rights);

  /// Looks at another moment: everything anew.
  void show(const domain::State& then);
  /// The moment it shows as messages: the parts of a snapshot, and the person's own. `shown` is the
  /// room at that moment.
  std::vector<std::string> snapshot(const domain::State& shown) const;

  /// Appends the patch of the event that led from the state shown to `after`, and what became
  /// of the person's own. As on a socket to the present, what was seen stays as it was last shown
  /// until it changes.
  void go_on(const domain::State& after, const pb::Event& event, const domain::Changes& changed,
             std::string& message);

 private:
  void tell_own(const domain::State& state, std::uint32_t slot, std::string& message);

  past::Rights rights_;
  room::Seen seen_;
  /// By slot: whether the person was told that something there is their own.
  std::vector<bool> own_;
  /// The rights are others than those the slots were last looked at with.
  bool rebound_ = false;
};

}  // namespace tingbok::scrub
