// Goal: the laws of instant-runoff and of the single transferable vote hold for any ballots.
#include <algorithm>
#include <set>

#include <rapidcheck/catch.h>

#include "core/tally/preferential.hpp"

namespace tally = tingbok::tally;
using Names = std::vector<std::string>;

namespace {

const Names all_names = {"a", "b", "c", "d", "e", "f"};

/// Any number below `bound`, as likely in the first runs as in the last.
std::size_t below(std::size_t bound) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<std::size_t>(0, bound));
}

Names shuffled(Names names) {
  for (std::size_t i = names.size(); i > 1; --i) std::swap(names[i - 1], names[below(i)]);
  return names;
}

Names some_options() {
  const auto count = static_cast<std::ptrdiff_t>(2 + below(all_names.size() - 1));
  return {all_names.begin(), all_names.begin() + count};
}

/// Rankings of any length, also empty; many alike, as in real votes.
std::vector<tally::Ballot> some_ballots(const Names& options) {
  std::vector<tally::Ballot> ballots;
  const auto kinds = below(7);
  for (std::size_t kind = 0; kind < kinds; ++kind) {
    auto ranking = shuffled(options);
    ranking.resize(below(options.size() + 1));
    for (auto copies = 1 + below(12); copies > 0; --copies)
      ballots.emplace_back().ranking = ranking;
  }
  return ballots;
}

/// Counts with lots drawn for the first named, as long as lots are needed after those in `lots`.
template <typename CountIt>
auto with_lots(CountIt count, Names& lots) {
  auto made = count(lots);
  while (!made.lot_between.empty()) {
    lots.push_back(made.lot_between.front());
    made = count(lots);
  }
  return made;
}

tally::Stv stv_with_lots(const std::vector<tally::Ballot>& ballots, const Names& options,
                         std::uint32_t seats, Names lots = {}) {
  return with_lots(
      [&](const Names& drawn) {
        return tally::single_transferable_vote(ballots, options, seats, drawn);
      },
      lots);
}

std::int64_t sum(const std::vector<tally::Count>& votes) {
  std::int64_t total = 0;
  for (const auto& one : votes) total += one.count;
  return total;
}

}  // namespace

// Every ballot is counted in every round; the winner has more than half of those in play; only one
// with the fewest goes out.
TEST_CASE("tally: instant-runoff conserves ballots and elects by majority", "[property][tally]") {
  rc::prop("laws of each round", [] {
    const auto options = some_options();
    const auto ballots = some_ballots(options);
    Names lots;
    const auto made = with_lots(
        [&](const Names& drawn) { return tally::instant_runoff(ballots, options, drawn); }, lots);
    for (const auto& round : made.rounds) {
      RC_ASSERT(sum(round.votes) + round.exhausted == static_cast<std::int64_t>(ballots.size()));
      for (const auto& out : round.votes) {
        if (out.option != round.eliminated) continue;
        for (const auto& other : round.votes) RC_ASSERT(out.count <= other.count);
      }
    }
    const auto& last = made.rounds.back().votes;
    RC_ASSERT(made.winner.empty() == (sum(last) == 0));
    for (const auto& one : last) {
      if (one.option == made.winner) RC_ASSERT(2 * one.count > sum(last));
    }
  });
}

// Whose ballot lies on top has no influence, and neither has the order in the transferable vote.
TEST_CASE("tally: preferential counts do not see the order of ballots", "[property][tally]") {
  rc::prop("permutation", [] {
    const auto options = some_options();
    auto ballots = some_ballots(options);
    const auto seats = static_cast<std::uint32_t>(1 + below(4));
    const auto runoff = tally::instant_runoff(ballots, options, {});
    const auto stv = tally::single_transferable_vote(ballots, options, seats, {});
    for (std::size_t i = ballots.size(); i > 1; --i) std::swap(ballots[i - 1], ballots[below(i)]);
    RC_ASSERT(tally::instant_runoff(ballots, options, {}) == runoff);
    RC_ASSERT(tally::single_transferable_vote(ballots, options, seats, {}) == stv);
  });
}

