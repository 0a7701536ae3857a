// What HTTP asks of a room that is loaded or to be loaded, to go on with the log.
#include <boost/asio/post.hpp>

#include "server/net/server.hpp"

namespace tingbok::net {

/// The room knows, on its shard; whoever asks goes on with the log, on a worker.
void Server::reads_as(const std::string& workshop, const room::Viewer& viewer, room::ReadsAs told) {
  Shard& shard = shard_of(workshop);
  shard.post([this, &shard, workshop, viewer, told = std::move(told)] {
    shard.host().with_room(workshop, [this, viewer, told](room::Room* room) {
      asio::post(workers_, [told, audience = room ? room->reads_as(viewer) : std::nullopt] {
        told(audience);
      });
    });
  });
}

}  // namespace tingbok::net
