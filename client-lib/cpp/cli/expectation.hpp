/// What a script says each line is answered, against what it was answered.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/script/script.hpp"
#include "tingbok/v1/wire.pb.h"

namespace tingbok::cli {

struct Tally {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::uint64_t repeated = 0;
  std::uint64_t lines() const { return accepted + refused + repeated; }
};

/// Compares answers and earlier plays' lines with a script, and keeps the first differences.
class Expectations {
 public:
  /// Differences that are kept and named; more are only counted.
  static constexpr std::size_t named_max = 10;

  /// The answer to a line that was sent now.
  void check(const script::Line& line, const v1::Answer& answer);
  /// A line that the server had an answer to already, as `lines` of the programme tell.
  void check_past(const script::Line& line);
  /// What the server says of the lines played before.
  void know_past(const v1::ProgrammeLines& lines);
  void differs(const std::string& sentence);

  /// The first answer to a command that may be repeated; null where this play has not seen it.
  const v1::Answer* first_answer(const script::Line& line) const;

  const Tally& tally() const { return tally_; }
  std::uint64_t differences() const { return differences_; }
  const std::vector<std::string>& named() const { return named_; }

 private:
  std::string problem(const script::Line& line, const v1::Answer& answer) const;

  Tally tally_;
  std::uint64_t differences_ = 0;
  std::vector<std::string> named_;
  /// Room, person and command id of the commands whose script line carries an idem.
  std::map<std::string, v1::Answer> first_answers_;
  /// Words of refused lines ("dup" for repeats) of earlier plays.
  std::unordered_map<std::uint64_t, std::string> past_;
};

}  // namespace tingbok::cli
