#include "bench/past.hpp"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <cstdlib>
#include <random>
#include <stdexcept>
#include <thread>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <rocksdb/db.h>

#include "bench/actions.hpp"
#include "bench/http.hpp"
#include "bench/long_workshop.hpp"
#include "bench/workshop.hpp"
#include "core/log/format.hpp"
#include "core/log/open.hpp"
#include "core/past/reader.hpp"
#include "core/past/rights.hpp"
#include "core/past/views.hpp"
#include "core/rebuild/snapshots.hpp"

namespace tingbok::bench {
namespace {

constexpr std::uint64_t seed = 2026;
constexpr int seeks = 1000;
/// A member of the room who neither chairs nor writes its minutes.
constexpr std::uint32_t asking_person = 5;
/// Leads, and so is there at the end.
constexpr std::uint32_t acting_person = 1;

std::string who_asks() { return person_id(0, asking_person); }

double seconds_since(std::int64_t start) { return static_cast<double>(now_ns() - start) / 1e9; }

/// RocksDB alone on the log's folder, to read beside nobody.
class Bare {
 public:
  explicit Bare(const std::filesystem::path& folder) {
    const auto place = (folder / "log").string();
    std::vector<std::string> names;
    check(rocksdb::DB::ListColumnFamilies({}, place, &names));
    std::vector<rocksdb::ColumnFamilyDescriptor> families;
    for (const auto& name : names) families.emplace_back(name, rocksdb::ColumnFamilyOptions());
    rocksdb::DB* database = nullptr;
    check(rocksdb::DB::OpenForReadOnly({}, place, families, &handles_, &database));
    database_.reset(database);
  }
  Bare(const Bare&) = delete;
  Bare& operator=(const Bare&) = delete;
  ~Bare() {
    for (auto* one : handles_) database_->DestroyColumnFamilyHandle(one);
  }

  /// Reads every record of the room and parses it, and nothing else. Returns their number.
  std::uint64_t scan() const {
    std::uint64_t count = 0;
    pb::RecordCore core;
    std::vector<std::string_view> cores;
    each("records", of_room(), [&](std::string_view value) {
      log::format::parse_cores(value, cores);
      for (const auto bytes : cores) must(core, bytes);
      count += cores.size();
    });
    pb::RecordPersonal personal;
    std::vector<log::format::PersonalPart> parts;
    each("personal", of_room(), [&](std::string_view value) {
      parts.clear();
      log::format::parse_personal(value, parts);
      for (const auto& part : parts) must(personal, part.bytes);
    });
    return count;
  }

  /// Of all values of all tables, or of one; before they are packed.
  std::uint64_t value_bytes(const std::string& table = {}) const {
    std::uint64_t sum = 0;
    for (auto* one : handles_) {
      if (!table.empty() && one->GetName() != table) continue;
      each(one->GetName(), {}, [&](std::string_view value) { sum += value.size(); });
    }
    return sum;
  }

 private:
  static std::string of_room() { return std::string(long_room) + '\0'; }
  static void check(const rocksdb::Status& status) {
    if (!status.ok()) throw std::runtime_error("RocksDB: " + status.ToString());
  }
  template <class Message>
  static void must(Message& message, std::string_view bytes) {
    if (!message.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
      throw std::runtime_error("a record does not parse");
    }
  }

  /// The values of one table whose keys start with `prefix`.
  template <class Look>
  void each(const std::string& table, const std::string& prefix, const Look& look) const {
    for (auto* one : handles_) {
      if (one->GetName() != table) continue;
      rocksdb::ReadOptions options;
      options.verify_checksums = true;
      const std::unique_ptr<rocksdb::Iterator> at(database_->NewIterator(options, one));
      for (at->Seek(prefix); at->Valid() && at->key().starts_with(prefix); at->Next()) {
        look({at->value().data(), at->value().size()});
      }
      check(at->status());
    }
  }

