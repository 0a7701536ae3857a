// The only file of the client that instantiates Beast's websocket::stream (about a minute of CPU).
#include "tingbok/client/connection.hpp"

#include <deque>
#include <random>
#include <utility>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>

namespace tingbok::client {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using asio::ip::tcp;

template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

/// Bytes that fit in a close frame beside the code (RFC 6455 § 5.5).
constexpr std::size_t close_reason_bytes_max = 123;

OpenFailure failure_of(const ApiError& error) {
  using Kind = OpenFailure::Kind;
  Kind kind = Kind::transient;
  if (error.status == 401 || error.status == 403) kind = Kind::no_access;
  if (error.status == 404) kind = Kind::not_found;
  return {kind, "ticket: " + error.sentence};
}

}  // namespace

/// Performs what the session asks for. Kept alive by the handlers under way; `listener_` is null
/// once the Connection is gone.
class Connection::Impl : public std::enable_shared_from_this<Connection::Impl> {
 public:
  Impl(asio::io_context& io, ConnectionOptions options, Listener& listener)
      : io_(io),
        options_(std::move(options)),
        session_(options_.session, options_.random),
        listener_(&listener),
        timer_(io) {}

  const Session& session() const { return session_; }

  void start() {
    session_.start(Clock::now());
    perform_soon();
  }

  void stop() {
    session_.stop();
    perform_soon();
  }

  Added submit(pb::Submit submit) {
    const Added added = session_.submit(std::move(submit), Clock::now());
    if (added == Added::yes) perform_soon();
    return added;
  }

  void detach() {
    listener_ = nullptr;
    session_.stop();
    timer_.cancel();
    drop(CloseSocket{1000, "the client is done"});
  }

 private:
  /// One socket, from its ticket to its end. Handlers of an attempt that is no longer `attempt_`
  /// do nothing.
  struct Attempt {
    explicit Attempt(asio::io_context& io) : resolver(io), ws(io) {}
    tcp::resolver resolver;
    websocket::stream<beast::tcp_stream> ws;
    beast::flat_buffer in;
    std::deque<std::string> out;
    bool open = false;
    bool writing = false;
    std::string ticket;
  };
  using AttemptPtr = std::shared_ptr<Attempt>;

  bool current(const AttemptPtr& attempt) const { return attempt_ == attempt; }

  /// Never inside a caller's call: listeners may submit, stop or destroy.
  void perform_soon() {
    if (performing_ || posted_) return;
    posted_ = true;
    asio::post(io_, [self = shared_from_this()] {
      self->posted_ = false;
      self->perform();
    });
  }

  void perform() {
    if (performing_) return;
    performing_ = true;
    while (listener_) {
      auto action = session_.next_action();
      if (!action) break;
      std::visit(Overloaded{[this](const Open&) { open(); },
                            [this](Send& send) { queue(std::move(send.message)); },
                            [this](const CloseSocket& close) { drop(close); },
                            [this](const Welcomed& w) { listener_->on_welcome(w.welcome); },
                            [this](const Replaced& r) { listener_->on_replaced(r); },
                            [this](const Changed& c) { listener_->on_changed(c); },
                            [this](const Answered& a) { listener_->on_answer(a.answer); },
                            [this](const Lost& l) { listener_->on_lost(l); },
                            [this](const Finding& f) { listener_->on_finding(f); },
                            [this](const Stopped& s) { listener_->on_stopped(s); }},
                 *action);
    }
    performing_ = false;
    arm();
  }

  /// The timer is set anew only where the session's deadline came nearer; a later one is noticed
  /// when the old one runs out.
  void arm() {
    const Time due = session_.deadline();
    if (!listener_ || due == Time::max()) {
      armed_for_ = Time::max();
      timer_.cancel();
      return;
    }
    if (armed_for_ <= due) return;
    armed_for_ = due;
    timer_.expires_at(due);
    timer_.async_wait([self = shared_from_this(), due](beast::error_code ec) {
      if (ec || self->armed_for_ != due) return;
      self->armed_for_ = Time::max();
      self->session_.tick(Clock::now());
      self->perform();
    });
  }

