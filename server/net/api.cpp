#include "server/net/api.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <google/protobuf/util/json_util.h>

#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "server/net/past.hpp"
#include "server/ops/logging.hpp"

namespace tingbok::net {
namespace {

/// Ends a call with an error reply.
struct Problem {
  unsigned status;
  std::string code;
  std::string sentence;
};

constexpr std::string_view bearer = "Bearer ";
constexpr int tokens_asked_max = 1'000;

void parse(std::string_view body, google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions strict;
  strict.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(body.data(), body.size()), &message, strict);
  if (!status.ok()) {
    throw Problem{400, "bad_body", "The body is not what this call takes: " + status.ToString()};
  }
}

HttpReply ok(const google::protobuf::Message& message, unsigned status = 200) {
  HttpReply reply;
  reply.status = status;
  const auto made = google::protobuf::util::MessageToJsonString(message, &reply.body);
  if (!made.ok()) throw std::logic_error("an answer has no JSON form: " + made.ToString());
  return reply;
}

HttpReply reply_to(const room::Changed& changed) {
  using Result = room::Changed::Result;
  switch (changed.result) {
    case Result::done:
      return {204, "", ""};
    case Result::exists:
      return error_reply(409, "exists", changed.sentence);
    case Result::unknown:
      return error_reply(404, "unknown", changed.sentence);
    case Result::invalid:
      return error_reply(400, "invalid", changed.sentence);
    case Result::storage_full:
      return error_reply(507, "storage_full", changed.sentence);
    case Result::failed:
      break;
  }
  return error_reply(503, "storage", changed.sentence);
}

}  // namespace

HttpReply error_reply(unsigned status, std::string_view code, std::string_view sentence) {
  const boost::json::object body = {{"error", {{"code", code}, {"sentence", sentence}}}};
  return {status, "application/json", boost::json::serialize(body)};
}

Api::Api(log::EventLog& log, room::Programmes& programmes, ops::Tokens& tokens, std::string secret,
         std::function<void(std::string, std::string)> revoked)
    : log_(log),
      programmes_(programmes),
      tokens_(tokens),
      secret_(std::move(secret)),
      revoked_(std::move(revoked)) {}

bool Api::is_administrator(std::string_view authorization) const {
  return authorization.starts_with(bearer) &&
         ops::same_secret(authorization.substr(bearer.size()), secret_);
}

bool Api::good(const pb::TokenClaims& claims) const {
  const auto programme = programmes_.find(claims.programme());
  return programme && programme->people.contains(claims.person()) &&
         claims.issued_ms() > programme->revoked_until(claims.person());
}

void Api::handle(const HttpRequest& request, Reply reply) {
  const auto target = boost::urls::parse_origin_form(request.target);
  if (!target) return reply(error_reply(400, "bad_target", "The path is not well-formed."));
  Call call{request, {}, {}, false, {}, std::move(reply)};
  for (const auto segment : target->segments()) call.path.emplace_back(segment);
  for (const auto parameter : target->params()) {
    if (parameter.key == "at") call.at = parameter.value;
  }
  try {
    if (call.path.size() < 3 || call.path[0] != "api" || call.path[1] != "v1") {
      throw Problem{404, "no_such_path", "There is nothing at this path."};
    }
    call.path.erase(call.path.begin(), call.path.begin() + 2);
    call.administrator = is_administrator(request.authorization);
    if (!call.administrator && request.authorization.starts_with(bearer)) {
      call.claims = tokens_.check(std::string_view(request.authorization).substr(bearer.size()),
                                  pb::TokenClaims::USE_ACCESS);
      if (call.claims && !good(*call.claims)) call.claims.reset();
    }
    route(call);
  } catch (const Problem& problem) {
    call.reply(error_reply(problem.status, problem.code, problem.sentence));
  } catch (const std::exception& error) {
    ops::log_error("a request failed: " + std::string(error.what()));
    call.reply(error_reply(500, "internal", "The server could not answer; its log says why."));
  }
}

void Api::route(Call& call) {
  const std::string& method = call.request.method;
  const std::string& first = call.path[0];
  if (first == "sessions" && call.path.size() == 1 && method == "POST") return redeem_link(call);
  if (!call.administrator && !call.claims) {
    throw Problem{401, "no_access", "Send a good secret or access token as Authorization: Bearer."};
  }
  if (first == "tickets" && call.path.size() == 1 && method == "POST") return issue_ticket(call);
  if (first == "workshops" && call.path.size() == 4 && method == "GET") return route_workshop(call);
  if (first == "programmes") return route_programme(call);
  throw Problem{404, "no_such_path", "There is nothing at this path, or not with this method."};
}

