// Templates: their text, what is wrong with one, adopting one, and making one from a workshop.
#include "core/domain/limits.hpp"
#include "core/domain/templates.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

pb::WorkshopTemplate small_plan() {
  return message<pb::WorkshopTemplate>(
      "format: 'tingbok-template/1' id: 'liten' version: 1 title: 'Liten plan' language: 'nb' "
      "items { item: 'V1' title: 'Verksted' kind: 'verksted' } "
      "items { item: 'SAK' title: 'Saken' kind: 'sak' } "
      "boards { terms { board: 'LAPPER' title: 'Lapper' tags: 'styrke' } question: 'Hva er bra?' } "
      "phases { phase: 'F1' kind: PHASE_KIND_GROUP title: 'Bordene' seconds: 60 boards: 'LAPPER' } "
      "votes { terms { vote: 'PRIKK' kind: VOTE_KIND_INPUT method: VOTE_METHOD_DOTS max: 3 item: "
      "'V1' } question: 'Tre prikker hver' } "
      "votes { terms { vote: 'VEDTAK' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
      "item: "
      "'SAK' } question: 'Skal vi?' } "
      "options { list: 'former' options: ['A', 'B'] } "
      "homework { homework: 'HJ' title: 'Snakk med noen' due: 'neste gang' }");
}

pb::WorkshopTemplate plan_with(const std::string& more) {
  auto plan = small_plan();
  plan.MergeFrom(message<pb::WorkshopTemplate>(more));
  return plan;
}

pb::Command adopt(const pb::WorkshopTemplate& plan) {
  pb::Command wanted;
  *wanted.mutable_template_adopt()->mutable_template_() = plan;
  return wanted;
}

/// Everything that decide() makes of adopting the plan, folded.
domain::Events adopted(TestRoom& room, const pb::WorkshopTemplate& plan) {
  auto decision = room.decide("R1", adopt(plan));
  const auto* no = std::get_if<domain::Refusal>(&decision);
  if (no != nullptr) FAIL(std::string(domain::word(no->code)) << " " << no->detail);
  auto events = std::get<domain::Events>(std::move(decision));
  for (const auto& event : events) room.given(event, "R1");
  return events;
}

std::string wrong(const std::string& more) {
  return domain::check_template(plan_with(more)).value_or("usable");
}

}  // namespace

// The text of a template starts with the format's line, reads back as what it was, and has one
// checksum whatever way it was written.
TEST_CASE("templates: one canonical text", "[unit][domain]") {
  const auto plan = small_plan();
  const auto text = domain::template_text(plan);
  CHECK(text.starts_with("# tingbok-template/1\nformat: \"tingbok-template/1\"\nid: \"liten\"\n"));
  CHECK(text.find("title: \"Liten plan\"\n") != std::string::npos);
  const auto read = domain::read_template(text);
  REQUIRE(std::holds_alternative<pb::WorkshopTemplate>(read));
  CHECK(same(std::get<pb::WorkshopTemplate>(read), plan));
  const auto loose =
      domain::read_template("# tingbok-template/1\n# om noe\n" + plan.ShortDebugString());
  REQUIRE(std::holds_alternative<pb::WorkshopTemplate>(loose));
  CHECK(domain::template_sha256(std::get<pb::WorkshopTemplate>(loose)) ==
        domain::template_sha256(plan));
  CHECK(domain::template_sha256(plan).size() == 32);
  CHECK(domain::template_sha256(plan_with("version: 2")) != domain::template_sha256(plan));
  CHECK(domain::template_text(plan_with("title: 'Prøvevotering – čđŋ'"))
            .find("Prøvevotering – čđŋ") != std::string::npos);
}

