#include "core/lineage/history.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace tingbok::lineage {
namespace {

// How the meeting was held, or nothing that a node is about. What a closed vote came to after a
// correction or a lot stands in the state.
constexpr pb::Event::KindCase nowhere[] = {
    pb::Event::kPersonEnrolled,
    pb::Event::kMeetingConvened,
    pb::Event::kItemAdded,
    pb::Event::kMeetingOpened,
    pb::Event::kMeetingAdjourned,
    pb::Event::kBreakStarted,
    pb::Event::kBreakEnded,
    pb::Event::kPhaseChanged,
    pb::Event::kChairHandedOver,
    pb::Event::kMomentMarked,
    pb::Event::kMinutesPublished,
    pb::Event::kDoorsCloseChecked,
    pb::Event::kDoorsOpened,
    pb::Event::kPersonJoined,
    pb::Event::kPersonLeft,
    pb::Event::kPersonDropped,
    pb::Event::kPersonReturned,
    pb::Event::kRecusalDeclared,
    pb::Event::kTimerStarted,
    pb::Event::kTimerEnded,
    pb::Event::kStatementMade,
    pb::Event::kObservationNoted,
    pb::Event::kFilmPlayed,
    pb::Event::kFloorRequested,
    pb::Event::kFloorRequestWithdrawn,
    pb::Event::kFloorGranted,
    pb::Event::kSpeechEnded,
    pb::Event::kDebateClosed,
    pb::Event::kDebateReopened,
    pb::Event::kHomeworkAssigned,
    pb::Event::kHomeworkSubmitted,
    pb::Event::kInitiativeEndorsed,
    pb::Event::kNoteMoved,
    pb::Event::kMatrixPlaced,
    pb::Event::kBallotCast,
    pb::Event::kResultDeclared,
    pb::Event::kBallotCorrected,
    pb::Event::kLotDrawn,
    pb::Event::kProtocolEntryAdded,
    pb::Event::kReportFiled,
    pb::Event::kAllocationApplied,
    pb::Event::kReallocationRequested,
    pb::Event::kReallocationApproved,
    pb::Event::kReallocationRefused,
    pb::Event::kAgreementVersionAdded,
    pb::Event::kAgreementApproved,
    pb::Event::kMeasureAdded,
    pb::Event::kPhasePlanned,
    pb::Event::kPhaseStarted,
    pb::Event::kPhaseEnded,
    pb::Event::kTableArranged,
    pb::Event::kTablesDealt,
    pb::Event::kPersonSeated,
    pb::Event::kNotesLifted,
    pb::Event::kBoardArranged,
    pb::Event::kTimerExtended,
    pb::Event::kTimerRanOut,
    pb::Event::kItemChanged,
    pb::Event::kItemReopened,
    pb::Event::kObjectionRaised,
    pb::Event::kVotePlanned,
    pb::Event::kRulesetAdopted,
    pb::Event::kTemplateAdopted,
    pb::Event::kDocumentLinked,
    pb::Event::kOptionAdded,
    pb::Event::kTaskExempted,
};

bool leads_nowhere(pb::Event::KindCase kind) {
  return std::find(std::begin(nowhere), std::end(nowhere), kind) != std::end(nowhere);
}

}  // namespace

std::string thread_name(std::string_view kind, std::string_view id) {
  return std::string(kind) + ":" + std::string(id);
}

History::History(std::string room) : room_(std::move(room)) {}

void History::look(const pb::RecordCore& core, const Digest& leaf) {
  now_ = {core.number(), core.time_ms(), core.actor(), leaf, core.visibility()};
  look_at(core.event(), core);
}

/// A new kind of event has to say whether anything comes of it.
void History::look_at(const pb::Event& event, const pb::RecordCore& core) {
  if (look_at_meeting(event) || look_at_proposals(event, core) || look_at_votes(event)) return;
  if (!leads_nowhere(event.kind_case())) {
    throw std::logic_error("an event of a kind that lineage does not speak of");
  }
}

bool History::look_at_meeting(const pb::Event& event) {
  switch (event.kind_case()) {
    case pb::Event::kRoomCreated:
      mode_ = event.room_created().config().mode();
      return true;
    case pb::Event::kModeSwitched:
      mode_ = event.mode_switched().mode();
      return true;
    case pb::Event::kItemOpened:
      open_item_ = event.item_opened().item();
      return true;
    case pb::Event::kItemClosed:
      if (open_item_ == event.item_closed().item()) open_item_.clear();
      return true;
    case pb::Event::kNoteAdded:
      notes_.emplace(event.note_added().note(), now_);
      return true;
    case pb::Event::kNotesClustered:
      gather(event.notes_clustered());
      return true;
    default:
      return false;
  }
}

StepId History::add(pb::LineageKind kind, std::string key, std::string id, Leads from,
                    const Mark& mark) {
  Step step;
  step.told.set_key(std::move(key));
  step.told.set_kind(kind);
  step.told.set_id(std::move(id));
  step.told.set_workshop(room_);
  step.told.set_number(mark.number);
  step.told.set_time_ms(mark.time_ms);
  step.told.set_actor(mark.actor);
  step.told.set_leaf_hash(std::string(as_bytes(mark.leaf)));
  step.visibility = mark.visibility;
  step.from = std::move(from.list);
  steps_.push_back(std::move(step));
  return static_cast<StepId>(steps_.size() - 1);
}

