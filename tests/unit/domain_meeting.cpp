#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

// From called to adjourned, with a break and a change of mode on the way.
TEST_CASE("meeting: convened, opened, in break, formal, adjourned", "[unit][domain]") {
  TestRoom room;
  CHECK(room.room().status() == pb::MEETING_STATUS_CONVENED);
  room.does("SEK", "convene { notice_days: 7 form: MEETING_FORM_REMOTE open: true }");
  CHECK(room.room().form() == pb::MEETING_FORM_REMOTE);
  room.does("R1", "meeting_open {}");
  CHECK(room.room().status() == pb::MEETING_STATUS_OPEN);
  room.does("R1", "break_start { minutes: 15 }");
  CHECK(room.room().phase() == "pause");
  room.does("R1", "break_end {}");
  CHECK(room.room().phase().empty());
  room.does("R1", "phase_set { phase: 'åpne: individ' }");
  CHECK(room.room().phase() == "åpne: individ");
  room.does("R1", "mode_set { mode: MODE_FORMAL }");
  CHECK(room.room().mode() == pb::MODE_FORMAL);
  room.does("R1", "meeting_close {}");
  CHECK(room.room().status() == pb::MEETING_STATUS_ADJOURNED);
  room.does("SEK", "minutes_publish {}");
  CHECK(room.room().minutes_published());
}

// Taking up an item ends the phase; finishing one empties the speakers' list, also when another
// item is open.
TEST_CASE("items: taken up, finished, and taken up again", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "agenda_add { item: 'S2' title: 'Budsjettet' }");
  CHECK(room.the<pb::AgendaItem>("S2").kind() == "verksted");
  CHECK(room.the<pb::AgendaItem>("S2").status() == "planlagt");
  room.does("R1", "phase_set { phase: 'plenum' }");
  room.does("R1", "item_open { item: 'S2' }");
  CHECK(room.room().phase().empty());
  CHECK(room.room().open_item() == "S2");
  CHECK(room.the<pb::AgendaItem>("S2").status() == "under behandling");
  room.does("R2", "speak_request {}");
  room.does("R1", "item_close { item: 'S1' status: 'utsatt' }");
  CHECK(room.the<pb::AgendaItem>("S1").status() == "utsatt");
  CHECK(room.room().open_item() == "S2");
  CHECK(room.the<pb::SpeakerList>("speakers").queue().empty());
  room.does("R1", "item_close { item: 'S2' }");
  CHECK(room.the<pb::AgendaItem>("S2").status() == "ferdig behandlet");
  CHECK(room.room().open_item().empty());
  room.does("R1", "item_open { item: 'S2' }");
  CHECK(room.room().open_item() == "S2");
}

// Reopening an item keeps what was decided there; a vote held anew needs an id of its own.
TEST_CASE("items: a reopened item keeps its old vote", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const std::string open =
      "vote_open { terms { vote: 'V1' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST } }";
  room.does("R1", open);
  room.does("R1", "vote_close { vote: 'V1' force: true }");
  room.does("R1", "item_close { item: 'S1' }");
  room.does("R1", "item_open { item: 'S1' }");
  CHECK(room.refuses("R1", open) == "finnes_alt");
  room.does("R1",
            "vote_open { terms { vote: 'V2' revote_of: 'V1' kind: VOTE_KIND_BINDING method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  CHECK(room.the<pb::Vote>("V1").status() == pb::VOTE_STATUS_CLOSED);
  CHECK(room.the<pb::Vote>("V2").terms().item() == "S1");
}

// An item put on the list again starts over, declarations included.
TEST_CASE("items: put on the list again, it starts over", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R3", "recusal_declare { item: 'S1' ground: 'Eier tomta' }");
  CHECK(list(room.the<pb::AgendaItem>("S1").declared()) == Words{"R3"});
  room.does("R1", "agenda_add { item: 'S1' title: 'Samfunnsdelen, ny' kind: 'sak' }");
  CHECK(room.the<pb::AgendaItem>("S1").status() == "planlagt");
  CHECK(room.the<pb::AgendaItem>("S1").declared().empty());
}

// A vote that is open stops the adjournment; annulling it lets the meeting end.
TEST_CASE("meeting: not adjourned while a vote is open", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1",
            "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST } "
            "}");
  CHECK(room.refuses("R1", "meeting_close {}") == "votering_pagar");
  room.does("R1", "vote_annul { vote: 'V' reason: 'Feil alternativer' }");
  room.does("R1", "meeting_close {}");
}

