/// The rooms of one shard: loaded when first needed, on a thread that may block.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/room/room.hpp"

namespace tingbok::room {

/// Runs on its shard only.
class Host {
 public:
  explicit Host(Surroundings around);
  ~Host();

  /// Calls `then` with the room, at once or when it is loaded; with null where it cannot be loaded
  /// (its log is damaged; the server's log says how). The room lives as long as the host.
  void with_room(const std::string& workshop, std::function<void(Room*)> then);

  void close_all(CloseCode code, std::string_view sentence);

  /// No commands from now on. Calls `done` once no room has anything under way.
  void stop(Task done);
  void save_snapshots();

  const Surroundings& around() const { return around_; }

 private:
  void loaded(const std::string& workshop, std::unique_ptr<Room> room);

  Surroundings around_;
  std::unordered_map<std::string, std::unique_ptr<Room>> rooms_;
  std::unordered_map<std::string, std::vector<std::function<void(Room*)>>> loading_;
  bool stopping_ = false;
  std::shared_ptr<Host*> self_;
};

}  // namespace tingbok::room
