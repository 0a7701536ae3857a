#include "positions.hpp"

#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "common.hpp"

namespace tingbok::cli {
namespace {

namespace json = boost::json;

Positions::Position parse_position(const json::object& object) {
  Positions::Position position;
  position.room = json::value_to<std::string>(object.at("room"));
  if (const auto* number = object.if_contains("number"))
    position.number = number->to_number<std::uint64_t>();
  if (const auto* refused = object.if_contains("refused"))
    position.refused = json::value_to<std::string>(*refused);
  if (const auto* repeat = object.if_contains("repeat")) position.repeat = repeat->as_bool();
  return position;
}

}  // namespace

Positions Positions::load(const std::filesystem::path& path) {
  Positions positions;
  if (!std::filesystem::exists(path)) return positions;
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  try {
    const auto whole = json::parse(text.str());
    for (const auto& [line, position] : whole.as_object())
      positions.by_line_[std::stoull(std::string(line))] = parse_position(position.as_object());
  } catch (const std::exception&) {
    throw Failure(wrong_use, path.string() + " is not a file of positions; choose another name");
  }
  return positions;
}

void Positions::set(std::uint64_t line, const std::string& room, const v1::Answer& answer,
                    bool repeat) {
  Position position{room, 0, {}, repeat};
  if (answer.has_receipt()) position.number = answer.receipt().number();
  if (answer.has_refused()) position.refused = answer.refused().word();
  by_line_[line] = std::move(position);
}

void Positions::repeat(std::uint64_t line, std::uint64_t first) {
  const auto known = by_line_.find(first);
  if (known == by_line_.end()) return;
  Position position = known->second;
  position.repeat = true;
  by_line_[line] = std::move(position);
}

void Positions::save(const std::filesystem::path& path) const {
  std::string text;
  const char* between = "{\n";
  for (const auto& [line, position] : by_line_) {
    json::object object{{"room", position.room}};
    if (position.refused.empty())
      object["number"] = position.number;
    else
      object["refused"] = position.refused;
    if (position.repeat) object["repeat"] = true;
    text += between + ('"' + std::to_string(line)) + "\": " + json::serialize(object);
    between = ",\n";
  }
  text += by_line_.empty() ? "{}\n" : "\n}\n";
  replace_file(path, text);
}

}  // namespace tingbok::cli
