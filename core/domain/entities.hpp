/// The entities of a room by slot, each shared by all states in which it is the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/iterator/transform_iterator.hpp>

#include "core/domain/shared.hpp"
#include "tingbok/v1/entities.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::domain {

/// A copy costs a pointer an entity. Threads: as Shared.
class Entities {
  struct Look {
    const pb::Entity& operator()(const Shared<pb::Entity>& one) const { return *one; }
  };

 public:
  using List = std::vector<Shared<pb::Entity>>;
  using const_iterator = boost::transform_iterator<Look, List::const_iterator>;

  std::size_t size() const { return list_.size(); }
  const pb::Entity& operator[](std::size_t slot) const { return *list_[slot]; }
  const_iterator begin() const { return const_iterator(list_.begin(), Look()); }
  const_iterator end() const { return const_iterator(list_.end(), Look()); }

  /// The entity to change. Where another state shares it, it is put aside into `displaced`, so that
  /// pointers into it stay good, and copied.
  pb::Entity& edit(std::size_t slot, List& displaced) {
    if (list_[slot].is_shared()) displaced.push_back(list_[slot]);
    return list_[slot].edit();
  }
  /// The entity to change, which no other state shares.
  pb::Entity& own(std::size_t slot) { return list_[slot].edit(); }
  /// An empty entity in the place of what is there.
  pb::Entity& replace(std::size_t slot) { return (list_[slot] = {}).edit(); }
  /// One more, in the next slot.
  pb::Entity& add() { return list_.emplace_back().edit(); }
  void reserve(std::size_t count) { list_.reserve(count); }

  /// The slots whose entities are not those of `earlier`, which this was copied from and then
  /// changed; rising. An entity that was changed and changed back counts.
  std::vector<std::uint32_t> changed_since(const Entities& earlier) const {
    std::vector<std::uint32_t> changed;
    for (std::size_t slot = 0; slot < size(); ++slot) {
      if (slot < earlier.size() && list_[slot].is(earlier.list_[slot])) continue;
      changed.push_back(static_cast<std::uint32_t>(slot));
    }
    return changed;
  }

 private:
  List list_;
};

}  // namespace tingbok::domain
