#include "core/domain/agreements.hpp"

#include <algorithm>
#include <set>

#include "core/domain/other_rooms.hpp"

namespace tingbok::domain {
namespace {

std::string text_id(const std::string& agreement, const std::string& version) {
  return agreement + "#" + version;
}

/// In force: the state and the municipality have approved it, and nobody else has to.
bool both_levels(const pb::AgreementVersionStatus& version, pb::Level level) {
  std::set<int> approved(version.approved().begin(), version.approved().end());
  approved.insert(level);
  return approved == std::set<int>{pb::LEVEL_STATE, pb::LEVEL_MUNICIPALITY};
}

}  // namespace

Decision decide(const Situation& now, const pb::AgreementVersion& command) {
  const auto* agreement = now.state.find<pb::Agreement>(command.agreement());
  const auto is_it = [&](const auto& version) { return version.version() == command.version(); };
  if (agreement != nullptr &&
      std::any_of(agreement->versions().begin(), agreement->versions().end(), is_it)) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS);
  }
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.agreement(), "agreement")
                         .id(command.version(), "version")
                         .needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  // Version "2#1" of IA and version "1" of IA#2 would be one text.
  if (now.state.find<pb::AgreementText>(text_id(command.agreement(), command.version()))) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "version");
  }
  if (const auto no = full_for<pb::Agreement>(now.state, command.agreement())) return *no;
  if (const auto no = full<pb::AgreementText>(now.state)) return *no;
  if (agreement != nullptr && agreement->versions_size() >= limits::entries_max) {
    return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  pb::Event event;
  auto& fact = *event.mutable_agreement_version_added();
  fact.set_agreement(command.agreement());
  fact.set_version(command.version());
  return one(std::move(event));
}

/// Only the latest version can be approved, each level once, on a vote that adopted it.
Decision decide(const Situation& now, const pb::AgreementApprove& command) {
  const auto* agreement = now.state.find<pb::Agreement>(command.agreement());
  if (agreement == nullptr || agreement->versions().empty()) {
    return no_right_or_unknown(now, "agreement");
  }
  const auto& latest = *agreement->versions().rbegin();
  if (latest.version() != command.version()) return refused(pb::REFUSAL_CODE_OUTDATED_VERSION);
  if (const auto no = not_adopted(now, command.vote_room(), command.vote())) return *no;
  const auto& approved = latest.approved();
  if (std::find(approved.begin(), approved.end(), command.level()) != approved.end()) {
    return refused(pb::REFUSAL_CODE_ALREADY_APPROVED);
  }
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape().that(
      command.level() != pb::LEVEL_UNSPECIFIED && pb::Level_IsValid(command.level()), "level");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_agreement_approved();
  fact.set_agreement(command.agreement());
  fact.set_version(command.version());
  fact.set_level(command.level());
  fact.set_in_force(both_levels(latest, command.level()));
  return one(std::move(event));
}

// --- What the events make of the state.

void evolve(Editor& editor, const pb::AgreementVersionAdded& fact, const pb::Event& event) {
  const auto agreement = editor.make<pb::Agreement>(fact.agreement());
  agreement->add_versions()->set_version(fact.version());
  const auto text = editor.make<pb::AgreementText>(text_id(fact.agreement(), fact.version()));
  text->set_text(event.text());
  text->set_language(event.language());
  text->set_by(editor.meta().actor);
  *text->mutable_source() = editor.source();
  editor.replace_sources(text);
}

void evolve(Editor& editor, const pb::AgreementApproved& fact, const pb::Event&) {
  const auto agreement = editor.edit<pb::Agreement>(fact.agreement());
  for (auto& version : *agreement->mutable_versions()) {
    if (version.version() == fact.version()) version.add_approved(fact.level());
  }
  if (fact.in_force()) agreement->set_in_force(fact.version());
}

}  // namespace tingbok::domain
