// Goal: every cell of the table in core/view/visibility.cpp (kind x audience) is as it says there,
// also behind closed doors and before, while and after a vote is open.
#include <set>
#include <sstream>

#include <catch2/catch.hpp>

#include "core/view/audience.hpp"

namespace view = tingbok::view;
namespace domain = tingbok::domain;
namespace pb = tingbok::v1;

namespace {

const std::vector<pb::Audience> audiences = {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_PARTICIPANT,
                                             pb::AUDIENCE_STEERING, pb::AUDIENCE_AUDITOR};

pb::VoteTerms terms(pb::VoteKind kind, pb::VoteMethod method) {
  pb::VoteTerms made;
  made.set_kind(kind);
  made.set_method(method);
  return made;
}

/// A room with one entity of every kind, and votes that are open, closed by name, closed soft,
/// closed soft and named.
class Case {
 public:
  Case() {
    auto& room = *add().mutable_room();
    room.set_id("room");
    room.set_phase("åpne: gruppe");
    room.set_active_phase("F1");
    room.set_open_item("V1");
    room.set_open_vote("open");
    room.set_acting_chair("R17");
    room.add_debate_closed("V1");
    room.mutable_config()->set_chair("R01");
    add_person("R01", pb::ROLE_MAYOR, true);
    add_person("PUB", pb::ROLE_PUBLIC, false);
    add_attendance("R01");
    add_attendance("PUB");
    add_talk();
    add_board();
    add_vote("open", terms(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_FOR_AGAINST), false);
    add_vote("binding", terms(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_FOR_AGAINST), true);
    add_vote("dots", terms(pb::VOTE_KIND_INPUT, pb::VOTE_METHOD_DOTS), true);
    auto named = terms(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_FOR_AGAINST);
    named.set_named(true);
    add_vote("named", named, true);
    auto& decision = *add().mutable_decision();
    decision.set_id("D");
    decision.set_text("Vedtak");
    add().mutable_protocol_entry()->set_id("PE");
    add_programme_work();
  }

  domain::State state() const { return domain::State(snapshot_); }

  pb::Entity& entity(const std::string& key) {
    for (auto& one : *snapshot_.mutable_entities()) {
      if (key_of(one) == key) return one;
    }
    throw std::logic_error("no " + key);
  }

  void close_doors() {
    entity("room room").mutable_room()->set_doors_closed("kommuneloven § 11-5");
  }

  static std::string key_of(const pb::Entity& entity) {
    const auto* kinds = pb::Entity::descriptor()->FindOneofByName("kind");
    const auto* field = entity.GetReflection()->GetOneofFieldDescriptor(entity, kinds);
    const auto& message = entity.GetReflection()->GetMessage(entity, field);
    const auto* id = message.GetDescriptor()->FindFieldByName("id");
    return field->name() + " " + message.GetReflection()->GetString(message, id);
  }

 private:
  pb::Entity& add() {
    auto& entity = *snapshot_.add_entities();
    entity.set_slot(static_cast<std::uint32_t>(snapshot_.entities_size() - 1));
    entity.add_sources(std::string(32, 's'));
    return entity;
  }

  void add_person(const std::string& id, pb::Role role, bool member) {
    auto& person = *add().mutable_person();
    person.set_id(id);
    person.set_label("Representant");
    person.set_role(role);
    person.set_party("Ap");
    person.set_member(member);
    person.set_language("nn");
  }

  void add_attendance(const std::string& id) {
    auto& attendance = *add().mutable_attendance();
    attendance.set_id(id);
    attendance.set_presence(pb::PRESENCE_PRESENT);
  }

  void add_programme_work() {
    add().mutable_position()->set_id("K2");
    add().mutable_allocation()->set_id("allocation");
    add().mutable_reallocation()->set_id("O1");
    add().mutable_agreement()->set_id("IA");
    add().mutable_agreement_text()->set_id("IA#v1");
    add().mutable_measure()->set_id("H1");
    add().mutable_phase()->set_id("F1");
    auto& table = *add().mutable_table();
    table.set_id("B1");
    table.set_host("PUB");
    table.add_people("PUB");
    add().mutable_board()->set_id("Tavle");
    add().mutable_board_question()->set_id("Tavle#1");
    add().mutable_document()->set_id("D1");
    add().mutable_option_list()->set_id("Former");
    add().mutable_exemption()->set_id("T4");
  }

