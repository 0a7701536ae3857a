#include <algorithm>
#include <cerrno>
#include <set>
#include <system_error>

#include "core/script/script.hpp"

namespace tingbok::script {
namespace {

namespace json = boost::json;

std::ifstream open(const std::filesystem::path& path) {
  std::ifstream file(path);
  if (!file || std::filesystem::is_directory(path)) {
    throw std::system_error(errno != 0 ? errno : ENOENT, std::generic_category(),
                            "the script " + path.string() + " cannot be read");
  }
  return file;
}

bool blank_line(const std::string& text) {
  return text.find_first_not_of(" \t\r") == std::string::npos;
}

}  // namespace

Reader::Reader(const std::filesystem::path& path) : path_(path), file_(open(path)) {
  json::object header;
  if (!next_object(header)) throw ScriptError(0, "", "the script is empty");
  programme_ = parse_header(header, file_line_);
  scan_actors();
}

bool Reader::next_object(json::object& object) {
  std::string text;
  while (std::getline(file_, text)) {
    ++file_line_;
    if (blank_line(text)) continue;
    boost::system::error_code ec;
    auto value = json::parse(text, ec);
    if (ec || !value.is_object()) throw ScriptError(file_line_, "", "is not a JSON object");
    object = std::move(value.as_object());
    return true;
  }
  if (file_.bad())
    throw std::system_error(EIO, std::generic_category(), "reading " + path_.string());
  return false;
}

void Reader::scan_actors() {
  const auto start = file_.tellg();
  const auto line_of_start = file_line_;
  std::set<std::pair<std::string, std::string>> acting;
  json::object object;
  while (next_object(object)) {
    ++lines_;
    const auto* room = object.if_contains("room");
    const auto* person = object.if_contains("id");
    if (room == nullptr || person == nullptr || !room->is_string() || !person->is_string())
      continue;
    acting.emplace(person->as_string(), room->as_string());
  }
  for (auto& person : *programme_.mutable_people()) {
    for (const auto& config : programme_.rooms()) {
      const auto& room = config.room();
      const auto in = [&](const auto& rooms) {
        return std::find(rooms.begin(), rooms.end(), room) != rooms.end();
      };
      if (acting.contains({person.person(), room}) && !in(person.member_of()) &&
          !in(person.guest_in())) {
        person.add_guest_in(room);
      }
    }
  }
  file_.clear();
  file_.seekg(start);
  file_line_ = line_of_start;
}

void Reader::check_order(const json::object& object) {
  const auto whole = [&](const char* key) {
    const auto* value = object.if_contains(key);
    if (value == nullptr || !value->is_int64())
      throw ScriptError(file_line_, key, "must be a whole number");
    return value->as_int64();
  };
  const auto seq = whole("seq");
  const auto t = whole("t");
  if (seq < 1 || static_cast<std::uint64_t>(seq) != last_seq_ + 1) {
    throw ScriptError(file_line_, "seq", "must be " + std::to_string(last_seq_ + 1));
  }
  if (t < last_t_) throw ScriptError(file_line_, "t", "is before the line above");
  last_seq_ = static_cast<std::uint64_t>(seq);
  last_t_ = t;
}

bool Reader::next(Line& line) {
  json::object object;
  if (!next_object(object)) return false;
  check_order(object);
  line = parse_line(object, file_line_);
  return true;
}

Script load(const std::filesystem::path& path) {
  Reader reader(path);
  Script script{reader.programme(), {}};
  Line line;
  while (reader.next(line)) script.lines.push_back(line);
  return script;
}

}  // namespace tingbok::script
