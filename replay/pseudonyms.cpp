#include "replay/pseudonyms.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>

namespace tingbok::replay {
namespace {

namespace pbuf = google::protobuf;

/// Whether the character of UTF-8 that starts there is a letter or a digit. Beyond ASCII all are
/// but signs and punctuation, such as « » – … and spaces that do not break.
bool letter_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0;
  };
  const auto first = byte(at);
  const auto second = byte(at + 1);
  if (first < 0x80) {
    return (first >= '0' && first <= '9') || (first >= 'A' && first <= 'Z') ||
           (first >= 'a' && first <= 'z');
  }
  if (first == 0xC2) return second == 0xAA || second == 0xB5 || second == 0xBA;  // ª µ º
  return first != 0xE2 || second >= 0xB0;
}

/// The bytes of the character that starts there.
std::size_t size_at(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) ++end;
  return end - at;
}

/// Whether no word goes on across that place.
bool between_words(std::string_view text, std::size_t at) {
  if (at == 0 || at >= text.size() || !letter_at(text, at)) return true;
  std::size_t before = at - 1;
  while (before > 0 && (static_cast<unsigned char>(text[before]) & 0xC0) == 0x80) --before;
  return !letter_at(text, before);
}

bool whole_word(std::string_view text, std::size_t at, std::size_t size) {
  if (!between_words(text, at)) return false;
  const std::size_t end = at + size;
  const bool several_words = text.substr(at, size).find(' ') != text.npos;
  return between_words(text, end) ||
         (several_words && text[end] == 's' && between_words(text, end + 1));
}

struct Replaced {
  std::string text;
  /// No letter or digit stands in it that was there before.
  bool all_known = true;
};

/// Each whole word that is known replaced, the longest that fits at each place. A name of several
/// words may have the s of a genitive behind it, which stays.
Replaced replace_words(const std::string& text,
                       const std::vector<std::pair<std::string, std::string>>& words) {
  Replaced result;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& word) {
      return text.compare(at, word.first.size(), word.first) == 0 &&
             whole_word(text, at, word.first.size());
    });
    if (found == words.end()) {
      if (letter_at(text, at)) result.all_known = false;
      const std::size_t size = size_at(text, at);
      result.text.append(text, at, size);
      at += size;
    } else {
      result.text += found->second;
      at += found->first.size();
    }
  }
  return result;
}