  void add_talk() {
    auto& item = *add().mutable_item();
    item.set_id("V1");
    item.add_declared("R01");
    item.add_grounds("slektskap");
    add().mutable_recusal()->set_id("V1");
    add().mutable_moment()->set_id("M1");
    add().mutable_timer()->set_id("L1");
    auto& speakers = *add().mutable_speakers();
    speakers.set_id("speakers");
    speakers.set_speaking("R01");
    auto& statement = *add().mutable_statement();
    statement.set_id("9");
    statement.set_text("Sagt");
    auto& observation = *add().mutable_observation();
    observation.set_id("10");
    observation.set_by("FF");
    add().mutable_film()->set_id("F");
    add().mutable_homework()->set_id("HW");
    add().mutable_initiative()->set_id("NP");
  }

  void add_board() {
    auto& note = *add().mutable_note();
    note.set_id("N01");
    note.set_by("R01");
    note.set_text("Buss");
    add().mutable_cluster()->set_id("UT1");
    add().mutable_matrix_cell()->set_id("P1");
    auto& proposal = *add().mutable_proposal();
    proposal.set_id("P1");
    proposal.set_by("R01");
    proposal.add_support("R02");
    add().mutable_proposal_version()->set_id("P1#1");
    add().mutable_priority_list()->set_id("SATS");
  }

  void add_vote(const std::string& id, const pb::VoteTerms& how, bool closed) {
    auto& vote = *add().mutable_vote();
    vote.set_id(id);
    *vote.mutable_terms() = how;
    vote.set_status(closed ? pb::VOTE_STATUS_CLOSED : pb::VOTE_STATUS_OPEN);
    vote.add_roll("R01");
    vote.add_missing("R05");
    vote.add_corrections()->set_member("R01");
    vote.add_correction_texts("for");
    if (closed) vote.mutable_closed()->set_number(99);
    add().mutable_turnout()->set_id(id);
    auto& ballot = *add().mutable_ballot();
    ballot.set_id(id + "/R01");
    ballot.set_vote(id);
    ballot.set_voter("R01");
    ballot.mutable_paper()->set_choice("for");
  }

