// The client's session, by calling functions: no socket, no clock.
#include <catch2/catch.hpp>

#include "client_sim.hpp"

using namespace tingbok;
using namespace tingbok::client;
using sim::drain;
using sim::only;

namespace {

SessionSettings settings() {
  SessionSettings settings;
  settings.workshop = sim::workshop;
  settings.backoff = {milliseconds{100}, milliseconds{1'000}};
  return settings;
}

/// A session and the room it talks to; the clock is `now`.
struct Table {
  explicit Table(SessionSettings s = settings()) : session(std::move(s), [] { return 0.0; }) {}

  pb::Hello open() {
    if (session.phase() == Phase::idle) session.start(now);
    if (session.phase() == Phase::waiting) {
      now = session.deadline();
      session.tick(now);
    }
    const auto asked = drain(session);
    REQUIRE(only<Open>(asked).size() == 1);
    session.opened("ticket", now);
    const auto sent = only<Send>(drain(session));
    REQUIRE(sent.size() == 1);
    return sim::parse_client(sent[0].message).hello();
  }

  /// Connects until live; returns everything it did after the hello.
  std::vector<Action> join() {
    const pb::Hello hello = open();
    for (const std::string& message : room.greet(hello)) session.received(message, now);
    return drain(session);
  }

  /// The server carries out what was sent and answers; patches go with the answer.
  void serve(const std::vector<Action>& actions) {
    for (const Send& send : only<Send>(actions)) {
      pb::ServerFrame frame;
      const auto head = room.head();
      *frame.add_answers() = room.submit(sim::parse_client(send.message).submit());
      for (auto n = head + 1; n <= room.head(); ++n) *frame.add_patches() = room.patch(n);
      session.received(frame.SerializeAsString(), now);
    }
  }

  void lose(std::uint16_t code = 1006) { session.closed(code, "", now); }

  sim::Room room;
  Session session;
  Time now{};
};

std::vector<std::string> ids(const std::vector<Action>& actions) {
  std::vector<std::string> found;
  for (const Send& send : only<Send>(actions))
    found.push_back(sim::parse_client(send.message).submit().command_id());
  return found;
}

}  // namespace

// A first visit has nothing to resume from.
TEST_CASE("the first hello carries the ticket and no history", "[unit][client]") {
  Table table;
  const pb::Hello hello = table.open();
  CHECK(hello.ticket() == "ticket");
  CHECK(hello.epoch().empty());
  CHECK(hello.number() == 0);
  CHECK(hello.view_hash().empty());
}

// Users learn of both, in order, once.
TEST_CASE("welcome and snapshot make the session ready", "[unit][client]") {
  Table table;
  const auto actions = table.join();
  CHECK(only<Welcomed>(actions).size() == 1);
  REQUIRE(only<Replaced>(actions).size() == 1);
  CHECK(only<Replaced>(actions)[0].number == table.room.head());
  CHECK(table.session.ready());
}

// Resume carries epoch, number and view hash, so that the server can tell whose history it is.
TEST_CASE("after a loss the hello names epoch, number and view hash, and patches follow",
          "[unit][client]") {
  Table table;
  table.join();
  table.lose();
  drain(table.session);
  for (int i = 0; i < 5; ++i) table.room.event("later " + std::to_string(i), "x");
  const pb::Hello hello = table.open();
  CHECK(hello.epoch() == table.room.epoch);
  CHECK(hello.number() == 1);
  CHECK(hello.view_hash() == table.room.patch(1).view_hash());
  for (const auto& message : table.room.greet(hello)) table.session.received(message, table.now);
  const auto actions = drain(table.session);
  CHECK(only<Changed>(actions).size() == 5);
  CHECK(only<Replaced>(actions).empty());
  CHECK(as_bytes(table.session.mirror().view_hash()) == table.room.hash());
  CHECK(table.session.stats().resumes == 1);
}

// The mirror is right either way.
TEST_CASE("too far behind the ring, a snapshot comes instead of patches", "[unit][client]") {
  Table table;
  table.join();
  table.lose(4008);
  drain(table.session);
  table.room.ring = 3;
  for (int i = 0; i < 9; ++i) table.room.event("later " + std::to_string(i), "x");
  const auto actions = table.join();
  CHECK(only<Replaced>(actions).size() == 1);
  CHECK(as_bytes(table.session.mirror().view_hash()) == table.room.hash());
  CHECK(only<Finding>(actions).empty());
}

// A restore is never mistaken for the same history.
TEST_CASE("a replaced history is reported and replaces the mirror", "[unit][client]") {
  Table table;
  table.join();
  table.lose();
  drain(table.session);
  table.room.epoch = "epoch-2";
  const auto actions = table.join();
  REQUIRE(only<Finding>(actions).size() == 1);
  CHECK(only<Finding>(actions)[0].kind == FindingKind::history_replaced);
  CHECK(only<Replaced>(actions).size() == 1);
}

// Clients are witnesses of lost events.
TEST_CASE("a head behind this client's number is reported as lost history", "[unit][client]") {
  Table table;
  table.join();
  for (int i = 0; i < 3; ++i) {
    table.room.event("N" + std::to_string(i), "x");
    table.session.received(sim::frame_of(table.room.patch(table.room.head())), table.now);
  }
  table.lose();
  drain(table.session);
  table.open();
  pb::ServerFrame frame;
  *frame.mutable_welcome() = table.room.welcome(false);
  frame.mutable_welcome()->set_head(2);
  frame.mutable_welcome()->set_history_replaced(true);
  table.session.received(frame.SerializeAsString(), table.now);
  const auto findings = only<Finding>(drain(table.session));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::history_lost);
  CHECK(table.session.mirror().empty());
}

// Patches that were applied already are counted and ignored.
TEST_CASE("duplicate patches change nothing and are not told again", "[unit][client]") {
  Table table;
  table.join();
  table.room.event("N", "x");
  const std::string message = sim::frame_of(table.room.patch(2));
  table.session.received(message, table.now);
  CHECK(only<Changed>(drain(table.session)).size() == 1);
  table.session.received(message, table.now);
  CHECK(drain(table.session).empty());
  CHECK(table.session.stats().duplicate_patches == 1);
}

// A client never goes on from a state with a hole in it.
TEST_CASE("a gap is reported, and the next hello asks for a snapshot", "[unit][client]") {
  Table table;
  table.join();
  table.room.event("N", "x");
  table.room.event("M", "x");
  table.session.received(sim::frame_of(table.room.patch(3)), table.now);
  const auto actions = drain(table.session);
  REQUIRE(only<Finding>(actions).size() == 1);
  CHECK(only<Finding>(actions)[0].kind == FindingKind::gap);
  CHECK(only<CloseSocket>(actions).size() == 1);
  const pb::Hello hello = table.open();
  CHECK(hello.number() == 0);
  CHECK(hello.epoch().empty());
}

// What is wrong is noticed, told and mended.
TEST_CASE("a view hash that differs leads to a snapshot and a right mirror", "[unit][client]") {
  Table table;
  table.join();
  table.room.event("N", "x");
  pb::Patch forged = table.room.patch(2);
  forged.mutable_entities(0)->mutable_note()->set_text("y");
  table.session.received(sim::frame_of(forged), table.now);
  const auto findings = only<Finding>(drain(table.session));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == FindingKind::hash_mismatch);
  const auto actions = table.join();
  CHECK(only<Replaced>(actions).size() == 1);
  CHECK(as_bytes(table.session.mirror().view_hash()) == table.room.hash());
}

