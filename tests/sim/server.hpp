/// The server of a simulation: the real rooms on a shard made of virtual time, and a process that
/// can die, be stopped and come back over what its log holds.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "chance.hpp"
#include "scheduler.hpp"
#include "server/ops/metrics.hpp"
#include "server/room/host.hpp"
#include "sim_log.hpp"
#include "tests/support/memory_keys.hpp"
#include "wire.hpp"

namespace tingbok::sim {

inline constexpr const char* programme_id = "S";
inline constexpr const char* workshop = "S/R";

class Server {
 public:
  Server(Scheduler& scheduler, log::EventLog& stored, Chance chance, Bug bug);
  ~Server();

  /// Starts a process over what is stored.
  void start();
  /// kill -9: what is not written yet never will be. Starts again a little later.
  void crash();
  /// SIGTERM: connections closed, what is under way finished, snapshots saved. Then starts again.
  void stop_and_start();
  bool up() const { return process_ != nullptr && !process_->stopping; }

  /// A new connection; null while the server is down.
  std::shared_ptr<Wire> connect(const std::string& person, bool simulates, const Net& net);
  const std::vector<std::shared_ptr<Wire>>& wires();

  Disk disk;
  /// The secrets folder, which outlives processes. Its keys are made and destroyed in the pool.
  test::MemoryKeys keys;
  /// Added to the clock of the machine, which may jump.
  std::int64_t clock_skew_ms = 0;
  std::int64_t clock_ms() const;
  std::uint64_t starts() const { return starts_; }
  std::uint64_t storage_failures() const { return storage_failures_; }
  const ops::Metrics& metrics() const { return metrics_; }

 private:
  struct Process {
    Process(Server& server, Chance chance);
    Lane shard;
    Lane pool;
    Chance chance;
    SimLog log;
    std::unique_ptr<room::Host> host;
    bool stopping = false;
  };

  Scheduler& scheduler_;
  log::EventLog& stored_;
  Chance chance_;
  const Bug bug_;
  ops::Metrics metrics_;
  std::unique_ptr<Process> process_;
  std::vector<std::shared_ptr<Wire>> wires_;
  Lane operator_;
  std::uint64_t starts_ = 0;
  std::uint64_t storage_failures_ = 0;
};

}  // namespace tingbok::sim