void longest_first(std::vector<std::pair<std::string, std::string>>& words) {
  std::sort(words.begin(), words.end(), [](const auto& a, const auto& b) {
    return a.first.size() != b.first.size() ? a.first.size() > b.first.size() : a < b;
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Dash {
  std::size_t at = std::string_view::npos;
  std::size_t size = 0;
};

/// The first of the dashes that set a name off from a title.
Dash find_dash(std::string_view text) {
  Dash first;
  for (const std::string_view dash : {" – ", " — ", " - "}) {
    if (const auto at = text.find(dash); at < first.at) first = {at, dash.size()};
  }
  return first;
}

/// A single word in lower case, such as "ordfører": a title, and no name.
bool is_title(std::string_view part) {
  const auto first = static_cast<unsigned char>(part[0]);
  const auto second = static_cast<unsigned char>(part.size() > 1 ? part[1] : 0);
  const bool lower = (first >= 'a' && first <= 'z') || (first == 0xC3 && second >= 0xA0);  // æ ø å
  return lower && part.find(' ') == std::string_view::npos;
}

std::string_view without_bracket(std::string_view text) {
  const auto bracket = text.find(" (");
  return bracket == 0 ? text : trimmed(text.substr(0, bracket));
}

/// What a label calls somebody beside itself: without what stands in brackets at its end, and the
/// name on either side of a dash ("Ordfører – Kari Nordmann (Ap)", "Kari Nordmann – ordfører").
/// What stands before a dash is a name only where it has several words.
std::vector<std::string> names_in(const std::string& label) {
  std::vector<std::string> names{label};
  const auto add = [&](std::string_view part) {
    const bool fresh = std::find(names.begin(), names.end(), part) == names.end();
    if (fresh && !part.empty() && !is_title(part)) names.emplace_back(part);
  };
  add(without_bracket(label));
  std::string_view rest = label;
  for (auto dash = find_dash(rest); dash.at != rest.npos; dash = find_dash(rest)) {
    const auto before = without_bracket(trimmed(rest.substr(0, dash.at)));
    if (before.find(' ') != before.npos) add(before);
    rest.remove_prefix(dash.at + dash.size);
  }
  add(without_bracket(trimmed(rest)));
  return names;
}

/// "A", "B" … "Z", "AA" …
std::string letters(std::size_t number) {
  std::string text;
  for (++number; number > 0; number = (number - 1) / 26) {
    text.insert(text.begin(), static_cast<char>('A' + (number - 1) % 26));
  }
  return text;
}

/// Lists that events hold in the order of their bytes.
void sort_again(pb::Event& event) {
  if (event.has_vote_opened()) {
    auto& excluded = *event.mutable_vote_opened()->mutable_excluded();
    std::sort(excluded.begin(), excluded.end());
  }
  if (event.has_vote_closed()) {
    auto& papers = *event.mutable_vote_closed()->mutable_secret_ballots();
    std::sort(papers.begin(), papers.end(), [](const auto& a, const auto& b) {
      return a.SerializeAsString() < b.SerializeAsString();
    });
  }
}

}  // namespace

Pseudonyms::Pseudonyms(const std::vector<KnownPerson>& people, std::string from, std::string to,
                       std::uint64_t seed)
    : from_(std::move(from)), to_(std::move(to)) {
  std::vector<const KnownPerson*> order;
  std::set<std::string> party_set;
  for (const KnownPerson& person : people) {
    order.push_back(&person);
    party_set.insert(person.parties.begin(), person.parties.end());
  }
  party_set.erase("");
  std::vector<std::string> parties(party_set.begin(), party_set.end());
  std::mt19937_64 chance(seed);
  std::shuffle(order.begin(), order.end(), chance);
  std::shuffle(parties.begin(), parties.end(), chance);

  std::size_t members = 0;
  std::size_t guests = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const KnownPerson& person = *order[i];
    const std::string label =
        person.member ? "Medlem " + std::to_string(++members) : "Gjest " + std::to_string(++guests);
    labels_[person.id] = label;
    in_ids_.emplace_back(person.id, "d" + std::to_string(i + 1));
    in_texts_.emplace_back(person.id, label);
    for (const std::string& one : person.labels) {
      for (const std::string& name : names_in(one)) {
        if (name.empty()) continue;
        in_ids_.emplace_back(name, label);
        in_texts_.emplace_back(name, label);
      }
    }
  }
  for (std::size_t i = 0; i < parties.size(); ++i) {
    in_ids_.emplace_back(parties[i], "Parti " + letters(i));
    in_texts_.emplace_back(parties[i], "Parti " + letters(i));
  }
  longest_first(in_ids_);
  longest_first(in_texts_);
}

std::string Pseudonyms::id(const std::string& text) const {
  return replace_words(text, in_ids_).text;
}

std::string Pseudonyms::text(const std::string& text) const {
  return replace_words(text, in_texts_).text;
}

std::string Pseudonyms::label(const std::string& person) const { return labels_.at(person); }

void Pseudonyms::hide(pb::Event& event) {
  const std::string person =
      event.has_person_enrolled() ? event.person_enrolled().person() : std::string();
  hide_in(event, person);
  sort_again(event);
}

/// `person`: whose label is meant where the message holds one.
void Pseudonyms::hide_in(pbuf::Message& message, const std::string& person) {
  const auto& kind = *message.GetDescriptor();
  const auto& has = *message.GetReflection();
  std::vector<const pbuf::FieldDescriptor*> set;
  has.ListFields(message, &set);
  for (const auto* field : set) {
    const int count = field->is_repeated() ? has.FieldSize(message, field) : 1;
    if (field->cpp_type() == pbuf::FieldDescriptor::CPPTYPE_MESSAGE) {
      for (int i = 0; i < count; ++i) {
        hide_in(field->is_repeated() ? *has.MutableRepeatedMessage(&message, field, i)
                                     : *has.MutableMessage(&message, field),
                person);
      }
      continue;
    }
    if (field->cpp_type() != pbuf::FieldDescriptor::CPPTYPE_STRING) continue;
    const auto what = name_field(kind.name(), field->name());
    if (!what) throw std::logic_error("name_fields.cpp does not know " + field->full_name());
    for (int i = 0; i < count; ++i) {
      if (field->is_repeated()) {
        has.SetRepeatedString(&message, field, i,
                              hidden(*what, has.GetRepeatedString(message, field, i), person));
      } else {
        has.SetString(&message, field, hidden(*what, has.GetString(message, field), person));
      }
    }
  }
}

std::string Pseudonyms::hidden(NameField kind, const std::string& value,
                               const std::string& person) {
  switch (kind) {
    case NameField::kept:
      return value;
    case NameField::programme:
      return to_.substr(0, to_.find('/'));
    case NameField::room:
      return value == from_ ? to_ : value;
    case NameField::id:
      return id(value);
    case NameField::label:
      return label(person);
    case NameField::candidate:
      return candidate(value);
    case NameField::stranger: {
      const auto replaced = replace_words(value, in_texts_);
      return replaced.all_known ? replaced.text : "Noen";
    }
    case NameField::text:
      return text(value);
  }
  throw std::logic_error("a kind of field that pseudonyms do not know");
}

/// Whoever is not wholly known gets a name of their own, the same throughout.
std::string Pseudonyms::candidate(const std::string& name) {
  const auto replaced = replace_words(name, in_ids_);
  if (replaced.all_known) return replaced.text;
  const auto [found, first] = candidates_.try_emplace(name);
  if (first) found->second = "Kandidat " + std::to_string(candidates_.size());
  return found->second;
}

}  // namespace tingbok::replay
