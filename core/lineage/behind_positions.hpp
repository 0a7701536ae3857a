/// What other rooms' positions rest on, told in those rooms. Private to core/lineage.
#pragma once

#include "core/lineage/told_room.hpp"

namespace tingbok::lineage {

/// Walks from each event of another room in the lineage into that room, as it was then, to what it
/// had come to, and from there back as in any room; and so on through the rooms behind those.
/// Their nodes' keys begin with their room's id. A room that the viewer may not read counts as one
/// hidden node; what is more than the bounds allow counts in `beyond`. Support is cut at `cuts`;
/// the moments that rooms are told as of are added to `moments`. Throws log::Damaged.
void walk_behind_positions(past::PastReader& past, const past::Viewer& viewer, const Moments& cuts,
                           Told& told, Moments& moments);

}  // namespace tingbok::lineage
