// Rooms as the rest of the server asks of them: each on its own shard, loaded where it is not yet.
#include <boost/asio/post.hpp>

#include "server/net/server.hpp"

namespace tingbok::net {

/// Each room on its own shard, with the people as they are when its turn comes.
void Server::follow(const std::string& programme, const std::vector<std::string>& rooms,
                    room::Followed told) {
  struct Gathered {
    std::atomic<std::size_t> left;
    std::atomic<bool> all{true};
  };
  if (rooms.empty()) return told(true);
  const auto gathered = std::make_shared<Gathered>();
  gathered->left = rooms.size();
  const room::Followed one = [gathered, told = std::move(told)](bool followed) {
    if (!followed) gathered->all = false;
    if (--gathered->left == 0) told(gathered->all);
  };
  for (const std::string& room : rooms) {
    const std::string workshop = programme + "/" + room;
    Shard& shard = shard_of(workshop);
    shard.post([this, &shard, workshop, one] {
      shard.host().with_room(workshop, [this, workshop, one](room::Room* loaded) {
        loaded ? loaded->follow(roster_of(workshop), one) : one(false);
      });
    });
  }
}

void Server::look(const std::string& workshop, const room::Viewer& viewer, room::Looked looked) {
  Shard& shard = shard_of(workshop);
  shard.post([&shard, workshop, viewer, looked = std::move(looked)] {
    shard.host().with_room(workshop, [viewer, looked](room::Room* room) {
      room ? room->look(viewer, looked) : looked(std::nullopt);
    });
  });
}

/// From one room's shard to another's, and back with the answer.
void Server::ask_room(Shard& asking, const pb::ForeignFact& wanted, room::Told told) {
  auto answer = [&asking, told = std::move(told)](std::optional<pb::ForeignFact> fact) {
    asking.post([told, fact = std::move(fact)] { told(fact); });
  };
  if (!programmes_.find_room(wanted.room())) return answer(std::nullopt);
  Shard& asked = shard_of(wanted.room());
  asked.post([&asked, wanted, answer = std::move(answer)] {
    asked.host().with_room(wanted.room(), [wanted, answer](room::Room* room) {
      room ? room->tell(wanted, answer) : answer(std::nullopt);
    });
  });
}

void Server::load_rooms(const std::vector<log::StreamName>& streams) {
  std::size_t left = rooms_loaded_at_start_max;
  for (const log::StreamName& stream : streams) {
    if (!programmes_.find_room(stream)) continue;
    if (left-- == 0) return;
    Shard& shard = shard_of(stream);
    shard.post([&shard, stream] { shard.host().with_room(stream, [](room::Room*) {}); });
  }
}

}  // namespace tingbok::net
