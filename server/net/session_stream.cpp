/// A WebSocket connection on its room's shard. The only file of the server that instantiates
/// Beast's stream (it costs a minute to compile): everything else sees Session and room::Link.
#include <optional>
#include <utility>

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "server/net/net_limits.hpp"
#include "server/net/shard.hpp"
#include "server/ops/logging.hpp"
#include "server/room/encode.hpp"

namespace tingbok::net {
namespace {

namespace beast = boost::beast;
namespace http = beast::http;
namespace websocket = beast::websocket;
using tcp = asio::ip::tcp;
using boost::system::error_code;
/// With the loop's own executor: a type-erased one costs on every operation.
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

/// The pieces of one message as Asio wants them; cheap to copy, which Beast does often.
class Pieces {
 public:
  using value_type = asio::const_buffer;
  using const_iterator = const asio::const_buffer*;
  explicit Pieces(const std::vector<asio::const_buffer>& all)
      : begin_(all.data()), end_(all.data() + all.size()) {}
  const_iterator begin() const { return begin_; }
  const_iterator end() const { return end_; }

 private:
  const_iterator begin_;
  const_iterator end_;
};

template <class Transport>
class WebSocketSession final : public Session,
                               public room::Link,
                               public std::enable_shared_from_this<WebSocketSession<Transport>> {
 public:
  WebSocketSession(Shard& shard, Transport transport, Upgrade upgrade);
  ~WebSocketSession() override;
  void start();

  // Session
  void sweep(SteadyTime now) override;
  void stop(room::CloseCode code, std::string_view sentence) override;
  void stop_person(std::string_view programme, std::string_view person) override;
  // room::Link
  void wake() override { write_next(); }
  void close(room::CloseCode code, std::string_view sentence) override;

 private:
  void read();
  void on_read(error_code error, std::size_t bytes);
  void on_frame(pb::ClientFrame& frame);
  void on_hello(const pb::Hello& hello);
  void enter(room::Place* place, const pb::Hello& hello, const pb::TokenClaims& claims);
  bool revoked(const pb::TokenClaims& claims) const;
  void write_next();
  void on_write(error_code error, std::size_t bytes);
  void send_close();
  void on_control(websocket::frame_type kind);
  void gone();
  void drop();

  enum class Stage { accepting, awaiting_hello, entering, open };

  Shard& shard_;
  Upgrade upgrade_;
  websocket::stream<Transport> stream_;
  beast::flat_buffer incoming_;
  room::Outgoing outgoing_;
  std::vector<asio::const_buffer> pieces_;
  std::shared_ptr<room::Member> member_;
  room::Place* place_ = nullptr;
  std::string person_;
  Stage stage_ = Stage::accepting;
  bool reading_ = false;
  bool writing_ = false;
  bool closing_ = false;
  bool close_sent_ = false;
  bool gone_ = false;
  room::CloseCode close_code_ = room::CloseCode::going_away;
  std::string problem_;
  SteadyTime since_ = std::chrono::steady_clock::now();
  SteadyTime write_started_{};
};

template <class Transport>
WebSocketSession<Transport>::WebSocketSession(Shard& shard, Transport transport, Upgrade upgrade)
    : shard_(shard),
      upgrade_(std::move(upgrade)),
      stream_(std::move(transport)),
      incoming_(message_in_bytes_max) {
  shard_.services().metrics.sessions.Increment();
}

template <class Transport>
WebSocketSession<Transport>::~WebSocketSession() {
  shard_.services().metrics.sessions.Decrement();
}

template <class Transport>
void WebSocketSession<Transport>::start() {
  websocket::stream_base::timeout limits{};
  limits.handshake_timeout = shard_.services().limits.handshake;
  limits.idle_timeout = shard_.services().limits.idle;
  limits.keep_alive_pings = true;
  stream_.set_option(limits);
  stream_.set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
    response.set(http::field::server, "tingbok");
    if (!upgrade_.subprotocol.empty()) {
      response.set(http::field::sec_websocket_protocol, upgrade_.subprotocol);
    }
  }));
  stream_.read_message_max(message_in_bytes_max);
  stream_.auto_fragment(false);
  stream_.binary(upgrade_.encoding == room::Encoding::protobuf);
  stream_.control_callback(
      [this](websocket::frame_type kind, beast::string_view) { on_control(kind); });

  // The request was checked to the letter before; Beast needs it again to answer.
  http::request<http::empty_body> request{http::verb::get, "/ws/" + upgrade_.workshop, 11};
  request.set(http::field::host, upgrade_.host);
  request.set(http::field::upgrade, "websocket");
  request.set(http::field::connection, "Upgrade");
  request.set(http::field::sec_websocket_version, "13");
  request.set(http::field::sec_websocket_key, upgrade_.key);
  stream_.async_accept(request, [self = this->shared_from_this()](error_code error) {
    if (error) return self->gone();
    self->stage_ = Stage::awaiting_hello;
    self->since_ = std::chrono::steady_clock::now();
    if (self->closing_) return self->send_close();
    self->read();
  });
}

