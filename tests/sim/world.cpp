#include "world.hpp"

#include <algorithm>

#include <sodium.h>

#include "checks.hpp"
#include "core/domain/decide.hpp"
#include "core/log/open.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::sim {
namespace {

/// Troubles end here, if the actions do not end before.
constexpr Micros troubles_most = 120 * second;
/// After the troubles everyone is content within this.
constexpr Micros settling_most = 300 * second;

/// Where libsodium's randomness comes from while a simulation runs.
struct Randomness {
  Chance chance{0};
  bool constant = false;
};
Randomness randomness;

std::uint32_t random_word() { return static_cast<std::uint32_t>(randomness.chance.next()); }

void random_bytes(void* const bytes, const std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    static_cast<unsigned char*>(bytes)[i] =
        randomness.constant ? 0x5a : static_cast<unsigned char>(randomness.chance.next());
  }
}

/// Epochs, salts: libsodium lets its source be replaced.
void seed_randomness(std::uint64_t seed, bool constant) {
  static randombytes_implementation seeded = {
      .implementation_name = [] { return "seeded"; },
      .random = random_word,
      .stir = nullptr,
      .uniform = nullptr,
      .buf = random_bytes,
      .close = nullptr,
  };
  randomness = {Chance(seed), constant};
  randombytes_set_implementation(&seeded);
}

std::unique_ptr<log::EventLog> seeded_log(std::uint64_t seed, bool constant_salt) {
  seed_randomness(seed, constant_salt);
  return log::open_memory_log();
}

Micros about(Chance& chance, Micros mean) { return chance.between(mean / 10, mean * 2); }

}  // namespace

Plan plan_of(std::uint64_t seed) {
  Chance chance(seed * 2 + 1);
  Plan plan;
  plan.clients = static_cast<unsigned>(chance.between(2, 7));
  plan.actions = static_cast<unsigned>(chance.between(40, 160));
  plan.pause = chance.between(2, 80) * ms;
  plan.simulated = chance.percent(30);
  plan.net.delay_most = chance.between(1, 60) * ms;
  plan.net.write_most = chance.percent(20) ? 200 * ms : 2 * ms;
  plan.disk.write_most = chance.between(1, 20) * ms;
  plan.disk.stall_percent = chance.percent(30) ? 5 : 0;
  plan.disk.stall_most = 2 * second;
  const auto maybe = [&](unsigned percent, Micros least, Micros most) {
    return chance.percent(percent) ? chance.between(least, most) : 0;
  };
  plan.trouble.cut = maybe(85, 50 * ms, 2 * second);
  plan.trouble.crash = maybe(60, 300 * ms, 5 * second);
  plan.trouble.stop = maybe(30, 500 * ms, 5 * second);
  plan.trouble.failed_sync = maybe(30, 500 * ms, 5 * second);
  plan.trouble.full_disk = maybe(25, 500 * ms, 4 * second);
  plan.trouble.killed_client = maybe(30, 500 * ms, 5 * second);
  plan.trouble.clock_jump = maybe(30, 200 * ms, 3 * second);
  return plan;
}

World::World(std::uint64_t seed, Plan plan)
    : seed_(seed),
      plan_(std::move(plan)),
      chance_(seed),
      troubles_(chance_.fork()),
      stored_(seeded_log(seed, plan_.constant_salt)),
      model_(*stored_),
      server_((found(), scheduler_), *stored_, chance_.fork(), plan_.bug),
      actions_(chance_.fork()) {
  server_.disk = plan_.disk;
  for (std::size_t i = 0; i < plan_.clients; ++i) add_client(i);
}

void World::found() {
  auto founded = room::found_programme(sample_programme(plan_.simulated), room::simulated_epoch_ms);
  stored_->submit(std::move(founded.transaction), {});
}