void Api::route_programme(Call& call) {
  if (!call.administrator) {
    throw Problem{403, "not_administrator", "Only the administrator may do this."};
  }
  const bool post = call.request.method == "POST";
  if (call.path.size() == 1 && post) return create_programme(call);
  if (call.path.size() == 1 && call.request.method == "GET") return list_programmes(call);
  if (call.path.size() >= 2 && !programmes_.find(call.path[1])) {
    throw Problem{404, "unknown", "There is no such programme."};
  }
  if (call.path.size() == 3 && call.path[2] == "lines" && call.request.method == "GET") {
    return lines(call);
  }
  if (call.path.size() == 3 && call.path[2] == "tokens" && post) return issue_tokens(call);
  if (call.path.size() == 3 && call.path[2] == "links" && post) return issue_link(call);
  if (call.path.size() == 5 && call.path[2] == "people" && call.path[4] == "revoke" && post) {
    return revoke(call);
  }
  throw Problem{404, "no_such_path", "There is nothing at this path, or not with this method."};
}

void Api::create_programme(Call& call) {
  pb::CreateProgramme wanted;
  parse(call.request.body, wanted);
  programmes_.create(wanted, [this, id = wanted.id(), reply = call.reply](room::Changed changed) {
    if (changed.result != room::Changed::Result::done) return reply(reply_to(changed));
    pb::ProgrammeLines lines;
    const auto programme = programmes_.find(id);
    lines.set_programme(programme->id);
    lines.set_title(programme->title);
    lines.set_format(programme->format);
    lines.set_seed(programme->seed);
    for (const std::string& room : programme->rooms) lines.add_rooms()->set_room(room);
    reply(ok(lines, 201));
  });
}

void Api::list_programmes(Call& call) {
  boost::json::array list;
  for (const auto& programme : programmes_.all()) {
    boost::json::array rooms;
    for (const std::string& room : programme->rooms) rooms.emplace_back(room);
    list.push_back({{"id", programme->id},
                    {"title", programme->title},
                    {"simulated", programme->simulated},
                    {"rooms", std::move(rooms)}});
  }
  const boost::json::object body = {{"programmes", std::move(list)}};
  call.reply({200, "application/json", boost::json::serialize(body)});
}

void Api::lines(Call& call) {
  const auto programme = rebuild::read_programme(log_, call.path[1]);
  std::vector<pb::RoomLines> rooms;
  for (const pb::RoomConfig& room : programme.rooms) {
    const std::string stream = call.path[1] + "/" + room.room();
    rooms.push_back(rebuild::lines_of(log_, stream, rebuild::rebuild(log_, stream)));
  }
  call.reply(ok(rebuild::programme_lines(programme, std::move(rooms))));
}

void Api::issue_tokens(Call& call) {
  pb::TokenRequest asked;
  parse(call.request.body, asked);
  const auto programme = programmes_.find(call.path[1]);
  if (asked.people_size() == 0 || asked.people_size() > tokens_asked_max) {
    throw Problem{400, "invalid", "Ask for 1 to 1,000 people."};
  }
  if (asked.simulates() && !programme->simulated) {
    throw Problem{400, "not_simulated", "Only a simulated programme takes times from commands."};
  }
  const std::int64_t wanted_ms = std::int64_t{asked.seconds()} * 1000;
  if (wanted_ms > ops::access_ms_max) {
    throw Problem{400, "invalid", "A token lasts at most 31 days."};
  }
  pb::TokenReply tokens;
  for (const std::string& person : asked.people()) {
    if (!programme->people.contains(person)) {
      throw Problem{404, "unknown", "There is no such person in this programme: " + person + "."};
    }
    pb::TokenClaims claims;
    claims.set_use(pb::TokenClaims::USE_ACCESS);
    claims.set_programme(programme->id);
    claims.set_person(person);
    claims.set_simulates(asked.simulates());
    pb::IssuedToken& issued = *tokens.add_tokens();
    issued.set_person(person);
    issued.set_token(tokens_.issue(claims, wanted_ms ? wanted_ms : ops::access_ms_default,
                                   programme->revoked_until(person)));
  }
  call.reply(ok(tokens));
}

