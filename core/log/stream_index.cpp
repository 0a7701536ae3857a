#include <algorithm>
#include <mutex>

#include "core/log/committer.hpp"

namespace tingbok::log {
namespace {

Head head_of(const format::StoredHead& stored) { return {stored.edge.size(), stored.edge.root()}; }

}  // namespace

StreamIndex::StreamIndex(const StoredHeads& heads) {
  for (const auto& [name, stored] : heads) {
    streams_.emplace_hint(streams_.end(), name,
                          Stream{stored.edge, stored.last_leaf, {}, head_of(stored)});
  }
}

Head StreamIndex::head(std::string_view name) const {
  const std::shared_lock lock(mutex_);
  const auto found = streams_.find(name);
  return found == streams_.end() ? Head{} : found->second.durable;
}

std::vector<StreamName> StreamIndex::names(std::string_view prefix) const {
  const std::shared_lock lock(mutex_);
  std::vector<StreamName> names;
  for (auto at = streams_.lower_bound(prefix);
       at != streams_.end() && at->first.starts_with(prefix); ++at) {
    if (at->second.durable.number > 0) names.push_back(at->first);
  }
  return names;
}

void StreamIndex::follow(const StoredHeads& heads) {
  const std::unique_lock lock(mutex_);
  for (const auto& [name, stored] : heads) {
    Stream& stream = streams_[name];
    if (stored.edge.size() < stream.durable.number) {
      throw Damaged(name + ": was at record " + std::to_string(stream.durable.number) +
                    ", is now at " + std::to_string(stored.edge.size()));
    }
    if (stored.edge.size() != stream.durable.number) stream.durable = head_of(stored);
  }
}

Stream* StreamIndex::find(std::string_view name) {
  const auto found = streams_.find(name);
  return found == streams_.end() ? nullptr : &found->second;
}

StreamIndex::Map::value_type& StreamIndex::find_or_add(const StreamName& name) {
  const auto found = streams_.find(name);
  if (found != streams_.end()) return *found;
  const std::unique_lock lock(mutex_);
  return *streams_.emplace(name, Stream{}).first;
}

void StreamIndex::publish(const std::vector<std::pair<Map::value_type*, Head>>& heads) {
  const std::unique_lock lock(mutex_);
  for (const auto& [stream, head] : heads) stream->second.durable = head;
}

}  // namespace tingbok::log
