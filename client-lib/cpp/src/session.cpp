#include "tingbok/client/session.hpp"

#include <algorithm>
#include <utility>

namespace tingbok::client {
namespace {

// Close codes of docs/protocol.md that the client acts on.
constexpr std::uint16_t close_going_away = 1001;
constexpr std::uint16_t close_not_binary = 1003;
constexpr std::uint16_t close_bad_utf8 = 1007;
constexpr std::uint16_t close_too_large = 1009;
constexpr std::uint16_t close_bad_frame = 4400;
constexpr std::uint16_t close_no_ticket = 4401;
constexpr std::uint16_t close_not_enrolled = 4403;
constexpr std::uint16_t close_no_workshop = 4404;

bool frame_was_bad(std::uint16_t code) {
  return code == close_not_binary || code == close_bad_utf8 || code == close_too_large ||
         code == close_bad_frame;
}

}  // namespace

std::string_view to_string(FindingKind kind) {
  switch (kind) {
    case FindingKind::hash_mismatch:
      return "hash mismatch";
    case FindingKind::gap:
      return "gap";
    case FindingKind::malformed:
      return "malformed message";
    case FindingKind::answer_without_patch:
      return "answer before its patch";
    case FindingKind::history_replaced:
      return "history replaced";
    case FindingKind::history_lost:
      return "history lost";
  }
  return "";
}

Session::Session(SessionSettings settings, RandomUnit random)
    : settings_(std::move(settings)), backoff_(settings_.backoff, std::move(random)) {}

std::optional<Action> Session::next_action() {
  if (actions_.empty()) return std::nullopt;
  Action action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

void Session::start(Time now) {
  if (phase_ != Phase::idle) return;
  failing_since_ = now;
  open(now);
}

void Session::open(Time now) {
  phase_ = Phase::opening;
  phase_since_ = now;
  problem_.clear();
  actions_.emplace_back(Open{});
}

void Session::stop() {
  if (phase_ == Phase::stopped) return;
  if (phase_ != Phase::idle && phase_ != Phase::waiting)
    actions_.emplace_back(CloseSocket{1000, "the client is done"});
  finish(StopReason::asked, "stopped");
}

void Session::finish(StopReason reason, std::string sentence) {
  phase_ = Phase::stopped;
  actions_.emplace_back(Stopped{reason, std::move(sentence)});
}

void Session::opened(std::string_view ticket, Time now) {
  if (phase_ != Phase::opening) return;
  phase_ = Phase::greeting;
  phase_since_ = now;
  heard_at_ = now;
  ++stats_.connections;
  pb::ClientFrame frame;
  pb::Hello& hello = *frame.mutable_hello();
  hello.set_ticket(std::string(ticket));
  if (!mirror_.empty()) {
    hello.set_epoch(epoch_);
    hello.set_number(mirror_.number());
    hello.set_view_hash(std::string(as_bytes(mirror_.view_hash())));
  }
  actions_.emplace_back(Send{frame.SerializeAsString()});
}

void Session::open_failed(const OpenFailure& failure, Time now) {
  if (phase_ != Phase::opening) return;
  switch (failure.kind) {
    case OpenFailure::Kind::transient:
      return lose(failure.sentence, now);
    case OpenFailure::Kind::no_access:
      return finish(StopReason::no_access, failure.sentence);
    case OpenFailure::Kind::not_found:
      return finish(StopReason::not_found, failure.sentence);
  }
}

bool Session::out_of_patience(Time now) const {
  return settings_.timeouts.give_up.count() > 0 && failing_since_ &&
         now - *failing_since_ >= settings_.timeouts.give_up;
}

void Session::lose(std::string sentence, Time now) {
  if (phase_ == Phase::live && now - phase_since_ >= settings_.timeouts.stable) backoff_.reset();
  outbox_.disconnected();
  if (!failing_since_) failing_since_ = now;
  if (out_of_patience(now)) return finish(StopReason::unreachable, std::move(sentence));
  last_loss_ = sentence;
  phase_ = Phase::waiting;
  phase_since_ = now;
  const milliseconds wait = backoff_.next();
  retry_at_ = now + wait;
  actions_.emplace_back(Lost{std::move(sentence), wait});
}

void Session::drop(std::uint16_t code, std::string sentence, Time now) {
  actions_.emplace_back(CloseSocket{code, sentence});
  lose(std::move(sentence), now);
}

void Session::resync(FindingKind kind, std::string sentence, Time now) {
  actions_.emplace_back(Finding{kind, sentence});
  mirror_.clear();
  epoch_.clear();
  ++stats_.resyncs;
  if (good_patches_ >= resync_forgiven_patches) resyncs_in_a_row_ = 0;
  good_patches_ = 0;
  if (++resyncs_in_a_row_ > resyncs_max) {
    actions_.emplace_back(CloseSocket{1002, sentence});
    return finish(StopReason::protocol, "gave up after several snapshots: " + sentence);
  }
  drop(1002, std::move(sentence), now);
}

void Session::closed(std::uint16_t code, std::string_view reason, Time now) {
  if (phase_ == Phase::stopped || phase_ == Phase::idle || phase_ == Phase::waiting) return;
  std::string sentence = problem_.empty() ? std::string(reason) : problem_;
  if (sentence.empty())
    sentence = code == close_going_away ? "the server is stopping" : "the connection was lost";
  sentence += " (close code " + std::to_string(code) + ")";
  if (frame_was_bad(code)) return finish(StopReason::protocol, std::move(sentence));
  if (code == close_not_enrolled) return finish(StopReason::no_access, std::move(sentence));
  if (code == close_no_workshop) return finish(StopReason::not_found, std::move(sentence));
  if (code == close_no_ticket && ++tickets_refused_ >= tickets_refused_max)
    return finish(StopReason::no_access, std::move(sentence));
  lose(std::move(sentence), now);
}

void Session::tick(Time now) {
  const Timeouts& limits = settings_.timeouts;
  switch (phase_) {
    case Phase::idle:
    case Phase::stopped:
      return;
    case Phase::opening:
      if (now - phase_since_ >= limits.open)
        drop(1000, "connecting took longer than " + std::to_string(limits.open.count()) + " ms",
             now);
      return;
    case Phase::greeting:
      if (now - phase_since_ >= limits.welcome) drop(1000, "the server sent no welcome", now);
      return;
    case Phase::live: {
      const auto sent = outbox_.oldest_sent();
      if (sent && now - *sent >= limits.answer)
        return drop(1000, "the server did not answer an action in time", now);
      if (now - heard_at_ >= limits.silence) drop(1000, "nothing heard from the server", now);
      return;
    }
    case Phase::waiting:
      if (out_of_patience(now))
        return finish(StopReason::unreachable, "the server could not be reached: " + last_loss_);
      if (now >= retry_at_) open(now);
      return;
  }
}

Time Session::deadline() const {
  const Timeouts& limits = settings_.timeouts;
  switch (phase_) {
    case Phase::idle:
    case Phase::stopped:
      return Time::max();
    case Phase::opening:
      return phase_since_ + limits.open;
    case Phase::greeting:
      return phase_since_ + limits.welcome;
    case Phase::live: {
      const Time silence = heard_at_ + limits.silence;
      const auto sent = outbox_.oldest_sent();
      return sent ? std::min(silence, *sent + limits.answer) : silence;
    }
    case Phase::waiting:
      if (limits.give_up.count() > 0 && failing_since_)
        return std::min(retry_at_, *failing_since_ + limits.give_up);
      return retry_at_;
  }
  return Time::max();
}

Added Session::submit(pb::Submit submit, Time now) {
  if (phase_ == Phase::stopped) return Added::stopped;
  const Added added = outbox_.add(std::move(submit));
  if (added == Added::yes) send_outbox(now);
  return added;
}

void Session::send_outbox(Time now) {
  if (phase_ != Phase::live) return;
  const std::uint32_t named = welcome_ ? welcome_->in_flight_max() : 0;
  const std::uint32_t in_flight_max = named > 0 ? named : in_flight_default;
  while (auto frame = outbox_.next(in_flight_max, now))
    actions_.emplace_back(Send{std::move(*frame)});
}

}  // namespace tingbok::client
