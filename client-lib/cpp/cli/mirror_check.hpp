/// play --check-mirrors: what every connection has mirrored is what the server says its person
/// sees.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "seats.hpp"

namespace tingbok::cli {

class MirrorCheck {
 public:
  /// Runs the io_context until the condition holds; false: it did not come to hold in time.
  using RunUntil = std::function<bool(const std::function<bool()>&)>;

  /// A server that cannot be reached is asked again for `patience`.
  MirrorCheck(client::Endpoint server, Seats& seats, client::milliseconds patience,
              RunUntil run_until)
      : server_(std::move(server)),
        seats_(seats),
        patience_(patience),
        run_until_(std::move(run_until)) {}

  /// Compares all connections with GET state, one call each. `heads`: the number each room is known
  /// to have reached. Returns the first difference, in a sentence.
  std::optional<std::string> run(const std::map<std::string, std::uint64_t>& heads);

  std::uint64_t rounds() const { return rounds_; }
  std::uint64_t comparisons() const { return comparisons_; }

 private:
  std::optional<std::string> room(const std::string& room, const std::vector<Seat*>& seats);
  std::optional<std::string> compare(const Seat& seat, const pb::RoomState& state) const;

  client::Endpoint server_;
  Seats& seats_;
  client::milliseconds patience_;
  RunUntil run_until_;
  std::uint64_t rounds_ = 0;
  std::uint64_t comparisons_ = 0;
};

}  // namespace tingbok::cli
