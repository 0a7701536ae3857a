// Goal: patches lead every audience to the view it would get by asking anew: after each event of
// the scripts, and of a meeting whose doors close and open again.
#include <cstdlib>
#include <fstream>

#include <catch2/catch.hpp>

#include "core/view/audience.hpp"
#include "script_runner.hpp"

namespace domain = tingbok::domain;
namespace golden = tingbok::golden;
namespace pb = tingbok::v1;
namespace rebuild = tingbok::rebuild;
namespace view = tingbok::view;
using golden::Played;
using golden::ScriptRunner;

namespace {

/// What a server does for one audience: sends what an event changed or revealed, and for what went
/// out of sight an entity without a kind.
class Follower {
 public:
  explicit Follower(pb::Audience audience) : audience_(audience) {}

  void follow(const domain::State& after, domain::Changes slots, const pb::Event& event) {
    for (const auto slot : view::also_revealed(after, event)) slots.push_back(slot);
    mirror_.resize(static_cast<std::uint32_t>(after.entities().size()));
    for (const auto slot : slots) {
      auto seen = view::visible(after, after.entities()[slot], audience_);
      pb::Entity hidden;
      hidden.set_slot(slot);
      mirror_.apply(seen ? *seen : hidden);
    }
  }

  bool agrees(const domain::State& state) const {
    view::Mirror fresh;
    fresh.resize(static_cast<std::uint32_t>(state.entities().size()));
    for (const auto& entity : state.entities()) {
      if (const auto seen = view::visible(state, entity, audience_)) fresh.apply(*seen);
    }
    return fresh.hash() == mirror_.hash();
  }

  const view::Mirror& mirror() const { return mirror_; }

 private:
  const pb::Audience audience_;
  view::Mirror mirror_;
};

std::vector<Follower> expect_followed(const ScriptRunner& runner, const std::string& room) {
  std::vector<Follower> followers;
  for (const auto audience : {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_PARTICIPANT, pb::AUDIENCE_STEERING,
                              pb::AUDIENCE_AUDITOR}) {
    followers.emplace_back(audience);
  }
  rebuild::rebuild(runner.log(), runner.address(room), rebuild::to_head, false,
                   [&](const rebuild::Rebuilt& now, const pb::RecordCore& core,
                       const pb::Event& event, const domain::Changes& changes) {
                     INFO("event " << core.number() << " " << event.ShortDebugString());
                     for (std::size_t i = 0; i < followers.size(); ++i) {
                       followers[i].follow(now.state, changes, event);
                       INFO("audience " << i + 1);
                       CHECK(followers[i].agrees(now.state));
                     }
                     return true;
                   });
  return followers;
}

std::unique_ptr<ScriptRunner> played(const std::filesystem::path& script) {
  auto runner = std::make_unique<ScriptRunner>(script);
  Played one;
  while (runner->play_next(one)) CHECK(one.answer == one.line.expect);
  return runner;
}

/// A council that closes its doors by a vote, works, and opens them again.
class DoorsScript {
 public:
  DoorsScript()
      : path_(std::filesystem::temp_directory_path() /
              ("tingbok-doors-" + std::to_string(std::rand()))) {
    file_.open(path_);
    file_
        << R"({"action":"header","format":"politisk-verksted-manus/1","scenario":"D","title":"T",)"
           R"("seed":1,"rooms":{"A":{"body":"K","seats":3,"chair":"R1","mode":"formelt"}},)"
           R"("people":[)"
           R"({"id":"R1","role":"ordfører","votes":true},)"
           R"({"id":"R2","role":"folkevalgt","votes":true},)"
           R"({"id":"R3","role":"folkevalgt","votes":true},{"id":"P","role":"publikum"}]})"
        << "\n";
    for (const auto* who : {"R1", "R2", "R3", "P"}) say(who, "join", "{}");
    say("R1", "meeting_open", "{}");
    say("R1", "agenda_add", R"({"item":"S1","title":"Sak"})");
    say("R1", "item_open", R"({"item":"S1"})");
    say("R2", "propose", R"({"proposal":"P1"})");
    say("R2", "speak_request", "{}");
    vote("V1", R"(,"closes_doors":"kommuneloven § 11-5 tredje ledd")");
    say("R2", "proposal_edit", R"({"proposal":"P1"})");
    say("R3", "speak_request", "{}");
    say("R1", "note_add", R"({"board":"B","note":"N1"})");
    vote("V2", R"(,"about":["P1"])");
    say("R1", "phase_set", R"({"phase":"indre sak"})");
    say("R3", "recusal_declare", R"({"item":"S1","ground":"indre grunn"})");
    say("R1", "item_close", R"({"item":"S1","status":"indre utfall"})");
    say("R1", "doors_open", "{}");
    say("R3", "note_add", R"({"board":"B","note":"N2"})");
    file_.close();
  }
  ~DoorsScript() { std::filesystem::remove(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  void say(const char* who, const char* action, const std::string& args) {
    ++seq_;
    file_ << R"({"seq":)" << seq_ << R"(,"t":)" << seq_ << R"(,"room":"A","id":")" << who
          << R"(","action":")" << action << R"(","args":)" << args << R"(,"text":"tekst"})" << "\n";
  }

  void vote(const std::string& id, const std::string& more) {
    say("R1", "vote_open",
        R"({"vote":")" + id + R"(","kind":"bindende","method":"for_mot")" + more + "}");
    for (const auto* who : {"R1", "R2", "R3"})
      say(who, "vote_cast", R"({"vote":")" + id + R"(","choice":"for"})");
    say("R1", "vote_close", R"({"vote":")" + id + "\"}");
    say("R1", "vote_declare", R"({"vote":")" + id + "\"}");
  }

  std::filesystem::path path_;
  std::ofstream file_;
  int seq_ = 0;
};

}  // namespace

// A patch must say all that changed for its audience, or mirrors drift from the room.
TEST_CASE("views: patches and fresh views agree at every event of scripts A and E", "[golden]") {
  for (const auto* name : {"A_samfunnsdel.jsonl", "E_nettverk.jsonl"}) {
    const auto runner = played(golden::workshop_file(name));
    for (const auto& room : runner->programme().rooms()) expect_followed(*runner, room.room());
  }
}

// None of the scripts closes its doors, so this meeting does.
TEST_CASE("views: what happens behind closed doors is out of the public's sight, then and later",
          "[golden]") {
  const DoorsScript script;
  const auto runner = played(script.path());
  const auto followers = expect_followed(*runner, "A");
  const auto seen = [&](std::size_t who, auto has) {
    int count = 0;
    for (const auto& entity : followers[who].mirror().entities()) count += has(entity) ? 1 : 0;
    return count;
  };
  const auto notes = [](const pb::Entity& entity) { return entity.has_note(); };
  const auto proposals = [](const pb::Entity& entity) { return entity.has_proposal(); };
  CHECK(seen(0, notes) == 1);  // The one written after the doors were opened.
  CHECK(seen(1, notes) == 2);
  CHECK(seen(3, notes) == 1);      // The auditor has no grant.
  CHECK(seen(0, proposals) == 0);  // Reworded behind closed doors.
  CHECK(seen(1, proposals) == 1);
  for (const auto& entity : followers[0].mirror().entities())
    CHECK_FALSE(entity.behind_closed_doors());
  // Words that stand in entities which are public.
  const auto inner = [](const pb::Entity& entity) {
    return entity.SerializeAsString().find("indre ") != std::string::npos;
  };
  CHECK(seen(0, inner) == 0);
  CHECK(seen(1, inner) == 2);  // The room and the item.
  CHECK(seen(3, inner) == 0);
}
