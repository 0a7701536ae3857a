// tingbok-replay reports: the reports of a programme's rooms as one table.
#include "core/rebuild/rebuild.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

/// The kind of entry in the minutes that a report makes (core/domain/minutes.cpp).
constexpr const char* report_kind = "rapport";

/// A cell as RFC 4180 has it: quoted where it holds what would end it. What a spreadsheet would
/// take for a formula starts with an apostrophe, which it shows as text.
std::string cell(std::string text) {
  if (text.find_first_of("=+-@\t\r") == 0) text.insert(0, "'");
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

std::string name_of(const domain::State& state, const std::string& person) {
  const auto* found = state.find<pb::Person>(person);
  return found == nullptr || found->label().empty() ? person : found->label();
}

std::string rows_of(const std::string& room, const domain::State& state) {
  std::string out;
  for (const auto* entry : state.all<pb::ProtocolEntry>()) {
    if (entry->kind() != report_kind) continue;
    out += cell(room) + "," + std::to_string(entry->source().number()) + "," +
           format_time(entry->source().time_ms()) + "," + cell(entry->by()) + "," +
           cell(name_of(state, entry->by())) + "," + cell(entry->text()) + "\r\n";
  }
  return out;
}

}  // namespace

int reports(const log::EventLog& log, const Options& options) {
  const auto programme = require_programme(log, options.programme);
  std::string out = "room,number,time,person,name,text\r\n";
  for (const auto& config : programme.rooms) {
    const auto room = options.programme + "/" + config.room();
    out += rows_of(config.room(), rebuild::rebuild(log, room).state);
  }
  print(out);
  return ok;
}

}  // namespace tingbok::replay
