/// What happens after the sync, and only then: patches enter the rings, answers go to their
/// connections, and everyone who is not writing is woken.
#include <cassert>
#include <chrono>

#include "server/ops/logging.hpp"
#include "server/room/encode.hpp"
#include "server/room/room.hpp"

namespace tingbok::room {

void Room::done(log::Error error) {
  assert(!in_flight_.empty());
  Batch batch = std::move(in_flight_.front());
  in_flight_.pop_front();
  const auto now = std::chrono::duration_cast<std::chrono::microseconds>(
      std::chrono::steady_clock::now().time_since_epoch());
  around_.metrics.commit_seconds.Observe(static_cast<double>(now.count() - batch.started_us) / 1e6);
  if (dead_) {
    for (const Followed& followed : batch.followed) followed(false);
    if (error == log::Error::none) {
      for (std::string& key : batch.spent_keys) destroy_key(std::move(key));
    }
    return settle_if_idle();
  }

  // What was decided on top of a batch that was not written falls with it: the numbers it expects
  // are not those of the log.
  const bool falls = failed_batches_ && error == log::Error::number_conflict;
  if (error == log::Error::none && !failed_batches_) {
    publish(batch);
  } else if (error == log::Error::storage_full || falls) {
    failed_batches_ = true;
    give_back(batch);
    if (in_flight_.empty()) reload();
  } else {
    storage_failed(error);
  }
  schedule();
  settle_if_idle();
}

void Room::publish(Batch& batch) {
  durable_ = batch.last;
  double ring_growth = 0;
  for (const auto& [feed, chunk] : batch.chunks) {
    const auto kept = feeds_.find(feed->audience());
    if (kept == feeds_.end() || kept->second != feed) continue;  // Let go meanwhile.
    ring_growth -= static_cast<double>(feed->ring_bytes());
    feed->publish(chunk);
    ring_growth += static_cast<double>(feed->ring_bytes());
  }
  around_.metrics.ring_bytes.Increment(ring_growth);
  for (const std::shared_ptr<Member>& member : batch.shows) {
    if (member->link && member->show_ && member->show_->number <= durable_) start_showing(*member);
  }
  for (const PendingOwn& own : batch.own) {
    const auto people = by_person_.find(own.person);
    if (people == by_person_.end()) continue;
    for (Member* member : people->second) {
      append_value(member->own_, member->encoding, pb::ServerFrame::kOwnFieldNumber, own.entity);
    }
  }
  for (const PendingAnswer& pending : batch.answers) {
    answer(*pending.member, pending.command_id, pending.answer, pending.repeated);
  }
  for (const std::string& key : batch.keys) unsynced_answers_.erase(key);
  for (const Followed& followed : batch.followed) followed(true);
  for (std::string& key : batch.spent_keys) destroy_key(std::move(key));
  count(batch);
  if (batch.saving) save(std::move(*batch.saving));
  if (batch.seals) want_checkpoint();
  watch_checkpoints();

  // Backwards, since a member that is let go changes places with the last.
  for (std::size_t i = members_.size(); i-- > 0;) {
    Member& member = *members_[i];
    if (member.feed_ && !member.feed_->holds(member.cursor_)) {
      around_.metrics.closed_behind.Increment();
      let_go(member, CloseCode::behind, "The connection is too far behind; resume.");
    } else if (member.idle_ && has_something(member)) {
      wake(member);
    }
  }
  drop_unread_feeds();
  answer_questions();
  answer_looks();
}

void Room::count(const Batch& batch) {
  around_.metrics.actions.Increment(static_cast<double>(batch.accepted));
  around_.metrics.refusals.Increment(static_cast<double>(batch.refused));
  around_.metrics.repeats.Increment(static_cast<double>(batch.repeats));
  around_.metrics.events.Increment(static_cast<double>(batch.events));
}

/// The disk was full: nothing of the batch was written, and its commands may be sent again.
void Room::give_back(Batch& batch) {
  pb::StoredAnswer full;
  pb::Refused& refused = *full.mutable_refused();
  refused.set_code(pb::REFUSAL_CODE_STORAGE_FULL);
  refused.set_word(std::string(domain::word(refused.code())));
  refused.set_sentence(std::string(domain::sentence(refused.code())));
  for (const PendingAnswer& pending : batch.answers) {
    answer(*pending.member, pending.command_id, pending.synced ? pending.answer : full,
           pending.synced);
  }
  around_.metrics.storage_full.Increment(static_cast<double>(batch.accepted + batch.refused));
  for (const std::string& key : batch.keys) unsynced_answers_.erase(key);
  for (const Followed& followed : batch.followed) followed(false);
  for (std::string& key : batch.fresh_keys) destroy_key(std::move(key));
}

/// The provisional state holds what was not written: start again from the log.
void Room::reload() {
  reloading_ = true;
  ops::log_warning("the disk is nearly full: " + workshop_ + " refuses actions");
  around_.work([around = &around_, workshop = workshop_, weak = std::weak_ptr<Room*>(self_)] {
    auto rebuilt = std::make_shared<rebuild::Rebuilt>();
    auto boxes = std::make_shared<BallotBoxes>();
    std::optional<log::Damaged> found;
    bool failed = false;
    try {
      *rebuilt = rebuild::rebuild(around->log, workshop);
      *boxes = read_boxes(around->log, workshop, rebuilt->state);
    } catch (const log::Damaged& damaged) {
      found = damaged;
    } catch (const std::exception& error) {
      ops::log_error("cannot rebuild " + workshop + ": " + error.what());
      failed = true;
    }
    around->post([weak, rebuilt, boxes, found, failed] {
      const auto self = weak.lock();
      if (!self) return;
      if (!found && !failed) return (*self)->reloaded(std::move(*rebuilt), std::move(*boxes));
      found ? (*self)->damaged(*found) : (*self)->storage_failed(log::Error::io);
      (*self)->settle_if_idle();
    });
  });
}

void Room::reloaded(rebuild::Rebuilt rebuilt, BallotBoxes boxes) {
  reloading_ = false;
  failed_batches_ = false;
  room_ = std::move(rebuilt);
  boxes_ = std::move(boxes);
  durable_ = room_.state.number();
  refusals_head_ = around_.log.head(refusals_stream_).number;
  // What was to be saved may never have been written.
  saver_ = rebuild::Saver(std::min(saver_.last(), durable_));
  forget_checkpoints();
  full_since_ms_ = around_.clock();
  for (const auto& [audience, feed] : feeds_) {
    around_.metrics.ring_bytes.Decrement(static_cast<double>(feed->ring_bytes()));
  }
  feeds_.clear();
  for (std::size_t i = members_.size(); i-- > 0;) {
    const std::shared_ptr<Member> member = members_[i];
    member->show_.reset();
    if (const auto audience = audience_for(member->person)) {
      show(member, *audience, 0, false);
    } else {
      let_go(*member, CloseCode::not_on_roster, "You are not on this room's roster.");
    }
  }
  for (const auto& [member, hello] : std::exchange(joins_waiting_, {})) {
    if (member->link) join(member, hello);
  }
  ask_again();
  timers_changed_ = true;
  watch_timers();
  look_again();
  follow_waiting();
  schedule();
  settle_if_idle();
}

void Room::storage_failed(log::Error error) {
  if (dead_) return;
  if (error == log::Error::closed) return end(CloseCode::going_away, "The server is stopping.");
  ops::log_error("storage failed in " + workshop_ + ": " + std::string(log::describe(error)));
  end(CloseCode::storage,
      "Storage failed; unknown whether the last actions were written. Send them again.");
  around_.storage_failed();
}

/// The other rooms go on.
void Room::damaged(const log::Damaged& found) {
  if (dead_) return;
  ops::log_error("the log of " + workshop_ + " cannot be read: " + found.what());
  damaged_ = true;
  end(CloseCode::storage, log_unreadable);
}

/// Nothing is under way from now on but what the log was given already.
void Room::end(CloseCode code, std::string_view sentence) {
  dead_ = true;
  reloading_ = failed_batches_ = false;
  drop_commands();
  drop_questions();
  close_all(code, sentence);
}

void Room::answer(Member& member, const std::string& command_id, const pb::StoredAnswer& stored,
                  bool repeated) {
  if (!member.link) return;
  answer_.Clear();
  answer_.set_command_id(command_id);
  if (stored.has_receipt()) {
    *answer_.mutable_receipt() = stored.receipt();
  } else {
    *answer_.mutable_refused() = stored.refused();
  }
  answer_.set_repeated_answer(repeated);
  append_value(member.answers_, member.encoding, pb::ServerFrame::kAnswersFieldNumber, answer_);
  ++member.answers_queued_;
}

/// Written where it holds nobody up; a snapshot can always be made again.
void Room::save(rebuild::Saving saving) {
  around_.work([around = &around_, workshop = workshop_, saving = std::move(saving)] {
    around->log.put_snapshot(workshop, saving.snapshot());
  });
}

void Room::save_snapshot() {
  if (dead_ || busy() || durable_ <= saver_.last()) return;
  around_.log.put_snapshot(workshop_, saver_.take(room_).snapshot());
}

void Room::stop(Task done) {
  stopping_ = true;
  stopped_ = std::move(done);
  timer_rang_ = false;
  drop_commands();
  settle_if_idle();
}

void Room::settle_if_idle() {
  if (!stopping_ || busy() || !stopped_ || writes_last_checkpoint()) return;
  std::exchange(stopped_, nullptr)();
}

}  // namespace tingbok::room
