// The single transferable vote by the Scottish rules (SSI 2011/399, Schedule 1, rules 46-53).
#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

#include "core/tally/methods.hpp"
#include "core/tally/rounds.hpp"

namespace tingbok::tally {
namespace {

/// Equal papers of equal value, lying with one candidate.
struct Parcel {
  std::vector<std::size_t> paper;
  /// Where on the paper the candidate stands who has it.
  std::size_t at = 0;
  std::int64_t papers = 0;
  std::int64_t value = stv_one_vote;
};

struct Contender {
  bool continuing = true;
  /// Elected with more than the quota, the surplus not yet transferred.
  bool surplus_waits = false;
  std::int64_t votes = 0;
  std::vector<Parcel> parcels;
};

class StvCount {
 public:
  StvCount(std::span<const std::string> candidates, std::uint32_t seats,
           std::span<const std::string> lots)
      : names_(candidates), lots_(lots), standing_(candidates.size()), seats_(seats) {}

  Stv count(std::span<const Ballot> ballots) {
    first_preferences(ballots);
    while (made_.elected.size() < seats_ && any_continuing()) {
      if (!next_stage()) break;
    }
    return std::move(made_);
  }

 private:
  std::int64_t quota() const { return made_.quota * stv_one_vote; }

  std::vector<std::size_t> with(bool Contender::* mark) const {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      if (standing_[i].*mark) found.push_back(i);
    }
    return found;
  }

  bool any_continuing() const { return !with(&Contender::continuing).empty(); }

  void first_preferences(std::span<const Ballot> ballots) {
    for (auto& [paper, count] : papers(ballots, names_, &Ballot::ranking)) {
      auto& first = standing_[paper.front()];
      first.votes += count * stv_one_vote;
      first.parcels.push_back({paper, 0, count, stv_one_vote});
      made_.valid += count;
    }
    made_.quota = made_.valid / (static_cast<std::int64_t>(seats_) + 1) + 1;
    close_stage({});
  }

  /// False: a lot is needed.
  bool next_stage() {
    const auto waiting = with(&Contender::surplus_waits);
    StvStage stage;
    stage.step = waiting.empty() ? StvStep::exclusion : StvStep::surplus;
    // All surpluses are over one quota, so the largest is with the most votes.
    const auto picked =
        waiting.empty() ? pick(with(&Contender::continuing), history_, Seek::fewest, names_, lots_)
                        : pick(waiting, history_, Seek::most, names_, lots_);
    stage.settled_by = picked.settled_by;
    stage.tied = names(picked.tied, names_);
    if (!picked.option) {
      made_.lot_between = names(picked.lot_between, names_);
      close_stage(std::move(stage));
      return false;
    }
    stage.candidate = names_[*picked.option];
    auto& from = standing_[*picked.option];
    if (waiting.empty()) {
      from.continuing = false;
      transfer(from, from.votes, 0, stage);
    } else {
      from.surplus_waits = false;
      transfer(from, from.votes - quota(), quota(), stage);
    }
    close_stage(std::move(stage));
    return true;
  }

  /// Rules 49 and 51: passes `amount` of the votes of `from` on with all its papers, `kept` stays.
  void transfer(Contender& from, std::int64_t amount, std::int64_t kept, StvStage& stage) {
    std::map<std::pair<std::int64_t, std::size_t>, std::int64_t, std::greater<>> moved;
    std::int64_t gone = 0;
    for (auto& parcel : from.parcels) {
      // Whoever is excluded may hold papers that are worth nothing any more.
      const auto value =
          kept == 0
              ? parcel.value
              : static_cast<std::int64_t>(static_cast<Wide>(amount) * parcel.value / from.votes);
      auto at = parcel.at + 1;
      while (at < parcel.paper.size() && !standing_[parcel.paper[at]].continuing) ++at;
      const bool on = at < parcel.paper.size();
      const auto votes = parcel.papers * value;
      gone += votes;
      // Greatest first: the first candidate has the greatest second key, nobody the smallest.
      const auto rank = on ? standing_.size() - parcel.paper[at] : std::size_t{0};
      moved[{value, rank}] += parcel.papers;
      if (on) {
        auto& to = standing_[parcel.paper[at]];
        to.votes += votes;
        to.parcels.push_back({std::move(parcel.paper), at, parcel.papers, value});
      } else {
        non_transferable_ += votes;
      }
    }
    lost_ += amount - gone;
    from.votes = kept;
    from.parcels.clear();
    for (const auto& [key, count] : moved) {
      const auto to = key.second == 0 ? "" : names_[standing_.size() - key.second];
      stage.transfers.push_back({to, count, key.first});
    }
  }

  /// Rules 48 and 53: who is elected now; then notes how the stage ended.
  void close_stage(StvStage stage) {
    auto left = with(&Contender::continuing);
    const bool all = left.size() <= seats_ - made_.elected.size();
    if (!all) std::erase_if(left, [&](std::size_t i) { return standing_[i].votes < quota(); });
    std::sort(left.begin(), left.end(), [&](std::size_t a, std::size_t b) {
      const auto more = standing_[a].votes - standing_[b].votes;
      return more != 0 ? more > 0 : a < b;
    });
    for (const auto i : left) {
      standing_[i].continuing = false;
      standing_[i].surplus_waits = standing_[i].votes > quota();
      stage.elected.push_back(names_[i]);
      made_.elected.push_back(names_[i]);
    }
    auto& row = history_.emplace_back();
    for (std::size_t i = 0; i < standing_.size(); ++i) {
      row.push_back(standing_[i].votes);
      stage.votes.push_back({names_[i], standing_[i].votes});
    }
    stage.non_transferable = non_transferable_;
    stage.lost = lost_;
    made_.stages.push_back(std::move(stage));
  }

  std::span<const std::string> names_;
  Lots lots_;
  std::vector<Contender> standing_;
  std::size_t seats_;
  History history_;
  std::int64_t non_transferable_ = 0;
  std::int64_t lost_ = 0;
  Stv made_;
};

}  // namespace

Stv single_transferable_vote(std::span<const Ballot> ballots,
                             std::span<const std::string> candidates, std::uint32_t seats,
                             std::span<const std::string> lots) {
  if (seats == 0) throw std::invalid_argument("an election without seats");
  return StvCount(candidates, seats, lots).count(ballots);
}

}  // namespace tingbok::tally
