#include "outcome.hpp"

#include <iostream>
#include <vector>

#include "core/outcome/outcome.hpp"

namespace tingbok::cli {
namespace {

using Entities = std::vector<v1::Entity>;

Entities entities_of(const v1::RoomState& state) {
  return {state.entities().begin(), state.entities().end()};
}

}  // namespace

int outcome(const OutcomeOptions& options) {
  const client::Api api(endpoint_of(options.server.url),
                        read_secret(options.server.admin_token_file));
  const auto address = [&](const std::string& room) {
    return room.find('/') == std::string::npos ? options.programme + "/" + room : room;
  };
  const auto lines = api.lines(options.programme);
  if (!lines) throw failure_of("programme " + options.programme, lines.error());
  std::vector<Entities> rooms;
  for (const auto& room : lines->rooms()) {
    const auto state = api.state(address(room.room()));
    if (!state) throw failure_of("room " + room.room(), state.error(), not_as_expected);
    rooms.push_back(entities_of(*state));
  }
  const auto past = [&](const std::string& room, std::uint64_t number) -> Entities {
    if (number == 0) return {};
    const auto state = api.state(address(room), std::to_string(number));
    if (!state)
      throw failure_of("room " + room + " at number " + std::to_string(number), state.error(),
                       not_as_expected);
    return entities_of(*state);
  };
  std::cout << pretty(outcome::outcome(*lines, rooms, past));
  return as_expected;
}

}  // namespace tingbok::cli