void Api::issue_link(Call& call) {
  pb::LinkRequest asked;
  parse(call.request.body, asked);
  const auto programme = programmes_.find(call.path[1]);
  if (!programme->people.contains(asked.person())) {
    throw Problem{404, "unknown", "There is no such person in this programme."};
  }
  pb::TokenClaims claims;
  claims.set_use(pb::TokenClaims::USE_LINK);
  claims.set_programme(programme->id);
  claims.set_person(asked.person());
  pb::LinkReply link;
  link.set_code(tokens_.issue(claims, ops::link_ms, programme->revoked_until(asked.person())));
  call.reply(ok(link));
}

void Api::revoke(Call& call) {
  programmes_.revoke(call.path[1], call.path[3],
                     [this, programme = call.path[1], person = call.path[3],
                      reply = call.reply](room::Changed changed) {
                       if (changed.result == room::Changed::Result::done) {
                         revoked_(programme, person);
                       }
                       reply(reply_to(changed));
                     });
}

void Api::redeem_link(Call& call) {
  pb::SessionRequest asked;
  parse(call.request.body, asked);
  const auto claims = tokens_.check(asked.code(), pb::TokenClaims::USE_LINK);
  if (!claims || !good(*claims)) {
    throw Problem{401, "no_access", "The link is not good (any more); ask for a new one."};
  }
  programmes_.use_link(
      claims->programme(), claims->id(),
      [this, claims = *claims, reply = call.reply](room::Changed changed) {
        if (changed.result == room::Changed::Result::exists) {
          return reply(error_reply(401, "no_access", changed.sentence));
        }
        if (!good(claims)) return reply(error_reply(401, "no_access", "Access was revoked."));
        if (changed.result != room::Changed::Result::done) return reply(reply_to(changed));
        pb::TokenClaims access;
        access.set_use(pb::TokenClaims::USE_ACCESS);
        access.set_programme(claims.programme());
        access.set_person(claims.person());
        pb::IssuedToken issued;
        issued.set_person(claims.person());
        issued.set_token(tokens_.issue(access, ops::access_ms_default, claims.issued_ms()));
        reply(ok(issued));
      });
}

void Api::issue_ticket(Call& call) {
  if (!call.claims) throw Problem{403, "no_person", "A ticket needs a person's access token."};
  pb::TicketRequest asked;
  parse(call.request.body, asked);
  const auto programme = programmes_.find_room(asked.workshop());
  if (!programme || programme->id != call.claims->programme()) {
    throw Problem{404, "unknown", "There is no such workshop."};
  }
  pb::TokenClaims claims;
  claims.set_use(pb::TokenClaims::USE_TICKET);
  claims.set_programme(programme->id);
  claims.set_person(call.claims->person());
  claims.set_room(asked.workshop().substr(programme->id.size() + 1));
  claims.set_simulates(call.claims->simulates());
  pb::TicketReply ticket;
  ticket.set_ticket(
      tokens_.issue(claims, ops::ticket_ms, programme->revoked_until(call.claims->person())));
  call.reply(ok(ticket));
}

void Api::route_workshop(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto programme = programmes_.find_room(workshop);
  if (!programme || (call.claims && call.claims->programme() != programme->id)) {
    throw Problem{404, "unknown", "There is no such workshop."};
  }
  if (call.path[3] == "state") return state(call);
  if (call.path[3] == "refusals") return refusals(call);
  throw Problem{404, "no_such_path", "There is nothing at this path, or not with this method."};
}

void Api::state(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto position = parse_position(call.at);
  if (!position) throw Problem{400, "invalid", "at is a number or script:LINE."};
  const auto state = past_state(log_, workshop, *position,
                                call.claims ? std::optional(call.claims->person()) : std::nullopt);
  if (!state) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
  call.reply(ok(*state));
}

void Api::refusals(Call& call) {
  const std::string workshop = call.path[1] + "/" + call.path[2];
  const auto now = rebuild::rebuild(log_, workshop);
  pb::RoomLines lines = rebuild::lines_of(log_, workshop, now);
  if (call.claims) {
    const auto audience = view::audience_of(now.state, call.claims->person());
    if (!audience) throw Problem{403, "not_on_roster", "You are not on this room's roster."};
    if (*audience != pb::AUDIENCE_STEERING && *audience != pb::AUDIENCE_AUDITOR) {
      auto& all = *lines.mutable_refusals();
      const auto others = std::remove_if(all.begin(), all.end(), [&](const pb::RefusalEntry& one) {
        return one.actor() != call.claims->person();
      });
      all.erase(others, all.end());
    }
  }
  call.reply(ok(lines));
}

}  // namespace tingbok::net
