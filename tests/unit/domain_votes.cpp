#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

void cast(TestRoom& room, const std::string& vote, const std::string& voter,
          const std::string& choice) {
  room.does(voter, "vote_cast { vote: '" + vote + "' ballot { choice: '" + choice + "' } }");
}

void open(TestRoom& room, const std::string& terms) {
  room.does("R1", "vote_open { terms { vote: 'V' " + terms + " } } text: 'Skal vi?'");
}

const std::string binding = "kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST ";

}  // namespace

// The roll, the parties and the exclusions freeze when the vote opens, with defaults written out.
TEST_CASE("vote opened: roll, parties and terms are frozen", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding + "about: 'P1'");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(list(vote.roll()) == Words{"R1", "R2", "R3", "R4", "R5"});
  CHECK(list(vote.parties()) == Words{"Ap", "H", "Ap", "Sp", "H"});
  CHECK(list(vote.terms().options()) == Words{"for", "mot"});
  CHECK(vote.terms().item() == "S1");
  CHECK(vote.terms().electorate().kind() == pb::Electorate::KIND_MEMBERS);
  CHECK(vote.question() == "Skal vi?");
  CHECK(room.room().open_vote() == "V");
  CHECK(room.the<pb::Turnout>("V").cast() == 0);
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'W' " + binding + " } }") ==
        "votering_pagar");
}

// Who comes later cannot vote; who was there at the start and is back before closing may; who drops
// out after voting keeps the vote.
TEST_CASE("vote: the electorate is those present when it opened", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R5", "disconnect {}");
  open(room, binding);
  CHECK(list(room.the<pb::Vote>("V").roll()) == Words{"R1", "R2", "R3", "R4"});
  room.does("R5", "reconnect {}");
  CHECK(room.refuses("R5", "vote_cast { vote: 'V' ballot { choice: 'for' } }") ==
        "ikke_til_stede_ved_start");
  room.does("R4", "disconnect {}");
  CHECK(room.refuses("R4", "vote_cast { vote: 'V' ballot { choice: 'for' } }") == "ikke_til_stede");
  room.does("R4", "reconnect {}");
  cast(room, "V", "R4", "for");
  room.does("R4", "leave {}");
  for (const auto* voter : {"R1", "R2", "R3"}) cast(room, "V", voter, "mot");
  const auto closed = room.does("R1", "vote_close { vote: 'V' }");
  CHECK(closed.vote_closed().result().cast() == 4);
  CHECK(closed.vote_closed().result().outcome() == pb::OUTCOME_REJECTED);
}

// A vote cast again replaces the first and counts once, in its first place.
TEST_CASE("vote: changing one's mind counts once", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding);
  cast(room, "V", "R2", "for");
  cast(room, "V", "R3", "for");
  cast(room, "V", "R2", "mot");
  CHECK(room.the<pb::Turnout>("V").cast() == 2);
  CHECK(room.the<pb::Ballot>("V/R2").paper().choice() == "mot");
  CHECK(room.the<pb::Ballot>("V/R2").order() == 1);
  CHECK(room.the<pb::Ballot>("V/R3").order() == 2);
}

// A ballot that approves of nothing counts as cast; a command without a ballot is malformed.
TEST_CASE("vote: an empty ballot is one, a missing one is not", "[unit][domain]") {
  TestRoom room = workshop();
  open(room, "kind: VOTE_KIND_STRAW method: VOTE_METHOD_APPROVAL max: 2 options: ['A', 'B']");
  CHECK(room.refuses("R2", "vote_cast { vote: 'V' }") == "ugyldig_argument");
  CHECK(room.detail == "ballot");
  room.does("R2", "vote_cast { vote: 'V' ballot {} }");
  CHECK(room.the<pb::Turnout>("V").cast() == 1);
}

