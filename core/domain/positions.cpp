#include "core/domain/positions.hpp"

#include <unordered_set>

#include "core/domain/other_rooms.hpp"

namespace tingbok::domain {
namespace {

Shape shape_of(const pb::PositionSubmit& command) {
  Shape shape;
  shape.id(command.source_room(), "source_room").needed_name(command.form(), "form");
  shape.that(command.tasks_size() <= limits::list_items_max, "tasks", pb::REFUSAL_CODE_TOO_LARGE);
  std::unordered_set<std::string_view> seen;
  for (const auto& answer : command.tasks()) {
    shape.id(answer.task(), "tasks").that(seen.insert(answer.task()).second, "tasks");
  }
  shape.that(command.options_size() <= limits::options_max, "options", pb::REFUSAL_CODE_TOO_LARGE);
  for (const auto& option : command.options()) shape.option(option, "options");
  return shape.distinct(command.options(), "options");
}

}  // namespace

/// The meeting that came to it must be adjourned, and the one that receives it must not be. A later
/// submission takes the place of an earlier one.
Decision decide(const Situation& now, const pb::PositionSubmit& command) {
  const auto source = fact_of(now, command.source_room());
  if (!source) return no_right_or_unknown(now, "source_room");
  if (source->meeting_status() != pb::MEETING_STATUS_ADJOURNED) {
    return refused(pb::REFUSAL_CODE_SOURCE_NOT_ADJOURNED);
  }
  if (now.room.status() == pb::MEETING_STATUS_ADJOURNED) {
    return refused(pb::REFUSAL_CODE_RECEIVER_ADJOURNED);
  }
  if (const auto no = now.lacks_right()) return *no;
  const auto shape = shape_of(command);
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full_for<pb::Position>(now.state, command.source_room())) return *no;
  const auto* before = now.state.find<pb::Position>(command.source_room());
  pb::Event event;
  auto& fact = *event.mutable_position_submitted();
  fact.set_source_room(command.source_room());
  fact.set_version(before == nullptr ? 1 : before->version() + 1);
  fact.set_form(command.form());
  *fact.mutable_tasks() = command.tasks();
  fact.set_late(command.late());
  *fact.mutable_options() = command.options();
  fact.set_question_version(command.question_version());
  return one(std::move(event));
}

void evolve(Editor& editor, const pb::PositionSubmitted& fact, const pb::Event&) {
  const auto position = editor.make<pb::Position>(fact.source_room());
  position->set_version(fact.version());
  position->set_form(fact.form());
  *position->mutable_tasks() = fact.tasks();
  position->set_late(fact.late());
  *position->mutable_options() = fact.options();
  position->set_question_version(fact.question_version());
  *position->mutable_source() = editor.source();
}

}  // namespace tingbok::domain
