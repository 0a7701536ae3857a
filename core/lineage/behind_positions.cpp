#include "core/lineage/behind_positions.hpp"

#include <algorithm>
#include <deque>
#include <queue>
#include <set>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace tingbok::lineage {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<pb::LineageNode>;

/// From room to room, each told as its own.
class Walk {
 public:
  Walk(past::PastReader& past, const past::Viewer& viewer, const Moments& cuts, Told& told,
       Moments& moments)
      : past_(past),
        viewer_(viewer),
        cuts_(cuts),
        told_(told),
        moments_(moments),
        own_(told.lineage.workshop()) {}

  void run() {
    visited_.insert(own_);
    for (const auto& node : told_.lineage.nodes()) keys_.insert(node.key());
    for (const auto& edge : told_.lineage.edges()) joined_.emplace(edge.from(), edge.to());
    note_positions(told_.lineage.nodes(), own_);
    while (!due_.empty()) {
      const pb::LineageNode position = std::move(due_.front());
      due_.pop_front();
      behind(position);
    }
  }

 private:
  /// The latest first, so that what is told of a room more than once is told as it was last.
  void note_positions(const Nodes& nodes, const std::string& room) {
    for (auto node = nodes.rbegin(); node != nodes.rend(); ++node) {
      if (node->kind() == pb::LINEAGE_KIND_POSITION && node->workshop() != room)
        due_.push_back(*node);
    }
  }

  void behind(const pb::LineageNode& position) {
    auto& lineage = told_.lineage;
    const auto& room = position.workshop();
    if (visits_ == rooms_visited_max) return lineage.set_beyond(lineage.beyond() + 1);
    ++visits_;
    const bool first = visited_.insert(room).second;
    const auto there = ToldRoom::of(past_, room, position.number(), viewer_, cuts_);
    if (there == nullptr) {
      if (first) lineage.set_hidden(lineage.hidden() + 1);
      return;
    }
    moments_[room].insert(there->state().number());
    const auto roots = there->history().came_to();
    auto graph = tell(there->history(), there->teller(), roots, free_places());
    rename(graph);
    if (first) {
      lineage.set_hidden(lineage.hidden() + graph.hidden());
      lineage.set_beyond(lineage.beyond() + graph.beyond());
    }
    there->add_labels(graph.nodes(), told_.labels);
    for (const auto root : roots) {
      if (!there->teller().sees(root)) continue;
      auto& edge = *graph.add_edges();
      edge.set_from(key_of(room, there->history().steps()[root].told.key()));
      edge.set_to(position.key());
      edge.set_inferred(true);
    }
    take(std::move(graph));
  }

  std::size_t free_places() const {
    const auto there = static_cast<std::size_t>(told_.lineage.nodes_size());
    return there < nodes_max ? nodes_max - there : 0;
  }

  std::string key_of(const std::string& room, const std::string& key) const {
    return room == own_ ? key : room.substr(room.find('/') + 1) + "/" + key;
  }

  void rename(pb::Lineage& graph) const {
    for (auto& node : *graph.mutable_nodes()) node.set_key(key_of(graph.workshop(), node.key()));
    for (auto& edge : *graph.mutable_edges()) {
      edge.set_from(key_of(graph.workshop(), edge.from()));
      edge.set_to(key_of(graph.workshop(), edge.to()));
    }
  }

  /// What is there already, from another visit, stays as it is.
  void take(pb::Lineage graph) {
    Nodes fresh;
    for (auto& node : *graph.mutable_nodes()) {
      if (keys_.insert(node.key()).second) *fresh.Add() = std::move(node);
    }
    note_positions(fresh, graph.workshop());
    for (auto& node : fresh) *told_.lineage.add_nodes() = std::move(node);
    for (auto& edge : *graph.mutable_edges()) {
      if (!keys_.contains(edge.from())) continue;  // Beyond the bound.
      if (joined_.emplace(edge.from(), edge.to()).second)
        *told_.lineage.add_edges() = std::move(edge);
    }
  }

  past::PastReader& past_;
  const past::Viewer& viewer_;
  const Moments& cuts_;
  Told& told_;
  Moments& moments_;
  const std::string own_;
  /// Events of other rooms that have not been walked behind yet.
  std::deque<pb::LineageNode> due_;
  std::set<std::string> keys_;
  std::set<std::pair<std::string, std::string>> joined_;
  std::set<std::string> visited_;
  std::size_t visits_ = 0;
};

/// By time as far as what leads somewhere stands before what it leads to: clocks of different rooms
/// need not agree.
class Order {
 public:
  explicit Order(pb::Lineage& lineage) : lineage_(lineage) {
    const auto& nodes = lineage.nodes();
    for (int i = 0; i < nodes.size(); ++i) at_.emplace(nodes[i].key(), i);
    leads_to_.resize(at_.size());
    waits_for_.resize(at_.size());
    for (const auto& edge : lineage.edges()) {
      leads_to_[index(edge.from())].push_back(at_.at(edge.to()));
      ++waits_for_[index(edge.to())];
    }
  }

  void put() {
    const auto later = [&](int a, int b) { return place_of(a) > place_of(b); };
    std::priority_queue<int, std::vector<int>, decltype(later)> ready(later);
    for (int i = 0; i < lineage_.nodes_size(); ++i) {
      if (waits_for_[static_cast<std::size_t>(i)] == 0) ready.push(i);
    }
    Nodes ordered;
    std::unordered_map<std::string, int> place;
    while (!ready.empty()) {
      const int at = ready.top();
      ready.pop();
      for (const int next : leads_to_[static_cast<std::size_t>(at)]) {
        if (--waits_for_[static_cast<std::size_t>(next)] == 0) ready.push(next);
      }
      place.emplace(lineage_.nodes(at).key(), ordered.size());
      *ordered.Add() = lineage_.nodes(at);
    }
    lineage_.mutable_nodes()->Swap(&ordered);
    std::sort(lineage_.mutable_edges()->begin(), lineage_.mutable_edges()->end(),
              [&](const pb::LineageEdge& a, const pb::LineageEdge& b) {
                return std::tuple(place.at(a.to()), place.at(a.from())) <
                       std::tuple(place.at(b.to()), place.at(b.from()));
              });
  }

 private:
  std::size_t index(const std::string& key) const { return static_cast<std::size_t>(at_.at(key)); }
  std::tuple<std::int64_t, bool, int> place_of(int at) const {
    const auto& node = lineage_.nodes(at);
    return {node.time_ms(), node.workshop() == lineage_.workshop(), at};
  }

  pb::Lineage& lineage_;
  std::unordered_map<std::string, int> at_;
  std::vector<std::vector<int>> leads_to_;
  std::vector<int> waits_for_;
};

}  // namespace

void walk_behind_positions(past::PastReader& past, const past::Viewer& viewer, const Moments& cuts,
                           Told& told, Moments& moments) {
  const int before = told.lineage.nodes_size();
  Walk(past, viewer, cuts, told, moments).run();
  if (told.lineage.nodes_size() > before) Order(told.lineage).put();
}

}  // namespace tingbok::lineage