// Everyone but the public, or those named who are here, in the order named.
TEST_CASE("vote: other electorates", "[unit][domain]") {
  TestRoom room = workshop();
  open(room,
       "kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST electorate { kind: KIND_EVERYONE }");
  CHECK(list(room.the<pb::Vote>("V").roll()) ==
        Words{"R1", "R2", "R3", "R4", "R5", "SEK", "KD", "PV", "OBS", "FF"});
  room.join({"R6"});
  CHECK(room.refuses("R6", "vote_cast { vote: 'V' ballot { choice: 'for' } }") ==
        "ikke_stemmerett");
  room.does("R1", "vote_close { vote: 'V' }");
  room.does("R1",
            "vote_open { terms { vote: 'W' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST "
            "electorate { kind: KIND_NAMED people: ['R4', 'ADM', 'R2'] } } }");
  CHECK(list(room.the<pb::Vote>("W").roll()) == Words{"R4", "R2"});
}

// Disqualification is voted on without those it is about, whoever they are; adopted, it keeps them
// off later rolls in that item and from proposing there, and nowhere else.
TEST_CASE("vote: disqualification is decided by the others", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding + "recusal_of: ['R3', 'R2']");
  CHECK(list(room.the<pb::Vote>("V").excluded()) == Words{"R2", "R3"});
  CHECK(room.refuses("R3", "vote_cast { vote: 'V' ballot { choice: 'for' } }") == "inhabil");
  for (const auto* voter : {"R1", "R4", "R5"}) cast(room, "V", voter, "for");
  room.does("R1", "vote_close { vote: 'V' }");
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(list(room.the<pb::Recusal>("S1").persons()) == Words{"R2", "R3"});
  CHECK(room.refuses("R2", "propose { proposal: 'P' } text: 'x'") == "inhabil");
  room.does("R1", "vote_open { terms { vote: 'W' " + binding + " } }");
  CHECK(list(room.the<pb::Vote>("W").roll()) == Words{"R1", "R4", "R5"});
  CHECK(list(room.the<pb::Vote>("W").excluded()) == Words{"R2", "R3"});
  room.does("R1", "vote_annul { vote: 'W' }");
  room.does("R1", "agenda_add { item: 'S2' title: 'Neste' }");
  room.does("R1", "item_open { item: 'S2' }");
  room.does("R2", "propose { proposal: 'P' } text: 'x'");
}

// Where no item is open, disqualification belongs to no item, and the key is the empty id.
TEST_CASE("vote: disqualification where no item is open", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "item_close { item: 'S1' }");
  open(room, binding + "recusal_of: 'R3'");
  for (const auto* voter : {"R1", "R2", "R4"}) cast(room, "V", voter, "for");
  room.does("R1", "vote_close { vote: 'V' force: true }");
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(list(room.the<pb::Recusal>("").persons()) == Words{"R3"});
  CHECK(room.refuses("R3", "propose { proposal: 'P' } text: 'x'") == "inhabil");
}

// § 8-1: whoever is present votes. Closing waits for them, or is forced and names them.
TEST_CASE("vote closed: whoever is present must have voted", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding);
  for (const auto* voter : {"R1", "R2", "R3"}) cast(room, "V", voter, "for");
  CHECK(room.refuses("R1", "vote_close { vote: 'V' }") == "stemmeplikt_mangler");
  room.does("R5", "leave {}");
  const auto closed = room.does("R1", "vote_close { vote: 'V' force: true }").vote_closed();
  CHECK(list(closed.missing()) == Words{"R4"});
  CHECK(closed.result().outcome() == pb::OUTCOME_ADOPTED);
  CHECK(room.room().open_vote().empty());
}

// A straw vote asks for no duty and no quorum, and has a blank ballot.
TEST_CASE("vote closed: a straw vote binds nobody", "[unit][domain]") {
  TestRoom room = workshop();
  open(room, "kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST");
  cast(room, "V", "R2", "blankt");
  const auto closed = room.does("R1", "vote_close { vote: 'V' }").vote_closed();
  CHECK(closed.result().outcome() == pb::OUTCOME_TIED);
  REQUIRE(closed.result().tally_size() == 3);
  CHECK(closed.result().tally(2).option() == "blankt");
}

