/// The one way evolve() changes a State: get an entity or make it, change it, and at the end bring
/// flags and hashes up to date. Private to core/domain.
#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "core/domain/evolve.hpp"
#include "core/domain/state.hpp"

namespace tingbok::domain {

/// An entity under change. Stays good until the Editor is gone, also when others are made.
template <class T>
struct Edited {
  T* message = nullptr;
  std::uint32_t slot = 0;
  /// The event made it.
  bool made = false;
  T* operator->() const { return message; }
  T& operator*() const { return *message; }
};

class Editor {
 public:
  /// Throws CannotFold where the record is not the next one.
  Editor(State& state, const RecordMeta& meta);
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  const State& state() const { return state_; }
  const RecordMeta& meta() const { return meta_; }
  /// Where the event stands.
  pb::Source source() const;

  /// The entity with that id, made (with nothing but its id) where there is none.
  template <class T>
  Edited<T> make(std::string_view id);
  /// The entity with that id, which must exist. Throws CannotFold.
  template <class T>
  Edited<T> edit(std::string_view id);

  /// The event's personal part is among those the entity's personal fields come from. Called
  /// whether or not the event still has its personal fields, so that erasure changes no hash.
  template <class T>
  void add_source(const Edited<T>& entity) {
    add_source_to(entity.slot);
  }
  /// The same, all older personal content being replaced.
  template <class T>
  void replace_sources(const Edited<T>& entity) {
    changing(entity.slot).clear_sources();
    add_source_to(entity.slot);
  }
  /// The event's personal part is what entry `index` of the entity's personal list comes from; an
  /// entity that uses this has one source an entry (empty where the entry has none) and uses
  /// neither of the two above.
  template <class T>
  void set_source(const Edited<T>& entity, int index) {
    auto& sources = *changing(entity.slot).mutable_sources();
    while (sources.size() <= index) sources.Add();
    sources[index] = meta_.personal_digest;
  }
  /// The entity has no personal content any more.
  template <class T>
  void clear_sources(const Edited<T>& entity) {
    changing(entity.slot).clear_sources();
  }
  /// The entity's content was given behind closed doors where they are closed now. finish() does
  /// this for kinds whose every change is content.
  template <class T>
  void conceal(const Edited<T>& entity) {
    if (doors_closed_) changing(entity.slot).set_behind_closed_doors(true);
  }

  /// Brings flags, hashes (or puts them off), number and time up to date. The last call.
  Changes finish(Hashing hashing);

 private:
  /// The entity in a slot, noted as changed.
  pb::Entity& touch(std::uint32_t slot);
  /// The entity in a slot that has been touched.
  pb::Entity& changing(std::uint32_t slot) { return state_.entities_.own(slot); }
  void add_source_to(std::uint32_t slot);

  State& state_;
  const RecordMeta& meta_;
  /// As they were before the event: what closes the doors is itself public.
  bool doors_closed_ = false;
  Changes changes_;
  /// The same, once there are many.
  std::unordered_set<std::uint32_t> touched_;
  /// What other states share of what is changed, as it was: find() may have handed it out.
  Entities::List displaced_;
};

template <class T>
Edited<T> Editor::make(std::string_view id) {
  using Kind = EntityKind<T>;
  if (const auto found = state_.slot_of<T>(id)) {
    return {&Kind::edit(touch(*found)), *found, false};
  }
  const auto slot = static_cast<std::uint32_t>(state_.entities_.size());
  pb::Entity& entity = state_.entities_.add();
  entity.set_slot(slot);
  T& message = Kind::edit(entity);
  message.set_id(std::string(id));
  state_.index(slot, message.id());
  touch(slot);
  return {&message, slot, true};
}

template <class T>
Edited<T> Editor::edit(std::string_view id) {
  using Kind = EntityKind<T>;
  const auto found = state_.slot_of<T>(id);
  if (!found) {
    throw CannotFold("event " + std::to_string(meta_.number) + " speaks of a " +
                     T::descriptor()->name() + " that does not exist: " + std::string(id));
  }
  return {&Kind::edit(touch(*found)), *found, false};
}

}  // namespace tingbok::domain