namespace {

/// Closes the doors by a declared vote, as the rules have it.
void close_doors(TestRoom& room) {
  room.does("R1",
            "vote_open { terms { vote: 'D' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
            "closes_doors: 'kommuneloven § 11-5 tredje ledd' } }");
  for (const auto* voter : {"R1", "R2", "R3"}) {
    room.does(voter, "vote_cast { vote: 'D' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'D' force: true }");
  room.does("R1", "vote_declare { vote: 'D' }");
}

bool concealed(const TestRoom& room, pb::Entity::KindCase kind, std::size_t nth = 0) {
  for (const auto& entity : room.state().entities()) {
    if (entity.kind_case() == kind && nth-- == 0) return entity.behind_closed_doors();
  }
  FAIL("no such entity");
  return false;
}

}  // namespace

// Checking that the doors may close changes nothing; a declared vote closes them; then observers
// and the public note nothing, a researcher still does.
TEST_CASE("doors: closed by a vote, opened by the chair", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.join({"OBS", "PUB", "FF"});
  room.does("R1", "doors_close_check { legal_basis: 'kommuneloven § 11-5 andre ledd' }");
  CHECK(room.room().doors_closed().empty());
  close_doors(room);
  CHECK(room.room().doors_closed() == "kommuneloven § 11-5 tredje ledd");
  CHECK(room.refuses("OBS", "observe {} text: 'Hva skjer'") == "lukkede_dorer");
  CHECK(room.refuses("PUB", "observe {} text: 'Hva skjer'") == "lukkede_dorer");
  room.does("FF", "observe {} text: 'Lukket'");
  room.does("R1", "doors_open {}");
  CHECK(room.room().doors_closed().empty());
  room.does("PUB", "observe {} text: 'Åpent igjen'");
}

// kommuneloven § 11-7: what must be closed under § 11-5 second paragraph cannot be remote. One
// member on a screen is enough, a dropped connection does not help, a guest on a screen does not
// count.
TEST_CASE("doors: one member on a screen makes closing unlawful", "[unit][domain]") {
  const std::string check = "doors_close_check { legal_basis: 'kommuneloven § 11-5 andre ledd' }";
  TestRoom room = formal_meeting();
  room.does("ADM", "join { how: PLACE_REMOTE }");
  room.does("R1", check);
  room.does("R6", "join { how: PLACE_REMOTE }");
  CHECK(room.refuses("R1", check) == "lukket_mote_kan_ikke_vaere_fjernmote");
  room.does("R6", "disconnect {}");
  CHECK(room.refuses("R1", check) == "lukket_mote_kan_ikke_vaere_fjernmote");
  room.does("R1", "doors_close_check { legal_basis: 'kommuneloven § 11-5 tredje ledd' }");
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_form(pb::MEETING_FORM_REMOTE);
  TestRoom remote = formal_meeting(config);
  CHECK(remote.refuses("R1", check) == "lukket_mote_kan_ikke_vaere_fjernmote");
}

// What the check says holds for the vote that closes the doors, when it opens and when it is
// declared; whoever wants to come in on a screen afterwards does not, unless they only follow.
TEST_CASE("doors: not closed on somebody's screen, nor a screen let in", "[unit][domain]") {
  const std::string second = "closes_doors: 'kommuneloven § 11-5 andre ledd' ";
  const auto opening = [](const std::string& vote, const std::string& more) {
    return "vote_open { terms { vote: '" + vote +
           "' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST " + more + " } }";
  };
  const std::string no = "lukket_mote_kan_ikke_vaere_fjernmote";
  TestRoom room = formal_meeting();
  const std::string on_screen = "join { how: PLACE_REMOTE }";
  room.does("R6", on_screen);
  CHECK(room.refuses("R1", opening("D", second)) == no);
  CHECK(room.refuses("R1", opening("D", "closes_doors: 'kommuneloven § 11-5 tredje ledd'")) ==
        "accepted");
  room.does("R6", "leave {}");
  room.does("R1", opening("D", second));
  for (const auto* voter : {"R1", "R2", "R3"}) {
    room.does(voter, "vote_cast { vote: 'D' ballot { choice: 'for' } }");
  }
  room.does("R6", on_screen);
  room.does("R1", "vote_close { vote: 'D' force: true }");
  CHECK(room.refuses("R1", "vote_declare { vote: 'D' }") == no);
  room.does("R6", "leave {}");
  room.does("R1", "vote_declare { vote: 'D' }");
  CHECK(room.refuses("R6", on_screen) == no);
  CHECK(room.refuses("SEK", "join { person: 'R6' how: PLACE_REMOTE }") == no);
  CHECK(room.refuses("V1", "join { seat_of: 'R6' how: PLACE_REMOTE }") == no);
  CHECK(room.refuses("ADM", on_screen) == "accepted");
  CHECK(room.refuses("R6", "join {}") == "accepted");
  room.does("R1", "doors_open {}");
  CHECK(room.refuses("R6", on_screen) == "accepted");
}

// A meeting that is convened as a remote one is one, whatever the room was founded as; a hybrid one
// is not as long as nobody is on a screen.
TEST_CASE("doors: a meeting convened as remote is remote", "[unit][domain]") {
  const std::string check = "doors_close_check { legal_basis: 'kommuneloven § 11-5 andre ledd' }";
  TestRoom room = formal_meeting();
  room.does("R1", "convene { form: MEETING_FORM_HYBRID }");
  CHECK(room.refuses("R1", check) == "accepted");
  room.does("R1", "convene { form: MEETING_FORM_REMOTE }");
  CHECK(room.refuses("R1", check) == "lukket_mote_kan_ikke_vaere_fjernmote");
  room.does("R1", "convene { form: MEETING_FORM_PHYSICAL }");
  CHECK(room.refuses("R1", check) == "accepted");
}

// Content given behind closed doors is marked for ever; the vote that closed them is public, and so
// are the room, the people and the items that were there.
TEST_CASE("doors: content behind them is marked, and stays marked", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "propose { proposal: 'P1' } text: 'Åpent forslag'");
  close_doors(room);
  CHECK_FALSE(concealed(room, pb::Entity::kVote));
  CHECK_FALSE(concealed(room, pb::Entity::kProposal));
  room.does("R3", "say {} text: 'Taushetsbelagt'");
  room.does("R3", "propose { proposal: 'P2' } text: 'Lukket forslag'");
  room.does("R1", "agenda_add { item: 'S2' title: 'Personalsak' }");
  room.does("R1", "item_open { item: 'S1' }");
  room.does("R1", "doors_open {}");
  room.does("R3", "proposal_withdraw { proposal: 'P2' }");
  CHECK(concealed(room, pb::Entity::kStatement));
  CHECK_FALSE(concealed(room, pb::Entity::kProposal, 0));
  CHECK(concealed(room, pb::Entity::kProposal, 1));
  CHECK_FALSE(concealed(room, pb::Entity::kItem, 0));
  CHECK(concealed(room, pb::Entity::kItem, 1));
  CHECK_FALSE(concealed(room, pb::Entity::kRoom));
}

