/// Other names for everybody in a room: for training copies and for research.
///
/// The same person has the same name throughout, whoever has neither the original nor the seed
/// cannot tell which. It is a pseudonym, not anonymity: times, numbers and what was said are as
/// they were, and texts may hold names that no roster knows. Pure; chance comes in as a seed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "replay/name_fields.hpp"
#include "tingbok/v1/events.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::replay {

/// Somebody whom a room has known, with all they have been called.
struct KnownPerson {
  std::string id;
  bool member = false;
  std::vector<std::string> labels;
  std::vector<std::string> parties;
};

class Pseudonyms {
 public:
  /// `from` and `to` are rooms, PROGRAMME/ROOM, with the same ROOM. `seed` shuffles.
  Pseudonyms(const std::vector<KnownPerson>& people, std::string from, std::string to,
             std::uint64_t seed);

  /// The event with nobody's name in it. Throws std::logic_error for a field that the table of
  /// name_fields.hpp does not know.
  void hide(pb::Event& event);

  /// Ids, and whatever is called after somebody: known words are replaced.
  std::string id(const std::string& text) const;
  std::string text(const std::string& text) const;
  std::string label(const std::string& person) const;

 private:
  /// What stands for each word; longest first.
  using Words = std::vector<std::pair<std::string, std::string>>;

  void hide_in(google::protobuf::Message& message, const std::string& person);
  std::string hidden(NameField kind, const std::string& value, const std::string& person);
  std::string candidate(const std::string& name);

  const std::string from_;
  const std::string to_;
  std::map<std::string, std::string> labels_;
  Words in_ids_;
  Words in_texts_;
  /// By name: candidates who are on no roster, in order of appearance.
  std::map<std::string, std::string> candidates_;
};

}  // namespace tingbok::replay