void World::add_client(std::size_t index) {
  static const std::vector<std::string> people = sample_people();
  Client::Settings settings;
  // The chair and the secretary are there, so that something happens; then anyone, also twice.
  settings.person = index < 2 ? people[index] : chance_.of(people);
  settings.name = "client " + std::to_string(index) + " (" + settings.person + ")";
  settings.simulates = plan_.simulated && (!plan_.script.empty() || chance_.percent(70));
  settings.net = plan_.net;
  if (plan_.slow_readers && index > 0) {
    settings.net.write_least = 6 * second;
    settings.net.write_most = 9 * second;
  }
  clients_.push_back(
      std::make_unique<Client>(settings, scheduler_, server_, model_, chance_.fork()));
  scheduler_.after(chance_.between(0, 100 * ms), [this, index] { clients_[index]->start(); });
  if (plan_.script.empty() || index == 0) act_later(index);
}

void World::act_later(std::size_t index) {
  scheduler_.after(about(chance_, plan_.pause), [this, index] {
    if (acted_ >= plan_.actions) return healed_ ? void() : heal();
    Client& client = *clients_[index];
    if (client.running()) plan_.script.empty() ? act(client) : act_by_script(client);
    act_later(index);
  });
}

void World::act(Client& client) {
  ++acted_;
  if (chance_.percent(6) && repeat(client)) return;
  pb::Submit submit;
  submit.set_command_id("c" + std::to_string(++ids_));
  *submit.mutable_command() =
      actions_.next(Glimpse(client.session().mirror().entities()), client.settings().person);
  dress(client, submit);
  const pb::Submit copy = submit;
  client.submit(std::move(submit));
  if (!chance_.percent(5)) return;
  // A double click, in two windows.
  for (const auto& other : clients_) {
    if (other.get() == &client || other->settings().person != client.settings().person) continue;
    if (other->settings().simulates == client.settings().simulates) other->submit(copy);
    return;
  }
}

