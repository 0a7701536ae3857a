/// What the simulation itself knows: what was sent, what was answered, and what was seen when. The
/// checks compare the log with it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/hash/hash.hpp"
#include "core/log/event_log.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::sim {

/// A promise was broken.
class Broken : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Broken with the pieces as one sentence, unless `holds`.
template <class... Pieces>
void must(bool holds, const Pieces&... pieces) {
  if (holds) return;
  std::string sentence;
  const auto add = [&](const auto& piece) {
    if constexpr (std::is_arithmetic_v<std::decay_t<decltype(piece)>>) {
      sentence += std::to_string(piece);
    } else {
      sentence += piece;
    }
  };
  (add(pieces), ...);
  throw Broken(sentence);
}

/// Who sent it, and its id.
using Key = std::pair<std::string, std::string>;
std::string name(const Key& key);

/// One action, however often it was sent.
struct Sent {
  /// What was sent under this id; a person may use an id twice for different things.
  std::vector<pb::Submit> variants;
  std::vector<bool> simulates;
  /// The first answer that a client got (not those that ask to send again).
  std::optional<pb::Answer> answer;
  /// Sent by two clients at the same time: has no place in the order of either.
  bool doubled = false;
};

/// What the first client of an audience saw at one number; all others must have seen the same.
struct Sight {
  std::string client;
  pb::Audience audience;
  Digest hash;
};

class Model {
 public:
  explicit Model(const log::EventLog& stored) : stored_(stored) {}

  void sent(const Key& key, const pb::Submit& submit, bool simulates);
  /// Compares with what was answered before, and with what the log holds at this moment.
  void answered(const Key& key, const pb::Answer& answer);
  /// A client's mirror stands at `number`, which must be durable.
  void saw(log::Number number, Sight sight);

  const std::map<Key, Sent>& actions() const { return actions_; }
  const std::map<log::Number, std::vector<Sight>>& sights() const { return sights_; }
  std::size_t answers() const { return answers_; }

 private:
  void check_receipt(const Key& key, const pb::Receipt& receipt) const;
  void check_refused(const Key& key, const pb::Refused& refused) const;

  const log::EventLog& stored_;
  std::map<Key, Sent> actions_;
  std::map<log::Number, std::vector<Sight>> sights_;
  std::size_t answers_ = 0;
};

/// Whether it may be sent again under the same id: nothing was kept.
bool says_try_again(const pb::Answer& answer);

}  // namespace tingbok::sim
