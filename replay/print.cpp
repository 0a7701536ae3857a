#include "replay/print.hpp"

#include <cerrno>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <system_error>

#include <google/protobuf/util/json_util.h>

#include "core/log/files.hpp"
#include "core/outcome/outcome.hpp"
#include "replay/replay.hpp"
#include "replay/unfinished.hpp"

namespace tingbok::replay {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
namespace pbuf = google::protobuf;

void append_pretty(std::string& out, const json::value& value, std::size_t depth);

/// One member or element a line, one space deeper than its brackets.
template <class Each>
void append_block(std::string& out, char open, char close, std::size_t size, std::size_t depth,
                  const Each& each) {
  out += open;
  for (std::size_t i = 0; i < size; ++i) {
    out += i == 0 ? "\n" : ",\n";
    out.append(depth + 1, ' ');
    each(i);
  }
  if (size > 0) {
    out += '\n';
    out.append(depth, ' ');
  }
  out += close;
}

void append_pretty(std::string& out, const json::value& value, std::size_t depth) {
  if (value.is_object()) {
    auto member = value.as_object().begin();
    append_block(out, '{', '}', value.as_object().size(), depth, [&](std::size_t) {
      out += json::serialize(json::value(json::string(member->key()))) + ": ";
      append_pretty(out, member->value(), depth + 1);
      ++member;
    });
  } else if (value.is_array()) {
    append_block(out, '[', ']', value.as_array().size(), depth,
                 [&](std::size_t i) { append_pretty(out, value.as_array()[i], depth + 1); });
  } else {
    out += json::serialize(value);
  }
}

std::string hex(const std::string& bytes) {
  static const char* digits = "0123456789abcdef";
  std::string out;
  for (const char byte : bytes) {
    const auto value = static_cast<unsigned char>(byte);
    out += digits[value >> 4];
    out += digits[value & 15];
  }
  return out;
}

json::string text_of(const pbuf::FieldDescriptor& field, const std::string& value) {
  return json::string(field.type() == pbuf::FieldDescriptor::TYPE_BYTES ? hex(value) : value);
}

/// `index` below 0: a field that is not repeated.
json::value value_of(const pbuf::Message& message, const pbuf::FieldDescriptor& field, int index) {
  const auto& r = *message.GetReflection();
  const bool many = index >= 0;
  switch (field.cpp_type()) {
    case pbuf::FieldDescriptor::CPPTYPE_STRING:
      return text_of(
          field, many ? r.GetRepeatedString(message, &field, index) : r.GetString(message, &field));
    case pbuf::FieldDescriptor::CPPTYPE_BOOL:
      return many ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_UINT32:
      return many ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_INT32:
      return many ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_UINT64:
      return many ? r.GetRepeatedUInt64(message, &field, index) : r.GetUInt64(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_INT64:
      return many ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field);
    case pbuf::FieldDescriptor::CPPTYPE_ENUM: {
      const auto* value =
          many ? r.GetRepeatedEnum(message, &field, index) : r.GetEnum(message, &field);
      return json::string(outcome::word_of(*field.enum_type(), value->number()));
    }
    case pbuf::FieldDescriptor::CPPTYPE_MESSAGE:
      return in_words(many ? r.GetRepeatedMessage(message, &field, index)
                           : r.GetMessage(message, &field));
    case pbuf::FieldDescriptor::CPPTYPE_DOUBLE:
    case pbuf::FieldDescriptor::CPPTYPE_FLOAT:
      break;  // The schema has none.
  }
  return nullptr;
}

[[noreturn]] void cannot_print() {
  throw Failure(unreadable, std::string("standard output cannot be written: ") +
                                std::generic_category().message(errno));
}

void write_bytes(const fs::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  if (!file) throw Failure(wrong_use, "the file " + path.string() + " cannot be made");
  file << bytes;
  file.close();
  if (!file) {
    throw Failure(unreadable,
                  path.string() + " cannot be written: " + std::generic_category().message(errno));
  }
}

}  // namespace

std::string pretty(const json::value& value) {
  std::string out;
  append_pretty(out, value, 0);
  return out + '\n';
}

std::string format_time(std::int64_t time_ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> time{milliseconds(time_ms)};
  const auto day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[64];
  const auto length = std::snprintf(
      text, sizeof(text), "%04d-%02u-%02uT%02ld:%02ld:%02lld", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<long>(clock.hours().count()), static_cast<long>(clock.minutes().count()),
      static_cast<long long>(clock.seconds().count()));
  std::string out(text, static_cast<std::size_t>(length));
  if (const auto rest = time_ms % 1000; rest > 0) {
    const auto digits = std::to_string(1000 + rest);
    out += "." + digits.substr(1);
  }
  return out + "Z";
}

json::object in_words(const pbuf::Message& message) {
  json::object out;
  std::vector<const pbuf::FieldDescriptor*> set;
  message.GetReflection()->ListFields(message, &set);
  for (const auto* field : set) {
    if (!field->is_repeated()) {
      out[field->name()] = value_of(message, *field, -1);
      continue;
    }
    json::array values;
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      values.push_back(value_of(message, *field, i));
    }
    out[field->name()] = std::move(values);
  }
  return out;
}

std::string protobuf_json(const pbuf::Message& message) {
  std::string out;
  const auto status = pbuf::util::MessageToJsonString(message, &out);
  if (!status.ok())
    throw std::runtime_error("a message cannot be written as JSON: " + status.ToString());
  return out;
}

std::string one_line(const std::string& text, std::size_t characters) {
  std::string out;
  std::size_t count = 0;
  for (const char c : text) {
    const bool starts_character = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (starts_character && ++count > characters) return out + "…";
    out += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
  }
  return out;
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) cannot_print();
}

void finish_printing() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) cannot_print();
}

void write_file(const std::string& path, const std::string& text) {
  try {
    // A link stays one, and a device or a pipe is written to as it is.
    const bool replaces = fs::exists(path);
    const fs::path place = replaces ? fs::canonical(path) : fs::path(path);
    if (replaces && !fs::is_regular_file(place)) return write_bytes(place, text);
    Unfinished part(place.string() + ".part", Unfinished::Kind::file);
    write_bytes(part.path(), text);
    if (replaces) fs::permissions(part.path(), fs::status(place).permissions());
    log::sync_file(part.path());
    part.put_at(place);
  } catch (const std::system_error& error) {
    throw Failure(unreadable, path + " cannot be written: " + error.what());
  }
}

}  // namespace tingbok::replay
