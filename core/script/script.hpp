/// Workshop scripts (format politisk-verksted-manus/1): one JSON object a line, a header first,
/// then an action a line. Turns them into what the server takes, by the schema's own names and
/// words: an action's arguments are the fields of its message (option `script` where the name
/// differs), enum values are their words. So a new action in the schema needs no line here.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

#include "tingbok/v1/commands.pb.h"
#include "tingbok/v1/programme.pb.h"

namespace tingbok::script {

inline constexpr std::string_view format_name = "politisk-verksted-manus/1";
/// Second 0 of a script is this moment (2026-01-01T00:00:00Z), in milliseconds since 1970 UTC.
inline constexpr std::int64_t epoch_ms = 1'767'225'600'000;

/// A script that cannot be read. what() is one sentence that names the line and the argument.
class ScriptError : public std::runtime_error {
 public:
  ScriptError(std::uint64_t line, std::string argument, const std::string& problem);
  /// Line of the file, from 1; 0 where there is none.
  std::uint64_t line;
  /// The key or argument it is about; may be empty.
  std::string argument;
};

/// One action of a script.
struct Line {
  /// The script's own number of it, from 1.
  std::uint64_t seq = 0;
  /// Whole seconds since the start; never less than the line before.
  std::int64_t t = 0;
  /// The room's id within the programme.
  std::string room;
  std::string person;
  std::string action;
  /// "ok", "dup", or the word of a refusal.
  std::string expect = "ok";
  /// "idem:" and the line's idem where it has one, otherwise "line:" and its seq.
  std::string command_id;
  v1::Command command;
};

/// The programme a header asks for: simulated, members where `rooms` says so (or everywhere, for
/// those who vote and name no rooms), guests where a room's configuration names them.
/// Throws ScriptError. `line` is only for messages.
v1::CreateProgramme parse_header(const boost::json::object& header, std::uint64_t line = 1);

/// One line. Throws ScriptError for an unknown action, an argument the action does not have, or one
/// of another type. A missing argument stays unset: the room refuses it if it needs it.
Line parse_line(const boost::json::object& line, std::uint64_t file_line);

/// The action's name and its arguments in the words of scripts: {"action", "args", "text"?}.
/// parse_line() of it gives the command back.
boost::json::object to_json(const v1::Command& command);

/// One line for people and logs, stable: `vote_cast {"vote":"VS","choice":"for"} "text"`.
std::string describe(const v1::Command& command);

/// Reads a script from a file, line by line.
class Reader {
 public:
  /// Reads the header, and who acts where. Throws ScriptError; std::system_error if the file cannot
  /// be read.
  explicit Reader(const std::filesystem::path& path);

  /// As parse_header(), and everyone is a guest in the rooms they act in without being a member.
  const v1::CreateProgramme& programme() const { return programme_; }
  /// Lines with an action.
  std::uint64_t lines() const { return lines_; }

  /// The next line; false at the end. Throws ScriptError, also where seq is not the one before
  /// plus 1 or t falls; after one about the action or an argument, the line after it can be read.
  bool next(Line& line);

 private:
  bool next_object(boost::json::object& object);
  void scan_actors();
  void check_order(const boost::json::object& object);

  std::filesystem::path path_;
  std::ifstream file_;
  std::uint64_t file_line_ = 0;
  std::uint64_t lines_ = 0;
  std::uint64_t last_seq_ = 0;
  std::int64_t last_t_ = 0;
  v1::CreateProgramme programme_;
};

/// A whole script at once.
struct Script {
  v1::CreateProgramme programme;
  std::vector<Line> lines;
};
Script load(const std::filesystem::path& path);

}  // namespace tingbok::script
