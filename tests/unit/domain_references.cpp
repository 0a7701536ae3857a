// What a room rests on or leaves alone: documents, open lists of options, tasks carried on; and
// positions laid side by side.
#include "core/domain/limits.hpp"
#include "core/domain/templates.hpp"
#include "core/outcome/outcome.hpp"
#include "core/outcome/roll_up.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

std::string link(const std::string& document, char byte, std::size_t bytes = 32) {
  return "document_link { document: '" + document + "' title: 'Handlingsplan 2015–2018' sha256: '" +
         std::string(bytes, byte) + "' file: 'plan.pdf' }";
}

/// The fact that a room's meeting is adjourned.
pb::ForeignFact adjourned(const std::string& room) {
  pb::ForeignFact fact;
  fact.set_room("A/" + room);
  fact.set_number(9);
  fact.set_meeting_status(pb::MEETING_STATUS_ADJOURNED);
  return fact;
}

std::vector<outcome::RolledUp> rolled_up(const TestRoom& room) {
  return outcome::roll_up(room.state().all<pb::Position>(), room.state().all<pb::OptionList>());
}

boost::json::object positions_of(const TestRoom& room) {
  const auto& all = room.state().entities();
  const std::vector<pb::Entity> entities(all.begin(), all.end());
  return outcome::summary(entities).at("positions").as_object();
}

}  // namespace

// Domain row 42: a plan attached with its checksum; at an old moment the checksum that was valid
// then is shown.
TEST_CASE("row 42: linked documents keep the checksum of their time", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("SEK", link("HP", 'a'));
  const auto then = room.state().number();
  room.does("SEK", link("HP", 'b'));
  CHECK(room.the<pb::LinkedDocument>("HP").version() == 2);
  CHECK(room.the<pb::LinkedDocument>("HP").sha256() == std::string(32, 'b'));
  State past;
  for (const auto& recorded : room.log()) {
    if (recorded.meta.number <= then) fold(past, recorded);
  }
  const auto* old = past.find<pb::LinkedDocument>("HP");
  REQUIRE(old != nullptr);
  CHECK(old->sha256() == std::string(32, 'a'));
  CHECK(old->version() == 1);
  CHECK(old->source().number() == then);
}

// A checksum is 32 bytes, and a document has a title and a file.
TEST_CASE("documents: what cannot be linked", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(room.refuses("SEK", link("HP", 'a', 31)) == "ugyldig_argument");
  CHECK(room.detail == "sha256");
  CHECK(room.refuses("SEK", link("HP", 'a', 33)) == "ugyldig_argument");
  CHECK(room.refuses("SEK", link("", 'a')) == "ugyldig_argument");
  CHECK(room.refuses("PUB", link("HP", 'a')) == "kan_ikke_skrive");
  CHECK(room.refuses("R6", link("HP", 'a')) == "ikke_til_stede");
}

// An open list grows by one option at a time, each once.
TEST_CASE("options: a list that may grow", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "option_add { list: 'former' option: 'A' }");
  room.does("R3", "option_add { list: 'former' option: 'B' }");
  room.does("R3", "option_add { list: 'andre' option: 'A' }");
  CHECK(room.refuses("R4", "option_add { list: 'former' option: 'A' }") == "finnes_alt");
  CHECK(room.refuses("PUB", "option_add { list: 'former' option: 'C' }") == "kan_ikke_skrive");
  CHECK(room.refuses("R2", "option_add { list: 'former' option: '' }") == "ugyldig_argument");
  const auto& former = room.the<pb::OptionList>("former");
  REQUIRE(former.options_size() == 2);
  CHECK(former.options(1).option() == "B");
  CHECK(former.options(1).source().number() > former.options(0).source().number());
}

