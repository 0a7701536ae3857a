// Goal: the comparison of rebuilt states with live ones names what is not as it was.
#include <catch2/catch.hpp>

#include "live_hashes.hpp"
#include "script_runner.hpp"

namespace golden = tingbok::golden;
namespace past = tingbok::past;

namespace {

/// A script played to its end, with snapshots on the way.
struct PlayedRoom {
  PlayedRoom() {
    golden::Played one;
    while (runner.play_next(one)) {
      if (one.answer == "ok" && one.line.seq % 40 == 0) runner.save_snapshot(one.line.room);
    }
  }

  golden::ScriptRunner runner{golden::workshop_file("E_nettverk.jsonl")};
  std::string room = runner.programme().rooms(0).room();
  std::string address = runner.address(room);
};

}  // namespace

// A planted hash is the only one that is named, wherever it is planted.
TEST_CASE("live hashes: a state that was another when live is named", "[golden]") {
  const PlayedRoom played;
  const auto& log = played.runner.log();
  const auto& address = played.address;
  auto live = played.runner.hashes(played.room);
  golden::Compared compared;
  golden::fold_beside(log, address, live, compared);
  CHECK(compared.wrong.empty());
  CHECK(compared.folded == live.size());

  for (const std::size_t planted : {std::size_t{0}, live.size() / 2, live.size() - 1}) {
    auto other = live;
    other[planted][0] ^= 1;
    compared = {};
    golden::fold_beside(log, address, other, compared);
    const auto named = "event " + std::to_string(planted + 1) + " of " + address +
                       " is rebuilt to another hash than the live room had";
    CHECK(compared.wrong == std::vector<std::string>{named});
  }
  live.pop_back();
  compared = {};
  golden::fold_beside(log, address, live, compared);
  CHECK(compared.wrong.size() == 2);
}

// Moments that are sought are compared as well: where every hash is planted, each is named.
TEST_CASE("live hashes: a sought moment that was another when live is named", "[golden]") {
  const PlayedRoom played;
  auto live = played.runner.hashes(played.room);
  past::PastReader reader(played.runner.log());
  std::mt19937 chance(1);
  golden::Compared compared;
  golden::seek_beside(reader, played.address, live, chance, compared);
  CHECK(compared.wrong.empty());
  CHECK(compared.sought > 0);
  for (auto& hash : live) hash[0] ^= 1;
  compared = {};
  golden::seek_beside(reader, played.address, live, chance, compared);
  CHECK(compared.wrong.size() == compared.sought);
}
