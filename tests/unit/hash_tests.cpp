#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <catch2/catch.hpp>
#include <rapidcheck.h>

#include "core/hash/hash.hpp"

namespace tingbok {
namespace {

/// RFC 6962 § 2.1, word for word: the largest power of two smaller than n splits the list.
Digest naive_root(const std::vector<Digest>& leaves, std::size_t from, std::size_t count) {
  if (count == 0) return sha256("");
  if (count == 1) return leaves[from];
  std::size_t split = 1;
  while (split * 2 < count) split *= 2;
  return node_hash(naive_root(leaves, from, split),
                   naive_root(leaves, from + split, count - split));
}

Digest naive_root(const std::vector<Digest>& leaves) {
  return naive_root(leaves, 0, leaves.size());
}

std::string unhex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(text.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

TreeEdge edge_of(const std::vector<Digest>& leaves) {
  TreeEdge edge;
  for (const Digest& leaf : leaves) edge.add(leaf);
  return edge;
}

HashTree tree_of(const std::vector<Digest>& leaves) {
  HashTree tree;
  for (std::size_t i = 0; i < leaves.size(); ++i) tree.set(i, leaves[i]);
  return tree;
}

// Goal: SHA-256 itself gives the published values (FIPS 180-4 examples), again and again on one
// thread.
TEST_CASE("sha256: the published examples come out", "[unit][hash]") {
  for (int round = 0; round < 2; ++round) {
    CHECK(to_hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(to_hex(sha256("abc")) ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK(to_hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")) ==
          "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  }
}

// Goal: leaves and nodes are hashed with the prefixes of RFC 6962 and nothing else.
TEST_CASE("leaf and node hashes carry the prefixes of RFC 6962", "[unit][hash]") {
  CHECK(leaf_hash("L123456") == sha256(std::string("\0L123456", 8)));
  const Digest left = leaf_hash("l");
  const Digest right = leaf_hash("r");
  CHECK(node_hash(left, right) ==
        sha256("\x01" + std::string(as_bytes(left)) + std::string(as_bytes(right))));
  CHECK(to_hex(leaf_hash("")) ==
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
}

// Goal: the roots are those that certificate transparency's reference implementations publish for
// their eight test leaves.
TEST_CASE("roots of the eight published leaves are the published roots", "[unit][hash]") {
  const std::vector<std::string> inputs = {"",
                                           "00",
                                           "10",
                                           "2021",
                                           "3031",
                                           "40414243",
                                           "5051525354555657",
                                           "606162636465666768696a6b6c6d6e6f"};
  const std::vector<std::string> roots = {
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  std::vector<Digest> leaves;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    leaves.push_back(leaf_hash(unhex(inputs[i])));
    CHECK(to_hex(edge_of(leaves).root()) == roots[i]);
    CHECK(to_hex(tree_of(leaves).root()) == roots[i]);
  }
}

// Goal: both trees agree with the recursive definition for every small size.
TEST_CASE("edge and tree: roots of 0 to 300 leaves equal the definition's", "[unit][hash]") {
  std::vector<Digest> leaves;
  TreeEdge edge;
  HashTree tree;
  for (std::size_t count = 0; count <= 300; ++count) {
    REQUIRE(edge.size() == count);
    REQUIRE(tree.size() == count);
    REQUIRE(edge.root() == naive_root(leaves));
    REQUIRE(tree.root() == naive_root(leaves));
    leaves.push_back(leaf_hash(std::to_string(count)));
    edge.add(leaves.back());
    tree.set(count, leaves.back());
  }
}

// Goal: setting leaves in any order leaves the exact root, as if the tree had been built anew.
TEST_CASE("tree: any sequence of sets gives the root of the leaves as they stand",
          "[unit][hash][property]") {
  CHECK(rc::check([](const std::vector<std::pair<unsigned, unsigned>>& steps) {
    HashTree tree;
    std::vector<Digest> leaves;
    for (const auto& [where, what] : steps) {
      const std::size_t index = where % (leaves.size() + 1);
      const Digest leaf = leaf_hash(std::to_string(what));
      if (index == leaves.size()) leaves.push_back(leaf);
      leaves[index] = leaf;
      tree.set(index, leaf);
      RC_ASSERT(tree.root() == naive_root(leaves));
    }
  }));
}

// Goal: setting many at once gives the very root that setting them one by one gives.
TEST_CASE("tree: setting many at once is the same as setting each", "[unit][hash][property]") {
  CHECK(rc::check([](const std::vector<std::map<unsigned, unsigned>>& batches) {
    HashTree together;
    HashTree one_by_one;
    for (const auto& batch : batches) {
      std::map<std::size_t, Digest> leaves;
      std::size_t size = together.size();
      for (const auto& [where, what] : batch) {
        const std::size_t index = where % (size + 1);
        if (index == size) ++size;
        leaves[index] = leaf_hash(std::to_string(what));
      }
      together.set_all({leaves.begin(), leaves.end()});
      for (const auto& [index, leaf] : leaves) one_by_one.set(index, leaf);
      RC_ASSERT(together.size() == one_by_one.size());
      RC_ASSERT(together.root() == one_by_one.root());
    }
  }));
}

// Goal: leaves out of order, twice, or past the end are a bug of the caller and are said so.
TEST_CASE("tree: many leaves come in order, each once, without gaps", "[unit][hash]") {
  const Digest leaf = leaf_hash("x");
  CHECK_THROWS_AS(HashTree().set_all({{1, leaf}}), std::out_of_range);
  CHECK_THROWS_AS(HashTree().set_all({{0, leaf}, {0, leaf}}), std::out_of_range);
  CHECK_THROWS_AS(HashTree().set_all({{0, leaf}, {1, leaf}, {0, leaf}}), std::out_of_range);
  HashTree empty;
  empty.set_all({});
  CHECK(empty.root() == empty_root());
}

// Goal: an edge that was stored and read back goes on as if nothing had happened.
TEST_CASE("edge: serialise and parse are inverse, and the copy grows alike", "[unit][hash]") {
  TreeEdge edge;
  for (int i = 0; i < 70; ++i) {
    TreeEdge copy = TreeEdge::parse(edge.serialise());
    REQUIRE(copy.serialise() == edge.serialise());
    const Digest leaf = leaf_hash(std::to_string(i));
    edge.add(leaf);
    copy.add(leaf);
    REQUIRE(copy.root() == edge.root());
  }
}

// Goal: bytes that no edge makes are refused, not half understood.
TEST_CASE("edge: a wrong length is refused", "[unit][hash]") {
  TreeEdge edge;
  for (int i = 0; i < 5; ++i) edge.add(leaf_hash("x"));
  const std::string bytes = edge.serialise();
  CHECK_THROWS_AS(TreeEdge::parse(""), std::invalid_argument);
  CHECK_THROWS_AS(TreeEdge::parse(bytes.substr(0, bytes.size() - 1)), std::invalid_argument);
  CHECK_THROWS_AS(TreeEdge::parse(bytes + "x"), std::invalid_argument);
  CHECK_THROWS_AS(digest_from_bytes("short"), std::invalid_argument);
}

// Goal: a gap between leaves is a bug of the caller and is said so.
TEST_CASE("tree: an index past the end is refused", "[unit][hash]") {
  HashTree tree;
  CHECK_THROWS_AS(tree.set(1, leaf_hash("x")), std::out_of_range);
  CHECK(tree.root() == empty_root());
}

}  // namespace
}  // namespace tingbok
