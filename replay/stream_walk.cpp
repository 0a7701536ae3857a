#include "replay/stream_walk.hpp"

#include "core/domain/evolve.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::replay {

void walk(const log::EventLog& log, Checked& checked, const Step& step,
          const std::function<void(const Seen&)>& look) {
  TreeEdge tree;
  std::int64_t time_ms = INT64_MIN;
  log::Number at = 0;
  try {
    const auto head = log.head(checked.stream);
    log.read(checked.stream, 1, rebuild::to_head, [&](const log::RecordView& record) {
      at = checked.records + 1;
      if (record.number != at)
        throw Wrong("is missing; the next there is has number " + std::to_string(record.number));
      const auto parsed = rebuild::parse_record(record, checked.stream);
      if (parsed.core.time_ms() < time_ms) throw Wrong("is earlier than the one before it");
      time_ms = parsed.core.time_ms();
      if (record.personal.empty() && !parsed.core.personal_digest().empty()) ++checked.erased;
      const auto leaf = leaf_hash(record.core);
      tree.add(leaf);
      look({record, parsed, leaf});
      checked.records = at;
      step();
      return true;
    });
    at = 0;
    checked.root = tree.root();
    if (checked.records != head.number) {
      throw Wrong("ends at " + std::to_string(checked.records) + ", but its head says " +
                  std::to_string(head.number));
    }
    if (checked.root != head.root) throw Wrong("has another root than its records lead to");
  } catch (const Wrong& wrong) {
    checked.finding = Finding{checked.stream, at, wrong.what()};
  } catch (const log::Damaged& damaged) {
    checked.finding = Finding{checked.stream, checked.records + 1,
                              std::string("cannot be trusted: ") + damaged.what()};
  } catch (const domain::CannotFold& problem) {
    checked.finding =
        Finding{checked.stream, at, std::string("cannot be folded: ") + problem.what()};
  }
}

pb::StoredAnswer kept_answer_of(const log::EventLog& log, const std::string& room,
                                const pb::RecordCore& core) {
  const auto kept = log.kept_answer(room, core.actor() + std::string(1, '\0') + core.command_id());
  pb::StoredAnswer answer;
  if (!kept) throw Wrong("has no kept answer, so the command could take effect twice");
  if (!answer.ParseFromString(*kept)) throw Wrong("has a kept answer that does not parse");
  return answer;
}

}  // namespace tingbok::replay
