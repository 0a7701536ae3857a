// Every bound at its value and one past it.
#include "core/domain/limits.hpp"
#include "core/domain/shape.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace limits = tingbok::domain::limits;

namespace {

pb::Command say(std::size_t bytes) {
  pb::Command said;
  said.set_text(std::string(bytes, 'a'));
  said.mutable_say();
  return said;
}

pb::Command note(const std::string& id) {
  auto added = command("note_add { board: 'B' } text: 'Hei'");
  added.mutable_note_add()->set_note(id);
  return added;
}

}  // namespace

// A text of the longest length is taken; one byte more is not.
TEST_CASE("limits: text", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", say(limits::text_bytes_max));
  CHECK(room.refuses("R2", say(limits::text_bytes_max + 1)) == "for_stort");
  CHECK(room.detail == "text");
  auto broken = say(0);
  broken.set_text("\xC3\x28");
  CHECK(room.refuses("R2", broken) == "ugyldig_argument");
  auto language = say(3);
  language.set_language("nb_NO");
  CHECK(room.refuses("R2", language) == "ugyldig_argument");
  language.set_language(std::string(limits::language_bytes_max + 1, 'n'));
  CHECK(room.refuses("R2", language) == "for_stort");
}

// Text travels with any action, and is checked for any action.
TEST_CASE("limits: text of an action that needs none", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(room.does("R1", "break_start {} text: 'Kaffe'").text() == "Kaffe");
  auto wordy = command("break_end {}");
  wordy.set_text(std::string(limits::text_bytes_max + 1, 'a'));
  CHECK(room.refuses("R1", wordy) == "for_stort");
}

// Ids have 1 to 64 bytes of UTF-8 without control characters.
TEST_CASE("limits: ids", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", note(std::string(limits::id_bytes_max, 'N')));
  CHECK(room.refuses("R2", note(std::string(limits::id_bytes_max + 1, 'N'))) == "for_stort");
  CHECK(room.refuses("R2", note("")) == "ugyldig_argument");
  CHECK(room.detail == "note");
  for (const auto* bad : {"a\nb", "a\x7F", "a\xC2\x85", "\xFF", "\xED\xA0\x80"}) {
    CHECK(room.refuses("R2", note(bad)) == "ugyldig_argument");
  }
  room.does("R2", note("PS 1/26 čđŋšŧžá æøå 🙂"));
}

// A list holds at most a thousand ids.
TEST_CASE("limits: lists", "[unit][domain]") {
  TestRoom room = workshop();
  auto set = command("priority_set { list: 'L' }");
  for (int i = 0; i < limits::list_items_max; ++i) {
    set.mutable_priority_set()->add_order("P" + std::to_string(i));
  }
  room.does("R2", set);
  set.mutable_priority_set()->add_order("siste");
  CHECK(room.refuses("R2", set) == "for_stort");
}

// Options of a vote: 2 to 200 for motions.
TEST_CASE("limits: options", "[unit][domain]") {
  TestRoom room = workshop();
  auto open = command(
      "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_ALTERNATIVE } }");
  auto& terms = *open.mutable_vote_open()->mutable_terms();
  for (int i = 0; i <= limits::options_max; ++i) terms.add_options("O" + std::to_string(i));
  CHECK(room.refuses("R1", open) == "for_stort");
  CHECK(room.detail == "options");
  terms.mutable_options()->RemoveLast();
  room.does("R1", open);
}

// Numbers past their bound are too large, not wrapped round.
TEST_CASE("limits: numbers", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R1",
            "timer_start { timer: 'T' seconds: " + std::to_string(limits::seconds_max) + " }");
  CHECK(room.refuses("R1", "timer_start { timer: 'T' seconds: " +
                               std::to_string(limits::seconds_max + 1) + " }") == "for_stort");
  CHECK(room.refuses("R1", "convene { notice_days: 3651 }") == "for_stort");
  auto odd = command("convene {}");
  odd.mutable_convene()->set_form(static_cast<pb::MeetingForm>(99));
  CHECK(room.refuses("R1", odd) == "ugyldig_argument");
}

// A room holds so many of a kind and no more; what exists can still be changed.
TEST_CASE("limits: a full room refuses more of the same", "[unit][domain]") {
  TestRoom room = workshop();
  const auto most = limits::entities_max<pb::PriorityList>;
  for (std::size_t i = 0; i < most; ++i) {
    room.does("R1", "priority_lock { list: 'L" + std::to_string(i) + "' }");
  }
  CHECK(room.state().count<pb::PriorityList>() == most);
  CHECK(room.refuses("R1", "priority_lock { list: 'enda en' }") == "rommet_er_fullt");
  room.does("R1", "priority_lock { list: 'L0' }");
  room.does("R2", "say {} text: 'Annet går bra'");
}

// Within one entity there is a bound too.
TEST_CASE("limits: endorsements of one initiative", "[unit][domain]") {
  TestRoom room = workshop();
  for (int i = 0; i < limits::entries_max; ++i) {
    room.does("R2", "endorse { initiative: 'NP' body: 'K" + std::to_string(i) + "' }");
  }
  CHECK(room.refuses("R2", "endorse { initiative: 'NP' body: 'enda en' }") == "rommet_er_fullt");
}

// A merge that would rewrite more lists than one event may hold is refused whole.
TEST_CASE("limits: an event fits a record of the log", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "propose { proposal: 'P' } text: 'Forslag'");
  auto set = command("priority_set { order: 'P' }");
  for (int i = 1; i < limits::list_items_max; ++i) {
    set.mutable_priority_set()->add_order(std::string(50, 'x') + std::to_string(i));
  }
  for (int i = 0; i < 20; ++i) {
    set.mutable_priority_set()->set_list("L" + std::to_string(i));
    room.does("R2", set);
  }
  CHECK(room.refuses("R2", "proposal_merge { sources: 'P' into: 'Q' } text: 'Samlet'") ==
        "for_stort");
}

// Well-formedness by Unicode's own table: shortest form, no surrogates, nothing past U+10FFFF.
TEST_CASE("utf-8: well formed or not", "[unit][domain]") {
  for (const auto* good : {"", "a", "å", "ŋ", "€", "🙂", "\xF4\x8F\xBF\xBF", "\xEE\x80\x80"}) {
    CHECK(domain::is_utf8(good));
  }
  for (const auto* bad :
       {"\x80", "\xC0\x80", "\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xC3", "\xE2\x82", "\xF0\x9F\x99", "a\xFFz"}) {
    CHECK_FALSE(domain::is_utf8(bad));
  }
  CHECK_FALSE(domain::has_control_characters("blå ære"));
  CHECK(domain::has_control_characters("tab\t"));
}
