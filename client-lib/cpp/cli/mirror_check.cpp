#include "mirror_check.hpp"

#include <algorithm>

#include "common.hpp"

namespace tingbok::cli {
namespace {

std::string name_of(const pb::Entity& entity) {
  const auto* field =
      pb::Entity::descriptor()->FindFieldByNumber(static_cast<int>(entity.kind_case()));
  return (field ? field->name() : std::string("entity")) + " \"" + client::entity_id(entity) + "\"";
}

bool ready_at(const Seat& seat, std::uint64_t number) {
  return seat.connection.session().ready() && seat.connection.mirror().number() >= number;
}

}  // namespace

std::optional<std::string> MirrorCheck::run(const std::map<std::string, std::uint64_t>& heads) {
  ++rounds_;
  std::map<std::string, std::vector<Seat*>> rooms;
  for (Seat* seat : seats_.all()) rooms[seat->room].push_back(seat);
  for (const auto& [address, seats] : rooms) {
    const auto head = heads.contains(address) ? heads.at(address) : 0;
    const bool there = run_until_([&, &in_room = seats] {
      return std::ranges::all_of(in_room, [&](Seat* seat) { return ready_at(*seat, head); });
    });
    if (!there)
      return "not every connection in " + address + " reached number " + std::to_string(head);
    if (auto difference = room(address, seats)) return difference;
  }
  return std::nullopt;
}

std::optional<std::string> MirrorCheck::room(const std::string& address,
                                             const std::vector<Seat*>& seats) {
  for (const Seat* seat : seats) {
    const client::Api api(server_, seat->token);
    const auto state = patiently(patience_, [&] { return api.state(address); });
    if (!state)
      return "GET state of " + address + " as " + seat->person + ": " + state.error().sentence;
    if (!run_until_([&] { return ready_at(*seat, state->number()); }))
      return seat->person + " in " + address + " did not reach number " +
             std::to_string(state->number());
    ++comparisons_;
    if (auto difference = compare(*seat, *state)) return difference;
  }
  return std::nullopt;
}

std::optional<std::string> MirrorCheck::compare(const Seat& seat,
                                                const pb::RoomState& state) const {
  const client::Mirror& mirror = seat.connection.mirror();
  const std::string where = "mirror of " + seat.person + " in " + seat.room + " at number " +
                            std::to_string(mirror.number()) + ": ";
  if (mirror.number() != state.number())
    return where + "the server's state stands at " + std::to_string(state.number());
  std::vector<const pb::Entity*> seen(mirror.slots(), nullptr);
  for (const pb::Entity& entity : state.entities()) {
    if (entity.slot() >= seen.size()) return where + "lacks " + name_of(entity);
    seen[entity.slot()] = &entity;
  }
  for (std::uint32_t slot = 0; slot < mirror.slots(); ++slot) {
    const pb::Entity& mine = mirror.entities()[slot];
    const bool have = mine.kind_case() != pb::Entity::KIND_NOT_SET;
    if (!seen[slot]) {
      if (have) return where + "has " + name_of(mine) + ", which the server does not show";
      continue;
    }
    // The person's own, which comes apart and is whole, or else what the audience sees.
    const pb::Entity& theirs = *seen[slot];
    const auto own = mirror.own().find({theirs.kind_case(), client::entity_id(theirs)});
    const pb::Entity* held = own != mirror.own().end() ? &own->second : have ? &mine : nullptr;
    if (!held) return where + "lacks " + name_of(theirs);
    if (held->SerializeAsString() != theirs.SerializeAsString())
      return where + name_of(theirs) + " differs";
  }
  return std::nullopt;
}

}  // namespace tingbok::cli
