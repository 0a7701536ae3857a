#include "core/script/words.hpp"

#include <algorithm>
#include <limits>

#include "tingbok/v1/options.pb.h"
#include "tingbok/v1/values.pb.h"

namespace tingbok::script {
namespace {

namespace json = boost::json;
namespace pbuf = google::protobuf;

std::string text_of(const json::value& value) { return std::string(value.as_string()); }

/// A whole number, wherever JSON put it.
std::optional<std::int64_t> whole(const json::value& value) {
  if (value.is_int64()) return value.as_int64();
  if (value.is_uint64() && value.as_uint64() <= std::uint64_t{INT64_MAX}) {
    return static_cast<std::int64_t>(value.as_uint64());
  }
  return std::nullopt;
}

std::string set_counts(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                       const json::value& value) {
  if (!value.is_object()) return "must be an object of options and whole numbers";
  for (const auto& [option, count] : value.as_object()) {
    const auto number = whole(count);
    if (!number) return "must be an object of options and whole numbers";
    auto* added =
        static_cast<v1::OptionCount*>(message.GetReflection()->AddMessage(&message, &field));
    added->set_option(std::string(option));
    added->set_count(*number);
  }
  return {};
}

std::string set_tasks(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                      const json::value& value) {
  const std::string problem = "must be an object of tasks and true or false";
  if (!value.is_object()) return problem;
  for (const auto& [task, wanted] : value.as_object()) {
    if (!wanted.is_bool()) return problem;
    auto* added =
        static_cast<v1::TaskAnswer*>(message.GetReflection()->AddMessage(&message, &field));
    added->set_task(std::string(task));
    added->set_wanted(wanted.as_bool());
  }
  return {};
}

std::string set_electorate(v1::Electorate& electorate, const json::value& value) {
  if (value.is_array()) {
    electorate.set_kind(v1::Electorate::KIND_NAMED);
    for (const auto& person : value.as_array()) {
      if (!person.is_string()) return "must be \"medlemmer\", \"alle\" or a list of persons";
      electorate.add_people(text_of(person));
    }
    return {};
  }
  if (value.is_string()) {
    const auto kind = value_of_word(*v1::Electorate::Kind_descriptor(), text_of(value));
    if (kind) {
      electorate.set_kind(static_cast<v1::Electorate::Kind>(*kind));
      return {};
    }
  }
  return "must be \"medlemmer\", \"alle\" or a list of persons";
}

std::string set_fraction(v1::Fraction& fraction, const json::value& value) {
  const std::string problem = "must be two whole numbers, such as [2, 3]";
  if (!value.is_array() || value.as_array().size() != 2) return problem;
  const auto above = whole(value.as_array()[0]);
  const auto below = whole(value.as_array()[1]);
  if (!above || !below || *above < 0 || *below < 1) return problem;
  fraction.set_numerator(*above);
  fraction.set_denominator(*below);
  return {};
}

std::string set_lists(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                      const json::value& value) {
  const std::string problem = "must be an object of lists of [name, \"K\" or \"M\"]";
  if (!value.is_object()) return problem;
  for (const auto& [option, candidates] : value.as_object()) {
    if (!candidates.is_array()) return problem;
    auto* list =
        static_cast<v1::CandidateList*>(message.GetReflection()->AddMessage(&message, &field));
    list->set_option(std::string(option));
    for (const auto& pair : candidates.as_array()) {
      if (!pair.is_array() || pair.as_array().size() != 2) return problem;
      const auto& name = pair.as_array()[0];
      const auto& gender = pair.as_array()[1];
      if (!name.is_string() || !gender.is_string()) return problem;
      auto* candidate = list->add_candidates();
      candidate->set_name(text_of(name));
      candidate->set_gender(text_of(gender));
    }
  }
  return {};
}

/// A part that has no form of its own is written as an object of its fields.
std::string set_part(pbuf::Message& part, const json::value& value) {
  if (!value.is_object()) return "must be an object";
  for (const auto& [name, inner] : value.as_object()) {
    const auto* field = field_named(*part.GetDescriptor(), name);
    if (field == nullptr) return "has no field \"" + std::string(name) + "\"";
    if (auto problem = set_field(part, *field, inner); !problem.empty()) {
      return "has a field \"" + std::string(name) + "\" that " + problem;
    }
  }
  return {};
}

std::string set_parts(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                      const json::value& value) {
  if (!value.is_array()) return "must be a list of objects";
  for (const auto& one : value.as_array()) {
    auto problem = set_part(*message.GetReflection()->AddMessage(&message, &field), one);
    if (!problem.empty()) return problem;
  }
  return {};
}

std::string set_message(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                        const json::value& value) {
  const auto* type = field.message_type();
  if (field.is_repeated()) {
    if (type == v1::OptionCount::descriptor()) return set_counts(message, field, value);
    if (type == v1::CandidateList::descriptor()) return set_lists(message, field, value);
    if (type == v1::TaskAnswer::descriptor()) return set_tasks(message, field, value);
    return set_parts(message, field, value);
  }
  auto* part = message.GetReflection()->MutableMessage(&message, &field);
  if (type == v1::Electorate::descriptor()) {
    return set_electorate(static_cast<v1::Electorate&>(*part), value);
  }
  if (type == v1::Fraction::descriptor()) {
    return set_fraction(static_cast<v1::Fraction&>(*part), value);
  }
  return set_part(*part, value);
}

std::string set_unsigned(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                         const json::value& value) {
  auto number = whole(value);
  if (!number) return "must be a whole number";
  constexpr std::int64_t most = std::numeric_limits<std::uint32_t>::max();
  if (field.name() == "grade") {
    // A step that does not exist is a choice the room refuses, not a malformed line; 0 is none.
    number = *number < 0 ? 0 : std::min(*number, most);
  }
  if (*number < 0 || *number > most) return "must be a whole number from 0";
  message.GetReflection()->SetUInt32(&message, &field, static_cast<std::uint32_t>(*number));
  return {};
}

std::string set_strings(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                        const json::value& value) {
  if (!value.is_array()) return "must be a list of texts";
  for (const auto& one : value.as_array()) {
    if (!one.is_string()) return "must be a list of texts";
    message.GetReflection()->AddString(&message, &field, text_of(one));
  }
  return {};
}

json::value electorate_value(const v1::Electorate& electorate) {
  if (electorate.kind() != v1::Electorate::KIND_NAMED) {
    return json::string(
        word_of_value(*v1::Electorate::Kind_descriptor()->FindValueByNumber(electorate.kind())));
  }
  json::array people;
  for (const auto& person : electorate.people()) people.emplace_back(person);
  return people;
}

bool written_by_option(const pbuf::Descriptor* type) {
  return type == v1::OptionCount::descriptor() || type == v1::TaskAnswer::descriptor() ||
         type == v1::CandidateList::descriptor();
}

json::value part_value(const pbuf::Message& part) {
  json::object object;
  std::vector<const pbuf::FieldDescriptor*> set;
  part.GetReflection()->ListFields(part, &set);
  for (const auto* field : set) object[script_name(*field)] = field_value(part, *field);
  return object;
}

json::value repeated_value(const pbuf::Message& message, const pbuf::FieldDescriptor& field) {
  const auto* reflection = message.GetReflection();
  const int size = reflection->FieldSize(message, &field);
  if (field.cpp_type() == pbuf::FieldDescriptor::CPPTYPE_STRING) {
    json::array texts;
    for (int i = 0; i < size; ++i)
      texts.emplace_back(reflection->GetRepeatedString(message, &field, i));
    return texts;
  }
  if (!written_by_option(field.message_type())) {
    json::array parts;
    for (int i = 0; i < size; ++i) {
      parts.push_back(part_value(reflection->GetRepeatedMessage(message, &field, i)));
    }
    return parts;
  }
  json::object by_option;
  for (int i = 0; i < size; ++i) {
    const auto& one = reflection->GetRepeatedMessage(message, &field, i);
    if (field.message_type() == v1::OptionCount::descriptor()) {
      const auto& part = static_cast<const v1::OptionCount&>(one);
      by_option[part.option()] = part.count();
    } else if (field.message_type() == v1::TaskAnswer::descriptor()) {
      const auto& answer = static_cast<const v1::TaskAnswer&>(one);
      by_option[answer.task()] = answer.wanted();
    } else if (field.message_type() == v1::CandidateList::descriptor()) {
      const auto& list = static_cast<const v1::CandidateList&>(one);
      json::array candidates;
      for (const auto& person : list.candidates()) {
        candidates.push_back(
            json::array{json::string(person.name()), json::string(person.gender())});
      }
      by_option[list.option()] = std::move(candidates);
    }
  }
  return by_option;
}

}  // namespace

std::string script_name(const pbuf::FieldDescriptor& field) {
  const auto& name = field.options().GetExtension(v1::script);
  return name.empty() ? field.name() : name;
}

const pbuf::FieldDescriptor* field_named(const pbuf::Descriptor& type, std::string_view name) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (script_name(*type.field(i)) == name) return type.field(i);
  }
  return nullptr;
}

