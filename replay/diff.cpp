// tingbok-replay diff: what differs between two moments of a room.
#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

/// The member of Entity.kind that is set, in words, and its name.
struct Content {
  std::string kind;
  json::object words;
};

Content content_of(const pb::Entity& entity) {
  static const auto* kinds = pb::Entity::descriptor()->FindOneofByName("kind");
  const auto* field = entity.GetReflection()->GetOneofFieldDescriptor(entity, kinds);
  if (field == nullptr) return {};
  return {field->name(), in_words(entity.GetReflection()->GetMessage(entity, field))};
}

json::object changed_fields(const json::object& before, const json::object& after) {
  json::object out;
  const auto value = [](const json::object& object, std::string_view key) {
    const auto* found = object.if_contains(key);
    return found == nullptr ? json::value(nullptr) : *found;
  };
  for (const auto& [key, now] : after) {
    if (value(before, key) != now) out[key] = json::array{value(before, key), now};
  }
  for (const auto& [key, then] : before) {
    if (!after.contains(key)) out[key] = json::array{then, nullptr};
  }
  return out;
}

/// Every entity that one of the states lacks or has otherwise. Slots are the same in both, since
/// entities are never removed.
json::array differences(const domain::State& before, const domain::State& after) {
  json::array out;
  const auto slots = std::max(before.entities().size(), after.entities().size());
  for (std::size_t slot = 0; slot < slots; ++slot) {
    const auto old_content =
        slot < before.entities().size() ? content_of(before.entities()[slot]) : Content();
    const auto new_content =
        slot < after.entities().size() ? content_of(after.entities()[slot]) : Content();
    const bool added = old_content.kind.empty();
    const bool removed = new_content.kind.empty();
    if (!added && !removed && old_content.words == new_content.words) continue;
    const auto& known = removed ? old_content : new_content;
    json::object entry;
    entry["kind"] = known.kind;
    entry["id"] = known.words.contains("id") ? known.words.at("id") : json::value("");
    entry["change"] = added ? "added" : removed ? "removed" : "changed";
    if (added || removed) {
      entry["content"] = known.words;
    } else {
      entry["fields"] = changed_fields(old_content.words, new_content.words);
    }
    out.push_back(std::move(entry));
  }
  return out;
}

std::string as_text(const json::object& entry) {
  const bool added = entry.at("change").as_string() == "added";
  const bool removed = entry.at("change").as_string() == "removed";
  std::string out = (added     ? "+ "
                     : removed ? "- "
                               : "~ ") +
                    std::string(entry.at("kind").as_string()) + " " +
                    std::string(entry.at("id").as_string());
  if (added || removed)
    return out + "  " + one_line(json::serialize(entry.at("content")), 160) + "\n";
  out += "\n";
  for (const auto& [field, values] : entry.at("fields").as_object()) {
    out += "    " + std::string(field) + ": " + one_line(json::serialize(values.as_array()[0])) +
           " → " + one_line(json::serialize(values.as_array()[1])) + "\n";
  }
  return out;
}

}  // namespace

int diff(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  const auto from = resolve(log, options.room, options.from);
  const auto to = resolve(log, options.room, options.to);
  const auto before = rebuild::rebuild(log, options.room, from);
  const auto after = rebuild::rebuild(log, options.room, to);
  const auto found = differences(before.state, after.state);
  if (options.json) {
    print(pretty(
        json::object{{"room", options.room}, {"from", from}, {"to", to}, {"differences", found}}));
    return ok;
  }
  print(options.room + " from event " + std::to_string(from) + " to event " + std::to_string(to) +
        ": " + std::to_string(found.size()) + " differences\n");
  for (const auto& entry : found) print(as_text(entry.as_object()));
  return ok;
}

}  // namespace tingbok::replay
