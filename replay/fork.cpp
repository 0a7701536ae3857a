// tingbok-replay fork: a training copy of a room in a data folder of its own.
#include "replay/fork.hpp"

#include <algorithm>
#include <filesystem>
#include <future>
#include <map>
#include <random>
#include <stdexcept>
#include <system_error>

#include "core/log/open.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "replay/position.hpp"
#include "replay/print.hpp"
#include "replay/pseudonyms.hpp"
#include "replay/replay.hpp"
#include "replay/unfinished.hpp"

namespace tingbok::replay {
namespace {

namespace fs = std::filesystem;

/// Records in one transaction, well below what the log takes at once.
constexpr std::size_t records_at_once = 512;

/// An event of the original, personal fields in where they are not erased.
pb::Event whole_event(const rebuild::ParsedRecord& record) {
  pb::Event event = record.core.event();
  if (record.personal) domain::merge_personal(event, record.personal->event());
  return event;
}

using Original = std::function<void(const pb::RecordCore&, pb::Event, const Digest& leaf)>;

void read_room(const log::EventLog& log, const ForkPlan& plan, const Original& look) {
  log.read(plan.room, 1, plan.upto, [&](const log::RecordView& record) {
    const auto parsed = rebuild::parse_record(record, plan.room);
    look(parsed.core, whole_event(parsed), leaf_hash(record.core));
    return true;
  });
}

/// Everybody who was ever on the roster, under every name they had there.
std::vector<KnownPerson> people_of(const log::EventLog& log, const ForkPlan& plan) {
  std::vector<KnownPerson> people;
  std::map<std::string, std::size_t> known;
  read_room(log, plan, [&](const pb::RecordCore&, const pb::Event& event, const Digest&) {
    if (!event.has_person_enrolled()) return;
    const auto& fact = event.person_enrolled();
    const auto [found, first] = known.try_emplace(fact.person(), people.size());
    if (first) people.push_back({fact.person(), false, {}, {}});
    KnownPerson& person = people[found->second];
    person.member = person.member || fact.member();
    person.labels.push_back(fact.label());
    person.parties.push_back(fact.party());
  });
  return people;
}

class Copy {
 public:
  Copy(const ForkPlan& plan, log::EventLog& log) : plan_(plan), log_(log) {}

  /// What is gathered is written when there is much of it, or at the end.
  void add(const std::string& stream, log::Number expected, log::Record record) {
    if (append_.records.empty()) append_ = {stream, expected, {}};
    append_.records.push_back(std::move(record));
    if (append_.records.size() >= records_at_once) write();
  }
  void write() {
    if (append_.records.empty()) return;
    log::Transaction transaction;
    transaction.appends.push_back(std::exchange(append_, {}));
    std::promise<log::Error> done;
    log_.submit(std::move(transaction), [&](log::Error error) { done.set_value(error); });
    const log::Error error = done.get_future().get();
    if (error == log::Error::none) return;
    throw Failure(storage, "the copy cannot be written: " + std::string(log::describe(error)));
  }
  std::string salt() const { return plan_.salt(); }

