/// A log that hands everything on to another: the base of logs that do one thing otherwise.
#pragma once

#include "core/log/event_log.hpp"

namespace tingbok::test {

/// As threadsafe as `stored`, which must outlive it.
class ForwardingLog : public log::EventLog {
 public:
  explicit ForwardingLog(log::EventLog& stored) : stored_(stored) {}

  void submit(log::Transaction transaction, log::Done done) override {
    stored_.submit(std::move(transaction), std::move(done));
  }
  void read(std::string_view stream, log::Number from, log::Number to,
            const log::Visitor& visit) const override {
    stored_.read(stream, from, to, visit);
  }
  log::Head head(std::string_view stream) const override { return stored_.head(stream); }
  std::vector<log::StreamName> streams(std::string_view prefix) const override {
    return stored_.streams(prefix);
  }
  std::optional<std::string> kept_answer(std::string_view stream,
                                         std::string_view key) const override {
    return stored_.kept_answer(stream, key);
  }
  std::vector<std::string> aside(const log::Shelf& shelf) const override {
    return stored_.aside(shelf);
  }
  std::vector<log::Shelf> shelves() const override { return stored_.shelves(); }
  void put_snapshot(std::string_view stream, const log::Snapshot& snapshot) override {
    stored_.put_snapshot(stream, snapshot);
  }
  std::optional<log::Snapshot> snapshot(std::string_view stream, log::Number at) const override {
    return stored_.snapshot(stream, at);
  }
  std::string epoch() const override { return stored_.epoch(); }
  void refresh() override { stored_.refresh(); }

 private:
  log::EventLog& stored_;
};

}  // namespace tingbok::test
