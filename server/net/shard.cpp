#include "server/net/shard.hpp"

#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <pthread.h>

namespace tingbok::net {
namespace {

std::int64_t steady_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

}  // namespace

Shard::Shard(SessionServices services, room::Surroundings around,
             std::function<void(std::string)> failed)
    : services_(services),
      host_([&] {
        around.post = [this](room::Task task) { post(std::move(task)); };
        around.after = [this](std::int64_t delay_ms, room::Task task) {
          after(delay_ms, std::move(task));
        };
        around.steady_ms = steady_ms;
        return std::move(around);
      }()),
      past_around_{
          services.past,
          services.metrics,
          [this](scrub::Task task) { post(std::move(task)); },
          services.move_past,
          [this](std::int64_t delay_ms, scrub::Task task) { after(delay_ms, std::move(task)); },
          steady_ms},
      failed_(std::move(failed)) {}

Shard::~Shard() { join(); }

void Shard::start(int index) {
  sweep();
  thread_ = std::thread([this, index] {
    pthread_setname_np(pthread_self(), ("shard-" + std::to_string(index)).c_str());
    try {
      io_.run();
    } catch (const std::exception& error) {
      failed_(error.what());
    }
  });
}

void Shard::join() {
  io_.stop();
  if (thread_.joinable()) thread_.join();
  sessions_.clear();
}

void Shard::post(room::Task task) { asio::post(io_, std::move(task)); }

/// Dropped with the shard, when its loop ends.
void Shard::after(std::int64_t delay_ms, room::Task task) {
  auto timer = std::make_unique<asio::steady_timer>(io_, std::chrono::milliseconds(delay_ms));
  auto& waits = *timer;
  waits.async_wait(
      [timer = std::move(timer), task = std::move(task)](boost::system::error_code error) {
        if (!error) task();
      });
}

void Shard::with_place(const Upgrade& upgrade, std::function<void(room::Place*)> then) {
  if (!upgrade.past && !services_.make_place) return host_.with_room(upgrade.workshop, then);
  std::unique_ptr<room::Place>& place = places_[upgrade.workshop];
  if (!place) {
    place = services_.make_place
                ? services_.make_place(past_around_, upgrade.workshop)
                : std::make_unique<scrub::PastRoom>(past_around_, upgrade.workshop);
  }
  then(place.get());
}

void Shard::adopt(TakenSocket taken, Upgrade upgrade) {
  asio::post(io_, [this, taken, upgrade = std::move(upgrade)]() mutable {
    start_session(*this, taken, std::move(upgrade));
  });
}

void Shard::close_person(std::string_view programme, std::string_view person) {
  for (const auto& session : all_sessions()) session->stop_person(programme, person);
}

void Shard::add(std::shared_ptr<Session> session) {
  Session* const key = session.get();
  sessions_.emplace(key, std::move(session));
}

void Shard::remove(Session* session) { sessions_.erase(session); }

std::vector<std::shared_ptr<Session>> Shard::all_sessions() const {
  std::vector<std::shared_ptr<Session>> all;
  all.reserve(sessions_.size());
  for (const auto& [key, session] : sessions_) all.push_back(session);
  return all;
}

void Shard::sweep() {
  sweeper_.expires_after(sweep_period);
  sweeper_.async_wait([this](boost::system::error_code error) {
    if (error) return;
    const auto now = std::chrono::steady_clock::now();
    for (const auto& session : all_sessions()) session->sweep(now);
    sweep();
  });
}

void Shard::wind_up(room::CloseCode code, std::string_view sentence, bool snapshots,
                    room::Task done) {
  host_.stop([this, code, sentence = std::string(sentence), snapshots, done = std::move(done)] {
    for (const auto& session : all_sessions()) session->stop(code, sentence);
    wait_for_sessions(
        [this, snapshots, done] {
          if (snapshots) host_.save_snapshots();
          done();
        },
        40);
  });
}

void Shard::wait_for_sessions(room::Task done, int rounds_left) {
  if (sessions_.empty() || rounds_left == 0) return done();
  winding_up_.expires_after(std::chrono::milliseconds(50));
  winding_up_.async_wait([this, done = std::move(done), rounds_left](boost::system::error_code) {
    wait_for_sessions(done, rounds_left - 1);
  });
}

}  // namespace tingbok::net
