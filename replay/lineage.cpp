// tingbok-replay lineage: how a decision, a priority or a proposal came about.
#include "core/lineage/lineage.hpp"

#include <ctime>

#include "core/drawing/drawing.hpp"
#include "core/lineage/dot.hpp"
#include "core/lineage/sentences.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
namespace {

/// Minutes east of UTC by the computer's time zone (TZ).
int local_offset(std::int64_t time_ms) {
  const auto time = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  localtime_r(&time, &parts);
  return static_cast<int>(parts.tm_gmtoff / 60);
}

std::string written(const lineage::Told& told, const lineage::Telling& how,
                    const std::string& format) {
  if (format == "json") return protobuf_json(told.lineage) + "\n";
  if (format == "dot") return lineage::as_dot(told, how);
  if (format == "svg") return drawing::as_svg(told, how);
  return lineage::as_text(told, how);
}

}  // namespace

int lineage_of(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  lineage::Telling how;
  how.offset = local_offset;
  how.language = lineage::language_of(options.language).value_or(lineage::Language::nb);
  const auto at = resolve(log, options.room, options.at);
  lineage::Told told;
  try {
    past::PastReader past(log);
    told = lineage::of_room(past, options.room, options.of, at, {.administrator = true});
  } catch (const lineage::Unknown& unknown) {
    throw Failure(wrong_use, unknown.what());
  }
  const auto text = written(told, how, options.json ? "json" : options.format);
  if (options.out.empty()) {
    print(text);
  } else {
    write_file(options.out, text);
  }
  return ok;
}

}  // namespace tingbok::replay
