#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

Words order(const TestRoom& room, const std::string& id) {
  return list(room.the<pb::PriorityList>(id).order());
}

}  // namespace

// Notes are written once, moved between tags, and gathered; what a note says stays.
TEST_CASE("boards: notes, tags, clusters, matrix", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "note_add { board: 'Utfordringer' note: 'N1' tag: 'trussel' } text: 'Flom'");
  room.does("OBS",
            "note_add { board: 'Utfordringer' note: 'N2' } text: 'Skulevegen' "
            "language: 'nn'");
  CHECK(room.the<pb::Note>("N2").language() == "nn");
  room.does("R3", "note_move { note: 'N1' tag: 'mulighet' }");
  CHECK(room.the<pb::Note>("N1").tag() == "mulighet");
  CHECK(room.the<pb::Note>("N1").text() == "Flom");
  room.does("PV", "note_cluster { cluster: 'C1' title: 'Klima' notes: ['N1', 'N2'] }");
  room.does("PV", "note_cluster { cluster: 'C2' title: 'Vei' notes: 'N2' }");
  CHECK(room.the<pb::Note>("N1").cluster() == "C1");
  CHECK(room.the<pb::Note>("N2").cluster() == "C2");
  CHECK(list(room.the<pb::Cluster>("C1").notes()) == Words{"N1", "N2"});
  CHECK(room.refuses("PV", "note_cluster { cluster: 'C3' title: 'T' notes: 'N9' }") ==
        "ukjent_referanse");
  room.does("PV", "matrix_place { what: 'C1' effect: 'høy' effort: 'lav' }");
  room.does("PV", "matrix_place { what: 'C1' effect: 'høy' effort: 'middels' }");
  CHECK(room.the<pb::MatrixCell>("C1").effort() == "middels");
}

// Each wording of a proposal is kept; only the proposer rewords, and only while it is on the table.
TEST_CASE("proposals: every wording is kept", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2",
            "propose { proposal: 'P1' kind: 'endringsforslag' basis: ['N1', 'PR1'] } "
            "text: 'Flere busser'");
  const auto event = room.does("R2", "proposal_edit { proposal: 'P1' } text: 'Langt flere busser'");
  CHECK(event.proposal_reworded().version() == 2);
  const auto& proposal = room.the<pb::Proposal>("P1");
  CHECK(proposal.text() == "Langt flere busser");
  CHECK(proposal.versions() == 2);
  CHECK(proposal.item() == "S1");
  CHECK(proposal.kind() == "endringsforslag");
  CHECK(room.the<pb::ProposalVersion>("P1#1").text() == "Flere busser");
  CHECK(room.the<pb::ProposalVersion>("P1#2").text() == "Langt flere busser");
  CHECK(room.refuses("R2", "propose { proposal: 'P2' amends: 'P9' } text: 'Mer'") ==
        "ukjent_referanse");
  room.does("R2", "proposal_withdraw { proposal: 'P1' }");
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_WITHDRAWN);
}

// The rulebook asks in one order: who you are, whether you are disqualified, whether the debate is
// closed, whether the id is taken; a malformed argument is seen last.
TEST_CASE("proposals: refusals come in the rulebook's order", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "propose { proposal: 'P1' } text: 'Først'");
  room.does("R1", "debate_close {}");
  CHECK(room.refuses("R6", "propose { proposal: 'P1' }") == "ikke_til_stede");
  CHECK(room.refuses("KD", "propose { proposal: 'P1' }") == "ikke_forslagsrett");
  CHECK(room.refuses("R3", "propose { proposal: 'P1' }") == "ordskiftet_avsluttet");
  room.does("R1", "debate_reopen {}");
  CHECK(room.refuses("R3", "propose { proposal: 'P1' }") == "finnes_alt");
  CHECK(room.refuses("R3", "propose { proposal: 'P2' }") == "ugyldig_argument");
  CHECK(room.detail == "text");
  CHECK(room.refuses("R3", "propose {} text: 'Uten id'") == "ugyldig_argument");
  CHECK(room.detail == "proposal");
}

// Supporting twice counts once, and is no error.
TEST_CASE("proposals: support counts each member once", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "propose { proposal: 'P1' } text: 'Park'");
  room.does("R3", "support { proposal: 'P1' }");
  room.does("R3", "support { proposal: 'P1' }");
  room.does("R2", "support { proposal: 'P1' }");
  CHECK(list(room.the<pb::Proposal>("P1").support()) == Words{"R3", "R2"});
  room.does("R1", "forward { proposal: 'P1' }");
  CHECK(room.the<pb::Proposal>("P1").status() == pb::PROPOSAL_STATUS_FORWARDED);
}