std::string word_of_value(const pbuf::EnumValueDescriptor& value) {
  return value.options().GetExtension(v1::word);
}

std::optional<int> value_of_word(const pbuf::EnumDescriptor& type, std::string_view word) {
  if (word.empty()) return std::nullopt;
  for (int i = 0; i < type.value_count(); ++i) {
    if (word_of_value(*type.value(i)) == word) return type.value(i)->number();
  }
  return std::nullopt;
}

std::string set_field(pbuf::Message& message, const pbuf::FieldDescriptor& field,
                      const json::value& value) {
  if (value.is_null()) return {};
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case pbuf::FieldDescriptor::CPPTYPE_STRING:
      if (field.is_repeated()) return set_strings(message, field, value);
      if (!value.is_string()) return "must be a text";
      reflection->SetString(&message, &field, text_of(value));
      return {};
    case pbuf::FieldDescriptor::CPPTYPE_BOOL:
      if (!value.is_bool()) return "must be true or false";
      reflection->SetBool(&message, &field, value.as_bool());
      return {};
    case pbuf::FieldDescriptor::CPPTYPE_UINT32:
      return set_unsigned(message, field, value);
    case pbuf::FieldDescriptor::CPPTYPE_INT64: {
      const auto number = whole(value);
      if (!number) return "must be a whole number";
      reflection->SetInt64(&message, &field, *number);
      return {};
    }
    case pbuf::FieldDescriptor::CPPTYPE_ENUM: {
      if (!value.is_string()) return "must be a word";
      const auto number = value_of_word(*field.enum_type(), text_of(value));
      // A level that does not exist is one the room refuses, not a malformed line.
      if (!number && field.enum_type() == v1::Level_descriptor()) return {};
      if (!number) return "is none of the words it may be: \"" + text_of(value) + "\"";
      reflection->SetEnumValue(&message, &field, *number);
      return {};
    }
    case pbuf::FieldDescriptor::CPPTYPE_MESSAGE:
      return set_message(message, field, value);
    default:
      return "cannot be given in a script";
  }
}

json::value field_value(const pbuf::Message& message, const pbuf::FieldDescriptor& field) {
  if (field.is_repeated()) return repeated_value(message, field);
  const auto* reflection = message.GetReflection();
  switch (field.cpp_type()) {
    case pbuf::FieldDescriptor::CPPTYPE_STRING:
      return json::string(reflection->GetString(message, &field));
    case pbuf::FieldDescriptor::CPPTYPE_BOOL:
      return reflection->GetBool(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_UINT32:
      return reflection->GetUInt32(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_INT64:
      return reflection->GetInt64(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_ENUM:
      return json::string(word_of_value(*reflection->GetEnum(message, &field)));
    case pbuf::FieldDescriptor::CPPTYPE_MESSAGE: {
      const auto& part = reflection->GetMessage(message, &field);
      if (field.message_type() == v1::Electorate::descriptor()) {
        return electorate_value(static_cast<const v1::Electorate&>(part));
      }
      if (field.message_type() == v1::Fraction::descriptor()) {
        const auto& share = static_cast<const v1::Fraction&>(part);
        return json::array{share.numerator(), share.denominator()};
      }
      return part_value(part);
    }
    default:
      return nullptr;
  }
}

}  // namespace tingbok::script