template <class Transport>
void WebSocketSession<Transport>::read() {
  if (reading_ || closing_ || gone_) return;
  reading_ = true;
  stream_.async_read(
      incoming_, beast::bind_front_handler(&WebSocketSession::on_read, this->shared_from_this()));
}

template <class Transport>
void WebSocketSession<Transport>::on_read(error_code error, std::size_t) {
  reading_ = false;
  // Beast has answered a close frame or a broken one by itself; while we close, it reads on.
  if (error) return close_sent_ ? void() : gone();
  if (closing_) return;
  if (stream_.got_text() != (upgrade_.encoding == room::Encoding::json)) {
    return close(room::CloseCode::wrong_kind, "This subprotocol's messages are of the other kind.");
  }
  const auto bytes = incoming_.cdata();
  pb::ClientFrame& frame = shard_.frame();
  const bool good = room::parse_frame({static_cast<const char*>(bytes.data()), bytes.size()},
                                      upgrade_.encoding, frame);
  incoming_.consume(incoming_.size());
  if (incoming_.capacity() > read_buffer_kept_max) incoming_.shrink_to_fit();
  if (!good) return close(room::CloseCode::bad_frame, "That is not a frame this server knows.");
  on_frame(frame);
}

template <class Transport>
void WebSocketSession<Transport>::on_frame(pb::ClientFrame& frame) {
  if (stage_ == Stage::awaiting_hello) {
    if (!frame.has_hello()) {
      return close(room::CloseCode::no_access, "The first frame is a hello with a ticket.");
    }
    return on_hello(frame.hello());
  }
  if (frame.has_submit()) {
    place_->submit(member_, *frame.mutable_submit());
  } else if (frame.has_scrub()) {
    place_->scrub(member_, frame.scrub());
  } else {
    return close(room::CloseCode::bad_frame, "A connection says hello once.");
  }
  if (!closing_ && member_->unanswered < room::in_flight_max) read();
}

template <class Transport>
void WebSocketSession<Transport>::on_hello(const pb::Hello& hello) {
  const auto claims = shard_.services().tokens.redeem_ticket(hello.ticket());
  if (!claims || claims->programme() + "/" + claims->room() != upgrade_.workshop ||
      revoked(*claims)) {
    return close(room::CloseCode::no_access, "The ticket is not good here; ask for a new one.");
  }
  stage_ = Stage::entering;
  person_ = claims->person();
  shard_.with_place(upgrade_,
                    [weak = this->weak_from_this(), hello, claims = *claims](room::Place* place) {
                      if (const auto self = weak.lock()) self->enter(place, hello, claims);
                    });
}

template <class Transport>
void WebSocketSession<Transport>::enter(room::Place* place, const pb::Hello& hello,
                                        const pb::TokenClaims& claims) {
  if (closing_ || gone_) return;
  if (!place) return close(room::CloseCode::storage, room::log_unreadable);
  if (revoked(claims)) return close(room::CloseCode::no_access, "Access was revoked.");
  stage_ = Stage::open;
  place_ = place;
  member_ =
      std::make_shared<room::Member>(*this, claims.person(), claims.simulates(), upgrade_.encoding);
  place->join(member_, hello);
  read();
}

template <class Transport>
bool WebSocketSession<Transport>::revoked(const pb::TokenClaims& claims) const {
  const auto programme = shard_.services().programmes.find(claims.programme());
  return !programme || claims.issued_ms() <= programme->revoked_until(claims.person());
}

template <class Transport>
void WebSocketSession<Transport>::write_next() {
  if (writing_ || closing_ || gone_ || !place_) return;
  if (!place_->take(*member_, outgoing_)) return;
  pieces_.clear();
  for (const std::string_view piece : outgoing_.pieces()) {
    pieces_.emplace_back(piece.data(), piece.size());
  }
  writing_ = true;
  write_started_ = std::chrono::steady_clock::now();
  stream_.async_write(Pieces(pieces_), beast::bind_front_handler(&WebSocketSession::on_write,
                                                                 this->shared_from_this()));
  // Its answers are on their way: there may be room for more.
  if (member_->unanswered < room::in_flight_max) read();
}

template <class Transport>
void WebSocketSession<Transport>::on_write(error_code error, std::size_t bytes) {
  writing_ = false;
  outgoing_.clear();
  if (error) return gone();
  shard_.services().metrics.messages_out.Increment();
  shard_.services().metrics.bytes_out.Increment(static_cast<double>(bytes));
  if (closing_) return send_close();
  write_next();
}

