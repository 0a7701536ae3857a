/// What must be true when a simulation has ended. All throw Broken.
#pragma once

#include <memory>
#include <vector>

#include "client.hpp"
#include "core/log/event_log.hpp"
#include "model.hpp"

namespace tingbok::sim {

/// How much is checked.
struct Thoroughness {
  /// Of a hundred (number, audience) pairs that clients saw, so many are computed from nothing.
  unsigned views_percent = 10;
  /// Draws which.
  std::uint64_t seed = 0;
};

/// The log against the model: numbers, order, every action once, every decision decided again,
/// every state folded again.
void check_log(const log::EventLog& stored, const Model& model, Thoroughness how);

/// Each client's actions took effect in the order it sent them. Does not hold where a full disk
/// gave one of them back.
void check_orders(const log::EventLog& stored, const Model& model,
                  const std::vector<std::unique_ptr<Client>>& clients);

/// Each client's mirror is what its audience may see of the final state, and its own ballots.
void check_mirrors(const log::EventLog& stored,
                   const std::vector<std::unique_ptr<Client>>& clients);

}  // namespace tingbok::sim