// A list holds as many options as a vote may have, and not one more.
TEST_CASE("options: a list at its bound", "[unit][domain]") {
  TestRoom room = workshop();
  for (int i = 0; i < domain::limits::options_max; ++i) {
    room.does("R2", "option_add { list: 'L' option: '" + std::to_string(i) + "' }");
  }
  CHECK(room.refuses("R2", "option_add { list: 'L' option: 'til' }") == "rommet_er_fullt");
}

// Domain row 38: form D is added after two rooms have ranked; the roll-up marks those as ranked
// without D, and a later submission with D is not.
TEST_CASE("row 38: an option added late marks who ranked without it", "[unit][domain]") {
  TestRoom room = workshop();
  for (const auto* form : {"A", "B", "C"}) {
    room.does("SEK", std::string("option_add { list: 'former' option: '") + form + "' }");
  }
  room.facts = {adjourned("K01"), adjourned("K02"), adjourned("K03"), adjourned("K04")};
  const auto submit = [&](const std::string& from, const std::string& options) {
    room.does("SEK", "position_submit { source_room: '" + from + "' form: 'A' " + options + " }");
  };
  submit("K01", "options: ['A', 'B', 'C']");
  submit("K02", "options: ['A', 'B', 'C']");
  CHECK(rolled_up(room)[0].ranked_without.empty());
  room.does("R2", "option_add { list: 'former' option: 'D' }");
  submit("K03", "options: ['A', 'B', 'C', 'D']");
  submit("K04", "");
  auto rows = rolled_up(room);
  REQUIRE(rows.size() == 4);
  CHECK(rows[0].ranked_without == Words{"D"});
  CHECK(rows[1].ranked_without == Words{"D"});
  CHECK(rows[2].ranked_without.empty());
  CHECK(rows[3].ranked_without.empty());
  const auto positions = positions_of(room);
  CHECK(positions.at("K01").at("ranked_without").as_array().at(0).as_string() == "D");
  CHECK_FALSE(positions.at("K03").as_object().contains("ranked_without"));
  submit("K02", "options: ['A', 'B', 'C', 'D']");
  rows = rolled_up(room);
  CHECK(rows[1].version == 2);
  CHECK(rows[1].ranked_without.empty());
}

// Without a list, what all rooms chose among together is the measure.
TEST_CASE("roll-up: options without a list", "[unit][domain]") {
  TestRoom room = workshop();
  room.facts = {adjourned("K01"), adjourned("K02")};
  room.does("SEK", "position_submit { source_room: 'K01' form: 'A' options: ['A', 'B'] }");
  room.does("SEK", "position_submit { source_room: 'K02' form: 'A' options: ['A', 'C'] }");
  CHECK(rolled_up(room)[0].ranked_without == Words{"C"});
  CHECK(rolled_up(room)[1].ranked_without == Words{"B"});
  CHECK(room.refuses("SEK",
                     "position_submit { source_room: 'K02' form: 'A' options: ['A', 'A'] "
                     "}") == "ugyldig_argument");
}

// Domain row 41: a task marked as carried on whatever is decided is not put to the vote, but stands
// in the decision.
TEST_CASE("row 41: a task carried on is not voted on and stands in the decision",
          "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "exempt { task: 'T4' } text: 'Opptreden overfor helseforetaket videreføres'");
  CHECK(room.the<pb::Exemption>("T4").by() == "R1");
  CHECK(room.the<pb::Exemption>("T4").reason() == "Opptreden overfor helseforetaket videreføres");
  CHECK(room.refuses("R1", "exempt { task: 'T4' }") == "finnes_alt");
  CHECK(room.refuses("R2", "exempt { task: 'T5' }") == "ikke_moteledelse");
  const std::string approval = "kind: VOTE_KIND_STRAW method: VOTE_METHOD_APPROVAL max: 2 ";
  for (const auto* naming : {"options: ['T3', 'T4']", "options: ['T1', 'T2'] about: 'T4'"}) {
    CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + approval + naming + " } }") ==
          "unntatt");
    CHECK(room.detail == "T4");
    CHECK(room.refuses("R1", "vote_plan { terms { vote: 'V' " + approval + naming + " } }") ==
          "unntatt");
  }
  room.does("R1",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
            "about: 'T5' } }");
  CHECK(room.refuses("R1", "exempt { task: 'T5' }") == "votering_pagar");
  for (const auto* voter : {"R1", "R2", "R3", "R4", "R5"}) {
    room.does(voter, "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'V' }");
  room.does("R1", "vote_declare { vote: 'V' }");
  const auto decided = room.does("R1", "decide { item: 'S1' vote: 'V' } text: 'Avvikles'");
  CHECK(list(decided.decision_recorded().carried_on()) == Words{"T4"});
  const auto* entry = room.state().all<pb::DecisionEntry>().front();
  CHECK(list(entry->carried_on()) == Words{"T4"});
}

