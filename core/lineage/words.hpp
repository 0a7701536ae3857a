/// The words that lineages are told in: one catalogue, three languages, total over the kinds
/// (checked when it is compiled and by tests/unit/lineage_words.cpp).
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "tingbok/v1/lineage.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
}

namespace tingbok::lineage {

enum class Language { nb, nn, en };
inline constexpr std::array<Language, 3> languages{Language::nb, Language::nn, Language::en};

/// "nb", "nn" or "en"; nullopt for anything else.
std::optional<Language> language_of(std::string_view code);
std::string_view code_of(Language language);

/// Sentences have slots such as {id}; sentences.cpp says what goes into each.
enum class Phrase {
  heading_decision,
  heading_other,
  heading_place,
  training,
  note,
  cluster,
  proposal,
  proposal_amending,
  rests_on,
  ground_inferred,
  wording,
  struck,
  fresh,
  merge,
  split,
  support,
  support_unnamed,
  latest,
  list_set,
  list_move,
  list_lock,
  vote,
  vote_open,
  vote_annulled,
  decision,
  withdrawn,
  forwarded,
  position,
  position_there,
  basis,
  result,
  by,
  at,
  and_word,
  erased,
  hidden,
  beyond,
  number,
  notes,
  dashed,
  drawing,
  count
};

std::string_view phrase(Phrase phrase, Language language);
/// What a node is, such as "lapp".
std::string_view kind_word(pb::LineageKind kind, Language language);
/// A vote by what it is for, such as "prøvevotering".
std::string_view vote_word(pb::VoteKind kind, Language language);
std::string_view outcome_word(pb::Outcome outcome, Language language);
std::string_view decided_word(pb::DecidedBy decided, Language language);
/// "for", "mot" and "blankt" in the language; nullopt for every other option.
std::optional<std::string_view> choice_word(std::string_view option, Language language);
/// From 1.
std::string_view month_word(unsigned month, Language language);

}  // namespace tingbok::lineage
