/// The HTTP interface of docs/protocol.md, without sockets: a request in, a reply out. Runs on
/// worker threads; may block on the log.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/url/url_view.hpp>

#include "core/log/event_log.hpp"
#include "core/past/timeline.hpp"
#include "server/net/http_message.hpp"
#include "server/net/proofs.hpp"
#include "server/ops/tokens.hpp"
#include "server/room/programmes.hpp"
#include "server/room/room.hpp"

namespace tingbok::net {

/// What the API asks of the running server. All may be called from any thread.
struct ServerCalls {
  /// A person's access was revoked: their sockets close.
  std::function<void(std::string programme, std::string person)> revoked;
  /// Rooms of the programme take over its people; told false where one could not write it.
  std::function<void(std::string programme, std::vector<std::string> rooms, room::Followed told)>
      follow;
  std::function<void(std::string workshop, room::Viewer viewer, room::Looked looked)> look;
  std::function<pb::ServerStatus()> status;
};

class Api {
 public:
  using Reply = std::function<void(HttpReply)>;

  /// `demo` is what POST /api/v1/demo/links lets anyone into; nullopt: no demonstration.
  /// `past` is where the past of rooms is read: in `log`, but for a server that shows another's.
  /// `signer` null: nothing is signed here, and nothing proven.
  Api(log::EventLog& log, past::PastReader& past, room::Programmes& programmes, ops::Tokens& tokens,
      std::string secret, const proof::Signer* signer, ServerCalls server,
      std::optional<pb::Demo> demo = std::nullopt);

  /// Calls `reply` once, now or later, on any thread.
  void handle(const HttpRequest& request, Reply reply);

  bool is_administrator(std::string_view authorization) const;
  /// Whether the secret, or an access token that is good now, came with it.
  bool knows(std::string_view authorization) const;

 private:
  /// A request on its way through the routes.
  struct Call {
    const HttpRequest& request;
    /// After /api/v1, decoded.
    std::vector<std::string> path;
    /// All of the query, decoded; the last of a name counts.
    std::map<std::string, std::string, std::less<>> query = {};
    bool administrator = false;
    /// Set where an access token came with it.
    std::optional<pb::TokenClaims> claims;
    Reply reply;

    bool is(std::string_view method, std::size_t segments) const {
      return request.method == method && path.size() == segments;
    }
    std::optional<std::string> parameter(std::string_view name) const {
      const auto found = query.find(name);
      return found == query.end() ? std::nullopt : std::optional(found->second);
    }
    /// PROGRAMME/ROOM, of paths that begin with workshops/PROGRAMME/ROOM.
    std::string workshop() const { return path[1] + "/" + path[2]; }
    /// Whom a change is made by; empty: the administrator.
    std::string by() const { return claims ? claims->person() : std::string(); }
  };

  // api.cpp: which call it is, and who may make it.
  void route(Call& call);
  void route_open(Call& call, bool& done);
  void route_programme(Call& call);
  void route_workshop(Call& call);
  void route_past(Call& call);
  void must_lead(const Call& call, const room::Programme& programme) const;

  // api_programmes.cpp: programmes, rooms, people.
  void create_programme(Call& call);
  void list_programmes(Call& call);
  void show_programme(Call& call, const room::ProgrammePtr& programme);
  void lines(Call& call);
  void add_room(Call& call);
  void list_people(Call& call, const room::ProgrammePtr& programme);
  void add_person(Call& call);
  void change_person(Call& call, const room::ProgrammePtr& programme);
  void follow(const std::string& id, const std::string& person, std::vector<std::string> rooms,
              unsigned status, Reply reply);
  void overview(Call& call);
  void server_status(Call& call);

  // api_templates.cpp
  void list_shipped_templates(Call& call);
  void list_templates(Call& call, const room::ProgrammePtr& programme);
  void store_template(Call& call, const room::ProgrammePtr& programme);

  // api_access.cpp: tokens, links, tickets.
  void issue_tokens(Call& call);
  void issue_link(Call& call, const room::ProgrammePtr& programme);
  void make_link(const room::ProgrammePtr& programme, const std::string& person,
                 const std::string& by, const std::string& renews, Reply reply);
  void list_links(Call& call, const room::ProgrammePtr& programme);
  void end_link(Call& call, const room::ProgrammePtr& programme);
  void revoke(Call& call);
  void redeem_link(Call& call);
  void session(Call& call);
  pb::SessionReply session_of(const room::Programme& programme, const std::string& person) const;
  void issue_ticket(Call& call);
  void demo(Call& call);
  bool good(const pb::TokenClaims& claims) const;
  /// Of a good access token; nullopt for anything else.
  std::optional<pb::TokenClaims> claims_of(std::string_view authorization) const;

  // api_past.cpp: what rooms were.
  void state(Call& call);
  void diff(Call& call);
  void events(Call& call);
  void timeline(Call& call);
  void refusals(Call& call);
  static past::Viewer viewer_of(const Call& call);
  past::Rights rights_of(const Call& call);
  log::Number position_of(const Call& call, std::string_view parameter);

  // api_lineage.cpp
  void lineage(Call& call);

  // api_proof.cpp: signed tree heads and paths to them.
  void log_key(Call& call);
  bool route_proof(Call& call);
  void prove(Call& call, const std::string& what);

  log::EventLog& log_;
  past::PastReader& past_;
  room::Programmes& programmes_;
  ops::Tokens& tokens_;
  const std::string secret_;
  /// Null: nothing is proven here.
  const std::unique_ptr<Proofs> proofs_;
  const ServerCalls server_;
  const std::optional<pb::Demo> demo_;
  past::Timelines timelines_{past_};
};

}  // namespace tingbok::net
