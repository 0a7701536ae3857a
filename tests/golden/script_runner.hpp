/// Plays a workshop script through the core alone: script, decide, record, log in memory. No
/// server, no socket, no clock; salts are counted, so the same script always makes the same log.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/json.hpp>

#include "core/log/open.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/script/script.hpp"
#include "tests/support/ballot_box.hpp"

namespace tingbok::golden {

std::string workshop_file(const std::string& name);

/// What one line came to.
struct Played {
  script::Line line;
  /// "ok", "dup", or the refusal's word.
  std::string answer;
};

class ScriptRunner {
 public:
  /// Makes the programme and its rooms in `log`. Throws as script::Reader and domain::found_room
  /// do.
  explicit ScriptRunner(const std::filesystem::path& script,
                        std::unique_ptr<log::EventLog> log = log::open_memory_log());

  /// Plays the next line; false at the end. Throws script::ScriptError for a line that cannot be
  /// read (an action the schema does not have), and what decide() and evolve() throw.
  bool play_next(Played& played);
  /// Leaves the next line out; false at the end.
  bool pass_over();

  /// The room's state now, as scripts put it.
  boost::json::object summary(const std::string& room) const;
  /// The outcome so far, from the live states; moments from the log.
  boost::json::object outcome() const;

  /// Saves the room as it is now.
  void save_snapshot(const std::string& room);

  const log::EventLog& log() const { return *log_; }
  const v1::CreateProgramme& programme() const { return reader_.programme(); }
  const domain::State& state(const std::string& room) const { return rooms_.at(room).state; }
  /// The state hash that the live room had after each event, from the first.
  const std::vector<Digest>& hashes(const std::string& room) const { return hashes_.at(room); }
  std::string address(const std::string& room) const { return programme().id() + "/" + room; }

 private:
  std::string answer_to(const script::Line& line);
  std::string refuse(const script::Line& line, v1::RefusalNoted noted);
  void submit(log::Transaction transaction);
  void append(const std::string& stream, log::Number expected, std::vector<log::Record> records);
  void append_and_keep(const script::Line& line, log::Append append,
                       const v1::StoredAnswer& answer);
  void found_room(const v1::RoomConfig& config);
  std::vector<v1::ForeignFact> facts_for(const script::Line& line) const;
  std::string next_salt();

  script::Reader reader_;
  std::unique_ptr<log::EventLog> log_;
  std::map<std::string, rebuild::Rebuilt> rooms_;
  std::map<std::string, std::vector<Digest>> hashes_;
  std::map<std::string, test::BallotBox> boxes_;
  /// First answers and the line they were given for, by room, person and command id.
  std::map<std::string, std::pair<std::string, std::uint64_t>> answers_;
  std::uint64_t salts_ = 0;
};

/// The entities of a state, whole, as outcomes want them.
std::vector<v1::Entity> entities_of(const domain::State& state);

/// Reads a JSON file.
boost::json::value read_json(const std::string& path);

/// Paths at which two JSON values differ, as compare.py prints them.
std::vector<std::string> differences(const boost::json::value& want, const boost::json::value& got,
                                     const std::string& path = "");

/// Runs `oracle.py SCRIPT --each --rooms` and hands out its lines, one a line of the script and
/// room: {"seq", "room", "state"}.
class OracleStates {
 public:
  explicit OracleStates(const std::string& script);
  ~OracleStates();
  OracleStates(const OracleStates&) = delete;
  OracleStates& operator=(const OracleStates&) = delete;
  /// False at the end.
  bool next(boost::json::object& state);

 private:
  struct Pipe;
  std::unique_ptr<Pipe> pipe_;
};

}  // namespace tingbok::golden