// A moment records where each room it names stood right before it: this one by itself, the others
// from what was looked up for the command.
TEST_CASE("moments: a mark records every room's position", "[unit][domain]") {
  TestRoom room = formal_meeting();
  const auto mark = command("mark { moment: 'M1' rooms: ['K1', 'ST', 'K1'] } text: 'Før lunsj'");
  const auto needed = domain::needed_facts(room.state(), mark);
  REQUIRE(needed.size() == 1);
  CHECK(needed.front().room() == "A/ST");
  CHECK(domain::needed_facts(room.state(), command("say {}")).empty());
  CHECK(room.refuses("SEK", mark) == "ukjent_referanse");
  CHECK(room.detail == "rooms");
  room.facts = {message<pb::ForeignFact>("room: 'A/ST' number: 17 leaf_hash: 'h'")};
  const auto before = room.state().number();
  const auto event = room.does("SEK", mark);
  REQUIRE(event.moment_marked().rooms_size() == 2);
  const auto& moment = room.the<pb::Moment>("M1");
  CHECK(moment.name() == "Før lunsj");
  CHECK(moment.rooms(0).room() == "A/K1");
  CHECK(moment.rooms(0).number() == before);
  CHECK(same(moment.rooms(1), room.facts.front()));
  CHECK(room.refuses("SEK", "mark { moment: 'M2' } text: 'Ingen rom'") == "ugyldig_argument");
}

// The chair can be handed only to someone who is there to take it.
TEST_CASE("chair: not handed to a stranger", "[unit][domain]") {
  TestRoom room = formal_meeting();
  CHECK(room.refuses("R1", "chair_handover { to: 'R99' }") == "ukjent_referanse");
  room.does("R1", "chair_handover { to: 'R2' }");
  CHECK(room.room().acting_chair() == "R2");
  room.does("SEK", "chair_handover {}");
  CHECK(room.room().acting_chair().empty());
}
