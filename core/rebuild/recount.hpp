/// Counting every vote of a room again from its log, to compare with the results that stand there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/state.hpp"
#include "tingbok/v1/events.pb.h"

namespace tingbok::rebuild {

/// Follows a room's events in order and counts again wherever one states a result: at closing,
/// after a correction, after a lot. Ballots come from the events, not from the state that was
/// folded from them; those of a secret vote from the event that published them. Of the state it
/// reads only the room: seats, rules, and who has the chair. Pure; one room, one Recounter.
class Recounter {
 public:
  /// `event` with its personal fields, `number` its own, `before` the state right before it,
  /// `actor` whose it is. What is wrong with the result it states, as the rest of a sentence;
  /// nullopt: nothing, or a ballot has been erased, so that it cannot be counted again.
  std::optional<std::string> look(const domain::State& before, const pb::Event& event,
                                  std::uint64_t number, const std::string& actor);

  /// Results that came out as stated.
  std::size_t agreed() const { return agreed_; }

 private:
  struct Counted {
    std::uint64_t opened_at = 0;
    pb::VoteTerms terms;
    std::vector<std::string> roll;
    /// By voter; a paper that has been erased is not set.
    std::map<std::string, std::optional<pb::BallotPaper>> papers;
    std::vector<std::string> lots;
    std::vector<pb::BallotPaper> secret;
  };

  std::optional<std::string> compare(const domain::State& before, const Counted& vote,
                                     const pb::TallyResult& stated, std::uint64_t number);

  std::map<std::string, Counted> votes_;
  std::size_t agreed_ = 0;
};

}  // namespace tingbok::rebuild
