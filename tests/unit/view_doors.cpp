// Goal: what is said behind closed doors is in nothing that the public or the auditor reads, then
// or later, also where it stands in an entity that is public; and a feed that was there all the
// time shows what one that comes later does.
#include "core/view/audience.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// Those who need a grant.
const std::vector<pb::Audience> outside = {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_AUDITOR};

void close_doors(TestRoom& room) {
  room.does("R1",
            "vote_open { terms { vote: 'D' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
            "closes_doors: 'kommuneloven § 11-5 tredje ledd' } }");
  for (const auto* voter : {"R1", "R2", "R3"}) {
    room.does(voter, "vote_cast { vote: 'D' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'D' force: true }");
  room.does("R1", "vote_declare { vote: 'D' }");
  REQUIRE_FALSE(room.room().doors_closed().empty());
}

pb::Room room_for(const TestRoom& room, pb::Audience audience) {
  return view::visible(room.state(), room.state().entities()[0], audience)->room();
}

/// Of a phase, what each of those outside is told.
Words phases_outside(const TestRoom& room) {
  Words told;
  for (const auto audience : outside) {
    const auto seen = room_for(room, audience);
    CHECK_FALSE(seen.phase_behind_closed_doors());
    told.push_back(seen.phase() + "/" + seen.active_phase());
  }
  return told;
}

pb::AgendaItem item_for(const TestRoom& room, const std::string& item, pb::Audience audience) {
  const auto slot = *room.state().slot_of<pb::AgendaItem>(item);
  return view::visible(room.state(), room.state().entities()[slot], audience)->item();
}

/// What the audience has that was there from the beginning, and what it gets that comes now.
void expect_the_same_feed(const TestRoom& room, pb::Audience audience) {
  INFO(pb::Audience_Name(audience));
  State state;
  view::Mirror followed;
  for (const auto& recorded : room.log()) {
    auto slots = fold(state, recorded);
    for (const auto slot : view::also_revealed(state, recorded.core)) slots.push_back(slot);
    const auto size = static_cast<std::uint32_t>(state.entities().size());
    followed.resize(size);
    const auto show = [&](view::Mirror& mirror, std::uint32_t slot) {
      pb::Entity hidden;
      hidden.set_slot(slot);
      mirror.apply(view::visible(state, state.entities()[slot], audience).value_or(hidden));
    };
    for (const auto slot : slots) show(followed, slot);
    view::Mirror fresh;
    fresh.resize(size);
    for (std::uint32_t slot = 0; slot < size; ++slot) show(fresh, slot);
    INFO(recorded.core.ShortDebugString());
    CHECK(followed.hash() == fresh.hash());
  }
}

}  // namespace

// A phase that began behind closed doors goes on when they open, and is named by nothing that comes
// after; the next one is public again.
TEST_CASE("view: a phase that began behind closed doors has no name outside", "[unit][view]") {
  TestRoom room = formal_meeting();
  close_doors(room);
  room.does("R1", "phase_start { terms { phase: 'L' title: 'Lønn' kind: PHASE_KIND_PLENARY } }");
  CHECK(phases_outside(room) == Words{"/", "/"});
  room.does("R1", "doors_open {}");
  CHECK(phases_outside(room) == Words{"/", "/"});
  CHECK(room_for(room, pb::AUDIENCE_PARTICIPANT).phase() == "Lønn");
  CHECK(room_for(room, pb::AUDIENCE_PARTICIPANT).active_phase() == "L");
  room.does("R1", "break_start { minutes: 5 }");
  CHECK(phases_outside(room) == Words{"pause/", "pause/"});
  room.does("R1", "break_end {}");
  CHECK(phases_outside(room) == Words{"/", "/"});
  room.does("R1", "item_open { item: 'S1' }");
  CHECK(phases_outside(room) == Words{"/", "/"});
  room.does("R1", "phase_start { terms { phase: 'A' title: 'Åpen' kind: PHASE_KIND_PLENARY } }");
  CHECK(phases_outside(room) == Words{"Åpen/A", "Åpen/A"});
}

