/// A ballot box without locks, for whoever plays commands through the domain alone: it gives
/// decide() what it needs of secret votes, and keeps what is cast.
///
///   box.prepare(state, command, context);
///   auto decision = domain::decide(state, command, context);
///   if (accepted) box.accepted(state, command);      // before the events are folded
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/domain/secret_votes.hpp"

namespace tingbok::test {

/// Of one room.
class BallotBox {
 public:
  void prepare(const domain::State& state, const pb::Command& command, domain::Context& context) {
    if (domain::wants_ballot_key(state, command, context)) {
      // Any 32 bytes do where nothing is sealed; each vote has its own.
      context.ballot_key = std::string(domain::ballot_key_bytes - 1, 'k');
      context.ballot_key += static_cast<char>('0' + keys_++ % 64);
    }
    if (!domain::ballot_box_to_open(state, command, context).empty()) {
      context.ballots = plain_[command.vote_close().vote()];
    }
  }

  void accepted(const domain::State& before, const pb::Command& command) {
    if (auto ballot = domain::ballot_to_seal(before, command)) {
      plain_[ballot->vote].push_back(std::move(ballot->plain));
    }
  }

  /// Ballots of a vote as they lie in the box, in the order they were cast.
  const std::vector<std::string>& of(const std::string& vote) { return plain_[vote]; }
  /// The key is gone: nothing can be opened any more.
  void lose(const std::string& vote) { plain_.erase(vote); }

 private:
  std::map<std::string, std::vector<std::string>> plain_;
  int keys_ = 0;
};

}  // namespace tingbok::test