// § 11-9: half of the seats must have cast. Six seats: three are enough, two are not; under a
// ruleset without a quorum, two are.
TEST_CASE("vote closed: quorum is counted by ballots, from the room's rules", "[unit][domain]") {
  for (const auto& [ruleset, voters, outcome] :
       {std::tuple{"kommuneloven", 3, pb::OUTCOME_ADOPTED},
        std::tuple{"kommuneloven", 2, pb::OUTCOME_NOT_QUORATE},
        std::tuple{"ipr", 2, pb::OUTCOME_NOT_QUORATE},
        std::tuple{"vedtekter", 2, pb::OUTCOME_ADOPTED},
        std::tuple{"avtale", 2, pb::OUTCOME_ADOPTED}}) {
    CAPTURE(ruleset, voters);
    auto config = usual_config(pb::MODE_FORMAL);
    config.set_ruleset(ruleset);
    TestRoom room = formal_meeting(config);
    open(room, binding);
    for (int i = 1; i <= voters; ++i) cast(room, "V", "R" + std::to_string(i), "for");
    const auto closed = room.does("R1", "vote_close { vote: 'V' force: true }");
    CHECK(closed.vote_closed().result().outcome() == outcome);
  }
}

// A tie goes by the vote of whoever chairs now; without that vote it stands.
TEST_CASE("vote closed: the acting chair's vote settles a tie", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "chair_handover { to: 'R2' }");
  room.does("R2", "vote_open { terms { vote: 'V' " + binding + " } }");
  for (const auto* voter : {"R1", "R3"}) cast(room, "V", voter, "for");
  for (const auto* voter : {"R2", "R4"}) cast(room, "V", voter, "mot");
  const auto closed = room.does("R2", "vote_close { vote: 'V' force: true }").vote_closed();
  CHECK(closed.result().outcome() == pb::OUTCOME_REJECTED);
  CHECK(closed.result().decided_by() == pb::DECIDED_BY_CHAIR);
  room.does("R2", "chair_handover { to: 'KD' }");
  room.does("KD", "vote_open { terms { vote: 'W' " + binding + " } }");
  for (const auto* voter : {"R1", "R3"}) cast(room, "W", voter, "for");
  for (const auto* voter : {"R2", "R4"}) cast(room, "W", voter, "mot");
  CHECK(room.does("KD", "vote_close { vote: 'W' force: true }").vote_closed().result().outcome() ==
        pb::OUTCOME_TIED_WITHOUT_CHAIR);
}

// Declaring makes proposals adopted or fallen: those the vote is about, or those it chose between.
TEST_CASE("vote declared: what becomes of proposals", "[unit][domain]") {
  TestRoom room = formal_meeting();
  for (const auto* id : {"P1", "P2", "P3"}) {
    room.does("R2", std::string("propose { proposal: '") + id + "' } text: 'Forslag'");
  }
  open(room, binding + "about: ['P1', 'noe annet']");
  for (const auto* voter : {"R1", "R2", "R3", "R4", "R5"}) cast(room, "V", voter, "mot");
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_TABLED);
  const auto declared = room.does("R1", "vote_declare { vote: 'V' }").result_declared();
  REQUIRE(declared.proposals_size() == 1);
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_FELL);
  room.does("R1",
            "vote_open { terms { vote: 'W' kind: VOTE_KIND_BINDING method: VOTE_METHOD_ALTERNATIVE "
            "options: ['P2', 'P3'] } }");
  for (const auto* voter : {"R1", "R2", "R3"}) cast(room, "W", voter, "P3");
  for (const auto* voter : {"R4", "R5"}) cast(room, "W", voter, "P2");
  room.does("R1", "vote_close { vote: 'W' }");
  room.does("R1", "vote_declare { vote: 'W' }");
  CHECK(room.the<pb::Proposal>("P2").status() == pb::PROPOSAL_STATUS_FELL);
  CHECK(room.the<pb::Proposal>("P3").status() == pb::PROPOSAL_STATUS_ADOPTED);
}

