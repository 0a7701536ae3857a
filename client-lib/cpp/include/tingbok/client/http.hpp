/// The HTTP half of the protocol (docs/protocol.md): programmes, tokens, tickets, states.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/system/result.hpp>

#include "tingbok/client/limits.hpp"
#include "tingbok/v1/past.pb.h"
#include "tingbok/v1/programme.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::client {

/// Where the server listens.
struct Endpoint {
  std::string host;
  std::string port;
  /// "host:port", as the Host header has it.
  std::string authority() const;
};

/// From "http://HOST[:PORT][/]". Throws std::invalid_argument with a sentence for anything else;
/// https too: put a TLS proxy in front and speak plain HTTP to it on the same machine.
Endpoint parse_url(std::string_view url);

/// An HTTP call that did not succeed.
struct ApiError {
  /// 0: the server was not reached, or did not answer in time.
  unsigned status = 0;
  /// The server's code for it; empty where it gave none.
  std::string code;
  std::string sentence;
  bool unreachable() const { return status == 0; }
};

template <class T>
using ApiResult = boost::system::result<T, ApiError>;

struct HttpRequest {
  bool post = false;
  std::string target;
  /// The Authorization header's bearer; empty: none.
  std::string bearer;
  std::string body;
};

struct HttpAnswer {
  unsigned status = 0;
  std::string body;
};

/// One request on a connection of its own. `done` runs once, on the io_context, never inside this
/// call. An answer with a status of 400 or more is an ApiError.
void async_http(boost::asio::io_context& io, const Endpoint& server, HttpRequest request,
                milliseconds timeout, std::function<void(ApiResult<HttpAnswer>)> done);

/// Calls that block until answered or timed out. One thread at a time; holds no connection between
/// calls.
class Api {
 public:
  /// `bearer`: the administrator's secret, or an access token.
  Api(Endpoint server, std::string bearer, milliseconds timeout = milliseconds{30'000});

  /// With a `request` of its own (new_command_id()) it may be called again until it answers.
  ApiResult<pb::ProgrammeLines> create_programme(const pb::CreateProgramme& programme) const;
  ApiResult<pb::ProgrammeLines> lines(std::string_view programme) const;
  /// One token for each person, in the order asked; any number of people (asked 1,000 at a time).
  ApiResult<std::vector<pb::IssuedToken>> tokens(std::string_view programme,
                                                 const std::vector<std::string>& people,
                                                 bool simulates) const;
  ApiResult<std::string> link(std::string_view programme, std::string_view person) const;
  ApiResult<pb::IssuedToken> session(std::string_view code) const;
  ApiResult<std::string> ticket(std::string_view workshop) const;
  /// `at`: a number, "script:LINE", or empty for now.
  ApiResult<pb::RoomState> state(std::string_view workshop, std::string_view at = {}) const;
  ApiResult<pb::RoomLines> refusals(std::string_view workshop) const;
  /// The server's public key, as NAME+ID+BASE64.
  ApiResult<std::string> log_key() const;
  /// A signed note of the room as it stands now, or as it stood at that size.
  ApiResult<std::string> checkpoint(std::string_view workshop,
                                    std::optional<std::uint64_t> size = {}) const;
  /// That the room's tree of `from` events is the beginning of that of `to`.
  ApiResult<pb::ConsistencyProof> consistency(std::string_view workshop, std::uint64_t from,
                                              std::uint64_t to) const;
  /// The acknowledgement of the command that made that event, and where the event stands.
  ApiResult<pb::ReceiptProof> receipt(std::string_view workshop, std::uint64_t number) const;

  const Endpoint& server() const { return server_; }

 private:
  ApiResult<std::string> call(bool post, std::string target, std::string body) const;
  template <class Reply>
  ApiResult<Reply> get(std::string target) const;
  template <class Reply>
  ApiResult<Reply> post(std::string target, const google::protobuf::Message& body) const;

  Endpoint server_;
  std::string bearer_;
  milliseconds timeout_;
};

/// The request for a ticket and the reading of its answer, for those who do their own I/O.
HttpRequest ticket_request(std::string_view workshop, std::string_view access_token);
std::optional<std::string> ticket_from(std::string_view body);

}  // namespace tingbok::client
