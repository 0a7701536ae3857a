#include "watch.hpp"

#include <csignal>
#include <deque>
#include <iostream>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <unistd.h>

#include "describe.hpp"
#include "tingbok/client/connection.hpp"

namespace tingbok::cli {
namespace {

/// Events that stay on the screen.
constexpr std::size_t events_shown = 15;
constexpr auto redraw_pause = std::chrono::milliseconds(100);

class Watcher : public client::Listener {
 public:
  Watcher(boost::asio::io_context& io, const client::ConnectionOptions& options, bool once)
      : once_(once),
        screen_(isatty(STDOUT_FILENO) != 0 && !once),
        timer_(io),
        room_(options.session.workshop),
        connection_(io, options, *this) {}

  void start() { connection_.start(); }
  void stop() {
    timer_.cancel();
    connection_.stop();
  }
  const std::optional<client::Stopped>& stopped() const { return stopped_; }

 private:
  void on_replaced(const client::Replaced&) override {
    if (screen_) return draw_soon();
    head();
    if (once_) connection_.stop();
  }

  void on_changed(const client::Changed& changed) override {
    const client::Mirror& mirror = connection_.mirror();
    std::string line;
    for (const std::uint32_t slot : changed.slots) {
      if (slot >= mirror.entities().size()) continue;  // It was given up since.
      const std::string part = describe(mirror, mirror.entities()[slot]);
      if (!part.empty()) line += (line.empty() ? "" : "; ") + part;
    }
    if (!line.empty())
      event(clock_time(changed.time_ms) + " #" + std::to_string(changed.number) + " " + line);
    if (screen_) draw_soon();
  }

  void on_lost(const client::Lost& lost) override { event("(lost: " + lost.sentence + ")"); }
  void on_finding(const client::Finding& finding) override {
    event("(" + std::string(client::to_string(finding.kind)) + ": " + finding.sentence + ")");
  }
  void on_welcome(const pb::Welcome& welcome) override {
    person_ = welcome.person();
    if (welcome.resumed()) event("(connected again)");
  }
  void on_stopped(const client::Stopped& why) override {
    stopped_ = why;
    timer_.cancel();
  }

  void event(std::string line) {
    if (!screen_) {
      if (!once_) std::cout << line << std::endl;
      return;
    }
    events_.push_back(std::move(line));
    if (events_.size() > events_shown) events_.pop_front();
    draw_soon();
  }

  void head() const {
    const client::Mirror& mirror = connection_.mirror();
    std::cout << room_ << " at number " << mirror.number() << ", as " << label(mirror, person_)
              << " sees it\n";
    for (const std::string& line : summary(mirror)) std::cout << line << '\n';
    std::cout << std::flush;
  }

  void draw_soon() {
    if (drawing_) return;
    drawing_ = true;
    timer_.expires_after(redraw_pause);
    timer_.async_wait([this](boost::system::error_code ec) {
      drawing_ = false;
      if (!ec) draw();
    });
  }

  void draw() const {
    std::cout << "\x1b[H\x1b[2J";
    head();
    std::cout << "\n";
    for (const std::string& line : events_) std::cout << line << '\n';
    std::cout << std::flush;
  }

  bool once_;
  bool screen_;
  bool drawing_ = false;
  boost::asio::steady_timer timer_;
  std::string room_;
  std::string person_;
  std::deque<std::string> events_;
  std::optional<client::Stopped> stopped_;
  client::Connection connection_;
};

/// Whose eyes the administrator borrows: the one named, or the room's chair.
std::string person_of(const WatchOptions& options, const RoomAddress& room) {
  if (!options.person.empty() || options.server.admin_token_file.empty()) return options.person;
  const client::Api api(endpoint_of(options.server.url),
                        read_secret(options.server.admin_token_file));
  const auto state = api.state(room.whole());
  if (!state) throw failure_of("room " + room.whole(), state.error());
  for (const auto& entity : state->entities())
    if (entity.has_room()) return entity.room().config().chair();
  throw Failure(not_as_expected, "the room does not say who chairs; give --person");
}

}  // namespace

int watch(const WatchOptions& options) {
  const RoomAddress room = parse_room(options.room);
  client::ConnectionOptions connect;
  connect.server = endpoint_of(options.server.url);
  connect.access_token =
      access_token(options.server, room.programme, person_of(options, room), false);
  connect.session.workshop = room.whole();
  connect.session.timeouts.give_up =
      std::chrono::milliseconds(static_cast<std::int64_t>(options.give_up_after_s * 1000));

  boost::asio::io_context io(1);
  Watcher watcher(io, connect, options.once);
  boost::asio::signal_set signals(io, SIGINT, SIGTERM);
  signals.async_wait([&watcher](boost::system::error_code ec, int) {
    if (!ec) watcher.stop();
  });
  watcher.start();
  while (!watcher.stopped()) io.run_one();
  const client::Stopped& why = *watcher.stopped();
  if (why.reason == client::StopReason::asked) return as_expected;
  throw Failure(why.reason == client::StopReason::unreachable ? unreachable : wrong_use,
                why.sentence);
}

}  // namespace tingbok::cli
