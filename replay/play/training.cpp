#include "replay/play/training.hpp"

#include <algorithm>
#include <utility>

#include "core/domain/decide.hpp"
#include "server/ops/logging.hpp"
#include "server/room/encode.hpp"
#include "server/scrub/limits.hpp"
#include "server/scrub/unsent.hpp"

namespace tingbok::replay {

struct Training::Seat {
  std::shared_ptr<room::Member> member;
  pb::Audience audience = pb::AUDIENCE_PUBLIC;
  scrub::Unsent unsent;
  /// It was shown what was on when it came; what happened before that is not for it.
  bool entered = false;
};

Training::Training(scrub::Surroundings& around, std::string workshop, std::string epoch,
                   std::unique_ptr<Performance> performance, Cast cast)
    : around_(around),
      workshop_(std::move(workshop)),
      epoch_(std::move(epoch)),
      cast_(std::move(cast)),
      performance_(std::move(performance)),
      self_(std::make_shared<Training*>(this)) {}

Training::~Training() = default;

void Training::play(std::uint32_t speed) {
  add({[speed](Performance& performance, std::int64_t now_ms) {
         pb::Scrub scrub;
         scrub.set_play(speed);
         return performance.move(scrub, now_ms);
       },
       [this](Scene& scene) { show_all(scene, nullptr); }});
}

void Training::join(const std::shared_ptr<room::Member>& member, const pb::Hello&) {
  if (!member->link) return;
  if (members_.size() >= training_members_max) {
    return std::exchange(member->link, nullptr)
        ->close(room::CloseCode::try_later, "The training holds as many as it may.");
  }
  const auto seat = std::make_shared<Seat>();
  seat->member = member;
  seat->audience = audience_of(member->person);
  members_[member.get()] = seat;
  const std::string trains = leads(*seat) ? std::string() : member->person;
  add({[audience = seat->audience, trains](Performance& performance, std::int64_t) {
         return performance.enter(audience, trains);
       },
       [this, seat](Scene& scene) {
         seat->entered = true;
         show(seat, scene, false);
       }});
}

void Training::submit(const std::shared_ptr<room::Member>& member, pb::Submit& submit) {
  const SeatPtr seat = find(*member);
  if (!seat) return;
  const std::string& id = submit.command_id();
  if (member->person.empty() || id.empty() || id.size() > room::command_id_bytes_max) {
    return close(seat, room::CloseCode::bad_frame,
                 member->person.empty() ? "Nobody in particular does nothing here."
                                        : "A command's id is 1 to 64 bytes.");
  }
  ++member->unanswered;
  if (acts_.size() >= training_waiting_max) {
    return answer(seat, id, {}, domain::Refusal{pb::REFUSAL_CODE_ROOM_BUSY, {}});
  }
  const auto refused = std::make_shared<std::optional<domain::Refusal>>();
  add({[person = member->person, command = submit.command(), refused](Performance& performance,
                                                                      std::int64_t) {
         return performance.answer(person, command, *refused);
       },
       [this, seat, id, refused](Scene& scene) {
         if (!*refused) show_all(scene, nullptr);
         answer(seat, id, scene.views[seat->audience].status, *refused);
       }});
}

void Training::scrub(const std::shared_ptr<room::Member>& member, const pb::Scrub& scrub) {
  const SeatPtr seat = find(*member);
  if (!seat) return;
  if (!leads(*seat)) {
    return close(seat, room::CloseCode::bad_frame, "Only the trainer moves a training.");
  }
  ++member->unanswered;
  add({[scrub](Performance& performance, std::int64_t now_ms) {
         return performance.move(scrub, now_ms);
       },
       [this, seat](Scene& scene) { show_all(scene, seat); }});
}

bool Training::take(room::Member& member, room::Outgoing& out) {
  out.clear();
  const SeatPtr seat = find(member);
  return seat && seat->unsent.take(member, out);
}

void Training::leave(room::Member& member) {
  if (!member.link) return;
  member.link = nullptr;
  members_.erase(&member);
}

Training::SeatPtr Training::find(const room::Member& member) const {
  const auto found = members_.find(&member);
  return found == members_.end() ? nullptr : found->second;
}

pb::Audience Training::audience_of(const std::string& person) const {
  if (person.empty()) return pb::AUDIENCE_PUBLIC;
  return person == cast_.trainer ? pb::AUDIENCE_STEERING : cast_.trainees;
}

bool Training::leads(const Seat& seat) const { return seat.member->person == cast_.trainer; }

void Training::add(Act act) {
  acts_.push_back(std::move(act));
  next_act();
}

void Training::next_act() {
  if (busy_ || acts_.empty()) return;
  busy_ = true;
  ++waits_;
  const auto act = std::make_shared<Act>(std::move(acts_.front()));
  acts_.pop_front();
  around_.work(
      [&around = around_, weak = std::weak_ptr<Training*>(self_), performance = performance_, act] {
        auto scene = std::make_shared<Scene>();
        std::string failed;
        try {
          *scene = act->perform(*performance, around.steady_ms());
        } catch (const std::exception& error) {
          failed = error.what();
        }
        around.post([weak, act, scene, failed] {
          const auto self = weak.lock();
          if (!self) return;
          failed.empty() ? (*self)->performed(*act, *scene) : (*self)->fail(failed);
        });
      });
}

void Training::performed(const Act& act, Scene& scene) {
  busy_ = false;
  if (scene.due_ms) wait_for_next(*scene.due_ms);
  act.then(scene);
  next_act();
}

void Training::show_all(const Scene& scene, const SeatPtr& mover) {
  std::vector<SeatPtr> all;
  for (const auto& [member, seat] : members_) all.push_back(seat);
  for (const SeatPtr& seat : all) {
    if (seat->entered && seat->member->link) show(seat, scene, seat == mover);
  }
}

/// The scene as this connection has it: messages that are the same for all of its audience, and in
/// the last one where it stands.
void Training::show(const SeatPtr& seat, const Scene& scene, bool answers) {
  const auto found = scene.views.find(seat->audience);
  if (!seat->member->link || found == scene.views.end()) return;
  const Scene::View& view = found->second;
  pb::ServerFrame last;
  *last.mutable_scrub() = view.status;
  last.mutable_scrub()->set_leads(leads(*seat));
  if (leads(*seat)) last.mutable_scrub()->set_trouble(scene.trouble);

  std::vector<std::string> messages = view.messages;
  if (view.anew) messages.insert(messages.begin(), welcome(*seat, view.status));
  if (messages.empty() || view.anew) messages.emplace_back();
  messages.back() += last.SerializeAsString();
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const bool ends = i + 1 == messages.size();
    seat->unsent.add(std::make_shared<const std::string>(
                         room::as_encoded(std::move(messages[i]), seat->member->encoding)),
                     ends ? scene.patches : 0, ends && answers ? 1 : 0);
  }
  if (seat->unsent.too_far_behind()) {
    around_.metrics.closed_behind.Increment();
    return close(seat, room::CloseCode::behind, "Too far behind; connect again.");
  }
  seat->unsent.wake(*seat->member->link);
}