// The checksum is that of the text, byte for byte: a fixture, so that it cannot drift unseen.
TEST_CASE("templates: the checksum of a known text", "[unit][domain]") {
  const auto plan =
      message<pb::WorkshopTemplate>("format: 'tingbok-template/1' id: 'x' version: 1 title: 'T'");
  CHECK(domain::template_text(plan) ==
        "# tingbok-template/1\nformat: \"tingbok-template/1\"\nid: \"x\"\nversion: 1\n"
        "title: \"T\"\n");
  CHECK(domain::template_sha256(plan) ==
        std::string(as_bytes(sha256(domain::template_text(plan)))));
}

// What cannot be read is told in one sentence with its line.
TEST_CASE("templates: text that cannot be read", "[unit][domain]") {
  const auto sentence = [](const std::string& text) {
    const auto read = domain::read_template(text);
    const auto* problem = std::get_if<domain::TemplateProblem>(&read);
    return problem == nullptr ? "usable" : problem->sentence;
  };
  CHECK(sentence("") == "The first line of a template is \"# tingbok-template/1\".");
  CHECK(sentence("# tingbok-template/1\nfarge: 'rød'\n").starts_with("Line 2 cannot be read: "));
  CHECK(sentence("# tingbok-template/1\n\xff").find("UTF-8") != std::string::npos);
  CHECK(sentence("# tingbok-template/1\n" + std::string(domain::limits::template_bytes_max, ' '))
            .starts_with("A template is at most "));
  CHECK(sentence("# tingbok-template/1\n") ==
        "The format of a template is \"tingbok-template/1\".");
}

// Everything a template may get wrong, each told by what it is about.
TEST_CASE("templates: what cannot be used is named", "[unit][domain]") {
  CHECK(wrong("") == "usable");
  CHECK(wrong("format: 'tingbok-template/2'") ==
        "The format of a template is \"tingbok-template/1\".");
  CHECK(wrong("id: 'med mellomrom'") == "A template's id is 1 to 64 of A-Z a-z 0-9 . _ -");
  CHECK(domain::check_template(
            message<pb::WorkshopTemplate>("format: 'tingbok-template/1' id: 'x' title: 'T'")) ==
        "The template: version is missing or malformed.");
  CHECK(wrong("items { item: 'V1' title: 'Igjen' }") == "The item \"V1\" stands there twice.");
  CHECK(wrong("items { item: 'V2' }") == "The item \"V2\": title is missing or malformed.");
  CHECK(wrong("boards { terms { board: 'B' closed: true } }") ==
        "The board \"B\": closed is missing or malformed.");
  CHECK(wrong("boards { terms { board: 'B' tags_only: true } }") ==
        "The board \"B\": tags is missing or malformed.");
  CHECK(wrong("phases { phase: 'F' }") == "The phase \"F\": kind is missing or malformed.");
  CHECK(wrong("phases { phase: 'F' kind: PHASE_KIND_GROUP boards: 'B' }") ==
        "The phase \"F\" uses the board \"B\", which the template does not hold.");
  CHECK(wrong("phases { phase: 'F' kind: PHASE_KIND_GROUP seconds: 700000 }") ==
        "The phase \"F\": seconds is too large.");
  CHECK(wrong("options { list: 'tom' }") == "The list \"tom\": options is missing or malformed.");
  CHECK(wrong("options { list: 'to' options: ['A', 'A'] }") ==
        "The list \"to\": options is missing or malformed.");
  CHECK(wrong("homework { homework: 'H2' title: 'T' }") ==
        "The homework \"H2\": due is missing or malformed.");
  const std::string straw = "kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST ";
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "item: 'V9' } }") ==
        "The vote \"X\" belongs to the item \"V9\", which the template does not hold.");
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "revote_of: 'Y' } }") ==
        "The vote \"X\" repeats the vote \"Y\", which does not stand before it in the template.");
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "about: 'P1' } }") ==
        "The vote \"X\" is about \"P1\", which the template does not hold.");
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "about: ['A', 'V1'] } }") == "usable");
  CHECK(wrong("votes { terms { vote: 'PRIKK' " + straw + "} }") ==
        "The vote \"PRIKK\" stands there twice.");
  CHECK(wrong("votes { terms { vote: 'X' kind: VOTE_KIND_STRAW method: VOTE_METHOD_DOTS } }") ==
        "The vote \"X\": max is missing or malformed.");
}

