/// tingbok-client receipt: fetches the acknowledgement of an action, with the proof that the event
/// stands in the log, to be kept and checked later without the server (tingbok-replay verify
/// --receipt).
#pragma once

#include <filesystem>

#include "common.hpp"

namespace tingbok::cli {

struct ReceiptOptions {
  Server server;
  /// PROGRAMME/ROOM.
  std::string room;
  /// The event's number, as the acknowledgement had it.
  std::uint64_t number = 0;
  /// NAME+ID+BASE64; empty: the server's own, as it says.
  std::string key;
  std::filesystem::path out;
};

/// Checks the receipt before it writes it; a wrong one is not written (not_as_expected). Throws
/// Failure.
int receipt(const ReceiptOptions& options);

}  // namespace tingbok::cli
