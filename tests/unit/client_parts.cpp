// The small parts of the client: back-off, outbox, typed commands, URLs.
#include <catch2/catch.hpp>

#include "client_sim.hpp"
#include "tingbok/client/backoff.hpp"
#include "tingbok/client/commands.hpp"
#include "tingbok/client/connection.hpp"
#include "tingbok/client/http.hpp"
#include "tingbok/client/outbox.hpp"

using namespace tingbok;
using namespace tingbok::client;

namespace {

Backoff backoff_with(double unit) {
  return Backoff({milliseconds{100}, milliseconds{1'000}}, [unit] { return unit; });
}

std::vector<std::string> ids_sent(Outbox& outbox, std::uint32_t in_flight_max) {
  std::vector<std::string> ids;
  while (auto frame = outbox.next(in_flight_max, Time{}))
    ids.push_back(sim::parse_client(*frame).submit().command_id());
  return ids;
}

}  // namespace

// The wait doubles up to its bound; the random half spreads clients between half and the whole.
TEST_CASE("back-off doubles from the first wait to the longest, half of it random",
          "[unit][client]") {
  Backoff least = backoff_with(0.0);
  Backoff middle = backoff_with(0.5);
  for (const int wait : {50, 100, 200, 400, 500, 500}) CHECK(least.next().count() == wait);
  for (const int wait : {75, 150, 300, 600, 750, 750}) CHECK(middle.next().count() == wait);
  least.reset();
  CHECK(least.next().count() == 50);
}

// Counting tries must not overflow the wait, however long the server is away.
TEST_CASE("back-off stays at the longest wait after a thousand tries", "[unit][client]") {
  Backoff backoff = backoff_with(1.0);
  for (int i = 0; i < 1'000; ++i) CHECK(backoff.next() <= milliseconds{1'000});
  CHECK(backoff.tries() == 1'000);
}

// Randomness outside [0, 1] is a bug of the caller; the wait stays within its bounds.
TEST_CASE("back-off keeps its bounds whatever the randomness says", "[unit][client]") {
  CHECK(backoff_with(-3.0).next().count() == 50);
  CHECK(backoff_with(7.0).next().count() == 100);
}

// The server stops reading beyond its bound, so the outbox holds back.
TEST_CASE("the outbox sends in order, at most so many in flight", "[unit][client]") {
  Outbox outbox;
  for (const char* id : {"a", "b", "c"}) REQUIRE(outbox.add(sim::submit_of(id)) == Added::yes);
  CHECK(ids_sent(outbox, 2) == std::vector<std::string>{"a", "b"});
  CHECK(outbox.in_flight() == 2);
  CHECK(outbox.answered("a"));
  CHECK(ids_sent(outbox, 2) == std::vector<std::string>{"c"});
}

// Exactly once rests on the same ids in the same order after a loss.
TEST_CASE("the outbox sends everything unanswered again after a loss", "[unit][client]") {
  Outbox outbox;
  for (const char* id : {"a", "b", "c"}) REQUIRE(outbox.add(sim::submit_of(id)) == Added::yes);
  ids_sent(outbox, 64);
  CHECK(outbox.answered("b"));
  outbox.disconnected();
  CHECK(outbox.in_flight() == 0);
  CHECK(ids_sent(outbox, 64) == std::vector<std::string>{"a", "c"});
  CHECK(outbox.resent() == 2);
}

// A second answer (or one for another connection's command) must not disturb the count.
TEST_CASE("the outbox knows no answered or unknown command", "[unit][client]") {
  Outbox outbox;
  REQUIRE(outbox.add(sim::submit_of("a")) == Added::yes);
  ids_sent(outbox, 64);
  CHECK(outbox.answered("a"));
  CHECK_FALSE(outbox.answered("a"));
  CHECK_FALSE(outbox.answered("z"));
  CHECK(outbox.in_flight() == 0);
}

// Bounds are refused here, with a reason, rather than by the server with a closed socket.
TEST_CASE("the outbox refuses ids and frames the server would not take", "[unit][client]") {
  Outbox outbox;
  CHECK(outbox.add(sim::submit_of("")) == Added::bad_id);
  CHECK(outbox.add(sim::submit_of(std::string(command_id_bytes_max, 'x'))) == Added::yes);
  CHECK(outbox.add(sim::submit_of(std::string(command_id_bytes_max + 1, 'x'))) == Added::bad_id);
  CHECK(outbox.add(sim::submit_of(std::string(command_id_bytes_max, 'x'))) ==
        Added::id_waits_already);
  CHECK(outbox.add(sim::submit_of("long", std::string(client_message_bytes_max, 'x'))) ==
        Added::too_large);
}

// The bound is the server's own, to the byte.
TEST_CASE("a frame of exactly the largest size is taken, one byte more is not", "[unit][client]") {
  pb::ClientFrame frame;
  *frame.mutable_submit() = sim::submit_of("id", std::string(client_message_bytes_max - 100, 'x'));
  const std::size_t room = client_message_bytes_max - frame.ByteSizeLong();
  const std::size_t fits = client_message_bytes_max - 100 + room;
  Outbox outbox;
  CHECK(outbox.add(sim::submit_of("id", std::string(fits + 1, 'x'))) == Added::too_large);
  CHECK(outbox.add(sim::submit_of("id", std::string(fits, 'x'))) == Added::yes);
}

// The outbox is bounded: whoever submits without reading answers is told.
TEST_CASE("the outbox is full at its bound and has room after an answer", "[unit][client]") {
  Outbox outbox;
  for (std::size_t i = 0; i < outbox_commands_max; ++i)
    REQUIRE(outbox.add(sim::submit_of("id" + std::to_string(i))) == Added::yes);
  CHECK(outbox.add(sim::submit_of("one more")) == Added::full);
  CHECK(outbox.answered("id7"));
  CHECK(outbox.add(sim::submit_of("one more")) == Added::yes);
}

// Typed helpers set exactly the fields of the action.
TEST_CASE("typed commands put each value in its field", "[unit][client]") {
  const pb::Command note = note_add("B1", "N1", "idé", "Sykkelvei");
  CHECK(action_name(note) == "note_add");
  CHECK(note.note_add().board() == "B1");
  CHECK(note.text() == "Sykkelvei");
  const pb::Command dots = vote_dots("V1", {{"buss", 2}, {"bane", 1}});
  REQUIRE(dots.vote_cast().ballot().dots_size() == 2);
  CHECK(dots.vote_cast().ballot().dots(1).option() == "bane");
  CHECK(action_name(command(pb::MeetingOpen{})) == "meeting_open");
  CHECK_THROWS_AS(command(pb::Patch{}), std::invalid_argument);
}

// What a person types is either a command or an error with a sentence.
TEST_CASE("commands from JSON need a known action", "[unit][client]") {
  const pb::Command read = command_from_json(R"({"join": {"how": "PLACE_REMOTE"}, "text": "hei"})");
  CHECK(read.join().how() == pb::PLACE_REMOTE);
  CHECK_THROWS_AS(command_from_json(R"({"text": "hei"})"), std::invalid_argument);
  CHECK_THROWS_AS(command_from_json(R"({"jion": {}})"), std::invalid_argument);
  CHECK_THROWS_AS(command_from_json("{"), std::invalid_argument);
}

// A URL names the server and nothing else; anything unexpected is told, not guessed.
TEST_CASE("server URLs are read strictly", "[unit][client]") {
  const Endpoint plain = parse_url("http://127.0.0.1:8080");
  CHECK(plain.host == "127.0.0.1");
  CHECK(plain.port == "8080");
  CHECK(parse_url("http://example.org/").port == "80");
  CHECK(parse_url("http://[::1]:9").authority() == "[::1]:9");
  for (const char* wrong : {"", "127.0.0.1:8080", "https://127.0.0.1", "http://h/path",
                            "http://h:0", "http://h:99999", "http://h?x=1", "ws://h"}) {
    CAPTURE(wrong);
    CHECK_THROWS_AS(parse_url(wrong), std::invalid_argument);
  }
}

// Ids must not collide: they are what makes an action happen once.
TEST_CASE("new command ids differ and fit", "[unit][client]") {
  const std::string one = new_command_id();
  CHECK(one.size() == 32);
  CHECK(one != new_command_id());
}
