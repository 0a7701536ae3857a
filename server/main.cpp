/// tingbok-server: everything is made here, in order, and torn down in the reverse.
#include <csignal>
#include <cstdio>
#include <exception>

#include <sodium.h>

#include "core/log/open.hpp"
#include "core/log/repair.hpp"
#include "core/log/written_last.hpp"
#include "server/net/server.hpp"
#include "server/ops/ballot_keys.hpp"
#include "server/ops/command_line.hpp"
#include "server/ops/log_key.hpp"
#include "server/ops/logging.hpp"
#include "server/ops/secrets.hpp"
#include "server/room/ballot_box.hpp"

namespace {

using namespace tingbok;

int serve(const ops::Config& config) {
  // The log first: whoever holds it open is the one server of this folder.
  log::OpenOptions options;
  options.anchor = config.anchor;
  options.free_bytes_min = config.free_bytes_min;
  options.notice = [](const std::string& mended) { ops::log_warning(mended); };
  auto log = log::open_log(config.data, options);
  const auto written_last = log::written_last(config.data);
  // Secrets: the administrator's beside the log; the token key, the one that signs checkpoints and
  // those of ballots elsewhere.
  const std::string secret = ops::administrators_secret(config.data);
  const ops::TokenKey key = ops::token_key(config.secrets);
  const auto signer = ops::log_signer(config.secrets, config.data);
  ops::BallotKeyFolder ballot_keys(config.secrets, log->epoch());
  room::tidy_ballots(*log, ballot_keys);
  // Shards, workers and the front; programmes are read. The rooms that were written last are loaded
  // at once, others when first needed.
  net::Server server(config, std::move(log), secret, key, ballot_keys, signer.get());
  const std::string url = server.start();
  server.load_rooms(written_last);
  ops::log_info("listening on " + url);
  if (!config.ready_file.empty()) ops::write_atomically(config.ready_file, url + "\n", 0644);
  return server.run();
}

int repair(const ops::CommandLine& line) {
  log::RepairOptions options;
  options.accept_loss = line.accept_loss;
  std::puts(log::repair(line.data, options).c_str());
  return 0;
}

int run(const ops::CommandLine& line) {
  const auto say = [](const std::exception& error, int exit_code) {
    std::fprintf(stderr, "tingbok-server: %s\n", error.what());
    return exit_code;
  };
  try {
    return line.verb == ops::CommandLine::Verb::repair ? repair(line) : serve(line.config);
  } catch (const log::OpenFailed& error) {
    return say(error, error.exit_code);
  } catch (const log::Damaged& error) {
    return say(error, log::exit_damaged);
  } catch (const ops::BadConfig& error) {
    return say(error, ops::exit_wrong_use);
  } catch (const ops::SecretsFailed& error) {
    return say(error, log::exit_unreadable);
  } catch (const net::CannotListen& error) {
    return say(error, ops::exit_cannot_listen);
  } catch (const std::exception& error) {
    return say(error, ops::exit_internal);
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);
  int exit_code = 0;
  const auto line = ops::parse_command_line(argc, argv, exit_code);
  if (!line) return exit_code;
  if (sodium_init() < 0) {
    std::fprintf(stderr, "tingbok-server: libsodium does not start.\n");
    return ops::exit_internal;
  }
  return run(*line);
}
