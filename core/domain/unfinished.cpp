/// Actions whose rules are not written yet: they are refused.
#include "core/domain/boards.hpp"
#include "core/domain/floor.hpp"
#include "core/domain/meeting.hpp"
#include "core/domain/phases.hpp"
#include "core/domain/preparation.hpp"
#include "core/domain/references.hpp"
#include "core/domain/tables.hpp"

namespace tingbok::domain {
namespace {

Decision unwritten(const Situation& now) {
  if (const auto no = now.lacks_right()) return *no;
  return invalid_argument("action");
}

}  // namespace

Decision decide(const Situation& now, const pb::PhasePlan& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::PhasePlanned& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("phase_planned");
}
Decision decide(const Situation& now, const pb::PhaseStart& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::PhaseStarted& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("phase_started");
}
Decision decide(const Situation& now, const pb::PhaseEnd& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::PhaseEnded& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("phase_ended");
}
Decision decide(const Situation& now, const pb::TableSet& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::TableArranged& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("table_arranged");
}
Decision decide(const Situation& now, const pb::TablesDeal& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::TablesDealt& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("tables_dealt");
}
Decision decide(const Situation& now, const pb::TableSeat& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::PersonSeated& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("person_seated");
}
Decision decide(const Situation& now, const pb::NoteLift& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::NotesLifted& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("notes_lifted");
}
Decision decide(const Situation& now, const pb::BoardSet& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::BoardArranged& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("board_arranged");
}
Decision decide(const Situation& now, const pb::TimerExtend& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::TimerExtended& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("timer_extended");
}
Decision decide(const Situation& now, const pb::TimerRunOut& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::TimerRanOut& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("timer_ran_out");
}
Decision decide(const Situation& now, const pb::AgendaEdit& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::ItemChanged& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("item_changed");
}
Decision decide(const Situation& now, const pb::ItemReopen& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::ItemReopened& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("item_reopened");
}
Decision decide(const Situation& now, const pb::ObjectionRaise& /*command*/) {
  return unwritten(now);
}
void evolve(Editor& /*editor*/, const pb::ObjectionRaised& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("objection_raised");
}
Decision decide(const Situation& now, const pb::VotePlan& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::VotePlanned& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("vote_planned");
}
Decision decide(const Situation& now, const pb::RulesetAdopt& /*command*/) {
  return unwritten(now);
}
void evolve(Editor& /*editor*/, const pb::RulesetAdopted& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("ruleset_adopted");
}
Decision decide(const Situation& now, const pb::TemplateAdopt& /*command*/) {
  return unwritten(now);
}
void evolve(Editor& /*editor*/, const pb::TemplateAdopted& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("template_adopted");
}
Decision decide(const Situation& now, const pb::DocumentLink& /*command*/) {
  return unwritten(now);
}
void evolve(Editor& /*editor*/, const pb::DocumentLinked& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("document_linked");
}
Decision decide(const Situation& now, const pb::OptionAdd& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::OptionAdded& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("option_added");
}
Decision decide(const Situation& now, const pb::Exempt& /*command*/) { return unwritten(now); }
void evolve(Editor& /*editor*/, const pb::TaskExempted& /*fact*/, const pb::Event& /*event*/) {
  throw CannotFold("task_exempted");
}

}  // namespace tingbok::domain