// Merging keeps both parents, takes the best place on every list that held one of them, and leaves
// other lists alone.
TEST_CASE("proposals: merged ones take the best place on lists", "[unit][domain]") {
  TestRoom room = workshop();
  for (const auto* id : {"P1", "P2", "P3", "P4"}) {
    room.does("R2", std::string("propose { proposal: '") + id + "' } text: 'Forslag'");
  }
  room.does("PV", "priority_set { list: 'L1' order: ['P1', 'P2', 'P3', 'P4'] }");
  room.does("PV", "priority_set { list: 'L2' order: ['P1', 'P4'] }");
  room.does("PV", "priority_set { list: 'L3' order: ['P4', 'P3', 'P2'] }");
  room.does("PV", "priority_lock { list: 'L3' }");
  CHECK(room.refuses("R2", "proposal_merge { sources: 'P9' into: 'P10' } text: 'x'") ==
        "ukjent_forslag");
  CHECK(room.refuses("R2", "proposal_merge { sources: ['P2', 'P3'] into: 'P1' } text: 'x'") ==
        "finnes_alt");
  CHECK(room.refuses("R2", "proposal_merge { into: 'P10' } text: 'x'") == "ugyldig_argument");
  room.does("R2", "proposal_merge { sources: ['P3', 'P2'] into: 'P10' } text: 'Samlet'");
  CHECK(order(room, "L1") == Words{"P1", "P10", "P4"});
  CHECK(order(room, "L2") == Words{"P1", "P4"});
  CHECK(order(room, "L3") == Words{"P4", "P10"});
  CHECK(room.the<pb::Proposal>("P2").status() == pb::PROPOSAL_STATUS_MERGED);
  CHECK(room.the<pb::Proposal>("P2").merged_into() == "P10");
  CHECK(list(room.the<pb::Proposal>("P10").merged_from()) == Words{"P3", "P2"});
  CHECK(room.the<pb::ProposalVersion>("P10#1").text() == "Samlet");
  CHECK(room.refuses("R2", "proposal_merge { sources: 'P2' into: 'P11' } text: 'x'") ==
        "forslag_ikke_aktivt");
}

// Splitting is the inverse of merging: the parts stand where the whole stood, rest on it, are
// worded by whoever splits, and start without support.
TEST_CASE("proposals: the parts of a split one take its place on lists", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "propose { proposal: 'P1' kind: 'innstilling' } text: 'Sti og bru'");
  room.does("R2", "propose { proposal: 'P2' } text: 'Buss'");
  room.does("R3", "support { proposal: 'P1' }");
  room.does("PV", "priority_set { list: 'L1' order: ['P2', 'P1', 'X'] }");
  room.does("PV", "priority_set { list: 'L2' order: ['P2'] }");
  room.does("PV", "priority_set { list: 'L3' order: ['P1b', 'P1'] }");
  room.does("PV", "priority_lock { list: 'L3' }");
  const auto event =
      room.does("R3",
                "proposal_split { proposal: 'P1' into { proposal: 'P1a' text: 'Sti' } "
                "into { proposal: 'P1b' text: 'Bru' } } language: 'nn'");
  CHECK(event.text().empty());
  CHECK(order(room, "L1") == Words{"P2", "P1a", "P1b", "X"});
  CHECK(order(room, "L2") == Words{"P2"});
  CHECK(order(room, "L3") == Words{"P1a", "P1b"});
  const auto& whole = room.the<pb::Proposal>("P1");
  CHECK(whole.status() == pb::PROPOSAL_STATUS_SPLIT);
  CHECK(list(whole.split_into()) == Words{"P1a", "P1b"});
  CHECK(list(whole.support()) == Words{"R3"});
  CHECK(whole.by() == "R2");
  const auto& part = room.the<pb::Proposal>("P1b");
  CHECK(part.text() == "Bru");
  CHECK(part.language() == "nn");
  CHECK(part.by() == "R3");
  CHECK(part.kind() == "innstilling");
  CHECK(part.item() == "S1");
  CHECK(part.status() == pb::PROPOSAL_STATUS_TABLED);
  CHECK(part.split_from() == "P1");
  CHECK(list(part.basis()) == Words{"P1"});
  CHECK(part.support().empty());
  CHECK(room.the<pb::ProposalVersion>("P1a#1").text() == "Sti");
  // The parts go on as any proposal does.
  room.does("R3", "proposal_edit { proposal: 'P1a' } text: 'Turvei'");
  CHECK(room.the<pb::Proposal>("P1a").versions() == 2);
}