  void open() {
    auto attempt = attempt_ = std::make_shared<Attempt>(io_);
    async_http(io_, options_.server,
               ticket_request(options_.session.workshop, options_.access_token),
               options_.session.timeouts.open,
               [self = shared_from_this(), attempt](ApiResult<HttpAnswer> answer) {
                 if (!self->current(attempt)) return;
                 if (!answer) return self->open_failed(failure_of(answer.error()));
                 const auto ticket = ticket_from(answer->body);
                 if (!ticket)
                   return self->open_failed(
                       {OpenFailure::Kind::transient, "the server's answer holds no ticket"});
                 attempt->ticket = *ticket;
                 self->connect(attempt);
               });
  }

  void open_failed(const OpenFailure& failure) {
    attempt_.reset();
    session_.open_failed(failure, Clock::now());
    perform();
  }

  void open_failed(const std::string& doing, beast::error_code ec) {
    open_failed({OpenFailure::Kind::transient, doing + ": " + ec.message()});
  }

  void connect(const AttemptPtr& attempt) {
    auto& socket = beast::get_lowest_layer(attempt->ws);
    boost::system::error_code no_address;
    const auto address = asio::ip::make_address(options_.server.host, no_address);
    auto self = shared_from_this();
    if (!no_address) {
      const auto port = static_cast<std::uint16_t>(std::stoul(options_.server.port));
      socket.async_connect(tcp::endpoint(address, port),
                           [self, attempt](beast::error_code ec) { self->connected(attempt, ec); });
      return;
    }
    attempt->resolver.async_resolve(
        options_.server.host, options_.server.port,
        [self, attempt](beast::error_code ec, const auto& found) {
          if (!self->current(attempt)) return;
          if (ec) return self->open_failed("finding " + self->options_.server.host, ec);
          beast::get_lowest_layer(attempt->ws)
              .async_connect(found,
                             [self, attempt](beast::error_code refused, const tcp::endpoint&) {
                               self->connected(attempt, refused);
                             });
        });
  }

  void connected(const AttemptPtr& attempt, beast::error_code ec) {
    if (!current(attempt)) return;
    if (ec) return open_failed("connecting to " + options_.server.authority(), ec);
    auto& ws = attempt->ws;
    boost::system::error_code ignored;  // Only slower without it.
    beast::get_lowest_layer(ws).socket().set_option(tcp::no_delay(true), ignored);
    ws.set_option(websocket::stream_base::timeout{options_.session.timeouts.open,
                                                  websocket::stream_base::none(), false});
    ws.set_option(websocket::stream_base::decorator([](websocket::request_type& request) {
      request.set(beast::http::field::sec_websocket_protocol, "tingbok.v1");
      request.set(beast::http::field::user_agent, "tingbok-client");
    }));
    ws.read_message_max(server_message_bytes_max);
    ws.binary(true);
    ws.auto_fragment(false);
    ws.control_callback([weak = weak_from_this()](websocket::frame_type, beast::string_view) {
      if (auto self = weak.lock()) self->session_.heard(Clock::now());
    });
    auto answer = std::make_shared<websocket::response_type>();
    ws.async_handshake(*answer, options_.server.authority(), "/ws/" + options_.session.workshop,
                       [self = shared_from_this(), attempt, answer](beast::error_code failed) {
                         self->shaken(attempt, *answer, failed);
                       });
  }

  void shaken(const AttemptPtr& attempt, const websocket::response_type& answer,
              beast::error_code ec) {
    if (!current(attempt)) return;
    if (ec == websocket::error::upgrade_declined) {
      const unsigned status = answer.result_int();
      using Kind = OpenFailure::Kind;
      const Kind kind = status == 404   ? Kind::not_found
                        : status == 403 ? Kind::no_access
                                        : Kind::transient;
      return open_failed(
          {kind, "the server declined the socket: HTTP status " + std::to_string(status)});
    }
    if (ec) return open_failed("WebSocket handshake", ec);
    attempt->open = true;
    session_.opened(attempt->ticket, Clock::now());
    attempt->ticket.clear();
    read(attempt);
    perform();
  }

