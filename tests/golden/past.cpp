// Goal: the past of a played workshop is told the same whichever way one asks, and nobody is told
// more of it than they saw then and may see now.
#include <set>

#include <catch2/catch.hpp>

#include "core/past/moments.hpp"
#include "core/past/position.hpp"
#include "core/past/search.hpp"
#include "core/past/timeline.hpp"
#include "core/past/views.hpp"
#include "core/rebuild/snapshots.hpp"
#include "script_runner.hpp"

namespace domain = tingbok::domain;
namespace golden = tingbok::golden;
namespace past = tingbok::past;
namespace pb = tingbok::v1;
namespace rebuild = tingbok::rebuild;
namespace view = tingbok::view;

namespace {

/// Script A, whole: a council that writes notes, votes and decides.
const golden::ScriptRunner& script_a() {
  static const auto runner = [] {
    auto made =
        std::make_unique<golden::ScriptRunner>(golden::workshop_file("A_samfunnsdel.jsonl"));
    golden::Played one;
    while (made->play_next(one)) {
    }
    return made;
  }();
  return *runner;
}

const std::string room = "A/A";

/// Someone of every audience, found on the roster, and those who have no seat.
std::vector<past::Viewer> everyone() {
  std::vector<past::Viewer> viewers = {{true, {}}, {}};
  std::set<pb::Audience> found;
  const auto& state = script_a().state("A");
  for (const auto* person : state.all<pb::Person>()) {
    const auto audience = view::audience_of(state, person->id());
    if (audience && found.insert(*audience).second) viewers.push_back({false, person->id()});
  }
  return viewers;
}

/// Rights to the room as though it were public, so that nobody in particular may read it, too.
past::Rights rights_of(past::PastReader& reader, const past::Viewer& viewer) {
  auto snapshot = reader.now(room)->state.snapshot();
  snapshot.clear_state_hash();
  snapshot.mutable_entities(0)->mutable_room()->mutable_config()->set_public_(true);
  auto now = std::make_shared<rebuild::Rebuilt>();
  now->state = domain::State(snapshot);
  auto rights = past::Rights::of(now, viewer);
  REQUIRE(rights.has_value());
  return *rights;
}

pb::RoomState state_told(const past::Rights& rights, const std::string& address,
                         const rebuild::Rebuilt& then, std::uint64_t head) {
  pb::RoomState state;
  REQUIRE(state.ParseFromString(past::room_state(rights, address, then, head)));
  return state;
}

std::string bytes_of(const std::optional<pb::Entity>& entity) {
  return entity ? entity->SerializeAsString() : std::string();
}

/// The room's records in a log of their own, with a snapshot every 16 events.
std::unique_ptr<tingbok::log::EventLog> with_snapshots(const tingbok::log::EventLog& from,
                                                       const std::string& address) {
  auto log = tingbok::log::open_memory_log();
  tingbok::log::Append append{address, 0, {}};
  from.read(address, 1, rebuild::to_head, [&](const tingbok::log::RecordView& record) {
    append.records.push_back(
        tingbok::log::make_record(std::string(record.core), std::string(record.personal)));
    return true;
  });
  tingbok::log::Transaction transaction;
  transaction.appends.push_back(std::move(append));
  log->submit(std::move(transaction),
              [](tingbok::log::Error error) { REQUIRE(error == tingbok::log::Error::none); });
  rebuild::rebuild(from, address, rebuild::to_head, false,
                   [&](const rebuild::Rebuilt& now, const pb::RecordCore& core, const pb::Event&,
                       const domain::Changes&) {
                     if (core.number() % 16 == 0) {
                       log->put_snapshot(address, rebuild::snapshot_of(now));
                     }
                     return true;
                   });
  return log;
}

}  // namespace