// A template names no person: no roll by name, no candidates, nobody's disqualification.
TEST_CASE("templates: nobody is named", "[unit][domain]") {
  const std::string straw = "kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST ";
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "electorate { kind: KIND_NAMED } } }") ==
        "The vote \"X\" names who may vote; a template names no persons.");
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "electorate { people: 'R1' } } }") ==
        "The vote \"X\" names who may vote; a template names no persons.");
  CHECK(wrong("votes { terms { vote: 'X' " + straw + "recusal_of: 'R1' } }") ==
        "The vote \"X\" is about a person's disqualification.");
  const std::string election = "kind: VOTE_KIND_ELECTION method: VOTE_METHOD_MAJORITY_ELECTION ";
  CHECK(wrong("votes { terms { vote: 'X' " + election + "options: ['Kari', 'Ola'] } }") ==
        "The vote \"X\" names candidates; they are named when it opens.");
  CHECK(wrong("votes { terms { vote: 'X' " + election + "} }") == "usable");
}

// A template holds so many entries and not one more.
TEST_CASE("templates: at the bound and one past it", "[unit][domain]") {
  auto plan =
      message<pb::WorkshopTemplate>("format: 'tingbok-template/1' id: 'x' version: 1 title: 'T'");
  const auto add = [&](int i) {
    plan.add_items()->set_item("I" + std::to_string(i));
    plan.mutable_items()->rbegin()->set_title("T");
  };
  for (int i = 0; i < domain::limits::template_entries_max; ++i) add(i);
  CHECK_FALSE(domain::check_template(plan).has_value());
  CHECK(domain::adoption_of(plan).size() == domain::limits::command_events_max);
  add(domain::limits::template_entries_max);
  CHECK(domain::check_template(plan) == "A template holds at most 500 entries.");
}

// Adopting one is an event that names it and its checksum, then everything it holds, all in the
// template's language.
TEST_CASE("template adopted: what it holds stands in the room", "[unit][domain]") {
  TestRoom room = workshop();
  const auto plan = small_plan();
  const auto events = adopted(room, plan);
  CHECK(events.size() == 10);
  CHECK(room.room().template_() == "liten");
  CHECK(room.room().template_version() == 1);
  CHECK(room.room().template_sha256() == domain::template_sha256(plan));
  CHECK(events.front().template_adopted().title() == "Liten plan");
  CHECK(room.the<pb::AgendaItem>("SAK").title() == "Saken");
  CHECK(room.the<pb::Board>("LAPPER").question() == "Hva er bra?");
  CHECK(room.the<pb::Board>("LAPPER").question_version() == 1);
  CHECK(room.the<pb::Phase>("F1").status() == pb::PHASE_STATUS_PLANNED);
  CHECK(list(room.the<pb::Phase>("F1").terms().boards()) == Words{"LAPPER"});
  CHECK(room.the<pb::Vote>("PRIKK").status() == pb::VOTE_STATUS_PLANNED);
  CHECK(room.the<pb::Vote>("PRIKK").question() == "Tre prikker hver");
  CHECK(room.the<pb::Vote>("PRIKK").language() == "nb");
  CHECK(list(room.the<pb::Vote>("VEDTAK").terms().options()) == Words{"for", "mot"});
  CHECK(room.the<pb::OptionList>("former").options_size() == 2);
  CHECK(room.the<pb::Homework>("HJ").due() == "neste gang");
  // Options that were left open are given when it opens.
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'PRIKK' } }") == "ugyldig_argument");
  room.does("R1",
            "vote_open { terms { vote: 'PRIKK' kind: VOTE_KIND_INPUT method: VOTE_METHOD_DOTS max: "
            "3 options: ['UT1', 'UT2'] } }");
  CHECK(room.the<pb::Vote>("PRIKK").question() == "Tre prikker hver");
}

