#include <atomic>
#include <random>
#include <thread>

#include <catch2/catch.hpp>

#include "core/past/reader.hpp"
#include "core/rebuild/snapshots.hpp"
#include "tests/support/live_room.hpp"

namespace rebuild = tingbok::rebuild;
namespace past = tingbok::past;
namespace tlog = tingbok::log;
using namespace tingbok::test;
using tingbok::as_bytes;

namespace {

constexpr std::uint64_t lines_said = 120;
constexpr int seeks_of_each = 150;

/// Saved now and then while it was said, whole and as changes.
void talk(LiveRoom& room) {
  rebuild::Saver saver;
  for (std::uint64_t line = 2; line < lines_said; ++line) {
    room.speak(line);
    if (line % 7 == 0) room.log->put_snapshot("P/R", saver.take(room.live).snapshot());
  }
}

std::vector<std::string> logged_hashes(const LiveRoom& room) {
  std::vector<std::string> hashes(1);
  room.log->read("P/R", 1, rebuild::to_head, [&](const tlog::RecordView& record) {
    hashes.push_back(rebuild::parse_record(record, "P/R").core.state_hash());
    return true;
  });
  return hashes;
}

}  // namespace

// States are shared between threads that read them, fold on from copies of them and let them go;
// each has what its log says. Under ThreadSanitizer this is how sharing is shown to be safe.
TEST_CASE("past: many threads seek at once", "[unit][past]") {
  LiveRoom room;
  talk(room);
  const auto hashes = logged_hashes(room);
  past::PastReader reader(*room.log);
  std::atomic<int> right = 0;
  std::vector<std::thread> threads;
  for (unsigned seed = 1; seed <= 4; ++seed) {
    threads.emplace_back([&, seed] {
      std::mt19937 random(seed);
      for (int i = 0; i < seeks_of_each; ++i) {
        const auto number = 1 + random() % (hashes.size() - 1);
        const auto state = reader.state_at("P/R", number);
        const auto hash = tingbok::domain::State(state->state.snapshot()).hash();
        right += as_bytes(hash) == hashes[number];
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 4 * seeks_of_each);
}
