#include "core/past/cores.hpp"

#include <algorithm>

#include "core/rebuild/fold_on.hpp"
#include "core/view/cores.hpp"

namespace tingbok::past {
namespace {

/// The order of items is the one list in a core that names what is in other entities.
bool names_concealed_item(const Rights& rights, const pb::Event& event) {
  if (!view::needs_grant(rights.audience())) return false;
  const auto& order = event.item_changed().order();
  return std::any_of(order.begin(), order.end(), [&](const std::string& item) {
    return view::is_concealed_item(rights.now(), item);
  });
}

}  // namespace

bool may_read_core(PastReader& reader, const Rights& rights, const std::string& room,
                   const pb::RecordCore& core) {
  if (rights.administrator()) return true;
  // Of what came after the state that these rights are of, they know nothing.
  if (core.number() > rights.now().number()) return false;
  if (!view::may_read_core(core, rights.audience())) return false;
  if (names_concealed_item(rights, core.event())) return false;
  bool kept = true;
  rebuild::fold_on(reader.log(), room, *reader.state_at(room, core.number() - 1), core.number(),
                   [&](const rebuild::Rebuilt& after, const pb::RecordCore&, const pb::Event&,
                       const domain::Changes& changes) {
                     kept = std::all_of(changes.begin(), changes.end(), [&](std::uint32_t slot) {
                       return rights.keep(after.state, slot);
                     });
                     return true;
                   });
  return kept;
}

}  // namespace tingbok::past
