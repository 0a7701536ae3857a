#include "core/hash/hash.hpp"

#include <algorithm>
#include <bit>
#include <memory>
#include <stdexcept>

#include <openssl/evp.h>

namespace tingbok {
namespace {

struct FreeContext {
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};

/// One per thread. The digest is fetched once for the process: fetching it for every hash costs
/// more than hashing the 150 bytes of an event.
class Sha256 {
 public:
  Sha256() : context_(EVP_MD_CTX_new()) {
    static const EVP_MD* const digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    if (!context_ || !digest || EVP_DigestInit_ex2(context_.get(), digest, nullptr) != 1) {
      throw std::runtime_error("OpenSSL has no SHA-256");
    }
  }

  void update(const void* bytes, std::size_t size) {
    if (EVP_DigestUpdate(context_.get(), bytes, size) != 1) fail();
  }

  /// Ends this hash and makes the context ready for the next.
  Digest finish() {
    Digest result;
    if (EVP_DigestFinal_ex(context_.get(), result.data(), nullptr) != 1 ||
        EVP_DigestInit_ex2(context_.get(), nullptr, nullptr) != 1) {
      fail();
    }
    return result;
  }

 private:
  [[noreturn]] static void fail() { throw std::runtime_error("OpenSSL failed to hash"); }

  std::unique_ptr<EVP_MD_CTX, FreeContext> context_;
};

Sha256& hasher() {
  thread_local Sha256 instance;
  return instance;
}

constexpr std::uint8_t leaf_prefix = 0x00;
constexpr std::uint8_t node_prefix = 0x01;

}  // namespace

Digest sha256(std::string_view bytes) {
  Sha256& hash = hasher();
  hash.update(bytes.data(), bytes.size());
  return hash.finish();
}

Digest leaf_hash(std::string_view bytes) {
  Sha256& hash = hasher();
  hash.update(&leaf_prefix, 1);
  hash.update(bytes.data(), bytes.size());
  return hash.finish();
}

Digest node_hash(const Digest& left, const Digest& right) {
  std::array<std::uint8_t, 65> input;
  input[0] = node_prefix;
  std::copy(left.begin(), left.end(), input.begin() + 1);
  std::copy(right.begin(), right.end(), input.begin() + 33);
  Sha256& hash = hasher();
  hash.update(input.data(), input.size());
  return hash.finish();
}

Digest empty_root() {
  static const Digest root = sha256({});
  return root;
}

std::string to_hex(const Digest& hash) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(hash.size() * 2);
  for (const std::uint8_t byte : hash) {
    text += digits[byte >> 4];
    text += digits[byte & 15];
  }
  return text;
}

std::string_view as_bytes(const Digest& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

Digest digest_from_bytes(std::string_view bytes) {
  Digest hash;
  if (bytes.size() != hash.size()) {
    throw std::invalid_argument("a digest has 32 bytes, not " + std::to_string(bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

void TreeEdge::add(const Digest& leaf) {
  Digest node = leaf;
  // Every trailing one bit of the size is a complete subtree that the new leaf completes a pair
  // with.
  for (std::uint64_t bits = size_; bits & 1; bits >>= 1) {
    node = node_hash(peaks_.back(), node);
    peaks_.pop_back();
  }
  peaks_.push_back(node);
  ++size_;
}

Digest TreeEdge::root() const {
  if (peaks_.empty()) return empty_root();
  Digest node = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i-- > 0;) node = node_hash(peaks_[i], node);
  return node;
}

std::string TreeEdge::serialise() const {
  std::string bytes;
  bytes.reserve(8 + 32 * peaks_.size());
  for (int shift = 56; shift >= 0; shift -= 8) bytes += static_cast<char>(size_ >> shift);
  for (const Digest& peak : peaks_) bytes += as_bytes(peak);
  return bytes;
}

TreeEdge TreeEdge::parse(std::string_view bytes) {
  if (bytes.size() < 8) throw std::invalid_argument("a tree's edge is cut short");
  TreeEdge edge;
  for (std::size_t i = 0; i < 8; ++i) {
    edge.size_ = edge.size_ << 8 | static_cast<std::uint8_t>(bytes[i]);
  }
  const auto peaks = static_cast<std::size_t>(std::popcount(edge.size_));
  if (bytes.size() != 8 + 32 * peaks) {
    throw std::invalid_argument("a tree's edge of " + std::to_string(edge.size_) +
                                " leaves has a wrong length");
  }
  edge.peaks_.reserve(peaks);
  for (std::size_t i = 0; i < peaks; ++i) {
    edge.peaks_.push_back(digest_from_bytes(bytes.substr(8 + 32 * i, 32)));
  }
  return edge;
}

void HashTree::set(std::size_t index, const Digest& leaf) {
  const std::size_t old_size = size();
  if (index > old_size) throw std::out_of_range("a hash tree grows by one leaf at a time");
  if (levels_.empty()) levels_.emplace_back();
  Digest node = leaf;
  for (std::size_t level = 0;; ++level, index /= 2) {
    if (level == levels_.size()) levels_.emplace_back();
    std::vector<Digest>& row = levels_[level];
    if (index == row.size()) {
      row.push_back(node);
    } else {
      row[index] = node;
    }
    // The parent is complete only if both children are.
    if ((index | 1) >= row.size()) return;
    node = node_hash(row[index & ~std::size_t{1}], row[index | 1]);
  }
}

void HashTree::set_all(const std::vector<std::pair<std::size_t, Digest>>& leaves) {
  if (leaves.empty()) return;
  if (levels_.empty()) levels_.emplace_back();
  std::vector<std::size_t> changed;
  changed.reserve(leaves.size());
  for (const auto& [index, leaf] : leaves) {
    std::vector<Digest>& row = levels_.front();
    const bool rises = changed.empty() || index > changed.back();
    if (index > row.size() || !rises) {
      throw std::out_of_range("a hash tree takes leaves in order, without gaps");
    }
    if (index == row.size()) {
      row.push_back(leaf);
    } else {
      row[index] = leaf;
    }
    changed.push_back(index);
  }
  std::vector<std::size_t> parents;
  for (std::size_t level = 0; !changed.empty(); ++level) {
    if (level + 1 == levels_.size()) levels_.emplace_back();
    const std::vector<Digest>& row = levels_[level];
    std::vector<Digest>& above = levels_[level + 1];
    parents.clear();
    for (const std::size_t index : changed) {
      const std::size_t parent = index / 2;
      // The parent is complete only if both children are.
      if ((index | 1) >= row.size() || (!parents.empty() && parents.back() == parent)) continue;
      const Digest node = node_hash(row[parent * 2], row[parent * 2 + 1]);
      if (parent == above.size()) {
        above.push_back(node);
      } else {
        above[parent] = node;
      }
      parents.push_back(parent);
    }
    changed.swap(parents);
  }
  while (levels_.back().empty()) levels_.pop_back();
}

Digest HashTree::root() const {
  if (levels_.empty()) return empty_root();
  // A level of odd length ends in a peak: a complete subtree that is not part of a larger one.
  std::size_t level = 0;
  while (levels_[level].size() % 2 == 0) ++level;
  Digest node = levels_[level].back();
  while (++level < levels_.size()) {
    if (levels_[level].size() % 2 == 1) node = node_hash(levels_[level].back(), node);
  }
  return node;
}

}  // namespace tingbok
