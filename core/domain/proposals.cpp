#include "core/domain/proposals.hpp"

#include <algorithm>

namespace tingbok::domain {
namespace {

bool disqualified_in_open_item(const Situation& now) {
  return is_disqualified(now.state, now.room.open_item(), now.actor.id());
}

bool formal_debate_is_closed(const pb::Room& room) {
  return room.mode() == pb::MODE_FORMAL && debate_is_closed(room);
}

/// Where a proposal is of another item than the open one, that item's debate and its disqualified
/// count as well.
std::optional<Refusal> closed_in_its_item(const Situation& now, const pb::Proposal& proposal) {
  if (is_disqualified(now.state, proposal.item(), now.actor.id())) {
    return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  }
  if (now.room.mode() == pb::MODE_FORMAL && debate_is_closed(now.room, proposal.item())) {
    return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  }
  return std::nullopt;
}

std::string version_id(const std::string& proposal, std::uint32_t version) {
  return proposal + "#" + std::to_string(version);
}

/// Why the actor may not change this proposal; nullopt where they may.
std::optional<Refusal> cannot_change(const Situation& now, const pb::Proposal* proposal) {
  if (proposal == nullptr) return refused(pb::REFUSAL_CODE_UNKNOWN_PROPOSAL);
  if (proposal->by() != now.actor.id()) return refused(pb::REFUSAL_CODE_NOT_PROPOSER);
  if (proposal->status() != pb::PROPOSAL_STATUS_TABLED) {
    return refused(pb::REFUSAL_CODE_PROPOSAL_NOT_ACTIVE);
  }
  return std::nullopt;
}

/// The ruleset's own stop: from the moment a vote opens, no new proposals until it is over.
std::optional<Refusal> vote_stops_proposals(const Situation& now) {
  if (!now.room.config().ruleset_in_full().no_proposals_during_vote() ||
      now.room.open_vote().empty()) {
    return std::nullopt;
  }
  return refused(pb::REFUSAL_CODE_VOTE_IN_PROGRESS);
}

}  // namespace

Decision decide(const Situation& now, const pb::Propose& command) {
  if (const auto no = now.lacks_right()) return *no;
  if (disqualified_in_open_item(now)) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (formal_debate_is_closed(now.room)) return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  if (now.state.find<pb::Proposal>(command.proposal()) != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "proposal");
  }
  if (const auto no = vote_stops_proposals(now)) return *no;
  const auto shape = Shape()
                         .id(command.proposal(), "proposal")
                         .name(command.kind(), "kind")
                         .ids(command.basis(), "basis")
                         .needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (!command.amends().empty() && now.state.find<pb::Proposal>(command.amends()) == nullptr) {
    return unknown_reference("amends");
  }
  if (const auto no = full<pb::Proposal>(now.state)) return *no;
  if (const auto no = full<pb::ProposalVersion>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_proposal_tabled();
  fact.set_proposal(command.proposal());
  fact.set_kind(command.kind().empty() ? "forslag" : command.kind());
  fact.set_amends(command.amends());
  *fact.mutable_basis() = command.basis();
  fact.set_item(now.room.open_item());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ProposalEdit& command) {
  const auto* proposal = now.state.find<pb::Proposal>(command.proposal());
  if (const auto no = cannot_change(now, proposal)) return *no;
  if (formal_debate_is_closed(now.room)) return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  if (const auto no = vote_stops_proposals(now)) return *no;
  if (is_disqualified(now.state, proposal->item(), now.actor.id())) {
    return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  }
  const auto shape = Shape().needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (const auto no = full<pb::ProposalVersion>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_proposal_reworded();
  fact.set_proposal(command.proposal());
  fact.set_version(proposal->versions() + 1);
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::ProposalWithdraw& command) {
  const auto* proposal = now.state.find<pb::Proposal>(command.proposal());
  if (const auto no = cannot_change(now, proposal)) return *no;
  pb::Event event;
  event.mutable_proposal_withdrawn()->set_proposal(command.proposal());
  return one(std::move(event));
}

namespace {

/// The list with the sources taken out and the merged proposal at the best place any of them had,
/// counted before they are taken out; nullopt where it holds none of them.
std::optional<std::vector<std::string>> merged_into_list(const pb::PriorityList& list,
                                                         const pb::ProposalMerge& command) {
  const auto is_source = [&](const std::string& id) {
    return std::find(command.sources().begin(), command.sources().end(), id) !=
           command.sources().end();
  };
  const auto first = std::find_if(list.order().begin(), list.order().end(), is_source);
  if (first == list.order().end()) return std::nullopt;
  std::vector<std::string> order;
  std::copy_if(list.order().begin(), list.order().end(), std::back_inserter(order),
               [&](const std::string& id) { return !is_source(id); });
  const auto place =
      std::min(first - list.order().begin(), static_cast<std::ptrdiff_t>(order.size()));
  order.insert(order.begin() + place, command.into());
  return order;
}

}  // namespace

/// What is merged is a new proposal, so not one of somebody disqualified, nor, in a formal meeting,
/// one made after the debate. Locked lists are changed too: what stood on them is no longer on the
/// table.
Decision decide(const Situation& now, const pb::ProposalMerge& command) {
  for (const auto& source : command.sources()) {
    const auto* proposal = now.state.find<pb::Proposal>(source);
    if (proposal == nullptr) return refused(pb::REFUSAL_CODE_UNKNOWN_PROPOSAL);
    if (proposal->status() != pb::PROPOSAL_STATUS_TABLED) {
      return refused(pb::REFUSAL_CODE_PROPOSAL_NOT_ACTIVE);
    }
  }
  if (const auto no = now.lacks_right()) return *no;
  if (disqualified_in_open_item(now)) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (formal_debate_is_closed(now.room)) return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  if (const auto no = vote_stops_proposals(now)) return *no;
  const auto shape = Shape()
                         .ids(command.sources(), "sources", 1)
                         .distinct(command.sources(), "sources")
                         .id(command.into(), "into")
                         .needed_text(now.command.text(), "text");
  if (shape.wrong()) return *shape.wrong();
  if (now.state.find<pb::Proposal>(command.into()) != nullptr) {
    return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "into");
  }
  if (const auto no = full<pb::Proposal>(now.state)) return *no;
  if (const auto no = full<pb::ProposalVersion>(now.state)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_proposals_merged();
  *fact.mutable_sources() = command.sources();
  fact.set_into(command.into());
  fact.set_item(now.room.open_item());
  for (const auto* list : now.state.all<pb::PriorityList>()) {
    const auto order = merged_into_list(*list, command);
    if (!order) continue;
    auto& changed = *fact.add_lists();
    changed.set_list(list->id());
    changed.mutable_order()->Add(order->begin(), order->end());
  }
  return one(std::move(event));
}

namespace {

std::optional<Refusal> malformed_parts(const Situation& now, const pb::ProposalSplit& command) {
  Shape shape;
  shape.number(static_cast<std::uint64_t>(command.into_size()), limits::parts_min,
               limits::parts_max, "into");
  google::protobuf::RepeatedPtrField<std::string> ids;
  for (const auto& part : command.into()) {
    shape.id(part.proposal(), "into").needed_text(part.text(), "into");
    *ids.Add() = part.proposal();
  }
  shape.distinct(ids, "into").language(now.command.language(), "language");
  if (shape.wrong()) return shape.wrong();
  for (const auto& id : ids) {
    if (now.state.find<pb::Proposal>(id) != nullptr) {
      return refused(pb::REFUSAL_CODE_ALREADY_EXISTS, "into");
    }
  }
  return std::nullopt;
}

/// The list with the parts, in order, in the place of what was split; nullopt where it does not
/// hold that.
std::optional<std::vector<std::string>> split_in_list(const pb::PriorityList& list,
                                                      const pb::ProposalSplit& command) {
  const auto source = std::find(list.order().begin(), list.order().end(), command.proposal());
  if (source == list.order().end()) return std::nullopt;
  std::vector<std::string> order(list.order().begin(), source);
  for (const auto& part : command.into()) {
    // A list may hold any id: one that is made a proposal only now keeps a single place.
    order.erase(std::remove(order.begin(), order.end(), part.proposal()), order.end());
    order.push_back(part.proposal());
  }
  const auto parts_begin = order.end() - command.into_size();
  const std::vector<std::string> parts(parts_begin, order.end());
  std::copy_if(source + 1, list.order().end(), std::back_inserter(order), [&](const auto& id) {
    return std::find(parts.begin(), parts.end(), id) == parts.end();
  });
  return order;
}

}  // namespace

/// The inverse of merging, and in a workshop by whom merging is done; in a formal meeting the parts
/// are new proposals like any other. They are the actor's, who words them, and of the kind and item
/// of what is split; support was given to the whole and stays with it.
Decision decide(const Situation& now, const pb::ProposalSplit& command) {
  const auto* proposal = now.state.find<pb::Proposal>(command.proposal());
  if (proposal == nullptr) return refused(pb::REFUSAL_CODE_UNKNOWN_PROPOSAL);
  if (proposal->status() != pb::PROPOSAL_STATUS_TABLED) {
    return refused(pb::REFUSAL_CODE_PROPOSAL_NOT_ACTIVE);
  }
  if (const auto no = now.lacks_right()) return *no;
  if (disqualified_in_open_item(now)) return refused(pb::REFUSAL_CODE_DISQUALIFIED);
  if (formal_debate_is_closed(now.room)) return refused(pb::REFUSAL_CODE_DEBATE_CLOSED);
  if (const auto no = closed_in_its_item(now, *proposal)) return *no;
  if (const auto no = vote_stops_proposals(now)) return *no;
  if (const auto no = malformed_parts(now, command)) return *no;
  const auto parts = static_cast<std::size_t>(command.into_size());
  if (const auto no = full<pb::Proposal>(now.state, parts)) return *no;
  if (const auto no = full<pb::ProposalVersion>(now.state, parts)) return *no;
  pb::Event event;
  auto& fact = *event.mutable_proposal_was_split();
  fact.set_proposal(command.proposal());
  for (const auto& part : command.into()) {
    fact.add_parts(part.proposal());
    fact.add_texts(part.text());
  }
  fact.set_language(now.command.language().empty() ? now.actor.language() : now.command.language());
  fact.set_kind(proposal->kind());
  fact.set_amends(proposal->amends());
  fact.set_item(proposal->item());
  for (const auto* list : now.state.all<pb::PriorityList>()) {
    const auto order = split_in_list(*list, command);
    if (!order) continue;
    auto& changed = *fact.add_lists();
    changed.set_list(list->id());
    changed.mutable_order()->Add(order->begin(), order->end());
  }
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Support& command) {
  if (now.state.find<pb::Proposal>(command.proposal()) == nullptr) {
    return refused(pb::REFUSAL_CODE_UNKNOWN_PROPOSAL);
  }
  if (const auto no = now.lacks_right()) return *no;
  pb::Event event;
  event.mutable_proposal_supported()->set_proposal(command.proposal());
  return one(std::move(event));
}

Decision decide(const Situation& now, const pb::Forward& command) {
  if (now.state.find<pb::Proposal>(command.proposal()) == nullptr) {
    return refused(pb::REFUSAL_CODE_UNKNOWN_PROPOSAL);
  }
  pb::Event event;
  event.mutable_proposal_forwarded()->set_proposal(command.proposal());
  return one(std::move(event));
}

// --- What the events make of the state.

namespace {

/// What a proposal says, and in which language.
struct Wording {
  std::string_view text;
  std::string_view language;
};

Wording wording_of(const pb::Event& event) { return {event.text(), event.language()}; }

void add_version(Editor& editor, const std::string& proposal, std::uint32_t version,
                 const Wording& worded) {
  const auto wording = editor.make<pb::ProposalVersion>(version_id(proposal, version));
  wording->set_proposal(proposal);
  wording->set_version(version);
  wording->set_text(std::string(worded.text));
  wording->set_language(std::string(worded.language));
  wording->set_by(editor.meta().actor);
  *wording->mutable_source() = editor.source();
  editor.add_source(wording);
}

/// A new proposal of the actor's with its first wording.
Edited<pb::Proposal> table(Editor& editor, const std::string& id, const std::string& kind,
                           const std::string& item, const Wording& worded) {
  const auto proposal = editor.make<pb::Proposal>(id);
  if (!proposal.made) throw CannotFold("a proposal is tabled twice: " + id);
  proposal->set_kind(kind);
  proposal->set_text(std::string(worded.text));
  proposal->set_language(std::string(worded.language));
  proposal->set_by(editor.meta().actor);
  proposal->set_status(pb::PROPOSAL_STATUS_TABLED);
  proposal->set_item(item);
  proposal->set_versions(1);
  *proposal->mutable_source() = editor.source();
  editor.add_source(proposal);
  add_version(editor, id, 1, worded);
  return proposal;
}

}  // namespace

void evolve(Editor& editor, const pb::ProposalTabled& fact, const pb::Event& event) {
  const auto proposal = table(editor, fact.proposal(), fact.kind(), fact.item(), wording_of(event));
  proposal->set_amends(fact.amends());
  *proposal->mutable_basis() = fact.basis();
}

void evolve(Editor& editor, const pb::ProposalReworded& fact, const pb::Event& event) {
  const auto proposal = editor.edit<pb::Proposal>(fact.proposal());
  proposal->set_text(event.text());
  proposal->set_language(event.language());
  proposal->set_versions(fact.version());
  editor.replace_sources(proposal);
  add_version(editor, fact.proposal(), fact.version(), wording_of(event));
}

void evolve(Editor& editor, const pb::ProposalWithdrawn& fact, const pb::Event&) {
  editor.edit<pb::Proposal>(fact.proposal())->set_status(pb::PROPOSAL_STATUS_WITHDRAWN);
}

void evolve(Editor& editor, const pb::ProposalsMerged& fact, const pb::Event& event) {
  for (const auto& id : fact.sources()) {
    const auto source = editor.edit<pb::Proposal>(id);
    source->set_status(pb::PROPOSAL_STATUS_MERGED);
    source->set_merged_into(fact.into());
  }
  const auto merged = table(editor, fact.into(), "forslag", fact.item(), wording_of(event));
  *merged->mutable_merged_from() = fact.sources();
  for (const auto& changed : fact.lists()) {
    *editor.edit<pb::PriorityList>(changed.list())->mutable_order() = changed.order();
  }
}

/// After erasure the parts are there and say nothing.
void evolve(Editor& editor, const pb::ProposalWasSplit& fact, const pb::Event&) {
  const auto whole = editor.edit<pb::Proposal>(fact.proposal());
  whole->set_status(pb::PROPOSAL_STATUS_SPLIT);
  *whole->mutable_split_into() = fact.parts();
  for (int i = 0; i < fact.parts_size(); ++i) {
    const std::string_view text = i < fact.texts_size() ? std::string_view(fact.texts(i)) : "";
    const auto part =
        table(editor, fact.parts(i), fact.kind(), fact.item(), {text, fact.language()});
    part->set_amends(fact.amends());
    part->add_basis(fact.proposal());
    part->set_split_from(fact.proposal());
  }
  for (const auto& changed : fact.lists()) {
    *editor.edit<pb::PriorityList>(changed.list())->mutable_order() = changed.order();
  }
}

void evolve(Editor& editor, const pb::ProposalSupported& fact, const pb::Event&) {
  const auto proposal = editor.edit<pb::Proposal>(fact.proposal());
  const auto& support = proposal->support();
  if (std::find(support.begin(), support.end(), editor.meta().actor) == support.end()) {
    proposal->add_support(editor.meta().actor);
  }
}

void evolve(Editor& editor, const pb::ProposalForwarded& fact, const pb::Event&) {
  editor.edit<pb::Proposal>(fact.proposal())->set_status(pb::PROPOSAL_STATUS_FORWARDED);
}

}  // namespace tingbok::domain
