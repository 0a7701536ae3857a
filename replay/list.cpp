// tingbok-replay list: what is in the log.
#include "core/outcome/outcome.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

json::object room_entry(const log::EventLog& log, const std::string& programme,
                        const pb::RoomConfig& config) {
  const auto address = programme + "/" + config.room();
  const auto head = log.head(address).number;
  json::object entry;
  entry["room"] = address;
  entry["body"] = config.body();
  entry["events"] = head;
  entry["refusals"] = log.head(rebuild::refusal_stream(address)).number;
  entry["checkpoints"] = log.head(rebuild::checkpoint_stream(address)).number;
  if (head == 0) return entry;
  entry["last"] = format_time(core_at(log, address, head).time_ms());
  const auto rebuilt = rebuild::rebuild(log, address);
  if (const auto* room = rebuilt.state.find<pb::Room>("room")) {
    entry["status"] = outcome::word_of(room->status());
  }
  return entry;
}

json::object programme_entry(const log::EventLog& log, const std::string& id) {
  const auto programme = rebuild::read_programme(log, id);
  json::object entry;
  entry["id"] = id;
  entry["title"] = programme.created.title();
  entry["simulated"] = programme.created.simulated();
  entry["training"] = programme.created.training();
  entry["people"] = programme.people.size();
  json::array rooms;
  for (const auto& config : programme.rooms) rooms.push_back(room_entry(log, id, config));
  entry["rooms"] = std::move(rooms);
  return entry;
}

std::string str(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value == nullptr ? "" : std::string(value->as_string());
}

std::string line_of(const json::object& programme) {
  std::string out = str(programme, "id") + "  " + str(programme, "title");
  if (programme.at("simulated").as_bool()) out += "  (simulated: made from a script)";
  if (programme.at("training").as_bool()) out += "  (øvelse: a training copy)";
  out += "\n";
  for (const auto& value : programme.at("rooms").as_array()) {
    const auto& room = value.as_object();
    out += "  " + str(room, "room") + "  " + str(room, "body") + "  " + str(room, "status") + ", " +
           json::serialize(room.at("events")) + " events, " + json::serialize(room.at("refusals")) +
           " refusals, " + json::serialize(room.at("checkpoints")) + " checkpoints, last " +
           str(room, "last") + "\n";
  }
  return out;
}

}  // namespace

int list(const log::EventLog& log, const Options& options) {
  json::array programmes;
  for (const auto& id : rebuild::programmes(log)) programmes.push_back(programme_entry(log, id));
  if (options.json) {
    print(pretty(json::object{{"epoch", log.epoch()}, {"programmes", std::move(programmes)}}));
    return ok;
  }
  if (programmes.empty()) print("The log is empty.\n");
  for (const auto& programme : programmes) print(line_of(programme.as_object()));
  return ok;
}

}  // namespace tingbok::replay
