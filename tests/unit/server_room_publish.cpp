// What reaches whom, and when: patches per audience, durable first, resuming, bounds.
#include "tests/unit/server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;
using room::Encoding;

// Every audience gets a patch for every number, its mirror has the hash the server says, and only
// those who may read a statement are ever sent its text.
TEST_CASE("patches: each audience sees what it may, number by number", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto chair = stage.screen("R1");
  auto member = stage.screen("R2");
  auto auditor = stage.screen("REV");
  auto wall = stage.screen("SKJ");
  chair->submit("c1", "say { } text: 'Sagt i salen'");
  member->submit("c2", note("N1", "Buss hvert tiende minutt"));
  stage.run();
  for (Screen* one : {chair.get(), member.get(), auditor.get(), wall.get()}) {
    one->read();
    INFO(one->member->person);
    CHECK(one->patch_numbers.size() == 2);
    CHECK(one->number == stage.room->durable());
    CHECK(one->told_number == one->number);
    CHECK(one->told_hash == as_bytes(one->mirror.hash()));
    CHECK(one->sees("Buss hvert tiende minutt"));
  }
  CHECK(member->sees("Sagt i salen"));
  CHECK_FALSE(wall->sees("Sagt i salen"));
  for (const std::string& message : wall->messages) {
    CHECK(message.find("Sagt i salen") == std::string::npos);
  }
  CHECK(chair->answer("c1")->has_receipt());
  CHECK(member->answer("c2")->receipt().number() == stage.room->durable());
  CHECK(wall->answers.empty());
}

// Two screens of one audience get the very same bytes: a patch is encoded once.
TEST_CASE("patches: one encoding for a whole audience", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto one = stage.screen("R3");
  auto other = stage.screen("R4");
  auto actor = stage.screen("R2");
  actor->submit("c1", note("N1"));
  stage.run();
  room::Outgoing a;
  room::Outgoing b;
  REQUIRE(stage.room->take(*one->member, a));
  REQUIRE(stage.room->take(*other->member, b));
  REQUIRE(a.pieces().size() == 1);
  CHECK(a.pieces()[0].data() == b.pieces()[0].data());
}

// The JSON subprotocol says the same as the binary one, one object a message.
TEST_CASE("patches: a JSON connection's mirror equals a binary one's", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto binary = stage.screen("R3");
  auto json = stage.screen("R4", false, Encoding::json);
  for (int i = 0; i < 3; ++i) json->submit("c" + std::to_string(i), note("N" + std::to_string(i)));
  stage.run();
  json->submit("late", note("N9"));
  stage.run();
  json->read();
  binary->read();
  CHECK(json->number == binary->number);
  CHECK(json->mirror.hash() == binary->mirror.hash());
  CHECK(json->told_hash == as_bytes(json->mirror.hash()));
  CHECK(json->answers.size() == 4);
  CHECK(json->own.size() == 5);  // The notes, and that they are here.
  CHECK(binary->own.size() == 1);
}

// Nothing leaves before the sync: no patch, no answer, and no snapshot of a newcomer.
TEST_CASE("durable first: while a sync is under way nothing of it is seen", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto actor = stage.screen("R2");
  stage.log.hold = true;
  actor->submit("c1", note("N1", "ennå ikke synket"));
  stage.run();
  auto newcomer = stage.screen("R3");
  actor->read();
  CHECK(actor->patch_numbers.empty());
  CHECK(actor->answers.empty());
  CHECK(newcomer->messages.empty());

  stage.log.release();
  stage.run();
  actor->read();
  newcomer->read();
  CHECK(actor->answer("c1")->has_receipt());
  REQUIRE(newcomer->welcomes.size() == 1);
  CHECK(newcomer->number == actor->number);
  CHECK(newcomer->patch_numbers.empty());
  CHECK(newcomer->sees("ennå ikke synket"));
  CHECK(newcomer->told_hash == as_bytes(newcomer->mirror.hash()));
}

