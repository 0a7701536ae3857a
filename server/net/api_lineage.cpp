// How a decision, a priority or a proposal came about, as the one who asks may see it.
#include <ctime>

#include "core/drawing/drawing.hpp"
#include "core/lineage/dot.hpp"
#include "core/lineage/lineage.hpp"
#include "core/lineage/sentences.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"

namespace tingbok::net {
namespace {

struct Asked {
  std::string of;
  std::string format;
  lineage::Telling how;
};

/// Minutes east of UTC by the server's time zone, which is where its council meets.
int local_offset(std::int64_t time_ms) {
  const auto time = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  localtime_r(&time, &parts);
  return static_cast<int>(parts.tm_gmtoff / 60);
}

/// `parameter` gives a parameter of the call.
template <class Parameter>
Asked asked_of(const Parameter& parameter) {
  Asked asked;
  asked.how.offset = local_offset;
  asked.of = parameter("of").value_or("");
  asked.format = parameter("format").value_or("json");
  const auto language = lineage::language_of(parameter("language").value_or("nb"));
  if (!language) throw Problem{400, "invalid", "language is nb, nn or en."};
  asked.how.language = *language;
  if (asked.of.empty()) {
    throw Problem{400, "invalid", "of is missing: an item, a proposal, a vote, or LIST:ID."};
  }
  return asked;
}

HttpReply written(const lineage::Told& told, const Asked& asked) {
  if (asked.format == "json") return message_reply(told.lineage);
  if (asked.format == "text") {
    return {200, "text/plain; charset=utf-8", lineage::as_text(told, asked.how)};
  }
  if (asked.format == "dot") {
    return {200, "text/vnd.graphviz; charset=utf-8", lineage::as_dot(told, asked.how)};
  }
  if (asked.format == "svg") {
    HttpReply reply{200, "image/svg+xml", drawing::as_svg(told, asked.how)};
    // Its style is in it, and nothing else.
    reply.fields.emplace_back(
        "Content-Security-Policy",
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
    return reply;
  }
  throw Problem{400, "invalid", "format is json, text, dot or svg."};
}

}  // namespace

void Api::lineage(Call& call) {
  const auto workshop = call.workshop();
  const auto asked = asked_of([&](std::string_view name) { return call.parameter(name); });
  try {
    const auto told = tingbok::lineage::of_room(past_, workshop, asked.of, position_of(call, "at"),
                                                viewer_of(call));
    call.reply(written(told, asked));
  } catch (const tingbok::lineage::NotOnRoster&) {
    throw Problem{403, "not_on_roster", "You are not on this room's roster."};
  } catch (const tingbok::lineage::Unknown& unknown) {
    throw Problem{404, "unknown", unknown.what()};
  }
}

}  // namespace tingbok::net
