/// Ballot boxes: what is sealed in secret votes, and how it is opened. The rules are in
/// core/domain/secret_votes.hpp, the keys in server/ops/ballot_keys.hpp; docs/log-format.md §
/// sealed ballots says what lies where and why it tells nothing.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/secret_votes.hpp"
#include "core/log/event_log.hpp"
#include "server/ops/ballot_keys.hpp"

namespace tingbok::room {

/// Seals to a public key (libsodium crypto_box_seal: an ephemeral key for each, so that equal
/// ballots look as different as others) and wipes `plain`. 48 bytes longer than `plain`.
std::string seal(std::string& plain, std::string_view public_key);

/// nullopt where one of them was not sealed to this key.
std::optional<std::vector<std::string>> open_all(const std::vector<std::string>& sealed,
                                                 std::string_view public_key,
                                                 const ops::BallotSecret& secret);

/// Overwrites them with zeros.
void wipe(std::string& bytes);
void wipe(std::vector<std::string>& all);

/// The key under which a sealed ballot lies beside the log: 16 random bytes.
std::string fresh_ballot_name();

/// What was sealed in each open secret vote of a room, by vote. Holds what is not durable yet, too.
using BallotBoxes = std::map<std::string, std::vector<std::string>, std::less<>>;

/// The boxes of the votes that are open in `state`, as they lie in the log. Throws log::Damaged.
BallotBoxes read_boxes(const log::EventLog& log, const std::string& workshop,
                       const domain::State& state);

/// At the server's start: destroys the keys, and throws away the sealed ballots, of votes that are
/// not open. A crash between the end of a vote and the end of its key leaves such. Keys of another
/// log, and of rooms that cannot be read, are left alone with a warning. Throws SecretsFailed,
/// log::Damaged.
void tidy_ballots(log::EventLog& log, ops::BallotKeyFolder& keys);

}  // namespace tingbok::room
