// Goal: boards that were set hold notes to their rules, and keep every wording of their question.
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

// A changed question is a new version; notes say which one they answer, and the old one stays.
TEST_CASE("boards: a changed question keeps the earlier one", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "board_set { terms { board: 'B' title: 'Behov' } } text: 'Hva trengs?'");
  CHECK(room.the<pb::Board>("B").question_version() == 1);
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'Sti'");
  room.does(
      "PV",
      "board_set { terms { board: 'B' title: 'Behov' } } text: 'Kva trengst?' language: 'nn'");
  room.does("R2", "note_add { note: 'N2' board: 'B' } text: 'Bru'");
  CHECK(room.the<pb::Note>("N1").question_version() == 1);
  CHECK(room.the<pb::Note>("N2").question_version() == 2);
  CHECK(room.the<pb::BoardQuestion>("B#1").text() == "Hva trengs?");
  CHECK(room.the<pb::BoardQuestion>("B#2").language() == "nn");
  CHECK(room.the<pb::Board>("B").question() == "Kva trengst?");
  // The same question, or none, is no new version.
  room.does("PV", "board_set { terms { board: 'B' title: 'Ny tittel' } } text: 'Kva trengst?'");
  room.does("PV", "board_set { terms { board: 'B' closed: true } }");
  CHECK(room.the<pb::Board>("B").question_version() == 2);
  CHECK(room.the<pb::Board>("B").question() == "Kva trengst?");
  State erased;
  for (const auto& recorded : room.log()) fold(erased, recorded, true);
  CHECK(erased.hash() == room.state().hash());
}

// What a board asks of a note holds when the note is written and when it is moved.
TEST_CASE("boards: closed ones take no notes, and notes carry their tags", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "board_set { terms { board: 'B' tags: ['styrke', 'svakhet'] tags_only: true } }");
  CHECK(room.refuses("R2", "note_add { note: 'N1' board: 'B' tag: 'mulighet' } text: 'x'") ==
        "ugyldig_argument");
  CHECK(room.detail == "tag");
  CHECK(room.refuses("R2", "note_add { note: 'N1' board: 'B' } text: 'x'") == "ugyldig_argument");
  room.does("R2", "note_add { note: 'N1' board: 'B' tag: 'styrke' } text: 'x'");
  CHECK(room.refuses("R2", "note_move { note: 'N1' tag: 'trussel' }") == "ugyldig_argument");
  room.does("R2", "note_move { note: 'N1' tag: 'svakhet' }");
  room.does("PV", "board_set { terms { board: 'B' closed: true } }");
  CHECK(room.refuses("R2", "note_add { note: 'N2' board: 'B' tag: 'styrke' } text: 'x'") ==
        "tavle_lukket");
  CHECK(room.refuses("R2", "board_set { terms { board: 'C' } }") == "ikke_moteledelse");
  CHECK(room.refuses("PV", "board_set { terms { board: 'C' tags_only: true } }") ==
        "ugyldig_argument");
  CHECK(room.refuses("PV", "board_set { terms { board: 'C' tags: ['a', 'a'] } }") ==
        "ugyldig_argument");
}

// Nobody is named who did not know it when they wrote.
TEST_CASE("boards: whether authors are named is settled before the first note", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "board_set { terms { board: 'B' } }");
  room.does("PV", "board_set { terms { board: 'B' named: true } }");
  room.does("R2", "note_add { note: 'N1' board: 'B' } text: 'x'");
  CHECK(room.refuses("PV", "board_set { terms { board: 'B' } }") == "ugyldig_argument");
  CHECK(room.detail == "named");
  room.does("PV", "board_set { terms { board: 'B' named: true closed: true } }");
  // One that had notes before it was set is anonymous.
  room.does("R2", "note_add { note: 'N2' board: 'C' } text: 'x'");
  CHECK(room.refuses("PV", "board_set { terms { board: 'C' named: true } }") == "ugyldig_argument");
  room.does("PV", "board_set { terms { board: 'C' } }");
}
