#include "server/net/http.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
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
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/span_body.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <openssl/ssl.h>

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

template <class Body>
http::response<Body> head_of_reply(const HttpReply& reply, const HttpServices& services,
                                   bool keep_alive, unsigned version) {
  http::response<Body> response{static_cast<http::status>(reply.status), version};
  response.set(http::field::server, "tingbok");
  if (!reply.type.empty()) response.set(http::field::content_type, reply.type);
  response.set(http::field::cache_control, "no-store");
  response.set("X-Content-Type-Options", "nosniff");
  response.set("Referrer-Policy", "no-referrer");
  response.set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
  response.set("Cross-Origin-Resource-Policy", "same-origin");
  if (services.tls) response.set("Strict-Transport-Security", "max-age=31536000");
  if (reply.status == 401) response.set(http::field::www_authenticate, "Bearer");
  if (reply.status == 426) {
    response.set(http::field::upgrade, "websocket");
    response.set(http::field::sec_websocket_version, "13");
  }
  for (const auto& [name, value] : reply.fields) response.set(name, value);
  response.keep_alive(keep_alive);
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

/// How the reply goes out.
struct Manner {
  bool keep_alive = false;
  unsigned version = 11;
  /// An answer to HEAD: everything but the body.
  bool head_only = false;
};

template <class Stream, class Response>
asio::awaitable<bool> send(Stream& stream, const HttpServices& services, const Response& response) {
  http::serializer<false, typename Response::body_type, typename Response::fields_type> parts(
      response);
  const auto end = std::chrono::steady_clock::now() + answer_limit;
  while (!parts.is_done()) {
    const auto next = std::chrono::steady_clock::now() + services.limits.write;
    beast::get_lowest_layer(stream).expires_at(std::min(next, end));
    const auto [error, bytes] = co_await http::async_write_some(stream, parts, use_tuple);
    if (error) co_return false;
  }
  co_return response.keep_alive();
}

template <class Stream>
asio::awaitable<bool> write(Stream& stream, const HttpServices& services, HttpReply reply,
                            Manner manner) {
  const std::string& bytes = reply.file ? *reply.file : reply.body;
  const bool bodiless = reply.status == 204 || reply.status == 304;
  if (bodiless || manner.head_only) {
    auto response =
        head_of_reply<http::empty_body>(reply, services, manner.keep_alive, manner.version);
    if (!bodiless) response.content_length(bytes.size());
    co_return co_await send(stream, services, response);
  }
  auto response = head_of_reply<http::span_body<const char>>(reply, services, manner.keep_alive,
                                                             manner.version);
  response.body() = {bytes.data(), bytes.size()};
  response.content_length(bytes.size());
  co_return co_await send(stream, services, response);
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

/// What the connection is to become, where the request for it is good; refuses it otherwise.
template <class Stream>
asio::awaitable<std::optional<Upgrade>> upgrade(Stream& stream, const beast::flat_buffer& rest,
                                                const Parser& parser,
                                                const HttpServices& services) {
  std::optional<Upgrade> wanted(std::in_place);
  auto refused = services.check_upgrade(head_of(parser), *wanted);
  if (!refused && rest.size() > 0) {
    refused = UpgradeRefused{400, "A client waits for the answer before it sends frames."};
  }
  if (!refused) co_return wanted;
  const unsigned version = parser.get().version() == 10 ? 10 : 11;
  co_await write(stream, services,
                 error_reply(refused->status, "upgrade_refused", refused->sentence),
                 Manner{false, version, false});
  co_return std::nullopt;
}

/// Reads the rest of the request and answers it; false: the connection ends.
template <class Stream>
asio::awaitable<bool> exchange(Stream& stream, beast::flat_buffer& buffer, Parser& parser,
                               const HttpServices& services) {
  const std::string authorization(parser.get()[http::field::authorization]);
  const bool new_programme =
      parser.get().method() == http::verb::post && parser.get().target() == "/api/v1/programmes";
  const std::size_t limit = services.body_max(new_programme, authorization);
  // Beast compares a length that the head names only while it reads the head.
  if (parser.content_length().value_or(0) > limit) {
    co_await write(stream, services, reply_to_broken(http::error::body_limit), {});
    co_return false;
  }
  parser.body_limit(limit);
  beast::get_lowest_layer(stream).expires_after(services.limits.handshake);
  if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
    http::response<http::empty_body> go_on{http::status::continue_, 11};
    const auto [error, bytes] = co_await http::async_write(stream, go_on, use_tuple);
    if (error) co_return false;
  }
  const auto [error, bytes] = co_await http::async_read(stream, buffer, parser, use_tuple);
  if (error) {
    if (is_broken_http(error)) co_await write(stream, services, reply_to_broken(error), {});
    co_return false;
  }
  beast::get_lowest_layer(stream).expires_never();
  HttpRequest request;
  request.method = std::string(parser.get().method_string());
  request.target = std::string(parser.get().target());
  request.authorization = authorization;
  request.body = std::move(parser.get().body());
  request.accept = std::string(parser.get()[http::field::accept]);
  request.accept_encoding = std::string(parser.get()[http::field::accept_encoding]);
  request.if_none_match = std::string(parser.get()[http::field::if_none_match]);
  HttpReply reply = co_await answer_to(services, std::move(request));
  Manner manner;
  manner.keep_alive = parser.get().keep_alive() && !services.stopping();
  manner.version = parser.get().version();
  manner.head_only = parser.get().method() == http::verb::head;
  co_return co_await write(stream, services, std::move(reply), manner);
}

/// Answers requests until the connection is over, or is to become a WebSocket.
template <class Stream>
asio::awaitable<std::optional<Upgrade>> serve(Stream& stream, const HttpServices& services) {
  beast::flat_buffer buffer;
  std::chrono::milliseconds limit = services.limits.handshake;
  for (bool more = true; more; limit = keep_alive_limit) {
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(request_head_bytes_max));
    parser.body_limit(programme_body_bytes_max);
    beast::get_lowest_layer(stream).expires_after(limit);
    const auto [error, bytes] = co_await http::async_read_header(stream, buffer, parser, use_tuple);
    if (error) {
      if (is_broken_http(error)) co_await write(stream, services, reply_to_broken(error), {});
      co_return std::nullopt;
    }
    if (parser.get().target().starts_with("/ws/")) {
      co_return co_await upgrade(stream, buffer, parser, services);
    }
    more = co_await exchange(stream, buffer, parser, services);
  }
  co_return std::nullopt;
}

