// Who may look at what of the past, and how many may look.
#include "tests/unit/server_scrub_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;

namespace {

/// R2 writes a note; its event's number.
log::Number noted(PastStage& stage) {
  auto member = stage.screen("R2");
  member->submit("n", note("N1", "Mitt eget notat"));
  stage.run();
  member->read();
  REQUIRE(member->answer("n")->has_receipt());
  const log::Number number = member->answer("n")->receipt().number();
  stage.room->leave(*member->member);
  return number;
}

}  // namespace

// Audiences differ in the past as they do now, and what is one's own is sent to oneself alone.
TEST_CASE("past: each sees what they may see now of what they saw then", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  const log::Number note_at = noted(stage);
  const log::Number said_at = stage.said("Sagt i salen", 100);
  PastScreen member(stage, "R2");
  PastScreen other(stage, "R3");
  PastScreen wall(stage, "SKJ");
  PastScreen nobody(stage, "");
  for (PastScreen* one : {&member, &other, &wall, &nobody}) one->seek(std::to_string(said_at));
  CHECK(member.sees("Sagt i salen"));
  CHECK(other.sees("Sagt i salen"));
  CHECK_FALSE(wall.sees("Sagt i salen"));
  CHECK_FALSE(nobody.sees("Sagt i salen"));
  CHECK(nobody.welcome.audience() == pb::AUDIENCE_PUBLIC);
  CHECK(nobody.welcome.person().empty());
  CHECK(member.own.size() == 2);  // The note, and that they are here.
  CHECK(other.own.size() == 1);
  CHECK(nobody.own.empty());

  // One's own comes and goes with the moment.
  member.seek(std::to_string(note_at - 1));
  CHECK(member.own.size() == 1);
  member.step(1);
  REQUIRE(member.own.size() == 2);
  CHECK(member.own.rbegin()->second.note().text() == "Mitt eget notat");
}

// A person without a place in the room does not look at its past, also where the public may.
TEST_CASE("past: who is not on the roster is let go", "[unit][server]") {
  PastStage stage;
  PastScreen stranger(stage, "UKJENT");
  CHECK(stranger.closed == CloseCode::not_on_roster);
  CHECK(stage.past.viewers() == 0);
}

// The roster as it is now counts, also for somebody who is looking already.
TEST_CASE("past: whoever is taken off the roster looks no longer", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  PastScreen one(stage, "R2");
  one.seek("3");
  auto roster = usual_roster();
  std::erase_if(roster, [](const pb::RosterEntry& entry) { return entry.person() == "R2"; });
  stage.room->follow({roster.begin(), roster.end()}, [](bool) {});
  stage.run();
  one.step(1);
  CHECK(one.closed == CloseCode::not_on_roster);
}

// Between two events that are hours apart nothing is due, and rights are looked at all the same;
// whoever left is not kept until the next event.
TEST_CASE("past: a long wait keeps nobody and takes nothing for granted", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  stage.said("Før natta", 50);
  stage.said("Etter natta", 10 * 3'600'000);
  PastScreen one(stage, "R2");
  one.seek(std::to_string(one.status.head() - 1));
  one.play(1);
  const int statuses = one.statuses;
  stage.pass(3 * scrub::now_age_max_ms);
  one.read();
  CHECK(one.statuses == statuses);
  CHECK(one.status.playing());
  CHECK(stage.timers.size() == 1);
  {
    PastScreen gone(stage, "R3");
    gone.seek(std::to_string(gone.status.head() - 1));
    gone.play(1);
  }
  stage.pass(2 * scrub::now_age_max_ms);
  CHECK(stage.timers.size() == 1);
  auto roster = usual_roster();
  std::erase_if(roster, [](const pb::RosterEntry& entry) { return entry.person() == "R2"; });
  stage.room->follow({roster.begin(), roster.end()}, [](bool) {});
  stage.run();
  stage.pass(2 * scrub::now_age_max_ms);
  CHECK(one.closed == CloseCode::not_on_roster);
}

