#include "expectation.hpp"

#include <utility>

namespace tingbok::cli {
namespace {

std::string name_of(const script::Line& line) {
  return "line " + std::to_string(line.seq) + " (" + line.action + " by " + line.person + " in " +
         line.room + ")";
}

std::string expected(const script::Line& line) {
  if (line.expect == "ok") return "to be accepted";
  if (line.expect == "dup") return "the first answer again";
  return "the refusal " + line.expect;
}

std::string key_of(const script::Line& line) {
  return line.room + '\n' + line.person + '\n' + line.command_id;
}

/// What was answered, apart from whether it was answered before.
std::string content(const v1::Answer& answer) {
  v1::Answer copy = answer;
  copy.clear_repeated_answer();
  return copy.SerializeAsString();
}

}  // namespace

void Expectations::differs(const std::string& sentence) {
  ++differences_;
  if (named_.size() < named_max) named_.push_back(sentence);
}

const v1::Answer* Expectations::first_answer(const script::Line& line) const {
  const auto first = first_answers_.find(key_of(line));
  return first == first_answers_.end() ? nullptr : &first->second;
}

std::string Expectations::problem(const script::Line& line, const v1::Answer& answer) const {
  const std::string got =
      answer.has_receipt()
          ? "it was accepted as number " + std::to_string(answer.receipt().number())
          : "it was refused: " + answer.refused().word() +
                (answer.refused().detail().empty() ? "" : " (" + answer.refused().detail() + ")");
  if (line.expect == "ok") return answer.has_receipt() ? "" : got;
  if (line.expect != "dup") {
    return answer.has_refused() && answer.refused().word() == line.expect ? "" : got;
  }
  if (!answer.repeated_answer()) return got + ", as if it were new";
  const v1::Answer* first = first_answer(line);
  return first && content(*first) != content(answer) ? "another answer than the first came" : "";
}

void Expectations::check(const script::Line& line, const v1::Answer& answer) {
  if (const std::string wrong = problem(line, answer); !wrong.empty())
    differs(name_of(line) + ": expected " + expected(line) + "; " + wrong);
  if (line.expect == "dup")
    ++tally_.repeated;
  else
    ++(answer.has_receipt() ? tally_.accepted : tally_.refused);
  if (line.command_id.starts_with("idem:")) first_answers_.emplace(key_of(line), answer);
}

void Expectations::know_past(const v1::ProgrammeLines& lines) {
  for (const auto& room : lines.rooms())
    for (const auto& refusal : room.refusals())
      if (refusal.script_line() > 0)
        past_[refusal.script_line()] = refusal.repeat() ? "dup" : refusal.word();
}

void Expectations::check_past(const script::Line& line) {
  const auto found = past_.find(line.seq);
  const std::string was = found == past_.end() ? "ok" : found->second;
  if (was != line.expect)
    differs(name_of(line) + ": expected " + expected(line) + "; the earlier play got " +
            (was == "ok"    ? "it accepted"
             : was == "dup" ? "a repeated answer"
                            : "refused: " + was));
  ++(was == "ok" ? tally_.accepted : was == "dup" ? tally_.repeated : tally_.refused);
}

}  // namespace tingbok::cli
