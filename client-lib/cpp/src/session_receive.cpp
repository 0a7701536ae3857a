// What the server says: welcomes, snapshots, patches, answers.
#include <utility>

#include "tingbok/client/session.hpp"

namespace tingbok::client {

void Session::received(std::string_view message, Time now) {
  if (phase_ != Phase::greeting && phase_ != Phase::live) return;
  heard_at_ = now;
  pb::ServerFrame frame;
  if (message.size() > server_message_bytes_max ||
      !frame.ParseFromArray(message.data(), static_cast<int>(message.size())))
    return resync(FindingKind::malformed, "the server's message is not a frame", now);
  if (frame.has_problem()) problem_ = frame.problem().sentence();
  if (frame.has_welcome()) {
    if (!take_welcome(frame.welcome(), now)) return;
  } else if (phase_ == Phase::greeting) {
    if (frame.has_problem()) return;  // The close frame follows.
    return resync(FindingKind::malformed, "the first frame is not a welcome", now);
  }
  if (frame.has_snapshot() && !take_snapshot(frame.snapshot(), now)) return;
  if (!take_patches(frame, now)) return;
  for (const pb::Entity& entity : frame.own()) mirror_.set_own(entity);
  take_answers(frame);
  send_outbox(now);
}

bool Session::take_welcome(const pb::Welcome& welcome, Time now) {
  if (welcome.workshop() != settings_.workshop) {
    actions_.emplace_back(CloseSocket{1002, "welcome to another room"});
    finish(StopReason::protocol,
           "asked for room " + settings_.workshop + ", got a welcome to " + welcome.workshop());
    return false;
  }
  const bool same_history = !mirror_.empty() && welcome.epoch() == epoch_;
  if (welcome.resumed() && !same_history) {
    resync(FindingKind::malformed, "the server resumes a history this client does not have", now);
    return false;
  }
  if (welcome.history_replaced()) {
    const bool behind = same_history && welcome.head() < mirror_.number();
    const std::string sentence = "this client stood at number " + std::to_string(mirror_.number()) +
                                 ", the server's history ends at " + std::to_string(welcome.head());
    actions_.emplace_back(
        Finding{behind ? FindingKind::history_lost : FindingKind::history_replaced, sentence});
    mirror_.clear();
  }
  if (phase_ == Phase::greeting) {
    if (welcome.resumed()) ++stats_.resumes;
    phase_ = Phase::live;
    phase_since_ = now;
  }
  mirror_.clear_own();  // What is this person's own is sent again after every welcome.
  welcome_ = welcome;
  epoch_ = welcome.epoch();
  awaiting_snapshot_ = !welcome.resumed();
  failing_since_.reset();
  tickets_refused_ = 0;
  actions_.emplace_back(Welcomed{welcome});
  return true;
}

bool Session::take_snapshot(const pb::SnapshotPart& part, Time now) {
  if (!awaiting_snapshot_) {
    resync(FindingKind::malformed, "a snapshot nobody asked for", now);
    return false;
  }
  const Step step = mirror_.add(part);
  if (step == Step::more_to_come) return true;
  if (step == Step::applied) {
    awaiting_snapshot_ = false;
    ++stats_.snapshots;
    actions_.emplace_back(Replaced{mirror_.number()});
    return true;
  }
  resync(
      step == Step::wrong_hash ? FindingKind::hash_mismatch : FindingKind::malformed,
      "snapshot at number " + std::to_string(part.number()) + ": " + std::string(to_string(step)),
      now);
  return false;
}

bool Session::take_patches(const pb::ServerFrame& frame, Time now) {
  // While a snapshot is under way, patches in the same message are older than it; one that is not
  // shows as a gap later.
  if (awaiting_snapshot_) return true;
  for (const pb::Patch& patch : frame.patches()) {
    const Step step = mirror_.apply(patch);
    if (step == Step::duplicate) {
      ++stats_.duplicate_patches;
      continue;
    }
    if (step != Step::applied) {
      const FindingKind kind = step == Step::gap          ? FindingKind::gap
                               : step == Step::wrong_hash ? FindingKind::hash_mismatch
                                                          : FindingKind::malformed;
      resync(kind,
             "patch " + std::to_string(patch.number()) + " after number " +
                 std::to_string(mirror_.number()) + ": " + std::string(to_string(step)),
             now);
      return false;
    }
    ++stats_.patches;
    ++good_patches_;
    Changed changed{patch.number(), patch.time_ms(), {}};
    for (const pb::Entity& entity : patch.entities()) changed.slots.push_back(entity.slot());
    actions_.emplace_back(std::move(changed));
  }
  return true;
}

void Session::take_answers(const pb::ServerFrame& frame) {
  for (const pb::Answer& answer : frame.answers()) {
    if (!outbox_.answered(answer.command_id())) {
      ++stats_.unknown_answers;
      continue;
    }
    if (answer.has_receipt() && !awaiting_snapshot_ &&
        answer.receipt().number() > mirror_.number()) {
      actions_.emplace_back(
          Finding{FindingKind::answer_without_patch,
                  "an answer names number " + std::to_string(answer.receipt().number()) +
                      ", the patches end at " + std::to_string(mirror_.number())});
    }
    actions_.emplace_back(Answered{answer});
  }
}

}  // namespace tingbok::client