template <class Transport>
void WebSocketSession<Transport>::close(room::CloseCode code, std::string_view sentence) {
  if (closing_ || gone_) return;
  closing_ = true;
  close_code_ = code;
  since_ = std::chrono::steady_clock::now();
  if (place_) place_->leave(*member_);
  if (static_cast<unsigned>(code) >= 4400) {
    problem_ = room::problem_frame(code, sentence, upgrade_.encoding);
  }
  if (!writing_ && stage_ != Stage::accepting) send_close();
}

/// The problem, if there is one to tell, then the close frame. Beast waits for the other side's, at
/// most the limit of a handshake; sweep() drops a connection on which even that does not end.
template <class Transport>
void WebSocketSession<Transport>::send_close() {
  if (close_sent_ || gone_) return;
  if (!problem_.empty()) {
    outgoing_.clear();
    outgoing_.add_own(problem_);
    pieces_.assign(1, asio::buffer(outgoing_.pieces().front()));
    writing_ = true;
    write_started_ = std::chrono::steady_clock::now();
    stream_.async_write(Pieces(pieces_), beast::bind_front_handler(&WebSocketSession::on_write,
                                                                   this->shared_from_this()));
    return;
  }
  close_sent_ = true;
  stream_.async_close(websocket::close_reason(static_cast<websocket::close_code>(close_code_)),
                      [self = this->shared_from_this()](error_code) { self->gone(); });
}

/// Beast would echo close codes that no endpoint may send (5000 and above); RFC 6455 § 7.4.
template <class Transport>
void WebSocketSession<Transport>::on_control(websocket::frame_type kind) {
  if (kind != websocket::frame_type::close || stream_.reason().code < 5000) return;
  if (!writing_) {
    constexpr unsigned char protocol_error[] = {0x88, 0x02, 0x03, 0xEA};
    error_code ignored;  // The connection ends either way.
    // Not even for these few bytes does a shard wait.
    beast::get_lowest_layer(stream_).non_blocking(true, ignored);
    stream_.next_layer().write_some(asio::buffer(protocol_error), ignored);
  }
  drop();
}

template <class Transport>
void WebSocketSession<Transport>::sweep(SteadyTime now) {
  const TimeLimits& limits = shard_.services().limits;
  if (closing_) {
    if (now - since_ > limits.handshake) drop();
  } else if (stage_ == Stage::awaiting_hello && now - since_ > limits.hello) {
    close(room::CloseCode::no_access, "No hello came in time.");
  } else if (writing_ && now - write_started_ > limits.write) {
    shard_.services().metrics.closed_behind.Increment();
    close(room::CloseCode::behind, "A write took too long.");
    drop();
  }
}

template <class Transport>
void WebSocketSession<Transport>::stop(room::CloseCode code, std::string_view sentence) {
  close(code, sentence);
}

template <class Transport>
void WebSocketSession<Transport>::stop_person(std::string_view programme, std::string_view person) {
  if (person_ != person || !upgrade_.workshop.starts_with(std::string(programme) + "/")) return;
  close(room::CloseCode::no_access, "Access was revoked.");
}

/// Ends the connection without more words; its handlers then come with an error.
template <class Transport>
void WebSocketSession<Transport>::drop() {
  error_code ignored;  // It is being thrown away.
  beast::get_lowest_layer(stream_).close(ignored);
  gone();
}

template <class Transport>
void WebSocketSession<Transport>::gone() {
  if (gone_) return;
  gone_ = true;
  if (place_ && member_) place_->leave(*member_);
  shard_.remove(this);
}

/// OpenSSL's state goes with the transport.
void start(Shard& shard, Socket socket, ssl_st* tls, Upgrade upgrade) {
  const auto begin = [&]<class Transport>(Transport transport) {
    auto session = std::make_shared<WebSocketSession<Transport>>(shard, std::move(transport),
                                                                 std::move(upgrade));
    shard.add(session);
    session->start();
  };
  if (tls) return begin(asio::ssl::stream<Socket>(std::move(socket), tls));
  begin(std::move(socket));
}

}  // namespace

void start_session(Shard& shard, TakenSocket taken, Upgrade upgrade) {
  Socket socket(shard.io());
  error_code error;
  socket.assign(taken.v6 ? tcp::v6() : tcp::v4(), taken.native, error);
  if (error) {
    SSL_free(taken.tls);
    ops::log_warning("cannot take a socket over: " + error.message());
    return;
  }
  start(shard, std::move(socket), taken.tls, std::move(upgrade));
}

}  // namespace tingbok::net
