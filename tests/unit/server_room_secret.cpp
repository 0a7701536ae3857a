// Secret votes in a room: keys that are made and destroyed, boxes that are sealed, kept and opened,
// through restarts and full disks.
#include <set>

#include "server/room/ballot_box.hpp"
#include "server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string open_vote =
    "vote_open { terms { vote: 'V' secret: true kind: VOTE_KIND_STRAW method: "
    "VOTE_METHOD_ALTERNATIVE options: ['Alternativ Aust', 'Vest'] } }";
const std::string close_vote = "vote_close { vote: 'V' }";
const std::string east = "Alternativ Aust";

std::string ballot(const std::string& choice) {
  return "vote_cast { vote: 'V' ballot { choice: '" + choice + "' } } text: 'Eg vil ha " + choice +
         "'";
}

/// Members present, the chair's screen, and a screen for each of three voters.
struct Secret {
  Stage stage;
  std::unique_ptr<Screen> chair;
  std::map<std::string, std::unique_ptr<Screen>> screens;
  int commands = 0;

  Secret() {
    stage.all_join();
    reconnect();
  }
  void reconnect() {
    chair = stage.screen("R1");
    for (const char* person : {"R2", "R3", "R4"}) screens[person] = stage.screen(person);
  }
  void restart() {
    chair.reset();
    screens.clear();
    stage.start();
    reconnect();
  }
  /// The word of the refusal, or "" where it was accepted, or "waits".
  std::string does(Screen& screen, const std::string& what) {
    const std::string id = "c" + std::to_string(++commands);
    screen.submit(id, what);
    stage.run();
    screen.read();
    const auto* answer = screen.answer(id);
    if (!answer) return "waits";
    return answer->has_receipt() ? "" : answer->refused().word();
  }
  std::string does(const std::string& person, const std::string& what) {
    return does(*screens.at(person), what);
  }
  const pb::Vote& vote() const { return *stage.room->state().find<pb::Vote>("V"); }
  std::vector<std::string> sealed() const { return stage.log.aside({"A/K1", "V"}); }
  std::string all_records() const {
    std::string bytes;
    for (const auto& stream : stage.log.streams({})) {
      stage.log.read(stream, 1, UINT64_MAX, [&](const log::RecordView& record) {
        bytes.append(record.core).append(record.personal);
        return true;
      });
    }
    return bytes;
  }
};

Words choices(const pb::Vote& vote) {
  Words found;
  for (const auto& paper : vote.secret_ballots()) found.push_back(paper.choice());
  return found;
}

}  // namespace

// The whole life through the room: the key is there while the vote is open and gone after, and so
// are the sealed ballots; what comes out is counted and published.
TEST_CASE("secret vote in a room: opened, cast, closed, and nothing left behind",
          "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.stage.keys.keys.size() == 1);
  CHECK(given.stage.keys.keys.contains(given.vote().ballot_key()));
  REQUIRE(given.does("R2", ballot(east)).empty());
  REQUIRE(given.does("R3", ballot("Vest")).empty());
  REQUIRE(given.does("R4", ballot(east)).empty());
  REQUIRE(given.does(*given.chair, ballot("blankt")).empty());
  CHECK(given.does("R2", ballot("Vest")) == "allerede_stemt");
  std::set<std::size_t> sizes;
  for (const auto& one : given.sealed()) sizes.insert(one.size());
  CHECK(given.sealed().size() == 4);
  CHECK(sizes.size() == 1);

  REQUIRE(given.does(*given.chair, close_vote).empty());
  CHECK(choices(given.vote()) == Words{"Vest", "blankt", east, east});
  CHECK(given.vote().result().tally(0).count() == 2);
  CHECK(given.sealed().empty());
  CHECK(given.stage.log.shelves().empty());
  CHECK(given.stage.keys.keys.empty());
  CHECK(given.stage.keys.read == 1);
}

