#include "core/lineage/lineage.hpp"

#include "core/lineage/behind_positions.hpp"
#include "core/lineage/naming.hpp"
#include "core/lineage/told_room.hpp"

namespace tingbok::lineage {

Told of_room(past::PastReader& past, const std::string& room, const std::string& of,
             log::Number upto, const past::Viewer& viewer) {
  const auto own = ToldRoom::of(past, room, upto, viewer);
  if (own == nullptr) throw NotOnRoster("You are not on the roster of " + room + ".");
  const auto meant = find(own->history(), own->state(), own->teller(), of);
  Told told;
  told.lineage = tell(own->history(), own->teller(), {meant.root}, nodes_max);
  told.lineage.set_root(own->history().steps()[meant.root].told.key());
  told.lineage.set_of(meant.of);
  told.lineage.set_place(meant.place);
  told.lineage.set_number(own->state().number());
  own->add_labels(told.lineage.nodes(), told.labels);
  walk_behind_positions(past, viewer, told);
  const auto* entity = own->state().find<pb::Room>("room");
  told.simulated = entity != nullptr && entity->simulated();
  return told;
}

}  // namespace tingbok::lineage
