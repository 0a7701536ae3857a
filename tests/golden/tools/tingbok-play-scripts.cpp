// Plays workshop scripts through the core and prints what came of each line, for
// tests/golden/differential to compare with the executable rulebook.
//
// Reads names of script files from standard input, one a line. For each prints
//   line TAB answer TAB summary  one per line of the script: the answer ("ok", "dup", a refusal's
//                                word, or "uleselig" for a line that no room got to see) and the
//                                touched room's summary, "=" where nothing changed
//   outcome TAB json             the outcome, from the live states
//   wrong TAB sentence           where the log does not lead to the live state, or a line changed
//                                what it may not
//   rebuilt TAB events TAB sought  after how many events the state rebuilt from the log was
//                                compared with the live one, and how many moments were sought
//   end
// and flushes. Everything is one line of UTF-8; JSON is written without blanks.
#include <iostream>
#include <string>

#include "core/outcome/outcome.hpp"
#include "tests/golden/live_hashes.hpp"
#include "tests/golden/script_runner.hpp"

namespace golden = tingbok::golden;
namespace json = boost::json;
namespace rebuild = tingbok::rebuild;

namespace {

/// A snapshot is taken this many lines apart, so that a rebuild also starts in the middle.
constexpr std::uint64_t snapshot_every_lines = 40;

void play_line(golden::ScriptRunner& runner, golden::Played& played, bool& more) {
  std::map<std::string, tingbok::Digest> before;
  const auto& rooms = runner.programme().rooms();
  for (const auto& room : rooms) before[room.room()] = runner.state(room.room()).hash();
  try {
    more = runner.play_next(played);
    if (!more) return;
  } catch (const tingbok::script::ScriptError& error) {
    std::cout << "line\tuleselig\t" << error.what() << '\n';
    return;
  }
  const bool accepted = played.answer == "ok";
  std::cout << "line\t" << played.answer << '\t';
  if (accepted) {
    std::cout << json::serialize(runner.summary(played.line.room)) << '\n';
  } else {
    std::cout << "=\n";
  }
  for (const auto& room : rooms) {
    const auto& id = room.room();
    if (runner.state(id).hash() == before[id] || (accepted && id == played.line.room)) continue;
    std::cout << "wrong\tline " << played.line.seq << " changed room " << id << '\n';
  }
  if (accepted && played.line.seq % snapshot_every_lines == 0) {
    runner.save_snapshot(played.line.room);
  }
}

void expect_live(const golden::ScriptRunner& runner, const std::string& room,
                 const rebuild::Rebuilt& rebuilt) {
  const auto& live = runner.state(room);
  if (rebuilt.state.hash() != live.hash() || rebuilt.state.number() != live.number()) {
    std::cout << "wrong\troom " << room << " is rebuilt otherwise than it was live\n";
  }
  const auto folded = tingbok::outcome::summary(golden::entities_of(rebuilt.state));
  if (folded != runner.summary(room)) {
    std::cout << "wrong\troom " << room << " is rebuilt to another summary\n";
  }
}

void rebuild_rooms(const golden::ScriptRunner& runner) {
  golden::Compared compared;
  tingbok::past::PastReader past(runner.log());
  std::mt19937 chance(1);
  for (const auto& config : runner.programme().rooms()) {
    const auto& room = config.room();
    const auto address = runner.address(room);
    const auto& live = runner.hashes(room);
    expect_live(runner, room, golden::fold_beside(runner.log(), address, live, compared));
    expect_live(runner, room, rebuild::rebuild(runner.log(), address));
    golden::seek_beside(past, address, live, chance, compared);
  }
  for (const auto& sentence : compared.wrong) std::cout << "wrong\t" << sentence << '\n';
  std::cout << "rebuilt\t" << compared.folded << '\t' << compared.sought << '\n';
}

void play(const std::string& path) {
  golden::ScriptRunner runner(path);
  golden::Played played;
  bool more = true;
  while (more) play_line(runner, played, more);
  rebuild_rooms(runner);
  std::cout << "outcome\t" << json::serialize(runner.outcome()) << '\n';
}

}  // namespace

int main() {
  std::ios::sync_with_stdio(false);
  std::string path;
  while (std::getline(std::cin, path)) {
    try {
      play(path);
    } catch (const std::exception& error) {
      std::cout << "wrong\t" << error.what() << '\n';
    }
    std::cout << "end" << std::endl;
  }
  return 0;
}
