// Priority lists, votes and decisions.
#include <algorithm>

#include "core/lineage/history.hpp"

namespace tingbok::lineage {
namespace {

bool decides(pb::VoteKind kind) {
  return kind == pb::VOTE_KIND_BINDING || kind == pb::VOTE_KIND_ELECTION;
}

}  // namespace

bool History::look_at_votes(const pb::Event& event) {
  switch (event.kind_case()) {
    case pb::Event::kPriorityListSet:
      set_list(event.priority_list_set());
      return true;
    case pb::Event::kPriorityMoved:
      move(event.priority_moved());
      return true;
    case pb::Event::kPriorityListLocked:
      lock(event.priority_list_locked());
      return true;
    case pb::Event::kVoteOpened:
      open_vote(event.vote_opened());
      return true;
    case pb::Event::kVoteClosed:
      end_vote(event.vote_closed().vote(), pb::LINEAGE_KIND_UNSPECIFIED, "");
      return true;
    case pb::Event::kVoteAnnulled:
      end_vote(event.vote_annulled().vote(), pb::LINEAGE_KIND_ANNULLED_VOTE,
               event.vote_annulled().reason());
      return true;
    case pb::Event::kDecisionRecorded:
      decide(event.decision_recorded());
      return true;
    default:
      return false;
  }
}

/// Polls of the open item that name nothing ("shall P5 go before P4?") lead to what is done next on
/// a list of that item.
void History::follow_loose(Leads& leads) {
  const auto item = items_.find(open_item_);
  if (item == items_.end()) return;
  for (const auto poll : item->second.loose) lead(leads, poll, true);
  item->second.loose.clear();
}

void History::set_list(const pb::PriorityListSet& fact) {
  const auto name = thread_name("list", fact.list());
  Leads leads;
  lead_all(leads, name);
  for (const auto& id : fact.order()) lead_id(leads, id, false, false);
  follow_loose(leads);
  const auto step =
      add(pb::LINEAGE_KIND_PRIORITY_SET, "set:" + fact.list() + "@" + std::to_string(now_.number),
          fact.list(), std::move(leads));
  *steps_[step].told.mutable_order() = fact.order();
  own_step(name, step);
  orders_[fact.list()] = {fact.order().begin(), fact.order().end()};
  for (const auto& id : fact.order()) {
    for (const auto& thread : threads_of(id)) touch(thread, step);
  }
  in_item(open_item_, name);
}

void History::move(const pb::PriorityMoved& fact) {
  const auto name = thread_name("list", fact.list());
  Leads leads;
  lead_all(leads, name);
  lead_id(leads, fact.what(), false, false);
  follow_loose(leads);
  const auto step =
      add(pb::LINEAGE_KIND_PRIORITY_MOVE, "move:" + fact.list() + "@" + std::to_string(now_.number),
          fact.what(), std::move(leads));
  auto& told = steps_[step].told;
  told.set_title(fact.list());
  told.set_from_place(fact.from());
  told.set_to_place(fact.to());
  own_step(name, step);
  for (const auto& thread : threads_of(fact.what())) touch(thread, step);
  auto& order = orders_[fact.list()];
  const auto at = std::find(order.begin(), order.end(), fact.what());
  if (at != order.end()) order.erase(at);
  const auto place = std::min<std::size_t>(fact.to() > 0 ? fact.to() - 1 : 0, order.size());
  order.insert(order.begin() + static_cast<std::ptrdiff_t>(place), fact.what());
  in_item(open_item_, name);
}

void History::lock(const pb::PriorityListLocked& fact) {
  const auto name = thread_name("list", fact.list());
  const auto& order = orders_[fact.list()];
  Leads leads;
  lead_all(leads, name);
  for (const auto& id : order) lead_id(leads, id, false, false);
  follow_loose(leads);
  const auto step =
      add(pb::LINEAGE_KIND_PRIORITY_LOCK, "lock:" + fact.list() + "@" + std::to_string(now_.number),
          fact.list(), std::move(leads));
  for (const auto& id : order) steps_[step].told.add_order(id);
  own_step(name, step);
  for (const auto& id : order) {
    for (const auto& thread : threads_of(id)) touch(thread, step);
  }
  in_item(open_item_, name);
}

void History::open_vote(const pb::VoteOpened& fact) {
  const auto& terms = fact.terms();
  OpenVote vote;
  vote.item = terms.item();
  Leads leads;
  const auto ask = [&](const std::string& id) {
    vote.names_something = lead_id(leads, id, false, false) || vote.names_something;
    vote.of_clusters = vote.of_clusters || threads_.contains(thread_name("cluster", id));
    for (auto& name : threads_of(id)) vote.threads.push_back(std::move(name));
  };
  for (const auto& id : terms.options()) ask(id);
  for (const auto& id : terms.about()) ask(id);
  for (const auto& led : leads.list) vote.before.push_back(led.from);
  const bool binding = decides(terms.kind());
  // "All of it together": what the item has come to is what is voted on.
  if (!vote.names_something && binding) lead_item(leads, vote.item, true);
  if (!terms.revote_of().empty()) lead_named(leads, thread_name("vote", terms.revote_of()));
  const auto name = thread_name("vote", terms.vote());
  vote.step = add(binding ? pb::LINEAGE_KIND_VOTE : pb::LINEAGE_KIND_POLL, name, terms.vote(),
                  std::move(leads));
  steps_[vote.step].told.set_vote_kind(terms.kind());
  own_step(name, vote.step);
  in_item(vote.item, name);
  votes_[terms.vote()] = std::move(vote);
}

/// Only now does it bear on what it was about: what was done to that while it was open does not
/// come from it.
void History::end_vote(const std::string& id, pb::LineageKind kind, const std::string& because) {
  const auto found = votes_.find(id);
  if (found == votes_.end()) return;
  const OpenVote& vote = found->second;
  auto& told = steps_[vote.step].told;
  const bool closed_before = told.ended_number() != 0;
  told.set_ended_number(now_.number);
  told.set_ended_ms(now_.time_ms);
  told.set_ended_leaf_hash(std::string(as_bytes(now_.leaf)));
  const bool annulled = kind == pb::LINEAGE_KIND_ANNULLED_VOTE;
  if (annulled) annul(vote, because);
  if (closed_before) return;
  for (const auto& name : vote.threads) {
    auto& thread = threads_.at(name);
    settle_support(name, thread);
    const auto stood_before = [&](StepId head) {
      return std::find(vote.before.begin(), vote.before.end(), head) != vote.before.end();
    };
    std::erase_if(thread.heads, stood_before);
    if (std::find(thread.heads.begin(), thread.heads.end(), vote.step) == thread.heads.end()) {
      thread.heads.push_back(vote.step);
    }
  }
  if (annulled) return;
  if (vote.of_clusters) pictures_.push_back(vote.step);
  if (!vote.names_something && steps_[vote.step].told.kind() == pb::LINEAGE_KIND_POLL) {
    items_[vote.item].loose.push_back(vote.step);
  }
}

/// Nothing is inferred from it any more, also where it had been closed before.
void History::annul(const OpenVote& vote, const std::string& because) {
  auto& told = steps_[vote.step].told;
  told.set_kind(pb::LINEAGE_KIND_ANNULLED_VOTE);
  told.set_annulled_because(because);
  std::erase(pictures_, vote.step);
  std::erase(items_[vote.item].loose, vote.step);
}

void History::lead_item(Leads& leads, const std::string& item, bool inferred) {
  const auto found = items_.find(item);
  if (item.empty() || found == items_.end()) return;
  Leads all;
  // lead_all() may settle support, which changes no list of threads.
  for (const auto& name : found->second.threads) lead_all(all, name);
  for (const auto& led : all.list) lead(leads, led.from, inferred);
}

/// It rests on the vote it names, and on whatever else was proposed and voted on in its item.
void History::decide(const pb::DecisionRecorded& fact) {
  Leads leads;
  lead_item(leads, fact.item(), false);
  if (!fact.vote().empty()) lead_named(leads, thread_name("vote", fact.vote()));
  auto& item = items_[fact.item()];
  if (!item.decisions.empty()) lead(leads, item.decisions.back());
  const auto step = add(pb::LINEAGE_KIND_DECISION, "decision:" + std::to_string(now_.number),
                        fact.item(), std::move(leads));
  item.decisions.push_back(step);
}

}  // namespace tingbok::lineage
