// Paths agree with the recursion that RFC 9162 defines them by, prove what they are made for, and
// nothing else.
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "core/hash/paths.hpp"

namespace tingbok {
namespace {

constexpr std::uint64_t sizes_max = 70;

using Leaves = std::vector<Digest>;

Leaves some_leaves(std::uint64_t count, const std::string& kind = "leaf ") {
  Leaves leaves;
  for (std::uint64_t i = 0; i < count; ++i) leaves.push_back(leaf_hash(kind + std::to_string(i)));
  return leaves;
}

// RFC 9162 § 2.1.1 to 2.1.4, word for word.
Leaves part(const Leaves& d, std::size_t from, std::size_t to) {
  return {d.begin() + static_cast<std::ptrdiff_t>(from),
          d.begin() + static_cast<std::ptrdiff_t>(to)};
}

std::size_t largest_power_below(std::size_t n) {
  std::size_t k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

Digest mth(const Leaves& d) {
  if (d.empty()) return sha256("");
  if (d.size() == 1) return d[0];
  const std::size_t k = largest_power_below(d.size());
  return node_hash(mth(part(d, 0, k)), mth(part(d, k, d.size())));
}

Path path(std::size_t m, const Leaves& d) {
  if (d.size() == 1) return {};
  const std::size_t k = largest_power_below(d.size());
  const Leaves left = part(d, 0, k);
  const Leaves right = part(d, k, d.size());
  Path found = m < k ? path(m, left) : path(m - k, right);
  found.push_back(m < k ? mth(right) : mth(left));
  return found;
}

Path subproof(std::size_t m, const Leaves& d, bool whole) {
  if (m == d.size()) return whole ? Path{} : Path{mth(d)};
  const std::size_t k = largest_power_below(d.size());
  const Leaves left = part(d, 0, k);
  const Leaves right = part(d, k, d.size());
  Path found = m <= k ? subproof(m, left, whole) : subproof(m - k, right, false);
  found.push_back(m <= k ? mth(right) : mth(left));
  return found;
}

/// All heads and hashes of one tree, as whoever keeps it has them.
struct Tree {
  explicit Tree(Leaves all) : leaves(std::move(all)) {
    for (std::size_t i = 0; i <= leaves.size(); ++i) roots.push_back(mth(part(leaves, 0, i)));
  }
  SubtreeHash hash() const {
    return [this](std::uint64_t begin, std::uint64_t end) {
      return root_of(std::span(leaves).subspan(begin, end - begin));
    };
  }
  Leaves leaves;
  std::vector<Digest> roots;
};

const Tree& tree() {
  static const Tree made(some_leaves(sizes_max));
  return made;
}

/// Any number below `bound`, as likely in the first runs as in the last.
std::uint64_t below(std::uint64_t bound) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::uint64_t>(0, bound));
}

/// One bit of one hash is another.
void flip(Digest& hash) { hash[below(32)] ^= static_cast<std::uint8_t>(1u << below(8)); }

// Goal: every leaf has the path that the recursion gives, and the path proves it.
TEST_CASE("paths: every leaf of every tree up to 70 is proven, as the recursion has it",
          "[property][hash]") {
  for (std::uint64_t size = 1; size <= sizes_max; ++size) {
    const Leaves leaves = part(tree().leaves, 0, size);
    for (std::uint64_t i = 0; i < size; ++i) {
      const Path made = inclusion_path(i, size, tree().hash());
      REQUIRE(made == path(i, leaves));
      REQUIRE(verify_inclusion(i, size, leaves[i], made, tree().roots[size]));
    }
  }
}

// Goal: the same for every two sizes of a tree.
TEST_CASE("paths: every two trees up to 70 are consistent, as the recursion has it",
          "[property][hash]") {
  for (std::uint64_t to = 1; to <= sizes_max; ++to) {
    const Leaves leaves = part(tree().leaves, 0, to);
    for (std::uint64_t from = 0; from <= to; ++from) {
      const Path made = consistency_path(from, to, tree().hash());
      if (from > 0) REQUIRE(made == subproof(from, leaves, true));
      REQUIRE(verify_consistency(from, tree().roots[from], to, tree().roots[to], made));
    }
  }
}

// Goal: a path proves one leaf at one place of one tree.
TEST_CASE("paths: an inclusion of another leaf, index, size, root or path is refused",
          "[property][hash]") {
  CHECK(rc::check([] {
    const std::uint64_t size = 1 + below(sizes_max);
    const std::uint64_t index = below(size);
    const Path good = inclusion_path(index, size, tree().hash());
    const Digest leaf = tree().leaves[index];
    const Digest root = tree().roots[size];

    const std::uint64_t other = below(sizes_max + 5);
    if (other != index) RC_ASSERT_FALSE(verify_inclusion(other, size, leaf, good, root));
    const std::uint64_t other_size = below(sizes_max + 1);
    if (other_size != size) {
      RC_ASSERT_FALSE(verify_inclusion(index, other_size, leaf, good, tree().roots[other_size]));
    }
    Digest wrong = leaf;
    flip(wrong);
    RC_ASSERT_FALSE(verify_inclusion(index, size, wrong, good, root));
    wrong = root;
    flip(wrong);
    RC_ASSERT_FALSE(verify_inclusion(index, size, leaf, good, wrong));
    Path bad = good;
    bad.push_back(leaf);
    RC_ASSERT_FALSE(verify_inclusion(index, size, leaf, bad, root));
    if (good.empty()) return;
    bad = good;
    bad.pop_back();
    RC_ASSERT_FALSE(verify_inclusion(index, size, leaf, bad, root));
    bad = good;
    flip(bad[below(bad.size())]);
    RC_ASSERT_FALSE(verify_inclusion(index, size, leaf, bad, root));
  }));
}

// Goal: a path proves one beginning of one tree.
TEST_CASE("paths: a consistency of another size, root or path is refused", "[property][hash]") {
  CHECK(rc::check([] {
    const std::uint64_t to = 2 + below(sizes_max - 1);
    const std::uint64_t from = 1 + below(to - 1);
    const Path good = consistency_path(from, to, tree().hash());
    const Digest from_root = tree().roots[from];
    const Digest to_root = tree().roots[to];

    const std::uint64_t other = below(sizes_max + 1);
    if (other != from) {
      RC_ASSERT_FALSE(verify_consistency(other, tree().roots[other], to, to_root, good));
    }
    if (other != to) {
      RC_ASSERT_FALSE(verify_consistency(from, from_root, other, tree().roots[other], good));
    }
    Digest wrong = from_root;
    flip(wrong);
    RC_ASSERT_FALSE(verify_consistency(from, wrong, to, to_root, good));
    wrong = to_root;
    flip(wrong);
    RC_ASSERT_FALSE(verify_consistency(from, from_root, to, wrong, good));
    Path bad = good;
    flip(bad[below(bad.size())]);
    RC_ASSERT_FALSE(verify_consistency(from, from_root, to, to_root, bad));
    bad = good;
    bad.pop_back();
    RC_ASSERT_FALSE(verify_consistency(from, from_root, to, to_root, bad));
    bad = good;
    bad.push_back(to_root);
    RC_ASSERT_FALSE(verify_consistency(from, from_root, to, to_root, bad));
  }));
}

// Goal: whoever changes a leaf that was signed for cannot make any path that hides it.
TEST_CASE("paths: a tree that was rewritten anywhere is no continuation", "[property][hash]") {
  CHECK(rc::check([] {
    const std::uint64_t to = 2 + below(sizes_max - 1);
    const std::uint64_t from = 1 + below(to - 1);
    Leaves changed = part(tree().leaves, 0, to);
    flip(changed[below(from)]);
    const Tree other(changed);
    // The forger has the rewritten tree, and makes the best path there is.
    const Path theirs = consistency_path(from, to, other.hash());
    RC_ASSERT_FALSE(verify_consistency(from, tree().roots[from], to, other.roots[to], theirs));
    const Path ours = consistency_path(from, to, tree().hash());
    RC_ASSERT_FALSE(verify_consistency(from, tree().roots[from], to, other.roots[to], ours));
  }));
}

}  // namespace
}  // namespace tingbok
