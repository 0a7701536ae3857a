// tingbok-replay state: what a room was like at one moment, or after every line of its script.
#include <map>
#include <set>

#include "core/outcome/outcome.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/view/audience.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/progress.hpp"
#include "replay/replay.hpp"
#include "replay/state_text.hpp"

namespace tingbok::replay {
namespace {

namespace json = boost::json;

json::object summary_of(const domain::State& state) {
  std::vector<pb::Entity> entities;
  entities.reserve(state.entities().size());
  for (const auto& entity : state.entities()) entities.push_back(view::entire(entity));
  return outcome::summary(entities);
}

/// Lines of the room's script that were refused or were repeats.
std::set<std::uint64_t> refused_lines(const log::EventLog& log, const std::string& room) {
  std::set<std::uint64_t> lines;
  const auto known = rebuild::lines_of(log, room, {});
  for (const auto& entry : known.refusals()) {
    if (entry.script_line() != 0) lines.insert(entry.script_line());
  }
  return lines;
}

/// Prints the state after each line, refused ones included, in the order of the lines.
class EachLine {
 public:
  EachLine(std::string room, std::set<std::uint64_t> refused)
      : room_(std::move(room)), refused_(std::move(refused)) {}

  /// An event of `line` has been folded.
  void folded(const domain::State& state, std::uint64_t line) {
    if (line != line_) {
      print_up_to(line);
      line_ = line;
    }
    summary_ = summary_of(state);
  }

  void end() { print_up_to(UINT64_MAX); }

 private:
  /// Prints the line whose events are all folded, and the refused ones before `next`.
  void print_up_to(std::uint64_t next) {
    if (line_ != 0) print_one(line_);
    auto line = refused_.begin();
    while (line != refused_.end() && *line < next) {
      print_one(*line);
      line = refused_.erase(line);
    }
  }

  void print_one(std::uint64_t line) {
    const json::object out = {{"seq", line}, {"room", room_}, {"state", summary_}};
    print(json::serialize(out) + "\n");
  }

  const std::string room_;
  std::set<std::uint64_t> refused_;
  std::uint64_t line_ = 0;
  json::object summary_;
};

int each_line(const log::EventLog& log, const Options& options) {
  EachLine lines(options.room.substr(options.room.find('/') + 1), refused_lines(log, options.room));
  rebuild::rebuild(
      log, options.room, rebuild::to_head, false,
      [&](const rebuild::Rebuilt& now, const pb::RecordCore& core, const auto&, const auto&) {
        lines.folded(now.state, core.script_line());
        return true;
      });
  lines.end();
  return ok;
}

}  // namespace

int state(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  if (options.each) return each_line(log, options);
  const auto at = resolve(log, options.room, options.at);
  Progress progress("rebuilding", at);
  const auto rebuilt = rebuild::rebuild(log, options.room, at, true,
                                        [&](const auto&, const auto&, const auto&, const auto&) {
                                          progress.step();
                                          return true;
                                        });
  const auto summary = summary_of(rebuilt.state);
  print(options.json ? pretty(summary) : state_text(options.room, rebuilt, summary));
  return ok;
}

}  // namespace tingbok::replay
