/// Secret votes: the keys they wait for, what is sealed, and what ends with them. Keys are made and
/// read on a thread that may block, before the command that needs them is decided; what the same
/// person sent after it waits behind it, as with facts of other rooms.
#include <algorithm>
#include <utility>

#include "server/ops/logging.hpp"
#include "server/room/room.hpp"

namespace tingbok::room {

domain::Context Room::context_of(const Request& request) const {
  domain::Context context;
  context.actor = request.member->person;
  context.now_ms = time_of(request.submit);
  context.facts = request.facts;
  context.ballot_key = request.ballot_key;
  return context;
}

/// Whether the request was put aside until its key is there.
bool Room::waits_for_key(Request& request) {
  const pb::Command& command = request.submit.command();
  if (!command.has_vote_open() && !command.has_vote_close()) return false;
  if (!around_.ballot_keys || outside_rules(request)) return false;
  const domain::Context context = context_of(request);
  const std::string person = request.member->person;
  if (domain::wants_ballot_key(room_.state, command, context)) {
    held_[person].push_back(std::move(request));
    make_key(person);
    return true;
  }
  const std::string box = domain::ballot_box_to_open(room_.state, command, context);
  if (box.empty()) return false;
  held_[person].push_back(std::move(request));
  read_key(person, box);
  return true;
}

void Room::make_key(const std::string& person) {
  around_.work(
      [around = &around_, workshop = workshop_, person, weak = std::weak_ptr<Room*>(self_)] {
        std::string key;
        try {
          key = around->ballot_keys->make(workshop);
        } catch (const ops::SecretsFailed& failed) {
          ops::log_error("no key for a secret vote in " + workshop + ": " + failed.what());
        }
        around->post([weak, person, key] {  // A key without its room goes at the next start.
          if (const auto self = weak.lock()) (*self)->key_came(person, key, nullptr);
        });
      });
}

void Room::read_key(const std::string& person, const std::string& public_key) {
  around_.work([around = &around_, workshop = workshop_, person, public_key,
                weak = std::weak_ptr<Room*>(self_)] {
    std::shared_ptr<const ops::BallotSecret> secret;
    try {
      if (auto found = around->ballot_keys->find(public_key)) {
        secret = std::make_shared<const ops::BallotSecret>(std::move(*found));
      } else {
        ops::log_error("the key of the secret vote in " + workshop + " is gone");
      }
    } catch (const ops::SecretsFailed& failed) {
      ops::log_error("the key of the secret vote in " + workshop + ": " + failed.what());
    }
    around->post([weak, person, secret] {
      if (const auto self = weak.lock()) (*self)->key_came(person, {}, secret);
    });
  });
}

void Room::key_came(const std::string& person, std::string fresh,
                    std::shared_ptr<const ops::BallotSecret> secret) {
  Request* const request = first_held(person);
  if (!request) {
    if (!fresh.empty()) destroy_key(std::move(fresh));
    return;
  }
  request->ballot_key = std::move(fresh);
  request->ballot_secret = std::move(secret);
  go_on(person);
}

/// What was sealed, where the command needs it and its key is there.
std::optional<std::vector<std::string>> Room::open_box(const Request& request,
                                                       const domain::Context& context) const {
  if (!request.ballot_secret) return std::nullopt;
  const pb::Command& command = request.submit.command();
  const std::string key = domain::ballot_box_to_open(room_.state, command, context);
  const auto box = boxes_.find(command.vote_close().vote());
  if (key.empty() || box == boxes_.end()) return std::nullopt;
  auto opened = open_all(box->second, key, *request.ballot_secret);
  if (!opened) ops::log_error("a sealed ballot in " + workshop_ + " cannot be opened");
  return opened;
}

/// Called before the state has changed.
void Room::keep_sealed(const pb::Command& command, log::Transaction& transaction) {
  auto ballot = domain::ballot_to_seal(room_.state, command);
  if (!ballot) return;
  std::string sealed = seal(ballot->plain, ballot->key);
  transaction.set_aside.push_back({{workshop_, ballot->vote}, fresh_ballot_name(), sealed});
  boxes_[ballot->vote].push_back(std::move(sealed));
}

/// Called after the state has changed.
void Room::follow_votes(const pb::Event& event, Batch& batch, log::Transaction& transaction) {
  if (event.has_vote_opened() && event.vote_opened().terms().secret()) {
    boxes_.try_emplace(event.vote_opened().terms().vote());
    batch.fresh_keys.push_back(event.vote_opened().ballot_key());
    return;
  }
  std::string vote;
  if (event.has_vote_closed()) vote = event.vote_closed().vote();
  if (event.has_vote_annulled()) vote = event.vote_annulled().vote();
  const auto box = boxes_.find(vote);
  if (box == boxes_.end()) return;
  boxes_.erase(box);
  // What was sealed in this very turn need not reach the disk.
  std::erase_if(transaction.set_aside,
                [&](const log::SetAside& one) { return one.shelf.name == vote; });
  transaction.cleared.push_back({workshop_, vote});
  batch.spent_keys.push_back(room_.state.find<pb::Vote>(vote)->ballot_key());
}

void Room::destroy_key(std::string public_key) {
  if (!around_.ballot_keys) return;
  around_.work([around = &around_, workshop = workshop_, key = std::move(public_key)] {
    try {
      around->ballot_keys->destroy(key);
    } catch (const ops::SecretsFailed& failed) {
      ops::log_error("the key of an ended secret vote in " + workshop + ": " + failed.what());
    }
  });
}

}  // namespace tingbok::room
