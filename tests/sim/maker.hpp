/// The state in which one random action is made. Used by actions.cpp and ballots.cpp only.
#pragma once

#include <string>

#include "actions.hpp"

namespace tingbok::sim {

struct Maker {
  Chance& chance;
  const Glimpse& seen;
  const std::string& person;
  std::uint64_t serial;
  pb::Command command;

  /// A new id, or one of a few that are taken by now.
  std::string fresh(const std::string& letter) {
    return letter + std::to_string(chance.percent(90) ? serial : chance.below(20));
  }
  /// One that is there, mostly.
  std::string known(const std::vector<std::string>& ids) {
    return ids.empty() || chance.percent(4) ? "unknown" : chance.of(ids);
  }
  std::string somebody();
  void say(const std::string& what);
  bool open() const { return seen.room && seen.room->status() == pb::MEETING_STATUS_OPEN; }

  // ballots.cpp
  void open_vote();
  void cast();
  void close_vote();
  void after_vote();
};

}  // namespace tingbok::sim