// No endless circle of snapshots.
TEST_CASE("a server whose hashes never agree is given up", "[unit][client]") {
  Table table;
  int rounds = 0;
  for (; rounds < 20 && table.session.phase() != Phase::stopped; ++rounds) {
    const pb::Hello hello = table.open();
    pb::ServerFrame frame;
    *frame.mutable_welcome() = table.room.welcome(false);
    *frame.mutable_snapshot() = table.room.snapshot().front();
    frame.mutable_snapshot()->set_view_hash(std::string(32, 'x'));
    table.session.received(frame.SerializeAsString(), table.now);
    if (table.session.phase() != Phase::stopped) drain(table.session);
  }
  CHECK(rounds == resyncs_max + 1);
  const auto stops = only<Stopped>(drain(table.session));
  REQUIRE(stops.size() == 1);
  CHECK(stops[0].reason == StopReason::protocol);
}

// Exactly once: the same ids again on the new connection; the answer reaches the user once.
TEST_CASE("unanswered actions are sent again with the same ids after a loss", "[unit][client]") {
  Table table;
  table.join();
  CHECK(table.session.submit(sim::submit_of("a"), table.now) == Added::yes);
  CHECK(table.session.submit(sim::submit_of("b"), table.now) == Added::yes);
  const auto first = drain(table.session);
  CHECK(ids(first) == std::vector<std::string>{"a", "b"});
  table.room.submit(sim::submit_of("a"));  // Carried out, but the answer is lost.
  table.lose();
  drain(table.session);
  const auto again = table.join();
  CHECK(ids(again) == std::vector<std::string>{"a", "b"});
  table.serve(again);
  const auto answers = only<Answered>(drain(table.session));
  REQUIRE(answers.size() == 2);
  CHECK(answers[0].answer.repeated_answer());
  CHECK_FALSE(answers[1].answer.repeated_answer());
  CHECK(table.room.applied == std::vector<std::string>{"a", "b"});
  CHECK(table.session.outbox().size() == 0);
}

