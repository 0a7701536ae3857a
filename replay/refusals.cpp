// tingbok-replay refusals: who tried what, when, and why it was refused.
#include "core/domain/decide.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/script/script.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

std::string as_text(const pb::RecordCore& core, const std::string& asked) {
  const auto& refusal = core.refusal();
  std::string out =
      std::to_string(core.number()) + "  " + format_time(core.time_ms()) + "  " + core.actor();
  if (core.script_line() != 0) out += "  #" + std::to_string(core.script_line());
  out += "  after event " + std::to_string(refusal.at_number()) + "  ";
  out += refusal.repeat() ? "(sent again)" : std::string(domain::word(refusal.code()));
  return out + "  " + one_line(asked.empty() ? refusal.action() : asked, 160) + "\n";
}

std::string as_json(const pb::RecordCore& core, const std::string& asked) {
  boost::json::object out;
  out["number"] = core.number();
  out["time"] = format_time(core.time_ms());
  out["actor"] = core.actor();
  out["action"] = core.refusal().action();
  out["code"] = std::string(domain::word(core.refusal().code()));
  out["script_line"] = core.script_line();
  out["at_number"] = core.refusal().at_number();
  out["repeat"] = core.refusal().repeat();
  out["command_id"] = core.command_id();
  if (!asked.empty()) out["asked"] = asked;
  return boost::json::serialize(out) + "\n";
}

}  // namespace

int refusals(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  const auto stream = rebuild::refusal_stream(options.room);
  log.read(stream, 1, rebuild::to_head, [&](const log::RecordView& record) {
    const auto parsed = rebuild::parse_record(record, stream);
    std::string asked;
    pb::Command command;
    if (parsed.personal && command.ParseFromString(parsed.personal->refused_command())) {
      asked = script::describe(command);
    }
    print(options.json ? as_json(parsed.core, asked) : as_text(parsed.core, asked));
    return true;
  });
  return ok;
}

}  // namespace tingbok::replay
