// tingbok-log-writer: the log under load, and its checker, for the fault tests.
//
//   append DIR N [options]   brings the load to N rounds; prints "ack K" when round K is durable. A
//                            round is one transaction: records for a programme, rooms, a kept
//                            answer.
//   verify DIR [--repair]    opens for writing (and mends what may be mended), reads everything
//   again,
//                            recomputes every root; prints "last K chain ok". Refused: one
//                            sentence, and the exit code of core/log/open.hpp.
//   follow DIR               the same, read-only.
//   options: --window N (rounds in flight), --lagging, --free BYTES, --wal BYTES
#include <algorithm>
#include <condition_variable>
#include <cstring>
#include <iostream>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <unistd.h>

#include "core/log/open.hpp"
#include "core/log/repair.hpp"

namespace {

using namespace tingbok;
using namespace tingbok::log;

constexpr int rooms = 3;
/// Exit code: what was read is not what was written.
constexpr int exit_wrong = 5;

struct Options {
  std::string verb;
  std::string folder;
  std::uint64_t rounds = 0;
  std::uint64_t window = 4;
  bool lagging = false;
  bool repair = false;
  std::uint64_t free_bytes = 1 << 20;
  std::uint64_t wal_bytes = OpenOptions().wal_bytes_max;
};

std::string core_of(const std::string& stream, std::uint64_t round, std::uint64_t part) {
  return stream + " round " + std::to_string(round) + " part " + std::to_string(part) + " " +
         std::string(60 + (round * 7 + part) % 90, static_cast<char>('a' + round % 26));
}

std::string personal_of(std::uint64_t round, std::uint64_t part) {
  return (round + part) % 3 == 0 ? "" : "salt and name of " + std::to_string(round * 10 + part);
}

/// Round K adds one record to the programme, and 1..3 to each room whose turn it is.
std::uint64_t parts_of(int room, std::uint64_t round) {
  const auto index = static_cast<std::uint64_t>(room);
  return (round + index) % 2 == 0 ? 0 : 1 + (round + index) % 3;
}

std::string room_name(int room) { return "A/K0" + std::to_string(room); }

/// Everything a round writes, by stream.
std::map<std::string, std::vector<Record>> records_of(std::uint64_t round) {
  std::map<std::string, std::vector<Record>> records;
  records["A"].push_back(make_record(core_of("A", round, 0), ""));
  for (int room = 0; room < rooms; ++room) {
    const std::string name = room_name(room);
    for (std::uint64_t part = 0; part < parts_of(room, round); ++part) {
      records[name].push_back(make_record(core_of(name, round, part), personal_of(round, part)));
    }
  }
  return records;
}

void say(const std::string& line) {
  const std::string text = line + "\n";
  if (::write(1, text.data(), text.size()) < 0) std::_Exit(9);
}

/// Rebuilds what the log must hold after the number of rounds it claims, and compares everything.
std::string difference(EventLog& log, std::uint64_t& rounds) {
  rounds = log.head("A").number;
  std::map<std::string, std::vector<Record>> expected;
  for (std::uint64_t round = 1; round <= rounds; ++round) {
    for (auto& [stream, records] : records_of(round)) {
      for (Record& record : records) expected[stream].push_back(std::move(record));
    }
    const auto answer = log.kept_answer("A/K00", "command " + std::to_string(round));
    if (answer != "answer " + std::to_string(round)) {
      return "the answer of round " + std::to_string(round) + " is missing";
    }
  }
  if (log.streams().size() != expected.size()) return "there are too many or too few streams";
  for (const auto& [stream, records] : expected) {
    TreeEdge edge;
    std::string wrong;
    log.read(stream, 1, ~Number{0}, [&](const RecordView& view) {
      if (view.number != edge.size() + 1 || view.number > records.size() ||
          view.core != records[view.number - 1].core ||
          view.personal != records[view.number - 1].personal) {
        wrong = stream + ": record " + std::to_string(view.number) + " is not the one written";
        return false;
      }
      edge.add(leaf_hash(view.core));
      return true;
    });
    if (!wrong.empty()) return wrong;
    const Head head = log.head(stream);
    if (edge.size() != records.size() || head.number != edge.size() || head.root != edge.root()) {
      return stream + ": its head does not match its records";
    }
  }
  return "";
}

int verify(const Options& options) {
  OpenOptions open;
  open.mode = options.verb == "follow" ? OpenMode::read_only : OpenMode::read_write;
  open.notice = [](const std::string& sentence) { say("notice: " + sentence); };
  std::unique_ptr<EventLog> log;
  try {
    log = open_log(options.folder, open);
  } catch (const OpenFailed& failed) {
    if (!options.repair || failed.exit_code != exit_damaged) throw;
    say("repair: " + repair(options.folder, {}));
    log = open_log(options.folder, open);
  }
  std::uint64_t rounds = 0;
  const std::string wrong = difference(*log, rounds);
  if (!wrong.empty()) {
    say("wrong: " + wrong);
    return exit_wrong;
  }
  say("last " + std::to_string(rounds) + " chain ok");
  return 0;
}

class Load {
 public:
  Load(const Options& options, EventLog& log) : options_(options), log_(log) {}