// Between closing and declaring one ballot can be corrected, naming what was recorded; the count is
// made again, and what was and why is kept.
TEST_CASE("vote corrected: counted again, the old value kept", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding);
  for (const auto* voter : {"R1", "R2"}) cast(room, "V", voter, "for");
  for (const auto* voter : {"R3", "R4", "R5"}) cast(room, "V", voter, "mot");
  const std::string correct =
      "vote_correct { vote: 'V' member: 'R5' old_choice: 'mot' new_choice: 'for' } "
      "text: 'Trykket feil'";
  CHECK(room.refuses("R1", correct) == "votering_ikke_lukket");
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.refuses("R1", "vote_correct { vote: 'V' member: 'R6' new_choice: 'for' }") ==
        "feil_fra_verdi");
  CHECK(room.refuses("R1",
                     "vote_correct { vote: 'V' member: 'R5' old_choice: 'mot' new_choice: "
                     "'blankt' }") == "blankt_ikke_tillatt");
  CHECK(room.refuses("R1", correct.substr(0, correct.find(" text:"))) == "ugyldig_argument");
  CHECK(room.detail == "text");
  room.does("SEK", correct);
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.result().outcome() == pb::OUTCOME_ADOPTED);
  CHECK(room.the<pb::Ballot>("V/R5").paper().choice() == "for");
  REQUIRE(vote.corrections_size() == 1);
  CHECK(vote.corrections(0).member() == "R5");
  CHECK(list(vote.correction_texts()) == Words{"mot", "for", "Trykket feil"});
  room.does("R1", "vote_declare { vote: 'V' }");
  CHECK(room.refuses("R1", correct) == "resultat_kunngjort");
}

// Only ballots of one choice can be corrected; a ranking never matches a word.
TEST_CASE("vote corrected: not a ranking", "[unit][domain]") {
  TestRoom room = workshop();
  open(room, "kind: VOTE_KIND_STRAW method: VOTE_METHOD_RANKING options: ['A', 'B']");
  room.does("R2", "vote_cast { vote: 'V' ballot { ranking: ['A', 'B'] } }");
  room.does("R1", "vote_close { vote: 'V' }");
  CHECK(room.refuses("R1", "vote_correct { vote: 'V' member: 'R2' new_choice: 'A' }") ==
        "feil_fra_verdi");
}

// An annulled vote keeps its ballots and counts nothing; its id is not free again.
TEST_CASE("vote annulled: the ballots stay and never count", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room, binding);
  cast(room, "V", "R2", "for");
  room.does("R1", "vote_annul { vote: 'V' reason: 'Feil alternativliste' }");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.status() == pb::VOTE_STATUS_ANNULLED);
  CHECK(vote.annulled_because() == "Feil alternativliste");
  CHECK(vote.result().outcome() == pb::OUTCOME_ANNULLED);
  CHECK(vote.result().cast() == 1);
  CHECK(room.the<pb::Ballot>("V/R2").paper().choice() == "for");
  CHECK(room.refuses("R1", "vote_declare { vote: 'V' }") == "votering_ikke_lukket");
  CHECK(room.refuses("R1", "vote_close { vote: 'V' }") == "votering_ikke_apen");
  CHECK(room.refuses("R1", "vote_open { terms { vote: 'V' " + binding + " } }") == "finnes_alt");
}

namespace {

/// A second round where A and B have two votes each.
void tied_second_round(TestRoom& room) {
  open(room,
       "kind: VOTE_KIND_ELECTION method: VOTE_METHOD_MAJORITY_ELECTION options: ['A', 'B'] "
       "round: 2");
  for (const auto* voter : {"R1", "R2"}) cast(room, "V", voter, "A");
  for (const auto* voter : {"R3", "R4"}) cast(room, "V", voter, "B");
  cast(room, "V", "R5", "blankt");
  room.does("R1", "vote_close { vote: 'V' }");
}

}  // namespace