// Callers need not know whether the connection is up.
TEST_CASE("actions submitted before and between connections wait for a welcome", "[unit][client]") {
  Table table;
  CHECK(table.session.submit(sim::submit_of("early"), table.now) == Added::yes);
  const auto actions = table.join();
  CHECK(ids(actions) == std::vector<std::string>{"early"});
  table.serve(actions);
  drain(table.session);
  table.lose();
  CHECK(table.session.submit(sim::submit_of("between"), table.now) == Added::yes);
  CHECK(ids(drain(table.session)).empty());
  CHECK(ids(table.join()) == std::vector<std::string>{"between"});
}

// The server never has to stop reading from this client.
TEST_CASE("no more actions are in flight than the welcome allows", "[unit][client]") {
  Table table;
  table.join();
  for (int i = 0; i < 10; ++i)
    table.session.submit(sim::submit_of("id" + std::to_string(i)), table.now);
  auto actions = drain(table.session);
  CHECK(ids(actions).size() == 4);
  std::size_t answered = 0;
  while (!only<Send>(actions).empty()) {
    table.serve(actions);
    actions = drain(table.session);
    answered += only<Answered>(actions).size();
    CHECK(table.session.outbox().in_flight() <= 4);
  }
  CHECK(answered == 10);
}

// A stray answer cannot confuse the outbox.
TEST_CASE("an answer nobody waits for is counted and not told", "[unit][client]") {
  Table table;
  table.join();
  pb::ServerFrame frame;
  frame.add_answers()->set_command_id("somebody else's");
  table.session.received(frame.SerializeAsString(), table.now);
  CHECK(drain(table.session).empty());
  CHECK(table.session.stats().unknown_answers == 1);
}

// The server's promise about the order is checked by every client.
TEST_CASE("a receipt that comes before its patch is reported", "[unit][client]") {
  Table table;
  table.join();
  table.session.submit(sim::submit_of("a"), table.now);
  drain(table.session);
  pb::ServerFrame frame;
  *frame.add_answers() = table.room.submit(sim::submit_of("a"));
  table.session.received(frame.SerializeAsString(), table.now);
  const auto actions = drain(table.session);
  REQUIRE(only<Finding>(actions).size() == 1);
  CHECK(only<Finding>(actions)[0].kind == FindingKind::answer_without_patch);
  CHECK(only<Answered>(actions).size() == 1);
}

// The chair is handed over without a new connection.
TEST_CASE("a change of audience in the stream brings a new snapshot", "[unit][client]") {
  Table table;
  table.join();
  table.room.event("N", "x");
  pb::ServerFrame frame;
  *frame.add_patches() = table.room.patch(2);
  *frame.mutable_welcome() = table.room.welcome(false);
  *frame.mutable_snapshot() = table.room.snapshot(100).front();
  table.session.received(frame.SerializeAsString(), table.now);
  const auto actions = drain(table.session);
  CHECK(only<Replaced>(actions).size() == 1);
  CHECK(only<Finding>(actions).empty());
  CHECK(table.session.mirror().number() == 2);
  CHECK(table.session.ready());
}
