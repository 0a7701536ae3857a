/// tingbok-client outcome: what a programme came to, from the live read models.
#pragma once

#include "common.hpp"

namespace tingbok::cli {

struct OutcomeOptions {
  Server server;
  std::string programme;
};

/// Prints the outcome as JSON. Returns an ExitCode; throws Failure.
int outcome(const OutcomeOptions& options);

}  // namespace tingbok::cli
