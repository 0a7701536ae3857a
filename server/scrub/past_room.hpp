/// The past of one room, for those who look at it through sockets of their own: each moves a cursor
/// of its own (Viewing).
///
/// Logic without I/O: connections are Links, time comes from a clock, and whatever reads the log
/// runs as a task on a thread that may block, at most one at a time for each socket. Threads: runs
/// on its shard.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "core/past/reader.hpp"
#include "server/ops/metrics.hpp"
#include "server/room/link.hpp"
#include "server/scrub/viewing.hpp"

namespace tingbok::scrub {

using Task = std::function<void()>;

/// What it needs of its surroundings; outlives it.
struct Surroundings {
  past::PastReader& reader;
  ops::Metrics& metrics;
  /// Runs a task later on the shard. Called from any thread.
  std::function<void(Task)> post;
  /// Runs a task on a thread that may block.
  std::function<void(Task)> work;
  /// Runs a task on the shard after so many milliseconds, unless the server stops.
  std::function<void(std::int64_t delay_ms, Task)> after;
  /// Milliseconds of a clock that only goes forward. Called from any thread.
  std::function<std::int64_t()> steady_ms;
  /// Sockets to the past on this shard; shared by its rooms.
  std::size_t viewers = 0;
};

class PastRoom final : public room::Place {
 public:
  PastRoom(Surroundings& around, std::string workshop);
  ~PastRoom() override;

  // Place
  void join(const std::shared_ptr<room::Member>& member, const pb::Hello& hello) override;
  void submit(const std::shared_ptr<room::Member>& member, pb::Submit& submit) override;
  void scrub(const std::shared_ptr<room::Member>& member, const pb::Scrub& scrub) override;
  bool take(room::Member& member, room::Outgoing& out) override;
  void leave(room::Member& member) override;

  std::size_t viewers() const { return viewers_.size(); }

 private:
  struct Viewer;
  using ViewerPtr = std::shared_ptr<Viewer>;
  using Move = std::function<Showing(Viewing&, std::int64_t now_ms)>;

  ViewerPtr find(const room::Member& member) const;
  void go_on(const ViewerPtr& viewer);
  void run(const ViewerPtr& viewer, bool answers, Move move);
  void shown(const ViewerPtr& viewer, bool answers, Showing& showing);
  void wait_for_next(const ViewerPtr& viewer, std::int64_t due_ms);
  void close(Viewer& viewer, room::CloseCode code, std::string_view sentence);
  void forget(Viewer& viewer);

  Surroundings& around_;
  const std::string workshop_;
  std::unordered_map<const room::Member*, ViewerPtr> viewers_;
  /// Guards tasks that outlive the room.
  std::shared_ptr<PastRoom*> self_;
};

}  // namespace tingbok::scrub