// With one seat and the same lots, the transferable vote elects whom instant-runoff elects.
TEST_CASE("tally: one seat by transferable vote is instant-runoff", "[property][tally]") {
  rc::prop("one seat", [] {
    const auto options = some_options();
    const auto ballots = some_ballots(options);
    Names lots;
    const auto runoff = with_lots(
        [&](const Names& drawn) { return tally::instant_runoff(ballots, options, drawn); }, lots);
    const auto stv = stv_with_lots(ballots, options, 1, lots);
    if (!runoff.winner.empty()) RC_ASSERT(stv.elected == Names{runoff.winner});
  });
}

// Votes, papers that go nowhere and what truncation takes are at every stage all valid papers; a
// paper loses less than a hundred-thousandth each time it moves.
TEST_CASE("tally: the transferable vote conserves votes at every stage", "[property][tally]") {
  rc::prop("conservation", [] {
    const auto options = some_options();
    const auto made =
        stv_with_lots(some_ballots(options), options, static_cast<std::uint32_t>(1 + below(4)));
    std::int64_t lost = 0;
    for (const auto& stage : made.stages) {
      RC_ASSERT(sum(stage.votes) + stage.non_transferable + stage.lost ==
                made.valid * tally::stv_one_vote);
      std::int64_t moved = 0;
      for (const auto& one : stage.transfers) moved += one.papers;
      RC_ASSERT(stage.lost >= lost);
      RC_ASSERT(stage.lost - lost <= moved);
      if (stage.step == tally::StvStep::exclusion) RC_ASSERT(stage.lost == lost);
      lost = stage.lost;
    }
  });
}

// All seats are filled, none twice and none too many; before the last stage only by the quota, the
// least that no more than the seats can reach.
TEST_CASE("tally: the transferable vote fills the seats, and no more", "[property][tally]") {
  rc::prop("seats", [] {
    const auto options = some_options();
    const auto seats = static_cast<std::uint32_t>(1 + below(7));
    const auto made = stv_with_lots(some_ballots(options), options, seats);
    RC_ASSERT((seats + 1) * made.quota > made.valid);
    RC_ASSERT((seats + 1) * (made.quota - 1) <= made.valid);
    RC_ASSERT(made.elected.size() == std::min<std::size_t>(seats, options.size()));
    RC_ASSERT(std::set<std::string>(made.elected.begin(), made.elected.end()).size() ==
              made.elected.size());
    for (std::size_t i = 0; i + 1 < made.stages.size(); ++i) {
      for (const auto& name : made.stages[i].elected) {
        for (const auto& one : made.stages[i].votes) {
          if (one.option == name) RC_ASSERT(one.count >= made.quota * tally::stv_one_vote);
        }
      }
    }
  });
}

// Droop proportionality: who put the same candidates before all others, and are k quotas (and one
// more for what truncation takes), get k of them.
TEST_CASE("tally: a solid coalition of k quotas gets k seats", "[property][tally]") {
  rc::prop("solid coalitions", [] {
    const auto seats = static_cast<std::uint32_t>(1 + below(4));
    const auto size = static_cast<std::ptrdiff_t>(1 + below(4));
    const Names coalition(all_names.begin(), all_names.begin() + size);
    const Names others(all_names.begin() + size, all_names.end());
    auto ballots = some_ballots(others);
    const auto supporters = below(40);
    for (std::size_t i = 0; i < supporters; ++i) {
      auto& ranking = ballots.emplace_back().ranking;
      ranking = shuffled(coalition);
      const auto rest = shuffled(others);
      ranking.insert(ranking.end(), rest.begin(), rest.end());
    }
    const auto made = stv_with_lots(ballots, all_names, seats);
    std::size_t due = 0;
    while (due < coalition.size() && due < seats &&
           supporters > (due + 1) * static_cast<std::size_t>(made.quota)) {
      ++due;
    }
    const auto got = std::count_if(made.elected.begin(), made.elected.end(), [&](const auto& name) {
      return std::find(coalition.begin(), coalition.end(), name) != coalition.end();
    });
    RC_ASSERT(static_cast<std::size_t>(got) >= due);
  });
}
