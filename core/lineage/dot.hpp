/// A lineage as a Graphviz graph, for whoever wants to lay it out otherwise.
#pragma once

#include <string>

#include "core/lineage/sentences.hpp"

namespace tingbok::lineage {

/// A digraph in the DOT language, left to right. Node names are the nodes' keys; each has a label
/// of what it is, when and its number, and its sentence as a tooltip. What is inferred is dashed.
std::string as_dot(const Told& told, const Telling& how);

}  // namespace tingbok::lineage
