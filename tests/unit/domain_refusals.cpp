// Every refusal the domain can give, one row each: what went before, who asks for what, and the
// word that comes back. The words are those of the scripts' rulebook.
#include <map>
#include <set>

#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

struct Step {
  std::string who;
  std::string what;
};

struct Row {
  std::string word;
  pb::Mode mode;
  std::vector<Step> before;
  Step asked;
};

constexpr auto workshop_mode = pb::MODE_WORKSHOP;
constexpr auto formal_mode = pb::MODE_FORMAL;

const Step propose_p1{"R2", "propose { proposal: 'P1' } text: 'Flere bussruter'"};
const Step binding_open{"R1",
                        "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: "
                        "VOTE_METHOD_FOR_AGAINST } }"};
const Step straw_open{"R1",
                      "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: "
                      "VOTE_METHOD_FOR_AGAINST } }"};
const Step close_forced{"R1", "vote_close { vote: 'V' force: true }"};
const Step declare{"R1", "vote_declare { vote: 'V' }"};
const Step cast_for{"R2", "vote_cast { vote: 'V' ballot { choice: 'for' } }"};

Step open_soft(const std::string& method, const std::string& more) {
  return {"R1", "vote_open { terms { vote: 'V' kind: VOTE_KIND_INPUT method: " + method +
                    " options: 'A' options: 'B' options: 'C' " + more + " } }"};
}
Step cast(const std::string& ballot) {
  return {"R2", "vote_cast { vote: 'V' ballot { " + ballot + " } }"};
}
Step open_secret(const std::string& kind, const std::string& method) {
  return {"R1", "vote_open { terms { vote: 'V' secret: true kind: " + kind + " method: " + method +
                    " options: 'A' options: 'B' } }"};
}

std::vector<Row> meeting_rows() {
  return {
      {"ikke_moteledelse", workshop_mode, {}, {"R2", "meeting_open {}"}},
      {"ikke_til_stede", workshop_mode, {}, {"R6", "say {} text: 'Hei'"}},
      {"allerede_til_stede", workshop_mode, {}, {"R2", "join {}"}},
      {"vara_uten_plass", workshop_mode, {}, {"V1", "join {}"}},
      {"plassen_er_fylt", workshop_mode, {{"V1", "join { seat_of: 'R6' }"}}, {"R6", "join {}"}},
      {"fast_medlem_til_stede", workshop_mode, {}, {"V1", "join { seat_of: 'R2' }"}},
      {"ikke_frakoblet", workshop_mode, {}, {"R2", "reconnect {}"}},
      {"lukket_mote_kan_ikke_vaere_fjernmote",
       formal_mode,
       {{"R6", "join { how: PLACE_REMOTE }"}},
       {"R1", "doors_close_check { legal_basis: 'kommuneloven § 11-5 andre ledd' }"}},
      {"ikke_talerett", formal_mode, {{"ADM", "join {}"}}, {"ADM", "speak_request {}"}},
      {"ordskiftet_avsluttet",
       formal_mode,
       {{"R1", "debate_close {}"}},
       {"R2", "speak_request {}"}},
      {"allerede_pa_talerlista",
       formal_mode,
       {{"R2", "speak_request {}"}},
       {"R2", "speak_request { kind: SPEECH_KIND_REPLY }"}},
      {"ikke_pa_talerlista", formal_mode, {}, {"R1", "speak_grant { to: 'R2' }"}},
      {"ikke_observator", workshop_mode, {}, {"R2", "observe {} text: 'Stille'"}},
      {"kan_ikke_skrive",
       workshop_mode,
       {{"FF", "join {}"}},
       {"FF", "note_add { note: 'N1' board: 'B' } text: 'Hei'"}},
      {"finnes_alt",
       workshop_mode,
       {{"R2", "note_add { note: 'N1' board: 'B' } text: 'Hei'"}},
       {"R3", "note_add { note: 'N1' board: 'B' } text: 'Hallo'"}},
      {"liste_last",
       workshop_mode,
       {{"R1", "priority_lock { list: 'L' }"}},
       {"R2", "priority_set { list: 'L' order: 'P1' }"}},
      {"ikke_i_lista",
       workshop_mode,
       {{"R2", "priority_set { list: 'L' order: 'P1' }"}},
       {"R2", "priority_move { list: 'L' what: 'P2' to: 1 }"}},
      {"alt_tilsluttet",
       workshop_mode,
       {{"R2", "endorse { initiative: 'NP' body: 'Fylket' }"}},
       {"R3", "endorse { initiative: 'NP' body: 'Fylket' }"}},
      {"ikke_medlem", formal_mode, {}, {"KD", "protocol_add {} text: 'Merknad'"}},
      {"ukjent_referanse", workshop_mode, {}, {"R1", "item_open { item: 'S9' }"}},
      {"ugyldig_argument", workshop_mode, {}, {"R1", "mode_set {}"}},
      {"for_stort",
       workshop_mode,
       {},
       {"R2", "note_add { note: '" + std::string(65, 'N') + "' board: 'B' } text: 'Hei'"}},
      {"ikke_i_rommet", workshop_mode, {}, {"UKJENT", "say {} text: 'Hei'"}},
  };
}

