/// Private to core/outcome: the entities of one room, by kind, and who is who among them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/outcome/outcome.hpp"

namespace tingbok::outcome {

namespace json = boost::json;

/// Points into the entities it is made from, which must outlive it.
class RoomView {
 public:
  /// Throws std::invalid_argument where there is no room among them.
  explicit RoomView(Entities entities);

  const v1::Room& room() const { return *room_; }
  const std::vector<const v1::Attendance*>& attendance() const { return attendance_; }
  const std::vector<const v1::Recusal*>& recusals() const { return recusals_; }
  const std::vector<const v1::Moment*>& moments() const { return moments_; }
  const std::vector<const v1::Timer*>& timers() const { return timers_; }
  const std::vector<const v1::Homework*>& homework() const { return homework_; }
  const std::vector<const v1::Initiative*>& initiatives() const { return initiatives_; }
  const std::vector<const v1::Proposal*>& proposals() const { return proposals_; }
  const std::vector<const v1::PriorityList*>& lists() const { return lists_; }
  const std::vector<const v1::Vote*>& votes() const { return votes_; }
  const std::vector<const v1::DecisionEntry*>& decisions() const { return decisions_; }
  const std::vector<const v1::ProtocolEntry*>& protocol() const { return protocol_; }
  const std::vector<const v1::Position*>& positions() const { return positions_; }
  const std::vector<const v1::OptionList*>& option_lists() const { return option_lists_; }
  const std::vector<const v1::Reallocation*>& reallocations() const { return reallocations_; }
  const std::vector<const v1::Agreement*>& agreements() const { return agreements_; }
  /// Null where there are no frames yet.
  const v1::Allocation* allocation() const { return allocation_; }
  std::size_t notes() const { return notes_; }
  std::size_t observations() const { return observations_; }
  /// Null where the room has none yet.
  const v1::SpeakerList* speakers() const { return speakers_; }
  std::uint32_t cast(const std::string& vote) const;
  /// Ballots of a vote, in order of first casting.
  std::vector<const v1::Ballot*> ballots(const std::string& vote) const;

  /// Has a vote wherever a member; a deputy too.
  bool votes_somewhere(const std::string& person) const;
  /// Has a vote here now: a deputy where seated, a regular member where no deputy has the seat.
  bool is_member(const std::string& person) const;

 private:
  void add(const v1::Entity& entity);

  const v1::Room* room_ = nullptr;
  const v1::SpeakerList* speakers_ = nullptr;
  std::map<std::string, const v1::Person*, std::less<>> people_;
  std::map<std::string, std::uint32_t, std::less<>> turnout_;
  std::map<std::string, std::vector<const v1::Ballot*>, std::less<>> ballots_;
  /// Who is seated for another, and whose seats they have.
  std::set<std::string, std::less<>> seated_;
  std::set<std::string, std::less<>> replaced_;
  std::vector<const v1::Attendance*> attendance_;
  std::vector<const v1::Recusal*> recusals_;
  std::vector<const v1::Moment*> moments_;
  std::vector<const v1::Timer*> timers_;
  std::vector<const v1::Homework*> homework_;
  std::vector<const v1::Initiative*> initiatives_;
  std::vector<const v1::Proposal*> proposals_;
  std::vector<const v1::PriorityList*> lists_;
  std::vector<const v1::Vote*> votes_;
  std::vector<const v1::DecisionEntry*> decisions_;
  std::vector<const v1::ProtocolEntry*> protocol_;
  std::vector<const v1::Position*> positions_;
  std::vector<const v1::OptionList*> option_lists_;
  std::vector<const v1::Reallocation*> reallocations_;
  std::vector<const v1::Agreement*> agreements_;
  const v1::Allocation* allocation_ = nullptr;
  std::size_t notes_ = 0;
  std::size_t observations_ = 0;
};

/// Here: joined or returned, and neither left nor dropped.
bool is_here(const v1::Attendance& attendance);

/// Empty is null, as scripts have it.
json::value text_or_null(const std::string& text);
/// The id of an item as a key; scripts write no item as "null".
std::string item_key(const std::string& item);
json::array strings(const google::protobuf::RepeatedPtrField<std::string>& texts);
/// Sorted by code point, each as often as it stands there.
json::array sorted(std::vector<std::string> texts);

/// Initiatives and homework, as both summaries and outcomes have them.
json::object endorsements(const RoomView& view);
json::object homework(const RoomView& view);

/// What rooms do for a programme: positions rolled up, money, agreements. Each adds its members,
/// where the room has any of them: as states have it, and as outcomes have it.
void add_programme_state(const RoomView& view, json::object& out);
void add_programme_outcome(const RoomView& view, json::object& out);

/// One vote, as the expected files have it.
json::object vote_summary(const RoomView& room, const v1::Vote& vote);

/// The number scripts know a source by: its line, or its own number outside scripts.
std::uint64_t seq_of(const v1::Source& source);

}  // namespace tingbok::outcome
