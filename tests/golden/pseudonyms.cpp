// Goal: whoever is on a roster stands under no name of theirs in a training copy, whatever field
// somebody typed it into and however it is inflected.
#include "replay/pseudonyms.hpp"

#include <catch2/catch.hpp>

using namespace tingbok;

namespace {

replay::Pseudonyms pseudonyms() {
  return {{{"R1", true, {"Kari Nordmann – ordfører"}, {"Ap"}},
           {"R2", true, {"Leder – Ola Nordmann (H)"}, {"H"}},
           {"R3", true, {"Siri (Sp)"}, {"Sp"}},
           {"R4", true, {"varaordfører (V) – Lise Nordmann - nestleder"}, {"V"}}},
          "A/K",
          "B/K",
          1};
}

/// An event with `words` in the fields of its kind where people write what they like.
std::vector<pb::Event> typed(const std::string& words) {
  std::vector<pb::Event> events(12);
  auto event = events.begin();
  event++->mutable_doors_close_checked()->set_legal_basis(words);
  event++->mutable_vote_opened()->mutable_terms()->set_closes_doors(words);
  event++->mutable_result_declared()->set_doors_closed(words);
  event++->mutable_item_added()->set_kind(words);
  event++->mutable_item_changed()->set_kind(words);
  event++->mutable_item_closed()->set_status(words);
  event++->mutable_proposal_tabled()->set_kind(words);
  event++->mutable_proposal_was_split()->set_kind(words);
  event++->mutable_protocol_entry_added()->set_kind(words);
  event++->mutable_homework_assigned()->set_due(words);
  event++->mutable_position_submitted()->set_form(words);
  event++->mutable_initiative_endorsed()->set_stance(words);
  events.emplace_back().mutable_matrix_placed()->set_effect(words);
  events.emplace_back().mutable_matrix_placed()->set_effort(words);
  auto& rules = *events.emplace_back().mutable_ruleset_adopted()->mutable_ruleset();
  rules.set_quorum_source(words);
  rules.add_sources()->set_paragraph(words);
  return events;
}

std::string witness(replay::Pseudonyms& names, const std::string& witness) {
  pb::Event event;
  event.mutable_lot_drawn()->set_witness(witness);
  names.hide(event);
  return event.lot_drawn().witness();
}

std::string candidate(replay::Pseudonyms& names, const std::string& candidate) {
  pb::Event event;
  auto& list = *event.mutable_vote_opened()->mutable_terms()->add_lists();
  list.add_candidates()->set_name(candidate);
  names.hide(event);
  return event.vote_opened().terms().lists(0).candidates(0).name();
}

}  // namespace

// A legal basis, a kind, a status or a due date is as free as a text, and the same words are the
// same words afterwards wherever they stand.
TEST_CASE("pseudonyms: a name is replaced in every field that people type into", "[golden]") {
  auto names = pseudonyms();
  const std::string kari = names.label("R1");
  const auto wanted = typed("etter " + kari);
  auto events = typed("etter Kari Nordmann");
  REQUIRE(events.size() == wanted.size());
  for (std::size_t i = 0; i < events.size(); ++i) {
    names.hide(events[i]);
    INFO(events[i].ShortDebugString());
    CHECK(events[i].SerializeAsString() == wanted[i].SerializeAsString());
  }
}

// What is somebody's is said with an s behind the name; a single word with an s is another word.
TEST_CASE("pseudonyms: a name of several words is replaced in the genitive too", "[golden]") {
  const auto names = pseudonyms();
  const std::string kari = names.label("R1");
  CHECK(names.text("Kari Nordmanns forslag") == kari + "s forslag");
  CHECK(names.text("forslaget er Kari Nordmanns") == "forslaget er " + kari + "s");
  CHECK(names.text("Kari Nordmanns: ja. Kari Nordmann's") == kari + "s: ja. " + kari + "'s");
  CHECK(names.text("Kari Nordmannsen") == "Kari Nordmannsen");
  CHECK(names.text("Siris sak") == "Siris sak");
  CHECK(names.text("R1s") == "R1s");
}

// Norwegian quotes with guillemets and breaks off with dashes; only letters make a longer word.
TEST_CASE("pseudonyms: signs beyond ASCII end a word, letters beyond it do not", "[golden]") {
  const auto names = pseudonyms();
  const std::string siri = names.label("R3");
  CHECK(names.text("«Siri»–Siri…") == "«" + siri + "»–" + siri + "…");
  CHECK(names.text("møte\u00a0Siri\u00a0kom") == "møte\u00a0" + siri + "\u00a0kom");
  CHECK(names.text("Siriø åSiri Siri\u0301") == "Siriø åSiri Siri\u0301");
}

// A title that stands beside the name is no name; it would replace what has nothing to do with
// anybody, and leave the name.
TEST_CASE("pseudonyms: the name in a label is found on either side of the dash", "[golden]") {
  const auto names = pseudonyms();
  CHECK(names.text("Kari Nordmann er ordfører") == names.label("R1") + " er ordfører");
  CHECK(names.text("Kari Nordmann – ordfører gikk") == names.label("R1") + " gikk");
  CHECK(names.text("Ola Nordmann, ikke Leder") == names.label("R2") + ", ikke Leder");
  CHECK(names.text("Siri kom") == names.label("R3") + " kom");
  CHECK(names.text("Lise Nordmann, varaordfører og nestleder") ==
        names.label("R4") + ", varaordfører og nestleder");
}

// Who witnessed a lot, or stood for election, may be on no roster: nothing is kept of a value that
// is not wholly a known name.
TEST_CASE("pseudonyms: a stranger beside somebody who is known is hidden too", "[golden]") {
  auto names = pseudonyms();
  CHECK(witness(names, "Kari Nordmann") == names.label("R1"));
  CHECK(witness(names, "R1") == names.label("R1"));
  CHECK(witness(names, "Kari Nordmann og Peder Ås") == "Noen");
  CHECK(witness(names, "Kari Nordmann, R2") == names.label("R1") + ", " + names.label("R2"));
  CHECK(witness(names, "Peder Ås") == "Noen");
  CHECK(witness(names, "") == "");
  CHECK(candidate(names, "Ola Nordmann") == names.label("R2"));
  CHECK(candidate(names, "Peder Ås (H)") == "Kandidat 1");
  CHECK(candidate(names, "Peder Ås (H)") == "Kandidat 1");
  CHECK(candidate(names, "Kari Nordmann og Peder Ås") == "Kandidat 2");
  CHECK(candidate(names, "") == "");
}