void Training::wait_for_next(std::int64_t due_ms) {
  const std::int64_t delay_ms = std::max(due_ms - around_.steady_ms(), scrub::play_tick_ms);
  const std::uint64_t wait = ++waits_;
  around_.after(delay_ms, [weak = std::weak_ptr<Training*>(self_), wait] {
    const auto self = weak.lock();
    if (!self || (*self)->waits_ != wait) return;
    Training* const training = *self;
    training->add(
        {[](Performance& performance, std::int64_t now_ms) { return performance.play_on(now_ms); },
         [training](Scene& scene) { training->show_all(scene, nullptr); }});
  });
}

std::string Training::welcome(const Seat& seat, const pb::ScrubStatus& status) const {
  pb::ServerFrame first;
  pb::Welcome& welcome = *first.mutable_welcome();
  welcome.set_workshop(workshop_);
  welcome.set_person(seat.member->person);
  welcome.set_audience(seat.audience);
  welcome.set_epoch(epoch_);
  welcome.set_head(status.head());
  welcome.set_in_flight_max(room::in_flight_max);
  welcome.set_past(true);
  welcome.set_training(true);
  return first.SerializeAsString();
}

/// A receipt says that the answer counts; it names the moment it was given at.
void Training::answer(const SeatPtr& seat, const std::string& command_id,
                      const pb::ScrubStatus& status,
                      const std::optional<domain::Refusal>& refused) {
  if (!seat->member->link) return;
  pb::ServerFrame frame;
  pb::Answer& answer = *frame.add_answers();
  answer.set_command_id(command_id);
  if (refused) {
    pb::Refused& no = *answer.mutable_refused();
    no.set_code(refused->code);
    no.set_word(std::string(domain::word(refused->code)));
    no.set_sentence(std::string(domain::sentence(refused->code)));
    no.set_detail(refused->detail);
  } else {
    answer.mutable_receipt()->set_number(status.number());
    answer.mutable_receipt()->set_first(status.number());
    answer.mutable_receipt()->set_time_ms(status.time_ms());
  }
  seat->unsent.add(
      std::make_shared<const std::string>(room::encode_frame(frame, seat->member->encoding)), 0, 1);
  seat->unsent.wake(*seat->member->link);
}

void Training::close(const SeatPtr& seat, room::CloseCode code, std::string_view sentence) {
  room::Link* const link = std::exchange(seat->member->link, nullptr);
  members_.erase(seat->member.get());
  if (link) link->close(code, sentence);
}

void Training::fail(const std::string& what) {
  busy_ = false;
  ops::log_error("the log of " + workshop_ + " cannot be read: " + what);
  acts_.clear();
  while (!members_.empty()) {
    close(members_.begin()->second, room::CloseCode::storage, "The workshop's log cannot be read.");
  }
}

}  // namespace tingbok::replay