  pb::StateSnapshot snapshot_;
};

/// The entity with the named fields of its kind cleared; "support" is blanked, not cleared.
pb::Entity cut(pb::Entity entity, const std::string& fields) {
  entity.clear_sources();
  const auto* kinds = pb::Entity::descriptor()->FindOneofByName("kind");
  const auto* kind = entity.GetReflection()->GetOneofFieldDescriptor(entity, kinds);
  auto& message = *entity.GetReflection()->MutableMessage(&entity, kind);
  std::istringstream names(fields);
  std::string name;
  while (names >> name) {
    const auto* field = message.GetDescriptor()->FindFieldByName(name);
    REQUIRE(field != nullptr);
    if (name == "support") {
      message.GetReflection()->SetRepeatedString(&message, field, 0, "");
    } else {
      message.GetReflection()->ClearField(&message, field);
    }
  }
  return entity;
}

constexpr const char* all = "";
constexpr const char* nothing = "-";

struct Row {
  const char* key;
  /// Public, participant, steering, auditor: `all`, `nothing`, or the fields that are left out.
  const char* cells[4];
};

constexpr const char* names_left_out = "missing corrections correction_texts";

const std::vector<Row> table = {
    {"room room", {all, all, all, all}},
    {"person R01", {"language", all, all, all}},
    {"person PUB", {"language party", all, all, all}},
    {"attendance R01", {all, all, all, all}},
    {"attendance PUB", {nothing, all, all, all}},
    {"item V1", {"grounds", all, all, all}},
    {"recusal V1", {all, all, all, all}},
    {"moment M1", {nothing, all, all, all}},
    {"timer L1", {all, all, all, all}},
    {"speakers speakers", {all, all, all, all}},
    {"statement 9", {nothing, all, all, all}},
    {"observation 10", {nothing, nothing, nothing, all}},
    {"film F", {all, all, all, all}},
    {"homework HW", {nothing, all, all, all}},
    {"initiative NP", {all, all, all, all}},
    {"note N01", {"by", "by", all, all}},
    {"cluster UT1", {all, all, all, all}},
    {"matrix_cell P1", {all, all, all, all}},
    {"proposal P1", {"support", all, all, all}},
    {"proposal_version P1#1", {all, all, all, all}},
    {"priority_list SATS", {all, all, all, all}},
    {"vote open", {names_left_out, names_left_out, names_left_out, names_left_out}},
    {"turnout open", {all, all, all, all}},
    {"ballot open/R01", {nothing, nothing, "paper", nothing}},
    {"vote binding", {all, all, all, all}},
    {"ballot binding/R01", {all, all, all, all}},
    {"vote dots", {names_left_out, names_left_out, names_left_out, all}},
    {"ballot dots/R01", {nothing, nothing, "paper", all}},
    {"vote named", {names_left_out, names_left_out, all, all}},
    {"ballot named/R01", {nothing, nothing, all, all}},
    {"decision D", {all, all, all, all}},
    {"protocol_entry PE", {all, all, all, all}},
    {"position K2", {all, all, all, all}},
    {"allocation allocation", {all, all, all, all}},
    {"reallocation O1", {all, all, all, all}},
    {"agreement IA", {all, all, all, all}},
    {"agreement_text IA#v1", {all, all, all, all}},
    {"measure H1", {all, all, all, all}},
    {"phase F1", {all, all, all, all}},
    {"table B1", {"host people", all, all, all}},
    {"board Tavle", {all, all, all, all}},
    {"board_question Tavle#1", {all, all, all, all}},
    {"document D1", {all, all, all, all}},
    {"option_list Former", {all, all, all, all}},
    {"exemption T4", {all, all, all, all}},
};

void expect_cell(const domain::State& state, const pb::Entity& entity, std::size_t column,
                 const char* cell) {
  INFO(Case::key_of(entity) << " for " << pb::Audience_Name(audiences[column]));
  const auto seen = view::visible(state, entity, audiences[column]);
  std::string bytes = "before";
  const bool appended = view::append_visible(bytes, state, entity, audiences[column]);
  if (std::string(cell) == nothing) {
    CHECK_FALSE(seen.has_value());
    CHECK_FALSE(appended);
    CHECK(bytes == "before");
    return;
  }
  REQUIRE(seen.has_value());
  CHECK(appended);
  CHECK(bytes == "before" + seen->SerializeAsString());
  CHECK(seen->ShortDebugString() == cut(entity, cell).ShortDebugString());
}

}  // namespace

// The table itself, every kind by four audiences; a kind without a row fails here.
TEST_CASE("view: every kind is seen by every audience as the table says", "[unit][view]") {
  Case made;
  const auto state = made.state();
  std::set<int> kinds;
  for (const auto& row : table) {
    const auto& entity = made.entity(row.key);
    kinds.insert(entity.kind_case());
    for (std::size_t column = 0; column < 4; ++column) {
      expect_cell(state, entity, column, row.cells[column]);
    }
  }
  const auto* one_of = pb::Entity::descriptor()->FindOneofByName("kind");
  CHECK(static_cast<int>(kinds.size()) == one_of->field_count());
}