 private:
  const ForkPlan& plan_;
  log::EventLog& log_;
  log::Append append_;
};

/// The first event says what this is a copy of: of a copy, what that one was made of.
void mark_as_training(pb::RoomCreated& created, const ForkPlan& plan, const Digest& root) {
  created.set_simulated(false);
  if (created.has_training()) return;
  auto& origin = *created.mutable_training();
  origin.set_workshop(plan.room);
  origin.set_number(plan.upto);
  origin.set_root(std::string(as_bytes(root)));
}

Digest root_at(const log::EventLog& log, const ForkPlan& plan) {
  TreeEdge tree;
  read_room(log, plan,
            [&](const pb::RecordCore&, const pb::Event&, const Digest& leaf) { tree.add(leaf); });
  if (tree.size() != plan.upto) throw std::runtime_error(plan.room + " has no such event");
  return tree.root();
}

/// The room's events, one for one.
rebuild::Rebuilt copy_room(const log::EventLog& original, const ForkPlan& plan,
                           const std::string& address, Pseudonyms& names, Copy& copy) {
  const Digest root = root_at(original, plan);
  rebuild::Rebuilt made;
  read_room(original, plan, [&](const pb::RecordCore& core, pb::Event event, const Digest&) {
    names.hide(event);
    if (event.has_room_created()) mark_as_training(*event.mutable_room_created(), plan, root);
    rebuild::RecordHead head;
    head.time_ms = core.time_ms();
    head.actor = names.id(core.actor());
    head.on_behalf_of = names.id(core.on_behalf_of());
    const log::Number before = made.state.number();
    copy.add(address, before,
             rebuild::make_event_record(made.state, std::move(event), head, copy.salt()).record);
  });
  copy.write();
  return made;
}

/// The programme as it must be for the room's roster to be the one it has.
void write_programme(const pb::ProgrammeCreated& original, const ForkPlan& plan,
                     const rebuild::Rebuilt& room, const Pseudonyms& names, Copy& copy) {
  std::vector<pb::ProgrammeEvent> events;
  auto& created = *events.emplace_back().mutable_programme_created();
  created.set_id(plan.programme);
  created.set_title("Øvelse: " + names.text(original.title()));
  created.set_training(true);
  const auto& config = room.state.find<pb::Room>("room")->config();
  *events.emplace_back().mutable_room_added()->mutable_config() = config;
  for (const auto* person : room.state.all<pb::Person>()) {
    if (person->role() == pb::ROLE_UNSPECIFIED) continue;  // Taken off the roster.
    auto& added = *events.emplace_back().mutable_person_added();
    added.set_person(person->id());
    added.set_label(person->label());
    added.set_role(person->role());
    added.set_party(person->party());
    added.set_votes(person->votes());
    added.set_language(person->language());
    *(person->member() ? added.add_member_of() : added.add_guest_in()) = config.room();
  }
  rebuild::RecordHead head;
  head.time_ms = room.state.time_ms();
  log::Number number = 0;
  for (const auto& event : events) {
    auto record = rebuild::make_programme_record(number + 1, head, event, copy.salt());
    copy.add(plan.programme, number++, std::move(record));
  }
  copy.write();
}

std::string random_bytes(std::size_t count) {
  std::random_device chance;
  std::string bytes(count, '\0');
  for (char& byte : bytes) byte = static_cast<char>(chance());
  return bytes;
}

std::uint64_t random_seed() {
  std::random_device chance;
  return (std::uint64_t{chance()} << 32) | chance();
}

bool is_programme_id(const std::string& id) {
  constexpr std::size_t bytes_max = 32;
  const auto plain = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !id.empty() && id.size() <= bytes_max && id != "." && id != ".." &&
         std::all_of(id.begin(), id.end(), plain);
}

/// Programmes that the copy must not be taken for: all that the log has, and where the original is
/// a copy itself, the one that really met.
std::vector<std::string> ids_taken(const log::EventLog& log, const std::string& room) {
  auto ids = rebuild::programmes(log);
  log.read(room, 1, 1, [&](const log::RecordView& record) {
    const auto created = rebuild::parse_record(record, room).core.event().room_created();
    if (created.has_training()) {
      ids.push_back(rebuild::programme_of(created.training().workshop()));
    }
    return false;
  });
  return ids;
}

/// Throws Failure(wrong_use).
void check_programme_id(const log::EventLog& original, const ForkPlan& plan) {
  for (const auto& taken : ids_taken(original, plan.room)) {
    if (plan.programme != taken) continue;
    throw Failure(wrong_use, "the copy's programme needs another id than " + taken +
                                 ", which it could be taken for; --programme gives it one");
  }
  if (!is_programme_id(plan.programme)) {
    throw Failure(wrong_use,
                  "--programme is 1 to 32 of A-Z a-z 0-9 . _ -, not \"" + plan.programme + "\"");
  }
}

/// Beside its place until it is whole.
void write_folder(const log::EventLog& original, const ForkPlan& plan, const fs::path& folder) {
  try {
    Unfinished unfinished(folder.string() + ".unfinished", Unfinished::Kind::folder);
    {
      const auto copy = log::open_log(unfinished.path());
      fork_room(original, plan, *copy);
    }
    unfinished.put_at(folder);
  } catch (const std::system_error& error) {
    throw Failure(wrong_use, "the folder " + folder.string() + " cannot be made: " + error.what());
  }
}

}  // namespace

std::string fork_room(const log::EventLog& original, const ForkPlan& plan, log::EventLog& copy) {
  check_programme_id(original, plan);
  const auto slash = plan.room.find('/');
  const auto programme = plan.room.substr(0, slash);
  const std::string address = plan.programme + plan.room.substr(slash);
  Pseudonyms names(people_of(original, plan), plan.room, address, plan.seed);
  Copy writes(plan, copy);
  const auto made = copy_room(original, plan, address, names, writes);
  write_programme(rebuild::read_programme(original, programme).created, plan, made, names, writes);
  copy.put_snapshot(address, rebuild::snapshot_of(made));
  return address;
}

int fork(const log::EventLog& log, const Options& options) {
  require_room(log, options.room);
  std::error_code unknown;
  if (fs::exists(options.out, unknown)) {
    throw Failure(wrong_use, options.out + " exists already; --out names a folder to be made");
  }
  if (unknown) throw Failure(wrong_use, options.out + " cannot be made: " + unknown.message());
  ForkPlan plan;
  plan.room = options.room;
  plan.upto = resolve(log, options.room, options.at);
  const auto programme = options.room.substr(0, options.room.find('/'));
  plan.programme = options.programme.empty() ? programme + "-ovelse" : options.programme;
  check_programme_id(log, plan);
  plan.seed = random_seed();
  plan.salt = [] { return random_bytes(rebuild::salt_bytes); };
  const fs::path out = options.out;
  write_folder(log, plan, out.has_filename() ? out : out.parent_path());
  print("A training copy (øvelse) of " + options.room + " at event " + std::to_string(plan.upto) +
        ": " + plan.programme + options.room.substr(programme.size()) + " in " + options.out +
        "\nServe it with: tingbok-server serve --data " + options.out + "\n");
  return ok;
}

}  // namespace tingbok::replay