// The end of the past is the room's latest event, whenever one asks.
TEST_CASE("past: the room goes on, and what is new can be sought", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  PastScreen one(stage, "R2");
  const log::Number later = stage.said("Senere", 50);
  CHECK(one.status.head() < later);
  one.step(1);
  CHECK(one.number == later);
  CHECK(one.status.head() == later);
  CHECK(one.sees("Senere"));
}

// Each bound on sockets is met by one too many, and given back by whoever leaves.
TEST_CASE("past: so many may look, and no more", "[unit][server]") {
  PastStage stage;
  std::vector<std::unique_ptr<PastScreen>> gallery;
  for (std::size_t i = 0; i < scrub::public_viewers_max; ++i) {
    gallery.push_back(std::make_unique<PastScreen>(stage, ""));
    REQUIRE_FALSE(gallery.back()->closed);
  }
  CHECK(PastScreen(stage, "").closed == CloseCode::try_later);
  for (const char* person : {"R1", "R2", "R3", "R4"}) {
    for (std::size_t i = 0; i < scrub::person_viewers_max; ++i) {
      gallery.push_back(std::make_unique<PastScreen>(stage, person));
      REQUIRE_FALSE(gallery.back()->closed);
    }
    if (stage.past.viewers() < scrub::viewers_max) {
      CHECK(PastScreen(stage, person).closed == CloseCode::try_later);
    }
  }
  REQUIRE(stage.past.viewers() == scrub::viewers_max);
  CHECK(PastScreen(stage, "SEK").closed == CloseCode::try_later);
  gallery.pop_back();
  CHECK_FALSE(PastScreen(stage, "SEK").closed);
  stage.looking.viewers = scrub::shard_viewers_max;
  CHECK(PastScreen(stage, "SEK").closed == CloseCode::try_later);
  stage.looking.viewers = stage.past.viewers();
  gallery.clear();
  CHECK(stage.past.viewers() == 0);
  CHECK(stage.looking.viewers == 0);
}

// Play goes on whether or not the client reads; one that does not is closed, as in the present.
TEST_CASE("past: a client that does not read what plays is closed with 4008", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  for (std::uint64_t i = 0; i <= room::ring_patches_max + 10; ++i) {
    stage.said("Innlegg " + std::to_string(i), 1);
  }
  PastScreen slow(stage, "R2");
  PastScreen good(stage, "R3");
  for (PastScreen* one : {&slow, &good}) one->seek("10");
  pb::Scrub play;
  play.set_play(1);
  stage.past.scrub(slow.member, play);
  good.move(play);
  for (int i = 0; i < 200 && (good.status.playing() || !slow.closed); ++i) {
    stage.pass(scrub::play_tick_ms);
    good.read();
  }
  CHECK(slow.closed == CloseCode::behind);
  CHECK_FALSE(good.closed);
  CHECK(good.number == stage.room->durable());
}

// Whole snapshots do not pile up either: a move waits until the last one is on its way.
TEST_CASE("past: moves wait for a client that does not read", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  for (int i = 0; i < 300; ++i) {
    stage.said(std::string(1'000, 'x') + std::to_string(i), 1);
  }
  PastScreen one(stage, "R2");
  pb::Scrub seek;
  seek.set_seek("head");
  for (std::uint32_t i = 0; i < room::in_flight_max; ++i) stage.past.scrub(one.member, seek);
  stage.run();
  CHECK(one.member->unanswered == room::in_flight_max);
  const int before = one.statuses;
  for (std::uint32_t i = 0; i < room::in_flight_max; ++i) {
    one.read();
    stage.run();
  }
  one.read();
  CHECK(one.statuses - before == static_cast<int>(room::in_flight_max));
  CHECK(one.member->unanswered == 0);
}

// No timer, no count and no task is left behind.
TEST_CASE("past: a socket that goes while it is shown something leaves nothing", "[unit][server]") {
  PastStage stage;
  stage.all_join();
  auto one = std::make_unique<PastScreen>(stage, "R2");
  pb::Scrub play;
  play.set_play(100);
  pb::Scrub seek;
  seek.set_seek("1");
  stage.past.scrub(one->member, seek);
  stage.past.scrub(one->member, play);
  one.reset();
  stage.pass(10'000);
  CHECK(stage.past.viewers() == 0);
  CHECK(stage.timers.empty());
}
