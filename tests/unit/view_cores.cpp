// Goal: a record is handed out whole only to whoever may know all that it says, also who did it.
#include <catch2/catch.hpp>
#include <google/protobuf/message.h>

#include "core/view/cores.hpp"

namespace view = tingbok::view;
namespace pb = tingbok::v1;

namespace {

constexpr pb::Audience audiences[] = {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_PARTICIPANT,
                                      pb::AUDIENCE_STEERING, pb::AUDIENCE_AUDITOR};

/// A core whose event is the one of that name in the schema, otherwise empty.
pb::RecordCore core_of(const std::string& kind) {
  pb::RecordCore core;
  core.mutable_visibility()->set_least(pb::AUDIENCE_PUBLIC);
  pb::Event& event = *core.mutable_event();
  const auto* field = event.GetDescriptor()->FindFieldByName(kind);
  REQUIRE(field != nullptr);
  event.GetReflection()->MutableMessage(&event, field);
  return core;
}

/// Who may read it, as letters: public, participant, steering, auditor.
std::string readers(const pb::RecordCore& core) {
  std::string found;
  const char* letter = "PDSA";
  for (const pb::Audience audience : audiences) {
    if (view::may_read_core(core, audience)) found += *letter;
    ++letter;
  }
  return found;
}

}  // namespace

// One of each row.
TEST_CASE("cores: each audience gets what it may know", "[unit][view]") {
  CHECK(readers(pb::RecordCore()).empty());
  CHECK(readers(core_of("decision_recorded")) == "PDSA");
  CHECK(readers(core_of("result_declared")) == "PDSA");
  CHECK(readers(core_of("person_joined")) == "DSA");
  CHECK(readers(core_of("proposal_supported")) == "DSA");
  CHECK(readers(core_of("priority_moved")) == "SA");
  CHECK(readers(core_of("note_added")) == "A");
  CHECK(readers(core_of("observation_noted")) == "A");
  CHECK(readers(core_of("ballot_cast")).empty());
  CHECK(readers(core_of("ballot_corrected")).empty());
}

// Who has not voted is not for everyone; where nobody is missing there is nothing to hide.
TEST_CASE("cores: a closed vote that names who is missing is not handed out", "[unit][view]") {
  auto core = core_of("vote_closed");
  CHECK(readers(core) == "PDSA");
  core.mutable_event()->mutable_vote_closed()->add_missing("R1");
  CHECK(readers(core).empty());
}

// The roll of a vote that asks others than members names who was there.
TEST_CASE("cores: an open vote's roll of others than members is not for the public",
          "[unit][view]") {
  auto core = core_of("vote_opened");
  auto& terms = *core.mutable_event()->mutable_vote_opened()->mutable_terms();
  terms.set_kind(pb::VOTE_KIND_STRAW);
  CHECK(readers(core) == "PDSA");
  terms.mutable_electorate()->set_kind(pb::Electorate::KIND_EVERYONE);
  CHECK(readers(core) == "DSA");
  terms.set_kind(pb::VOTE_KIND_ELECTION);
  terms.set_method(pb::VOTE_METHOD_MAJORITY_ELECTION);
  CHECK(readers(core) == "PDSA");
}

// What the record itself says of who could see it then always counts.
TEST_CASE("cores: doors, hidden content, and facts of other rooms", "[unit][view]") {
  auto core = core_of("decision_recorded");
  core.mutable_visibility()->set_doors_closed(true);
  CHECK(readers(core) == "DS");
  core = core_of("decision_recorded");
  core.mutable_visibility()->set_least(pb::AUDIENCE_AUDITOR);
  CHECK(readers(core) == "A");
  core = core_of("decision_recorded");
  core.mutable_visibility()->set_hidden_until_closed("V");
  CHECK(readers(core).empty());
  core = core_of("decision_recorded");
  core.add_facts()->set_room("A/K2");
  CHECK(readers(core).empty());
  CHECK_FALSE(view::may_read_core(core_of("decision_recorded"), pb::AUDIENCE_UNSPECIFIED));
}
