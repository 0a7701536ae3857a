/// tingbok-replay play: a past workshop shown to many, on the sockets of the server.
///
/// The composition of a server around a Training: the source's log is open read-only and is never
/// written, who may come lives in memory and is gone with the program.
#pragma once

#include <stdexcept>
#include <string>

#include "core/log/event_log.hpp"

namespace tingbok::replay {

/// Why it cannot be: one sentence, and what the program exits with.
class CannotPlay : public std::runtime_error {
 public:
  CannotPlay(int exit_code, const std::string& sentence)
      : std::runtime_error(sentence), exit_code(exit_code) {}
  int exit_code;
};

struct PlayOptions {
  /// The source's data folder; only looked at, for how much room its disk has.
  std::string data;
  /// PROGRAMME/ROOM.
  std::string room;
  std::string listen = "127.0.0.1:8080";
  /// Written once it answers: its URL. Empty: none.
  std::string ready_file;
  /// It plays from the start, so many times as fast; 0: it waits for the trainer.
  unsigned speed = 0;
  std::string from = "1";
  /// The app's files; empty: looked for beside the program.
  std::string web;
  unsigned seats = 30;
  /// What those who train read as.
  std::string as = "participant";
  bool json = false;
};

/// Serves until a signal comes; returns the exit code. Prints the links: one for the trainer, one
/// for each seat. Throws CannotPlay, log::Damaged.
int play(const log::EventLog& log, const PlayOptions& options);

}  // namespace tingbok::replay
