#include "replay/pseudonyms.hpp"

#include <algorithm>
#include <random>
#include <set>
#include <stdexcept>

namespace tingbok::replay {
namespace {

namespace pbuf = google::protobuf;

/// Letters and digits, and every byte of a letter beyond ASCII.
bool in_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z');
}

bool whole_word(std::string_view text, std::size_t at, std::size_t size) {
  const bool starts = at == 0 || !in_word(text[at - 1]) || !in_word(text[at]);
  const std::size_t end = at + size;
  return starts && (end == text.size() || !in_word(text[end]) || !in_word(text[end - 1]));
}

/// Each whole word that is known replaced, the longest that fits at each place.
std::string replace_words(const std::string& text,
                          const std::vector<std::pair<std::string, std::string>>& words) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto found = std::find_if(words.begin(), words.end(), [&](const auto& word) {
      return text.compare(at, word.first.size(), word.first) == 0 &&
             whole_word(text, at, word.first.size());
    });
    if (found == words.end()) {
      result += text[at++];
    } else {
      result += found->second;
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

/// What a label calls somebody beside itself: without what stands in brackets at its end, and what
/// follows a dash ("Ordfører – Kari Nordmann (Ap)").
std::vector<std::string> names_in(const std::string& label) {
  std::vector<std::string> names{label};
  std::string_view rest = label;
  if (const auto bracket = rest.find(" ("); bracket != std::string_view::npos && bracket > 0) {
    rest = trimmed(rest.substr(0, bracket));
    names.emplace_back(rest);
  }
  constexpr std::string_view dash = " – ";
  if (const auto found = rest.find(dash); found != std::string_view::npos) {
    names.emplace_back(trimmed(rest.substr(found + dash.size())));
  }
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

std::string Pseudonyms::id(const std::string& text) const { return replace_words(text, in_ids_); }

std::string Pseudonyms::text(const std::string& text) const {
  return replace_words(text, in_texts_);
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
      const std::string known = text(value);
      return known == value && !value.empty() ? "Noen" : known;
    }
    case NameField::text:
      return text(value);
  }
  throw std::logic_error("a kind of field that pseudonyms do not know");
}

/// Whoever is not known gets a name of their own, the same throughout.
std::string Pseudonyms::candidate(const std::string& name) {
  const std::string known = id(name);
  if (known != name || name.empty()) return known;
  const auto [found, first] = candidates_.try_emplace(name);
  if (first) found->second = "Kandidat " + std::to_string(candidates_.size());
  return found->second;
}

}  // namespace tingbok::replay
