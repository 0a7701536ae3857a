#include "core/domain/rulesets.hpp"
#include "tests/support/domain_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

/// The sentence found_room() throws, or "made".
std::string found(const pb::RoomConfig& config,
                  const std::vector<pb::RosterEntry>& roster = usual_roster(),
                  const std::string& programme = "A") {
  try {
    domain::found_room(programme, config, false, roster);
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "made";
}

}  // namespace

// A room starts with its config, rules in full, and everyone on its roster.
TEST_CASE("founding: created, then everyone enrolled", "[unit][domain]") {
  auto config = usual_config();
  config.clear_mode();
  config.clear_form();
  const auto events = domain::found_room("A", config, true, usual_roster());
  REQUIRE(events.size() == 1 + usual_roster().size());
  const auto& created = events.front().room_created();
  CHECK(created.programme() == "A");
  CHECK(created.simulated());
  CHECK(created.config().mode() == pb::MODE_WORKSHOP);
  CHECK(created.config().form() == pb::MEETING_FORM_PHYSICAL);
  CHECK(created.config().ruleset_in_full().quorum().denominator() == 2);
  CHECK(created.config().ruleset_in_full().quorum_source() == "kommuneloven § 11-9 første ledd");
  CHECK(events[1].person_enrolled().label() == "Rolle R1");
  CHECK(events[1].person_enrolled().member());
}

