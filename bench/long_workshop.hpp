/// A workshop of very many events, made without a server: the same seed makes the same log.
#pragma once

#include <cstdint>
#include <deque>
#include <future>
#include <random>
#include <string>
#include <vector>

#include "core/domain/decide.hpp"
#include "core/log/event_log.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"

namespace tingbok::bench {

/// The room that the events are in, and how many people are members of it.
inline constexpr const char* long_room = "M/R0";
inline constexpr std::uint32_t long_people = 200;

/// The mix: of a hundred actions about 34 ballots (most of them cast again), 22 notes moved to
/// another tag, 18 moves on a priority list, 22 about the floor, 2 people who leave or come, and
/// now and then a new note, a statement, support. Votes of 200 follow each other over the whole of
/// it.
class LongWorkshop {
 public:
  /// Founds the programme in `log`, which must outlive it.
  LongWorkshop(log::EventLog& log, std::uint64_t seed, std::uint64_t events);

  /// Makes all events, with kept answers and snapshots as a server does, and waits until they are
  /// durable. Throws std::runtime_error where the log fails.
  void make();

  /// How many were saved.
  std::uint64_t snapshots() const { return snapshots_; }

 private:
  void found();
  void arrive();
  void fill_command(pb::Command& command, std::string& actor);
  void about_a_vote(pb::Command& command, std::string& actor);
  void about_the_floor(pb::Command& command, std::string& actor);
  void about_the_people(pb::Command& command, std::string& actor);
  /// False where the room refuses it.
  bool act(const std::string& actor, const pb::Command& command);
  void record(const pb::Event& event, const rebuild::RecordHead& head);
  void submit();
  void wait(std::size_t may_be_left);
  void save();
  std::string salt();
  std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }

  log::EventLog& log_;
  const std::uint64_t events_;
  std::mt19937_64 random_;
  rebuild::Rebuilt room_;
  rebuild::Saver saver_;
  std::uint64_t snapshots_ = 0;
  std::int64_t now_ms_ = 1'767'225'600'000;
  std::uint32_t notes_ = 0;
  std::uint32_t votes_ = 0;
  log::Transaction waiting_;
  /// What came of the transactions under way, the oldest first.
  std::deque<std::future<log::Error>> under_way_;
};

}  // namespace tingbok::bench
