#include "core/drawing/layout.hpp"

#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include <graphviz/gvc.h>

// The engine is linked in, so that nothing is searched for on the machine when the program runs.
extern "C" {
extern gvplugin_library_t gvplugin_dot_layout_LTX_library;
}

namespace tingbok::drawing {
namespace {

/// Graphviz counts sizes in inches and places in points, of which 72 are an inch. A pixel of ours
/// is a point of its.
constexpr double inch = 72;
constexpr const char* between_columns = "0.75";
constexpr const char* between_boxes = "0.22";
/// Bounds its two searches; without them a dense graph of some hundred boxes takes seconds.
constexpr const char* rank_steps = "4";
constexpr const char* crossing_share = "0.75";

/// One engine for the life of the program: making it twice is what leaks.
class Engine {
 public:
  Engine() : context_(gvContextPlugins(plugins_, 0)) {
    if (context_ == nullptr) throw std::runtime_error("Graphviz cannot be started");
    agseterr(AGMAX);  // It would write its warnings on standard error.
  }
  ~Engine() { gvFreeContext(context_); }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  GVC_t* context() { return context_; }

 private:
  static inline lt_symlist_t plugins_[] = {
      {"gvplugin_dot_layout_LTX_library", &gvplugin_dot_layout_LTX_library}, {nullptr, nullptr}};
  GVC_t* context_;
};

/// Graphviz takes writable strings and does not write to them.
char* text(const char* constant) { return const_cast<char*>(constant); }

class Graph {
 public:
  Graph(GVC_t* context) : context_(context), graph_(agopen(text("lineage"), Agdirected, nullptr)) {
    for (const auto& [kind, name, value] :
         {Attribute{AGRAPH, "rankdir", "LR"}, Attribute{AGRAPH, "ranksep", between_columns},
          Attribute{AGRAPH, "nodesep", between_boxes}, Attribute{AGRAPH, "nslimit", rank_steps},
          Attribute{AGRAPH, "nslimit1", rank_steps}, Attribute{AGRAPH, "mclimit", crossing_share},
          Attribute{AGNODE, "label", ""}, Attribute{AGNODE, "shape", "box"},
          Attribute{AGNODE, "fixedsize", "true"}, Attribute{AGNODE, "width", "1"},
          Attribute{AGNODE, "height", "1"}, Attribute{AGEDGE, "weight", "1"}}) {
      agattr(graph_, kind, text(name), text(value));
    }
  }
  ~Graph() {
    if (laid_out_) gvFreeLayout(context_, graph_);
    agclose(graph_);
  }
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  Agnode_t* add(std::size_t index, const Box& box) {
    auto* node = agnode(graph_, text(("n" + std::to_string(index)).c_str()), 1);
    agset(node, text("width"), text(std::to_string(box.width / inch).c_str()));
    agset(node, text("height"), text(std::to_string(box.height / inch).c_str()));
    return node;
  }
  Agedge_t* add(Agnode_t* from, Agnode_t* to) { return agedge(graph_, from, to, nullptr, 1); }

  void lay_out() {
    laid_out_ = gvLayout(context_, graph_, "dot") == 0;
    if (!laid_out_) throw std::runtime_error("Graphviz could not lay a drawing out");
  }
  double width() const { return GD_bb(graph_).UR.x; }
  double height() const { return GD_bb(graph_).UR.y; }

 private:
  struct Attribute {
    int kind;
    const char* name;
    const char* value;
  };
  GVC_t* context_;
  Agraph_t* graph_;
  bool laid_out_ = false;
};

void read_curve(Layout& layout, Agedge_t* edge) {
  const auto turned = [&](const pointf& point) { return Point{point.x, layout.height - point.y}; };
  auto& curve = layout.curves.emplace_back();
  const auto* splines = ED_spl(edge);
  if (splines == nullptr || splines->size == 0) throw std::runtime_error("Graphviz drew no line");
  const auto& first = splines->list[0];
  for (int i = 0; i < first.size; ++i) curve.push_back(turned(first.list[i]));
  layout.ends.push_back(first.eflag != 0 ? turned(first.ep) : curve.back());
}

}  // namespace

Layout lay_out(const std::vector<Box>& boxes, const std::vector<Line>& lines) {
  static std::mutex one_at_a_time;
  const std::lock_guard<std::mutex> lock(one_at_a_time);
  static Engine engine;
  Layout layout;
  if (boxes.empty()) return layout;
  Graph graph(engine.context());
  std::vector<Agnode_t*> nodes;
  for (std::size_t i = 0; i < boxes.size(); ++i) nodes.push_back(graph.add(i, boxes[i]));
  std::vector<Agedge_t*> edges;
  for (const auto& line : lines) edges.push_back(graph.add(nodes.at(line.from), nodes.at(line.to)));
  graph.lay_out();
  layout.width = graph.width();
  layout.height = graph.height();
  for (auto* node : nodes) {
    layout.centres.push_back({ND_coord(node).x, layout.height - ND_coord(node).y});
  }
  for (auto* edge : edges) read_curve(layout, edge);
  return layout;
}

}  // namespace tingbok::drawing
