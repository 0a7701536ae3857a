// How a decision, a priority or a proposal came about, as the one who asks may see it.
#include <charconv>
#include <ctime>

#include <boost/url/parse.hpp>

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
  std::string format = "json";
  lineage::Telling how;
  log::Number upto = rebuild::to_head;
};

/// Minutes east of UTC by the server's time zone, which is where its council meets.
int local_offset(std::int64_t time_ms) {
  const auto time = static_cast<std::time_t>(time_ms / 1000);
  std::tm parts{};
  localtime_r(&time, &parts);
  return static_cast<int>(parts.tm_gmtoff / 60);
}

log::Number position_of(const std::string& at, log::Number head) {
  if (at.empty() || at == "head") return head;
  log::Number number = 0;
  const auto [end, error] = std::from_chars(at.data(), at.data() + at.size(), number);
  if (error != std::errc() || end != at.data() + at.size() || number < 1 || number > head) {
    throw Problem{400, "invalid",
                  "at is the number of an event, 1 to " + std::to_string(head) + "."};
  }
  return number;
}

Asked asked_of(const std::string& target) {
  Asked asked;
  asked.how.offset = local_offset;
  for (const auto parameter : boost::urls::parse_origin_form(target)->params()) {
    const std::string value(parameter.value);
    if (parameter.key == "of") asked.of = value;
    if (parameter.key == "format") asked.format = value;
    if (parameter.key != "language") continue;
    const auto language = lineage::language_of(value);
    if (!language) throw Problem{400, "invalid", "language is nb, nn or en."};
    asked.how.language = *language;
  }
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

bool open_to_the_public(const room::Programme& programme, const std::string& name) {
  for (const pb::ProgrammeRoom& room : programme.rooms) {
    if (room.config().room() == name) return room.config().public_();
  }
  return false;
}

}  // namespace

/// Needs no token where the room is open to the public: then it is told as to the public.
void Api::lineage(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto programme = programmes_.find_room(workshop);
  const bool theirs = !call.claims || (programme && call.claims->programme() == programme->id);
  const bool open = programme && open_to_the_public(*programme, call.path[2]);
  if (!call.administrator && !call.claims && !open) {
    throw Problem{401, "no_access", "Send a good secret or access token as Authorization: Bearer."};
  }
  if (!programme || !theirs) throw Problem{404, "unknown", "There is no such workshop."};
  auto asked = asked_of(call.request.target);
  asked.upto = position_of(call.parameter("at").value_or(""), log_.head(workshop).number);
  const auto told_to = [&](const std::optional<std::string>& person) {
    return tingbok::lineage::of_room(log_, workshop, asked.of, asked.upto, person);
  };
  try {
    if (call.administrator) return call.reply(written(told_to(std::nullopt), asked));
    try {
      call.reply(written(told_to(call.claims ? call.claims->person() : std::string()), asked));
    } catch (const tingbok::lineage::NotOnRoster&) {
      if (!open) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
      call.reply(written(told_to(std::string()), asked));
    }
  } catch (const tingbok::lineage::Unknown& unknown) {
    throw Problem{404, "unknown", unknown.what()};
  }
}

}  // namespace tingbok::net