// While the vote is open no record, kept answer or frame holds what anybody chose: not the ballots,
// nor what was said with them, nor those that were refused.
TEST_CASE("secret vote in a room: an open vote's choices are nowhere", "[unit][server]") {
  Secret given;
  // The options' names stand in the terms; a ballot that was refused names none of them.
  REQUIRE(given.does("R2", "vote_cast { vote: 'V' ballot { choice: 'Framandord' } }") ==
          "votering_ikke_apen");
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", "vote_cast { vote: 'V' ballot { choice: 'Framandord' } }") ==
          "ugyldig_valg");
  REQUIRE(given.does("R2", ballot(east)).empty());
  REQUIRE(given.does("R2", ballot("Vest")) == "allerede_stemt");
  const std::string records = given.all_records();
  CHECK(records.find("Framandord") == std::string::npos);
  CHECK(records.find("Eg vil ha") == std::string::npos);
  std::size_t named = 0;
  for (std::size_t at = 0; (at = records.find(east, at)) != std::string::npos; ++at) ++named;
  CHECK(named == 1);
  for (const auto* screen : {given.chair.get(), given.screens.at("R2").get()}) {
    for (const auto& entity : screen->own) CHECK_FALSE(entity.ballot().has_paper());
    for (const auto& message : screen->messages) {
      CHECK(message.find("Eg vil ha") == std::string::npos);
    }
  }
}

// The chair's side must know who has not voted; nobody else sees more than how many have.
TEST_CASE("secret vote in a room: who has cast is for the chair's side", "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", ballot(east)).empty());
  given.chair->read();
  given.screens.at("R3")->read();
  CHECK(given.chair->sees("V/R2"));
  CHECK_FALSE(given.screens.at("R3")->sees("V/R2"));
  REQUIRE(given.does(*given.chair, "vote_close { vote: 'V' force: true }").empty());
  given.screens.at("R3")->read();
  CHECK_FALSE(given.screens.at("R3")->sees("V/R2"));
  const auto missing_seen_by = [](const Screen& screen) {
    for (const auto& entity : screen.mirror.entities()) {
      if (entity.vote().id() == "V") return list(entity.vote().missing());
    }
    return Words{"no vote"};
  };
  CHECK(missing_seen_by(*given.chair) == Words{"R1", "R3", "R4"});
  CHECK(missing_seen_by(*given.screens.at("R3")).empty());
}

// Acknowledged ballots are in the log's side area, so that they outlive the process.
TEST_CASE("secret vote in a room: a restart loses no ballot and doubles none", "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", ballot(east)).empty());
  REQUIRE(given.does("R3", ballot("Vest")).empty());
  given.restart();
  CHECK(given.does("R2", ballot("Vest")) == "allerede_stemt");
  REQUIRE(given.does("R4", ballot("Vest")).empty());
  REQUIRE(given.does(*given.chair, ballot("Vest")).empty());
  REQUIRE(given.does(*given.chair, close_vote).empty());
  CHECK(choices(given.vote()) == Words{"Vest", "Vest", "Vest", east});
}

// Ballots of the very batch that closes count, although they were never on the disk by themselves.
TEST_CASE("secret vote in a room: cast and closed in one turn", "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  given.stage.log.hold = true;
  given.screens.at("R2")->submit("a", ballot(east));
  given.screens.at("R3")->submit("b", ballot("Vest"));
  given.screens.at("R4")->submit("c", ballot("Vest"));
  given.chair->submit("d", ballot(east));
  given.chair->submit("e", close_vote);
  given.stage.run();
  CHECK(given.vote().status() == pb::VOTE_STATUS_CLOSED);
  // Nothing is durable: the key must still be there.
  CHECK(given.stage.keys.keys.size() == 1);
  given.stage.log.hold = false;
  given.stage.log.release();
  given.stage.run();
  CHECK(given.stage.keys.keys.empty());
  CHECK(given.sealed().empty());
  CHECK(choices(given.vote()) == Words{"Vest", "Vest", east, east});
}

// A closing that was not written has opened nothing: key and ballots are as they were.
TEST_CASE("secret vote in a room: a full disk at closing loses nothing", "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", ballot(east)).empty());
  given.stage.log.fail_with = log::Error::storage_full;
  CHECK(given.does(*given.chair, "vote_close { vote: 'V' force: true }") == "lager_fullt");
  given.stage.log.fail_with = log::Error::none;
  given.stage.now_ms += room::storage_full_pause_ms;
  CHECK(given.stage.keys.keys.size() == 1);
  CHECK(given.vote().status() == pb::VOTE_STATUS_OPEN);
  REQUIRE(given.does("R3", ballot(east)).empty());
  REQUIRE(given.does(*given.chair, "vote_close { vote: 'V' force: true }").empty());
  CHECK(choices(given.vote()) == Words{east, east});
  CHECK(given.stage.keys.keys.empty());
}

