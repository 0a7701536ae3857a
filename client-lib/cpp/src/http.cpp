// The only file that instantiates Beast's HTTP client.
#include "tingbok/client/http.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <stdexcept>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/json.hpp>
#include <boost/url.hpp>
#include <google/protobuf/util/json_util.h>

namespace tingbok::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using google::protobuf::util::JsonStringToMessage;

ApiError error_from(unsigned status, const std::string& body) {
  ApiError error{status, {}, "HTTP status " + std::to_string(status)};
  boost::system::error_code ec;
  const auto value = boost::json::parse(body, ec);
  if (ec || !value.is_object()) return error;
  const auto* detail = value.as_object().if_contains("error");
  if (!detail || !detail->is_object()) return error;
  if (const auto* code = detail->as_object().if_contains("code"); code && code->is_string())
    error.code = std::string(code->as_string());
  if (const auto* said = detail->as_object().if_contains("sentence"); said && said->is_string())
    error.sentence = std::string(said->as_string());
  return error;
}

/// One request from name to answer; kept alive by its handlers.
class Exchange : public std::enable_shared_from_this<Exchange> {
 public:
  using Done = std::function<void(ApiResult<HttpAnswer>)>;

  Exchange(asio::io_context& io, const Endpoint& server, HttpRequest request, Done done)
      : resolver_(io), stream_(io), server_(server), done_(std::move(done)) {
    message_.version(11);
    message_.method(request.post ? http::verb::post : http::verb::get);
    message_.target(request.target);
    message_.set(http::field::host, server.authority());
    message_.set(http::field::user_agent, "tingbok-client");
    message_.keep_alive(false);
    if (!request.bearer.empty())
      message_.set(http::field::authorization, "Bearer " + request.bearer);
    if (request.post) message_.set(http::field::content_type, "application/json");
    message_.body() = std::move(request.body);
    message_.prepare_payload();
    parser_.body_limit(http_body_bytes_max);
  }

  void run(milliseconds timeout) {
    stream_.expires_after(timeout);
    boost::system::error_code ec;
    const auto address = asio::ip::make_address(server_.host, ec);
    if (!ec) {
      const auto port = static_cast<std::uint16_t>(std::stoul(server_.port));
      stream_.async_connect(
          tcp::endpoint(address, port),
          [self = shared_from_this()](beast::error_code failed) { self->connected(failed); });
      return;
    }
    resolver_.async_resolve(
        server_.host, server_.port,
        [self = shared_from_this()](beast::error_code failed, const auto& found) {
          if (failed) return self->fail("finding " + self->server_.host, failed);
          self->stream_.async_connect(found,
                                      [self](beast::error_code refused, const tcp::endpoint&) {
                                        self->connected(refused);
                                      });
        });
  }

 private:
  void connected(beast::error_code ec) {
    if (ec) return fail("connecting to " + server_.authority(), ec);
    http::async_write(stream_, message_,
                      [self = shared_from_this()](beast::error_code failed, std::size_t) {
                        if (failed) return self->fail("sending", failed);
                        self->read();
                      });
  }

  void read() {
    http::async_read(stream_, buffer_, parser_,
                     [self = shared_from_this()](beast::error_code failed, std::size_t) {
                       if (failed) return self->fail("reading the answer", failed);
                       self->answered();
                     });
  }

  void answered() {
    auto& message = parser_.get();
    const unsigned status = message.result_int();
    if (status >= 400) return done_(error_from(status, message.body()));
    done_(HttpAnswer{status, std::move(message.body())});
  }

  void fail(const std::string& doing, beast::error_code ec) {
    done_(ApiError{0, {}, doing + ": " + ec.message()});
  }

  tcp::resolver resolver_;
  beast::tcp_stream stream_;
  Endpoint server_;
  Done done_;
  http::request<http::string_body> message_;
  http::response_parser<http::string_body> parser_;
  beast::flat_buffer buffer_;
};

std::string to_json(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) throw std::invalid_argument("cannot be written as JSON: " + status.ToString());
  return json;
}

template <class Message>
ApiResult<Message> from_json(const std::string& body) {
  google::protobuf::util::JsonParseOptions options;
  options.ignore_unknown_fields = true;  // A newer server may say more.
  Message message;
  const auto status = JsonStringToMessage(body, &message, options);
  if (!status.ok()) return ApiError{200, {}, "the answer cannot be read: " + status.ToString()};
  return message;
}

std::string programme_path(std::string_view programme) {
  return "/api/v1/programmes/" + std::string(programme);
}

std::string workshop_path(std::string_view workshop) {
  return "/api/v1/workshops/" + std::string(workshop);
}

}  // namespace

std::string Endpoint::authority() const {
  return (host.find(':') == std::string::npos ? host : "[" + host + "]") + ":" + port;
}

Endpoint parse_url(std::string_view url) {
  const auto parsed = boost::urls::parse_uri({url.data(), url.size()});
  if (!parsed || parsed->host().empty())
    throw std::invalid_argument("not a URL such as http://127.0.0.1:8080: " + std::string(url));
  if (parsed->scheme() != "http")
    throw std::invalid_argument("only http URLs can be used, not " + std::string(url));
  const std::string path(parsed->encoded_path());
  if ((!path.empty() && path != "/") || parsed->has_query() || parsed->has_fragment())
    throw std::invalid_argument("the URL names the server only, without a path: " +
                                std::string(url));
  const std::string port = parsed->has_port() ? std::string(parsed->port()) : "80";
  unsigned number = 0;
  const auto [end, ec] = std::from_chars(port.data(), port.data() + port.size(), number);
  constexpr unsigned port_max = 65'535;
  if (ec != std::errc() || end != port.data() + port.size() || number == 0 || number > port_max)
    throw std::invalid_argument("not a port: " + std::string(url));
  return {parsed->host_address(), std::to_string(number)};
}

