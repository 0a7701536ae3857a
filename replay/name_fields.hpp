/// Which fields of events name people, and how: the table that pseudonyms rest on.
///
/// Total: whoever adds a field with text or bytes to an event says here what it may hold
/// (tests/golden/fork.cpp walks the schema and names what is missing).
#pragma once

#include <optional>
#include <string_view>

namespace tingbok::replay {

enum class NameField {
  /// Nothing of anybody.
  kept,
  /// The id of the programme.
  programme,
  /// A room, PROGRAMME/ROOM.
  room,
  /// The id of a person or a party, or of something that may be called after one.
  id,
  /// What others see of a person.
  label,
  /// The name of somebody who may be on no roster.
  candidate,
  /// The same, in free words: what is not known throughout is nobody afterwards.
  stranger,
  /// Free text.
  text,
};

/// Of the field `field` of the message `message` of package tingbok.v1; nullopt: the table does not
/// speak of it.
std::optional<NameField> name_field(std::string_view message, std::string_view field);

}  // namespace tingbok::replay
