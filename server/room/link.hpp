/// What a room and a connection know of each other: frames in, shared immutable buffers out. No
/// sockets, so that a room can be driven by calling functions.
///
/// Threads: a room, its members and their links are used on the room's shard only.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/log/event_log.hpp"
#include "server/room/limits.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::room {

class Feed;

/// Bytes made once and shared by everyone they are sent to.
using Bytes = std::shared_ptr<const std::string>;

/// How a connection's messages are encoded.
enum class Encoding { protobuf, json };

/// Why a connection ends; the numbers are the close codes of docs/protocol.md.
enum class CloseCode : std::uint16_t {
  going_away = 1001,
  wrong_kind = 1003,
  try_later = 1013,
  behind = 4008,
  bad_frame = 4400,
  no_access = 4401,
  not_on_roster = 4403,
  no_such_room = 4404,
  storage = 4500,
};

/// What goes with CloseCode::storage where a room's log is damaged.
inline constexpr std::string_view log_unreadable = "The workshop's log cannot be read.";

/// A connection as its room sees it.
class Link {
 public:
  virtual ~Link() = default;
  /// Place::take() would find something. Called once; then not again until take() found nothing.
  virtual void wake() = 0;
  /// Send a problem frame (codes from 4400 on) and close. The room has let go of the member.
  virtual void close(CloseCode code, std::string_view sentence) = 0;
};

/// One message to a client, as pieces to be written one after the other. Reused between messages.
class Outgoing {
 public:
  void clear();
  void add(std::string_view piece);
  /// `piece` points into `owner`, which is kept until clear().
  void add(std::string_view piece, const Bytes& owner);
  /// Takes over bytes that belong to this message alone (swapped, so that capacity is reused).
  void add_own(std::string& bytes);

  const std::vector<std::string_view>& pieces() const { return pieces_; }
  std::size_t bytes() const { return bytes_; }

 private:
  std::vector<std::string_view> pieces_;
  std::vector<Bytes> owners_;
  std::string own_[2];
  std::size_t own_used_ = 0;
  std::size_t bytes_ = 0;
};

/// A person's connection in one room: a cursor into the ring of what their audience sees. Made by
/// the network side, filled in by the room.
struct Member {
  Member(Link& to, std::string who, bool may_simulate, Encoding as)
      : link(&to), person(std::move(who)), simulates(may_simulate), encoding(as) {}

  /// Null once the connection has left or was closed.
  Link* link;
  const std::string person;
  const bool simulates;
  const Encoding encoding;
  /// Submits and moves without an answer that was taken. The network side stops reading at
  /// in_flight_max.
  std::uint32_t unanswered = 0;

 private:
  friend class Room;
  /// A welcome and a snapshot that wait until the number they show is durable.
  struct Show {
    log::Number number = 0;
    /// Where the patches go on from.
    log::Number cursor = 0;
    std::shared_ptr<Feed> feed;
    std::deque<Bytes> messages;
  };

  std::size_t index_ = 0;
  pb::Audience audience_ = pb::AUDIENCE_UNSPECIFIED;
  std::shared_ptr<Feed> feed_;
  log::Number cursor_ = 0;
  std::unique_ptr<Show> show_;
  /// Whole messages that go out before anything else.
  std::deque<Bytes> control_;
  /// Encoded fields (protobuf) or comma-separated values (JSON).
  std::string own_;
  std::string answers_;
  std::uint32_t answers_queued_ = 0;
  bool idle_ = true;
};

/// What a connection leads into: a room as it is now, or something that shows one as it was. Used
/// on its shard only.
class Place {
 public:
  virtual ~Place() = default;
  /// Takes a connection in. Its welcome follows, or Link::close().
  virtual void join(const std::shared_ptr<Member>& member, const pb::Hello& hello) = 0;
  /// An action; `submit` is taken (swapped). Its answer follows, or Link::close().
  virtual void submit(const std::shared_ptr<Member>& member, pb::Submit& submit) = 0;
  /// A move through the past. What it shows follows, or Link::close().
  virtual void scrub(const std::shared_ptr<Member>& member, const pb::Scrub& scrub) = 0;
  /// The next message for a member, if there is one. Link::wake() is called when there is again.
  virtual bool take(Member& member, Outgoing& out) = 0;
  /// The connection has gone.
  virtual void leave(Member& member) = 0;
};

}  // namespace tingbok::room
