// The whole outcome of a programme, in the words of scripts.
#include "core/outcome/outcome.hpp"

#include <algorithm>
#include <stdexcept>

#include "core/outcome/room_view.hpp"

namespace tingbok::outcome {

namespace {

/// Second 0 of every script: 2026-01-01T00:00:00Z.
constexpr std::int64_t script_epoch_ms = 1'767'225'600'000;

struct Refusals {
  json::array rejections;
  std::uint64_t duplicates = 0;
};

Refusals refusals_of(const v1::ProgrammeLines& lines) {
  Refusals all;
  std::vector<std::pair<const v1::RefusalEntry*, const std::string*>> entries;
  for (const auto& room : lines.rooms()) {
    for (const auto& entry : room.refusals()) {
      if (entry.script_line() == 0) continue;  // Asked for by no line of the script.
      if (entry.repeat()) {
        ++all.duplicates;
      } else {
        entries.emplace_back(&entry, &room.room());
      }
    }
  }
  std::sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    return a.first->script_line() < b.first->script_line();
  });
  for (const auto& [entry, room] : entries) {
    all.rejections.push_back(
        json::array{entry->script_line(), json::string(*room), json::string(entry->actor()),
                    json::string(entry->action()), json::string(entry->word())});
  }
  return all;
}

json::array attended_members(const RoomView& view) {
  std::vector<std::string> members;
  for (const auto* one : view.attendance()) {
    if (view.votes_somewhere(one->id())) members.push_back(one->id());
  }
  return sorted(std::move(members));
}

void add_proposals_and_lists(const RoomView& view, json::object& out) {
  json::object proposals;
  for (const auto* one : view.proposals()) {
    proposals[one->id()] =
        json::array{json::string(word_of(one->status())), json::string(one->kind()),
                    one->versions(), one->support_size()};
  }
  if (!proposals.empty()) out["proposals"] = std::move(proposals);
  json::object lists;
  for (const auto* one : view.lists()) {
    if (one->set()) lists[one->id()] = strings(one->order());
  }
  if (!lists.empty()) out["priority"] = std::move(lists);
}

void add_timers(const RoomView& view, json::object& out) {
  json::object timers;
  for (const auto* one : view.timers()) {
    json::value over;
    if (one->ended_ms() != 0) over = one->over_seconds();
    timers[one->id()] = json::array{one->seconds(), over};
  }
  if (!timers.empty()) out["timers"] = std::move(timers);
}

void add_minutes(const RoomView& view, json::object& out) {
  json::array decisions;
  for (const auto* one : view.decisions()) {
    decisions.push_back(json::object{{"item", one->item()},
                                     {"vote", one->vote()},
                                     {"text", one->text()},
                                     {"seq", seq_of(one->source())}});
  }
  out["decisions"] = std::move(decisions);
  json::array protocol;
  for (const auto* one : view.protocol()) {
    protocol.push_back(json::array{seq_of(one->source()), json::string(one->kind()),
                                   json::string(one->by()), json::string(one->text())});
  }
  out["protocol"] = std::move(protocol);
}

json::object room_outcome(const RoomView& view) {
  json::object out;
  out["body"] = view.room().config().body();
  out["seats"] = view.room().config().seats();
  out["status"] = word_of(view.room().status());
  out["attended_members"] = attended_members(view);
  json::object votes;
  for (const auto* vote : view.votes()) votes[vote->id()] = vote_summary(view, *vote);
  out["votes"] = std::move(votes);
  add_proposals_and_lists(view, out);
  add_timers(view, out);
  add_minutes(view, out);
  if (auto all = endorsements(view); !all.empty()) out["endorsements"] = std::move(all);
  if (auto all = homework(view); !all.empty()) out["homework"] = std::move(all);
  if (view.observations() > 0) out["research_notes"] = view.observations();
  add_programme_outcome(view, out);
  return out;
}

json::object moment_outcome(const v1::Moment& moment, const PastState& past) {
  json::object out;
  out["name"] = moment.name();
  out["after_seq"] = seq_of(moment.source());
  out["t"] = (moment.source().time_ms() - script_epoch_ms) / 1000;
  json::object rooms;
  for (const auto& fact : moment.rooms()) {
    const auto slash = fact.room().find('/');
    const auto room = slash == std::string::npos ? fact.room() : fact.room().substr(slash + 1);
    rooms[room] = summary(past(room, fact.number()));
  }
  out["rooms"] = std::move(rooms);
  return out;
}

json::object moments_outcome(const std::vector<RoomView>& views, const PastState& past) {
  std::vector<const v1::Moment*> moments;
  for (const auto& view : views)
    moments.insert(moments.end(), view.moments().begin(), view.moments().end());
  std::sort(moments.begin(), moments.end(),
            [](const auto* a, const auto* b) { return seq_of(a->source()) < seq_of(b->source()); });
  json::object out;
  for (const auto* moment : moments) out[moment->id()] = moment_outcome(*moment, past);
  return out;
}

}  // namespace

json::object outcome(const v1::ProgrammeLines& lines,
                     const std::vector<std::vector<v1::Entity>>& rooms, const PastState& past) {
  if (rooms.size() != static_cast<std::size_t>(lines.rooms_size())) {
    throw std::invalid_argument("an outcome needs the entities of every room of the programme");
  }
  auto refusals = refusals_of(lines);
  std::uint64_t accepted = 0;
  for (const auto& room : lines.rooms()) accepted += room.accepted();

  json::object out;
  out["scenario"] = lines.programme();
  out["title"] = lines.title();
  out["format"] = lines.format();
  out["seed"] = lines.seed();
  out["counts"] = {{"lines", accepted + refusals.rejections.size() + refusals.duplicates},
                   {"accepted", accepted},
                   {"rejected", refusals.rejections.size()},
                   {"duplicates", refusals.duplicates}};
  out["rejections"] = std::move(refusals.rejections);
  std::vector<RoomView> views;
  views.reserve(rooms.size());
  for (const auto& entities : rooms) views.emplace_back(entities);
  json::object by_room;
  for (int i = 0; i < lines.rooms_size(); ++i) {
    by_room[lines.rooms(i).room()] = room_outcome(views[static_cast<std::size_t>(i)]);
  }
  out["rooms"] = std::move(by_room);
  out["moments"] = moments_outcome(views, past);
  return out;
}

}  // namespace tingbok::outcome