// § 7-8: a tie in the second round goes by lot, drawn with a witness; the chair decides nothing.
TEST_CASE("lot: drawn between those that tie", "[unit][domain]") {
  TestRoom room = formal_meeting();
  tied_second_round(room);
  CHECK(room.the<pb::Vote>("V").result().outcome() == pb::OUTCOME_LOT_NEEDED);
  room.does("R1", "lot_draw { vote: 'V' result: 'B' witness: 'SEK' }");
  const auto& vote = room.the<pb::Vote>("V");
  CHECK(vote.result().outcome() == pb::OUTCOME_ELECTED);
  CHECK(vote.result().winner() == "B");
  CHECK(vote.result().decided_by() == pb::DECIDED_BY_LOT);
  CHECK(list(vote.lots()) == Words{"B"});
  CHECK(room.refuses("R1", "lot_draw { vote: 'V' result: 'A' }") == "lodd_ikke_aktuelt");
}

// A lot stands between those it was drawn between: a correction after which others tie, or nobody,
// is refused; one that leaves the tie as it was is not.
TEST_CASE("lot: a correction that unmakes the tie is refused", "[unit][domain]") {
  TestRoom room = formal_meeting();
  open(room,
       "kind: VOTE_KIND_ELECTION method: VOTE_METHOD_PROPORTIONAL_ELECTION options: ['A', 'B', "
       "'C'] seats: 1");
  for (const auto* voter : {"R1", "R2"}) cast(room, "V", voter, "A");
  for (const auto* voter : {"R3", "R4"}) cast(room, "V", voter, "B");
  cast(room, "V", "R5", "C");
  room.does("R1", "vote_close { vote: 'V' }");
  room.does("R1", "lot_draw { vote: 'V' result: 'B' }");
  const auto correct = [](const std::string& member, const std::string& before,
                          const std::string& after) {
    return "vote_correct { vote: 'V' member: '" + member + "' old_choice: '" + before +
           "' new_choice: '" + after + "' } text: 'Feil'";
  };
  room.does("R1", correct("R5", "C", "blankt"));
  CHECK(room.the<pb::Vote>("V").result().outcome() == pb::OUTCOME_ELECTED);
  // A:3 B:2 - no tie. A:1 B:2 C:1 - none either. A:2 C:2 B:1 - one without the lot's list.
  CHECK(room.refuses("R1", correct("R5", "blankt", "A")) == "ugyldig_argument");
  CHECK(room.refuses("R1", correct("R1", "A", "C")) == "ugyldig_argument");
  room.does("R1", correct("R5", "blankt", "C"));
  CHECK(room.refuses("R1", correct("R3", "B", "C")) == "ugyldig_argument");
}

// The same at a majority election: nobody is elected by a lot between others than those who tie.
TEST_CASE("lot: a correction that changes who ties is refused", "[unit][domain]") {
  TestRoom room = formal_meeting();
  tied_second_round(room);
  room.does("R1", "lot_draw { vote: 'V' result: 'B' witness: 'SEK' }");
  const auto correct = [&](const std::string& change) {
    return room.refuses("R1", "vote_correct { vote: 'V' " + change + " } text: 'Feil'");
  };
  CHECK(correct("member: 'R3' old_choice: 'B' new_choice: 'A'") == "ugyldig_argument");
  // B leads alone: elected, but not by the lot that was drawn.
  CHECK(correct("member: 'R5' old_choice: 'blankt' new_choice: 'B'") == "ugyldig_argument");
  CHECK(correct("member: 'R5' old_choice: 'blankt' new_choice: 'blankt'") == "accepted");
  CHECK(room.the<pb::Vote>("V").result().winner() == "B");
}
