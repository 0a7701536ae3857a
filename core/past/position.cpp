#include "core/past/position.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <regex>

#include "core/past/moments.hpp"
#include "core/past/script_line.hpp"
#include "core/past/search.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/programme.hpp"
#include "core/rebuild/rebuild.hpp"

namespace tingbok::past {
namespace {

using Why = NoPosition::Why;

constexpr std::string_view script_prefix = "script:";

std::optional<std::uint64_t> whole_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return number;
}

/// The last line of the script that has an answer, in any room of the programme; 0: none.
std::uint64_t last_line(const log::EventLog& log, const std::string& programme) {
  std::uint64_t last = 0;
  const auto known = rebuild::read_programme(log, programme);
  if (!known.created.simulated()) return last;
  for (const auto& config : known.rooms) {
    const auto room = programme + "/" + config.room();
    for (const auto& stream : {room, rebuild::refusal_stream(room)}) {
      last = std::max(last, last_script_line(log, stream));
    }
  }
  return last;
}

log::Number after_line(const log::EventLog& log, const std::string& room, std::uint64_t line) {
  const auto last = last_line(log, rebuild::programme_of(room));
  if (last == 0) {
    throw NoPosition(Why::unknown,
                     room + " was not played from a script, so script:SEQ means nothing there");
  }
  if (line > last) {
    throw NoPosition(Why::unknown,
                     "the script was played up to line " + std::to_string(last) + " only");
  }
  return after_script_line(log, room, line);
}

log::Number at_time(const log::EventLog& log, const std::string& room, std::int64_t time_ms) {
  const auto number =
      last_at_most(log, room, log.head(room).number,
                   [time_ms](const pb::RecordCore& core) { return core.time_ms() <= time_ms; });
  if (number == 0) throw NoPosition(Why::unknown, room + " did not exist at that time");
  return number;
}

/// What a moment recorded for the room: moments of any room of the programme may name it.
log::Number at_moment(PastReader& reader, const std::string& room, const std::string& name,
                      const Viewer& viewer) {
  bool known = false;
  log::Number number = 0;
  each_moment(reader, room, viewer, [&](const pb::Moment& moment) {
    if (moment.id() != name && moment.name() != name) return true;
    known = true;
    number = number_in(moment, room);
    return number == 0;
  });
  if (number != 0) return number;
  if (known) {
    throw NoPosition(Why::unknown, "the moment \"" + name + "\" says nothing of " + room);
  }
  throw NoPosition(Why::unreadable,
                   "\"" + name +
                       "\" is no position: give a number, script:SEQ, the id of a moment, "
                       "a time such as 2026-01-01T10:00:00Z, or head");
}

}  // namespace

std::optional<std::int64_t> parse_time(std::string_view text) {
  // An unescaped plus in an address arrives as a space.
  static const std::regex pattern(
      R"((\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?)"
      R"((?:[Zz]|([+ -])(\d\d):(\d\d)))");
  std::match_results<std::string_view::const_iterator> parts;
  if (!std::regex_match(text.begin(), text.end(), parts, pattern)) return std::nullopt;
  const auto number = [&](std::size_t i) {
    return parts[i].matched ? std::stoi(parts[i].str()) : 0;
  };
  using namespace std::chrono;
  const year_month_day day{year{number(1)}, month{static_cast<unsigned>(number(2))},
                           std::chrono::day{static_cast<unsigned>(number(3))}};
  if (!day.ok() || number(4) > 23 || number(5) > 59 || number(6) > 60) return std::nullopt;
  auto fraction = parts[7].str();
  fraction.resize(3, '0');
  auto time = duration_cast<milliseconds>(sys_days(day).time_since_epoch()) + hours(number(4)) +
              minutes(number(5)) + seconds(number(6)) + milliseconds(std::stoi(fraction));
  const auto offset = hours(number(9)) + minutes(number(10));
  if (parts[8].matched) time += parts[8].str() == "-" ? offset : -offset;
  return time.count();
}

log::Number resolve(PastReader& reader, const std::string& room, const std::string& text,
                    const Viewer& viewer) {
  const log::EventLog& log = reader.log();
  const auto head = log.head(room).number;
  if (text == "head") return head;
  if (const auto number = whole_number(text)) {
    if (*number >= 1 && *number <= head) return *number;
    throw NoPosition(Why::unknown,
                     room + " has events 1 to " + std::to_string(head) + "; there is no " + text);
  }
  if (text.starts_with(script_prefix)) {
    if (const auto line = whole_number(std::string_view(text).substr(script_prefix.size()))) {
      return after_line(log, room, *line);
    }
  }
  if (const auto time = parse_time(text)) return at_time(log, room, *time);
  return at_moment(reader, room, text, viewer);
}

}  // namespace tingbok::past