void async_http(asio::io_context& io, const Endpoint& server, HttpRequest request,
                milliseconds timeout, std::function<void(ApiResult<HttpAnswer>)> done) {
  std::make_shared<Exchange>(io, server, std::move(request), std::move(done))->run(timeout);
}

HttpRequest ticket_request(std::string_view workshop, std::string_view access_token) {
  pb::TicketRequest ask;
  ask.set_workshop(std::string(workshop));
  return {true, "/api/v1/tickets", std::string(access_token), to_json(ask)};
}

std::optional<std::string> ticket_from(std::string_view body) {
  const auto reply = from_json<pb::TicketReply>(std::string(body));
  if (!reply || reply->ticket().empty()) return std::nullopt;
  return reply->ticket();
}

Api::Api(Endpoint server, std::string bearer, milliseconds timeout)
    : server_(std::move(server)), bearer_(std::move(bearer)), timeout_(timeout) {}

ApiResult<std::string> Api::call(bool post, std::string target, std::string body) const {
  asio::io_context io(1);
  std::optional<ApiResult<HttpAnswer>> result;
  async_http(io, server_, {post, std::move(target), bearer_, std::move(body)}, timeout_,
             [&result](ApiResult<HttpAnswer> answer) { result.emplace(std::move(answer)); });
  io.run();
  if (!result) return ApiError{0, {}, "the call ended without an answer"};
  if (!*result) return result->error();
  return std::move((*result)->body);
}

template <class Reply>
ApiResult<Reply> Api::get(std::string target) const {
  const auto body = call(false, std::move(target), {});
  if (!body) return body.error();
  return from_json<Reply>(*body);
}

template <class Reply>
ApiResult<Reply> Api::post(std::string target, const google::protobuf::Message& message) const {
  const auto body = call(true, std::move(target), to_json(message));
  if (!body) return body.error();
  return from_json<Reply>(*body);
}

ApiResult<pb::ProgrammeLines> Api::create_programme(const pb::CreateProgramme& programme) const {
  return post<pb::ProgrammeLines>("/api/v1/programmes", programme);
}

ApiResult<pb::ProgrammeLines> Api::lines(std::string_view programme) const {
  return get<pb::ProgrammeLines>(programme_path(programme) + "/lines");
}

ApiResult<std::vector<pb::IssuedToken>> Api::tokens(std::string_view programme,
                                                    const std::vector<std::string>& people,
                                                    bool simulates) const {
  constexpr std::size_t people_max = 1'000;  // TokenRequest.people
  std::vector<pb::IssuedToken> tokens;
  for (std::size_t from = 0; from < people.size(); from += people_max) {
    pb::TokenRequest ask;
    ask.set_simulates(simulates);
    const std::size_t to = std::min(people.size(), from + people_max);
    for (std::size_t i = from; i < to; ++i) ask.add_people(people[i]);
    const auto reply = post<pb::TokenReply>(programme_path(programme) + "/tokens", ask);
    if (!reply) return reply.error();
    if (static_cast<std::size_t>(reply->tokens_size()) != to - from)
      return ApiError{200, {}, "the server issued another number of tokens than asked for"};
    tokens.insert(tokens.end(), reply->tokens().begin(), reply->tokens().end());
  }
  return tokens;
}

ApiResult<std::string> Api::link(std::string_view programme, std::string_view person) const {
  pb::LinkRequest ask;
  ask.set_person(std::string(person));
  const auto reply = post<pb::LinkReply>(programme_path(programme) + "/links", ask);
  if (!reply) return reply.error();
  return reply->code();
}

ApiResult<pb::IssuedToken> Api::session(std::string_view code) const {
  pb::SessionRequest ask;
  ask.set_code(std::string(code));
  return post<pb::IssuedToken>("/api/v1/sessions", ask);
}

ApiResult<std::string> Api::ticket(std::string_view workshop) const {
  HttpRequest request = ticket_request(workshop, bearer_);
  const auto body = call(true, std::move(request.target), std::move(request.body));
  if (!body) return body.error();
  const auto ticket = ticket_from(*body);
  if (!ticket) return ApiError{200, {}, "the answer holds no ticket"};
  return *ticket;
}

ApiResult<pb::RoomState> Api::state(std::string_view workshop, std::string_view at) const {
  std::string target = workshop_path(workshop) + "/state";
  if (!at.empty()) target += "?at=" + std::string(at);
  return get<pb::RoomState>(std::move(target));
}

ApiResult<pb::RoomLines> Api::refusals(std::string_view workshop) const {
  return get<pb::RoomLines>(workshop_path(workshop) + "/refusals");
}

ApiResult<std::string> Api::log_key() const { return call(false, "/api/v1/log-key", {}); }

ApiResult<std::string> Api::checkpoint(std::string_view workshop,
                                       std::optional<std::uint64_t> size) const {
  std::string target = workshop_path(workshop) + "/checkpoint";
  if (size) target += "?size=" + std::to_string(*size);
  return call(false, std::move(target), {});
}

ApiResult<pb::ConsistencyProof> Api::consistency(std::string_view workshop, std::uint64_t from,
                                                 std::uint64_t to) const {
  return get<pb::ConsistencyProof>(workshop_path(workshop) + "/proof/consistency?from=" +
                                   std::to_string(from) + "&to=" + std::to_string(to));
}

ApiResult<pb::ReceiptProof> Api::receipt(std::string_view workshop, std::uint64_t number) const {
  return get<pb::ReceiptProof>(workshop_path(workshop) +
                               "/receipt?number=" + std::to_string(number));
}

}  // namespace tingbok::client
