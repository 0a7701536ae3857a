#include "replay/state_text.hpp"

#include "replay/print.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

std::string str(const json::value& value) {
  if (value.is_null()) return "-";
  return value.is_string() ? std::string(value.as_string()) : json::serialize(value);
}

std::string joined(const json::value& list) {
  std::string out;
  for (const auto& one : list.as_array()) out += (out.empty() ? "" : ", ") + str(one);
  return out.empty() ? "-" : out;
}

std::string proposals(const json::object& all) {
  std::string out = "forslag:\n";
  for (const auto& [id, value] : all) {
    const auto& one = value.as_object();
    out += "  " + std::string(id) + "  " + str(one.at("status")) + "  (" + str(one.at("kind")) +
           ", av " + str(one.at("by")) + ", støtte " + str(one.at("support")) + ", versjon " +
           str(one.at("versions")) + ")  " + one_line(str(one.at("text"))) + "\n";
  }
  return out;
}

std::string votes(const json::object& all) {
  if (all.empty()) return {};
  std::string out = "voteringer:\n";
  for (const auto& [id, value] : all) {
    const auto& one = value.as_object();
    out += "  " + std::string(id) + "  " + str(one.at("status")) + "  " + str(one.at("cast")) +
           " av " + str(one.at("roll")) + " har stemt\n";
  }
  return out;
}

std::string lists(const json::object& summary) {
  std::string out;
  for (const auto& [id, order] : summary.at("priority").as_object()) {
    bool locked = false;
    for (const auto& one : summary.at("locked").as_array())
      locked = locked || one.as_string() == id;
    out +=
        "prioritering " + std::string(id) + (locked ? " (låst)" : "") + ": " + joined(order) + "\n";
  }
  return out;
}

/// Lists of persons or stances by id, on a line each.
std::string by_id(const std::string& title, const json::object& summary, std::string_view key) {
  const auto* all = summary.if_contains(key);
  if (all == nullptr) return {};
  std::string out;
  for (const auto& [id, value] : all->as_object()) {
    std::string line;
    if (value.is_array()) {
      line = joined(value);
    } else {
      for (const auto& [name, what] : value.as_object()) {
        line += (line.empty() ? "" : ", ") + std::string(name) + " (" + str(what) + ")";
      }
    }
    out += title + " " + std::string(id) + ": " + line + "\n";
  }
  return out;
}

}  // namespace

std::string state_text(const std::string& room, const rebuild::Rebuilt& rebuilt,
                       const json::object& summary) {
  const auto& state = rebuilt.state;
  const auto* config = state.find<pb::Room>("room");
  std::string out = room + "  " + (config == nullptr ? "" : config->config().body()) + "\n";
  if (config != nullptr && config->simulated()) out += "SIMULERT: laget av et manus\n";
  if (config != nullptr && config->has_training()) {
    out += "ØVELSE: kopi av " + config->training().workshop() + " etter hendelse " +
           std::to_string(config->training().number()) + "\n";
  }
  out += "etter hendelse " + std::to_string(state.number()) + ", " + format_time(state.time_ms());
  if (rebuilt.last_line != 0) out += ", manuslinje " + std::to_string(rebuilt.last_line);
  out += "\nmøtet: " + str(summary.at("status")) + ", " + str(summary.at("mode")) +
         "; sak: " + str(summary.at("open_item")) + "; fase: " + str(summary.at("phase")) +
         "; dører: " + str(summary.at("doors")) + "\n";
  out += "til stede: " + str(summary.at("members_count")) + " medlemmer (" +
         (summary.at("could_decide").as_bool() ? "nok" : "ikke nok") +
         " til å fatte vedtak): " + joined(summary.at("members_present")) + "\n";
  out += "andre til stede: " + joined(summary.at("others_present")) + "\n";
  out += "frakoblet: " + joined(summary.at("disconnected")) + "\n";
  out += "taleliste: " + joined(summary.at("queue")) + "\n";
  out += "lapper: " + str(summary.at("notes")) + "\n";
  if (summary.contains("proposals")) out += proposals(summary.at("proposals").as_object());
  if (summary.contains("priority")) out += lists(summary);
  out += votes(summary.at("votes").as_object());
  out += by_id("tilslutning til", summary, "endorsements");
  out += by_id("hjemmearbeid levert,", summary, "homework");
  out += by_id("inhabile i", summary, "recused");
  return out + "tilstandshash: " + to_hex(state.hash()) + "\n";
}

}  // namespace tingbok::replay
