// Checkpoints, proofs and receipts: for whoever may see the room, also nobody in particular.
#include <charconv>

#include "core/past/cores.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"

namespace tingbok::net {
namespace {

HttpReply note_reply(std::string text) {
  return {200, "text/plain; charset=utf-8", std::move(text)};
}

/// The numbers a call asks with; throws Problem for one that is none.
using Numbers = std::map<std::string, log::Number, std::less<>>;
Numbers numbers_of(const std::map<std::string, std::string, std::less<>>& query) {
  Numbers numbers;
  for (const auto& [name, text] : query) {
    log::Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
      throw Problem{400, "invalid", "The parameter " + name + " is a number."};
    }
    numbers[name] = number;
  }
  return numbers;
}

std::optional<log::Number> optional_number(const Numbers& numbers, const char* name) {
  const auto found = numbers.find(name);
  return found == numbers.end() ? std::nullopt : std::optional(found->second);
}

log::Number number_of(const Numbers& numbers, const char* name) {
  const auto found = numbers.find(name);
  if (found == numbers.end()) {
    throw Problem{400, "invalid", "Say which with ?" + std::string(name) + "=NUMBER."};
  }
  return found->second;
}

HttpReply proven(Proofs& proofs, const std::string& workshop, const std::string& what,
                 const Numbers& numbers, const Proofs::MayRead& may_read) {
  const auto size = optional_number(numbers, "size");
  if (what == "checkpoint") return note_reply(proofs.checkpoint(workshop, size));
  if (what == "consistency") {
    return message_reply(
        proofs.consistency(workshop, number_of(numbers, "from"), optional_number(numbers, "to")));
  }
  const log::Number number = number_of(numbers, "number");
  if (what == "receipt") return message_reply(proofs.receipt(workshop, number, may_read));
  return message_reply(proofs.inclusion(workshop, number, size, may_read));
}

[[noreturn]] void no_proofs() {
  throw Problem{404, "unknown", "This server signs nothing: it shows a past workshop."};
}

}  // namespace

void Api::log_key(Call& call) {
  if (!proofs_) no_proofs();
  call.reply(note_reply(proofs_->signer().key().text() + "\n"));
}

/// Whether the call was one of these.
bool Api::route_proof(Call& call) {
  if (call.path[0] != "workshops" || call.request.method != "GET") return false;
  const bool two_words = call.path.size() == 5 && call.path[3] == "proof";
  if (call.path.size() != 4 && !two_words) return false;
  const std::string& what = call.path.back();
  const bool known = two_words ? what == "inclusion" || what == "consistency"
                               : what == "checkpoint" || what == "receipt";
  if (known && !proofs_) no_proofs();
  if (known) prove(call, what);
  return known;
}

void Api::prove(Call& call, const std::string& what) {
  const std::string workshop = call.workshop();
  const auto numbers = numbers_of(call.query);
  if (what == "inclusion" || what == "receipt") number_of(numbers, "number");
  if (what == "consistency") number_of(numbers, "from");
  const auto programme = programmes_.find_room(workshop);
  if (!programme) no_such_workshop();
  const bool theirs = call.claims && call.claims->programme() == programme->id;
  std::optional<past::Rights> rights;
  if (!call.administrator) {
    rights = past::Rights::of(past_.now(workshop),
                              {.person = theirs ? call.claims->person() : std::string()});
    if (!rights) {
      throw Problem{403, "not_on_roster",
                    "You are not on this room's roster, and it is not public."};
    }
  }
  const Proofs::MayRead may_read = [&](const pb::RecordCore& core) {
    return !rights || past::may_read_core(past_, *rights, workshop, core);
  };
  try {
    call.reply(proven(*proofs_, workshop, what, numbers, may_read));
  } catch (const NotThere& missing) {
    throw Problem{404, "unknown", missing.what()};
  }
}

}  // namespace tingbok::net
