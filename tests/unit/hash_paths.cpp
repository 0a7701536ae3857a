#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/hash/paths.hpp"

namespace tingbok {
namespace {

Digest leaf(int i) { return leaf_hash("leaf " + std::to_string(i)); }

std::vector<Digest> leaves_of(int count) {
  std::vector<Digest> leaves;
  for (int i = 0; i < count; ++i) leaves.push_back(leaf(i));
  return leaves;
}

SubtreeHash over(const std::vector<Digest>& leaves) {
  return [&leaves](std::uint64_t begin, std::uint64_t end) {
    return root_of(std::span(leaves).subspan(begin, end - begin));
  };
}

/// The tree of seven leaves that RFC 9162 § 2.1.5 draws, node by node and by the letters it uses,
/// put together by hand.
struct SevenLeaves {
  const Digest a = leaf(0), b = leaf(1), c = leaf(2), d = leaf(3), e = leaf(4), f = leaf(5);
  const Digest g = node_hash(a, b), h = node_hash(c, d), i = node_hash(e, f), j = leaf(6);
  const Digest k = node_hash(g, h), l = node_hash(i, j);
  const Digest root = node_hash(k, l);
};

// Goal: the paths are those of the standard's own example.
TEST_CASE("paths: inclusion in the tree of seven leaves is as the standard draws it",
          "[unit][hash]") {
  const SevenLeaves tree;
  const auto leaves = leaves_of(7);
  CHECK(root_of(leaves) == tree.root);
  CHECK(inclusion_path(0, 7, over(leaves)) == Path{tree.b, tree.h, tree.l});
  CHECK(inclusion_path(3, 7, over(leaves)) == Path{tree.c, tree.g, tree.l});
  CHECK(inclusion_path(4, 7, over(leaves)) == Path{tree.f, tree.j, tree.k});
  CHECK(inclusion_path(6, 7, over(leaves)) == Path{tree.i, tree.k});
  CHECK(verify_inclusion(4, 7, tree.e, Path{tree.f, tree.j, tree.k}, tree.root));
  CHECK(verify_inclusion(6, 7, tree.j, Path{tree.i, tree.k}, tree.root));
}

// Goal: the same for the growth of that tree.
TEST_CASE("paths: consistency within the tree of seven leaves is as the standard draws it",
          "[unit][hash]") {
  const SevenLeaves tree;
  const auto leaves = leaves_of(7);
  CHECK(consistency_path(3, 7, over(leaves)) == Path{tree.c, tree.d, tree.g, tree.l});
  CHECK(consistency_path(4, 7, over(leaves)) == Path{tree.l});
  CHECK(consistency_path(6, 7, over(leaves)) == Path{tree.i, tree.j, tree.k});
  const Digest three = node_hash(tree.g, tree.c);
  CHECK(verify_consistency(3, three, 7, tree.root, Path{tree.c, tree.d, tree.g, tree.l}));
  CHECK(verify_consistency(4, tree.k, 7, tree.root, Path{tree.l}));
}

// Goal: a tree of one leaf is its leaf; nothing has no leaf.
TEST_CASE("paths: the smallest trees", "[unit][hash]") {
  const auto leaves = leaves_of(2);
  CHECK(inclusion_path(0, 1, over(leaves)).empty());
  CHECK(verify_inclusion(0, 1, leaf(0), {}, leaf(0)));
  CHECK_FALSE(verify_inclusion(0, 1, leaf(0), {}, leaf(1)));
  CHECK_FALSE(verify_inclusion(0, 0, leaf(0), {}, leaf(0)));
  CHECK_FALSE(verify_inclusion(0, 1, leaf(0), Path{leaf(1)}, leaf(0)));
  CHECK(inclusion_path(1, 2, over(leaves)) == Path{leaf(0)});
  CHECK(consistency_path(1, 2, over(leaves)) == Path{leaf(1)});
}

// Goal: every tree begins with nothing and with itself, and such a path has no hashes to add.
TEST_CASE("paths: a tree is consistent with itself and with the empty tree", "[unit][hash]") {
  const auto leaves = leaves_of(5);
  const Digest root = root_of(leaves);
  CHECK(consistency_path(0, 5, over(leaves)).empty());
  CHECK(consistency_path(5, 5, over(leaves)).empty());
  CHECK(verify_consistency(0, empty_root(), 5, root, {}));
  CHECK(verify_consistency(5, root, 5, root, {}));
  CHECK_FALSE(verify_consistency(0, root, 5, root, {}));
  CHECK_FALSE(verify_consistency(5, leaf(0), 5, root, {}));
  CHECK_FALSE(verify_consistency(0, empty_root(), 5, root, Path{root}));
  CHECK_FALSE(verify_consistency(5, root, 5, root, Path{root}));
}

// Goal: what has no path is a mistake of whoever asks, and is said so.
TEST_CASE("paths: a leaf past the end and a tree that shrinks have no path", "[unit][hash]") {
  const auto leaves = leaves_of(3);
  CHECK_THROWS_AS(inclusion_path(3, 3, over(leaves)), std::out_of_range);
  CHECK_THROWS_AS(inclusion_path(0, 0, over(leaves)), std::out_of_range);
  CHECK_THROWS_AS(consistency_path(3, 2, over(leaves)), std::out_of_range);
  CHECK_FALSE(verify_consistency(3, root_of(leaves), 2, root_of(leaves), {}));
}

// Goal: whoever provides subtree hashes need only know those the header promises: whole ones, and
// the one that ends with the tree.
TEST_CASE("paths: only the promised subtrees are asked for", "[unit][hash]") {
  const auto leaves = leaves_of(70);
  for (std::uint64_t size = 1; size <= 70; ++size) {
    const SubtreeHash strict = [&](std::uint64_t begin, std::uint64_t end) {
      const std::uint64_t count = end - begin;
      REQUIRE(begin < end);
      const bool whole = (count & (count - 1)) == 0 && begin % count == 0;
      REQUIRE((whole || end == size));
      return root_of(std::span(leaves).subspan(begin, count));
    };
    for (std::uint64_t i = 0; i < size; ++i) CHECK(inclusion_path(i, size, strict).size() <= 7);
    for (std::uint64_t i = 0; i <= size; ++i) CHECK(consistency_path(i, size, strict).size() <= 8);
  }
}

}  // namespace
}  // namespace tingbok