// A config or a roster that cannot be is refused with one sentence that names what is wrong.
TEST_CASE("founding: what cannot be is named", "[unit][domain]") {
  CHECK(found(usual_config()) == "made");
  auto config = usual_config();
  config.set_ruleset("romlov");
  CHECK(found(config) == "There is no ruleset called romlov.");
  config = usual_config();
  config.set_seats(0);
  CHECK(found(config) == "The room K1: seats is missing or malformed.");
  config.set_seats(100'001);
  CHECK(found(config) == "The room K1: seats is too large.");
  config = usual_config();
  config.set_room("K 1");
  CHECK(found(config) == "A room's id is 1 to 32 of A-Z a-z 0-9 . _ - and not \"K 1\".");
  config = usual_config();
  config.set_chair("R99");
  CHECK(found(config) == "The chair R99 is not on the roster of room K1.");
  config = usual_config();
  config.add_facilitators("PV9");
  CHECK(found(config) == "The facilitator PV9 is not on the roster of room K1.");
  config = usual_config();
  config.clear_body();
  CHECK(found(config) == "The room K1: body is missing or malformed.");
  CHECK(found(usual_config(), usual_roster(), "A/B") ==
        "A programme's id is 1 to 32 of A-Z a-z 0-9 . _ - and not \"A/B\".");
}

// The same for people: an id twice, no role, an id that would make a ballot's id ambiguous.
TEST_CASE("founding: a roster that cannot be", "[unit][domain]") {
  auto roster = usual_roster();
  roster.push_back(roster.front());
  CHECK(found(usual_config(), roster) == "The person R1 stands twice on the roster.");
  roster = usual_roster();
  roster.push_back(person("R/7", pb::ROLE_COUNCILLOR, true));
  CHECK(found(usual_config(), roster) == "The person R/7: person is missing or malformed.");
  roster = usual_roster();
  roster.push_back(person("R7", pb::ROLE_UNSPECIFIED, true));
  CHECK(found(usual_config(), roster) == "The person R7: role is missing or malformed.");
}

// Somebody taken off the roster keeps the name of what they did, and gets nothing new: neither the
// chair nor a vote. Who only reads chairs nothing.
TEST_CASE("founding: whoever was taken off the roster is named in nothing new", "[unit][domain]") {
  TestRoom room = formal_meeting();
  room.does("R1", "chair_handover { to: 'R4' }");
  auto roster = usual_roster();
  std::erase_if(roster, [](const auto& one) { return one.person() == "R4"; });
  for (auto& event : domain::follow_roster(room.state(), roster)) room.given(std::move(event), "");
  CHECK(room.room().acting_chair().empty());
  CHECK(domain::follow_roster(room.state(), roster).empty());
  CHECK(room.refuses("R1", "chair_handover { to: 'R4' }") == "ukjent_referanse");
  CHECK(room.refuses("R1", "chair_handover { to: 'SKJ' }") == "ugyldig_argument");
  CHECK(room.refuses("R1", "chair_handover { to: 'REV' }") == "ugyldig_argument");
  const std::string vote =
      "vote_open { terms { vote: 'V' kind: VOTE_KIND_STRAW method: VOTE_METHOD_FOR_AGAINST ";
  CHECK(room.refuses("R1", vote + "electorate { kind: KIND_NAMED people: ['R2', 'R4'] } } }") ==
        "ukjent_referanse");
  CHECK(room.detail == "electorate");
  CHECK(room.refuses("R1", vote + "recusal_of: 'R4' } }") == "ukjent_referanse");
  CHECK(room.detail == "recusal_of");
  room.does("R1", "chair_handover { to: 'R2' }");
}

// Rules given in full, by no name of ours, are followed as they are.
TEST_CASE("founding: rules of one's own", "[unit][domain]") {
  auto config = usual_config();
  config.clear_ruleset();
  *config.mutable_ruleset_in_full() =
      message<pb::Ruleset>("id: 'egne' version: 3 quorum { numerator: 2 denominator: 3 }");
  const auto events = domain::found_room("A", config, false, usual_roster());
  CHECK(events.front().room_created().config().ruleset() == "egne");
  config.mutable_ruleset_in_full()->mutable_quorum()->set_denominator(0);
  CHECK(found(config).starts_with("The ruleset: quorum cannot be so. "));
  config.clear_ruleset_in_full();
  CHECK(domain::found_room("A", config, false, usual_roster())
            .front()
            .room_created()
            .config()
            .ruleset() == "kommuneloven");
}

// The built-in rulesets: those the scripts name follow the scripts' rulebook in every setting; the
// stricter practices have names of their own.
TEST_CASE("rulesets: as built in", "[unit][domain]") {
  for (const auto* id : {"kommuneloven", "ipr", "vedtekter", "avtale", "nettverk"}) {
    CAPTURE(id);
    const auto* rules = domain::find_ruleset(id);
    REQUIRE(rules != nullptr);
    CHECK(rules->version() == 2);
    CHECK(rules->binding_votes());
    CHECK(rules->chair_breaks_ties());
    CHECK_FALSE(rules->no_proposals_during_vote());
    CHECK_FALSE(rules->facilitators_write_no_notes());
    CHECK_FALSE(rules->everyone_proposes());
    const bool statutory = std::string(id) == "kommuneloven" || std::string(id) == "ipr";
    CHECK(rules->has_quorum() == statutory);
    CHECK(rules->other_methods_bind() != statutory);
    CHECK(domain::is_statutory(*rules) == statutory);
    CHECK_FALSE(domain::unfit_ruleset(*rules).has_value());
    if (statutory) CHECK(rules->sources_size() >= 12);
  }
  CHECK(domain::find_ruleset("kommuneloven-praksis")->no_proposals_during_vote());
  CHECK(domain::find_ruleset("kommuneloven-praksis")->facilitators_write_no_notes());
  CHECK(domain::find_ruleset("nettverk-praksis")->everyone_proposes());
  CHECK_FALSE(domain::find_ruleset("nettverk-praksis")->binding_votes());
  CHECK(domain::find_ruleset("") == nullptr);
}

// Words, sentences and names of actions come from the schema.
TEST_CASE("words: of refusals and actions", "[unit][domain]") {
  CHECK(domain::word(pb::REFUSAL_CODE_DUTY_TO_VOTE) == "stemmeplikt_mangler");
  CHECK(domain::sentence(pb::REFUSAL_CODE_LIST_LOCKED) == "The list is locked.");
  CHECK(domain::word(static_cast<pb::RefusalCode>(9999)).empty());
  CHECK(domain::action_name(command("vote_cast {}")) == "vote_cast");
  CHECK(domain::action_name(pb::Command()).empty());
  TestRoom room;
  CHECK(room.refuses("R1", pb::Command()) == "ugyldig_argument");
}
