#include "core/lineage/told_room.hpp"

#include <algorithm>

#include "core/rebuild/record.hpp"

namespace tingbok::lineage {
namespace {

/// When the events of other rooms were: their own records say so. They were there when they were
/// read, so they are not later than what they lead to.
void date_other_rooms(const log::EventLog& log, History& history) {
  history.date([&](const std::string& room, log::Number number, std::int64_t read_ms) {
    auto time_ms = read_ms;
    log.read(room, number, number, [&](const log::RecordView& record) {
      time_ms = std::min(read_ms, rebuild::parse_record(record, room).core.time_ms());
      return false;
    });
    return time_ms;
  });
}

}  // namespace

std::unique_ptr<ToldRoom> ToldRoom::of(past::PastReader& past, const std::string& room,
                                       log::Number upto, const past::Viewer& viewer,
                                       const Moments& cuts) {
  auto rights = past::Rights::of(past.now(room), viewer);
  if (!rights) return nullptr;
  return std::unique_ptr<ToldRoom>(
      new ToldRoom(past.log(), room, past.state_at(room, upto), std::move(*rights), cuts));
}

ToldRoom::ToldRoom(const log::EventLog& log, const std::string& room, past::StatePtr then,
                   past::Rights rights, const Moments& cuts)
    : then_(std::move(then)),
      rights_(std::move(rights)),
      history_(room),
      teller_(history_, then_->state, rights_) {
  const auto found = cuts.find(room);
  log.read(room, 1, then_->state.number(), [&](const log::RecordView& record) {
    const auto core = rebuild::parse_record(record, room).core;
    history_.look(core, leaf_hash(record.core));
    if (found != cuts.end() && found->second.contains(core.number())) history_.end();
    return true;
  });
  history_.end();
  date_other_rooms(log, history_);
}

void ToldRoom::add_labels(const google::protobuf::RepeatedPtrField<pb::LineageNode>& nodes,
                          std::map<std::string, std::string>& labels) const {
  const auto add = [&](const std::string& id) {
    const auto slot = state().slot_of<pb::Person>(id);
    if (!slot || labels.contains(id)) return;
    const auto seen = rights_.seen(state(), *slot);
    if (seen && !seen->person().label().empty()) labels[id] = seen->person().label();
  };
  for (const auto& node : nodes) {
    add(node.actor());
    for (const auto& one : node.people()) add(one);
  }
}

}  // namespace tingbok::lineage
