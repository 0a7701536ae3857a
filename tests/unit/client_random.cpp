// A client on a net that drops connections at any moment, against the room it should end up equal
// to.
#include <deque>
#include <map>
#include <random>

#include <catch2/catch.hpp>

#include "client_sim.hpp"

using namespace tingbok;
using namespace tingbok::client;

namespace {

/// One session, one room, and a connection between them that may break with messages under way in
/// both directions. Time moves in steps; everything follows from the seed.
class World {
 public:
  explicit World(std::uint64_t seed)
      : chance_(seed), session_(settings(), [this] { return unit(); }) {
    room_.ring = 1 + seed % 40;
    session_.start(now_);
  }

  void run() {
    constexpr int steps = 600;
    for (int i = 0; i < steps; ++i) step(true);
    for (int i = 0; i < 5'000 && !settled(); ++i) step(false);
  }

  bool settled() const {
    return session_.ready() && session_.outbox().size() == 0 && to_client_.empty() &&
           session_.mirror().number() == room_.head();
  }

  const Session& session() const { return session_; }
  const sim::Room& room() const { return room_; }
  const std::vector<std::string>& submitted() const { return submitted_; }
  const std::map<std::string, int>& answered() const { return answered_; }
  int drops() const { return drops_; }
  int findings() const { return findings_; }

 private:
  static SessionSettings settings() {
    SessionSettings settings;
    settings.workshop = sim::workshop;
    settings.backoff = {milliseconds{20}, milliseconds{100}};
    return settings;
  }

  double unit() { return std::uniform_real_distribution<double>(0, 1)(chance_); }
  bool happens(double probability) { return unit() < probability; }

  void step(bool trouble) {
    now_ += milliseconds{10};
    if (session_.deadline() <= now_) session_.tick(now_);
    perform(trouble);
    if (trouble && happens(0.3)) submit();
    if (trouble && happens(0.3)) others_act();
    if (trouble && open_ && happens(0.05)) drop();
    if (!to_server_.empty() && happens(0.7)) serve(trouble);
    if (!to_client_.empty() && happens(0.7)) {
      const std::string message = std::move(to_client_.front());
      to_client_.pop_front();
      session_.received(message, now_);
    }
    perform(trouble);
  }

  void perform(bool trouble) {
    while (auto action = session_.next_action()) {
      if (std::get_if<Open>(&*action)) {
        if (trouble && happens(0.3))
          session_.open_failed({OpenFailure::Kind::transient, "refused"}, now_);
        else
          connect();
      } else if (const auto* send = std::get_if<Send>(&*action)) {
        if (open_) to_server_.push_back(send->message);
      } else if (std::get_if<CloseSocket>(&*action)) {
        cut();
      } else if (const auto* answer = std::get_if<Answered>(&*action)) {
        ++answered_[answer->answer.command_id()];
      } else if (std::get_if<Finding>(&*action)) {
        ++findings_;
      }
    }
  }

  void connect() {
    open_ = true;
    greeted_ = false;
    session_.opened("ticket", now_);
  }

  void cut() {
    open_ = false;
    to_server_.clear();
    to_client_.clear();
  }

  void drop() {
    ++drops_;
    cut();
    session_.closed(1006, "", now_);
  }

  void submit() {
    const std::string id = "c" + std::to_string(submitted_.size());
    if (session_.submit(sim::submit_of(id, happens(0.1) ? "no" : "text of " + id), now_) ==
        Added::yes)
      submitted_.push_back(id);
  }

  void others_act() {
    room_.event("other " + std::to_string(chance_() % 30), "text " + std::to_string(chance_()));
    if (greeted_ && open_) to_client_.push_back(sim::frame_of(room_.patch(room_.head())));
  }

  /// One message arrives at the server. Carried out, the answer may still be lost with the socket.
  void serve(bool trouble) {
    const pb::ClientFrame frame = sim::parse_client(to_server_.front());
    to_server_.pop_front();
    if (frame.has_hello()) {
      for (std::string& message : room_.greet(frame.hello()))
        to_client_.push_back(std::move(message));
      greeted_ = true;
      return;
    }
    const auto before = room_.head();
    pb::ServerFrame reply;
    *reply.add_answers() = room_.submit(frame.submit());
    for (auto n = before + 1; n <= room_.head(); ++n) *reply.add_patches() = room_.patch(n);
    if (trouble && happens(0.05)) return drop();
    to_client_.push_back(reply.SerializeAsString());
  }

  std::mt19937_64 chance_;
  sim::Room room_;
  Session session_;
  Time now_{};
  bool open_ = false;
  bool greeted_ = false;
  std::deque<std::string> to_server_;
  std::deque<std::string> to_client_;
  std::vector<std::string> submitted_;
  std::map<std::string, int> answered_;
  int drops_ = 0;
  int findings_ = 0;
};

}  // namespace

// Whatever is lost on the way: every action takes effect once, in the order it was submitted, and
// is answered once; the mirror ends equal to the room, byte for byte and by hash.
TEST_CASE("random losses: every action once, and the mirror equals the room, 200 seeds",
          "[unit][client][property]") {
  int drops = 0;
  std::uint64_t resent = 0;
  std::uint64_t resumes = 0;
  std::uint64_t snapshots = 0;
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    World world(seed);
    world.run();
    REQUIRE(world.settled());
    REQUIRE(world.room().applied == world.submitted());
    REQUIRE(world.answered().size() == world.submitted().size());
    for (const auto& [id, times] : world.answered()) REQUIRE(times == 1);
    REQUIRE(as_bytes(world.session().mirror().view_hash()) == world.room().hash());
    const auto& mine = world.session().mirror().entities();
    REQUIRE(mine.size() == world.room().state().size());
    for (std::size_t slot = 0; slot < mine.size(); ++slot)
      REQUIRE(mine[slot].SerializeAsString() == world.room().state()[slot].SerializeAsString());
    REQUIRE(world.findings() == 0);
    drops += world.drops();
    resent += world.session().outbox().resent();
    resumes += world.session().stats().resumes;
    snapshots += world.session().stats().snapshots;
  }
  // The runs were not quiet ones: all that can happen did.
  CHECK(drops > 1'000);
  CHECK(resent > 1'000);
  CHECK(resumes > 500);
  CHECK(snapshots > 500);
}
