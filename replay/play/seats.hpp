/// Who comes to a training: a programme of its own, in memory, with a trainer and seats for those
/// who train, and the links that let them in.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/log/event_log.hpp"
#include "server/ops/tokens.hpp"
#include "tingbok/v1/values.pb.h"

namespace tingbok::replay {

/// Seats of one training; more are wrong use.
inline constexpr unsigned training_seats_max = 500;

inline constexpr const char* trainer_id = "trener";

/// Codes of links, each good once.
struct Links {
  std::string trainer;
  std::vector<std::string> trainees;
};

/// Writes the programme PROGRAMME with its one room into `log`, which is empty: "Trener" leads,
/// "Deltaker 1" to "Deltaker N" train. `room` is the room that is shown; of it the seats' own room
/// takes the body, the rules and whether it is public. Issues a link for each. Throws
/// std::runtime_error with one sentence.
Links make_seats(log::EventLog& log, const std::string& programme, const std::string& title,
                 const pb::RoomConfig& room, unsigned seats, const ops::TokenKey& key,
                 std::int64_t now_ms);

}  // namespace tingbok::replay
