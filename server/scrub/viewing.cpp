#include "server/scrub/viewing.hpp"

#include <utility>

#include "server/room/encode.hpp"
#include "server/scrub/limits.hpp"

namespace tingbok::scrub {

Viewing::Viewing(past::PastReader& reader, std::string workshop, std::string person)
    : reader_(reader),
      workshop_(std::move(workshop)),
      person_(std::move(person)),
      cursor_(reader_, workshop_) {}

Showing Viewing::open(std::int64_t now_ms) {
  Showing showing;
  cursor_.go_to(rebuild::to_head, rebuild::to_head);
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
      show(cursor_.seek(scrub.seek(), {false, person_}, head(), trouble_), {}, showing);
      return true;
    case pb::Scrub::kStep:
      step(scrub.step(), showing);
      return true;
    case pb::Scrub::kPlay:
      cursor_.play(scrub, now_ms, trouble_);
      return true;
    case pb::Scrub::kPause:
      cursor_.pause();
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
  const auto led = cursor_.play_on(head(), now_ms, follow(message, showing));
  show(led, std::move(message), showing);
  showing.due_ms = cursor_.due_ms(head());
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
  lens_->show(cursor_.state());
  showing.messages.push_back(first.SerializeAsString());
  for (std::string& message : lens_->snapshot(cursor_.state())) {
    showing.messages.push_back(std::move(message));
  }
}

void Viewing::step(std::int32_t events, Showing& showing) {
  std::string message;
  const auto led = cursor_.step(events, head(), follow(message, showing));
  show(led, std::move(message), showing);
}

/// Adds each event to `message`; one that has grown large is sent off.
Reel::Shown Viewing::follow(std::string& message, Showing& showing) {
  return [this, &message, &showing](const pb::Event& event, const domain::Changes& changed) {
    lens_->go_on(cursor_.state(), event, changed, message);
    ++showing.patches;
    if (message.size() >= room::message_bytes_goal) {
      showing.messages.push_back(std::exchange(message, {}));
    }
  };
}

/// What the cursor's move is seen as; `message`: the patches that are not sent off yet.
void Viewing::show(Led led, std::string message, Showing& showing) {
  if (led == Led::elsewhere) show_all(showing);
  if (!message.empty()) showing.messages.push_back(std::move(message));
}

/// Where it stands now, and when it goes on; with the patches that led there in one message.
void Viewing::conclude(Showing& showing) {
  showing.due_ms = cursor_.due_ms(head());
  pb::ServerFrame last;
  pb::ScrubStatus& status = *last.mutable_scrub();
  status.set_number(cursor_.number());
  status.set_time_ms(cursor_.time_ms());
  status.set_head(head());
  status.set_playing(cursor_.playing());
  status.set_speed(cursor_.speed());
  status.set_trouble(trouble_);
  if (showing.patches == 0) showing.messages.emplace_back();
  showing.messages.back() += last.SerializeAsString();
}

}  // namespace tingbok::scrub
