/// The programmes: which there are, their rooms, their people and links, and whose access is
/// revoked.
///
/// All functions may be called from any thread. `done` functions are called on the log's thread (or
/// inside the call) and must not block.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "core/log/event_log.hpp"
#include "tingbok/v1/programme.pb.h"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::room {

/// 2026-01-01T00:00:00Z: when the scripts of simulated programmes start.
inline constexpr std::int64_t simulated_epoch_ms = 1'767'225'600'000;

inline constexpr int programme_rooms_max = 256;
inline constexpr int programme_people_max = 3'800;
/// Places on all rosters together.
inline constexpr std::size_t programme_places_max = 100'000;

/// Links of one programme that can still be used.
inline constexpr std::size_t programme_links_max = 20'000;
/// Links of one programme in memory, those that were used or revoked, or have expired, too; beyond
/// it those are forgotten there, and are as unknown as a link that never was.
inline constexpr std::size_t programme_links_kept_max = 2 * programme_links_max;
/// Templates stored in one programme.
inline constexpr std::size_t programme_templates_max = 64;
/// Changes of one programme that wait for their turn; further ones are told to try again.
inline constexpr std::size_t changes_waiting_max = 1'000;

/// A programme as it stands; immutable, replaced when something happens in it.
struct Programme {
  std::string id;
  std::string title;
  std::string format;
  std::int64_t seed = 0;
  bool simulated = false;
  /// The identity of the request that made it; empty where that had none.
  std::string request;
  /// In order of being added.
  std::vector<pb::ProgrammeRoom> rooms;
  /// Stored templates, oldest first.
  std::vector<pb::TemplateStored> templates;
  std::unordered_map<std::string, pb::ProgrammePerson> people;
  /// Their ids, in order of being added.
  std::vector<std::string> people_in_order;
  /// Tokens issued at or before are void.
  std::unordered_map<std::string, std::int64_t> revoked_until_ms;
  /// By id, and their ids in order of being issued.
  std::unordered_map<std::string, pb::LinkEntry> links;
  std::vector<std::string> links_in_order;
  log::Number head = 0;
  std::int64_t time_ms = 0;

  bool has_room(std::string_view room) const { return find_room(room) != nullptr; }
  /// Null where it has no such room.
  const pb::ProgrammeRoom* find_room(std::string_view room) const;
  /// The stored template of that id with the highest version; null where there is none.
  const pb::WorkshopTemplate* find_template(std::string_view wanted) const;
  std::int64_t revoked_until(const std::string& person) const;
  /// The roster of one room: whoever is a member of it or a guest in it, in order.
  std::vector<pb::RosterEntry> roster(std::string_view room) const;
  /// Chair, deputy chair, secretary or facilitator there, as the room was made.
  bool leads(std::string_view person, std::string_view room) const;
  bool leads_any(std::string_view person) const;
  /// Whether the link can still be used at that time.
  bool can_use(const pb::LinkEntry& link, std::int64_t now_ms) const;
  /// Whether `leader` may hand this person links: leads all the rooms the person may enter, and the
  /// person neither leads a room nor audits.
  bool may_hand_out(std::string_view leader, const pb::ProgrammePerson& person) const;
};

using ProgrammePtr = std::shared_ptr<const Programme>;

/// What came of a change. `sentence` says why not.
struct Changed {
  enum class Result { done, exists, unknown, invalid, busy, storage_full, failed } result;
  std::string sentence;
};

/// What a change writes, in one transaction: events of the programme, and new rooms.
struct ProgrammeChange {
  std::vector<pb::ProgrammeEvent> events;
  /// Of the events.
  std::int64_t time_ms = 0;
  std::vector<log::Append> rooms;
};
/// Looks at the programme when the change's turn has come; a Changed ends it there. Must not block.
using DecideChange = std::function<std::variant<ProgrammeChange, Changed>(const Programme& now)>;

class Programmes {
 public:
  using Clock = std::function<std::int64_t()>;
  using Done = std::function<void(Changed)>;

  /// Reads all programmes of the log. Throws log::Damaged.
  Programmes(log::EventLog& log, Clock clock);

  ProgrammePtr find(std::string_view id) const;
  /// "A/K04" -> its programme, where it has that room; null otherwise.
  ProgrammePtr find_room(std::string_view workshop) const;
  std::vector<ProgrammePtr> all() const;

  /// Makes the programme and all its rooms in one transaction. Result::done also where this very
  /// request (CreateProgramme.request) has made it before; Result::exists where another has.
  void create(const pb::CreateProgramme& wanted, Done done);
  /// Adds a room with its roster, and its template's plan. Result::exists, unknown (person or
  /// template), invalid.
  void add_room(std::string_view programme, const pb::AddRoom& wanted, Done done);
  /// The rosters of the rooms named follow when they are told to (Room::follow).
  void add_person(std::string_view programme, const pb::ProgrammePerson& person, Done done);
  void change_person(std::string_view programme, const pb::ProgrammePerson& person, Done done);
  /// The same template again is done; another text for its id and version is Result::exists.
  void store_template(std::string_view programme, const pb::TemplateStored& fact, Done done);
  /// Voids everything given to a person so far.
  void revoke(std::string_view programme, std::string_view person, Done done);
  /// Writes down that a link was issued; one that `fact.renews` is void from then on, and
  /// Result::exists where it was used or revoked before.
  void issue_link(std::string_view programme, const pb::LinkIssued& fact, Done done);
  /// Marks a link as used, for ever; Result::exists where it was used or revoked before.
  void use_link(std::string_view programme, std::string_view link, Done done);
  void revoke_link(std::string_view programme, std::string_view link, std::string_view by,
                   Done done);

 private:
  /// A programme that is being written, and everyone who waits for it.
  struct Founding {
    std::string request;
    std::vector<Done> waiting;
  };

  void load(const std::string& stream);
  /// What is to be said at once; nothing where `done` was taken to wait, or (`first`) is to be
  /// told by founded().
  std::optional<Changed> enter_founding(const pb::CreateProgramme& wanted, const Done& done,
                                        bool& first);
  void founded(const ProgrammePtr& programme, log::Error error);
  /// Tells all who wait for it.
  void end_founding(const std::string& id, const Changed& changed);

  /// programme_changes.cpp: one change of a programme after the other.
  void change(std::string_view programme, DecideChange decide, Done done);
  void next_change(const std::string& id);
  void write(const ProgrammePtr& now, ProgrammeChange change, Done done);
  /// The time of an event in a programme; never backwards. A simulated programme's time stands
  /// still unless `script_time` (seconds since its start) says more.
  std::int64_t time_of(const Programme& programme,
                       std::optional<std::int64_t> script_time = std::nullopt) const;

  log::EventLog& log_;
  const Clock clock_;
  mutable std::mutex mutex_;
  std::map<std::string, ProgrammePtr, std::less<>> programmes_;
  std::map<std::string, Founding, std::less<>> founding_;
  /// By programme: changes that wait for the one at the front, which is being decided or written.
  std::map<std::string, std::deque<std::pair<DecideChange, Done>>, std::less<>> changes_;
};

/// Folds one event into the programme. Throws log::Damaged for a kind it does not know.
void fold(Programme& programme, const pb::ProgrammeEvent& event, log::Number number,
          std::int64_t time_ms);

/// What to tell where a transaction failed.
Changed failed(log::Error error);

}  // namespace tingbok::room
