/// "How did this come about?": the acyclic graph from a decision, a vote, a proposal, a cluster or
/// an entry of a priority list back to each note it started from (docs/lineage.md).
///
/// Pure but for reading the log that is handed in. Callable from any thread. Costs one walk over
/// the room's events up to the position and one rebuild from the nearest snapshot; the same again
/// for each room whose position it rests on, and all of it twice where one of these rooms is told
/// as of two moments.
#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/past/rights.hpp"
#include "tingbok/v1/lineage.pb.h"

namespace tingbok::lineage {

/// Nodes that are told at most. Of a larger graph what lies furthest back in time is left out and
/// counted (Lineage.beyond).
inline constexpr std::size_t nodes_max = 5'000;
/// Moments of other rooms that are walked behind at most.
inline constexpr std::size_t rooms_visited_max = 100;
/// Names of a kind that an unknown name is answered with.
inline constexpr std::size_t names_max = 20;

/// The reader is not on the room's roster (any more).
class NotOnRoster : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// What was asked for is not there (for this reader), or means several things. what() is one
/// sentence that names what there is.
class Unknown : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct Told {
  pb::Lineage lineage;
  /// Labels of the people in it, by id, as far as the reader may see them.
  std::map<std::string, std::string> labels;
  /// Times come from a script: they are what a clock in UTC shows.
  bool simulated = false;
};

/// How `of` came about in `room` (PROGRAMME/ROOM), as of event `upto`.
///
/// `of` is the id of an item with a decision, a proposal, a vote, a cluster, a list or a note, or
/// LIST:ID. Where an id means several of them, a kind in front of it chooses: "vote:PV1". In a
/// name that is not found, "_" stands for a space.
///
/// Nodes are made of the entities as `viewer` may see them at that position (core/past/rights.hpp);
/// others are left out and counted, and what leads on through them is not followed. Where another
/// room's position came in, that room's own story follows, as the viewer may see it there.
///
/// Throws Unknown, NotOnRoster, log::Damaged.
Told of_room(past::PastReader& past, const std::string& room, const std::string& of,
             log::Number upto, const past::Viewer& viewer);

}  // namespace tingbok::lineage
