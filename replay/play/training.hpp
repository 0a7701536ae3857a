/// A training on sockets: the trainer moves a past workshop, everybody follows, and those who train
/// answer when they are asked.
///
/// Logic without I/O: connections are Links, time comes from a clock, and whatever reads the log
/// runs as a task on a thread that may block, one at a time. Threads: runs on its shard.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "replay/play/performance.hpp"
#include "server/room/link.hpp"
#include "server/scrub/past_room.hpp"

namespace tingbok::replay {

/// Sockets to one training; beyond it a new one is closed with 1013.
inline constexpr std::size_t training_members_max = 2'000;
/// What waits to be done; while there is more, answers are refused with REFUSAL_CODE_ROOM_BUSY.
inline constexpr std::size_t training_waiting_max = 4'096;

/// Who comes as what. Persons are those of the training's own programme.
struct Cast {
  /// The one whose moves count.
  std::string trainer;
  /// What those who train read as; the trainer reads as the chair's side.
  pb::Audience trainees = pb::AUDIENCE_PARTICIPANT;
};

class Training final : public room::Place {
 public:
  /// `around` outlives it. `epoch` names this history to clients.
  Training(scrub::Surroundings& around, std::string workshop, std::string epoch,
           std::unique_ptr<Performance> performance, Cast cast);
  ~Training() override;

  /// It plays from the start, before anybody moves it.
  void play(std::uint32_t speed);

  // Place
  void join(const std::shared_ptr<room::Member>& member, const pb::Hello& hello) override;
  void submit(const std::shared_ptr<room::Member>& member, pb::Submit& submit) override;
  void scrub(const std::shared_ptr<room::Member>& member, const pb::Scrub& scrub) override;
  bool take(room::Member& member, room::Outgoing& out) override;
  void leave(room::Member& member) override;

  std::size_t members() const { return members_.size(); }

 private:
  struct Seat;
  using SeatPtr = std::shared_ptr<Seat>;
  /// Something to do with the performance, and what to do with what came of it (on the shard).
  struct Act {
    std::function<Scene(Performance&, std::int64_t now_ms)> perform;
    std::function<void(Scene&)> then;
  };

  SeatPtr find(const room::Member& member) const;
  pb::Audience audience_of(const std::string& person) const;
  bool leads(const Seat& seat) const;
  void add(Act act);
  void next_act();
  void performed(const Act& act, Scene& scene);
  void show(const SeatPtr& seat, const Scene& scene, bool answers);
  void show_all(const Scene& scene, const SeatPtr& mover);
  void wait_for_next(std::int64_t due_ms);
  std::string welcome(const Seat& seat, const pb::ScrubStatus& status) const;
  void answer(const SeatPtr& seat, const std::string& command_id, const pb::ScrubStatus& status,
              const std::optional<domain::Refusal>& refused);
  void close(const SeatPtr& seat, room::CloseCode code, std::string_view sentence);
  void fail(const std::string& what);

  scrub::Surroundings& around_;
  const std::string workshop_;
  const std::string epoch_;
  const Cast cast_;
  /// Used by the act that is under way and by nobody else.
  const std::shared_ptr<Performance> performance_;
  std::unordered_map<const room::Member*, SeatPtr> members_;
  std::deque<Act> acts_;
  bool busy_ = false;
  /// Counts waits: one that another took the place of is passed over.
  std::uint64_t waits_ = 0;
  /// Guards tasks that outlive it.
  std::shared_ptr<Training*> self_;
};

}  // namespace tingbok::replay
