/// What led to what in a room, told by its events in order. Private to core/lineage and its tests;
/// lineage.hpp is what others use.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "core/hash/hash.hpp"
#include "tingbok/v1/lineage.pb.h"
#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::lineage {

/// Steps that nobody named but that a step is linked to by what the room had before it. More than
/// these say nothing any more; the latest count.
inline constexpr std::size_t inferred_max = 100;

/// Index into History::steps().
using StepId = std::uint32_t;

struct Lead {
  StepId from = 0;
  /// Nobody said so; it follows from what the room had by then.
  bool inferred = false;
};

/// One node, before it is known who reads. What is written in it (texts, results, authors) is not
/// here: it comes from the state, as the reader may see it.
struct Step {
  pb::LineageNode told;
  /// The wording, gathering or submission it is, from 1.
  std::uint32_t version = 0;
  /// Who could see the record when it was made.
  pb::Visibility visibility;
  /// What led here. Every one has a smaller StepId than this step, so there is no circle.
  std::vector<Lead> from;
};

/// What has happened to one proposal, cluster, vote, list or position.
struct Thread {
  /// The last step that is its own (tabled, reworded, gathered …).
  StepId own = 0;
  /// The last steps it was part of: its own, or a vote or list that it stood in.
  std::vector<StepId> heads;
};

/// Folds events into steps. Pure; one room, one History. Memory: one entry a note, one step for
/// everything else that can be a node, never one a ballot.
class History {
 public:
  /// `room` is PROGRAMME/ROOM.
  explicit History(std::string room);

  /// The next event. Personal fields are not needed. Throws std::logic_error for a kind of event
  /// that lineage does not speak of.
  void look(const pb::RecordCore& core, const Digest& leaf);
  /// Support that nothing has followed yet becomes a step. After the last event, and after any
  /// other up to which the same room is told too: what is told up to there is then the beginning of
  /// what is told later.
  void end();

  /// Dates the events of other rooms: `when` is told room, number and when that was read.
  void date(const std::function<std::int64_t(const std::string& room, std::uint64_t number,
                                             std::int64_t read_ms)>& when);

  const std::string& room() const { return room_; }
  const std::vector<Step>& steps() const { return steps_; }

  /// What the thread of this kind ("proposal", "cluster", "vote", "list", "position") and id came
  /// to; null where there is none.
  const Thread* thread(std::string_view kind, std::string_view id) const;
  /// A note's step; nullopt where there is no such note. Made when it is first asked for.
  std::optional<StepId> note(const std::string& id);
  /// The decisions of an item, in order.
  const std::vector<StepId>& decisions(const std::string& item) const;
  /// What the room came to: of each item the last decision; without any, whatever nothing has
  /// followed (lists, polls, proposals, notes that nobody took up). In order. After end().
  std::vector<StepId> came_to();

 private:
  /// Where a record stands.
  struct Mark {
    std::uint64_t number = 0;
    std::int64_t time_ms = 0;
    std::string actor;
    Digest leaf{};
    pb::Visibility visibility;
  };
  struct Supported {
    std::vector<std::string> people;
    Mark last;
  };
  struct Item {
    /// Threads that were part of it, in order of first mention.
    std::vector<std::string> threads;
    std::unordered_set<std::string> known;
    std::vector<StepId> decisions;
    /// Polls that name nothing and have not been followed by anything on a list yet.
    std::vector<StepId> loose;
  };
  struct OpenVote {
    StepId step = 0;
    std::vector<std::string> threads;
    /// What the threads stood at when it opened.
    std::vector<StepId> before;
    std::string item;
    bool names_something = false;
    bool of_clusters = false;
  };
  /// Each step once, in order of first mention.
  struct Leads {
    std::vector<Lead> list;
    std::unordered_map<StepId, std::size_t> at;
  };

  // history.cpp
  void look_at(const pb::Event& event, const pb::RecordCore& core);
  /// False: not about such events. So with the two below.
  bool look_at_meeting(const pb::Event& event);
  void gather(const pb::NotesClustered& fact);
  std::vector<StepId> open_ends();
  StepId add(pb::LineageKind kind, std::string key, std::string id, Leads from, const Mark& mark);
  StepId add(pb::LineageKind kind, std::string key, std::string id, Leads from) {
    return add(kind, std::move(key), std::move(id), std::move(from), now_);
  }
  Thread& own_step(const std::string& name, StepId step);
  Thread* known(const std::string& name);
  void settle_support(const std::string& name, Thread& thread);
  static void lead(Leads& leads, StepId from, bool inferred = false);
  /// Everything the thread has come to leads on.
  void lead_all(Leads& leads, const std::string& name);
  /// As lead_all, for something that names the thread: its own last step leads on directly too.
  void lead_named(Leads& leads, const std::string& name);
  /// What an id in an option, a list or a basis stands for: threads and notes. `wide`: votes and
  /// lists too. False: nothing.
  bool lead_id(Leads& leads, const std::string& id, bool wide, bool named);
  std::vector<std::string> threads_of(const std::string& id) const;
  void touch(const std::string& name, StepId step);
  void in_item(const std::string& item, const std::string& name);

  // history_proposals.cpp
  bool look_at_proposals(const pb::Event& event, const pb::RecordCore& core);
  void table(const pb::ProposalTabled& fact);
  void reword(const pb::ProposalReworded& fact);
  void end_proposal(const std::string& proposal, pb::ProposalStatus status);
  void merge(const pb::ProposalsMerged& fact);
  void split(const pb::ProposalWasSplit& fact);
  void support(const pb::ProposalSupported& fact);
  void take_position(const pb::PositionSubmitted& fact, const pb::RecordCore& core);
  void infer_ground(Leads& leads);
  void list_changed(const pb::ListOrder& changed, StepId by);

  // history_votes.cpp
  bool look_at_votes(const pb::Event& event);
  void set_list(const pb::PriorityListSet& fact);
  void move(const pb::PriorityMoved& fact);
  void lock(const pb::PriorityListLocked& fact);
  void follow_loose(Leads& leads);
  void open_vote(const pb::VoteOpened& fact);
  void end_vote(const std::string& id, pb::LineageKind kind, const std::string& because);
  void annul(const OpenVote& vote, const std::string& because);
  void decide(const pb::DecisionRecorded& fact);
  void lead_item(Leads& leads, const std::string& item, bool inferred);

  const std::string room_;
  std::vector<Step> steps_;
  std::unordered_map<std::string, Thread> threads_;
  std::unordered_map<std::string, Mark> notes_;
  std::unordered_map<std::string, StepId> note_steps_;
  std::unordered_map<std::string, Supported> supported_;
  std::unordered_map<std::string, OpenVote> votes_;
  std::unordered_map<std::string, std::vector<std::string>> orders_;
  std::unordered_map<std::string, Item> items_;
  /// Names of threads in order of first appearance.
  std::vector<std::string> clusters_;
  std::vector<std::string> positions_;
  /// Votes over clusters that were counted and not annulled, the latest last.
  std::vector<StepId> pictures_;
  pb::Mode mode_ = pb::MODE_UNSPECIFIED;
  std::string open_item_;
  Mark now_;
};

/// "proposal" and "P1" make "proposal:P1".
std::string thread_name(std::string_view kind, std::string_view id);

}  // namespace tingbok::lineage