// Who joins between two batches that are under way sees neither a gap nor a repeat.
TEST_CASE("durable first: a newcomer between two syncs starts where the first ends",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto actor = stage.screen("R2");
  stage.log.hold = true;
  actor->submit("c1", note("N1"));
  stage.run();
  auto newcomer = stage.screen("R3");
  actor->submit("c2", note("N2"));
  stage.run();
  REQUIRE(stage.log.held() == 2);
  stage.log.release(1);
  stage.run();
  newcomer->read();
  CHECK(newcomer->number == stage.room->durable());
  CHECK_FALSE(newcomer->sees("N2"));
  stage.log.release();
  stage.run();
  newcomer->read();
  CHECK(newcomer->patch_numbers == std::vector<log::Number>{stage.room->durable()});
  CHECK(newcomer->sees("N2"));
}

// A connection that comes back with its number and hash gets only what it lacks.
TEST_CASE("resume: from a number in the ring only the missing patches come", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto actor = stage.screen("R2");
  auto before = stage.screen("R3");
  const std::string hash(as_bytes(before->mirror.hash()));
  stage.room->leave(*before->member);
  for (int i = 0; i < 5; ++i) actor->submit("c" + std::to_string(i), note("N" + std::to_string(i)));
  stage.run();

  Screen again(stage, "R3", false, Encoding::protobuf);
  again.mirror = before->mirror;
  again.number = before->number;
  again.hello(stage.log.epoch(), before->number, hash);
  stage.run();
  again.read();
  REQUIRE(again.welcomes.size() == 1);
  CHECK(again.welcomes[0].resumed());
  CHECK_FALSE(again.welcomes[0].history_replaced());
  CHECK(again.patch_numbers.size() == 5);
  CHECK(again.told_hash == as_bytes(again.mirror.hash()));

  SECTION("with another hash there it gets a snapshot") {
    Screen other(stage, "R3", false, Encoding::protobuf);
    other.hello(stage.log.epoch(), again.number, std::string(32, 'x'));
    stage.run();
    other.read();
    CHECK_FALSE(other.welcomes.at(0).resumed());
    CHECK(other.number == again.number);
  }
}

// After a restart nobody has read yet, and there are no patches to go on from: whoever stands at
// the head needs none, whoever stands before it gets a snapshot.
TEST_CASE("resume: after a restart whoever stands at the head goes on", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto before = stage.screen("R3");
  const std::string hash(as_bytes(before->mirror.hash()));
  stage.start();
  const log::Number head = stage.room->durable();
  REQUIRE(before->number == head);

  Screen again(stage, "R3", false, Encoding::protobuf);
  again.mirror = before->mirror;
  SECTION("at the head") {
    again.number = head;
    again.hello(stage.log.epoch(), head, hash);
    stage.run();
    again.read();
    REQUIRE(again.welcomes.size() == 1);
    CHECK(again.welcomes[0].resumed());
    CHECK(again.messages.size() == 2);  // The welcome, and what is their own.
    CHECK(again.own.size() == 1);
    auto actor = stage.screen("R2");
    actor->submit("c1", note("N1"));
    stage.run();
    again.read();
    CHECK(again.patch_numbers == std::vector<log::Number>{head + 1});
    CHECK(again.told_hash == as_bytes(again.mirror.hash()));
  }
  SECTION("before the head") { again.hello(stage.log.epoch(), head - 1); }
  SECTION("at the head, but with another view of it") {
    again.hello(stage.log.epoch(), head, std::string(32, 'x'));
  }
  stage.run();
  again.read();
  CHECK(again.number >= head);
  CHECK(again.told_hash == as_bytes(again.mirror.hash()));
  CHECK_FALSE(again.welcomes.at(0).history_replaced());
}