namespace {

std::string split_into(int parts, const std::string& text = "Del") {
  std::string command = "proposal_split { proposal: 'P1' ";
  for (int i = 0; i < parts; ++i) {
    command += "into { proposal: 'D" + std::to_string(i) + "' text: '" + text + "' } ";
  }
  return command + "}";
}

}  // namespace

// What is split must be on the table, and the parts new, worded, and 2 to 20.
TEST_CASE("proposals: what cannot be split", "[unit][domain]") {
  TestRoom room = workshop();
  CHECK(room.refuses("R2", split_into(2)) == "ukjent_forslag");
  room.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  CHECK(room.refuses("PUB", split_into(2)) == "ikke_forslagsrett");
  CHECK(room.refuses("R2", split_into(1)) == "ugyldig_argument");
  CHECK(room.refuses("R2", split_into(21)) == "for_stort");
  CHECK(room.refuses("R2", split_into(2, "")) == "ugyldig_argument");
  CHECK(room.refuses("R2", split_into(2, std::string(8'001, 'x'))) == "for_stort");
  CHECK(room.refuses("R2",
                     "proposal_split { proposal: 'P1' into { proposal: 'D' text: 'x' } "
                     "into { proposal: 'D' text: 'y' } }") == "ugyldig_argument");
  CHECK(room.refuses("R2",
                     "proposal_split { proposal: 'P1' into { proposal: 'D' text: 'x' } "
                     "into { proposal: 'P1' text: 'y' } }") == "finnes_alt");
  room.does("R2", split_into(20));
  CHECK(room.state().count<pb::Proposal>() == 21);
  CHECK(room.refuses("R2", split_into(2)) == "forslag_ikke_aktivt");
}

// In a formal meeting the parts are new proposals: by members who are not disqualified, while there
// is debate. In a workshop whoever leads may split, as they may merge.
TEST_CASE("proposals: who splits in a formal meeting", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  CHECK(room.refuses("KD", split_into(2)) == "ikke_forslagsrett");
  CHECK(room.refuses("SEK", split_into(2)) == "ikke_forslagsrett");
  room.does("R1", "debate_close {}");
  CHECK(room.refuses("R3", split_into(2)) == "ordskiftet_avsluttet");
  room.does("R1", "debate_reopen {}");
  room.does("R3", split_into(2));

  TestRoom led = workshop();
  led.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  led.does("PV", split_into(2));
}

// What is merged is a new proposal, so the debate and disqualification stop it as they stop one;
// by whom merging is done is as it was, and a workshop's debate stops nothing.
TEST_CASE("proposals: merging in a formal meeting", "[unit][domain]") {
  const std::string merge = "proposal_merge { sources: 'P1' into: 'P9' } text: 'Samlet'";
  TestRoom room = formal_meeting();
  room.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  room.does("R1", "debate_close {}");
  CHECK(room.refuses("KD", merge) == "ordskiftet_avsluttet");
  room.does("R1", "debate_reopen {}");
  CHECK(room.refuses("KD", merge) == "accepted");
  room.does("R1",
            "vote_open { terms { vote: 'H' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
            "recusal_of: 'R3' } }");
  for (const auto* voter : {"R1", "R2", "R4"}) {
    room.does(voter, "vote_cast { vote: 'H' ballot { choice: 'for' } }");
  }
  room.does("R1", "vote_close { vote: 'H' force: true }");
  room.does("R1", "vote_declare { vote: 'H' }");
  CHECK(room.refuses("R3", merge) == "inhabil");
  CHECK(room.refuses("R2", merge) == "accepted");

  TestRoom led = workshop();
  led.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  led.does("R1", "debate_close {}");
  led.does("PV", merge);
}

// Where the rules stop proposals while a vote is open, they stop every change of what is voted on.
TEST_CASE("proposals: an open vote also stops rewording and merging", "[unit][domain]") {
  const bool stops = GENERATE(false, true);
  auto config = usual_config(pb::MODE_FORMAL);
  if (stops) config.set_ruleset("kommuneloven-praksis");
  TestRoom room = formal_meeting(config);
  room.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  room.does("R1",
            "vote_open { terms { vote: 'V1' about: 'P1' kind: VOTE_KIND_STRAW method: "
            "VOTE_METHOD_FOR_AGAINST } }");
  const std::string edit = "proposal_edit { proposal: 'P1' } text: 'Bare sti'";
  const std::string merge = "proposal_merge { sources: 'P1' into: 'P9' } text: 'Samlet'";
  if (stops) {
    CHECK(room.refuses("R2", edit) == "votering_pagar");
    CHECK(room.refuses("R2", merge) == "votering_pagar");
  } else {
    room.does("R2", edit);
    room.does("R2", merge);
  }
}

// The wordings are personal: without them the room folds to the same hash, and the parts are there.
TEST_CASE("proposals: a split whose wordings were erased", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("R2", "propose { proposal: 'P1' } text: 'Sti og bru'");
  room.does("R2", split_into(2));
  CHECK(room.log().back().core.proposal_was_split().texts().empty());
  State erased;
  for (const auto& recorded : room.log()) fold(erased, recorded, true);
  CHECK(erased.hash() == room.state().hash());
  CHECK(erased.find<pb::Proposal>("D1")->text().empty());
}

// Moving goes by places from 1; a place past the end is the end, place 0 is none.
TEST_CASE("priorities: moved up, down, past the end, and locked", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "priority_set { list: 'L' order: ['A', 'B', 'C', 'D'] }");
  const auto moved = room.does("R2", "priority_move { list: 'L' what: 'D' to: 1 }");
  CHECK(moved.priority_moved().from() == 4);
  CHECK(order(room, "L") == Words{"D", "A", "B", "C"});
  room.does("R2", "priority_move { list: 'L' what: 'D' to: 3 }");
  CHECK(order(room, "L") == Words{"A", "B", "D", "C"});
  CHECK(room.does("PV", "priority_move { list: 'L' what: 'A' to: 99 }").priority_moved().to() == 4);
  CHECK(order(room, "L") == Words{"B", "D", "C", "A"});
  room.does("PV", "priority_move { list: 'L' what: 'D' to: 2 }");
  CHECK(order(room, "L") == Words{"B", "D", "C", "A"});
  CHECK(room.refuses("R2", "priority_move { list: 'L' what: 'A' to: 0 }") == "ugyldig_argument");
  CHECK(room.refuses("R2", "priority_move { list: 'M' what: 'A' to: 1 }") == "ukjent_referanse");
  CHECK(room.refuses("OBS", "priority_move { list: 'M' what: 'A' to: 1 }") == "ikke_stemmerett");
  room.does("PV", "priority_lock { list: 'L' }");
  CHECK(room.refuses("OBS", "priority_move { list: 'L' what: 'A' to: 0 }") == "liste_last");
  CHECK(room.refuses("PUB", "priority_set { list: 'L' }") == "liste_last");
}

// A list locked before it is set can be neither set nor moved on.
TEST_CASE("priorities: locked before it was set", "[unit][domain]") {
  TestRoom room = workshop();
  room.does("PV", "priority_lock { list: 'L' }");
  CHECK_FALSE(room.the<pb::PriorityList>("L").set());
  CHECK(room.refuses("PV", "priority_set { list: 'L' order: 'A' }") == "liste_last");
  CHECK(room.refuses("PV", "priority_set { list: 'M' order: ['A', 'A'] }") == "ugyldig_argument");
}

// The practice of no new proposals during a vote is a setting; without it, they go on.
TEST_CASE("settings: no proposals while a vote is open", "[unit][domain]") {
  const std::string open =
      "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST } }";
  TestRoom lenient = formal_meeting();
  lenient.does("R1", open);
  lenient.does("R2", "propose { proposal: 'P1' } text: 'Nå'");
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("kommuneloven-praksis");
  TestRoom strict = formal_meeting(config);
  strict.does("R1", open);
  CHECK(strict.refuses("R2", "propose { proposal: 'P1' } text: 'Nå'") == "votering_pagar");
  strict.does("R1", "vote_close { vote: 'V' }");
  strict.does("R2", "propose { proposal: 'P1' } text: 'Nå'");
}

// A network binds nobody where its ruleset says so; the scripts' ruleset lets it through.
TEST_CASE("settings: a ruleset without binding votes", "[unit][domain]") {
  const std::string open =
      "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST } }";
  auto config = usual_config(pb::MODE_FORMAL);
  config.set_ruleset("nettverk-praksis");
  TestRoom strict = formal_meeting(config);
  CHECK(strict.refuses("R1", open) == "ingen_bindende_voteringer");
  config.set_ruleset("nettverk");
  TestRoom lenient = formal_meeting(config);
  lenient.does("R1", open);
}
