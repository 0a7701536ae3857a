/// Who sees what: joining, resuming, audiences that change, and the next message of each
/// connection.
#include <algorithm>
#include <cassert>
#include <set>

#include "server/ops/logging.hpp"
#include "server/room/encode.hpp"
#include "server/room/room.hpp"

namespace tingbok::room {

void Room::join(const std::shared_ptr<Member>& member, const pb::Hello& hello) {
  if (!member->link) return;
  if (damaged_) return let_go(*member, CloseCode::storage, log_unreadable);
  if (stopping_ || dead_) return let_go(*member, CloseCode::going_away, "The server is stopping.");
  if (reloading_ || failed_batches_) {
    joins_waiting_.emplace_back(member, hello);
    return;
  }
  const auto audience = audience_for(member->person);
  if (!audience) {
    return let_go(*member, CloseCode::not_on_roster, "You are not on this room's roster.");
  }
  const auto same = by_person_.find(member->person);
  const std::size_t same_max = member->person.empty() ? public_members_max : person_members_max;
  if (members_.size() >= members_max ||
      (same != by_person_.end() && same->second.size() >= same_max)) {
    return let_go(*member, CloseCode::try_later, "The room holds as many connections as it may.");
  }
  member->index_ = members_.size();
  members_.push_back(member);
  by_person_[member->person].push_back(member.get());

  if (may_resume(hello, *audience)) {
    around_.metrics.resumed.Increment();
    return show(member, *audience, hello.number(), false);
  }
  const bool ahead = stands_ahead(*member, hello);
  const bool replaced = hello.number() > 0 && (ahead || hello.epoch() != epoch_);
  show(member, *audience, 0, replaced);
}

/// Whether the client has seen more than the log holds. Anyone may claim that: it is an alarm only
/// of those on the roster, and of each once in a while.
bool Room::stands_ahead(const Member& member, const pb::Hello& hello) {
  if (hello.number() <= durable_ || hello.epoch() != epoch_) return false;
  if (member.person.empty()) return true;
  const std::int64_t now_ms = steady_ms();
  const auto [told, first] = told_ahead_ms_.try_emplace(member.person, now_ms);
  if (!first && now_ms - told->second < ahead_told_period_ms) return true;
  told->second = now_ms;
  around_.metrics.clients_ahead.Increment();
  ops::log_error("a client of " + workshop_ + " stands at " + std::to_string(hello.number()) +
                 ", the log at " + std::to_string(durable_) + ": history may be lost");
  return true;
}

/// What a connection reads as; nobody in particular stands in the gallery of a public room.
std::optional<pb::Audience> Room::audience_for(const std::string& person) const {
  if (!person.empty()) return view::audience_of(room_.state, person);
  const pb::Room* room = room_.state.find<pb::Room>("room");
  if (!room || !room->config().public_()) return std::nullopt;
  return pb::AUDIENCE_PUBLIC;
}

bool Room::may_resume(const pb::Hello& hello, pb::Audience audience) {
  if (hello.number() == 0 || hello.epoch() != epoch_) return false;
  // One that nobody has read begins here, as after a restart.
  if (!feeds_.contains(audience) && hello.number() != room_.state.number()) return false;
  const std::shared_ptr<Feed> feed = feed_for(audience);
  if (!feed->holds(hello.number())) return false;
  const auto hash = feed->hash_at(hello.number());
  return hello.view_hash().empty() || !hash || hello.view_hash() == as_bytes(*hash);
}

std::shared_ptr<Feed> Room::feed_for(pb::Audience audience) {
  std::shared_ptr<Feed>& feed = feeds_[audience];
  if (!feed) {
    feed = std::make_shared<Feed>(audience, room_.state);
    feed->last_read = room_.state.number();
  }
  return feed;
}

/// Prepares a welcome, and a snapshot of the room as it is now (`resume_from` 0) or the patches
/// after a number. It goes out once what it shows is durable; an earlier one that waits is
/// replaced.
void Room::show(const std::shared_ptr<Member>& member, pb::Audience audience,
                log::Number resume_from, bool history_replaced) {
  member->audience_ = audience;
  auto show = std::make_unique<Member::Show>();
  show->number = room_.state.number();
  show->feed = feed_for(audience);
  show->cursor = resume_from ? resume_from : show->number;

  pb::ServerFrame first = welcome(*member, audience, resume_from ? durable_ : show->number);
  first.mutable_welcome()->set_resumed(resume_from != 0);
  first.mutable_welcome()->set_history_replaced(history_replaced);
  show->messages.push_back(
      std::make_shared<const std::string>(encode_frame(first, member->encoding)));
  if (resume_from == 0) {
    around_.metrics.snapshots_sent.Increment();
    for (const Bytes& part : show->feed->snapshot(member->encoding)) {
      show->messages.push_back(part);
    }
  }
  add_own(*member, show->messages);
  member->show_ = std::move(show);
  wait_to_show(member);
}

void Room::wait_to_show(const std::shared_ptr<Member>& member) {
  if (member->show_->number <= durable_) {
    start_showing(*member);
    return wake(*member);
  }
  if (!in_flight_.empty() && in_flight_.back().last >= member->show_->number) {
    in_flight_.back().shows.push_back(member);
  }
  // Otherwise the turn that is under way puts it into its own batch (check_audiences).
}

void Room::start_showing(Member& member) {
  const std::unique_ptr<Member::Show> show = std::move(member.show_);
  member.control_ = std::move(show->messages);
  member.own_.clear();
  member.feed_ = show->feed;
  member.cursor_ = show->cursor;
}

/// The chair was handed over, or the roster changed: whoever reads as another audience now gets a
/// new welcome and a new snapshot.
void Room::check_audiences(Batch& batch) {
  for (std::size_t i = members_.size(); i-- > 0;) {
    const std::shared_ptr<Member> member = members_[i];
    const auto audience = audience_for(member->person);
    if (!audience) {
      let_go(*member, CloseCode::not_on_roster, "You are not on this room's roster any more.");
    } else if (*audience != member->audience_) {
      show(member, *audience, 0, false);
      if (member->show_) batch.shows.push_back(member);
    }
  }
}

pb::ServerFrame Room::welcome(const Member& member, pb::Audience audience, log::Number head) const {
  pb::ServerFrame frame;
  pb::Welcome& welcome = *frame.mutable_welcome();
  welcome.set_workshop(workshop_);
  welcome.set_person(member.person);
  if (const pb::Person* person = room_.state.find<pb::Person>(member.person)) {
    welcome.set_role(person->role());
  }
  welcome.set_audience(audience);
  welcome.set_epoch(epoch_);
  welcome.set_head(head);
  if (const pb::Room* room = room_.state.find<pb::Room>("room")) {
    welcome.set_simulated(room->simulated());
    welcome.set_training(room->has_training());
  }
  welcome.set_in_flight_max(in_flight_max);
  return frame;
}

void Room::add_own(const Member& member, std::deque<Bytes>& messages) const {
  pb::ServerFrame frame;
  for (const pb::Entity& entity : room_.state.entities()) {
    if (auto own = view::own(room_.state, entity, member.person)) {
      *frame.add_own() = std::move(*own);
    }
  }
  if (frame.own().empty()) return;
  messages.push_back(std::make_shared<const std::string>(encode_frame(frame, member.encoding)));
}

bool Room::has_something(const Member& member) const {
  if (!member.control_.empty()) return true;
  return member.feed_ && (member.cursor_ < member.feed_->head() || !member.own_.empty() ||
                          !member.answers_.empty());
}

void Room::wake(Member& member) {
  if (!member.link || !member.idle_ || !has_something(member)) return;
  member.idle_ = false;
  member.link->wake();
}

bool Room::take(Member& member, Outgoing& out) {
  out.clear();
  if (!member.link || !has_something(member)) {
    member.idle_ = true;
    return false;
  }
  if (!member.control_.empty()) {
    const Bytes message = std::move(member.control_.front());
    member.control_.pop_front();
    out.add(*message, message);
    return true;
  }
  const bool json = member.encoding == Encoding::json;
  bool all = true;
  const char* comma = "";
  if (json) out.add("{");
  if (member.cursor_ < member.feed_->head()) {
    if (json) out.add("\"patches\":[");
    all = member.feed_->gather(member.cursor_, out, member.encoding);
    if (json) out.add("]");
    comma = ",";
  }
  // An answer never goes before the patch of its number.
  if (all && !member.own_.empty()) {
    if (json) out.add(comma), out.add("\"own\":[");
    out.add_own(member.own_);
    if (json) out.add("]");
    comma = ",";
  }
  if (all && !member.answers_.empty()) {
    if (json) out.add(comma), out.add("\"answers\":[");
    out.add_own(member.answers_);
    if (json) out.add("]");
    member.unanswered -= std::exchange(member.answers_queued_, 0);
  }
  if (json) out.add("}");
  return true;
}

void Room::scrub(const std::shared_ptr<Member>& member, const pb::Scrub&) {
  if (!member->link) return;
  let_go(*member, CloseCode::bad_frame,
         "This is the room as it is now; connect to its /past to move through time.");
}

void Room::leave(Member& member) {
  if (!member.link) return;
  member.link = nullptr;
  remove(member);
}

void Room::let_go(Member& member, CloseCode code, std::string_view sentence) {
  Link* link = std::exchange(member.link, nullptr);
  if (!link) return;
  remove(member);
  link->close(code, sentence);
}

void Room::remove(Member& member) {
  member.show_.reset();
  member.feed_.reset();
  member.control_.clear();
  if (member.index_ >= members_.size() || members_[member.index_].get() != &member) return;
  const auto people = by_person_.find(member.person);
  std::erase(people->second, &member);
  if (people->second.empty()) by_person_.erase(people);
  // The last changes places with it; the member itself may be destroyed with this line.
  const std::size_t index = member.index_;
  members_.back()->index_ = index;
  std::swap(members_[index], members_.back());
  const std::shared_ptr<Member> gone = std::move(members_.back());
  members_.pop_back();
}

void Room::close_all(CloseCode code, std::string_view sentence) {
  while (!members_.empty()) {
    const std::shared_ptr<Member> member = members_.back();
    let_go(*member, code, sentence);
  }
  for (const auto& [member, hello] : std::exchange(joins_waiting_, {})) {
    let_go(*member, code, sentence);
  }
}

/// A view that nobody has read for a whole ring cannot be resumed from either.
void Room::drop_unread_feeds() {
  if (durable_ - feeds_checked_ < feed_idle_patches_max / 4) return;
  feeds_checked_ = durable_;
  std::set<const Feed*> read;
  for (const std::shared_ptr<Member>& member : members_) {
    if (member->feed_) read.insert(member->feed_.get());
    if (member->show_) read.insert(member->show_->feed.get());
  }
  std::erase_if(feeds_, [&](const auto& entry) {
    Feed& feed = *entry.second;
    if (read.contains(&feed)) feed.last_read = durable_;
    if (durable_ - feed.last_read <= feed_idle_patches_max) return false;
    around_.metrics.ring_bytes.Decrement(static_cast<double>(feed.ring_bytes()));
    return true;
  });
}

}  // namespace tingbok::room
