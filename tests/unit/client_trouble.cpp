// The client's session in trouble: malformed messages, close codes, time-outs, giving up.
#include <catch2/catch.hpp>

#include "client_sim.hpp"

using namespace tingbok;
using namespace tingbok::client;
using sim::drain;
using sim::only;

namespace {

SessionSettings settings(milliseconds give_up = milliseconds{0}) {
  SessionSettings settings;
  settings.workshop = sim::workshop;
  settings.backoff = {milliseconds{100}, milliseconds{1'000}};
  settings.timeouts.give_up = give_up;
  return settings;
}

/// A session that has sent its hello.
struct Greeting {
  explicit Greeting(SessionSettings s = settings()) : session(std::move(s), [] { return 0.0; }) {
    session.start(now);
    session.opened("ticket", now);
    drain(session);
  }
  void welcome() {
    for (const auto& message : room.greet(pb::Hello{})) session.received(message, now);
    drain(session);
  }
  sim::Room room;
  Session session;
  Time now{};
};

StopReason stop_reason(Session& session) {
  const auto stops = only<Stopped>(drain(session));
  REQUIRE(stops.size() == 1);
  CHECK(session.phase() == Phase::stopped);
  return stops[0].reason;
}

}  // namespace

// Whatever bytes come, the session reports, drops the socket and asks for a snapshot.
TEST_CASE("bytes that are no frame end the connection, not the client", "[unit][client]") {
  for (const std::string& bytes :
       {std::string("\xff\xff\xff", 3), std::string("\x0a\x7f", 2), std::string(3, '\0')}) {
    Greeting table;
    table.welcome();
    table.session.received(bytes, table.now);
    const auto actions = drain(table.session);
    REQUIRE(only<Finding>(actions).size() == 1);
    CHECK(only<Finding>(actions)[0].kind == FindingKind::malformed);
    CHECK(only<CloseSocket>(actions).size() == 1);
    CHECK(table.session.phase() == Phase::waiting);
    CHECK(table.session.mirror().empty());
  }
}

// The bound holds whatever transport is below.
TEST_CASE("a message past the size bound counts as malformed", "[unit][client]") {
  Greeting table;
  table.welcome();
  table.session.received(std::string(server_message_bytes_max + 1, '\0'), table.now);
  CHECK(only<Finding>(drain(table.session)).size() == 1);
  CHECK(table.session.phase() == Phase::waiting);
}

// No patch is believed before the server has said which room it is.
TEST_CASE("anything but a welcome as the first frame is malformed", "[unit][client]") {
  Greeting table;
  table.session.received(sim::frame_of(table.room.patch(1)), table.now);
  const auto actions = drain(table.session);
  REQUIRE(only<Finding>(actions).size() == 1);
  CHECK(table.session.mirror().empty());
}

// A mixed-up proxy cannot show one room as another.
TEST_CASE("a welcome to another room stops the session", "[unit][client]") {
  Greeting table;
  pb::ServerFrame frame;
  *frame.mutable_welcome() = table.room.welcome(false);
  frame.mutable_welcome()->set_workshop("A/K05");
  table.session.received(frame.SerializeAsString(), table.now);
  CHECK(stop_reason(table.session) == StopReason::protocol);
}

// Patches are never put on top of nothing.
TEST_CASE("a resume this client did not ask for is malformed", "[unit][client]") {
  Greeting table;
  pb::ServerFrame frame;
  *frame.mutable_welcome() = table.room.welcome(true);
  table.session.received(frame.SerializeAsString(), table.now);
  CHECK(only<Finding>(drain(table.session)).size() == 1);
  CHECK(table.session.phase() == Phase::waiting);
}

// The server announces a change of audience.
TEST_CASE("a snapshot in the middle of a connection without a welcome is malformed",
          "[unit][client]") {
  Greeting table;
  table.welcome();
  pb::ServerFrame frame;
  *frame.mutable_snapshot() = table.room.snapshot(100).front();
  table.session.received(frame.SerializeAsString(), table.now);
  CHECK(only<Finding>(drain(table.session)).size() == 1);
}

// The table of close codes in docs/protocol.md.
TEST_CASE("close codes: who resumes and who gives up", "[unit][client]") {
  for (const auto code : std::initializer_list<std::uint16_t>{1001, 1006, 4008, 4500}) {
    Greeting table;
    table.welcome();
    table.session.closed(code, "", table.now);
    CHECK(table.session.phase() == Phase::waiting);
    CHECK_FALSE(table.session.mirror().empty());
  }
  for (const auto code : std::initializer_list<std::uint16_t>{1003, 1007, 1009, 4400}) {
    Greeting table;
    table.session.closed(code, "", table.now);
    CHECK(stop_reason(table.session) == StopReason::protocol);
  }
  Greeting foreign;
  foreign.session.closed(4403, "", foreign.now);
  CHECK(stop_reason(foreign.session) == StopReason::no_access);
  Greeting nowhere;
  nowhere.session.closed(4404, "", nowhere.now);
  CHECK(stop_reason(nowhere.session) == StopReason::not_found);
}

// A revoked person's client does not knock for ever.
TEST_CASE("a ticket that is refused again and again stops the session", "[unit][client]") {
  Greeting table;
  for (int i = 1; i < tickets_refused_max; ++i) {
    table.session.closed(4401, "", table.now);
    CHECK(table.session.phase() == Phase::waiting);
    table.now = table.session.deadline();
    table.session.tick(table.now);
    table.session.opened("ticket", table.now);
  }
  drain(table.session);
  table.session.closed(4401, "", table.now);
  CHECK(stop_reason(table.session) == StopReason::no_access);
}

// Errors say what is wrong.
TEST_CASE("the server's sentence about a problem reaches the user", "[unit][client]") {
  Greeting table;
  pb::ServerFrame frame;
  frame.mutable_problem()->set_close_code(4404);
  frame.mutable_problem()->set_sentence("There is no workshop A/K04.");
  table.session.received(frame.SerializeAsString(), table.now);
  table.session.closed(4404, "", table.now);
  const auto stops = only<Stopped>(drain(table.session));
  REQUIRE(stops.size() == 1);
  CHECK(stops[0].sentence == "There is no workshop A/K04. (close code 4404)");
}

// A wrong token is told at once, a closed port is retried.
TEST_CASE("failures to open: some pass, some are for good", "[unit][client]") {
  using Kind = OpenFailure::Kind;
  for (const auto& [kind, phase] :
       {std::pair{Kind::transient, Phase::waiting}, std::pair{Kind::no_access, Phase::stopped},
        std::pair{Kind::not_found, Phase::stopped}}) {
    Session session(settings(), [] { return 0.0; });
    session.start(Time{});
    session.open_failed({kind, "no"}, Time{});
    CHECK(session.phase() == phase);
  }
}

// Each phase has its own time-out; the deadline names the moment.
TEST_CASE("a silent server is left at each phase's deadline and not before", "[unit][client]") {
  const Timeouts limits;
  Session opening(settings(), [] { return 0.0; });
  opening.start(Time{});
  CHECK(opening.deadline() == Time{} + limits.open);
  opening.tick(Time{} + limits.open - milliseconds{1});
  CHECK(opening.phase() == Phase::opening);
  opening.tick(Time{} + limits.open);
  CHECK(opening.phase() == Phase::waiting);

  Greeting greeting;
  CHECK(greeting.session.deadline() == Time{} + limits.welcome);
  greeting.session.tick(Time{} + limits.welcome);
  CHECK(greeting.session.phase() == Phase::waiting);

  Greeting live;
  live.welcome();
  live.session.heard(Time{} + milliseconds{20'000});
  live.session.tick(Time{} + limits.silence);
  CHECK(live.session.phase() == Phase::live);
  live.session.tick(Time{} + milliseconds{20'000} + limits.silence);
  CHECK(live.session.phase() == Phase::waiting);
}

// A half-dead server does not hold an action for ever.
TEST_CASE("an action without an answer in time makes the client connect again", "[unit][client]") {
  Greeting table;
  table.welcome();
  table.session.submit(sim::submit_of("a"), table.now);
  drain(table.session);
  const Time due = table.now + Timeouts{}.answer;
  CHECK(table.session.deadline() == due);
  table.session.tick(due);
  CHECK(table.session.phase() == Phase::waiting);
  CHECK(table.session.outbox().size() == 1);
}

// Waits grow while the server is away, and start anew after a connection that held.
TEST_CASE("waits between tries follow the back-off and start again after a stable connection",
          "[unit][client]") {
  Greeting table;
  for (const int wait : {50, 100, 200}) {
    table.session.closed(1006, "", table.now);
    const auto lost = only<Lost>(drain(table.session));
    REQUIRE(lost.size() == 1);
    CHECK(lost[0].retry_in.count() == wait);
    CHECK(table.session.deadline() == table.now + lost[0].retry_in);
    table.session.tick(table.session.deadline() - milliseconds{1});
    CHECK(table.session.phase() == Phase::waiting);
    table.now = table.session.deadline();
    table.session.tick(table.now);
    CHECK(table.session.phase() == Phase::opening);
    table.session.opened("ticket", table.now);
  }
  table.welcome();
  table.now += Timeouts{}.stable;
  table.session.closed(1006, "", table.now);
  CHECK(only<Lost>(drain(table.session))[0].retry_in.count() == 50);
}

// Exit code 3, once.
TEST_CASE("a session without a server gives up after the stated time", "[unit][client]") {
  Session session(settings(milliseconds{1'000}), [] { return 0.0; });
  Time now{};
  session.start(now);
  int tries = 0;
  while (session.phase() != Phase::stopped && tries < 100) {
    if (session.phase() == Phase::opening) {
      ++tries;
      session.open_failed({OpenFailure::Kind::transient, "refused"}, now);
    } else {
      now = session.deadline();
      session.tick(now);
    }
  }
  CHECK(stop_reason(session) == StopReason::unreachable);
  CHECK(now == Time{} + milliseconds{1'000});
  CHECK(tries > 2);
}

// The end is the end; actions that would never be sent are refused.
TEST_CASE("a stopped session takes nothing more", "[unit][client]") {
  Greeting table;
  table.welcome();
  table.session.stop();
  CHECK(stop_reason(table.session) == StopReason::asked);
  CHECK(table.session.submit(sim::submit_of("a"), table.now) == Added::stopped);
  table.session.received(sim::frame_of(table.room.patch(1)), table.now);
  table.session.closed(1006, "", table.now);
  table.session.tick(table.now + milliseconds{100'000});
  CHECK(drain(table.session).empty());
  CHECK(table.session.deadline() == Time::max());
}
