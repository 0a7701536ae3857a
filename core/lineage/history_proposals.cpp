// Proposals from what they rest on to what they were merged into, and positions of other rooms.
#include <algorithm>

#include "core/lineage/history.hpp"

namespace tingbok::lineage {

bool History::look_at_proposals(const pb::Event& event, const pb::RecordCore& core) {
  switch (event.kind_case()) {
    case pb::Event::kProposalTabled:
      table(event.proposal_tabled());
      return true;
    case pb::Event::kProposalReworded:
      reword(event.proposal_reworded());
      return true;
    case pb::Event::kProposalWithdrawn:
      end_proposal(event.proposal_withdrawn().proposal(), pb::PROPOSAL_STATUS_WITHDRAWN);
      return true;
    case pb::Event::kProposalForwarded:
      end_proposal(event.proposal_forwarded().proposal(), pb::PROPOSAL_STATUS_FORWARDED);
      return true;
    case pb::Event::kProposalsMerged:
      merge(event.proposals_merged());
      return true;
    case pb::Event::kProposalWasSplit:
      split(event.proposal_was_split());
      return true;
    case pb::Event::kProposalSupported:
      support(event.proposal_supported());
      return true;
    case pb::Event::kPositionSubmitted:
      take_position(event.position_submitted(), core);
      return true;
    default:
      return false;
  }
}

/// Support belongs to the wording it was given to, so it is gathered until something else happens
/// to the proposal and becomes one step then, as of the last of it.
void History::support(const pb::ProposalSupported& fact) {
  const auto name = thread_name("proposal", fact.proposal());
  if (known(name) == nullptr) return;
  auto& supported = supported_[name];
  supported.people.push_back(now_.actor);
  supported.last = now_;
}

void History::settle_support(const std::string& name, Thread& thread) {
  const auto found = supported_.find(name);
  if (found == supported_.end()) return;
  const Supported supported = std::move(found->second);
  supported_.erase(found);
  Leads leads;
  for (const auto head : thread.heads) lead(leads, head);
  lead(leads, thread.own);
  const auto id = steps_[thread.own].told.id();
  const auto step =
      add(pb::LINEAGE_KIND_SUPPORT, "support:" + id + "@" + std::to_string(supported.last.number),
          id, std::move(leads), supported.last);
  steps_[step].told.clear_actor();
  for (const auto& person : supported.people) steps_[step].told.add_people(person);
  thread.own = step;
  thread.heads = {step};
}

/// What a proposal that names no ground was tabled on: in workshop mode the picture the room had
/// made of its notes (the last count over clusters that stands, otherwise the clusters); in any
/// mode what other rooms had sent.
void History::infer_ground(Leads& leads) {
  const auto latest = [&](const std::vector<std::string>& names) {
    const auto first = names.size() > inferred_max ? names.size() - inferred_max : 0;
    for (auto i = first; i < names.size(); ++i) lead(leads, threads_.at(names[i]).own, true);
  };
  if (mode_ == pb::MODE_WORKSHOP) {
    if (pictures_.empty()) {
      latest(clusters_);
    } else {
      lead(leads, pictures_.back(), true);
    }
  }
  latest(positions_);
}

void History::table(const pb::ProposalTabled& fact) {
  Leads leads;
  for (const auto& ground : fact.basis()) {
    if (lead_id(leads, ground, true, true)) continue;
    const auto name = thread_name("basis", ground);
    if (known(name) == nullptr) {
      own_step(name, add(pb::LINEAGE_KIND_BASIS, name, ground, {}));
      steps_.back().told.clear_actor();
    }
    lead_named(leads, name);
  }
  if (!fact.amends().empty()) lead_named(leads, thread_name("proposal", fact.amends()));
  if (leads.list.empty()) infer_ground(leads);
  const auto name = thread_name("proposal", fact.proposal());
  const auto step = add(pb::LINEAGE_KIND_PROPOSAL, name, fact.proposal(), std::move(leads));
  steps_[step].version = 1;
  steps_[step].told.set_amends(fact.amends());
  *steps_[step].told.mutable_order() = fact.basis();
  own_step(name, step);
  in_item(fact.item(), name);
}

void History::reword(const pb::ProposalReworded& fact) {
  const auto name = thread_name("proposal", fact.proposal());
  Leads leads;
  lead_named(leads, name);
  const auto step = add(pb::LINEAGE_KIND_WORDING,
                        "wording:" + fact.proposal() + "#" + std::to_string(fact.version()),
                        fact.proposal(), std::move(leads));
  steps_[step].version = fact.version();
  own_step(name, step);
}

void History::end_proposal(const std::string& proposal, pb::ProposalStatus status) {
  const auto name = thread_name("proposal", proposal);
  Leads leads;
  lead_named(leads, name);
  const auto step =
      add(pb::LINEAGE_KIND_ENDED, "ended:" + proposal + "@" + std::to_string(now_.number), proposal,
          std::move(leads));
  steps_[step].told.set_status(status);
  own_step(name, step);
}

void History::list_changed(const pb::ListOrder& changed, StepId by) {
  orders_[changed.list()] = {changed.order().begin(), changed.order().end()};
  if (auto* list = known(thread_name("list", changed.list()))) list->heads.push_back(by);
}

void History::merge(const pb::ProposalsMerged& fact) {
  Leads leads;
  for (const auto& source : fact.sources()) lead_named(leads, thread_name("proposal", source));
  const auto step =
      add(pb::LINEAGE_KIND_MERGE, "merge:" + fact.into(), fact.into(), std::move(leads));
  steps_[step].version = 1;
  *steps_[step].told.mutable_order() = fact.sources();
  const auto name = thread_name("proposal", fact.into());
  own_step(name, step);
  for (const auto& source : fact.sources()) touch(thread_name("proposal", source), step);
  in_item(fact.item(), name);
  for (const auto& changed : fact.lists()) list_changed(changed, step);
}

void History::split(const pb::ProposalWasSplit& fact) {
  const auto whole = thread_name("proposal", fact.proposal());
  Leads leads;
  lead_named(leads, whole);
  const auto step =
      add(pb::LINEAGE_KIND_SPLIT, "split:" + fact.proposal(), fact.proposal(), std::move(leads));
  *steps_[step].told.mutable_order() = fact.parts();
  own_step(whole, step);
  for (const auto& id : fact.parts()) {
    const auto name = thread_name("proposal", id);
    Leads whole_leads;
    lead(whole_leads, step);
    const auto part = add(pb::LINEAGE_KIND_PROPOSAL, name, id, std::move(whole_leads));
    steps_[part].version = 1;
    steps_[part].told.set_amends(fact.amends());
    own_step(name, part);
    in_item(fact.item(), name);
  }
  for (const auto& changed : fact.lists()) list_changed(changed, step);
}

/// What another room came to, and the event of that room which was its latest by then.
void History::take_position(const pb::PositionSubmitted& fact, const pb::RecordCore& core) {
  const auto& source = fact.source_room();
  const auto name = thread_name("position", source);
  Leads leads;
  lead_named(leads, name);
  const auto address = room_.substr(0, room_.find('/') + 1) + source;
  for (const auto& known_fact : core.facts()) {
    if (known_fact.room() != address || known_fact.number() == 0) continue;
    const auto key = "position:" + address + "@" + std::to_string(known_fact.number()) + ">" +
                     std::to_string(now_.number);
    const auto there = add(pb::LINEAGE_KIND_POSITION, key, source, {});
    auto& told = steps_[there].told;
    told.set_workshop(address);
    told.set_number(known_fact.number());
    told.set_leaf_hash(known_fact.leaf_hash());
    told.clear_actor();
    lead(leads, there);
  }
  const auto step =
      add(pb::LINEAGE_KIND_POSITION, "position:" + source + "#" + std::to_string(fact.version()),
          source, std::move(leads));
  steps_[step].version = fact.version();
  if (fact.version() <= 1) positions_.push_back(name);
  own_step(name, step);
}

}  // namespace tingbok::lineage