// A phase that was only named has no entity that says so.
TEST_CASE("view: a phase that was named behind closed doors is not named outside", "[unit][view]") {
  TestRoom room = formal_meeting();
  room.does("R1", "phase_set { phase: 'Åpent' }");
  CHECK(phases_outside(room) == Words{"Åpent/", "Åpent/"});
  close_doors(room);
  CHECK(phases_outside(room) == Words{"/", "Åpent/"});
  room.does("R1", "phase_set { phase: 'Lønn' }");
  room.does("R1", "doors_open {}");
  CHECK(phases_outside(room) == Words{"/", "/"});
  CHECK(room_for(room, pb::AUDIENCE_STEERING).phase() == "Lønn");
  room.does("R1", "break_start { minutes: 5 }");
  CHECK(phases_outside(room) == Words{"pause/", "pause/"});
  room.does("R1", "phase_set { phase: 'Åpent' }");
  CHECK(phases_outside(room) == Words{"Åpent/", "Åpent/"});
}

// While the doors are closed the public is not told which phase goes on, though it began in public.
TEST_CASE("view: behind closed doors no phase is active to the public", "[unit][view]") {
  TestRoom room = formal_meeting();
  room.does("R1", "phase_start { terms { phase: 'A' title: 'Åpen' kind: PHASE_KIND_PLENARY } }");
  close_doors(room);
  CHECK(phases_outside(room) == Words{"/", "Åpen/A"});
  room.does("R1", "doors_open {}");
  CHECK(phases_outside(room) == Words{"Åpen/A", "Åpen/A"});
}

// Why somebody held themselves disqualified is for whoever was inside, and who did is public.
TEST_CASE("view: a ground that was given behind closed doors stays there", "[unit][view]") {
  TestRoom room = formal_meeting();
  room.does("R2", "recusal_declare { item: 'S1' ground: 'Styremedlem' }");
  CHECK(item_for(room, "S1", pb::AUDIENCE_AUDITOR).grounds_size() == 1);
  CHECK(item_for(room, "S1", pb::AUDIENCE_PUBLIC).grounds_size() == 0);
  close_doors(room);
  room.does("R3", "recusal_declare { item: 'S1' ground: 'Søster til søkeren' }");
  room.does("R1", "doors_open {}");
  for (const auto audience : outside) {
    CHECK(item_for(room, "S1", audience).grounds_size() == 0);
    CHECK(list(item_for(room, "S1", audience).declared()) == Words{"R2", "R3"});
  }
  CHECK(item_for(room, "S1", pb::AUDIENCE_PARTICIPANT).grounds_size() == 2);
}

// That an item is finished is public; what became of it is not where that was worded inside.
TEST_CASE("view: what became of an item is not as it was worded behind closed doors",
          "[unit][view]") {
  TestRoom room = formal_meeting();
  close_doors(room);
  room.does("R1", "item_close { item: 'S1' status: 'avslått: for dyrt' }");
  room.does("R1", "doors_open {}");
  for (const auto audience : outside) {
    CHECK(item_for(room, "S1", audience).status() == "ferdig behandlet");
    CHECK_FALSE(item_for(room, "S1", audience).status_behind_closed_doors());
  }
  CHECK(item_for(room, "S1", pb::AUDIENCE_PARTICIPANT).status() == "avslått: for dyrt");
  room.does("R1", "item_reopen { item: 'S1' }");
  CHECK(item_for(room, "S1", pb::AUDIENCE_PUBLIC).status() == "under behandling");
  room.does("R1", "item_close { item: 'S1' status: 'utsatt' }");
  CHECK(item_for(room, "S1", pb::AUDIENCE_PUBLIC).status() == "utsatt");
}

