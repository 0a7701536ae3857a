#include "core/script/script.hpp"
#include "core/script/words.hpp"

namespace tingbok::script {
namespace {

namespace json = boost::json;
namespace pbuf = google::protobuf;

const pbuf::OneofDescriptor& action_of_command() {
  return *v1::Command::descriptor()->FindOneofByName("action");
}

const pbuf::FieldDescriptor* action_field(const std::string& action) {
  const auto* field = v1::Command::descriptor()->FindFieldByName(action);
  return field != nullptr && field->containing_oneof() == &action_of_command() ? field : nullptr;
}

/// Terms, seats and ballots: parts of an action whose fields scripts write directly among the
/// arguments.
bool is_inlined(const pbuf::FieldDescriptor& field) {
  const auto* type = field.message_type();
  return type == v1::VoteTerms::descriptor() || type == v1::BallotPaper::descriptor() ||
         type == v1::PhaseTerms::descriptor() || type == v1::TableSeats::descriptor() ||
         type == v1::BoardTerms::descriptor();
}

/// Sets the argument in the action, or in a part of it that is written inline.
std::string set_argument(pbuf::Message& action, std::string_view name, const json::value& value) {
  const auto& type = *action.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const auto& field = *type.field(i);
    if (is_inlined(field)) {
      const auto* inner = field_named(*field.message_type(), name);
      if (inner == nullptr) continue;
      return set_field(*action.GetReflection()->MutableMessage(&action, &field), *inner, value);
    }
    if (script_name(field) == name) return set_field(action, field, value);
  }
  return "is not an argument of this action";
}

void add_arguments(const pbuf::Message& action, json::object& args) {
  std::vector<const pbuf::FieldDescriptor*> set;
  action.GetReflection()->ListFields(action, &set);
  for (const auto* field : set) {
    if (is_inlined(*field)) {
      add_arguments(action.GetReflection()->GetMessage(action, field), args);
    } else {
      args[script_name(*field)] = field_value(action, *field);
    }
  }
}

std::string required_text(const json::object& object, std::string_view key, std::uint64_t line) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_string())
    throw ScriptError(line, std::string(key), "must be a text");
  return std::string(value->as_string());
}

std::string optional_text(const json::object& object, std::string_view key, std::uint64_t line) {
  const auto* value = object.if_contains(key);
  return value == nullptr || value->is_null() ? "" : required_text(object, key, line);
}

std::int64_t required_whole(const json::object& object, std::string_view key, std::uint64_t line) {
  const auto* value = object.if_contains(key);
  if (value == nullptr || !value->is_int64() || value->as_int64() < 0) {
    throw ScriptError(line, std::string(key), "must be a whole number from 0");
  }
  return value->as_int64();
}

}  // namespace

ScriptError::ScriptError(std::uint64_t line_number, std::string about, const std::string& problem)
    : std::runtime_error("line " + std::to_string(line_number) + ": " +
                         (about.empty() ? "" : "`" + about + "` ") + problem),
      line(line_number),
      argument(std::move(about)) {}

Line parse_line(const json::object& object, std::uint64_t file_line) {
  Line line;
  line.seq = static_cast<std::uint64_t>(required_whole(object, "seq", file_line));
  if (line.seq == 0) throw ScriptError(file_line, "seq", "must be a whole number from 1");
  line.t = required_whole(object, "t", file_line);
  line.room = required_text(object, "room", file_line);
  line.person = required_text(object, "id", file_line);
  line.action = required_text(object, "action", file_line);
  if (object.contains("expect")) line.expect = required_text(object, "expect", file_line);
  const auto* same = object.if_contains("idem");
  line.command_id = same != nullptr && !same->is_null()
                        ? "idem:" + required_text(object, "idem", file_line)
                        : "line:" + std::to_string(line.seq);
  line.command.set_text(optional_text(object, "text", file_line));
  line.command.set_language(optional_text(object, "lang", file_line));

  const auto* field = action_field(line.action);
  if (field == nullptr) {
    throw ScriptError(file_line, "action", "is none this server knows: \"" + line.action + "\"");
  }
  auto* action = line.command.GetReflection()->MutableMessage(&line.command, field);
  const auto* args = object.if_contains("args");
  if (args == nullptr || args->is_null()) return line;
  if (!args->is_object()) throw ScriptError(file_line, "args", "must be an object");
  for (const auto& [name, value] : args->as_object()) {
    const auto problem = set_argument(*action, name, value);
    if (!problem.empty()) throw ScriptError(file_line, std::string(name), problem);
  }
  return line;
}

json::object to_json(const v1::Command& command) {
  json::object object;
  const auto* field =
      command.GetReflection()->GetOneofFieldDescriptor(command, &action_of_command());
  object["action"] = field == nullptr ? "" : field->name();
  json::object args;
  if (field != nullptr) add_arguments(command.GetReflection()->GetMessage(command, field), args);
  object["args"] = std::move(args);
  if (!command.text().empty()) object["text"] = command.text();
  if (!command.language().empty()) object["lang"] = command.language();
  return object;
}

std::string describe(const v1::Command& command) {
  const auto object = to_json(command);
  auto line = std::string(object.at("action").as_string());
  if (!object.at("args").as_object().empty()) line += " " + json::serialize(object.at("args"));
  if (!command.text().empty())
    line += " " + json::serialize(json::value(json::string(command.text())));
  return line;
}

}  // namespace tingbok::script