// Positions say which version of the question their body answered.
TEST_CASE("roll-up: which question was answered", "[unit][domain]") {
  TestRoom room = workshop();
  room.facts = {adjourned("K01"), adjourned("K02")};
  room.does("SEK", "position_submit { source_room: 'K01' form: 'A' question_version: 1 }");
  room.does("SEK", "position_submit { source_room: 'K02' form: 'B' }");
  CHECK(rolled_up(room)[0].question_version == 1);
  CHECK(rolled_up(room)[1].question_version == 0);
  const auto positions = positions_of(room);
  CHECK(positions.at("K01").at("question_version").to_number<int>() == 1);
  CHECK_FALSE(positions.at("K02").as_object().contains("question_version"));
}

namespace {

/// The question set as a template of that version.
pb::WorkshopTemplate question_set(std::uint32_t version, const std::string& question) {
  auto plan = message<pb::WorkshopTemplate>(
      "format: 'tingbok-template/1' id: 'fem-sporsmal' title: 'Fem spørsmål' language: 'nb' "
      "votes { terms { vote: 'Q5' kind: VOTE_KIND_STRAW method: VOTE_METHOD_RANKING options: ['A', "
      "'B'] } }");
  plan.set_version(version);
  plan.mutable_votes(0)->set_question(question);
  return plan;
}

/// A municipality's room that took the question set as it was then and opened the question.
TestRoom room_with(const std::string& id, const pb::WorkshopTemplate& plan) {
  auto config = usual_config();
  config.set_room(id);
  TestRoom room = formal_meeting(config);
  for (const auto& event : domain::adoption_of(plan)) room.given(event, "R1");
  room.does("R1", "vote_open { terms { vote: 'Q5' } }");
  return room;
}

}  // namespace

// Domain row 34: one question set for many rooms. The question is reworded after K01 opened: K01
// keeps version 1, K07 gets version 2 the week after, and the roll-up shows which each answered.
TEST_CASE("row 34: a reworded question has a new version, and the roll-up shows both",
          "[unit][domain]") {
  const auto first = question_set(1, "Ranger samarbeidsformene.");
  const auto second = question_set(2, "Ranger formene for samarbeid etter 2018.");
  const TestRoom early = room_with("K01", first);
  const TestRoom late = room_with("K07", second);
  CHECK(early.the<pb::Vote>("Q5").question() == "Ranger samarbeidsformene.");
  CHECK(early.room().template_version() == 1);
  CHECK(late.the<pb::Vote>("Q5").question() == "Ranger formene for samarbeid etter 2018.");
  CHECK(late.room().template_version() == 2);
  CHECK(early.room().template_sha256() != late.room().template_sha256());

  TestRoom summing = workshop();
  summing.facts = {adjourned("K01"), adjourned("K07")};
  for (const auto* room : {&early, &late}) {
    summing.does("SEK", "position_submit { source_room: '" + room->room().config().room() +
                            "' form: 'A' question_version: " +
                            std::to_string(room->room().template_version()) + " }");
  }
  const auto rows = rolled_up(summing);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].room == "K01");
  CHECK(rows[0].question_version == 1);
  CHECK(rows[1].question_version == 2);
}
