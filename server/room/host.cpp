#include "server/room/host.hpp"

#include "core/rebuild/fold_on.hpp"
#include "core/rebuild/snapshots.hpp"
#include "server/ops/logging.hpp"

namespace tingbok::room {

Host::Host(Surroundings around)
    : around_(std::move(around)), self_(std::make_shared<Host*>(this)) {}

Host::~Host() = default;

void Host::with_room(const std::string& workshop, std::function<void(Room*)> then) {
  if (const auto found = rooms_.find(workshop); found != rooms_.end()) {
    return then(found->second.get());
  }
  const auto [waiting, first] = loading_.try_emplace(workshop);
  waiting->second.push_back(std::move(then));
  if (!first) return;
  around_.work([this, workshop, weak = std::weak_ptr<Host*>(self_)] {
    auto rebuilt = std::make_shared<rebuild::Rebuilt>();
    log::Number snapshot = 0;
    bool good = false;
    try {
      auto saved = rebuild::nearest_snapshot(around_.log, workshop, rebuild::to_head,
                                             rebuild::bases_in(around_.log, workshop));
      snapshot = saved.state.number();
      *rebuilt = rebuild::rebuild_from(around_.log, workshop, std::move(saved), rebuild::to_head);
      good = rebuilt->state.number() > 0;
    } catch (const std::exception& error) {
      ops::log_error("cannot load " + workshop + ": " + error.what());
    }
    around_.post([weak, workshop, rebuilt, snapshot, good] {
      const auto self = weak.lock();
      if (!self) return;
      std::unique_ptr<Room> room;
      try {
        if (good) {
          room = std::make_unique<Room>((*self)->around_, workshop, std::move(*rebuilt), snapshot);
        }
      } catch (const log::Damaged& error) {
        ops::log_error("cannot load " + workshop + ": " + error.what());
      }
      (*self)->loaded(workshop, std::move(room));
    });
  });
}

void Host::loaded(const std::string& workshop, std::unique_ptr<Room> room) {
  Room* const loaded = room.get();
  if (room) rooms_[workshop] = std::move(room);
  if (loaded && stopping_) loaded->stop([] {});
  if (loaded && !stopping_ && around_.roster) {
    loaded->follow(around_.roster(workshop), [workshop](bool followed) {
      if (!followed) ops::log_warning("the roster of " + workshop + " is not up to date");
    });
  }
  const auto waiting = loading_.extract(workshop);
  for (const auto& then : waiting.mapped()) then(loaded);
}

void Host::close_all(CloseCode code, std::string_view sentence) {
  for (const auto& [workshop, room] : rooms_) room->close_all(code, sentence);
}

void Host::stop(Task done) {
  stopping_ = true;
  auto left = std::make_shared<std::size_t>(rooms_.size() + 1);
  const auto one_less = [left, done = std::move(done)] {
    if (--*left == 0) done();
  };
  for (const auto& [workshop, room] : rooms_) room->stop(one_less);
  one_less();
}

void Host::save_snapshots() {
  for (const auto& [workshop, room] : rooms_) room->save_snapshot();
}

}  // namespace tingbok::room
