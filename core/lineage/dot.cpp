#include "core/lineage/dot.hpp"

#include "core/lineage/xml_characters.hpp"

namespace tingbok::lineage {
namespace {

/// A quoted string: only the quote has to be escaped for the parser, but in labels a backslash
/// starts an escape too and "&" an entity, a line break would be drawn, and Graphviz makes XML of
/// it all.
std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : in_xml_characters(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
    if (c == '&') out += "amp;";
  }
  return out + "\"";
}

/// Two lines: "\n" is DOT's own line break, so the halves are escaped before they are joined.
std::string label(const std::string& first, const std::string& second) {
  auto out = quoted(first);
  out.pop_back();
  return out + "\\n" + quoted(second).substr(1);
}

}  // namespace

std::string as_dot(const Told& told, const Telling& how) {
  const auto& lineage = told.lineage;
  std::string out = "digraph " + quoted(lineage.workshop() + " " + lineage.of()) + " {\n";
  out += "  label=" + quoted(heading(told, how.language)) + ";\n  labelloc=t;\n";
  out += "  rankdir=LR;\n  node [shape=box];\n";
  for (const auto& node : lineage.nodes()) {
    out += "  " + quoted(node.key()) + " [label=" +
           label(heading_of(node, how.language), clock_time(told, node.time_ms(), how) + " · " +
                                                     numbered(told, node, how.language)) +
           ", tooltip=" + quoted(sentence(told, node, how)) + "];\n";
  }
  for (const auto& edge : lineage.edges()) {
    out += "  " + quoted(edge.from()) + " -> " + quoted(edge.to()) +
           (edge.inferred() ? " [style=dashed];\n" : ";\n");
  }
  return out + "}\n";
}

}  // namespace tingbok::lineage
