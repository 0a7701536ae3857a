/// One simulation: a server, its disk, its clients and the net between them, all from one seed.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "actions.hpp"
#include "chance.hpp"
#include "client.hpp"
#include "model.hpp"
#include "scheduler.hpp"
#include "server.hpp"

namespace tingbok::sim {

/// Mean virtual time between two troubles of a kind; 0: never.
struct Trouble {
  Micros cut = 0;
  Micros crash = 0;
  Micros stop = 0;
  Micros failed_sync = 0;
  Micros full_disk = 0;
  Micros killed_client = 0;
  Micros clock_jump = 0;
};

struct Plan {
  unsigned clients = 4;
  /// Actions of all clients together, before the troubles end.
  unsigned actions = 120;
  /// Mean time between two actions of a client.
  Micros pause = 40 * ms;
  bool simulated = false;
  Trouble trouble;
  Disk disk;
  Net net;
  Bug bug = Bug::none;
  /// The same salt everywhere, so that state hashes of two runs can be compared.
  bool constant_salt = false;
  /// All but the first client take seconds for a message.
  bool slow_readers = false;
  /// Where there are any, the first client sends these and nobody sends anything else.
  std::vector<pb::Submit> script;
};

/// The plan that belongs to a seed: from no trouble at all to all at once.
Plan plan_of(std::uint64_t seed);

/// What a run came to; equal for equal seeds.
struct Result {
  log::Number number = 0;
  log::Number refusals = 0;
  Digest state_hash{};
  Micros ended = 0;
  std::size_t answers = 0;
  std::uint64_t starts = 0;
  std::uint64_t cuts = 0;
  std::uint64_t resumes = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t closed_behind = 0;
  std::uint64_t storage_full = 0;

  bool operator==(const Result&) const = default;
};

class World {
 public:
  World(std::uint64_t seed, Plan plan);

  /// Plays until everyone is content, then checks everything. Throws Broken.
  Result run();

 private:
  void found();
  void add_client(std::size_t index);
  void act_later(std::size_t index);
  void act(Client& client);
  bool repeat(Client& client);
  void act_by_script(Client& client);
  std::uint64_t next_line() { return ++line_; }
  void dress(Client& client, pb::Submit& submit);
  void trouble(Micros mean, void (World::*happens)());
  void cut();
  void crash() { server_.crash(); }
  void stop() { server_.stop_and_start(); }
  void fail_sync() { server_.disk.fails = true; }
  void fill_disk();
  void kill_client();
  void jump_clock();
  void heal();
  bool settled() const;
  /// Who waits for what, in words.
  std::string unsettled() const;
  void play_until_settled();
  Result result() const;

  const std::uint64_t seed_;
  const Plan plan_;
  Scheduler scheduler_;
  Chance chance_;
  Chance troubles_;
  std::unique_ptr<log::EventLog> stored_;
  Model model_;
  Server server_;
  Actions actions_;
  std::vector<std::unique_ptr<Client>> clients_;
  unsigned acted_ = 0;
  std::uint64_t line_ = 0;
  std::uint64_t ids_ = 0;
  std::uint64_t cuts_ = 0;
  bool healed_ = false;
};

/// The actions of a script for Plan::script: one person's, decided in advance so that most of them
/// are accepted. Times are set.
std::vector<pb::Submit> sample_script(std::uint64_t seed, unsigned actions);

}  // namespace tingbok::sim
