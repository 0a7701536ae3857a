#include "server/net/api.hpp"

#include <memory>
#include <stdexcept>
#include <utility>

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/type_resolver_util.h>

#include "server/net/api_parts.hpp"
#include "server/net/lists.hpp"
#include "server/ops/logging.hpp"

namespace tingbok::net {
namespace {

constexpr std::string_view bearer = "Bearer ";

[[noreturn]] void no_access() {
  throw Problem{401, "no_access", "Send a good secret or access token as Authorization: Bearer."};
}

/// As MessageToJsonString() makes it, which serialises first as well.
std::string as_json(const google::protobuf::Descriptor& type, const std::string& bytes) {
  namespace util = google::protobuf::util;
  static const std::string prefix = "type";
  static const std::unique_ptr<util::TypeResolver> types(util::NewTypeResolverForDescriptorPool(
      prefix, google::protobuf::DescriptorPool::generated_pool()));
  std::string json;
  const auto made =
      util::BinaryToJsonString(types.get(), prefix + "/" + type.full_name(), bytes, &json);
  if (!made.ok()) throw std::logic_error("an answer has no JSON form: " + made.ToString());
  return json;
}

constexpr std::string_view protobuf_type = "application/protobuf";

bool prefers_protobuf(std::string_view accept) {
  bool prefers = false;
  any_of_list(accept, [&](std::string_view one) {
    const std::string_view type = trim(one.substr(0, one.find(';')));
    prefers = type == protobuf_type;
    return prefers || type == "application/json" || type == "*/*";
  });
  return prefers;
}

}  // namespace

void no_such_path() {
  throw Problem{404, "no_such_path", "There is nothing at this path, or not with this method."};
}

void no_such_workshop() { throw Problem{404, "unknown", "There is no such workshop."}; }

void not_administrator() {
  throw Problem{403, "not_administrator", "Only the administrator may do this."};
}

void parse_body(std::string_view body, google::protobuf::Message& message) {
  google::protobuf::util::JsonParseOptions strict;
  strict.ignore_unknown_fields = false;
  const auto status = google::protobuf::util::JsonStringToMessage(
      google::protobuf::StringPiece(body.data(), body.size()), &message, strict);
  if (!status.ok()) {
    throw Problem{400, "bad_body", "The body is not what this call takes: " + status.ToString()};
  }
}

HttpReply message_reply(const google::protobuf::Message& message, unsigned status) {
  HttpReply reply;
  reply.status = status;
  reply.body = as_json(*message.GetDescriptor(), message.SerializeAsString());
  return reply;
}

HttpReply message_reply(const HttpRequest& request, const google::protobuf::Message& message) {
  return message_reply(request, *message.GetDescriptor(), message.SerializeAsString());
}

HttpReply message_reply(const HttpRequest& request, const google::protobuf::Descriptor& type,
                        std::string bytes) {
  if (prefers_protobuf(request.accept)) return {200, std::string(protobuf_type), std::move(bytes)};
  HttpReply reply;
  reply.body = as_json(type, bytes);
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
    case Result::busy:
      return error_reply(503, "busy", changed.sentence);
    case Result::storage_full:
      return error_reply(507, "storage_full", changed.sentence);
    case Result::failed:
      break;
  }
  return error_reply(503, "storage", changed.sentence);
}

HttpReply error_reply(unsigned status, std::string_view code, std::string_view sentence) {
  const boost::json::object body = {{"error", {{"code", code}, {"sentence", sentence}}}};
  HttpReply reply;
  reply.status = status;
  reply.body = boost::json::serialize(body);
  if (status == 503) reply.fields.emplace_back("Retry-After", "1");
  return reply;
}

Api::Api(log::EventLog& log, past::PastReader& past, room::Programmes& programmes,
         ops::Tokens& tokens, std::string secret, const proof::Signer* signer, ServerCalls server,
         std::optional<pb::Demo> demo)
    : log_(log),
      past_(past),
      programmes_(programmes),
      tokens_(tokens),
      secret_(std::move(secret)),
      proofs_(signer ? std::make_unique<Proofs>(log, *signer) : nullptr),
      server_(std::move(server)),
      demo_(std::move(demo)) {}

bool Api::is_administrator(std::string_view authorization) const {
  return authorization.starts_with(bearer) &&
         ops::same_secret(authorization.substr(bearer.size()), secret_);
}

std::optional<pb::TokenClaims> Api::claims_of(std::string_view authorization) const {
  if (!authorization.starts_with(bearer)) return std::nullopt;
  auto claims = tokens_.check(authorization.substr(bearer.size()), pb::TokenClaims::USE_ACCESS);
  return claims && good(*claims) ? std::move(claims) : std::nullopt;
}

bool Api::knows(std::string_view authorization) const {
  return is_administrator(authorization) || claims_of(authorization);
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
    if (parameter.has_value) call.query[std::string(parameter.key)] = parameter.value;
  }
  try {
    if (call.path.size() < 3 || call.path[0] != "api" || call.path[1] != "v1") {
      throw Problem{404, "no_such_path", "There is nothing at this path."};
    }
    call.path.erase(call.path.begin(), call.path.begin() + 2);
    call.administrator = is_administrator(request.authorization);
    if (!call.administrator) call.claims = claims_of(request.authorization);
    route(call);
  } catch (const Problem& problem) {
    call.reply(error_reply(problem.status, problem.code, problem.sentence));
  } catch (const std::exception& error) {
    ops::log_error("a request failed: " + std::string(error.what()));
    call.reply(error_reply(500, "internal", "The server could not answer; its log says why."));
  }
}

