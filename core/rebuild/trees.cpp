#include "core/rebuild/trees.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <utility>

namespace tingbok::rebuild {
namespace {

/// Leaf hashes of the records after `begin` up to `end`.
std::vector<Digest> read_leaves(const log::EventLog& log, const std::string& stream,
                                std::uint64_t begin, std::uint64_t end) {
  std::vector<Digest> leaves;
  leaves.reserve(end - begin);
  log.read(stream, begin + 1, end, [&](const log::RecordView& record) {
    leaves.push_back(leaf_hash(record.core));
    return true;
  });
  if (leaves.size() != end - begin) {
    throw std::out_of_range(stream + " has no record " + std::to_string(begin + leaves.size() + 1));
  }
  return leaves;
}

}  // namespace

/// One stream's remembered roots.
class Trees::Stream {
 public:
  Stream(const log::EventLog& log, std::string name) : log_(log), name_(std::move(name)) {}

  /// Calls `use` with the hashes of subtrees of the tree of `size` leaves.
  template <class Use>
  auto with_hashes(std::uint64_t size, const Use& use) {
    const std::lock_guard lock(mutex_);
    remember(size / leaves_in_chunk);
    std::pair<std::uint64_t, std::vector<Digest>> last_read{UINT64_MAX, {}};
    const SubtreeHash hash = [&](std::uint64_t begin, std::uint64_t end) {
      return subtree(begin, end, size, last_read);
    };
    return use(hash);
  }

 private:
  void remember(std::uint64_t chunks) {
    if (chunks <= chunks_.size()) return;
    std::vector<Digest> leaves;
    const auto end = chunks * leaves_in_chunk;
    log_.read(name_, chunks_.size() * leaves_in_chunk + 1, end, [&](const log::RecordView& record) {
      leaves.push_back(leaf_hash(record.core));
      if (leaves.size() < leaves_in_chunk) return true;
      chunks_.push_back(root_of(leaves));
      leaves.clear();
      return true;
    });
    if (chunks_.size() < chunks) throw std::out_of_range(name_ + " has not that many records");
  }

  /// Subtrees are aligned to their size, or end with the tree: a large one starts with whole
  /// chunks, a small one lies within one.
  Digest subtree(std::uint64_t begin, std::uint64_t end, std::uint64_t size,
                 std::pair<std::uint64_t, std::vector<Digest>>& last_read) const {
    const std::uint64_t chunk = begin / leaves_in_chunk;
    const std::uint64_t whole = end / leaves_in_chunk;
    if (begin % leaves_in_chunk == 0 && whole > chunk) {
      const auto chunks = std::span(chunks_).subspan(chunk, whole - chunk);
      if (end % leaves_in_chunk == 0) return root_of(chunks);
      return with_rest(chunks, subtree(whole * leaves_in_chunk, end, size, last_read));
    }
    if (last_read.first != chunk) {
      const std::uint64_t from = chunk * leaves_in_chunk;
      last_read = {chunk, read_leaves(log_, name_, from, std::min(size, from + leaves_in_chunk))};
    }
    return root_of(std::span(last_read.second).subspan(begin % leaves_in_chunk, end - begin));
  }

  /// The root over whole chunks and what is left over after them: the same shape as over leaves,
  /// since what is left over is smaller than any of them.
  static Digest with_rest(std::span<const Digest> chunks, const Digest& rest) {
    TreeEdge edge;
    for (const Digest& chunk : chunks) edge.add(chunk);
    edge.add(rest);
    return edge.root();
  }

  const log::EventLog& log_;
  const std::string name_;
  std::mutex mutex_;
  std::vector<Digest> chunks_;
};

std::shared_ptr<Trees::Stream> Trees::find(std::string_view stream) {
  const std::lock_guard lock(mutex_);
  const std::string name(stream);
  if (const auto found = kept_.find(name); found != kept_.end()) {
    order_.splice(order_.begin(), order_, found->second.place);
    return found->second.stream;
  }
  if (kept_.size() == trees_kept_max) {
    kept_.erase(order_.back());
    order_.pop_back();
  }
  order_.push_front(name);
  auto made = std::make_shared<Stream>(log_, name);
  kept_.emplace(name, Kept{made, order_.begin()});
  return made;
}

Digest Trees::root(std::string_view stream, log::Number size) {
  if (size == 0) return empty_root();
  return find(stream)->with_hashes(size, [&](const SubtreeHash& hash) { return hash(0, size); });
}

Path Trees::inclusion(std::string_view stream, log::Number number, log::Number size) {
  if (number == 0 || number > size) throw std::out_of_range("no such record in a tree so large");
  return find(stream)->with_hashes(
      size, [&](const SubtreeHash& hash) { return inclusion_path(number - 1, size, hash); });
}

Path Trees::consistency(std::string_view stream, log::Number from, log::Number to) {
  if (from > to) throw std::out_of_range("the beginning of a tree is not larger than the tree");
  return find(stream)->with_hashes(
      to, [&](const SubtreeHash& hash) { return consistency_path(from, to, hash); });
}

}  // namespace tingbok::rebuild
