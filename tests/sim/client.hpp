/// One client of a simulation: the real session, driven by virtual time, and somebody in front of
/// it who acts.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "chance.hpp"
#include "model.hpp"
#include "scheduler.hpp"
#include "server.hpp"
#include "tingbok/client/session.hpp"
#include "wire.hpp"

namespace tingbok::sim {

class Client : private Peer {
 public:
  struct Settings {
    std::string name;
    std::string person;
    bool simulates = false;
    Net net;
  };

  Client(Settings settings, Scheduler& scheduler, Server& server, Model& model, Chance chance);
  ~Client() override;

  /// The program is started (again): with an empty outbox and an empty mirror.
  void start();
  /// Its process ends; what it has not been answered it will never know.
  void kill();
  bool running() const { return session_ != nullptr; }

  /// Sends an action under `command_id`; false where the outbox does not take it.
  bool submit(pb::Submit submit);
  /// Cuts its connection, if it has one.
  bool cut();
  void swallow_next();

  /// It runs, everything it wanted to say is answered, and its mirror stands at `number`.
  bool settled(log::Number number) const;
  /// What it lacks to be settled, in words.
  std::string situation(log::Number number) const;
  const client::Session& session() const { return *session_; }
  const Settings& settings() const { return settings_; }
  /// Ids in the order this program first sent them, one list for each time it was started.
  const std::vector<std::vector<std::string>>& orders() const { return orders_; }
  pb::Audience audience() const;

 private:
  void message(const std::string& bytes) override;
  void closed(std::uint16_t code, const std::string& reason) override;
  void perform();
  void open();
  void see();
  void take_answer(const pb::Answer& answer);
  void set_alarm();
  client::Time time() const { return client::Time(std::chrono::microseconds(scheduler_.now())); }

  const Settings settings_;
  Scheduler& scheduler_;
  Server& server_;
  Model& model_;
  Chance chance_;
  Lane own_;
  std::unique_ptr<client::Session> session_;
  std::shared_ptr<Wire> wire_;
  client::Time alarm_ = client::Time::max();
  std::uint64_t alarms_ = 0;
  /// Actions to be sent again in a while, because the disk was full.
  int waiting_ = 0;
  std::vector<std::vector<std::string>> orders_;
};

}  // namespace tingbok::sim