// Who sits where is public of members; what their table is to talk about is what was said.
TEST_CASE("view: a title that a table got behind closed doors is not told outside",
          "[unit][view]") {
  TestRoom room = formal_meeting();
  room.does("R1", "table_set { seats { table: 'T1' title: 'Budsjett' people: 'R2' } }");
  close_doors(room);
  room.does("R1", "table_set { seats { table: 'T1' people: ['R2', 'R3'] } }");
  room.does("R1", "table_set { seats { table: 'T2' title: 'Lønn' people: 'R4' } }");
  room.does("R1", "doors_open {}");
  room.does("R1", "tables_deal { tables: 2 }");
  const auto titles = [&](pb::Audience audience) {
    Words found;
    for (const auto& entity : room.state().entities()) {
      if (!entity.has_table()) continue;
      found.push_back(view::visible(room.state(), entity, audience)->table().title());
    }
    return found;
  };
  for (const auto audience : outside) CHECK(titles(audience) == Words{"Budsjett", ""});
  CHECK(titles(pb::AUDIENCE_PARTICIPANT) == Words{"Budsjett", "Lønn"});
  room.does("R1", "table_set { seats { table: 'T2' title: 'Veg' } }");
  CHECK(titles(pb::AUDIENCE_PUBLIC) == Words{"Budsjett", "Veg"});
}

// The room names what is open, and whose debate is closed, by ids that say something.
TEST_CASE("view: the room does not name an item or a vote that is behind closed doors",
          "[unit][view]") {
  TestRoom room = formal_meeting();
  close_doors(room);
  room.does("R1", "agenda_add { item: 'Oppsigelse' title: 'To' }");
  room.does("R1", "item_open { item: 'Oppsigelse' }");
  room.does("R1", "debate_close {}");
  room.does("R1",
            "vote_open { terms { vote: 'Sparken' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  room.does("R1", "doors_open {}");
  for (const auto audience : outside) {
    const auto seen = room_for(room, audience);
    CHECK(seen.open_item().empty());
    CHECK(seen.open_vote().empty());
    CHECK(seen.debate_closed_size() == 0);
  }
  const auto inside = room_for(room, pb::AUDIENCE_PARTICIPANT);
  CHECK(inside.open_item() == "Oppsigelse");
  CHECK(inside.open_vote() == "Sparken");
  CHECK(inside.debate_closed_size() == 1);
}

// Whoever listens all the time must come to the same hash as whoever comes now. An item of the list
// that is put on it again changes what the room may name, and the room not.
TEST_CASE("view: an item put on the list anew behind closed doors goes out of the room's order",
          "[unit][view]") {
  TestRoom room = formal_meeting();
  room.does("R1", "agenda_add { item: 'S2' title: 'To' }");
  room.does("R1", "agenda_edit { item: 'S2' place: 1 }");
  room.does("R1", "phase_start { terms { phase: 'A' kind: PHASE_KIND_PLENARY } }");
  close_doors(room);
  room.does("R1", "agenda_add { item: 'S1' title: 'Samfunnsdelen, på nytt' }");
  CHECK(list(room.room().item_order()) == Words{"S2", "S1"});
  for (const auto audience : outside) {
    CHECK(list(room_for(room, audience).item_order()) == Words{"S2"});
    CHECK(room_for(room, audience).open_item().empty());
  }
  room.does("R2", "recusal_declare { item: 'S2' ground: 'Eier' }");
  room.does("R1", "phase_start { terms { phase: 'L' kind: PHASE_KIND_PLENARY } }");
  room.does("R1", "phase_set { phase: 'Lønn' }");
  room.does("R1", "doors_open {}");
  room.does("R1", "item_close { item: 'S1' status: 'utsatt' }");
  room.does("R1", "phase_end { phase: 'L' }");
  for (const auto audience : outside) expect_the_same_feed(room, audience);
  expect_the_same_feed(room, pb::AUDIENCE_PARTICIPANT);
}