// An opening that was not written leaves no key behind; nor does one that is refused.
TEST_CASE("secret vote in a room: no key without its vote", "[unit][server]") {
  Secret given;
  CHECK(given.does("R2", open_vote) == "ikke_moteledelse");
  CHECK(given.stage.keys.made == 0);
  given.stage.log.fail_with = log::Error::storage_full;
  CHECK(given.does(*given.chair, open_vote) == "lager_fullt");
  given.stage.log.fail_with = log::Error::none;
  given.stage.now_ms += room::storage_full_pause_ms;
  CHECK(given.stage.keys.made == 1);
  CHECK(given.stage.keys.keys.empty());
  // Two at once: both wait for a key, one of them opens.
  auto secretary = given.stage.screen("SEK");
  given.chair->submit("one", open_vote);
  secretary->submit("two", open_vote);
  given.stage.run();
  secretary->read();
  given.chair->read();
  CHECK(secretary->refused("two") + given.chair->refused("one") == "finnes_alt");
  CHECK(given.stage.keys.made == 3);
  CHECK(given.stage.keys.keys.size() == 1);
}

// What the same person sends after a command that waits for its key is done after it.
TEST_CASE("secret vote in a room: commands behind a waiting one keep their order",
          "[unit][server]") {
  Secret given;
  given.chair->submit("open", open_vote);
  given.chair->submit("cast", ballot(east));
  given.stage.run();
  given.chair->read();
  REQUIRE(given.chair->answer("cast"));
  CHECK(given.chair->answer("cast")->has_receipt());
  given.chair->submit("open", open_vote);
  given.stage.run();
  given.chair->read();
  CHECK(given.chair->answers.back().repeated_answer());
  CHECK(given.stage.keys.made == 1);
}

// Without its key a vote cannot be closed, by nobody and never; it is annulled.
TEST_CASE("secret vote in a room: a lost key ends in annulment", "[unit][server]") {
  Secret given;
  given.stage.keys.fails = true;
  CHECK(given.does(*given.chair, open_vote) == "hemmelig_ikke_stottet");
  given.stage.keys.fails = false;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", ballot(east)).empty());
  given.stage.keys.keys.clear();
  CHECK(given.does(*given.chair, "vote_close { vote: 'V' force: true }") == "stemmenokkel_mangler");
  CHECK(given.sealed().size() == 1);
  REQUIRE(given.does(*given.chair, "vote_annul { vote: 'V' reason: 'nøkkelen er borte' }").empty());
  CHECK(given.sealed().empty());
  CHECK(given.vote().secret_ballots().empty());
}

// Annulling an open vote destroys its ballots unopened, and its key.
TEST_CASE("secret vote in a room: annulled, its ballots are never opened", "[unit][server]") {
  Secret given;
  REQUIRE(given.does(*given.chair, open_vote).empty());
  REQUIRE(given.does("R2", ballot(east)).empty());
  REQUIRE(given.does(*given.chair, "vote_annul { vote: 'V' reason: 'feil' }").empty());
  CHECK(given.stage.keys.keys.empty());
  CHECK(given.stage.keys.read == 0);
  CHECK(given.sealed().empty());
}

// Sealing the same twice gives bytes that have nothing in common but their length.
TEST_CASE("ballot box: sealed for one key only", "[unit][server]") {
  MemoryKeys keys;
  const std::string open = keys.make("A/K1");
  std::string one = "ballot";
  std::string same = "ballot";
  const std::vector<std::string> sealed = {room::seal(one, open), room::seal(same, open)};
  CHECK(one == std::string(6, '\0'));
  CHECK(sealed[0] != sealed[1]);
  CHECK(sealed[0].size() == sealed[1].size());
  CHECK(room::open_all(sealed, open, *keys.find(open)) ==
        std::vector<std::string>{"ballot", "ballot"});
  const std::string other = keys.make("A/K1");
  CHECK_FALSE(room::open_all(sealed, other, *keys.find(other)).has_value());
  CHECK_FALSE(room::open_all({"short"}, open, *keys.find(open)).has_value());
  CHECK(room::fresh_ballot_name() != room::fresh_ballot_name());
}
