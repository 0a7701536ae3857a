// The state of a room at one moment, in the words of scripts.
#include "core/outcome/outcome.hpp"
#include "core/outcome/room_view.hpp"

namespace tingbok::outcome {
namespace {

std::vector<std::string> vector_of(const google::protobuf::RepeatedPtrField<std::string>& texts) {
  return {texts.begin(), texts.end()};
}

void add_people(const RoomView& view, json::object& out) {
  std::vector<std::string> members;
  std::vector<std::string> others;
  std::vector<std::string> dropped;
  for (const auto* one : view.attendance()) {
    if (one->presence() == v1::PRESENCE_DROPPED) dropped.push_back(one->id());
    if (is_here(*one)) (view.is_member(one->id()) ? members : others).push_back(one->id());
  }
  const auto count = members.size();
  out["members_present"] = sorted(std::move(members));
  out["members_count"] = count;
  out["others_present"] = sorted(std::move(others));
  out["disconnected"] = sorted(std::move(dropped));
  out["could_decide"] = 2 * count >= view.room().config().seats();
}

void add_proposals(const RoomView& view, json::object& out) {
  if (view.proposals().empty()) return;
  json::object proposals;
  for (const auto* one : view.proposals()) {
    proposals[one->id()] = {{"status", word_of(one->status())},
                            {"kind", one->kind()},
                            {"text", one->text()},
                            {"by", one->by()},
                            {"support", one->support_size()},
                            {"versions", one->versions()}};
  }
  out["proposals"] = std::move(proposals);
}

void add_lists(const RoomView& view, json::object& out) {
  json::object lists;
  std::vector<std::string> locked;
  for (const auto* one : view.lists()) {
    if (one->set()) lists[one->id()] = strings(one->order());
    if (one->locked()) locked.push_back(one->id());
  }
  if (lists.empty()) return;
  out["priority"] = std::move(lists);
  out["locked"] = sorted(std::move(locked));
}

void add_votes(const RoomView& view, json::object& out) {
  json::object votes;
  for (const auto* vote : view.votes()) {
    votes[vote->id()] = {{"status", word_of(vote->status())},
                         {"cast", view.cast(vote->id())},
                         {"roll", vote->roll_size()}};
  }
  out["votes"] = std::move(votes);
}

void add_queue(const RoomView& view, json::object& out) {
  json::array queue;
  if (view.speakers() != nullptr) {
    for (const auto& waiting : view.speakers()->queue()) queue.emplace_back(waiting.person());
  }
  out["queue"] = std::move(queue);
}

void add_recusals(const RoomView& view, json::object& out) {
  json::object recused;
  for (const auto* one : view.recusals())
    recused[item_key(one->id())] = sorted(vector_of(one->persons()));
  if (!recused.empty()) out["recused"] = std::move(recused);
}

}  // namespace

json::object endorsements(const RoomView& view) {
  json::object initiatives;
  for (const auto* one : view.initiatives()) {
    json::object bodies;
    for (const auto& endorsement : one->endorsements())
      bodies[endorsement.body()] = endorsement.stance();
    initiatives[one->id()] = std::move(bodies);
  }
  return initiatives;
}

json::object homework(const RoomView& view) {
  json::object out;
  for (const auto* one : view.homework()) out[one->id()] = sorted(vector_of(one->done()));
  return out;
}

json::object summary(Entities entities) {
  const RoomView view(entities);
  const auto& room = view.room();
  json::object out;
  out["status"] = word_of(room.status());
  out["mode"] = word_of(room.mode());
  out["doors"] = room.doors_closed().empty() ? "åpne" : "lukket: " + room.doors_closed();
  out["open_item"] = text_or_null(room.open_item());
  out["phase"] = text_or_null(room.phase());
  add_people(view, out);
  out["notes"] = view.notes();
  add_proposals(view, out);
  add_lists(view, out);
  add_votes(view, out);
  add_queue(view, out);
  if (auto all = endorsements(view); !all.empty()) out["endorsements"] = std::move(all);
  if (auto all = homework(view); !all.empty()) out["homework"] = std::move(all);
  add_recusals(view, out);
  add_programme_state(view, out);
  return out;
}

}  // namespace tingbok::outcome
