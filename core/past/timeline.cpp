#include "core/past/timeline.hpp"

#include <algorithm>
#include <tuple>

#include "core/past/moments.hpp"
#include "core/past/search.hpp"

namespace tingbok::past {
namespace {

struct Meaning {
  pb::TimelineMarkKind kind = pb::TIMELINE_MARK_KIND_UNSPECIFIED;
  std::string id = {};
  std::string title = {};
};

std::vector<Meaning> meanings_of(const google::protobuf::RepeatedPtrField<pb::ListOrder>& lists) {
  std::vector<Meaning> meanings;
  for (const auto& changed : lists) {
    meanings.push_back({pb::TIMELINE_MARK_KIND_PRIORITY, changed.list()});
  }
  return meanings;
}

/// What an event marks. Moments are asked for elsewhere, since other rooms' moments may name this
/// room.
std::vector<Meaning> meanings_of(const pb::Event& event) {
  using E = pb::Event;
  switch (event.kind_case()) {
    case E::kMeetingOpened:
      return {{pb::TIMELINE_MARK_KIND_OPENED}};
    case E::kMeetingAdjourned:
      return {{pb::TIMELINE_MARK_KIND_ADJOURNED}};
    case E::kItemOpened:
      return {{pb::TIMELINE_MARK_KIND_ITEM, event.item_opened().item()}};
    case E::kItemReopened:
      return {{pb::TIMELINE_MARK_KIND_ITEM, event.item_reopened().item()}};
    case E::kItemClosed:
      return {{pb::TIMELINE_MARK_KIND_ITEM_CLOSED, event.item_closed().item()}};
    case E::kPhaseStarted:
      return {{pb::TIMELINE_MARK_KIND_PHASE, event.phase_started().terms().phase()}};
    // One without a plan: its name is all there is.
    case E::kPhaseChanged:
      return {{pb::TIMELINE_MARK_KIND_PHASE, "", event.phase_changed().phase()}};
    case E::kPhaseEnded:
      return {{pb::TIMELINE_MARK_KIND_PHASE_ENDED, event.phase_ended().phase()}};
    case E::kBreakStarted:
      return {{pb::TIMELINE_MARK_KIND_BREAK}};
    case E::kBreakEnded:
      return {{pb::TIMELINE_MARK_KIND_BREAK_ENDED}};
    case E::kModeSwitched:
      return {{pb::TIMELINE_MARK_KIND_MODE}};
    case E::kVoteOpened:
      return {{pb::TIMELINE_MARK_KIND_VOTE_OPENED, event.vote_opened().terms().vote()}};
    case E::kVoteClosed:
      return {{pb::TIMELINE_MARK_KIND_VOTE_CLOSED, event.vote_closed().vote()}};
    case E::kVoteAnnulled:
      return {{pb::TIMELINE_MARK_KIND_VOTE_ANNULLED, event.vote_annulled().vote()}};
    case E::kDecisionRecorded:
      return {{pb::TIMELINE_MARK_KIND_DECISION, event.decision_recorded().item()}};
    case E::kPriorityListSet:
      return {{pb::TIMELINE_MARK_KIND_PRIORITY, event.priority_list_set().list()}};
    case E::kPriorityMoved:
      return {{pb::TIMELINE_MARK_KIND_PRIORITY, event.priority_moved().list()}};
    case E::kPriorityListLocked:
      return {{pb::TIMELINE_MARK_KIND_PRIORITY, event.priority_list_locked().list()}};
    case E::kProposalsMerged:
      return meanings_of(event.proposals_merged().lists());
    case E::kProposalWasSplit:
      return meanings_of(event.proposal_was_split().lists());
    case E::kResultDeclared:
      if (event.result_declared().doors_closed().empty()) return {};
      return {{pb::TIMELINE_MARK_KIND_DOORS_CLOSED}};
    case E::kDoorsOpened:
      return {{pb::TIMELINE_MARK_KIND_DOORS_OPENED}};
    default:
      return {};
  }
}

template <class T>
std::optional<pb::Entity> seen_now(const Rights& rights, const std::string& id) {
  const auto slot = rights.now().slot_of<T>(id);
  return slot ? rights.seen(rights.now(), *slot) : std::nullopt;
}

/// Whether the viewer may see what the mark is about, today; puts its title in.
bool see(const Rights& rights, pb::TimelineMark& mark) {
  std::optional<pb::Entity> seen;
  switch (mark.kind()) {
    case pb::TIMELINE_MARK_KIND_ITEM:
    case pb::TIMELINE_MARK_KIND_ITEM_CLOSED:
    case pb::TIMELINE_MARK_KIND_DECISION:
      // A decision may be of no item.
      if (mark.id().empty()) return true;
      seen = seen_now<pb::AgendaItem>(rights, mark.id());
      if (seen) mark.set_title(seen->item().title());
      return seen.has_value();
    case pb::TIMELINE_MARK_KIND_PHASE:
    case pb::TIMELINE_MARK_KIND_PHASE_ENDED:
      if (mark.id().empty()) return true;
      seen = seen_now<pb::Phase>(rights, mark.id());
      if (seen) mark.set_title(seen->phase().terms().title());
      return seen.has_value();
    case pb::TIMELINE_MARK_KIND_VOTE_OPENED:
    case pb::TIMELINE_MARK_KIND_VOTE_CLOSED:
    case pb::TIMELINE_MARK_KIND_VOTE_ANNULLED:
      seen = seen_now<pb::Vote>(rights, mark.id());
      if (seen) mark.set_title(seen->vote().question());
      return seen.has_value();
    case pb::TIMELINE_MARK_KIND_PRIORITY:
      return seen_now<pb::PriorityList>(rights, mark.id()).has_value();
    case pb::TIMELINE_MARK_KIND_OPENED:
    case pb::TIMELINE_MARK_KIND_ADJOURNED:
    case pb::TIMELINE_MARK_KIND_BREAK:
    case pb::TIMELINE_MARK_KIND_BREAK_ENDED:
    case pb::TIMELINE_MARK_KIND_MODE:
    case pb::TIMELINE_MARK_KIND_DOORS_CLOSED:
    case pb::TIMELINE_MARK_KIND_DOORS_OPENED:
    case pb::TIMELINE_MARK_KIND_MOMENT:
      return true;
    default:
      return false;
  }
}

void put_stretches(const log::EventLog& log, log::Number head, std::uint32_t count,
                   pb::Timeline& out) {
  const auto span = out.end_ms() - out.start_ms() + 1;
  count = static_cast<std::uint32_t>(std::min<std::int64_t>(count, span));
  log::Number before = 0;  // The last event before the stretch.
  for (std::uint32_t i = 0; i < count; ++i) {
    // Without overflow for any span: i and count are small.
    const auto end = out.start_ms() + span / count * (i + 1) + span % count * (i + 1) / count;
    const auto last =
        i + 1 == count
            ? head
            : last_at_most(
                  log, out.workshop(), head,
                  [end](const pb::RecordCore& core) { return core.time_ms() < end; }, before);
    auto& stretch = *out.add_stretches();
    stretch.set_start_ms(out.start_ms() + span / count * i + span % count * i / count);
    stretch.set_first(std::min(before + 1, head));
    stretch.set_events(static_cast<std::uint32_t>(last - before));
    before = last;
  }
}

}  // namespace

std::shared_ptr<Timelines::Marks> Timelines::marks_of(const std::string& room) {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(rooms_.begin(), rooms_.end(),
                                  [&](const auto& one) { return one->room == room; });
  if (found != rooms_.end()) {
    rooms_.splice(rooms_.begin(), rooms_, found);
  } else {
    rooms_.push_front(std::make_shared<Marks>());
    rooms_.front()->room = room;
    if (rooms_.size() > marked_rooms_max) rooms_.pop_back();
  }
  return rooms_.front();
}

void Timelines::look_at(Marks& marks, const pb::RecordCore& core) {
  for (auto& meaning : meanings_of(core.event())) {
    Mark made;
    made.mark.set_kind(meaning.kind);
    made.mark.set_number(core.number());
    made.mark.set_time_ms(core.time_ms());
    made.mark.set_id(std::move(meaning.id));
    made.mark.set_title(std::move(meaning.title));
    made.visibility = core.visibility();
    // That the doors opened is public, although they were closed until then.
    if (meaning.kind == pb::TIMELINE_MARK_KIND_DOORS_OPENED) made.visibility.clear_doors_closed();
    if (marks.marks.empty() || !goes_on(marks.marks.back(), made)) {
      marks.marks.push_back(std::move(made));
    }
  }
}

/// Whether one more move on a list shares the mark of those before it.
bool Timelines::goes_on(const Mark& last, const Mark& made) {
  return made.mark.kind() == pb::TIMELINE_MARK_KIND_PRIORITY &&
         last.mark.kind() == made.mark.kind() && last.mark.id() == made.mark.id() &&
         made.mark.time_ms() - last.mark.time_ms() < moves_apart_ms &&
         // Else whoever may not see the earlier ones would find none.
         last.visibility.SerializeAsString() == made.visibility.SerializeAsString();
}

void Timelines::look_on(Marks& marks, log::Number to) const {
  if (marks.to >= to) return;
  pb::RecordCore core;
  reader_.log().read(marks.room, marks.to + 1, to, [&](const log::RecordView& record) {
    if (!core.ParseFromArray(record.core.data(), static_cast<int>(record.core.size()))) {
      throw log::Damaged("record " + std::to_string(record.number) + " of " + marks.room +
                         " has a core that does not parse");
    }
    look_at(marks, core);
    marks.to = record.number;
    return true;
  });
}

pb::Timeline Timelines::timeline(const std::string& room, const Viewer& viewer,
                                 const Rights& rights, std::uint32_t stretches) {
  pb::Timeline out;
  const auto head = rights.now().number();
  out.set_workshop(room);
  out.set_head(head);
  if (head == 0) return out;
  out.set_start_ms(core_at(reader_.log(), room, 1).time_ms());
  out.set_end_ms(rights.now().time_ms());
  put_stretches(reader_.log(), head, std::clamp(stretches, 1u, stretches_max), out);

  std::vector<pb::TimelineMark> found;
  {
    const auto marks = marks_of(room);
    const std::lock_guard lock(marks->mutex);
    look_on(*marks, head);
    for (const auto& one : marks->marks) {
      auto mark = one.mark;
      if (mark.number() > head || !rights.allow(one.visibility) || !see(rights, mark)) continue;
      found.push_back(std::move(mark));
    }
  }
  each_moment(reader_, room, viewer, [&](const pb::Moment& moment) {
    const auto number = number_in(moment, room);
    if (number == 0 || number > head) return true;
    auto& mark = found.emplace_back();
    mark.set_kind(pb::TIMELINE_MARK_KIND_MOMENT);
    mark.set_number(number);
    mark.set_time_ms(core_at(reader_.log(), room, number).time_ms());
    mark.set_id(moment.id());
    mark.set_title(moment.name());
    return true;
  });
  std::sort(found.begin(), found.end(), [](const auto& one, const auto& other) {
    return std::make_tuple(one.number(), one.kind(), one.id()) <
           std::make_tuple(other.number(), other.kind(), other.id());
  });
  const auto skip = found.size() > marks_max ? found.size() - marks_max : 0;
  for (auto i = skip; i < found.size(); ++i) *out.add_marks() = std::move(found[i]);
  return out;
}

}  // namespace tingbok::past
