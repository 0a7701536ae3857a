/// SHA-256 and the Merkle trees over it (RFC 6962 § 2.1).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tingbok {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);

/// SHA-256(0x00 || bytes), RFC 6962 § 2.1.
Digest leaf_hash(std::string_view bytes);

/// SHA-256(0x01 || left || right), RFC 6962 § 2.1.
Digest node_hash(const Digest& left, const Digest& right);

/// The root of a tree without leaves: SHA-256 of the empty string.
Digest empty_root();

std::string to_hex(const Digest& hash);
std::string_view as_bytes(const Digest& hash);
/// 32 bytes; throws std::invalid_argument otherwise.
Digest digest_from_bytes(std::string_view bytes);

/// The right edge of an append-only RFC 6962 tree: all that is needed to add leaves and to know the
/// root. At most 64 hashes.
class TreeEdge {
 public:
  void add(const Digest& leaf);
  std::uint64_t size() const { return size_; }
  Digest root() const;

  /// Eight bytes of size (big-endian), then the peaks, largest first.
  std::string serialise() const;
  /// Throws std::invalid_argument for anything serialise() does not make.
  static TreeEdge parse(std::string_view bytes);

 private:
  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

/// An RFC 6962 shaped tree whose leaves can be set: the root after a change costs the logarithm of
/// the number of leaves. Used for state hashes.
class HashTree {
 public:
  /// Sets a leaf; `index` at most size() (equal: adds one).
  void set(std::size_t index, const Digest& leaf);
  /// Sets many: the same as setting one after the other, but an inner node above several of them is
  /// computed once. In rising order of index, each index once; new leaves follow on without gaps.
  /// Throws std::out_of_range otherwise, the tree then being of no further use.
  void set_all(const std::vector<std::pair<std::size_t, Digest>>& leaves);
  std::size_t size() const { return levels_.empty() ? 0 : levels_.front().size(); }
  Digest root() const;

 private:
  /// levels_[0] holds the leaves; levels_[k][i] covers 2^k leaves, complete ones only.
  std::vector<std::vector<Digest>> levels_;
};

}  // namespace tingbok
