#include "replay/play/performance.hpp"

#include <algorithm>
#include <utility>

#include "core/domain/decide.hpp"
#include "server/room/limits.hpp"

namespace tingbok::replay {

Performance::Performance(past::PastReader& reader, std::string workshop, log::Number from)
    : reader_(reader),
      workshop_(std::move(workshop)),
      now_(reader_.now(workshop_)),
      cursor_(reader_, workshop_) {
  cursor_.go_to(from, head());
}

Scene Performance::enter(pb::Audience audience, const std::string& seat) {
  if (!seat.empty()) seats_.insert(seat);
  auto lens = lenses_.find(audience);
  if (lens == lenses_.end()) {
    lens = lenses_.emplace(audience, past::Rights::of_audience(now_, audience)).first;
    lens->second.show(cursor_.state());
  }
  Scene scene;
  Scene::View& view = scene.views[audience];
  view.anew = true;
  view.messages = lens->second.snapshot(cursor_.state());
  view.status = status(audience);
  scene.due_ms = cursor_.due_ms(head());
  return scene;
}

Scene Performance::move(const pb::Scrub& scrub, std::int64_t now_ms) {
  Scene scene;
  trouble_.clear();
  // Whoever moves on while answers are taken gives the question up.
  const bool asks = scrub.has_ask() || scrub.has_reveal();
  if (!asks && exercise_ && exercise_->open()) exercise_.reset();
  if (!asks) asked_ = 0;
  switch (scrub.move_case()) {
    case pb::Scrub::kSeek:
      show(cursor_.seek(scrub.seek(), {.administrator = true}, head(), trouble_), {}, scene);
      break;
    case pb::Scrub::kStep:
      step(scrub.step(), scene);
      break;
    case pb::Scrub::kPlay:
      cursor_.play(scrub, now_ms, trouble_);
      break;
    case pb::Scrub::kPause:
      cursor_.pause();
      break;
    case pb::Scrub::kAsk:
      ask(scene);
      break;
    case pb::Scrub::kReveal:
      reveal();
      break;
    case pb::Scrub::MOVE_NOT_SET:
      trouble_ = "That move is not one this server knows.";
      break;
  }
  conclude(scene);
  return scene;
}

Scene Performance::play_on(std::int64_t now_ms) {
  Scene scene;
  Texts texts;
  const auto led = cursor_.play_on(head(), now_ms, follow(texts, scene));
  show(led, std::move(texts), scene);
  conclude(scene);
  return scene;
}

Scene Performance::answer(const std::string& seat, const pb::Command& command,
                          std::optional<domain::Refusal>& refused) {
  Scene scene;
  if (seat.empty() || !seats_.contains(seat)) {
    refused = domain::Refusal{pb::REFUSAL_CODE_NO_VOTE, {}};
  } else if (!exercise_) {
    refused = domain::Refusal{
        command.has_priority_move() ? pb::REFUSAL_CODE_LIST_LOCKED : pb::REFUSAL_CODE_VOTE_NOT_OPEN,
        {}};
  } else {
    refused = exercise_->answer(seat, command);
  }
  conclude(scene);
  return scene;
}

void Performance::step(std::int32_t events, Scene& scene) {
  Texts texts;
  const auto led = cursor_.step(events, head(), follow(texts, scene));
  show(led, std::move(texts), scene);
}

/// Adds each event to the text of each audience; one that has grown large is sent off.
scrub::Reel::Shown Performance::follow(Texts& texts, Scene& scene) {
  return [this, &texts, &scene](const pb::Event& event, const domain::Changes& changed) {
    ++scene.patches;
    for (auto& [audience, lens] : lenses_) {
      std::string& text = texts[audience];
      lens.go_on(cursor_.state(), event, changed, text);
      if (text.size() < room::message_bytes_goal) continue;
      scene.views[audience].messages.push_back(std::exchange(text, {}));
    }
  };
}

/// What the cursor's move is seen as; `texts`: the patches that are not sent off yet.
void Performance::show(scrub::Led led, Texts texts, Scene& scene) {
  if (led == scrub::Led::elsewhere) {
    for (auto& [audience, lens] : lenses_) {
      lens.show(cursor_.state());
      Scene::View& view = scene.views[audience];
      view.anew = true;
      view.messages = lens.snapshot(cursor_.state());
    }
  }
  for (auto& [audience, text] : texts) {
    if (!text.empty()) scene.views[audience].messages.push_back(std::move(text));
  }
}

/// Goes to right before the next vote that opens, or the next move on a list of priorities.
void Performance::ask(Scene& scene) {
  cursor_.pause();
  if (exercise_ && exercise_->open()) {
    trouble_ = "A question is open; reveal what came of it first.";
    return;
  }
  log::Number found = 0;
  pb::Event event;
  // Once it was revealed, the event of the last question still comes next.
  scrub::Reel ahead = cursor_.reel();
  while (found == 0 && ahead.number() < head()) {
    const bool moved =
        ahead.advance([&](const pb::Event& one, const domain::Changes&) { event = one; });
    if (!moved) break;
    const bool decides = event.has_vote_opened() || event.has_priority_moved();
    if (decides && ahead.number() != asked_) found = ahead.number();
  }
  if (found == 0 || !decide_at(found, event, scene)) {
    trouble_ = "No vote opens and nothing is moved on a list after this.";
  }
}

bool Performance::decide_at(log::Number number, const pb::Event& event, Scene& scene) {
  const past::StatePtr after = reader_.state_at(workshop_, number);
  const past::StatePtr before = reader_.state_at(workshop_, number - 1);
  std::optional<std::uint32_t> slot;
  if (event.has_vote_opened()) {
    slot = after->state.slot_of<pb::Vote>(event.vote_opened().terms().vote());
    const auto* room = before->state.find<pb::Room>("room");
    if (!slot || room == nullptr) return false;
    exercise_.emplace(number, event.vote_opened(), *room);
  } else {
    slot = after->state.slot_of<pb::PriorityList>(event.priority_moved().list());
    const auto* list = before->state.find<pb::PriorityList>(event.priority_moved().list());
    if (!slot || list == nullptr) return false;
    exercise_.emplace(number, event.priority_moved(), *list);
  }
  sees_exercise_.clear();
  for (const auto audience : {pb::AUDIENCE_PUBLIC, pb::AUDIENCE_PARTICIPANT, pb::AUDIENCE_STEERING,
                              pb::AUDIENCE_AUDITOR}) {
    const auto rights = past::Rights::of_audience(now_, audience);
    if (rights.audience_sees(after->state, *slot)) sees_exercise_.insert(audience);
  }
  step(static_cast<std::int32_t>(number - 1 - cursor_.number()), scene);
  return true;
}

void Performance::reveal() {
  cursor_.pause();
  if (!exercise_ || !exercise_->open()) {
    trouble_ = "No question is open; ask one first.";
    return;
  }
  const auto theirs = exercise_->is_vote() ? their_result() : std::nullopt;
  asked_ = exercise_->at();
  exercise_->reveal(theirs ? &*theirs : nullptr, entitled());
  if (exercise_->is_vote() && !theirs) trouble_ = "That vote was never counted.";
}

/// What the vote came to when it was first counted, before anything was corrected.
std::optional<pb::TallyResult> Performance::their_result() const {
  std::optional<pb::TallyResult> result;
  scrub::Reel ahead(reader_, workshop_);
  ahead.seek(exercise_->at());
  while (!result && ahead.number() < head()) {
    const bool moved = ahead.advance([&](const pb::Event& event, const domain::Changes&) {
      if (event.has_vote_closed() && event.vote_closed().vote() == exercise_->vote()) {
        result = event.vote_closed().result();
      }
    });
    if (!moved) break;
  }
  return result;
}

/// Where it stands now, for everybody, and when it goes on.
void Performance::conclude(Scene& scene) {
  scene.due_ms = cursor_.due_ms(head());
  for (const auto& [audience, lens] : lenses_) scene.views[audience].status = status(audience);
  scene.trouble = trouble_;
}

pb::ScrubStatus Performance::status(pb::Audience audience) const {
  pb::ScrubStatus status;
  status.set_number(cursor_.number());
  status.set_time_ms(cursor_.time_ms());
  status.set_head(head());
  status.set_playing(cursor_.playing());
  status.set_speed(cursor_.speed());
  if (exercise_ && sees_exercise_.contains(audience)) {
    *status.mutable_exercise() = exercise_->message(entitled());
  }
  return status;
}

}  // namespace tingbok::replay
