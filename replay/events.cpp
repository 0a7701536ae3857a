// tingbok-replay events: what happened in a room, in order.
#include <utility>

#include "core/domain/evolve.hpp"
#include "core/rebuild/record.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

const google::protobuf::FieldDescriptor* fact_of(const pb::Event& event) {
  static const auto* kinds = pb::Event::descriptor()->FindOneofByName("kind");
  return event.GetReflection()->GetOneofFieldDescriptor(event, kinds);
}

/// 312  2026-01-01T03:12:00Z  R02  #290  ballot_cast {"vote":"VS","ballot":{"choice":"for"}} «text»
std::string as_text(const pb::RecordCore& core) {
  const auto& event = core.event();
  std::string out = std::to_string(core.number()) + "  " + format_time(core.time_ms()) + "  " +
                    (core.actor().empty() ? "-" : core.actor());
  if (core.script_line() != 0) out += "  #" + std::to_string(core.script_line());
  const auto* fact = fact_of(event);
  if (fact == nullptr) return out + "  (an event this program does not know)\n";
  out += "  " + fact->name();
  const auto words = in_words(event.GetReflection()->GetMessage(event, fact));
  if (!words.empty()) out += " " + one_line(json::serialize(words), 160);
  if (!event.text().empty()) out += "  «" + one_line(event.text()) + "»";
  return out + "\n";
}

/// Protobuf JSON of the record's core with the personal fields in it, and the hash of what is
/// stored.
std::string as_json(const pb::RecordCore& core, std::string_view stored) {
  auto line = protobuf_json(core);
  line.pop_back();
  return line + R"(,"leafHash":")" + to_hex(leaf_hash(stored)) + "\"}\n";
}

}  // namespace

int events(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  const auto from = resolve(log, options.room, options.from);
  const auto to = resolve(log, options.room, options.to);
  const auto last =
      options.limit > 0 && to >= from && to - from >= options.limit ? from + options.limit - 1 : to;
  log.read(options.room, from, last, [&](const log::RecordView& record) {
    auto parsed = rebuild::parse_record(record, options.room);
    if (parsed.personal)
      domain::merge_personal(*parsed.core.mutable_event(),
                             std::move(*parsed.personal->mutable_event()));
    print(options.json ? as_json(parsed.core, record.core) : as_text(parsed.core));
    return true;
  });
  return ok;
}

}  // namespace tingbok::replay
