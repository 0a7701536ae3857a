// tingbok-replay template: a workshop's plan, without those who took part, as a template's text.

#include "core/domain/templates.hpp"
#include "core/rebuild/rebuild.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/replay.hpp"

namespace tingbok::replay {
int make_template(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  const auto at = resolve(log, options.room, options.at);
  const auto rebuilt = rebuild::rebuild(log, options.room, at);
  try {
    const auto plan = options.id.empty() ? domain::template_of(rebuilt.state)
                                         : domain::template_of(rebuilt.state, options.id, 1);
    const auto text = domain::template_text(plan);
    if (options.out.empty()) {
      print(text);
    } else {
      write_file(options.out, text);
    }
  } catch (const std::invalid_argument& problem) {
    throw Failure(wrong_use, "no template can be made of " + options.room + ": " + problem.what());
  }
  return ok;
}

}  // namespace tingbok::replay
