#include "core/hash/paths.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

namespace tingbok {
namespace {

bool is_odd(std::uint64_t number) { return (number & 1) != 0; }

/// A walk from a node towards the root: its index on its level, and that of the level's last node.
struct Walk {
  std::uint64_t at;
  std::uint64_t last;

  bool at_root() const { return last == 0; }
  /// Whether the next hash of a path stands to the left of the node.
  bool comes_from_left() const { return is_odd(at) || at == last; }
  void up() {
    at >>= 1;
    last >>= 1;
  }
  /// A node that ends its level without a sibling is its own parent.
  void up_while_alone() {
    while (!is_odd(at) && at != 0) up();
  }
};

}  // namespace

Digest root_of(std::span<const Digest> leaves) {
  TreeEdge edge;
  for (const Digest& leaf : leaves) edge.add(leaf);
  return edge.root();
}

std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

Path inclusion_path(std::uint64_t index, std::uint64_t size, const SubtreeHash& hash) {
  if (index >= size) throw std::out_of_range("a leaf past the tree's end has no path");
  Path path;
  std::uint64_t begin = 0;
  for (std::uint64_t end = size; end - begin > 1;) {
    const std::uint64_t middle = begin + split_of(end - begin);
    if (index < middle) {
      path.push_back(hash(middle, end));
      end = middle;
    } else {
      path.push_back(hash(begin, middle));
      begin = middle;
    }
  }
  std::reverse(path.begin(), path.end());
  return path;
}

Path consistency_path(std::uint64_t from, std::uint64_t to, const SubtreeHash& hash) {
  if (from > to) throw std::out_of_range("the beginning of a tree is not larger than the tree");
  Path path;
  if (from == 0 || from == to) return path;
  std::uint64_t begin = 0;
  std::uint64_t end = to;
  while (from != end) {
    const std::uint64_t middle = begin + split_of(end - begin);
    if (from <= middle) {
      path.push_back(hash(middle, end));
      end = middle;
    } else {
      path.push_back(hash(begin, middle));
      begin = middle;
    }
  }
  // Where the smaller tree is one whole subtree, its root is known to whoever checks.
  if (begin != 0) path.push_back(hash(begin, end));
  std::reverse(path.begin(), path.end());
  return path;
}

bool verify_inclusion(std::uint64_t index, std::uint64_t size, const Digest& leaf,
                      std::span<const Digest> path, const Digest& root) {
  if (index >= size) return false;
  Walk walk{index, size - 1};
  Digest node = leaf;
  for (const Digest& sibling : path) {
    if (walk.at_root()) return false;
    if (walk.comes_from_left()) {
      node = node_hash(sibling, node);
      walk.up_while_alone();
    } else {
      node = node_hash(node, sibling);
    }
    walk.up();
  }
  return walk.at_root() && node == root;
}

bool verify_consistency(std::uint64_t from, const Digest& from_root, std::uint64_t to,
                        const Digest& to_root, std::span<const Digest> path) {
  if (from > to) return false;
  if (from == to) return path.empty() && from_root == to_root;
  if (from == 0) return path.empty() && from_root == empty_root();
  Walk walk{from - 1, to - 1};
  while (is_odd(walk.at)) walk.up();
  // Where the smaller tree is one whole subtree, the path starts right above its root.
  Digest smaller = from_root;
  if (!std::has_single_bit(from)) {
    if (path.empty()) return false;
    smaller = path.front();
    path = path.subspan(1);
  }
  Digest larger = smaller;
  for (const Digest& sibling : path) {
    if (walk.at_root()) return false;
    if (walk.comes_from_left()) {
      smaller = node_hash(sibling, smaller);
      larger = node_hash(sibling, larger);
      walk.up_while_alone();
    } else {
      larger = node_hash(larger, sibling);
    }
    walk.up();
  }
  return walk.at_root() && smaller == from_root && larger == to_root;
}

}  // namespace tingbok
