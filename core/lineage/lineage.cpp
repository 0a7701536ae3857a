#include "core/lineage/lineage.hpp"

#include "core/lineage/behind_positions.hpp"
#include "core/lineage/naming.hpp"
#include "core/lineage/told_room.hpp"

namespace tingbok::lineage {
namespace {

struct Question {
  past::PastReader& past;
  const std::string& room;
  const std::string& of;
  log::Number upto;
  const past::Viewer& viewer;
};

/// With support cut at `cuts`; the moments that rooms are told as of are added to `moments`.
Told answer(const Question& asked, const Moments& cuts, Moments& moments) {
  const auto own = ToldRoom::of(asked.past, asked.room, asked.upto, asked.viewer, cuts);
  if (own == nullptr) throw NotOnRoster("You are not on the roster of " + asked.room + ".");
  moments[asked.room].insert(own->state().number());
  const auto meant = find(own->history(), own->state(), own->teller(), asked.of);
  Told told;
  told.lineage = tell(own->history(), own->teller(), {meant.root}, nodes_max);
  told.lineage.set_root(own->history().steps()[meant.root].told.key());
  told.lineage.set_of(meant.of);
  told.lineage.set_place(meant.place);
  told.lineage.set_number(own->state().number());
  own->add_labels(told.lineage.nodes(), told.labels);
  walk_behind_positions(asked.past, asked.viewer, cuts, told, moments);
  const auto* entity = own->state().find<pb::Room>("room");
  if (entity == nullptr) return told;
  told.simulated = entity->simulated();
  told.lineage.set_training(entity->training().workshop());
  return told;
}

}  // namespace

/// A room that is told as of two moments would tell support on both sides of the earlier one twice,
/// so it is told again with support cut there. That makes no further moments.
Told of_room(past::PastReader& past, const std::string& room, const std::string& of,
             log::Number upto, const past::Viewer& viewer) {
  Question asked{past, room, of, upto, viewer};
  Moments moments;
  auto told = answer(asked, {}, moments);
  std::erase_if(moments, [](const auto& at) { return at.second.size() < 2; });
  if (moments.empty()) return told;
  asked.upto = told.lineage.number();  // The room may have gone on.
  Moments same;
  return answer(asked, moments, same);
}

}  // namespace tingbok::lineage
