/// What waits to be sent to one connection, and when that is too much. Used on its shard only.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "server/room/limits.hpp"
#include "server/room/link.hpp"

namespace tingbok::scrub {

class Unsent {
 public:
  /// Whole messages, the last of which holds `patches` patches together with those before it, and
  /// answers so many moves.
  void add(room::Bytes message, std::size_t patches = 0, std::uint32_t answers = 0) {
    bytes_ += message->size();
    patches_ += patches;
    messages_.push_back({std::move(message), patches, answers});
  }

  /// The next one; false where there is none. Takes what it answers off the member's count.
  bool take(room::Member& member, room::Outgoing& out) {
    if (messages_.empty()) {
      awake_ = false;
      return false;
    }
    const Message message = std::move(messages_.front());
    messages_.pop_front();
    bytes_ -= message.bytes->size();
    patches_ -= message.patches;
    member.unanswered -= message.answers;
    out.add(*message.bytes, message.bytes);
    return true;
  }

  /// Link::wake(), unless it was called since take() last found nothing.
  void wake(room::Link& link) {
    if (!messages_.empty() && !std::exchange(awake_, true)) link.wake();
  }

  std::size_t bytes() const { return bytes_; }
  /// More patches behind, or more bytes of them, than a room lets anybody be: close with 4008.
  bool too_far_behind() const {
    return patches_ > room::ring_patches_max || (patches_ > 0 && bytes_ > room::ring_bytes_max);
  }

 private:
  struct Message {
    room::Bytes bytes;
    std::size_t patches;
    std::uint32_t answers;
  };
  std::deque<Message> messages_;
  std::size_t bytes_ = 0;
  std::size_t patches_ = 0;
  bool awake_ = false;
};

}  // namespace tingbok::scrub