std::vector<Row> proposal_rows() {
  return {
      {"ikke_forslagsrett", formal_mode, {}, {"KD", "propose { proposal: 'P1' } text: 'Bygg'"}},
      {"ukjent_forslag", workshop_mode, {}, {"R2", "support { proposal: 'P1' }"}},
      {"ikke_forslagsstiller",
       workshop_mode,
       {propose_p1},
       {"R3", "proposal_withdraw { proposal: 'P1' }"}},
      {"forslag_ikke_aktivt",
       workshop_mode,
       {propose_p1, {"R2", "proposal_withdraw { proposal: 'P1' }"}},
       {"R2", "proposal_edit { proposal: 'P1' } text: 'Flere tog'"}},
      {"inhabil",
       formal_mode,
       {{"R1",
         "vote_open { terms { vote: 'H' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
         "recusal_of: 'R2' } }"},
        {"R1", "vote_cast { vote: 'H' ballot { choice: 'for' } }"},
        {"R3", "vote_cast { vote: 'H' ballot { choice: 'for' } }"},
        {"R4", "vote_cast { vote: 'H' ballot { choice: 'for' } }"},
        {"R1", "vote_close { vote: 'H' force: true }"},
        {"R1", "vote_declare { vote: 'H' }"}},
       {"R2", "propose { proposal: 'P1' } text: 'Bygg'"}},
      {"ikke_stemmerett",
       workshop_mode,
       {propose_p1, {"ADM", "join {}"}},
       {"ADM", "support { proposal: 'P1' }"}},
  };
}

std::vector<Row> vote_rows() {
  return {
      {"votering_pagar", formal_mode, {binding_open}, {"R1", "meeting_close {}"}},
      {"bindende_krever_formelt_mote", workshop_mode, {}, binding_open},
      {"flertallsvalg_skal_vaere_apent",
       formal_mode,
       {},
       open_secret("VOTE_KIND_ELECTION", "VOTE_METHOD_MAJORITY_ELECTION")},
      {"hemmelig_ikke_tillatt",
       formal_mode,
       {},
       open_secret("VOTE_KIND_BINDING", "VOTE_METHOD_FOR_AGAINST")},
      {"votering_ikke_apen", formal_mode, {}, cast_for},
      {"ikke_til_stede_ved_start",
       formal_mode,
       {binding_open, {"R6", "join {}"}},
       {"R6", "vote_cast { vote: 'V' ballot { choice: 'for' } }"}},
      {"blankt_ikke_tillatt", formal_mode, {binding_open}, cast("choice: 'blankt'")},
      {"ugyldig_valg", formal_mode, {binding_open}, cast("choice: 'kanskje'")},
      {"for_mange_prikker",
       workshop_mode,
       {open_soft("VOTE_METHOD_DOTS", "max: 3")},
       cast("dots { option: 'A' count: 4 }")},
      {"for_mange_pa_samme",
       workshop_mode,
       {open_soft("VOTE_METHOD_DOTS", "max: 3 per_option_max: 2")},
       cast("dots { option: 'A' count: 3 }")},
      {"for_mange_valg",
       workshop_mode,
       {open_soft("VOTE_METHOD_APPROVAL", "max: 1")},
       cast("choices: 'A' choices: 'B'")},
      {"ufullstendig_rangering",
       workshop_mode,
       {open_soft("VOTE_METHOD_RANKING", "")},
       cast("ranking: 'A' ranking: 'B'")},
      {"feil_poengsum",
       workshop_mode,
       {open_soft("VOTE_METHOD_POINTS", "sum: 100")},
       cast("points { option: 'A' count: 99 }")},
  };
}