// A number the log never had, or another epoch: the client is told that history was replaced.
TEST_CASE("resume: what is not this log's history is replaced by a snapshot", "[unit][server]") {
  Stage stage;
  Screen ahead(stage, "R3", false, Encoding::protobuf);
  ahead.hello(stage.log.epoch(), 1'000);
  Screen foreign(stage, "R4", false, Encoding::protobuf);
  foreign.hello("another epoch", 3);
  stage.run();
  for (Screen* one : {&ahead, &foreign}) {
    one->read();
    REQUIRE(one->welcomes.size() == 1);
    CHECK_FALSE(one->welcomes[0].resumed());
    CHECK(one->welcomes[0].history_replaced());
    CHECK(one->number == stage.room->durable());
  }
  CHECK(stage.metrics.clients_ahead.Value() == 1);
}

// Anyone can make a number up: the alarm is given for those on the roster alone, and for each at
// most once a minute. What they are shown is the same.
TEST_CASE("resume: an alarm that history may be lost is not given at anyone's word",
          "[unit][server]") {
  Stage stage;
  auto chair = stage.screen("R1");
  const auto claims = [&](const std::string& person) {
    Screen one(stage, person, false, Encoding::protobuf);
    one.hello(stage.log.epoch(), 1'000);
    stage.run();
    one.read();
    REQUIRE(one.welcomes.size() == 1);
    CHECK(one.welcomes[0].history_replaced());
    stage.room->leave(*one.member);
  };
  claims("");
  CHECK(stage.metrics.clients_ahead.Value() == 0);
  claims("R3");
  claims("R3");
  claims("R4");
  CHECK(stage.metrics.clients_ahead.Value() == 2);
  stage.now_ms += room::ahead_told_period_ms;
  claims("R3");
  CHECK(stage.metrics.clients_ahead.Value() == 3);
}

// The ring is the only outbox: at its limit a connection goes on, one patch further it is closed.
TEST_CASE("behind: 1,000 patches are held, with one more the connection is closed with 4008",
          "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto actor = stage.screen("R2");
  auto slow = stage.screen("R3");
  const auto write = [&](std::uint64_t count) {
    for (std::uint64_t i = 0; i < count; ++i) {
      actor->submit("c" + std::to_string(actor->answers.size()), note("N"));
      actor->submit("n" + std::to_string(stage.room->durable()),
                    note("N" + std::to_string(stage.room->durable())));
      stage.run();
      actor->read();
    }
  };
  // The second of each pair of notes is new, the first (but one) exists already.
  const log::Number start = stage.room->durable();
  while (stage.room->durable() - start < room::ring_patches_max) write(1);
  REQUIRE(stage.room->durable() - start == room::ring_patches_max);
  CHECK_FALSE(slow->closed);
  SECTION("at the limit it reads all") {
    slow->read();
    CHECK(slow->patch_numbers.size() == room::ring_patches_max);
    CHECK(slow->told_hash == as_bytes(slow->mirror.hash()));
  }
  SECTION("beyond it is closed and can come back") {
    write(1);
    CHECK(slow->closed == CloseCode::behind);
    CHECK(slow->member->link == nullptr);
    CHECK(stage.metrics.closed_behind.Value() == 1);
    CHECK_FALSE(actor->closed);
  }
}

// The chair is handed over: who gets it reads as the chair's side from then on, who gave it no
// more.
TEST_CASE("audiences: with the chair the view changes hands", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto chair = stage.screen("R1");
  auto deputy = stage.screen("R2");
  CHECK(chair->welcomes.back().audience() == pb::AUDIENCE_STEERING);
  CHECK(deputy->welcomes.back().audience() == pb::AUDIENCE_PARTICIPANT);
  chair->submit("c1", "chair_handover { to: 'R2' }");
  stage.run();
  chair->read();
  deputy->read();
  CHECK(chair->answer("c1")->has_receipt());
  CHECK(chair->welcomes.back().audience() == pb::AUDIENCE_PARTICIPANT);
  CHECK(deputy->welcomes.back().audience() == pb::AUDIENCE_STEERING);
  deputy->submit("c2", note("N1"));
  stage.run();
  for (Screen* one : {chair.get(), deputy.get()}) {
    one->read();
    CHECK(one->number == stage.room->durable());
    CHECK(one->told_hash == as_bytes(one->mirror.hash()));
  }
}

// What was public and is changed behind closed doors goes out of the public's sight: a wall that
// was there all along holds no more than one that is turned on now, and neither has the new words.
TEST_CASE("doors: what is changed behind them leaves the wall", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto chair = stage.screen("R1");
  auto author = stage.screen("R2");
  auto wall = stage.screen("SKJ");
  author->submit("p", "propose { proposal: 'P1' } text: 'Offentlig ordlyd'");
  chair->submit("meeting", "meeting_open {}");
  chair->submit("mode", "mode_set { mode: MODE_FORMAL }");
  chair->submit("open",
                "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: "
                "VOTE_METHOD_FOR_AGAINST closes_doors: 'kommuneloven § 11-5 tredje ledd' } }");
  stage.run();
  wall->read();
  CHECK(wall->sees("Offentlig ordlyd"));
  std::vector<std::unique_ptr<Screen>> voters;
  for (const char* person : {"R1", "R2", "R3", "R4"}) {
    voters.push_back(stage.screen(person));
    voters.back()->submit("cast", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  }
  chair->submit("close", "vote_close { vote: 'V' }");
  chair->submit("declare", "vote_declare { vote: 'V' }");
  author->submit("edit", "proposal_edit { proposal: 'P1' } text: 'Hemmelig ordlyd'");
  stage.run();
  chair->read();
  author->read();
  INFO(chair->refused("declare") + author->refused("edit"));
  REQUIRE(author->answer("edit")->has_receipt());
  wall->read();
  for (const pb::Entity& entity : wall->mirror.entities()) CHECK_FALSE(entity.has_proposal());
  CHECK(wall->sees("Offentlig ordlyd"));  // Its first version stays what it was.
  CHECK_FALSE(wall->sees("Hemmelig ordlyd"));
  CHECK(wall->told_hash == as_bytes(wall->mirror.hash()));
  for (const std::string& message : wall->messages) {
    CHECK(message.find("Hemmelig") == std::string::npos);
  }
  auto turned_on_now = stage.screen("SKJ");
  CHECK(turned_on_now->mirror.hash() == wall->mirror.hash());
}

// An open vote's ballots are nobody's but the voter's, until it closes.
TEST_CASE("votes: a ballot is sent to its voter alone while the vote is open", "[unit][server]") {
  Stage stage;
  stage.all_join();
  auto chair = stage.screen("R1");
  auto voter = stage.screen("R2");
  auto other = stage.screen("R3");
  auto auditor = stage.screen("REV");
  chair->submit("open",
                "vote_open { terms { vote: 'V' kind: VOTE_KIND_INPUT method: VOTE_METHOD_APPROVAL "
                "options: 'hemmelig-valg-a' options: 'b' max: 1 } } text: 'Hva?'");
  stage.run();
  chair->read();
  INFO(chair->refused("open"));
  REQUIRE(chair->answer("open")->has_receipt());
  for (Screen* one : {chair.get(), voter.get(), other.get(), auditor.get()}) {
    one->read();
    one->messages.clear();
    one->own.clear();
  }
  voter->submit("cast", "vote_cast { vote: 'V' ballot { choices: 'hemmelig-valg-a' } }");
  stage.run();
  for (Screen* one : {chair.get(), voter.get(), other.get(), auditor.get()}) one->read();
  REQUIRE(voter->answer("cast")->has_receipt());
  REQUIRE(voter->own.size() == 1);
  CHECK(voter->own[0].ballot().voter() == "R2");
  for (Screen* one : {chair.get(), other.get(), auditor.get()}) {
    INFO(one->member->person);
    CHECK(one->own.empty());
    for (const std::string& message : one->messages) {
      CHECK(message.find("hemmelig-valg-a") == std::string::npos);
    }
  }
  // The voter comes back: the ballot is there again.
  auto again = stage.screen("R2");
  CHECK(again->own.size() == 2);  // And that they are here.
}

// Who is not on the roster gets nothing of the room.
TEST_CASE("joining: a stranger is closed with 4403", "[unit][server]") {
  Stage stage;
  Screen stranger(stage, "FREMMED", false, Encoding::protobuf);
  stranger.hello();
  stage.run();
  CHECK(stranger.closed == CloseCode::not_on_roster);
  CHECK(stranger.messages.empty());
  CHECK(stage.room->members() == 0);
}