  void read(const AttemptPtr& attempt) {
    attempt->ws.async_read(attempt->in, [self = shared_from_this(), attempt](beast::error_code ec,
                                                                             std::size_t) {
      if (!self->current(attempt)) return;
      if (ec) return self->gone(attempt, ec);
      const auto bytes = attempt->in.cdata();
      self->session_.received({static_cast<const char*>(bytes.data()), bytes.size()}, Clock::now());
      attempt->in.consume(attempt->in.size());
      self->perform();
      if (self->current(attempt)) self->read(attempt);
    });
  }

  void gone(const AttemptPtr& attempt, beast::error_code ec) {
    constexpr std::uint16_t no_close_frame = 1006;
    std::uint16_t code = no_close_frame;
    std::string reason = ec.message();
    if (ec == websocket::error::closed) {
      code = attempt->ws.reason().code;
      const auto& given = attempt->ws.reason().reason;
      reason.assign(given.data(), given.size());
    }
    attempt_.reset();
    session_.closed(code, reason, Clock::now());
    perform();
  }

  void queue(std::string message) {
    if (!attempt_ || !attempt_->open) return;  // The outbox still has it.
    attempt_->out.push_back(std::move(message));
    if (!attempt_->writing) write(attempt_);
  }

  void write(const AttemptPtr& attempt) {
    if (attempt->out.empty()) return;
    attempt->writing = true;
    attempt->ws.async_write(
        asio::buffer(attempt->out.front()),
        [self = shared_from_this(), attempt](beast::error_code ec, std::size_t) {
          attempt->writing = false;
          attempt->out.pop_front();
          if (!ec && self->current(attempt)) self->write(attempt);
          // A failed write shows as a failed read, which carries the close code.
        });
  }

  /// Says goodbye where the socket is idle enough for it; the socket dies with its last handler.
  void drop(const CloseSocket& close) {
    auto attempt = std::exchange(attempt_, nullptr);
    if (!attempt) return;
    attempt->resolver.cancel();
    if (!attempt->open) {
      beast::get_lowest_layer(attempt->ws).cancel();
      return;
    }
    constexpr auto goodbye_max = std::chrono::seconds(1);
    attempt->ws.set_option(
        websocket::stream_base::timeout{goodbye_max, websocket::stream_base::none(), false});
    const auto reason = close.reason.substr(0, close_reason_bytes_max);
    attempt->ws.async_close(
        {static_cast<websocket::close_code>(close.code), reason},
        [attempt](beast::error_code) { beast::get_lowest_layer(attempt->ws).cancel(); });
  }

  asio::io_context& io_;
  ConnectionOptions options_;
  Session session_;
  Listener* listener_;
  asio::steady_timer timer_;
  Time armed_for_ = Time::max();
  AttemptPtr attempt_;
  bool performing_ = false;
  bool posted_ = false;
};

Connection::Connection(asio::io_context& io, ConnectionOptions options, Listener& listener)
    : impl_(std::make_shared<Impl>(io, std::move(options), listener)) {}

Connection::~Connection() { impl_->detach(); }

void Connection::start() { impl_->start(); }
void Connection::stop() { impl_->stop(); }
Added Connection::submit(pb::Submit submit) { return impl_->submit(std::move(submit)); }

Added Connection::submit(std::string command_id, pb::Command command) {
  pb::Submit submit;
  submit.set_command_id(std::move(command_id));
  *submit.mutable_command() = std::move(command);
  return impl_->submit(std::move(submit));
}

const Session& Connection::session() const { return impl_->session(); }

std::string new_command_id() {
  std::random_device device;
  constexpr char digits[] = "0123456789abcdef";
  std::string id;
  for (int word = 0; word < 4; ++word) {
    std::uint32_t bits = device();
    for (int i = 0; i < 8; ++i, bits >>= 4) id.push_back(digits[bits & 15]);
  }
  return id;
}

}  // namespace tingbok::client
