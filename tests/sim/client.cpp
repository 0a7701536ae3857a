#include "client.hpp"

#include <variant>

namespace tingbok::sim {

Client::Client(Settings settings, Scheduler& scheduler, Server& server, Model& model, Chance chance)
    : settings_(std::move(settings)),
      scheduler_(scheduler),
      server_(server),
      model_(model),
      chance_(chance),
      own_(scheduler) {}

Client::~Client() { kill(); }

void Client::start() {
  if (session_) return;
  client::SessionSettings wanted;
  wanted.workshop = workshop;
  // Quick to come back: most of the time should not pass in waiting.
  wanted.backoff = {client::milliseconds(10), client::milliseconds(400)};
  auto chance = std::make_shared<Chance>(chance_.fork());
  session_ = std::make_unique<client::Session>(wanted, [chance] { return chance->unit(); });
  orders_.emplace_back();
  session_->start(time());
  perform();
}

void Client::kill() {
  own_.clear();
  if (wire_) wire_->hang_up();
  wire_.reset();
  session_.reset();
  waiting_ = 0;
  ++alarms_;
  alarm_ = client::Time::max();
}

bool Client::submit(pb::Submit submit) {
  if (!session_) return false;
  const std::string id = submit.command_id();
  const pb::Submit copy = submit;
  if (session_->submit(std::move(submit), time()) != client::Added::yes) return false;
  const Key key(settings_.person, id);
  // A repeat takes no place of its own in the order.
  if (!model_.actions().contains(key)) orders_.back().push_back(id);
  model_.sent(key, copy, settings_.simulates);
  perform();
  return true;
}

bool Client::cut() { return wire_ && wire_->cut(); }

void Client::swallow_next() {
  if (wire_) wire_->swallow_next();
}

bool Client::settled(log::Number number) const {
  return waiting_ == 0 && session_->ready() && session_->outbox().size() == 0 &&
         session_->mirror().number() == number;
}

std::string Client::situation(log::Number number) const {
  if (!running()) return settings_.name + " does not run";
  if (settled(number)) return settings_.name + " is content";
  return settings_.name + (session_->ready() ? " is connected" : " is not connected") + ", at " +
         std::to_string(session_->mirror().number()) + " of " + std::to_string(number) + ", " +
         std::to_string(session_->outbox().size()) + " actions wait for an answer, " +
         std::to_string(waiting_) + " to be sent again";
}

pb::Audience Client::audience() const {
  return session_ && session_->welcome() ? session_->welcome()->audience()
                                         : pb::AUDIENCE_UNSPECIFIED;
}

void Client::message(const std::string& bytes) {
  session_->received(bytes, time());
  perform();
}

void Client::closed(std::uint16_t code, const std::string& reason) {
  wire_.reset();
  session_->closed(code, reason, time());
  perform();
}

void Client::open() {
  own_.after(chance_.between(1 * ms, 30 * ms), [this] {
    if (!session_ || session_->phase() != client::Phase::opening) return;
    wire_ = server_.connect(settings_.person, settings_.simulates, settings_.net);
    if (!wire_) {
      session_->open_failed({client::OpenFailure::Kind::transient, "refused"}, time());
    } else {
      wire_->set_peer(this);
      session_->opened("ticket", time());
    }
    perform();
  });
}

void Client::perform() {
  while (session_) {
    auto action = session_->next_action();
    if (!action) break;
    if (std::holds_alternative<client::Open>(*action)) {
      open();
    } else if (const auto* send = std::get_if<client::Send>(&*action)) {
      if (wire_) wire_->send(send->message);
    } else if (std::holds_alternative<client::CloseSocket>(*action)) {
      if (wire_) wire_->hang_up();
      wire_.reset();
    } else if (const auto* answered = std::get_if<client::Answered>(&*action)) {
      take_answer(answered->answer);
    } else if (const auto* finding = std::get_if<client::Finding>(&*action)) {
      must(false, settings_.name, " finds: ", client::to_string(finding->kind), ": ",
           finding->sentence);
    } else if (const auto* stopped = std::get_if<client::Stopped>(&*action)) {
      must(false, settings_.name, " gave up: ", stopped->sentence);
    }
  }
  see();
  set_alarm();
}

/// Notes what the mirror shows, where it shows a whole state.
void Client::see() {
  if (!session_ || !session_->ready() || session_->mirror().empty()) return;
  model_.saw(session_->mirror().number(),
             {settings_.name, audience(), session_->mirror().view_hash()});
}

/// Somebody whose action found no room on the disk presses the button again.
void Client::take_answer(const pb::Answer& answer) {
  const Key key(settings_.person, answer.command_id());
  model_.answered(key, answer);
  if (!says_try_again(answer)) return;
  ++waiting_;
  own_.after(chance_.between(100 * ms, 2 * second), [this, key] {
    --waiting_;
    const Sent& action = model_.actions().at(key);
    if (!session_ || action.answer) return;
    const auto added = session_->submit(action.variants.back(), time());
    must(added == client::Added::yes || added == client::Added::id_waits_already, name(key),
         " cannot be sent again: ", client::to_string(added));
    perform();
  });
}

void Client::set_alarm() {
  if (!session_) return;
  const client::Time due = session_->deadline();
  if (due == alarm_ || due == client::Time::max()) return;
  alarm_ = due;
  const auto when =
      std::chrono::duration_cast<std::chrono::microseconds>(due.time_since_epoch()).count() + 1;
  scheduler_.at(when, [this, mine = ++alarms_] {
    if (mine != alarms_ || !session_) return;
    alarm_ = client::Time::max();
    session_->tick(time());
    perform();
  });
}

}  // namespace tingbok::sim
