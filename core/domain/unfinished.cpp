/// Actions whose rules are not written yet: they are refused.
#include "core/domain/preparation.hpp"
#include "core/domain/references.hpp"

namespace tingbok::domain {
namespace {

Decision unwritten(const Situation& now) {
  if (const auto no = now.lacks_right()) return *no;
  return invalid_argument("action");
}

}  // namespace

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
