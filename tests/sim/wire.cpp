#include "wire.hpp"

#include <utility>

#include "server/room/encode.hpp"

namespace tingbok::sim {

Wire::Wire(Scheduler& scheduler, Chance chance, Net net, std::string person, bool simulates)
    : scheduler_(scheduler),
      chance_(chance),
      net_(net),
      person_(std::move(person)),
      simulates_(simulates),
      up_(scheduler),
      down_(scheduler),
      server_(scheduler) {}

void Wire::send(const std::string& bytes) {
  if (cut_ || gone_) return;
  up_.after(delay(), [this, bytes] {
    unread_.push_back(bytes);
    read();
  });
}

void Wire::hang_up() {
  peer_ = nullptr;
  if (cut_ || gone_) return;
  up_.after(delay(), [self = shared_from_this()] { self->gone(); });
}

bool Wire::cut() {
  if (cut_ || gone_) return false;
  cut_ = true;
  // What left before the cut goes on arriving for a while, or not.
  const auto lose = [&](Lane& lane) {
    if (chance_.percent(40)) return lane.clear();
    scheduler_.after(chance_.between(0, net_.delay_most), [weak = weak_from_this(), &lane] {
      if (const auto self = weak.lock()) lane.clear();
    });
  };
  lose(up_);
  lose(down_);
  scheduler_.after(chance_.between(0, 500 * ms), [self = shared_from_this()] {
    self->down_.clear();
    if (Peer* peer = std::exchange(self->peer_, nullptr)) peer->closed(1006, "");
  });
  const Micros notices = chance_.percent(50) ? 50 * ms : 5 * second;
  scheduler_.after(chance_.between(0, notices), [self = shared_from_this()] { self->gone(); });
  return true;
}

void Wire::enter(room::Room* room, const pb::Hello& hello) {
  if (closing_ || gone_) return;
  if (!room) return close(room::CloseCode::storage, "The workshop's log cannot be read.");
  room_ = room;
  member_ = std::make_shared<room::Member>(*this, person_, simulates_, room::Encoding::protobuf);
  room->join(member_, hello);
  read();
}

/// As the server reads: not before it has a room, and not beyond the bound of unanswered actions.
void Wire::read() {
  while (!unread_.empty() && !closing_ && !gone_) {
    if (greeted_ && (!room_ || member_->unanswered >= room::in_flight_max)) return;
    const std::string bytes = std::move(unread_.front());
    unread_.pop_front();
    take_frame(bytes);
  }
}

void Wire::take_frame(const std::string& bytes) {
  pb::ClientFrame frame;
  if (!room::parse_frame(bytes, room::Encoding::protobuf, frame)) {
    return close(room::CloseCode::bad_frame, "That is not a frame this server knows.");
  }
  if (!greeted_) {
    greeted_ = true;
    if (frame.has_hello()) return on_hello_(frame.hello());
    return close(room::CloseCode::no_access, "The first frame is a hello with a ticket.");
  }
  if (!frame.has_submit())
    return close(room::CloseCode::bad_frame, "A connection says hello once.");
  room_->submit(member_, *frame.mutable_submit());
}

void Wire::pump() {
  if (writing_ || closing_ || gone_ || !room_) return;
  if (!room_->take(*member_, outgoing_)) return;
  std::string bytes;
  for (const std::string_view piece : outgoing_.pieces()) bytes += piece;
  outgoing_.clear();
  writing_ = true;
  server_.after(chance_.between(net_.write_least, net_.write_most),
                [self = shared_from_this(), bytes] {
                  self->writing_ = false;
                  if (self->gone_) return;
                  self->deliver(bytes);
                  if (self->closing_) return self->send_close();
                  self->pump();
                  self->read();
                });
}

void Wire::deliver(std::string bytes) {
  if (cut_) return;
  if (std::exchange(swallow_, false)) return;
  down_.after(delay(), [this, bytes = std::move(bytes)] {
    if (peer_) peer_->message(bytes);
  });
}

void Wire::close(room::CloseCode code, std::string_view sentence) {
  if (closing_ || gone_) return;
  closing_ = true;
  close_code_ = code;
  close_sentence_ = sentence;
  if (room_) room_->leave(*member_);
  if (!writing_) send_close();
}

void Wire::send_close() {
  if (gone_) return;
  if (static_cast<unsigned>(close_code_) >= 4400) {
    deliver(room::problem_frame(close_code_, close_sentence_, room::Encoding::protobuf));
  }
  if (!cut_) {
    down_.after(delay(), [self = shared_from_this()] {
      Peer* peer = std::exchange(self->peer_, nullptr);
      if (peer) peer->closed(static_cast<std::uint16_t>(self->close_code_), "");
    });
  }
  gone();
}

void Wire::server_died() {
  if (gone_) return;
  room_ = nullptr;  // It is gone too; nobody may call it.
  gone_ = true;
  server_.clear();
  up_.clear();
  if (cut_) return;
  cut_ = true;
  scheduler_.after(chance_.between(0, 50 * ms), [self = shared_from_this()] {
    if (Peer* peer = std::exchange(self->peer_, nullptr)) peer->closed(1006, "");
  });
}

void Wire::gone() {
  if (gone_) return;
  gone_ = true;
  if (room_ && member_) room_->leave(*member_);
  room_ = nullptr;
}

}  // namespace tingbok::sim