// What is rendered for every event must be the very bytes that view hashes are made of, with or
// without flags, sources and a slot in front of the kind.
TEST_CASE("view: appended bytes are those of the visible entity, whatever stands before its kind",
          "[unit][view]") {
  Case made;
  const auto state = made.state();
  for (const std::uint32_t slot : {0U, 1U, 127U, 128U, 300'000U}) {
    for (const int sources : {0, 1, 5}) {
      auto entity = made.entity("protocol_entry PE");
      entity.set_slot(slot);
      entity.set_behind_closed_doors(slot % 2 == 1);
      entity.clear_sources();
      for (int i = 0; i < sources; ++i) entity.add_sources(std::string(32, 's'));
      std::string bytes;
      REQUIRE(view::append_visible(bytes, state, entity, pb::AUDIENCE_STEERING));
      CHECK(bytes ==
            view::visible(state, entity, pb::AUDIENCE_STEERING).value().SerializeAsString());
      CHECK(bytes.find("ssss") == std::string::npos);
    }
  }
}

// Behind closed doors: who is there and that the doors are closed, nothing of what goes on.
TEST_CASE(
    "view: while the doors are closed the public sees that they are, and no more of the meeting",
    "[unit][view]") {
  Case made;
  made.close_doors();
  const auto state = made.state();
  expect_cell(state, made.entity("room room"), 0,
              "phase active_phase open_item acting_chair debate_closed open_vote");
  expect_cell(state, made.entity("room room"), 1, all);
  expect_cell(state, made.entity("room room"), 3, all);
  expect_cell(state, made.entity("speakers speakers"), 0, nothing);
  expect_cell(state, made.entity("speakers speakers"), 1, all);
  expect_cell(state, made.entity("attendance R01"), 0, all);
}

// Not even once the doors are open again.
TEST_CASE("view: what was made behind closed doors is never the public's nor the auditor's",
          "[unit][view]") {
  for (const auto& row : table) {
    Case made;
    made.entity(row.key).set_behind_closed_doors(true);
    const auto state = made.state();
    INFO(row.key);
    const auto& entity = made.entity(row.key);
    CHECK_FALSE(view::visible(state, entity, pb::AUDIENCE_PUBLIC).has_value());
    CHECK_FALSE(view::visible(state, entity, pb::AUDIENCE_AUDITOR).has_value());
    const bool chairs_side_sees = std::string(row.cells[2]) != nothing;
    CHECK(view::visible(state, entity, pb::AUDIENCE_STEERING).has_value() == chairs_side_sees);
    CHECK_FALSE(view::visible(state, entity, pb::AUDIENCE_UNSPECIFIED).has_value());
  }
}

// Elections by choice are by name; a binding vote by another method, or a secret one, is not.
TEST_CASE("view: only open votes that decide or elect by choice show who voted what",
          "[unit][view]") {
  const auto seen_by_public = [](pb::VoteKind kind, pb::VoteMethod method, bool secret) {
    Case made;
    auto& vote = *made.entity("vote binding").mutable_vote();
    *vote.mutable_terms() = terms(kind, method);
    vote.mutable_terms()->set_secret(secret);
    return view::visible(made.state(), made.entity("ballot binding/R01"), pb::AUDIENCE_PUBLIC)
        .has_value();
  };
  CHECK(seen_by_public(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_ALTERNATIVE, false));
  CHECK(seen_by_public(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_MAJORITY_ELECTION, false));
  CHECK(seen_by_public(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_PROPORTIONAL_ELECTION, false));
  CHECK(seen_by_public(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_CONSENT, false));
  CHECK_FALSE(seen_by_public(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_TRANSFERABLE, false));
  CHECK_FALSE(seen_by_public(pb::VOTE_KIND_ELECTION, pb::VOTE_METHOD_MAJORITY_ELECTION, true));
  CHECK_FALSE(seen_by_public(pb::VOTE_KIND_STRAW, pb::VOTE_METHOD_FOR_AGAINST, false));
  CHECK_FALSE(seen_by_public(pb::VOTE_KIND_INPUT, pb::VOTE_METHOD_RANKING, false));
  CHECK_FALSE(seen_by_public(pb::VOTE_KIND_BINDING, pb::VOTE_METHOD_GRADIENTS, false));
}

// Annulling must not reveal what closing had not.
TEST_CASE("view: an annulled vote shows ballots only if it had closed", "[unit][view]") {
  Case made;
  made.entity("vote open").mutable_vote()->set_status(pb::VOTE_STATUS_ANNULLED);
  made.entity("vote binding").mutable_vote()->set_status(pb::VOTE_STATUS_ANNULLED);
  const auto state = made.state();
  expect_cell(state, made.entity("ballot open/R01"), 3, nothing);
  expect_cell(state, made.entity("ballot binding/R01"), 0, all);
}

// What the audience's view leaves out, its owner still gets.
TEST_CASE("view: a person's own ballots, notes and observations are whole for them alone",
          "[unit][view]") {
  Case made;
  const auto state = made.state();
  const auto own = [&](const char* key, const char* person) {
    return view::own(state, made.entity(key), person);
  };
  REQUIRE(own("ballot open/R01", "R01").has_value());
  CHECK(own("ballot open/R01", "R01")->ballot().paper().choice() == "for");
  CHECK(own("ballot open/R01", "R01")->sources().empty());
  CHECK_FALSE(own("ballot open/R01", "R02").has_value());
  CHECK(own("note N01", "R01").has_value());
  CHECK_FALSE(own("note N01", "R02").has_value());
  CHECK(own("observation 10", "FF").has_value());
  CHECK_FALSE(own("proposal P1", "R01").has_value());
  CHECK(view::entire(made.entity("ballot open/R01")).ballot().has_paper());
}