// Adopting again, or over what exists, or under other rules is refused with the reason.
TEST_CASE("template adopted: only where it fits", "[unit][domain]") {
  TestRoom room = workshop();
  const auto refused = [&](const pb::WorkshopTemplate& plan) {
    const auto word = room.refuses("R1", adopt(plan));
    return word == "accepted" ? word : word + ": " + room.detail;
  };
  CHECK(refused(plan_with("items { item: 'S1' title: 'T' }")) ==
        "ugyldig_mal: The room has a item \"S1\" already.");
  CHECK(refused(plan_with("ruleset: 'nettverk'")) ==
        "ugyldig_mal: The template is made for the ruleset \"nettverk\"; this room's is "
        "\"kommuneloven\".");
  CHECK(refused(plan_with("ruleset: 'kommuneloven'")) == "accepted");
  CHECK(refused(plan_with("votes { terms { vote: 'X' kind: VOTE_KIND_BINDING method: "
                          "VOTE_METHOD_CONSENT } }"))
            .starts_with("ugyldig_mal: The vote \"X\" cannot be held here: "));
  CHECK(refused(plan_with("id: 'å'")).starts_with("ugyldig_mal: A template's id"));
  auto with_text = adopt(small_plan());
  with_text.set_text("Her er planen");
  CHECK(room.refuses("R1", with_text) == "ugyldig_argument");
  room.does("R1", "exempt { task: 'A' }");
  CHECK(refused(plan_with("votes { terms { vote: 'X' kind: VOTE_KIND_STRAW method: "
                          "VOTE_METHOD_FOR_AGAINST about: 'A' } }")) ==
        "ugyldig_mal: The vote \"X\" names \"A\", which is carried on whatever is decided.");
  adopted(room, small_plan());
  CHECK(refused(small_plan()) == "ugyldig_mal: The room has a item \"V1\" already.");
}

// The templates that come with the program: usable, canonical, and each fits a room of its rules.
TEST_CASE("templates: as built in", "[unit][domain]") {
  CHECK(domain::templates().size() == 7);
  CHECK(domain::find_template("finnes-ikke") == nullptr);
  std::size_t i = 0;
  for (const auto& plan : domain::templates()) {
    CAPTURE(plan.id());
    const auto& file = domain::template_files().at(i++);
    CHECK(plan.id() == file.id);
    CHECK(domain::template_text(plan) == file.text);
    CHECK(domain::find_template(plan.id()) == &plan);
    auto config = usual_config();
    if (!plan.ruleset().empty()) config.set_ruleset(plan.ruleset());
    TestRoom room(config);
    CHECK(domain::does_not_fit(room.state(), plan) == std::nullopt);
    CHECK_FALSE(plan.description().empty());
    room.join({"R1"});
    adopted(room, plan);
    CHECK(room.state().count<pb::Vote>() == static_cast<std::size_t>(plan.votes_size()));
    for (const auto& phase : plan.phases()) {
      room.does_all("R1", "phase_start { terms { phase: '" + phase.phase() + "' } }");
      CHECK(room.room().active_phase() == phase.phase());
    }
    const auto again = domain::template_of(room.state());
    CHECK(again.version() == plan.version() + 1);
    CHECK(again.items_size() == plan.items_size());
    CHECK(again.phases_size() == plan.phases_size());
    CHECK(again.boards_size() == plan.boards_size());
    CHECK(again.votes_size() == plan.votes_size());
  }
}

