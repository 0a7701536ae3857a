/// tingbok-client submit: one action, and its answer.
#pragma once

#include "common.hpp"

namespace tingbok::cli {

struct SubmitOptions {
  Server server;
  std::string room;
  std::string person;
  /// Protobuf JSON of a Command.
  std::string action;
  /// A line of a script instead.
  std::string line;
  std::string text;
  /// Empty: a fresh one.
  std::string command_id;
  double give_up_after_s = 30;
};

/// Prints the answer as JSON. Returns as_expected for a receipt, not_as_expected for a refusal.
int submit(const SubmitOptions& options);

}  // namespace tingbok::cli
