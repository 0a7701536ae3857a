#include "core/domain/minutes.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

/// Declared, and something came of it: adopted, settled or elected.
bool decided_something(const pb::Vote& vote) {
  const auto outcome = vote.result().outcome();
  return vote.status() == pb::VOTE_STATUS_DECLARED &&
         (outcome == pb::OUTCOME_ADOPTED || outcome == pb::OUTCOME_SETTLED ||
          outcome == pb::OUTCOME_ELECTED);
}

}  // namespace

Decision decide(const Situation& now, const pb::Decide& command) {
  const auto* vote = now.state.find<pb::Vote>(command.vote());
  if (vote == nullptr) return unknown_reference("vote");
  if (!decided_something(*vote)) return refused(pb::REFUSAL_CODE_NOT_ADOPTED);
  const auto* item = now.state.find<pb::AgendaItem>(command.item());
  if (item == nullptr) return unknown_reference("item");
  const auto* voted_on = now.state.find<pb::AgendaItem>(vote->terms().item());
  if (item->blocked() || (voted_on != nullptr && voted_on->blocked())) {
    return refused(pb::REFUSAL_CODE_ITEM_BLOCKED, "item");
  }
  const auto shape = Shape().needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full<pb::DecisionEntry>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_decision_recorded();
  fact.set_item(command.item());
  fact.set_vote(command.vote());
  for (const auto* task : now.state.all<pb::Exemption>()) fact.add_carried_on(task->id());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ProtocolAdd& command) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape().name(command.kind(), "kind").needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full<pb::ProtocolEntry>(now.state)) return *no;
  pb::Event event;
  event.mutable_protocol_entry_added()->set_kind(command.kind().empty() ? "protokolltilførsel"
                                                                        : command.kind());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Report&) {
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape().needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full<pb::ProtocolEntry>(now.state)) return *no;
  pb::Event event;
  event.mutable_report_filed();
  return one(std::move(event));
}

/// Handing out under an id that is in use starts that homework anew.
Decision decide(const Situation& now, const pb::HomeworkAssign& command) {
  const auto shape = Shape()
                         .id(command.homework(), "homework")
                         .needed_name(command.title(), "title")
                         .needed_name(command.due(), "due")
                         .needed_name(command.to(), "to");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Homework>(now.state, command.homework())) return *no;
  pb::Event event;
  auto& fact = *event.mutable_homework_assigned();
  fact.set_homework(command.homework());
  fact.set_title(command.title());
  fact.set_due(command.due());
  fact.set_to(command.to());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::HomeworkSubmit& command) {
  if (const auto no = now.lacks_right()) return *no;
  if (now.state.find<pb::Homework>(command.homework()) == nullptr) {
    return unknown_reference("homework");
  }
  const auto shape = Shape().name(command.file(), "file");
  if (shape.wrong()) return *shape.wrong();
  pb::Event event;
  auto& fact = *event.mutable_homework_submitted();
  fact.set_homework(command.homework());
  fact.set_file(command.file());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Endorse& command) {
  const auto* initiative = now.state.find<pb::Initiative>(command.initiative());
  const auto is_body = [&](const pb::Endorsement& given) { return given.body() == command.body(); };
  if (initiative != nullptr &&
      std::any_of(initiative->endorsements().begin(), initiative->endorsements().end(), is_body)) {
    return refused(pb::REFUSAL_CODE_ALREADY_ENDORSED);
  }
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = Shape()
                         .id(command.initiative(), "initiative")
                         .needed_name(command.body(), "body")
                         .name(command.stance(), "stance");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Initiative>(now.state, command.initiative())) return *no;
  if (initiative != nullptr && initiative->endorsements_size() >= limits::entries_max) {
    return refused(pb::REFUSAL_CODE_ROOM_FULL);
  }
  pb::Event event;
  auto& fact = *event.mutable_initiative_endorsed();
  fact.set_initiative(command.initiative());
  fact.set_body(command.body());
  fact.set_stance(command.stance().empty() ? "støtter" : command.stance());
  return one(std::move(event));
}

// --- What the events make of the state.

namespace {

void enter(Editor& editor, const std::string& kind, const pb::Event& event) {
  const auto entry = editor.make<pb::ProtocolEntry>(std::to_string(editor.meta().number));
  entry->set_kind(kind);
  entry->set_by(editor.meta().actor);
  entry->set_text(event.text());
  entry->set_language(event.language());
  *entry->mutable_source() = editor.source();
  editor.add_source(entry);
}

}  // namespace

void evolve(Editor& editor, const pb::DecisionRecorded& fact, const pb::Event& event) {
  const auto decision = editor.make<pb::DecisionEntry>(std::to_string(editor.meta().number));
  decision->set_item(fact.item());
  decision->set_vote(fact.vote());
  *decision->mutable_carried_on() = fact.carried_on();
  decision->set_text(event.text());
  decision->set_language(event.language());
  *decision->mutable_source() = editor.source();
  editor.add_source(decision);
}

void evolve(Editor& editor, const pb::ProtocolEntryAdded& fact, const pb::Event& event) {
  enter(editor, fact.kind(), event);
}

void evolve(Editor& editor, const pb::ReportFiled&, const pb::Event& event) {
  enter(editor, "rapport", event);
}

void evolve(Editor& editor, const pb::HomeworkAssigned& fact, const pb::Event&) {
  const auto homework = editor.make<pb::Homework>(fact.homework());
  homework->set_title(fact.title());
  homework->set_due(fact.due());
  homework->set_to(fact.to());
  homework->clear_done();
  homework->clear_files();
  editor.clear_sources(homework);
}

/// Handing in again replaces the file and does not count twice.
void evolve(Editor& editor, const pb::HomeworkSubmitted& fact, const pb::Event&) {
  const auto homework = editor.edit<pb::Homework>(fact.homework());
  const auto& done = homework->done();
  const auto found = std::find(done.begin(), done.end(), editor.meta().actor);
  const auto index = static_cast<int>(found - done.begin());
  if (found == done.end()) {
    homework->add_done(editor.meta().actor);
    homework->add_files(fact.file());
  } else {
    homework->set_files(index, fact.file());
  }
  editor.set_source(homework, index);
}

void evolve(Editor& editor, const pb::InitiativeEndorsed& fact, const pb::Event&) {
  auto& endorsement = *editor.make<pb::Initiative>(fact.initiative())->add_endorsements();
  endorsement.set_body(fact.body());
  endorsement.set_stance(fact.stance());
  *endorsement.mutable_source() = editor.source();
}

}  // namespace tingbok::domain