/// A cluster may be gathered again, under the same id: what it was before leads to what it is now.
void History::gather(const pb::NotesClustered& fact) {
  const auto name = thread_name("cluster", fact.cluster());
  Leads leads;
  std::uint32_t version = 1;
  if (const auto* before = known(name)) version = steps_[before->own].version + 1;
  lead_named(leads, name);
  for (const auto& id : fact.notes()) {
    if (const auto step = note(id)) lead(leads, *step);
  }
  const auto step =
      add(pb::LINEAGE_KIND_CLUSTER, "cluster:" + fact.cluster() + "#" + std::to_string(version),
          fact.cluster(), std::move(leads));
  steps_[step].version = version;
  steps_[step].told.set_title(fact.title());
  *steps_[step].told.mutable_order() = fact.notes();
  if (version == 1) clusters_.push_back(name);
  own_step(name, step);
}

std::optional<StepId> History::note(const std::string& id) {
  const auto made = note_steps_.find(id);
  if (made != note_steps_.end()) return made->second;
  const auto written = notes_.find(id);
  if (written == notes_.end()) return std::nullopt;
  const auto step = add(pb::LINEAGE_KIND_NOTE, "note:" + id, id, {}, written->second);
  note_steps_.emplace(id, step);
  return step;
}

Thread& History::own_step(const std::string& name, StepId step) {
  Thread& thread = threads_[name];
  thread.own = step;
  thread.heads = {step};
  return thread;
}

Thread* History::known(const std::string& name) {
  const auto found = threads_.find(name);
  return found == threads_.end() ? nullptr : &found->second;
}

const Thread* History::thread(std::string_view kind, std::string_view id) const {
  const auto found = threads_.find(thread_name(kind, id));
  return found == threads_.end() ? nullptr : &found->second;
}

const std::vector<StepId>& History::decisions(const std::string& item) const {
  static const std::vector<StepId> none;
  const auto found = items_.find(item);
  return found == items_.end() ? none : found->second.decisions;
}

std::vector<StepId> History::came_to() {
  std::vector<StepId> steps;
  for (const auto& [id, item] : items_) {
    if (!item.decisions.empty()) steps.push_back(item.decisions.back());
  }
  if (steps.empty()) steps = open_ends();
  std::sort(steps.begin(), steps.end());
  return steps;
}

/// What nothing has followed, and what has neither been withdrawn nor annulled.
std::vector<StepId> History::open_ends() {
  std::vector<std::string> notes;
  for (const auto& [id, mark] : notes_) notes.push_back(id);
  std::sort(notes.begin(), notes.end());
  for (const auto& id : notes) note(id);
  std::vector<bool> followed(steps_.size(), false);
  for (const auto& step : steps_) {
    for (const auto& lead : step.from) followed[lead.from] = true;
  }
  std::vector<StepId> ends;
  for (StepId step = 0; step < steps_.size(); ++step) {
    const auto kind = steps_[step].told.kind();
    const bool given_up = kind == pb::LINEAGE_KIND_ENDED || kind == pb::LINEAGE_KIND_ANNULLED_VOTE;
    if (!followed[step] && !given_up) ends.push_back(step);
  }
  return ends;
}

void History::end() {
  std::vector<std::string> names;
  for (const auto& [name, supported] : supported_) names.push_back(name);
  std::sort(names.begin(), names.end());
  for (const auto& name : names) settle_support(name, threads_.at(name));
}

void History::date(
    const std::function<std::int64_t(const std::string&, std::uint64_t, std::int64_t)>& when) {
  for (auto& step : steps_) {
    auto& told = step.told;
    if (told.workshop() == room_) continue;
    told.set_time_ms(when(told.workshop(), told.number(), told.time_ms()));
  }
}

void History::lead(Leads& leads, StepId from, bool inferred) {
  const auto [found, fresh] = leads.at.try_emplace(from, leads.list.size());
  if (fresh) return leads.list.push_back({from, inferred});
  auto& led = leads.list[found->second];
  led.inferred = led.inferred && inferred;
}

void History::lead_all(Leads& leads, const std::string& name) {
  auto* thread = known(name);
  if (thread == nullptr) return;
  settle_support(name, *thread);
  for (const auto head : thread->heads) lead(leads, head);
}

void History::lead_named(Leads& leads, const std::string& name) {
  const auto* thread = known(name);
  if (thread == nullptr) return;
  lead_all(leads, name);
  lead(leads, thread->own);
}

std::vector<std::string> History::threads_of(const std::string& id) const {
  std::vector<std::string> names;
  for (const auto* kind : {"proposal", "cluster", "position"}) {
    auto name = thread_name(kind, id);
    if (threads_.contains(name)) names.push_back(std::move(name));
  }
  return names;
}

bool History::lead_id(Leads& leads, const std::string& id, bool wide, bool named) {
  auto names = threads_of(id);
  for (const auto* kind : {"vote", "list"}) {
    auto name = thread_name(kind, id);
    if (wide && threads_.contains(name)) names.push_back(std::move(name));
  }
  for (const auto& name : names) named ? lead_named(leads, name) : lead_all(leads, name);
  const auto written = note(id);
  if (written) lead(leads, *written);
  return written || !names.empty();
}

void History::touch(const std::string& name, StepId step) {
  if (auto* thread = known(name)) thread->heads = {step};
}

void History::in_item(const std::string& item, const std::string& name) {
  if (item.empty()) return;
  auto& entry = items_[item];
  if (entry.known.insert(name).second) entry.threads.push_back(name);
}

}  // namespace tingbok::lineage
