#include "core/lineage/telling.hpp"

#include <algorithm>
#include <queue>
#include <set>
#include <stdexcept>
#include <tuple>

#include "core/lineage/word_changes.hpp"

namespace tingbok::lineage {

template <class T>
std::optional<pb::Entity> Teller::seen(const std::string& id) const {
  const auto slot = state_.slot_of<T>(id);
  if (!slot) return std::nullopt;
  return rights_.seen(state_, *slot);
}

bool Teller::sees_item(const std::string& id) const { return seen<pb::AgendaItem>(id).has_value(); }

const std::optional<pb::LineageNode>& Teller::node(StepId step) {
  const auto found = made_.find(step);
  if (found != made_.end()) return found->second;
  return made_.emplace(step, make(history_.steps()[step])).first->second;
}

std::optional<pb::LineageNode> Teller::make(const Step& step) const {
  // A note says itself who reads it: its author does whatever became of it, and it may have been
  // lifted since it was written.
  const bool note = step.told.kind() == pb::LINEAGE_KIND_NOTE;
  if (!note && !rights_.allow(step.visibility)) return std::nullopt;
  auto node = step.told;
  if (!tells_actor(node.kind())) node.clear_actor();
  if (!fill(step, node)) return std::nullopt;
  return node;
}

/// Whose doing it was, as the events of a room tell it too (core/past/actors.cpp): of what is done
/// in the name of the meeting all know it, of the rest all but the public. Where an entity says who
/// wrote it, that is asked instead.
bool Teller::tells_actor(pb::LineageKind kind) const {
  if (rights_.administrator() || rights_.audience() != pb::AUDIENCE_PUBLIC) return true;
  return kind == pb::LINEAGE_KIND_POLL || kind == pb::LINEAGE_KIND_VOTE ||
         kind == pb::LINEAGE_KIND_ANNULLED_VOTE || kind == pb::LINEAGE_KIND_DECISION ||
         kind == pb::LINEAGE_KIND_ENDED || kind == pb::LINEAGE_KIND_POSITION;
}

bool Teller::fill(const Step& step, pb::LineageNode& node) const {
  switch (node.kind()) {
    case pb::LINEAGE_KIND_NOTE:
      return fill_note(node);
    case pb::LINEAGE_KIND_CLUSTER:
      return seen<pb::Cluster>(node.id()).has_value();
    case pb::LINEAGE_KIND_PROPOSAL:
    case pb::LINEAGE_KIND_WORDING:
    case pb::LINEAGE_KIND_MERGE:
      return fill_wording(step, node);
    case pb::LINEAGE_KIND_SPLIT:
    case pb::LINEAGE_KIND_ENDED:
      return seen<pb::Proposal>(node.id()).has_value();
    case pb::LINEAGE_KIND_SUPPORT:
      return fill_support(node);
    case pb::LINEAGE_KIND_PRIORITY_SET:
    case pb::LINEAGE_KIND_PRIORITY_LOCK:
      return seen<pb::PriorityList>(node.id()).has_value();
    case pb::LINEAGE_KIND_PRIORITY_MOVE:
      return seen<pb::PriorityList>(node.title()).has_value();
    case pb::LINEAGE_KIND_POLL:
    case pb::LINEAGE_KIND_ANNULLED_VOTE:
    case pb::LINEAGE_KIND_VOTE:
      return fill_vote(node);
    case pb::LINEAGE_KIND_DECISION:
      return fill_decision(node);
    case pb::LINEAGE_KIND_POSITION:
      if (node.workshop() != history_.room() && rights_.audience() == pb::AUDIENCE_PUBLIC)
        return false;
      return seen<pb::Position>(node.id()).has_value();
    case pb::LINEAGE_KIND_BASIS:
      node.set_text(node.id());
      return true;
    case pb::LINEAGE_KIND_UNSPECIFIED:
    case pb::LineageKind_INT_MIN_SENTINEL_DO_NOT_USE_:
    case pb::LineageKind_INT_MAX_SENTINEL_DO_NOT_USE_:
      break;
  }
  throw std::logic_error("a step of a kind that a lineage does not have");
}

/// Only the note itself says who wrote it.
bool Teller::fill_note(pb::LineageNode& node) const {
  const auto entity = seen<pb::Note>(node.id());
  if (!entity) return false;
  const auto& note = entity->note();
  node.set_actor(note.by());
  node.set_text(note.text());
  if (!note.by().empty()) node.add_people(note.by());
  return true;
}

bool Teller::fill_wording(const Step& step, pb::LineageNode& node) const {
  const auto id = [&](std::uint32_t version) { return node.id() + "#" + std::to_string(version); };
  const auto entity = seen<pb::ProposalVersion>(id(step.version));
  if (!entity) return false;
  const auto& wording = entity->proposal_version();
  node.set_actor(wording.by());
  node.set_text(wording.text());
  if (step.version < 2) return true;
  const auto before = seen<pb::ProposalVersion>(id(step.version - 1));
  // After erasure there is nothing to compare with.
  if (!before || before->proposal_version().text().empty() || wording.text().empty()) return true;
  for (auto& change : word_changes(before->proposal_version().text(), wording.text())) {
    *node.add_changes() = std::move(change);
  }
  return true;
}

bool Teller::fill_support(pb::LineageNode& node) const {
  const auto entity = seen<pb::Proposal>(node.id());
  if (!entity) return false;
  const auto& shown = entity->proposal().support();
  for (auto& person : *node.mutable_people()) {
    if (std::find(shown.begin(), shown.end(), person) == shown.end()) person.clear();
  }
  return true;
}

bool Teller::fill_vote(pb::LineageNode& node) const {
  const auto entity = seen<pb::Vote>(node.id());
  if (!entity) return false;
  const auto& vote = entity->vote();
  node.set_text(vote.question());
  if (vote.has_result()) *node.mutable_result() = vote.result();
  return true;
}

bool Teller::fill_decision(pb::LineageNode& node) const {
  const auto entity = seen<pb::DecisionEntry>(std::to_string(node.number()));
  if (!entity) return false;
  node.set_text(entity->decision().text());
  if (const auto item = seen<pb::AgendaItem>(node.id())) node.set_title(item->item().title());
  return true;
}

namespace {

struct Reached {
  /// In no particular order.
  std::vector<StepId> steps;
  std::uint32_t hidden = 0;
  std::uint32_t beyond = 0;
};

/// Back from the roots, always the latest step next, so that what is too much is the oldest.
/// A step that is hidden is a wall. Steps get larger ids the later they are, notes excepted, whose
/// time decides.
Reached reach(const History& history, Teller& teller, const std::vector<StepId>& roots,
              std::size_t most) {
  const auto later = [&](StepId a, StepId b) {
    const auto& first = history.steps()[a].told;
    const auto& second = history.steps()[b].told;
    return std::tuple(first.time_ms(), first.number(), a) <
           std::tuple(second.time_ms(), second.number(), b);
  };
  std::priority_queue<StepId, std::vector<StepId>, decltype(later)> next(later);
  std::vector<bool> met(history.steps().size(), false);
  Reached reached;
  for (const auto root : roots) {
    next.push(root);
    met[root] = true;
  }
  while (!next.empty()) {
    const auto step = next.top();
    next.pop();
    if (!teller.sees(step)) {
      ++reached.hidden;
      continue;
    }
    if (reached.steps.size() < most) {
      reached.steps.push_back(step);
    } else {
      ++reached.beyond;
    }
    for (const auto& lead : history.steps()[step].from) {
      if (met[lead.from]) continue;
      met[lead.from] = true;
      next.push(lead.from);
    }
  }
  return reached;
}

/// By time; at the same time another room's first, then by number; one event's steps in the order
/// they were made. Whatever leads somewhere stands before what it leads to.
void put_in_order(const History& history, std::vector<StepId>& steps) {
  const auto place = [&](StepId id) {
    const auto& told = history.steps()[id].told;
    return std::tuple(told.time_ms(), told.workshop() == history.room(), told.number(), id);
  };
  std::sort(steps.begin(), steps.end(), [&](StepId a, StepId b) { return place(a) < place(b); });
}

/// The authors of what was written in a node, and of what led to it.
void gather_authors(pb::Lineage& lineage, const std::vector<std::vector<int>>& from) {
  const auto writes = [](const pb::LineageNode& node) {
    return node.kind() == pb::LINEAGE_KIND_NOTE || node.kind() == pb::LINEAGE_KIND_PROPOSAL ||
           node.kind() == pb::LINEAGE_KIND_WORDING || node.kind() == pb::LINEAGE_KIND_MERGE;
  };
  for (int i = 0; i < lineage.nodes_size(); ++i) {
    const auto kind = lineage.nodes(i).kind();
    if (kind != pb::LINEAGE_KIND_MERGE && kind != pb::LINEAGE_KIND_SPLIT) continue;
    std::set<std::string> authors;
    std::vector<bool> met(static_cast<std::size_t>(lineage.nodes_size()), false);
    std::vector<int> next{i};
    while (!next.empty()) {
      const auto at = next.back();
      next.pop_back();
      if (met[static_cast<std::size_t>(at)]) continue;
      met[static_cast<std::size_t>(at)] = true;
      const auto& node = lineage.nodes(at);
      if (writes(node) && !node.actor().empty()) authors.insert(node.actor());
      next.insert(next.end(), from[static_cast<std::size_t>(at)].begin(),
                  from[static_cast<std::size_t>(at)].end());
    }
    for (const auto& author : authors) lineage.mutable_nodes(i)->add_people(author);
  }
}

}  // namespace

pb::Lineage tell(const History& history, Teller& teller, const std::vector<StepId>& roots,
                 std::size_t most) {
  auto reached = reach(history, teller, roots, most);
  put_in_order(history, reached.steps);
  std::unordered_map<StepId, int> place;
  for (std::size_t i = 0; i < reached.steps.size(); ++i)
    place.emplace(reached.steps[i], static_cast<int>(i));
  pb::Lineage lineage;
  std::vector<std::vector<int>> from;
  for (const auto step : reached.steps) *lineage.add_nodes() = *teller.node(step);
  for (const auto step : reached.steps) {
    auto leads = history.steps()[step].from;
    std::erase_if(leads, [&](const Lead& lead) { return !place.contains(lead.from); });
    std::sort(leads.begin(), leads.end(),
              [&](const Lead& a, const Lead& b) { return place.at(a.from) < place.at(b.from); });
    auto& told_from = from.emplace_back();
    for (const auto& lead : leads) {
      auto& edge = *lineage.add_edges();
      edge.set_from(history.steps()[lead.from].told.key());
      edge.set_to(history.steps()[step].told.key());
      edge.set_inferred(lead.inferred);
      // Authors are told of what somebody said led here.
      if (!lead.inferred) told_from.push_back(place.at(lead.from));
    }
  }
  gather_authors(lineage, from);
  lineage.set_workshop(history.room());
  lineage.set_hidden(reached.hidden);
  lineage.set_beyond(reached.beyond);
  return lineage;
}

}  // namespace tingbok::lineage
