#include "server/room/ballot_box.hpp"

#include <algorithm>
#include <future>
#include <set>

#include <sodium.h>

#include "core/rebuild/rebuild.hpp"
#include "server/ops/logging.hpp"

namespace tingbok::room {
namespace {

constexpr std::size_t ballot_name_bytes = 16;

unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// The open secret votes of rooms, each room read once.
class OpenVotes {
 public:
  explicit OpenVotes(const log::EventLog& log) : log_(log) {}

  bool has_key(const std::string& workshop, std::string_view key) {
    return of(workshop).keys.contains(std::string(key));
  }
  bool has_vote(const std::string& workshop, const std::string& vote) {
    return of(workshop).votes.contains(vote);
  }

 private:
  struct Open {
    std::set<std::string> keys;
    std::set<std::string> votes;
  };

  const Open& of(const std::string& workshop) {
    if (const auto found = known_.find(workshop); found != known_.end()) return found->second;
    // Known only once it has been read: a room that cannot be has no answer, however often asked.
    const auto rebuilt = rebuild::rebuild(log_, workshop);
    Open open;
    for (const pb::Vote* vote : domain::open_secret_votes(rebuilt.state)) {
      open.keys.insert(vote->ballot_key());
      open.votes.insert(vote->id());
    }
    return known_.emplace(workshop, std::move(open)).first->second;
  }

  const log::EventLog& log_;
  std::map<std::string, Open> known_;
};

/// False, and a warning, for a room that cannot be read: nothing of it is destroyed.
template <class Question>
bool surely_done(const std::string& what, Question is_open) {
  try {
    return !is_open();
  } catch (const std::exception& error) {
    ops::log_warning(what + " is left alone: " + error.what());
    return false;
  }
}

}  // namespace

void wipe(std::string& bytes) { sodium_memzero(bytes.data(), bytes.size()); }

void wipe(std::vector<std::string>& all) {
  for (std::string& one : all) wipe(one);
}

std::string seal(std::string& plain, std::string_view public_key) {
  if (public_key.size() != ops::ballot_key_bytes) throw std::logic_error("a ballot without key");
  std::string sealed(plain.size() + crypto_box_SEALBYTES, '\0');
  const bool good = crypto_box_seal(bytes_of(sealed), bytes_of(std::string_view(plain)),
                                    plain.size(), bytes_of(public_key)) == 0;
  wipe(plain);
  if (!good) throw std::runtime_error("a ballot cannot be sealed");
  return sealed;
}

std::optional<std::vector<std::string>> open_all(const std::vector<std::string>& sealed,
                                                 std::string_view public_key,
                                                 const ops::BallotSecret& secret) {
  std::vector<std::string> opened;
  opened.reserve(sealed.size());
  for (const std::string& box : sealed) {
    if (box.size() >= crypto_box_SEALBYTES) {
      std::string& plain = opened.emplace_back(box.size() - crypto_box_SEALBYTES, '\0');
      if (crypto_box_seal_open(bytes_of(plain), bytes_of(std::string_view(box)), box.size(),
                               bytes_of(public_key), secret.data()) == 0) {
        continue;
      }
    }
    wipe(opened);
    return std::nullopt;
  }
  return opened;
}

std::string fresh_ballot_name() {
  std::string name(ballot_name_bytes, '\0');
  randombytes_buf(name.data(), name.size());
  return name;
}

BallotBoxes read_boxes(const log::EventLog& log, const std::string& workshop,
                       const domain::State& state) {
  BallotBoxes boxes;
  for (const pb::Vote* vote : domain::open_secret_votes(state)) {
    boxes[vote->id()] = log.aside({workshop, vote->id()});
  }
  return boxes;
}

void tidy_ballots(log::EventLog& log, ops::BallotKeyFolder& keys) {
  OpenVotes open(log);
  for (const auto& key : keys.all()) {
    const std::string what = "the ballot key of a vote in " + key.workshop;
    if (key.epoch != log.epoch()) {
      // After a loss was accepted the votes are the same, and so are their keys.
      if (surely_done(what, [&] { return open.has_key(key.workshop, key.public_key); })) {
        ops::log_warning(what + " belongs to another log and is left alone.");
      }
    } else if (surely_done(what, [&] { return open.has_key(key.workshop, key.public_key); })) {
      keys.destroy(key.public_key);
      ops::log_info(what + " was destroyed: the vote is not open.");
    }
  }
  log::Transaction transaction;
  for (const log::Shelf& shelf : log.shelves()) {
    const std::string what = "the ballot box of a vote in " + shelf.stream;
    if (surely_done(what, [&] { return open.has_vote(shelf.stream, shelf.name); })) {
      transaction.cleared.push_back(shelf);
    }
  }
  if (transaction.cleared.empty()) return;
  std::promise<log::Error> done;
  log.submit(std::move(transaction), [&](log::Error error) { done.set_value(error); });
  if (done.get_future().get() != log::Error::none) {
    ops::log_warning("ballot boxes of votes that are not open could not be thrown away.");
  }
}

}  // namespace tingbok::room
