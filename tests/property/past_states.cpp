// Random meetings: every state that the fast way makes, from snapshots at random places, is the one
// the log says; snapshots that are damaged or missing cost time, never
// truth.
#include <random>

#include <catch2/catch.hpp>

#include "core/domain/people.hpp"
#include "core/log/open.hpp"
#include "core/past/reader.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "tests/support/random_commands.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

const std::string room = "P/K1";

/// A meeting of random commands in a log of its own, with snapshots as its room would make them.
class Meeting {
 public:
  explicit Meeting(std::uint32_t seed) : random_(seed) {
    auto config = usual_config(pb::MODE_FORMAL);
    for (auto& event : domain::found_room("P", config, false, usual_roster())) add(event, "");
    for (const char* who : {"R1", "R2", "R3", "SEK"}) does(who, command("join {}"));
    CommandMaker maker(seed);
    for (int i = 0; i < 60; ++i) {
      auto [who, wanted] = maker.next();
      if (who == whoever_chairs) who = domain::chair_now(*live_.state.find<pb::Room>("room"));
      does(who, wanted);
    }
  }

  const rebuild::Rebuilt& live() const { return live_; }
  log::EventLog& log() { return *log_; }
  std::size_t below(std::size_t end) { return random_() % end; }

  /// The state hash that the log says there was after an event.
  std::string logged_hash(log::Number number) const {
    std::string hash;
    log_->read(room, number, number, [&](const log::RecordView& record) {
      hash = rebuild::parse_record(record, room).core.state_hash();
      return false;
    });
    return hash;
  }

  std::vector<log::Number> snapshots() const {
    std::vector<log::Number> numbers;
    auto found = log_->snapshot(room, rebuild::to_head);
    while (found) {
      numbers.push_back(found->number);
      if (found->number == 1) break;
      found = log_->snapshot(room, found->number - 1);
    }
    return numbers;
  }

 private:
  void does(const std::string& who, const pb::Command& wanted) {
    domain::Context context;
    context.actor = who;
    context.now_ms = now_ms_ += 1000;
    auto decision = domain::decide(live_.state, wanted, context);
    auto* events = std::get_if<domain::Events>(&decision);
    if (events == nullptr) return;
    for (auto& event : *events) add(event, who);
  }

  void add(const pb::Event& event, const std::string& who) {
    rebuild::RecordHead head;
    head.time_ms = now_ms_;
    head.actor = who;
    auto made = rebuild::make_event_record(live_.state, event, head, std::string(16, 's'));
    log::Transaction transaction;
    transaction.appends.push_back({room, made.number - 1, {std::move(made.record)}});
    log_->submit(std::move(transaction),
                 [](log::Error error) { REQUIRE(error == log::Error::none); });
    if (below(4) == 0) save();
  }

  /// Whole, or as what changed since the last whole one.
  void save() {
    if (base_ && below(4) != 0) return log_->put_snapshot(room, rebuild::changes_of(live_, *base_));
    base_ = std::make_shared<const rebuild::Rebuilt>(live_);
    log_->put_snapshot(room, rebuild::snapshot_of(live_));
  }

  std::mt19937 random_;
  std::int64_t now_ms_ = start_ms;
  const std::unique_ptr<log::EventLog> log_ = log::open_memory_log();
  rebuild::Rebuilt live_;
  rebuild::RebuiltPtr base_;
};

void expect_all_states(Meeting& meeting, past::PastReader& reader) {
  const auto head = meeting.live().state.number();
  for (log::Number step = 0; step < head; ++step) {
    // There and back, so that states are folded on from each other and from snapshots.
    const auto number = step % 3 == 2 ? 1 + meeting.below(head) : step + 1;
    const auto state = reader.state_at(room, number);
    REQUIRE(state->state.number() == number);
    const auto hash = state->state.hash();
    REQUIRE(as_bytes(hash) == meeting.logged_hash(number));
  }
  const auto last = reader.now(room);
  REQUIRE(last->state.hash() == meeting.live().state.hash());
  for (std::size_t slot = 0; slot < last->state.entities().size(); ++slot) {
    REQUIRE(last->state.entities()[slot].SerializeAsString() ==
            meeting.live().state.entities()[slot].SerializeAsString());
  }
}

}  // namespace

// Every event of 500 meetings.
TEST_CASE("past: every state of a random meeting has the hash its log says", "[property][past]") {
  std::size_t snapshots = 0;
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    INFO("seed " << seed);
    Meeting meeting(seed);
    past::PastReader reader(meeting.log());
    expect_all_states(meeting, reader);
    snapshots += meeting.snapshots().size();
  }
  CHECK(snapshots > 1000);  // There was much to start from.
}

// Cut off, of another state, exchanged, or gone.
TEST_CASE("past: damaged snapshots are passed over", "[property][past]") {
  std::size_t damaged = 0;
  for (std::uint32_t seed = 1; seed <= 100; ++seed) {
    INFO("seed " << seed);
    Meeting meeting(seed);
    const auto numbers = meeting.snapshots();
    for (const auto number : numbers) {
      if (meeting.below(3) != 0) continue;
      auto saved = *meeting.log().snapshot(room, number);
      switch (meeting.below(4)) {
        case 0:
          saved.bytes.resize(meeting.below(saved.bytes.size()));
          break;
        case 1: {
          const auto hash = meeting.logged_hash(number);
          const auto at = saved.bytes.find(hash);
          REQUIRE(at != std::string::npos);
          saved.bytes[at + meeting.below(hash.size())] ^= '\x10';
          break;
        }
        case 2:
          saved.bytes = meeting.log().snapshot(room, numbers[meeting.below(numbers.size())])->bytes;
          break;
        default:
          saved.bytes.clear();
      }
      meeting.log().put_snapshot(room, saved);
      ++damaged;
    }
    past::PastReader reader(meeting.log());
    expect_all_states(meeting, reader);
    for (log::Number number = 1; number <= meeting.live().state.number(); ++number) {
      const auto hash = rebuild::rebuild(meeting.log(), room, number).state.hash();
      REQUIRE(as_bytes(hash) == meeting.logged_hash(number));
    }
  }
  CHECK(damaged > 100);
}
