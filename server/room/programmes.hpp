/// The programmes: which there are, their rooms, their people, and whose access is revoked.
///
/// All functions may be called from any thread. `done` functions are called on the log's thread (or
/// inside the call) and must not block.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
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

/// A programme as it stands; immutable, replaced when something happens in it.
struct Programme {
  std::string id;
  std::string title;
  std::string format;
  std::int64_t seed = 0;
  bool simulated = false;
  /// The identity of the request that made it; empty where that had none.
  std::string request;
  /// In order.
  std::vector<std::string> rooms;
  /// Stored templates, oldest first.
  std::vector<pb::TemplateStored> templates;
  std::unordered_map<std::string, pb::ProgrammePerson> people;
  /// Tokens issued at or before are void.
  std::unordered_map<std::string, std::int64_t> revoked_until_ms;
  /// By id; never pruned.
  std::map<std::string, pb::LinkEntry> links;
  log::Number head = 0;
  std::int64_t time_ms = 0;

  bool has_room(std::string_view room) const;
  std::int64_t revoked_until(const std::string& person) const;
};

using ProgrammePtr = std::shared_ptr<const Programme>;

/// What came of a change. `sentence` says why not.
struct Changed {
  enum class Result { done, exists, unknown, invalid, storage_full, failed } result;
  std::string sentence;
};

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
  /// Voids everything given to a person so far.
  void revoke(std::string_view programme, std::string_view person, Done done);
  /// Marks a link as used, for ever; Result::exists where it was used before.
  void use_link(std::string_view programme, std::string_view link_id, Done done);

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

  log::EventLog& log_;
  const Clock clock_;
  mutable std::mutex mutex_;
  std::map<std::string, ProgrammePtr, std::less<>> programmes_;
  std::map<std::string, Founding, std::less<>> founding_;
  /// Revocations and links that are being written.
  std::unordered_set<std::string> under_way_;
};

}  // namespace tingbok::room
