#include "replay/play/play.hpp"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <map>

#include <boost/json.hpp>
#include <sodium.h>

#include "core/log/open.hpp"
#include "core/past/position.hpp"
#include "core/rebuild/programme.hpp"
#include "replay/play/seats.hpp"
#include "replay/play/training.hpp"
#include "server/net/links.hpp"
#include "server/net/server.hpp"
#include "server/ops/command_line.hpp"
#include "server/scrub/limits.hpp"

namespace tingbok::replay {
namespace {

std::int64_t wall_clock_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

/// No vote is held here, so no key is made.
class NoBallotKeys final : public ops::BallotKeys {
 public:
  std::string make(std::string_view) override {
    throw ops::SecretsFailed("A training holds no secret votes.");
  }
  std::optional<ops::BallotSecret> find(std::string_view) override { return std::nullopt; }
  void destroy(std::string_view) override {}
};

pb::Audience audience_named(const std::string& name) {
  static const std::map<std::string, pb::Audience> names = {
      {"public", pb::AUDIENCE_PUBLIC},
      {"participant", pb::AUDIENCE_PARTICIPANT},
      {"chair", pb::AUDIENCE_STEERING},
      {"auditor", pb::AUDIENCE_AUDITOR}};
  const auto found = names.find(name);
  if (found == names.end()) {
    throw CannotPlay(ops::exit_wrong_use,
                     "--as is public, participant, chair or auditor, not \"" + name + "\"");
  }
  return found->second;
}

/// Throws ops::BadConfig.
ops::Config config_of(const PlayOptions& options) {
  const ops::Values values = {{"data", {options.data}},
                              {"listen", {options.listen}},
                              {"web", {options.web}},
                              {"shards", {"1"}}};
  return ops::make_config(std::span(&values, 1));
}

void check(const PlayOptions& options) {
  const auto slash = options.room.find('/');
  if (slash == std::string::npos || options.room.find('/', slash + 1) != std::string::npos) {
    throw CannotPlay(ops::exit_wrong_use,
                     "\"" + options.room + "\" is no room: give PROGRAMME/ROOM, such as A/K04");
  }
  if (options.speed > scrub::speed_max) {
    throw CannotPlay(ops::exit_wrong_use, "--speed is 1 to " + std::to_string(scrub::speed_max));
  }
  if (options.seats < 1 || options.seats > training_seats_max) {
    throw CannotPlay(ops::exit_wrong_use, "--seats is 1 to " + std::to_string(training_seats_max));
  }
}

log::Number position(past::PastReader& reader, const PlayOptions& options) {
  try {
    return past::resolve(reader, options.room, options.from, {.administrator = true});
  } catch (const past::NoPosition& none) {
    throw CannotPlay(ops::exit_wrong_use, none.what());
  }
}

/// Where the sockets lead. `reader` reads the source.
net::MakePlace stage_of(past::PastReader& reader, const PlayOptions& options, log::Number from,
                        pb::Audience trainees) {
  return [&reader, &options, from, trainees](scrub::Surroundings& around,
                                             const std::string& workshop) {
    auto training = std::make_unique<Training>(
        around, workshop, reader.log().epoch(),
        std::make_unique<Performance>(reader, workshop, from), Cast{trainer_id, trainees});
    if (options.speed > 0) training->play(options.speed);
    return training;
  };
}

std::string link_text(const std::string& url, const std::string& code) {
  return url + "/j#" + code;
}

void print_links(const Links& links, const std::string& url, bool json) {
  if (json) {
    boost::json::array trainees;
    for (const std::string& code : links.trainees) trainees.emplace_back(link_text(url, code));
    const boost::json::object all = {
        {"url", url}, {"trainer", link_text(url, links.trainer)}, {"trainees", trainees}};
    std::printf("%s\n", boost::json::serialize(all).c_str());
  } else {
    std::printf("An exercise (øvelse) at %s\n", url.c_str());
    std::printf("Each link lets one person in, once:\n  Trener       %s\n",
                link_text(url, links.trainer).c_str());
    for (std::size_t i = 0; i < links.trainees.size(); ++i) {
      std::printf("  Deltaker %-3zu %s\n", i + 1, link_text(url, links.trainees[i]).c_str());
    }
  }
  std::fflush(stdout);
}

}  // namespace

int play(const log::EventLog& log, const PlayOptions& options) {
  std::signal(SIGPIPE, SIG_IGN);
  if (sodium_init() < 0) throw std::runtime_error("libsodium does not start");
  check(options);
  const pb::Audience trainees = audience_named(options.as);
  past::PastReader reader(log);
  const auto now = reader.now(options.room);
  const auto* room = now->state.find<pb::Room>("room");
  if (room == nullptr) {
    throw CannotPlay(ops::exit_wrong_use,
                     "there is no room \"" + options.room +
                         "\" in this log; `tingbok-replay list` names those there are");
  }
  const log::Number from = position(reader, options);

  const std::string programme = options.room.substr(0, options.room.find('/'));
  ops::TokenKey key{};
  randombytes_buf(key.data(), key.size());
  std::string secret(32, '\0');
  randombytes_buf(secret.data(), secret.size());
  auto seats = log::open_memory_log();
  const Links links =
      make_seats(*seats, programme, rebuild::read_programme(log, programme).created.title(),
                 room->config(), options.seats, key, wall_clock_ms());
  NoBallotKeys no_keys;
  try {
    // Nobody administers it: the secret is told to nobody.
    net::Server server(config_of(options), std::move(seats), net::in_hex(secret), key, no_keys,
                       nullptr, {&log, stage_of(reader, options, from, trainees)});
    const std::string url = server.start();
    print_links(links, url, options.json);
    if (!options.ready_file.empty()) {
      ops::write_atomically(options.ready_file, url + "\n", 0644);
    }
    return server.run();
  } catch (const ops::BadConfig& problem) {
    throw CannotPlay(ops::exit_wrong_use, problem.what());
  } catch (const net::CannotListen& problem) {
    throw CannotPlay(ops::exit_cannot_listen, problem.what());
  } catch (const ops::SecretsFailed& problem) {
    throw CannotPlay(log::exit_unreadable, problem.what());
  }
}

}  // namespace tingbok::replay