  int run() {
    std::uint64_t round = log_.head("A").number;
    for (int room = 0; room < rooms; ++room) next_[room] = log_.head(room_name(room)).number;
    while (round < options_.rounds && code_ == 0) {
      std::unique_lock lock(mutex_);
      done_.wait(lock, [this] { return in_flight_ < options_.window; });
      if (code_ != 0) break;
      ++in_flight_;
      lock.unlock();
      submit(++round);
    }
    std::unique_lock lock(mutex_);
    done_.wait(lock, [this] { return in_flight_ == 0; });
    return code_;
  }

 private:
  void submit(std::uint64_t round) {
    Transaction transaction;
    std::map<std::string, std::vector<Record>> records = records_of(round);
    transaction.appends.push_back({"A", round - 1, std::move(records["A"])});
    for (int room = 0; room < rooms; ++room) {
      std::vector<Record>& mine = records[room_name(room)];
      if (mine.empty()) continue;
      const std::uint64_t count = mine.size();
      transaction.appends.push_back({room_name(room), next_[room], std::move(mine)});
      next_[room] += count;
    }
    const std::string number = std::to_string(round);
    transaction.answers.push_back({"A/K00", "command " + number, "answer " + number});
    log_.submit(std::move(transaction), [this, round](Error error) { ended(round, error); });
    if (round % 16 == 0) log_.put_snapshot("A", {log_.head("A").number, std::string(3000, 's')});
  }

  void ended(std::uint64_t round, Error error) {
    if (error == Error::none) {
      say("ack " + std::to_string(round));
    } else {
      say("err " + std::to_string(round) + " " + std::string(describe(error)));
    }
    const std::lock_guard lock(mutex_);
    // What follows a refused round conflicts; the first error says why.
    if (error != Error::none && code_ == 0) code_ = error == Error::io ? exit_storage : 6;
    --in_flight_;
    done_.notify_one();
  }

  const Options& options_;
  EventLog& log_;
  std::map<int, Number> next_;
  std::mutex mutex_;
  std::condition_variable done_;
  std::uint64_t in_flight_ = 0;
  int code_ = 0;
};

int append(const Options& options) {
  OpenOptions open;
  open.anchor = options.lagging ? AnchorMode::lagging : AnchorMode::strict;
  open.free_bytes_min = options.free_bytes;
  open.wal_bytes_max = options.wal_bytes;
  open.notice = [](const std::string& sentence) { say("notice: " + sentence); };
  const std::unique_ptr<EventLog> log = open_log(options.folder, open);
  return Load(options, *log).run();
}

Options parse(int count, char** words) {
  Options options;
  if (count < 3) throw std::invalid_argument("append DIR N | verify DIR | follow DIR");
  options.verb = words[1];
  options.folder = words[2];
  int at = 3;
  if (options.verb == "append" && at < count) options.rounds = std::stoull(words[at++]);
  for (; at < count; ++at) {
    const std::string word = words[at];
    if (word == "--lagging")
      options.lagging = true;
    else if (word == "--repair")
      options.repair = true;
    else if (word == "--window" && at + 1 < count)
      options.window = std::stoull(words[++at]);
    else if (word == "--free" && at + 1 < count)
      options.free_bytes = std::stoull(words[++at]);
    else if (word == "--wal" && at + 1 < count)
      options.wal_bytes = std::stoull(words[++at]);
    else
      throw std::invalid_argument("unknown: " + word);
  }
  return options;
}

}  // namespace

int main(int count, char** words) {
  try {
    const Options options = parse(count, words);
    if (options.verb == "append") return append(options);
    if (options.verb == "verify" || options.verb == "follow") return verify(options);
    std::cerr << "unknown verb\n";
    return 2;
  } catch (const OpenFailed& failed) {
    say(std::string("refused: ") + failed.what());
    return failed.exit_code;
  } catch (const Damaged& damaged) {
    say(std::string("damaged: ") + damaged.what());
    return exit_damaged;
  } catch (const std::exception& error) {
    say(std::string("failed: ") + error.what());
    return 2;
  }
}