// A workshop leaves its form behind, not its people: no ids, labels, parties, notes, proposals; a
// question only where opinion was sounded on nothing of anybody's.
TEST_CASE("template made: a workshop without its people", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "note_add { note: 'N1' board: 'SWOT' tag: 'styrke' } text: 'Hemmelig lapp'");
  room.does("R3", "note_add { note: 'N2' board: 'SWOT' tag: 'styrke' } text: 'Annen lapp'");
  room.does("R3", "note_add { note: 'N3' board: 'SWOT' tag: 'mitt ord' } text: 'Tredje lapp'");
  room.does("R2", "note_add { note: 'N4' board: 'Rolle R2' } text: 'Min tavle'");
  room.does("R2", "note_add { note: 'N5' board: 'egen' } text: 'Min tavle'");
  room.does("R2", "propose { proposal: 'P1' } text: 'Flere busser'");
  room.does("SEK", "homework_assign { homework: 'HJ' title: 'Les' due: 'mandag' to: 'R2' }");
  const auto hold = [&](const std::string& terms, const std::string& question) {
    room.does("R1", "vote_open { terms { " + terms + " } } text: '" + question + "'");
    room.does("R1", "vote_close { vote: '" + room.room().open_vote() + "' force: true }");
  };
  const std::string approval = "kind: VOTE_KIND_STRAW method: VOTE_METHOD_APPROVAL max: 1 ";
  hold("vote: 'Q1' " + approval + "options: ['T1', 'T2']", "Hvilke oppgaver?");
  hold("vote: 'Q2' " + approval + "options: ['P1', 'T2']", "Hvilke forslag?");
  hold("vote: 'Q3' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST about: 'P1'", "Om P1?");
  hold(
      "vote: 'Q4' kind: VOTE_KIND_ELECTION method: VOTE_METHOD_MAJORITY_ELECTION options: ['R2', "
      "'R3']",
      "Hvem?");
  hold(
      "vote: 'Q5' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST electorate { kind: "
      "KIND_NAMED people: 'R2' }",
      "Skal vi ta pause?");
  hold("vote: 'Q6' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST recusal_of: 'R2'", "Ute?");
  const auto plan = domain::template_of(room.state());
  CHECK(domain::check_template(plan) == std::nullopt);
  CHECK(plan.id() == "K1");
  CHECK(plan.ruleset() == "kommuneloven");
  REQUIRE(plan.votes_size() == 5);
  CHECK(plan.votes(0).question() == "Hvilke oppgaver?");
  CHECK(list(plan.votes(0).terms().options()) == Words{"T1", "T2"});
  CHECK(plan.votes(1).question().empty());
  CHECK(plan.votes(1).terms().options().empty());
  CHECK(plan.votes(2).question().empty());
  CHECK(plan.votes(2).terms().about().empty());
  CHECK(plan.votes(3).terms().options().empty());
  CHECK(plan.votes(4).question() == "Skal vi ta pause?");
  CHECK(plan.votes(4).terms().electorate().people().empty());
  REQUIRE(plan.boards_size() == 1);
  CHECK(plan.boards(0).terms().board() == "SWOT");
  CHECK(list(plan.boards(0).terms().tags()) == Words{"styrke"});
  const auto text = domain::template_text(plan);
  for (const auto* word : {"lapp", "Rolle", "R2", "R3", "Ap", "Flere", "egen", "mitt ord", "P1"}) {
    CAPTURE(word);
    CHECK(text.find(word) == std::string::npos);
  }
  CHECK_THROWS_AS(domain::template_of(room.state(), "K 1", 1), std::invalid_argument);
}

// A room whose plan came from a template makes that template's next version.
TEST_CASE("template made: of a room that had one", "[unit][domain]") {
  TestRoom room = workshop();
  adopted(room, small_plan());
  const auto plan = domain::template_of(room.state());
  CHECK(plan.id() == "liten");
  CHECK(plan.version() == 2);
  CHECK(plan.votes_size() == 2);
  CHECK(plan.votes(0).question() == "Tre prikker hver");
  CHECK(plan.options_size() == 1);
  CHECK(plan.boards(0).question() == "Hva er bra?");
  CHECK(plan.phases(0).seconds() == 60);
}