/// Calls that need no secret and no token.
void Api::route_open(Call& call, bool& done) {
  const std::string& first = call.path[0];
  done = true;
  if (first == "sessions" && call.is("POST", 1)) return redeem_link(call);
  if (first == "tickets" && call.is("POST", 1)) return issue_ticket(call);
  if (first == "demo") return demo(call);
  if (first == "programmes" && call.is("GET", 3) && call.path[2] == "overview") {
    return overview(call);
  }
  if (first == "log-key" && call.is("GET", 1)) return log_key(call);
  done = route_proof(call);
  if (!done && first == "workshops" && call.is("GET", 4) && call.path[3] != "refusals") {
    done = true;
    route_past(call);
  }
}

void Api::route(Call& call) {
  bool done = false;
  // A token that is no good (any more) is told so, whatever the call.
  const bool tried = !call.request.authorization.empty() && !call.administrator && !call.claims;
  if (!tried || call.path[0] == "sessions" || call.path[0] == "demo") route_open(call, done);
  if (done) return;
  if (!call.administrator && !call.claims) {
    no_access();
  }
  const std::string& first = call.path[0];
  if (first == "session" && call.is("GET", 1)) return session(call);
  if (first == "templates" && call.is("GET", 1)) return list_shipped_templates(call);
  if (first == "server" && call.is("GET", 1)) return server_status(call);
  if (first == "workshops" && call.is("GET", 4)) return route_workshop(call);
  if (first == "programmes") return route_programme(call);
  no_such_path();
}

void Api::must_lead(const Call& call, const room::Programme& programme) const {
  if (call.administrator) return;
  if (call.claims->programme() == programme.id && programme.leads_any(call.claims->person())) {
    return;
  }
  throw Problem{403, "not_administrator",
                "Only the administrator, or whoever leads a room of the programme, may do this."};
}

void Api::route_programme(Call& call) {
  if (call.path.size() >= 2) {
    const auto programme = programmes_.find(call.path[1]);
    const bool theirs = call.administrator || call.claims->programme() == call.path[1];
    if (!call.administrator && (!programme || !theirs)) not_administrator();
    if (!programme) throw Problem{404, "unknown", "There is no such programme."};
    if (call.is("GET", 2)) return must_lead(call, *programme), show_programme(call, programme);
    const std::string part = call.path.size() >= 3 ? call.path[2] : "";
    if (part == "people" && call.is("GET", 3)) {
      return must_lead(call, *programme), list_people(call, programme);
    }
    if (part == "links") {
      must_lead(call, *programme);
      if (call.is("POST", 3)) return issue_link(call, programme);
      if (call.is("GET", 3)) return list_links(call, programme);
      if (call.is("POST", 5)) return end_link(call, programme);
    }
    if (part == "templates") {
      must_lead(call, *programme);
      if (call.is("GET", 3)) return list_templates(call, programme);
      if (call.is("POST", 3)) return store_template(call, programme);
    }
    if (!call.administrator) not_administrator();
    if (part == "lines" && call.is("GET", 3)) return lines(call);
    if (part == "tokens" && call.is("POST", 3)) return issue_tokens(call);
    if (part == "rooms" && call.is("POST", 3)) return add_room(call);
    if (part == "people" && call.is("POST", 3)) return add_person(call);
    if (part == "people" && call.is("PUT", 4)) return change_person(call, programme);
    if (part == "people" && call.is("POST", 5) && call.path[4] == "revoke") return revoke(call);
    no_such_path();
  }
  if (!call.administrator) not_administrator();
  if (call.is("POST", 1)) return create_programme(call);
  if (call.is("GET", 1)) return list_programmes(call);
  no_such_path();
}

void Api::route_workshop(Call& call) {
  const auto programme = programmes_.find_room(call.workshop());
  if (!programme || (call.claims && call.claims->programme() != programme->id)) no_such_workshop();
  if (call.path[3] == "refusals") return refusals(call);
  no_such_path();
}

/// The past of a room is read as the room itself is: by its people, and a public one by anyone.
void Api::route_past(Call& call) {
  const std::string workshop = call.workshop();
  const auto programme = programmes_.find_room(workshop);
  if (call.claims && (!programme || call.claims->programme() != programme->id)) {
    no_such_workshop();
  }
  const bool named = call.administrator || call.claims;
  if (!programme) {
    if (named) no_such_workshop();
    no_access();
  }
  if (!named && !past::Rights::of(past_.now(workshop), {})) no_access();
  if (call.path[3] == "state") return state(call);
  if (call.path[3] == "diff") return diff(call);
  if (call.path[3] == "events") return events(call);
  if (call.path[3] == "timeline") return timeline(call);
  if (call.path[3] == "lineage") return lineage(call);
  no_such_path();
}

}  // namespace tingbok::net
