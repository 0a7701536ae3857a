/// Where each line of a script ended up: --positions FILE.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>

#include "tingbok/v1/wire.pb.h"

namespace tingbok::cli {

/// One JSON object: {"LINE": {"room": "A/K04", "number": 12}, "LINE": {"room": …, "refused":
/// WORD}}. A repeated command has the first one's answer and "repeat": true.
class Positions {
 public:
  struct Position {
    std::string room;
    /// 0 for a refused line.
    std::uint64_t number = 0;
    std::string refused;
    bool repeat = false;
  };

  /// What an earlier play wrote; nothing where there is no file. Throws Failure(wrong_use) for a
  /// file that is something else.
  static Positions load(const std::filesystem::path& path);

  void set(std::uint64_t line, const std::string& room, const v1::Answer& answer, bool repeat);
  /// `line` repeats the command of `first`; nothing where the position of that is not known.
  void repeat(std::uint64_t line, std::uint64_t first);
  bool has(std::uint64_t line) const { return by_line_.contains(line); }
  std::size_t size() const { return by_line_.size(); }

  /// Replaces the file as a whole. Throws Failure(wrong_use).
  void save(const std::filesystem::path& path) const;

 private:
  std::map<std::uint64_t, Position> by_line_;
};

}  // namespace tingbok::cli