/// Line and time, where the programme is simulated; now and then where it is not.
void World::dress(Client& client, pb::Submit& submit) {
  if (client.settings().simulates) {
    submit.set_script_line(next_line());
    submit.set_script_time(static_cast<std::int64_t>(submit.script_line()) * 3);
  } else if (chance_.percent(2)) {
    submit.set_script_time(chance_.between(0, 100'000));
  }
}

/// The same id again, after it was answered: as it was, or for something else, or from another
/// line.
bool World::repeat(Client& client) {
  std::vector<const pb::Submit*> answered;
  for (const auto& [key, sent] : model_.actions()) {
    if (key.first == client.settings().person && sent.answer) answered.push_back(&sent.variants[0]);
  }
  if (answered.empty()) return false;
  pb::Submit again = *chance_.of(answered);
  if (chance_.percent(30)) again.mutable_command()->mutable_report();
  if (client.settings().simulates && chance_.percent(50)) dress(client, again);
  return client.submit(std::move(again));
}

void World::act_by_script(Client& client) {
  if (client.submit(plan_.script[acted_])) ++acted_;
}

void World::trouble(Micros mean, void (World::*happens)()) {
  if (mean == 0) return;
  scheduler_.after(about(troubles_, mean), [this, mean, happens] {
    if (healed_) return;
    (this->*happens)();
    trouble(mean, happens);
  });
}

void World::cut() {
  Client& client = *clients_[troubles_.below(clients_.size())];
  if (plan_.bug == Bug::swallows_message) return client.swallow_next();
  if (client.cut()) ++cuts_;
}

void World::fill_disk() {
  server_.disk.full = true;
  scheduler_.after(troubles_.between(10 * ms, second), [this] { server_.disk.full = false; });
}

void World::kill_client() {
  const std::size_t index = troubles_.below(clients_.size());
  clients_[index]->kill();
  scheduler_.after(troubles_.between(10 * ms, second), [this, index] { clients_[index]->start(); });
}

void World::jump_clock() {
  constexpr std::int64_t hour = 3'600'000;
  server_.clock_skew_ms = troubles_.percent(50) ? -hour : troubles_.between(0, 365 * 24) * hour;
}

void World::heal() {
  healed_ = true;
  server_.disk = plan_.disk;
}

bool World::settled() const {
  const log::Number head = stored_->head(workshop).number;
  return server_.up() && std::all_of(clients_.begin(), clients_.end(), [&](const auto& client) {
           return client->running() && client->settled(head);
         });
}

std::string World::unsettled() const {
  const log::Number head = stored_->head(workshop).number;
  std::string text = server_.up() ? "the server is up" : "the server is down";
  for (const auto& client : clients_) text += "; " + client->situation(head);
  return text;
}

void World::play_until_settled() {
  const Micros begun = scheduler_.now();
  while (!healed_) {
    must(scheduler_.step(), "nothing more happens");
    if (scheduler_.now() - begun > troubles_most) heal();
  }
  const Micros healed = scheduler_.now();
  for (Micros look = healed; !settled(); look += 10 * ms) {
    must(scheduler_.now() - healed < settling_most, "not settled ", settling_most / second,
         " s after the troubles ended: ", unsettled());
    while (scheduler_.now() < look) must(scheduler_.step(), "nothing more happens");
  }
  // What is under way arrives, and changes nothing any more.
  const log::Number head = stored_->head(workshop).number;
  bool over = false;
  scheduler_.after(5 * second, [&] { over = true; });
  while (!over) must(scheduler_.step(), "nothing more happens");
  must(settled() && stored_->head(workshop).number == head, "something happens after the end");
}

Result World::run() {
  const Trouble& all = plan_.trouble;
  trouble(all.cut, &World::cut);
  trouble(all.crash, &World::crash);
  trouble(all.stop, &World::stop);
  trouble(all.failed_sync, &World::fail_sync);
  trouble(all.full_disk, &World::fill_disk);
  trouble(all.killed_client, &World::kill_client);
  trouble(all.clock_jump, &World::jump_clock);
  play_until_settled();
  // One seed in fifty has every view computed from nothing.
  check_log(*stored_, model_, {seed_ % 50 == 0 ? 100u : 8u, seed_});
  if (all.full_disk == 0) check_orders(*stored_, model_, clients_);
  check_mirrors(*stored_, clients_);
  return result();
}

Result World::result() const {
  Result result;
  result.number = stored_->head(workshop).number;
  result.refusals = stored_->head(rebuild::refusal_stream(workshop)).number;
  result.state_hash = rebuild::rebuild(*stored_, workshop).state.hash();
  result.ended = scheduler_.now();
  result.answers = model_.answers();
  result.starts = server_.starts();
  result.cuts = cuts_;
  for (const auto& client : clients_) {
    result.resumes += client->session().stats().resumes;
    result.snapshots += client->session().stats().snapshots;
  }
  result.closed_behind = static_cast<std::uint64_t>(server_.metrics().closed_behind.Value());
  result.storage_full = static_cast<std::uint64_t>(server_.metrics().storage_full.Value());
  return result;
}

std::vector<pb::Submit> sample_script(std::uint64_t seed, unsigned actions) {
  Actions maker{Chance(seed)};
  const std::string chair = sample_people().front();
  const pb::CreateProgramme programme = sample_programme(true);
  domain::State state;
  rebuild::RecordHead head;
  head.time_ms = room::simulated_epoch_ms;
  const std::string salt(rebuild::salt_bytes, '\x5a');
  for (pb::Event& event :
       domain::found_room(programme.id(), programme.rooms(0), true,
                          rebuild::roster_of(programme, programme.rooms(0).room()))) {
    rebuild::make_event_record(state, std::move(event), head, salt);
  }
  head.actor = chair;
  std::vector<pb::Submit> script;
  while (script.size() < actions) {
    pb::Command command = maker.next(Glimpse(state.entities()), chair);
    if (command.has_chair_handover()) continue;  // Nobody else is there to give it back.
    // Scripts are played with constant randomness, where all keys of ballots would be the same.
    if (command.has_vote_open()) command.mutable_vote_open()->mutable_terms()->clear_secret();
    pb::Submit& submit = script.emplace_back();
    submit.set_command_id("line:" + std::to_string(script.size()));
    submit.set_script_line(script.size());
    submit.set_script_time(static_cast<std::int64_t>(script.size()));
    *submit.mutable_command() = std::move(command);
    head.time_ms = room::simulated_epoch_ms + 1000 * submit.script_time();
    auto decision = domain::decide(state, submit.command(), {chair, head.time_ms, {}});
    auto* events = std::get_if<domain::Events>(&decision);
    if (!events) continue;
    for (pb::Event& event : *events) {
      rebuild::make_event_record(state, std::move(event), head, salt);
    }
  }
  return script;
}

}  // namespace tingbok::sim