  std::vector<rocksdb::ColumnFamilyHandle*> handles_;
  std::unique_ptr<rocksdb::DB> database_;
};

std::uint64_t bytes_in(const std::filesystem::path& folder) {
  std::uint64_t sum = 0;
  for (const auto& one : std::filesystem::recursive_directory_iterator(folder)) {
    if (one.is_regular_file()) sum += one.file_size();
  }
  return sum;
}

void make_log(const std::filesystem::path& folder, std::uint64_t events, PastResult& result) {
  const auto start = now_ns();
  log::OpenOptions options;
  options.anchor = log::AnchorMode::lagging;  // The server that follows has its own, strict.
  const auto log = log::open_log(folder, options);
  LongWorkshop workshop(*log, seed, events);
  workshop.make();
  result.made_seconds = seconds_since(start);
  result.events = log->head(long_room).number;
  result.snapshots = workshop.snapshots();
}

/// States at random numbers as a process that just started makes them, and the same as a
/// participant reads them.
void seek(const log::EventLog& log, PastResult& result) {
  past::PastReader reader(log);
  std::mt19937_64 random(seed);
  const auto now = reader.now(long_room);
  result.entities = now->state.entities().size();
  const auto rights = past::Rights::of(now, {.administrator = false, .person = who_asks()});
  if (!rights) throw std::runtime_error("the one who asks is no member of the room");
  Latencies states;
  Latencies views;
  for (int i = 0; i < seeks; ++i) {
    const auto number = 1 + random() % result.events;
    const auto start = now_ns();
    const auto state = reader.state_at(long_room, number);
    states.add(now_ns() - start);
    const auto bytes = past::room_state(*rights, long_room, *state, result.events);
    views.add(now_ns() - start);
    if (state->state.number() != number || bytes.empty()) {
      throw std::runtime_error("a state is not the one asked for");
    }
  }
  result.state = states.percentiles();
  result.view = views.percentiles();
}

/// What a seek begins with, by itself: the nearest snapshot, read and taken apart; and how many
/// events are left to fold then.
void restore_some(const log::EventLog& log, PastResult& result) {
  std::mt19937_64 random(seed);
  Latencies restored;
  std::uint64_t left = 0;
  const auto base_at = rebuild::bases_in(log, long_room);
  for (int i = 0; i < seeks / 10; ++i) {
    const auto number = 1 + random() % result.events;
    const auto start = now_ns();
    const auto saved = log.snapshot(long_room, number);
    if (saved && !rebuild::restore(*saved, base_at)) {
      throw std::runtime_error("a snapshot is damaged");
    }
    restored.add(now_ns() - start);
    left += number - (saved ? saved->number : 0);
  }
  result.restored = restored.percentiles();
  result.folded_each = static_cast<double>(left) / static_cast<double>(restored.size());
}

/// Both on this thread, and counted in its processor time: the machine may be busy with others. The
/// bare scan comes before and after; the very first, which fills the system's file cache, is not
/// counted.
void rebuild_all(const Bare& bare, const log::EventLog& log, PastResult& result) {
  bare.scan();
  const auto scan = [&] {
    const auto start = thread_cpu_ns();
    if (bare.scan() != result.events) throw std::runtime_error("not every record was scanned");
    return thread_cpu_ns() - start;
  };
  auto scan_ns = scan();
  const auto start = thread_cpu_ns();
  const auto rebuilt = rebuild::rebuild(log, long_room, rebuild::to_head, false);
  const auto rebuild_ns = thread_cpu_ns() - start;
  scan_ns = (scan_ns + scan()) / 2;
  if (rebuilt.state.number() != result.events) throw std::runtime_error("not all was rebuilt");
  const auto rate = [&](std::int64_t ns) {
    return static_cast<double>(result.events) * 1e9 / static_cast<double>(ns);
  };
  result.scans_per_second = rate(scan_ns);
  result.rebuilds_per_second = rate(rebuild_ns);
}

/// RocksDB tidies a log that was just made; what that costs is not a call's.
void wait_until_quiet(const ServerProcess& server) {
  constexpr std::chrono::milliseconds look_every{500};
  constexpr int looks_max = 120;
  auto before = server.cpu().total_ns;
  for (int i = 0; i < looks_max; ++i) {
    std::this_thread::sleep_for(look_every);
    const auto now = server.cpu().total_ns;
    if (now - before < std::chrono::nanoseconds(look_every).count() / 20) return;
    before = now;
  }
  throw std::runtime_error("the server is busy though nobody asks it anything");
}

/// The number that an answer is of; 0 where it is none.
std::uint64_t number_in(const std::string& body, bool json) {
  pb::RoomState state;
  if (!json) return state.ParseFromString(body) ? state.number() : 0;
  const auto parsed = google::protobuf::util::JsonStringToMessage(body, &state);
  return parsed.ok() ? state.number() : 0;
}

/// As a participant, one call after the other on one connection.
Percentiles ask_server(ServerProcess& server, const PastResult& result, bool json,
                       std::uint64_t& bytes) {
  Workshop workshop(server, 1, long_people);
  const std::string token = workshop.token(0, asking_person);
  HttpClient http(server.port());
  std::mt19937_64 random(seed + (json ? 1 : 2));
  Latencies asked;
  for (int i = 0; i < seeks; ++i) {
    const auto number = 1 + random() % result.events;
    const auto path = fmt::format("/api/v1/workshops/{}/state?at={}", long_room, number);
    const auto start = now_ns();
    const auto body = http.get(path, token, json ? "application/json" : "application/protobuf");
    asked.add(now_ns() - start);
    if (number_in(body, json) != number) {
      throw HttpFailed("The server's state is not the one asked for.");
    }
    bytes = std::max<std::uint64_t>(bytes, body.size());
  }
  return asked.percentiles();
}

/// Once: who was in the room before comes back and acts.
void act_after_kill(ServerProcess& server, char round, Latencies& ready, Latencies& acknowledged) {
  Workshop workshop(server, 1, long_people);
  {
    Generator before(server.port(), round);
    workshop.connect_one(before, 0, acting_person);
    before.wait_joined();
    before.act_once();
  }
  server.kill_hard();
  const auto start = now_ns();
  server.start();
  ready.add(now_ns() - start);
  workshop.follow_restart();
  Generator after(server.port(), static_cast<char>(std::toupper(round)));
  workshop.connect_one(after, 0, acting_person);
  after.wait_joined();
  after.act_once();
  acknowledged.add(now_ns() - start);
}

void kill_and_restart(ServerProcess& server, PastResult& result) {
  Latencies ready;
  Latencies acknowledged;
  for (const char round : {'a', 'b', 'c', 'd', 'e'}) {
    act_after_kill(server, round, ready, acknowledged);
  }
  result.ready_ms = ready.percentiles().p50;
  result.first_acknowledged_ms = acknowledged.percentiles().p50;
}

}  // namespace

PastResult run_past(std::uint64_t events, const Settings& settings) {
  const WorkFolder folder(settings);
  const auto data = folder.path() / "data";
  std::filesystem::create_directories(data);
  PastResult result;
  settings.progress(fmt::format("past: {} events are made", events));
  make_log(data, events, result);
  {
    log::OpenOptions options;
    options.mode = log::OpenMode::read_only;
    const auto log = log::open_log(data, options);
    settings.progress("past: states at random numbers");
    seek(*log, result);
    restore_some(*log, result);
    settings.progress("past: a full rebuild, and a bare scan");
    const Bare bare(data);
    result.disk_bytes = bytes_in(data);
    result.value_bytes = bare.value_bytes();
    result.snapshot_bytes = bare.value_bytes("snapshots");
    rebuild_all(bare, *log, result);
  }
  settings.progress("past: a server on that log, asked, killed, and asked to act");
  ServerProcess server(
      {settings.server, folder.path(), settings.server_core, settings.server_arguments});
  wait_until_quiet(server);
  result.http_protobuf = ask_server(server, result, false, result.protobuf_bytes);
  result.http_json = ask_server(server, result, true, result.json_bytes);
  getloadavg(&result.load, 1);
  kill_and_restart(server, result);
  return result;
}

}  // namespace tingbok::bench
