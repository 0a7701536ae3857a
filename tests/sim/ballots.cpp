// Random votes: opened by every method, cast rightly and wrongly, closed, corrected, declared.
#include <algorithm>
#include <utility>

#include "maker.hpp"

namespace tingbok::sim {
namespace {

pb::VoteMethod random_method(Chance& chance) {
  static const std::vector<pb::VoteMethod> all = {
      pb::VOTE_METHOD_FOR_AGAINST, pb::VOTE_METHOD_FOR_AGAINST, pb::VOTE_METHOD_ALTERNATIVE,
      pb::VOTE_METHOD_APPROVAL,    pb::VOTE_METHOD_DOTS,        pb::VOTE_METHOD_RANKING,
      pb::VOTE_METHOD_POINTS,      pb::VOTE_METHOD_GRADIENTS,   pb::VOTE_METHOD_MAJORITY_ELECTION};
  return chance.of(all);
}

void set_options(Maker& make, pb::VoteTerms& terms) {
  if (terms.method() == pb::VOTE_METHOD_FOR_AGAINST) {
    terms.add_options("for");
    terms.add_options("mot");
    if (!make.seen.proposals.empty()) terms.add_about(make.known(make.seen.proposals));
    return;
  }
  const auto count = make.chance.between(2, 4);
  for (std::int64_t i = 0; i < count; ++i) terms.add_options("o" + std::to_string(i));
}

std::vector<std::string> shuffled(Chance& chance, const pb::VoteTerms& terms) {
  std::vector<std::string> options(terms.options().begin(), terms.options().end());
  for (std::size_t i = options.size(); i > 1; --i)
    std::swap(options[i - 1], options[chance.below(i)]);
  return options;
}

void choose(Chance& chance, const pb::VoteTerms& terms, pb::BallotPaper& paper) {
  auto options = shuffled(chance, terms);
  if (options.empty()) return;
  switch (terms.method()) {
    case pb::VOTE_METHOD_APPROVAL:
      options.resize(1 + chance.below(options.size()));
      paper.mutable_choices()->Add(options.begin(), options.end());
      return;
    case pb::VOTE_METHOD_RANKING:
      paper.mutable_ranking()->Add(options.begin(), options.end());
      return;
    case pb::VOTE_METHOD_DOTS:
    case pb::VOTE_METHOD_POINTS: {
      auto& count =
          terms.method() == pb::VOTE_METHOD_DOTS ? *paper.add_dots() : *paper.add_points();
      count.set_option(options[0]);
      count.set_count(terms.method() == pb::VOTE_METHOD_DOTS ? chance.between(1, terms.max())
                                                             : terms.sum());
      return;
    }
    case pb::VOTE_METHOD_GRADIENTS:
      paper.set_grade(static_cast<std::uint32_t>(chance.between(1, 8)));
      return;
    default:
      paper.set_choice(chance.percent(8) ? "blankt" : options[0]);
  }
}

}  // namespace

void Maker::open_vote() {
  pb::VoteTerms& terms = *command.mutable_vote_open()->mutable_terms();
  terms.set_vote(fresh("V"));
  terms.set_method(random_method(chance));
  const bool elects = terms.method() == pb::VOTE_METHOD_MAJORITY_ELECTION;
  const bool decides = chance.percent(50) && (terms.method() == pb::VOTE_METHOD_FOR_AGAINST ||
                                              terms.method() == pb::VOTE_METHOD_ALTERNATIVE);
  terms.set_kind(elects    ? pb::VOTE_KIND_ELECTION
                 : decides ? pb::VOTE_KIND_BINDING
                           : pb::VOTE_KIND_STRAW);
  set_options(*this, terms);
  terms.set_max(3);
  terms.set_sum(10);
  terms.set_blind(chance.percent(50));
  terms.set_named(chance.percent(30));
  terms.set_secret(chance.percent(20));
  if (chance.percent(40)) terms.mutable_electorate()->set_kind(pb::Electorate::KIND_EVERYONE);
  if (chance.percent(10)) terms.add_recusal_of(somebody());
  if (decides && chance.percent(25)) terms.set_closes_doors("kommuneloven § 11-5 andre ledd");
  if (chance.percent(50)) say("Hva mener dere?");
}

void Maker::cast() {
  pb::VoteCast& cast = *command.mutable_vote_cast();
  if (!seen.open_vote) {
    cast.set_vote(seen.votes.empty() ? "V0" : chance.of(seen.votes)->id());
    cast.mutable_ballot()->set_choice("for");
    return;
  }
  cast.set_vote(seen.open_vote->id());
  choose(chance, seen.open_vote->terms(), *cast.mutable_ballot());
  if (chance.percent(5)) cast.mutable_ballot()->set_choice("nobody");
}

void Maker::close_vote() {
  const bool is_open = seen.open_vote != nullptr;
  command.mutable_vote_close()->set_vote(is_open ? seen.open_vote->id() : "V0");
  command.mutable_vote_close()->set_force(chance.percent(60));
}

/// Whatever may come after a vote has closed, of any vote there has been.
void Maker::after_vote() {
  const pb::Vote* vote = nullptr;
  for (const pb::Vote* one : seen.votes) {
    if (one->status() == pb::VOTE_STATUS_CLOSED || !vote) vote = one;
  }
  if (vote && chance.percent(20)) vote = chance.of(seen.votes);
  const std::string id = vote ? vote->id() : "V0";
  switch (chance.below(8)) {
    case 0: {
      pb::VoteCorrect& correct = *command.mutable_vote_correct();
      correct.set_vote(id);
      correct.set_member(somebody());
      correct.set_old_choice(chance.percent(50) ? "for" : "mot");
      correct.set_new_choice(correct.old_choice() == "for" ? "mot" : "for");
      return say("feil ført");
    }
    case 1:
      command.mutable_vote_annul()->set_vote(id);
      command.mutable_vote_annul()->set_reason("uklart");
      return;
    case 2:
      command.mutable_lot_draw()->set_vote(id);
      if (vote && vote->result().among_size() > 0) {
        command.mutable_lot_draw()->set_result(vote->result().among(0));
      }
      command.mutable_lot_draw()->set_witness(somebody());
      return;
    case 3:
      command.mutable_decide()->set_vote(id);
      command.mutable_decide()->set_item(known(seen.items));
      return say("Vedtatt.");
    default:
      command.mutable_vote_declare()->set_vote(id);
  }
}

}  // namespace tingbok::sim