// Every event of the four scripts: from nothing, from a snapshot and from states before it, the
// state has the hash that its record states.
TEST_CASE("past: every state of the scripts has the hash its log says", "[golden]") {
  std::size_t looked = 0;
  for (const char* name : {"A_samfunnsdel.jsonl", "B_vestregion.jsonl",
                           "C_programfinansiering.jsonl", "E_nettverk.jsonl"}) {
    golden::ScriptRunner runner(golden::workshop_file(name));
    golden::Played one;
    while (runner.play_next(one)) {
    }
    for (const auto& config : runner.programme().rooms()) {
      const auto address = runner.address(config.room());
      INFO(address);
      const auto log = with_snapshots(runner.log(), address);
      past::PastReader reader(*log);
      log->read(address, 1, rebuild::to_head, [&](const tingbok::log::RecordView& record) {
        pb::RecordCore core;
        REQUIRE(core.ParseFromArray(record.core.data(), static_cast<int>(record.core.size())));
        const auto state = reader.state_at(address, record.number);
        const auto hash = state->state.hash();
        CHECK(state->state.number() == record.number);
        CHECK(tingbok::as_bytes(hash) == core.state_hash());
        ++looked;
        return true;
      });
    }
  }
  CHECK(looked > 1'000);
}

// A difference is what leads from one state of the viewer's to the other.
TEST_CASE("past: a difference leads from one state to the other", "[golden]") {
  past::PastReader reader(script_a().log());
  const auto head = reader.now(room)->state.number();
  for (const auto& viewer : everyone()) {
    const auto rights = rights_of(reader, viewer);
    INFO("viewer '" << viewer.person << "'");
    for (const auto& [from, to] : std::vector<std::pair<std::uint64_t, std::uint64_t>>{
             {0, head}, {1, 60}, {100, 400}, {400, 100}, {head - 50, head}}) {
      std::map<std::uint32_t, std::string> told;
      const auto first = reader.state_at(room, std::min(from, to));
      const auto last = reader.state_at(room, std::max(from, to));
      const auto before = state_told(rights, room, *first, head);
      for (const auto& entity : before.entities()) {
        told[entity.slot()] = entity.SerializeAsString();
      }
      const auto diff =
          past::room_diff(rights, room, reader.state_at(room, from), reader.state_at(room, to));
      CHECK(diff.from() == std::min(from, to));
      for (const auto& change : diff.changes()) {
        const auto slot = change.has_after() ? change.after().slot() : change.before().slot();
        CHECK(told[slot] == (change.has_before() ? change.before().SerializeAsString() : ""));
        told[slot] = change.has_after() ? change.after().SerializeAsString() : "";
      }
      const auto state = state_told(rights, room, *last, head);
      CHECK(state.slots() == last->state.entities().size());
      for (const auto& entity : state.entities()) {
        CHECK(told[entity.slot()] == entity.SerializeAsString());
        told.erase(entity.slot());
      }
      for (const auto& one : told) CHECK(one.second.empty());
    }
  }
}

// Event for event: the entities are those of the state right after it, and the one who acted is
// named only where what is seen says so.
TEST_CASE("past: events tell what was seen right after each of them, and no more", "[golden]") {
  past::PastReader reader(script_a().log());
  const auto head = reader.now(room)->state.number();
  for (const auto& viewer : everyone()) {
    const auto rights = rights_of(reader, viewer);
    INFO("viewer '" << viewer.person << "'");
    pb::RoomEvents all;
    for (std::uint64_t from = 1; from != 0;) {
      const auto some = past::room_events(reader, rights, room, from, 150);
      CHECK(some.events_size() <= 150);
      from = some.next();
      all.MergeFrom(some);
    }
    REQUIRE(static_cast<std::uint64_t>(all.events_size()) == head);
    std::size_t named = 0;
    rebuild::rebuild(
        script_a().log(), room, rebuild::to_head, false,
        [&](const rebuild::Rebuilt& after, const pb::RecordCore& core, const pb::Event& event,
            const domain::Changes&) {
          const auto& told = all.events(static_cast<int>(core.number() - 1));
          CHECK(told.number() == core.number());
          CHECK(told.time_ms() == core.time_ms());
          CHECK(told.state_hash() == core.state_hash());
          CHECK(told.has_event() == viewer.administrator);
          for (const auto& entity : told.entities()) {
            CHECK(entity.SerializeAsString() == bytes_of(rights.seen(after.state, entity.slot())));
          }
          if (!viewer.administrator) CHECK(told.kind().empty() == told.entities().empty());
          if (told.actor().empty() || viewer.administrator) return true;
          ++named;
          CHECK(told.actor() == core.actor());
          CHECK_FALSE(told.entities().empty());
          if (told.actor() == viewer.person) return true;
          for (const auto& entity : told.entities()) {
            if (event.has_note_added()) CHECK(entity.note().by() == core.actor());
            if (event.has_ballot_cast()) CHECK(entity.has_turnout() + entity.has_ballot() == 1);
          }
          if (event.has_ballot_cast()) CHECK(rights.audience() == pb::AUDIENCE_STEERING);
          if (event.has_proposal_supported()) CHECK(rights.audience() != pb::AUDIENCE_PUBLIC);
          return true;
        });
    CHECK((viewer.administrator || named > 0));
  }
}

// A vote that was open then has no result and shows no ballot, although both are known today.
TEST_CASE("past: a vote that was open then tells nothing of what it came to", "[golden]") {
  past::PastReader reader(script_a().log());
  const auto now = reader.now(room);
  std::size_t looked = 0;
  for (const auto& viewer : everyone()) {
    if (viewer.administrator) continue;
    const auto rights = rights_of(reader, viewer);
    for (const auto* vote : now->state.all<pb::Vote>()) {
      if (vote->closed().number() == 0) continue;
      const auto then = reader.state_at(room, vote->closed().number() - 1);
      const auto state = state_told(rights, room, *then, 0);
      for (const auto& entity : state.entities()) {
        if (entity.has_vote() && entity.vote().id() == vote->id()) {
          CHECK_FALSE(entity.vote().has_result());
          ++looked;
        }
        if (!entity.has_ballot() || entity.ballot().vote() != vote->id()) continue;
        CHECK((rights.audience() == pb::AUDIENCE_STEERING ||
               entity.ballot().voter() == viewer.person));
        if (entity.ballot().voter() != viewer.person) CHECK_FALSE(entity.ballot().has_paper());
      }
    }
  }
  CHECK(looked > 10);
}

// The view hash is the one a client's mirror comes to with the same entities.
TEST_CASE("past: a state's view hash is that of a mirror of its entities", "[golden]") {
  past::PastReader reader(script_a().log());
  for (const auto& viewer : everyone()) {
    const auto state =
        state_told(rights_of(reader, viewer), room, *reader.state_at(room, 400), 550);
    view::Mirror mirror;
    mirror.resize(state.slots());
    for (const auto& entity : state.entities()) mirror.apply(entity);
    CHECK(state.view_hash() ==
          (viewer.administrator ? "" : std::string(tingbok::as_bytes(mirror.hash()))));
    CHECK(state.head() == 550);
    CHECK(state.time_ms() == reader.state_at(room, 400)->state.time_ms());
  }
}

// A moment's name is a position for whoever may see the moment, and a word like any other for the
// public.
TEST_CASE("past: a moment is a position for whoever may see it", "[golden]") {
  past::PastReader reader(script_a().log());
  const auto moments = reader.now(room)->state.all<pb::Moment>();
  REQUIRE_FALSE(moments.empty());
  const auto asked = [&](const past::Viewer& viewer, const std::string& text) {
    try {
      return std::to_string(past::resolve(reader, room, text, viewer));
    } catch (const past::NoPosition& none) {
      return std::string(none.why == past::NoPosition::Why::unreadable ? "unreadable" : "unknown");
    }
  };
  for (const auto& viewer : everyone()) {
    const bool sees =
        viewer.administrator ||
        (!viewer.person.empty() &&
         view::audience_of(reader.now(room)->state, viewer.person) != pb::AUDIENCE_PUBLIC);
    for (const auto* moment : moments) {
      const auto number = std::to_string(past::number_in(*moment, room));
      CHECK(asked(viewer, moment->id()) == (sees ? number : "unreadable"));
    }
    CHECK(asked(viewer, "12") == "12");
    CHECK(asked(viewer, "100000") == "unknown");
  }
}

// The stretches hold every event once; the marks stand where the log has them, in order.
TEST_CASE("past: a timeline holds every event once, and marks only what is seen", "[golden]") {
  past::PastReader reader(script_a().log());
  past::Timelines timelines(reader);
  const auto head = reader.now(room)->state.number();
  std::map<std::string, int> marks;
  for (const auto& viewer : everyone()) {
    const auto rights = rights_of(reader, viewer);
    for (const std::uint32_t count : {1u, 7u, 100u}) {
      const auto line = timelines.timeline(room, viewer, rights, count);
      CHECK(line.head() == head);
      REQUIRE(line.stretches_size() == static_cast<int>(count));
      std::uint64_t held = 0;
      for (const auto& stretch : line.stretches()) {
        if (stretch.events() > 0) {
          CHECK(stretch.first() == held + 1);
          CHECK(past::core_at(script_a().log(), room, stretch.first()).time_ms() >=
                stretch.start_ms());
        }
        held += stretch.events();
      }
      CHECK(held == head);
    }
    const auto line = timelines.timeline(room, viewer, rights, 10);
    std::uint64_t last = 0;
    int moments = 0;
    for (const auto& mark : line.marks()) {
      CHECK(mark.number() >= last);
      last = mark.number();
      if (mark.kind() == pb::TIMELINE_MARK_KIND_MOMENT) ++moments;
      if (mark.kind() != pb::TIMELINE_MARK_KIND_VOTE_OPENED) continue;
      CHECK(past::core_at(script_a().log(), room, mark.number())
                .event()
                .vote_opened()
                .terms()
                .vote() == mark.id());
    }
    CHECK((moments > 0) == (rights.audience() != pb::AUDIENCE_PUBLIC));
    CHECK(line.marks_size() > 5);
  }
}

// Whoever draws the day, or a list over time, must not miss how something ended or changed.
TEST_CASE("past: marks say when what lasts ended, and each change of a list", "[golden]") {
  past::PastReader reader(script_a().log());
  past::Timelines timelines(reader);
  const auto chair = past::Viewer{true, {}};
  const auto line = timelines.timeline(room, chair, rights_of(reader, chair), 10);
  std::map<pb::TimelineMarkKind, int> kinds;
  std::set<std::uint64_t> lists;
  for (const auto& mark : line.marks()) {
    ++kinds[mark.kind()];
    if (mark.kind() == pb::TIMELINE_MARK_KIND_PRIORITY) lists.insert(mark.number());
    if (mark.kind() == pb::TIMELINE_MARK_KIND_VOTE_ANNULLED) CHECK(mark.id() == "PV1");
    if (mark.kind() == pb::TIMELINE_MARK_KIND_PHASE) CHECK_FALSE(mark.title().empty());
  }
  CHECK(kinds[pb::TIMELINE_MARK_KIND_BREAK] == 2);
  CHECK(kinds[pb::TIMELINE_MARK_KIND_BREAK_ENDED] == 2);
  CHECK(kinds[pb::TIMELINE_MARK_KIND_PHASE] > 0);
  CHECK(kinds[pb::TIMELINE_MARK_KIND_ITEM_CLOSED] > 0);
  CHECK(kinds[pb::TIMELINE_MARK_KIND_VOTE_ANNULLED] == 1);
  int merges = 0;
  for (std::uint64_t number = 1; number <= line.head(); ++number) {
    const auto event = past::core_at(script_a().log(), room, number).event();
    if (!event.has_proposals_merged() || event.proposals_merged().lists().empty()) continue;
    ++merges;
    CHECK(lists.contains(number));
  }
  CHECK(merges > 0);
}
