#include "server/net/http.hpp"

#include <cctype>
#include <memory>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "server/net/net_limits.hpp"

namespace tingbok::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using boost::system::error_code;
constexpr auto use_tuple = asio::as_tuple(asio::use_awaitable);

using Parser = http::request_parser<http::string_body>;

RequestHead head_of(const Parser& parser) {
  RequestHead head;
  const auto& request = parser.get();
  head.method = std::string(request.method_string());
  head.target = std::string(request.target());
  head.version = request.version();
  for (const auto& field : request) {
    std::string name(field.name_string());
    for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    head.fields.emplace(std::move(name), std::string(field.value()));
  }
  return head;
}

http::response<http::string_body> response_of(HttpReply reply, bool keep_alive, unsigned version) {
  http::response<http::string_body> response{static_cast<http::status>(reply.status), version};
  response.set(http::field::server, "tingbok");
  if (!reply.type.empty()) response.set(http::field::content_type, reply.type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  if (reply.status == 401) response.set(http::field::www_authenticate, "Bearer");
  if (reply.status == 426) {
    response.set(http::field::upgrade, "websocket");
    response.set(http::field::sec_websocket_version, "13");
  }
  response.keep_alive(keep_alive);
  response.body() = std::move(reply.body);
  response.prepare_payload();
  if (reply.status == 204) response.erase(http::field::content_length);
  return response;
}

HttpReply reply_to_broken(error_code error) {
  if (error == http::error::body_limit) {
    return error_reply(413, "too_large", "The body is larger than this path takes.");
  }
  if (error == http::error::header_limit) {
    return error_reply(431, "head_too_large", "The request line and fields are over 8 KiB.");
  }
  return error_reply(400, "bad_request", "That is not well-formed HTTP.");
}

bool is_broken_http(error_code error) {
  return error.category() == make_error_code(http::error::bad_method).category() &&
         error != http::error::end_of_stream && error != http::error::partial_message;
}

asio::awaitable<bool> write(beast::tcp_stream& stream, const HttpServices& services,
                            HttpReply reply, bool keep_alive, unsigned version) {
  const auto response = response_of(std::move(reply), keep_alive, version);
  stream.expires_after(services.limits.write);
  const auto [error, bytes] = co_await http::async_write(stream, response, use_tuple);
  co_return !error && keep_alive;
}

/// Calls `services.answer` and waits, on this thread again, for its reply.
asio::awaitable<HttpReply> answer_to(const HttpServices& services, HttpRequest request) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(HttpReply)>(
      [&services](auto handler, HttpRequest taken) {
        auto shared = std::make_shared<decltype(handler)>(std::move(handler));
        services.answer(std::move(taken), [shared](HttpReply reply) {
          const auto executor = asio::get_associated_executor(*shared);
          asio::post(executor, [shared, reply = std::move(reply)]() mutable {
            std::move (*shared)(std::move(reply));
          });
        });
      },
      asio::use_awaitable, std::move(request));
}

/// True: the socket has gone to its shard.
asio::awaitable<bool> upgrade(beast::tcp_stream& stream, const beast::flat_buffer& rest,
                              const Parser& parser, const HttpServices& services) {
  Upgrade wanted;
  auto refused = services.check_upgrade(head_of(parser), wanted);
  if (!refused && rest.size() > 0) {
    refused = UpgradeRefused{400, "A client waits for the answer before it sends frames."};
  }
  if (refused) {
    co_await write(stream, services,
                   error_reply(refused->status, "upgrade_refused", refused->sentence), false,
                   parser.get().version() == 10 ? 10 : 11);
    co_return false;
  }
  auto socket = stream.release_socket();
  error_code error;
  const auto local = socket.local_endpoint(error);
  if (error) co_return true;
  const bool v6 = local.protocol() == asio::ip::tcp::v6();
  const int native = socket.release(error);
  if (!error) services.adopt(native, v6, std::move(wanted));
  co_return true;
}

/// Reads the rest of the request and answers it; false: the connection ends.
asio::awaitable<bool> exchange(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                               Parser& parser, const HttpServices& services) {
  const std::string authorization(parser.get()[http::field::authorization]);
  const bool large = parser.get().method() == http::verb::post &&
                     parser.get().target() == "/api/v1/programmes" &&
                     services.is_administrator(authorization);
  parser.body_limit(large ? programme_body_bytes_max : body_bytes_max);
  stream.expires_after(services.limits.handshake);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    const auto [error, bytes] = co_await http::async_write(stream, go_on, use_tuple);
    if (error) co_return false;
  }
  const auto [error, bytes] = co_await http::async_read(stream, buffer, parser, use_tuple);
  if (error) {
    if (is_broken_http(error)) co_await write(stream, services, reply_to_broken(error), false, 11);
    co_return false;
  }
  stream.expires_never();
  HttpRequest request;
  request.method = std::string(parser.get().method_string());
  request.target = std::string(parser.get().target());
  request.authorization = authorization;
  request.body = std::move(parser.get().body());
  HttpReply reply = co_await answer_to(services, std::move(request));
  const bool keep = parser.get().keep_alive() && !services.stopping();
  co_return co_await write(stream, services, std::move(reply), keep, parser.get().version());
}

}  // namespace

asio::awaitable<void> serve_http(asio::ip::tcp::socket socket, const HttpServices& services) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer;
  std::chrono::milliseconds limit = services.limits.handshake;
  for (bool more = true; more; limit = keep_alive_limit) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(request_head_bytes_max));
    parser.body_limit(programme_body_bytes_max);
    stream.expires_after(limit);
    const auto [error, bytes] = co_await http::async_read_header(stream, buffer, parser, use_tuple);
    if (error) {
      if (is_broken_http(error))
        co_await write(stream, services, reply_to_broken(error), false, 11);
      break;
    }
    if (parser.get().target().starts_with("/ws/")) {
      if (co_await upgrade(stream, buffer, parser, services)) co_return;
      break;
    }
    more = co_await exchange(stream, buffer, parser, services);
  }
  error_code ignored;  // The connection is over.
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

}  // namespace tingbok::net
