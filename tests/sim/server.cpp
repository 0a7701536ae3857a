#include "server.hpp"

#include "server/room/programmes.hpp"

namespace tingbok::sim {

Server::Process::Process(Server& server, Chance own)
    : shard(server.scheduler_),
      pool(server.scheduler_),
      chance(own),
      log(server.scheduler_, server.stored_, server.disk, chance.fork(), server.bug_) {
  // Tasks of one thread keep their order; those of different threads only reach the shard this way.
  const auto post = [this](Task task) { shard.after(chance.between(1, 50), std::move(task)); };
  const auto work = [this](Task task) { pool.after(chance.between(50, 5 * ms), std::move(task)); };
  const auto failed = [&server] {
    ++server.storage_failures_;
    // The process ends by itself, once it is out of the room that says so.
    server.operator_.after(0, [&server] { server.crash(); });
  };
  const auto ask = [this](const pb::ForeignFact& wanted, room::Told told) {
    const auto back = [this, told = std::move(told)](std::optional<pb::ForeignFact> fact) {
      shard.after(chance.between(1, 50), [told, fact = std::move(fact)] { told(fact); });
    };
    host->with_room(wanted.room(), [wanted, back](room::Room* room) {
      room ? room->tell(wanted, back) : back(std::nullopt);
    });
  };
  host = std::make_unique<room::Host>(
      room::Surroundings{log, server.metrics_, post, work, [&server] { return server.clock_ms(); },
                         failed, ask, nullptr, nullptr, &server.keys});
}

Server::Server(Scheduler& scheduler, log::EventLog& stored, Chance chance, Bug bug)
    : scheduler_(scheduler), stored_(stored), chance_(chance), bug_(bug), operator_(scheduler) {
  start();
}

Server::~Server() {
  for (const auto& wire : wires_) wire->server_died();
}

std::int64_t Server::clock_ms() const {
  return room::simulated_epoch_ms + 180LL * 24 * 3'600'000 + scheduler_.now() / ms + clock_skew_ms;
}

void Server::start() {
  if (process_) return;
  ++starts_;
  disk.fails = false;
  process_ = std::make_unique<Process>(*this, chance_.fork());
}

void Server::crash() {
  if (!process_) return;
  for (const auto& wire : wires_) wire->server_died();
  wires_.clear();
  process_.reset();
  operator_.clear();
  operator_.after(chance_.between(10 * ms, chance_.percent(70) ? 100 * ms : 2 * second),
                  [this] { start(); });
}

void Server::stop_and_start() {
  if (!up()) return;
  process_->stopping = true;
  process_->host->close_all(room::CloseCode::going_away, "The server is stopping.");
  process_->host->stop([this] {
    process_->host->save_snapshots();
    operator_.after(0, [this] { crash(); });
  });
}

std::shared_ptr<Wire> Server::connect(const std::string& person, bool simulates, const Net& net) {
  if (!up()) return nullptr;
  auto wire = std::make_shared<Wire>(scheduler_, chance_.fork(), net, person, simulates);
  wires_.push_back(wire);
  wire->on_hello([this, weak = std::weak_ptr<Wire>(wire)](const pb::Hello& hello) {
    process_->host->with_room(workshop, [weak, hello](room::Room* room) {
      if (const auto self = weak.lock()) self->enter(room, hello);
    });
  });
  return wire;
}

const std::vector<std::shared_ptr<Wire>>& Server::wires() {
  std::erase_if(wires_, [](const auto& wire) { return wire->server_done(); });
  return wires_;
}

}  // namespace tingbok::sim
