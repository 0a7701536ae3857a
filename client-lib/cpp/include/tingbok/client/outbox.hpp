/// Actions that have no answer yet. They are sent in order, sent again with the same ids on every
/// new connection, and leave when answered: together with the server's memory of ids, exactly once.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "tingbok/client/limits.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::client {

/// Whether an action was taken into the outbox, and why not.
enum class Added {
  yes,
  /// outbox_commands_max actions wait already; try again after an answer.
  full,
  /// An action with this id still waits for its answer.
  id_waits_already,
  /// Empty, or longer than command_id_bytes_max.
  bad_id,
  /// Its frame would exceed client_message_bytes_max.
  too_large,
  /// The session has stopped.
  stopped,
};

std::string_view to_string(Added added);

/// One owner, no locks.
class Outbox {
 public:
  Added add(pb::Submit submit);

  /// The next action to send as a serialised ClientFrame, now counted as in flight; nullopt where
  /// none waits or `in_flight_max` are unanswered.
  std::optional<std::string> next(std::uint32_t in_flight_max, Time now);

  /// The connection is gone: everything unanswered is to be sent again.
  void disconnected();

  /// Forgets the action; false where no such action waits.
  bool answered(std::string_view command_id);

  /// When the longest unanswered action of this connection was sent.
  std::optional<Time> oldest_sent() const;

  std::size_t size() const { return entries_.size(); }
  std::size_t in_flight() const { return in_flight_; }
  std::uint64_t resent() const { return resent_; }

 private:
  struct Entry {
    std::string command_id;
    std::string frame;
    bool sent = false;
    bool sent_before = false;
    Time sent_at{};
  };
  std::deque<Entry> entries_;
  std::size_t in_flight_ = 0;
  std::uint64_t resent_ = 0;
};

}  // namespace tingbok::client
