/// Random actions: most make sense where they are sent, some do not.
#pragma once

#include <string>
#include <vector>

#include "chance.hpp"
#include "tingbok/v1/commands.pb.h"
#include "tingbok/v1/entities.pb.h"
#include "tingbok/v1/programme.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::sim {

/// The programme every simulation plays in: rooms R and Q, thirteen people of all audiences.
pb::CreateProgramme sample_programme(bool simulated);
/// Ids of those people; the first has the chair, the second is the secretary.
std::vector<std::string> sample_people();

/// What somebody sees of a room, gathered from its entities (a state's, or a client's mirror).
struct Glimpse {
  template <class Entities>
  explicit Glimpse(const Entities& entities) {
    for (const pb::Entity& entity : entities) look(entity);
  }

  const pb::Room* room = nullptr;
  const pb::Vote* open_vote = nullptr;
  const pb::SpeakerList* speakers = nullptr;
  std::vector<std::string> items, notes, clusters, proposals, lists, timers, homework;
  std::vector<const pb::Vote*> votes;
  std::vector<const pb::Attendance*> attendance;

  bool here(const std::string& person) const;

 private:
  void look(const pb::Entity& entity);
};

class Actions {
 public:
  explicit Actions(Chance chance) : chance_(chance) {}

  /// What this person might do now.
  pb::Command next(const Glimpse& seen, const std::string& person);

 private:
  Chance chance_;
  std::uint64_t made_ = 0;
};

}  // namespace tingbok::sim