/// Takes the socket away from this thread's loop.
void hand_over(asio::ip::tcp::socket socket, ssl_st* tls, Upgrade wanted,
               const HttpServices& services) {
  error_code error;
  const auto local = socket.local_endpoint(error);
  TakenSocket taken;
  taken.tls = tls;
  taken.v6 = !error && local.protocol() == asio::ip::tcp::v6();
  if (!error) taken.native = socket.release(error);
  if (!error) return services.adopt(taken, std::move(wanted));
  SSL_free(tls);  // It has gone already.
}

asio::awaitable<void> serve_plain(asio::ip::tcp::socket socket, const HttpServices& services) {
  beast::tcp_stream stream(std::move(socket));
  if (auto wanted = co_await serve(stream, services)) {
    hand_over(stream.release_socket(), nullptr, std::move(*wanted), services);
    co_return;
  }
  error_code ignored;  // The connection is over.
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> serve_tls(asio::ip::tcp::socket socket, const HttpServices& services) {
  using Stream = beast::ssl_stream<beast::tcp_stream>;
  std::optional<Stream> stream(std::in_place, std::move(socket), *services.tls);
  beast::get_lowest_layer(*stream).expires_after(services.limits.handshake);
  const auto [error] = co_await stream->async_handshake(asio::ssl::stream_base::server, use_tuple);
  if (error) co_return;
  if (auto wanted = co_await serve(*stream, services)) {
    ssl_st* const tls = stream->native_handle();
    SSL_up_ref(tls);
    auto released = beast::get_lowest_layer(*stream).release_socket();
    // Before another thread has the connection: this end of it goes with the stream.
    stream.reset();
    hand_over(std::move(released), tls, std::move(*wanted), services);
    co_return;
  }
  beast::get_lowest_layer(*stream).expires_after(services.limits.handshake);
  co_await stream->async_shutdown(use_tuple);
}

}  // namespace

asio::awaitable<void> serve_http(asio::ip::tcp::socket socket, const HttpServices& services) {
  if (services.tls) return serve_tls(std::move(socket), services);
  return serve_plain(std::move(socket), services);
}

}  // namespace tingbok::net
