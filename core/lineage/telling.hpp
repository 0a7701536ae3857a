/// A history as one reader may see it. Private to core/lineage and its tests.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/domain/state.hpp"
#include "core/lineage/history.hpp"
#include "core/past/rights.hpp"

namespace tingbok::lineage {

/// Makes nodes of steps, each once. Keeps references: all three must outlive it, and the
/// history may grow notes meanwhile.
class Teller {
 public:
  Teller(const History& history, const domain::State& state, const past::Rights& rights)
      : history_(history), state_(state), rights_(rights) {}

  /// The node, with what is written in it; nullopt: the reader may not see it.
  const std::optional<pb::LineageNode>& node(StepId step);
  bool sees(StepId step) { return node(step).has_value(); }
  /// Whether the reader may know that there is such an item.
  bool sees_item(const std::string& id) const;

 private:
  template <class T>
  std::optional<pb::Entity> seen(const std::string& id) const;
  bool tells_actor(pb::LineageKind kind) const;
  std::optional<pb::LineageNode> make(const Step& step) const;
  bool fill(const Step& step, pb::LineageNode& node) const;
  bool fill_note(pb::LineageNode& node) const;
  bool fill_wording(const Step& step, pb::LineageNode& node) const;
  bool fill_support(pb::LineageNode& node) const;
  bool fill_vote(pb::LineageNode& node) const;
  bool fill_decision(pb::LineageNode& node) const;

  const History& history_;
  const domain::State& state_;
  const past::Rights& rights_;
  std::unordered_map<StepId, std::optional<pb::LineageNode>> made_;
};

/// The graph behind `roots`, at most `most` nodes. Sets workshop, nodes, edges, hidden and beyond.
pb::Lineage tell(const History& history, Teller& teller, const std::vector<StepId>& roots,
                 std::size_t most);

}  // namespace tingbok::lineage
