#include "server/scrub/viewing.hpp"

#include <algorithm>
#include <utility>

#include "core/past/position.hpp"
#include "server/room/encode.hpp"
#include "server/scrub/limits.hpp"

namespace tingbok::scrub {

Viewing::Viewing(past::PastReader& reader, std::string workshop, std::string person)
    : reader_(reader),
      workshop_(std::move(workshop)),
      person_(std::move(person)),
      reel_(reader_, workshop_) {}

Showing Viewing::open(std::int64_t now_ms) {
  Showing showing;
  reel_.seek(rebuild::to_head);
  if (look_around(now_ms, true, showing)) conclude(showing);
  return showing;
}

Showing Viewing::move(const pb::Scrub& scrub, std::int64_t now_ms) {
  Showing showing;
  trouble_.clear();
  const bool pauses = scrub.move_case() == pb::Scrub::kPause;
  if (look_around(now_ms, !pauses, showing) && turn(scrub, now_ms, showing)) conclude(showing);
  return showing;
}

bool Viewing::turn(const pb::Scrub& scrub, std::int64_t now_ms, Showing& showing) {
  switch (scrub.move_case()) {
    case pb::Scrub::kSeek:
      seek(scrub.seek(), showing);
      return true;
    case pb::Scrub::kStep:
      step(scrub.step(), showing);
      return true;
    case pb::Scrub::kPlay:
      play(scrub, now_ms);
      return true;
    case pb::Scrub::kPause:
      pace_.reset();
      return true;
    case pb::Scrub::kAsk:
    case pb::Scrub::kReveal:
      trouble_ = "Only a training asks and reveals; this is the past.";
      return true;
    case pb::Scrub::MOVE_NOT_SET:
      break;
  }
  showing.ending = {room::CloseCode::bad_frame, "That move is not one this server knows."};
  return false;
}

Showing Viewing::play_on(std::int64_t now_ms) {
  Showing showing;
  if (!look_around(now_ms, false, showing)) return showing;
  std::string message;
  for (std::uint32_t shown = 0; pace_ && shown < play_batch_max; ++shown) {
    const auto next = reel_.next();
    if (!next || pace_->due_ms(next->time_ms()) > now_ms || !advance(message, showing)) break;
    pace_->shown(next->time_ms());
  }
  if (!message.empty()) showing.messages.push_back(std::move(message));
  showing.due_ms = next_due_ms();
  if (!showing.due_ms || !showing.messages.empty()) conclude(showing);
  return showing;
}

/// What the viewer may see by now; false where that is nothing any more. Whoever reads as another
/// audience than before is shown everything anew, as on a socket to the present. Looks again where
/// it last looked a while ago, or `at_once`.
bool Viewing::look_around(std::int64_t now_ms, bool at_once, Showing& showing) {
  if (now_ && !at_once && now_ms - looked_ms_ < now_age_max_ms) return true;
  looked_ms_ = now_ms;
  if (now_ && reader_.log().head(workshop_).number == head()) return true;
  now_ = reader_.now(workshop_);
  auto rights = past::Rights::of(now_, {false, person_});
  if (!rights || rights->person() != person_) {
    showing.ending = {room::CloseCode::not_on_roster, "You are not on this room's roster."};
    return false;
  }
  if (lens_ && lens_->rights().audience() == rights->audience()) {
    lens_->bound_by(std::move(*rights));
    return true;
  }
  lens_.emplace(std::move(*rights));
  show_all(showing);
  return true;
}

/// A welcome, a snapshot and the person's own.
void Viewing::show_all(Showing& showing) {
  pb::ServerFrame first;
  pb::Welcome& welcome = *first.mutable_welcome();
  welcome.set_workshop(workshop_);
  welcome.set_person(person_);
  if (const auto* person = now_->state.find<pb::Person>(person_)) welcome.set_role(person->role());
  welcome.set_audience(lens_->rights().audience());
  welcome.set_epoch(reader_.log().epoch());
  welcome.set_head(head());
  if (const auto* room = now_->state.find<pb::Room>("room")) {
    welcome.set_simulated(room->simulated());
    welcome.set_training(room->has_training());
  }
  welcome.set_in_flight_max(room::in_flight_max);
  welcome.set_past(true);
  lens_->show(reel_.state());
  showing.messages.push_back(first.SerializeAsString());
  for (std::string& message : lens_->snapshot(reel_.state())) {
    showing.messages.push_back(std::move(message));
  }
}

void Viewing::go_to(log::Number number, Showing& showing) {
  pace_.reset();
  reel_.seek(std::min(number, head()));
  show_all(showing);
}

void Viewing::seek(const std::string& text, Showing& showing) {
  if (text.size() > position_bytes_max) {
    trouble_ = "A position is at most " + std::to_string(position_bytes_max) + " bytes.";
    return;
  }
  try {
    go_to(past::resolve(reader_, workshop_, text, {false, person_}), showing);
  } catch (const past::NoPosition& problem) {
    trouble_ = std::string(problem.what()) + ".";
  }
}

void Viewing::step(std::int64_t events, Showing& showing) {
  const auto at = static_cast<std::int64_t>(reel_.number());
  const auto wanted = std::clamp<std::int64_t>(at + events, 1, static_cast<std::int64_t>(head()));
  if (wanted < at || wanted - at > step_patches_max) {
    return go_to(static_cast<log::Number>(wanted), showing);
  }
  pace_.reset();
  std::string message;
  for (std::int64_t left = wanted - at; left > 0; --left) advance(message, showing);
  if (!message.empty()) showing.messages.push_back(std::move(message));
}

void Viewing::play(const pb::Scrub& scrub, std::int64_t now_ms) {
  if (scrub.play() < 1 || scrub.play() > speed_max) {
    trouble_ = "The past plays at 1 to " + std::to_string(speed_max) + " times real time.";
    return;
  }
  speed_ = scrub.play();
  pace_.emplace(speed_, scrub.pause_max_ms(), reel_.time_ms(), now_ms);
}

/// The next event, appended to `message`; one that has grown large is sent off.
bool Viewing::advance(std::string& message, Showing& showing) {
  if (reel_.number() >= head()) return false;
  const bool moved = reel_.advance([&](const pb::Event& event, const domain::Changes& changed) {
    lens_->go_on(reel_.state(), event, changed, message);
  });
  if (!moved) return false;
  ++showing.patches;
  if (message.size() >= room::message_bytes_goal) {
    showing.messages.push_back(std::exchange(message, {}));
  }
  return true;
}

/// Where it stands now, and when it goes on; with the patches that led there in one message.
std::optional<std::int64_t> Viewing::next_due_ms() {
  if (!pace_ || reel_.number() >= head()) return std::nullopt;
  const auto next = reel_.next();
  if (!next) return std::nullopt;
  return pace_->due_ms(next->time_ms());
}

void Viewing::conclude(Showing& showing) {
  showing.due_ms = next_due_ms();
  if (!showing.due_ms) pace_.reset();
  pb::ServerFrame last;
  pb::ScrubStatus& status = *last.mutable_scrub();
  status.set_number(reel_.number());
  status.set_time_ms(reel_.time_ms());
  status.set_head(head());
  status.set_playing(pace_.has_value());
  status.set_speed(speed_);
  status.set_trouble(trouble_);
  if (showing.patches == 0) showing.messages.emplace_back();
  showing.messages.back() += last.SerializeAsString();
}

}  // namespace tingbok::scrub
