/// What an upgrade to a WebSocket must look like. Beast's own accept is lenient (docs/protocol.md),
/// so all of it is checked here first.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/room/link.hpp"

namespace tingbok::net {

/// A request's start line and fields as they came: names in lower case, repeated ones all there.
struct RequestHead {
  std::string method;
  std::string target;
  /// 10 or 11.
  unsigned version = 11;
  std::multimap<std::string, std::string, std::less<>> fields;

  /// The field's value where it stands exactly once.
  std::optional<std::string_view> single(std::string_view name) const;
};

/// A good one.
struct Upgrade {
  std::string workshop;
  /// To the room's past, /ws/PROGRAMME/ROOM/past, rather than to the room as it is now.
  bool past = false;
  std::string key;
  std::string host;
  room::Encoding encoding = room::Encoding::protobuf;
  /// The subprotocol to answer with; empty where none was asked for.
  std::string subprotocol;
};

/// Why not: an HTTP status and one sentence.
struct UpgradeRefused {
  unsigned status = 400;
  std::string sentence;
};

/// Everything but whether the room exists. `allowed` are origins such as "https://example.org".
std::optional<UpgradeRefused> check_upgrade(const RequestHead& head,
                                            const std::vector<std::string>& allowed, Upgrade& out);

}  // namespace tingbok::net
