// Goal: the list of items is arranged before it is worked through; late items can be objected to;
// finished ones are taken up again without losing what was decided.
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// A meeting with R1 (chair) to R5 here, S1 open, S2 and S3 planned, S4 late.
TestRoom meeting() {
  TestRoom room = formal_meeting();
  room.does("R1", "agenda_add { item: 'S2' title: 'Budsjett' kind: 'sak' }");
  room.does("R1", "agenda_add { item: 'S3' title: 'Eventuelt' }");
  room.does("R1", "agenda_add { item: 'S4' title: 'Hastesak' kind: 'sak' late: true }");
  return room;
}

Words order(const TestRoom& room) { return list(room.room().item_order()); }

}  // namespace

// The order is whole each time, so that folding it needs no rule.
TEST_CASE("agenda: items change title, kind and place before they are taken up", "[unit][domain]") {
  TestRoom room = meeting();
  room.does("SEK", "agenda_edit { item: 'S2' title: 'Budsjett 2026' }");
  CHECK(room.the<pb::AgendaItem>("S2").title() == "Budsjett 2026");
  CHECK(room.the<pb::AgendaItem>("S2").kind() == "sak");
  CHECK(order(room) == Words{"S1", "S2", "S3", "S4"});
  room.does("SEK", "agenda_edit { item: 'S4' place: 2 }");
  CHECK(order(room) == Words{"S1", "S4", "S2", "S3"});
  room.does("SEK", "agenda_edit { item: 'S4' place: 99 kind: 'orientering' }");
  CHECK(order(room) == Words{"S1", "S2", "S3", "S4"});
  room.does("SEK", "agenda_edit { item: 'S3' dropped: true }");
  CHECK(order(room) == Words{"S1", "S2", "S4"});
  CHECK(room.the<pb::AgendaItem>("S3").status() == "strøket");
  room.does("SEK", "agenda_add { item: 'S3' title: 'Eventuelt' }");
  CHECK(order(room) == Words{"S1", "S2", "S4", "S3"});
  CHECK(room.the<pb::AgendaItem>("S3").status() == "planlagt");
}

// Nor is what is not on the list, and a change must change something.
TEST_CASE("agenda: what was taken up is not changed", "[unit][domain]") {
  TestRoom room = meeting();
  CHECK(room.refuses("R1", "agenda_edit { item: 'S1' title: 'x' }") == "ugyldig_argument");
  CHECK(room.refuses("R1", "agenda_edit { item: 'S9' title: 'x' }") == "ukjent_referanse");
  CHECK(room.refuses("R1", "agenda_edit { item: 'S2' }") == "ugyldig_argument");
  CHECK(room.refuses("R2", "agenda_edit { item: 'S2' title: 'x' }") == "ikke_moteledelse");
  room.does("R1", "item_close { item: 'S1' }");
  CHECK(room.refuses("R1", "agenda_edit { item: 'S1' title: 'x' }") == "ugyldig_argument");
}

// The old votes and decisions stay; new ones get ids of their own.
TEST_CASE("agenda: a finished item is taken up again", "[unit][domain]") {
  TestRoom room = meeting();
  CHECK(room.refuses("R1", "item_reopen { item: 'S1' }") == "ugyldig_argument");
  CHECK(room.refuses("R1", "item_reopen { item: 'S9' }") == "ukjent_referanse");
  room.does("R1", "debate_close {}");
  room.does("R1",
            "vote_open { terms { vote: 'V1' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST "
            "} }");
  room.does("R1", "vote_close { vote: 'V1' force: true }");
  room.does("R1", "item_close { item: 'S1' status: 'utsatt' }");
  const auto finished = room.state().number();
  CHECK(room.the<pb::AgendaItem>("S1").finished_at() == finished);
  room.does("R1", "item_reopen { item: 'S1' }");
  const auto& item = room.the<pb::AgendaItem>("S1");
  CHECK(item.finished_at() == 0);
  CHECK(item.status() == "under behandling");
  CHECK(item.reopened_after_size() == 1);
  CHECK(item.reopened_after(0) == finished);
  CHECK(room.room().open_item() == "S1");
  CHECK(room.room().debate_closed().empty());
  CHECK(room.the<pb::Vote>("V1").status() == pb::VOTE_STATUS_CLOSED);
}

// kommuneloven § 11-3: a third of those present, or the chair, keeps a late item from being
// decided.
TEST_CASE("agenda: a third of the members here block a late item", "[unit][domain]") {
  TestRoom room = meeting();
  CHECK(room.refuses("R2", "objection_raise { item: 'S2' }") == "sak_varslet");
  CHECK(room.refuses("KD", "objection_raise { item: 'S4' }") == "ikke_medlem");
  CHECK(room.refuses("R2", "objection_raise { item: 'S9' }") == "ukjent_referanse");
  CHECK_FALSE(room.does("R2", "objection_raise { item: 'S4' }").objection_raised().blocks());
  CHECK(room.refuses("R2", "objection_raise { item: 'S4' }") == "ugyldig_argument");
  CHECK(room.does("R3", "objection_raise { item: 'S4' }").objection_raised().blocks());
  CHECK(list(room.the<pb::AgendaItem>("S4").objections()) == Words{"R2", "R3"});
  CHECK(room.refuses("R1", "item_open { item: 'S4' }") == "sak_sperret");
  CHECK(room.refuses("R1", "agenda_add { item: 'S4' title: 'Hastesak' }") == "sak_sperret");
}

// An objection counts as long as whoever raised it is here.
TEST_CASE("agenda: objections of those who left do not count", "[unit][domain]") {
  TestRoom room = meeting();
  room.does("R2", "objection_raise { item: 'S4' }");
  room.does("R2", "leave {}");
  CHECK_FALSE(room.does("R3", "objection_raise { item: 'S4' }").objection_raised().blocks());
}

// Then nothing is decided in it any more, though a vote was declared.
TEST_CASE("agenda: the chair alone blocks a late item, also one that is open", "[unit][domain]") {
  TestRoom room = meeting();
  room.does("R1", "item_open { item: 'S4' }");
  room.does("R1",
            "vote_open { terms { vote: 'V1' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST } } text: 'Ja?'");
  for (const auto* id : {"R1", "R2", "R3", "R4", "R5"}) {
    room.does(id, "vote_cast { vote: 'V1' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'V1' }");
  room.does("R1", "vote_declare { vote: 'V1' }");
  CHECK(room.does("R1", "objection_raise { item: 'S4' }").objection_raised().blocks());
  CHECK(room.refuses("R1", "decide { item: 'S4' vote: 'V1' } text: 'Vedtak'") == "sak_sperret");
  CHECK(room.refuses("R1", "decide { item: 'S1' vote: 'V1' } text: 'Vedtak'") == "sak_sperret");
  const auto open = [](const std::string& kind) {
    return "vote_open { terms { vote: 'V2' item: 'S4' kind: " + kind +
           " method: VOTE_METHOD_FOR_AGAINST } } text: 'Ja?'";
  };
  CHECK(room.refuses("R1", open("VOTE_KIND_BINDING")) == "sak_sperret");
  room.does("R1", open("VOTE_KIND_STRAW"));
  room.does("R1", "vote_close { vote: 'V2' force: true }");
  room.does("R1", "item_close { item: 'S4' status: 'utsatt' }");
  CHECK(room.refuses("R1", "item_reopen { item: 'S4' }") == "sak_sperret");
  CHECK(room.refuses("R2", "objection_raise { item: 'S4' }") == "ugyldig_argument");
}
