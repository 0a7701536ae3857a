#include "seed_plays.hpp"

#include <charconv>
#include <sstream>

#include "replay/position.hpp"

namespace tingbok::golden {
namespace {

const boost::json::value* child(const boost::json::value& parent, const std::string& key) {
  if (const auto* object = parent.if_object()) return object->if_contains(key);
  const auto* array = parent.if_array();
  std::size_t index = 0;
  const auto read = std::from_chars(key.data(), key.data() + key.size(), index);
  if (array == nullptr || read.ec != std::errc() || index >= array->size()) return nullptr;
  return &(*array)[index];
}

}  // namespace

Play::Play(const std::string& name) : runner_(workshop_file(name + ".jsonl")) {
  Played played;
  while (runner_.play_next(played)) lines_.push_back(played);
  outcome_ = runner_.outcome();
}

std::string Play::outcome(const std::string& path) const {
  const boost::json::value whole = outcome_;
  const auto* found = &whole;
  std::istringstream keys(path);
  for (std::string key; found != nullptr && std::getline(keys, key, '/');) {
    found = child(*found, key);
  }
  return found == nullptr ? std::string() : boost::json::serialize(*found);
}

domain::State Play::at(const std::string& room, const std::string& position) const {
  const auto address = runner_.address(room);
  const auto number = replay::resolve(runner_.log(), address, position);
  return rebuild::rebuild(runner_.log(), address, number, false).state;
}

const Play& script_a() {
  static const Play play("A_samfunnsdel");
  return play;
}
const Play& script_b() {
  static const Play play("B_vestregion");
  return play;
}
const Play& script_c() {
  static const Play play("C_programfinansiering");
  return play;
}
const Play& script_e() {
  static const Play play("E_nettverk");
  return play;
}

}  // namespace tingbok::golden
