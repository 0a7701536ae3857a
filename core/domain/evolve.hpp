/// Folding: what an event makes of the state. Pure and total; uses no rule that could change.
#pragma once

#include <stdexcept>

#include "core/domain/state.hpp"
#include "tingbok/v1/events.pb.h"

namespace tingbok::domain {

/// What evolve() needs of the record beside the event. `number` must be state.number() + 1.
struct RecordMeta {
  std::uint64_t number = 0;
  std::int64_t time_ms = 0;
  std::string actor;
  std::uint64_t script_line = 0;
  /// Digest of the record's personal part; empty where it has none.
  std::string personal_digest;
};

/// An event that cannot be folded: of an unknown kind, or at odds with the state. The log and this
/// program do not fit; stop.
class CannotFold : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Whether the state hash is brought up to date at once, or put off until State::settle(): who
/// folds many events and compares the hash after the last saves a third of the time.
enum class Hashing { at_once, later };

/// Folds one event (with its personal fields, or without them when erased) into the state and
/// returns the slots it changed. Throws CannotFold.
Changes evolve(State& state, const pb::Event& event, const RecordMeta& meta,
               Hashing hashing = Hashing::at_once);

/// Takes the personal fields out of an event. The result holds only them; `event` keeps the rest.
pb::Event split_personal(pb::Event& event);
/// Puts them back. Throws CannotFold where they are of another kind than the event.
void merge_personal(pb::Event& event, pb::Event personal);

/// The bytes of an entity that go into the state hash: personal fields and slot left out, sources
/// in.
std::string hashed_bytes(const pb::Entity& entity);

}  // namespace tingbok::domain