std::vector<Row> result_rows() {
  return {
      {"stemmeplikt_mangler",
       formal_mode,
       {binding_open, cast_for},
       {"R1", "vote_close { vote: 'V' }"}},
      {"votering_ikke_lukket", formal_mode, {binding_open}, declare},
      {"resultat_kunngjort",
       formal_mode,
       {binding_open, cast_for, close_forced, declare},
       {"R1", "vote_correct { vote: 'V' member: 'R2' old_choice: 'for' new_choice: 'mot' }"}},
      {"feil_fra_verdi",
       formal_mode,
       {binding_open, cast_for, close_forced},
       {"R1", "vote_correct { vote: 'V' member: 'R2' old_choice: 'mot' new_choice: 'for' }"}},
      {"alt_annullert",
       formal_mode,
       {binding_open, {"R1", "vote_annul { vote: 'V' }"}},
       {"R1", "vote_annul { vote: 'V' }"}},
      {"lodd_ikke_aktuelt",
       formal_mode,
       {binding_open},
       {"R1", "lot_draw { vote: 'V' result: 'for' }"}},
      {"ugyldig_lodd",
       formal_mode,
       {{"R1",
         "vote_open { terms { vote: 'V' kind: VOTE_KIND_ELECTION method: "
         "VOTE_METHOD_MAJORITY_ELECTION options: 'A' options: 'B' options: 'C' round: 2 } }"},
        cast("choice: 'A'"),
        {"R3", "vote_cast { vote: 'V' ballot { choice: 'B' } }"},
        {"R4", "vote_cast { vote: 'V' ballot { choice: 'blankt' } }"},
        close_forced},
       {"R1", "lot_draw { vote: 'V' result: 'C' }"}},
      {"ikke_vedtatt",
       formal_mode,
       {binding_open, cast_for, close_forced},
       {"R1", "decide { item: 'S1' vote: 'V' } text: 'Vedtak'"}},
  };
}

std::vector<Row> preparation_rows() {
  const Step exempt{"R1", "exempt { task: 'T4' }"};
  return {
      {"metode_ikke_bindende",
       formal_mode,
       {},
       {"R1",
        "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: VOTE_METHOD_CONSENT } "
        "}"}},
      {"unntatt",
       formal_mode,
       {exempt},
       {"R1",
        "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: "
        "VOTE_METHOD_FOR_AGAINST about: 'T4' } }"}},
      {"ugyldig_mal", workshop_mode, {}, {"R1", "template_adopt { template { id: 'x' } }"}},
      {"lovfestet",
       workshop_mode,
       {},
       {"R1", "ruleset_adopt { ruleset { id: 'egne' version: 1 based_on: 'kommuneloven' } }"}},
  };
}

std::vector<Row> all_rows() {
  auto rows = meeting_rows();
  for (auto more : {proposal_rows(), vote_rows(), result_rows(), preparation_rows()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  return rows;
}

/// Words this table cannot reach: given by the server, or tested where the state they need is made
/// from events (domain_programme.cpp, domain_votes.cpp, domain_secret_votes.cpp,
/// domain_settings.cpp, domain_limits.cpp, domain_meeting.cpp, domain_agenda.cpp,
/// domain_phases.cpp, domain_boards.cpp, server_timers.cpp).
const std::set<std::string> elsewhere = {"ikke_herfra",
                                         "lager_fullt",
                                         "rommet_er_opptatt",
                                         "rommet_er_fullt",
                                         "allerede_stemt",
                                         "hemmelig_kan_ikke_rettes",
                                         "hemmelig_ikke_stottet",
                                         "stemmenokkel_mangler",
                                         "ingen_bindende_voteringer",
                                         "lukkede_dorer",
                                         "kildemotet_ikke_hevet",
                                         "oppsummering_lukket",
                                         "ikke_hele_enheter",
                                         "utilstrekkelig_ramme",
                                         "alt_avgjort",
                                         "feil_niva",
                                         "utdatert_versjon",
                                         "alt_godkjent",
                                         "over_ramme",
                                         "sak_sperret",
                                         "sak_varslet",
                                         "tavle_lukket",
                                         "ikke_ved_bordet",
                                         "bare_tjeneren"};

}  // namespace

// Each row's command is refused with the row's word, and changes nothing.
TEST_CASE("refusals: each is given for its own reason", "[unit][domain]") {
  for (const auto& row : all_rows()) {
    TestRoom room = formal_meeting(usual_config(row.mode));
    for (const auto& step : row.before) room.does(step.who, step.what);
    INFO(row.asked.who << " " << row.asked.what);
    CHECK(room.refuses(row.asked.who, row.asked.what) == row.word);
  }
}

// A refusal code added to the schema needs a row here, or a place named above.
TEST_CASE("refusals: no code of the schema is left untested", "[unit][domain]") {
  std::set<std::string> tested = elsewhere;
  for (const auto& row : all_rows()) tested.insert(row.word);
  const auto* codes = pb::RefusalCode_descriptor();
  for (int i = 0; i < codes->value_count(); ++i) {
    const auto code = static_cast<pb::RefusalCode>(codes->value(i)->number());
    if (code == pb::REFUSAL_CODE_UNSPECIFIED) continue;
    CAPTURE(codes->value(i)->name());
    CHECK(tested.contains(std::string(domain::word(code))));
    CHECK(domain::sentence(code).size() > 10);
  }
}
