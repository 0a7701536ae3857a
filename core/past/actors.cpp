#include "core/past/actors.hpp"

#include <algorithm>

#include "core/view/kinds.hpp"

namespace tingbok::past {

bool tells_actor(const Rights& rights, const pb::Event& event, const std::string& actor,
                 const std::vector<pb::Entity>& seen) {
  if (rights.administrator()) return true;
  if (seen.empty() || actor.empty()) return false;
  if (actor == rights.person()) return true;
  const auto any = [&](const auto& holds) { return std::any_of(seen.begin(), seen.end(), holds); };
  switch (view::sight_of(event).actor) {
    case view::ActorKnown::to_all:
      return true;
    case view::ActorKnown::not_to_public:
      return rights.audience() != pb::AUDIENCE_PUBLIC;
    case view::ActorKnown::with_author:
      return any([](const pb::Entity& one) { return one.has_note() && !one.note().by().empty(); });
    case view::ActorKnown::with_ballot:
      return any([](const pb::Entity& one) { return one.has_ballot(); });
    case view::ActorKnown::with_attendance:
      return any([](const pb::Entity& one) { return one.has_attendance(); });
  }
  return false;
}

}  // namespace tingbok::past
