/// What other rooms' positions rest on, told in those rooms. Private to core/lineage.
#pragma once

#include "core/lineage/lineage.hpp"

namespace tingbok::lineage {

/// Walks from each event of another room in the lineage into that room, as it was then, to what it
/// had come to, and from there back as in any room; and so on through the rooms behind those.
/// Their nodes' keys begin with their room's id. A room that the viewer may not read counts as one
/// hidden node; what is more than the bounds allow counts in `beyond`. Throws log::Damaged.
void walk_behind_positions(past::PastReader& past, const past::Viewer& viewer, Told& told);

}  // namespace tingbok::lineage
