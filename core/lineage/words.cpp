#include "core/lineage/words.hpp"

#include <cstddef>
#include <stdexcept>

namespace tingbok::lineage {
namespace {

/// One thing in every language, in the order of Language.
using Row = std::array<std::string_view, languages.size()>;

template <std::size_t size>
constexpr bool whole(const std::array<Row, size>& rows, std::size_t first) {
  for (std::size_t i = first; i < size; ++i) {
    for (const auto word : rows[i]) {
      if (word.empty()) return false;
    }
  }
  return true;
}

template <std::size_t size>
std::string_view pick(const std::array<Row, size>& rows, std::size_t at, Language language) {
  return rows.at(at)[static_cast<std::size_t>(language)];
}

constexpr std::array<Row, static_cast<std::size_t>(Phrase::count)> phrases{{
    {"Slik ble vedtaket i sak {id} til ({room}, til og med hendelse {number}):",
     "Slik vart vedtaket i sak {id} til ({room}, til og med hending {number}):",
     "How the decision in item {id} came about ({room}, up to event {number}):"},
    {"Slik ble {id} til ({room}, til og med hendelse {number}):",
     "Slik vart {id} til ({room}, til og med hending {number}):",
     "How {id} came about ({room}, up to event {number}):"},
    {"Slik kom {id} på plass {place} ({room}, til og med hendelse {number}):",
     "Slik kom {id} på plass {place} ({room}, til og med hending {number}):",
     "How {id} came to place {place} ({room}, up to event {number}):"},
    {"Øvelse, kopi av {of}. ", "Øving, kopi av {of}. ", "Exercise, a copy of {of}. "},
    {"Lappen {id} ble skrevet{at}{by}{says}.", "Lappen {id} vart skriven{at}{by}{says}.",
     "The note {id} was written{at}{by}{says}."},
    {"Lappene {list} ble samlet i gruppa {id}{title}{at}{by}.",
     "Lappane {list} vart samla i gruppa {id}{title}{at}{by}.",
     "The notes {list} were gathered in the cluster {id}{title}{at}{by}."},
    {"Forslag {id} ble fremmet{at}{by}{says}.", "Forslag {id} vart fremja{at}{by}{says}.",
     "Proposal {id} was put forward{at}{by}{says}."},
    {"Forslag {id} ble fremmet{at}{by} som endring av {amends}{says}.",
     "Forslag {id} vart fremja{at}{by} som endring av {amends}{says}.",
     "Proposal {id} was put forward{at}{by} to amend {amends}{says}."},
    {" Det bygger på {list}.", " Det byggjer på {list}.", " It rests on {list}."},
    {" Grunnlag er ikke oppgitt; da forelå {list}.",
     " Grunnlag er ikkje oppgitt; då låg {list} føre.",
     " No ground is stated; by then there was {list}."},
    {"Teksten i forslag {id} ble endret{at}{by}{changes}.",
     "Teksten i forslag {id} vart endra{at}{by}{changes}.",
     "The text of proposal {id} was edited{at}{by}{changes}."},
    {"strøket {list}", "stroke {list}", "struck out {list}"},
    {"nytt {list}", "nytt {list}", "new {list}"},
    {"Forslag {id} ble til{at} ved at {list} ble slått sammen{by}{says}.",
     "Forslag {id} vart til{at} ved at {list} vart slått saman{by}{says}.",
     "Proposal {id} came about{at} when {list} were merged{by}{says}."},
    {"Forslag {id} ble delt opp i {list}{at}{by}.", "Forslag {id} vart delt opp i {list}{at}{by}.",
     "Proposal {id} was split into {list}{at}{by}."},
    {"{people} sluttet seg til forslag {id}{at}.", "{people} slutta seg til forslag {id}{at}.",
     "{people} supported proposal {id}{at}."},
    {"Forslag {id} fikk støtte fra {n}{at}.", "Forslag {id} fekk støtte frå {n}{at}.",
     "Proposal {id} was supported by {n}{at}."},
    {", senest{at}", ", seinast{at}", ", most recently{at}"},
    {"Den prioriterte lista {id} ble satt{at}{by}: {list}.",
     "Den prioriterte lista {id} vart sett{at}{by}: {list}.",
     "The priority list {id} was set{at}{by}: {list}."},
    {"{id} ble flyttet fra plass {from} til plass {to} på lista {list}{at}{by}.",
     "{id} vart flytta frå plass {from} til plass {to} på lista {list}{at}{by}.",
     "{id} was moved from place {from} to place {to} on the list {list}{at}{by}."},
    {"Lista {id} ble låst{at}{by}: {list}.", "Lista {id} vart låst{at}{by}: {list}.",
     "The list {id} was locked{at}{by}: {list}."},
    {"{kind} {id}{says} ble åpnet{at}{by} og lukket{end}.{result}",
     "{kind} {id}{says} vart opna{at}{by} og lukka{end}.{result}",
     "{kind} {id}{says} was opened{at}{by} and closed{end}.{result}"},
    {"{kind} {id}{says} ble åpnet{at}{by} og er ikke lukket.",
     "{kind} {id}{says} vart opna{at}{by} og er ikkje lukka.",
     "{kind} {id}{says} was opened{at}{by} and has not been closed."},
    {"{kind} {id}{says} ble åpnet{at}{by} og annullert{end}{because}. Stemmene teller ikke.",
     "{kind} {id}{says} vart opna{at}{by} og annullert{end}{because}. Røystene tel ikkje.",
     "{kind} {id}{says} was opened{at}{by} and annulled{end}{because}. Its votes do not count."},
    {"Vedtaket i sak {id}{title} ble ført{at}{by}{says}.",
     "Vedtaket i sak {id}{title} vart ført{at}{by}{says}.",
     "The decision in item {id}{title} was recorded{at}{by}{says}."},
    {"Forslag {id} ble trukket{at}{by}.", "Forslag {id} vart trekt{at}{by}.",
     "Proposal {id} was withdrawn{at}{by}."},
    {"Forslag {id} ble oversendt{at}{by}.", "Forslag {id} vart oversendt{at}{by}.",
     "Proposal {id} was referred{at}{by}."},
    {"Standpunktet fra {id} kom inn{at}{by}.", "Standpunktet frå {id} kom inn{at}{by}.",
     "The position of {id} came in{at}{by}."},
    {"{room} var da kommet til hendelse {number}{at}.",
     "{room} var då komen til hending {number}{at}.",
     "{room} had come to event {number}{at} by then."},
    {"Det ble vist til «{id}»{at}.", "Det vart vist til «{id}»{at}.",
     "“{id}” was referred to{at}."},
    {" Resultat: {list}.", " Resultat: {list}.", " Result: {list}."},
    {" av {who}", " av {who}", " by {who}"},
    {" {time}", " {time}", " at {time}"},
    {"og", "og", "and"},
    {" (teksten er ikke å se)", " (teksten er ikkje å sjå)", " (its text is not to be seen)"},
    {"Utelatt fordi leseren ikke har innsyn: {n}.", "Utelate fordi lesaren ikkje har innsyn: {n}.",
     "Left out because the reader may not see it: {n}."},
    {"Utelatt fordi det er for mye, eldst først: {n}.",
     "Utelate fordi det er for mykje, eldst først: {n}.",
     "Left out because there is too much, oldest first: {n}."},
    {"nr.", "nr.", "no."},
    {"lapper", "lappar", "notes"},
    {"Stiplet strek: ikke oppgitt av noen, men det forelå da.",
     "Stipla strek: ikkje oppgitt av nokon, men det låg føre då.",
     "Dashed line: stated by nobody, but there at the time."},
    {"Hver boks er noe som skjedde. Pilene går fra det som kom først, til det som kom av det.",
     "Kvar boks er noko som skjedde. Pilene går frå det som kom først, til det som kom av det.",
     "Each box is something that happened. Arrows go from what came first to what came of it."},
}};
static_assert(whole(phrases, 0));

constexpr std::array<Row, pb::LineageKind_ARRAYSIZE> kind_words{{
    {"", "", ""},
    {"lapp", "lapp", "note"},
    {"gruppe av lapper", "gruppe av lappar", "cluster"},
    {"forslag", "forslag", "proposal"},
    {"endret tekst", "endra tekst", "edited text"},
    {"slått sammen", "slått saman", "merged"},
    {"delt opp", "delt opp", "split"},
    {"sluttet seg til", "slutta seg til", "support"},
    {"prioritert liste", "prioritert liste", "priority list"},
    {"flyttet på lista", "flytta på lista", "moved on the list"},
    {"låst liste", "låst liste", "locked list"},
    {"prøvevotering", "prøvevotering", "straw poll"},
    {"annullert votering", "annullert votering", "annulled vote"},
    {"bindende votering", "bindande votering", "binding vote"},
    {"vedtak", "vedtak", "decision"},
    {"trukket eller oversendt", "trekt eller oversendt", "withdrawn or referred"},
    {"standpunkt", "standpunkt", "position"},
    {"grunnlag", "grunnlag", "ground"},
}};
static_assert(whole(kind_words, 1));

constexpr std::array<Row, pb::VoteKind_ARRAYSIZE> vote_words{{
    {"votering", "votering", "vote"},
    {"innspillsvotering", "innspelsvotering", "input vote"},
    {"prøvevotering", "prøvevotering", "straw poll"},
    {"bindende votering", "bindande votering", "binding vote"},
    {"valg", "val", "election"},
}};
static_assert(whole(vote_words, 0));

constexpr std::array<Row, pb::Outcome_ARRAYSIZE> outcome_words{{
    {"", "", ""},
    {"vedtatt", "vedteke", "adopted"},
    {"forkastet", "forkasta", "not adopted"},
    {"ikke vedtaksført", "ikkje vedtaksført", "not quorate"},
    {"flertall for", "fleirtal for", "a majority for"},
    {"flertall mot", "fleirtal mot", "a majority against"},
    {"stemmelikhet", "likt røystetal", "a tie"},
    {"stemmelikhet uten møteleders stemme", "likt røystetal utan røysta til møteleiaren",
     "a tie without the chair's vote"},
    {"avgjort", "avgjort", "settled"},
    {"prøvevotering", "prøvevotering", "a straw poll"},
    {"innspill", "innspel", "input"},
    {"stemmelikhet om andreplassen", "likt røystetal om andreplassen", "a tie for second place"},
    {"ny votering mellom to", "ny votering mellom to", "a new vote between two"},
    {"valgt", "vald", "elected"},
    {"ny avstemning", "ny avrøysting", "a new ballot"},
    {"loddtrekning", "loddtrekking", "lots to be drawn"},
    {"annullert", "annullert", "annulled"},
    {"ingen blokkerer", "ingen blokkerer", "nobody blocks"},
    {"blokkert", "blokkert", "blocked"},
    {"samtykke", "samtykke", "consent"},
    {"innvending", "innvending", "an objection"},
}};
static_assert(whole(outcome_words, 1));

constexpr std::array<Row, pb::DecidedBy_ARRAYSIZE> decided_words{{
    {"", "", ""},
    {"flertall", "fleirtal", "majority"},
    {"møteleders stemme avgjorde", "røysta til møteleiaren avgjorde", "the chair's casting vote"},
    {"etter Borda", "etter Borda", "by Borda points"},
    {"etter møteleders rangering", "etter rangeringa til møteleiaren", "by the chair's ranking"},
    {"mer enn halvparten", "meir enn halvparten", "more than half"},
    {"flest stemmer", "flest røyster", "most votes"},
    {"etter loddtrekning", "etter loddtrekking", "by drawing of lots"},
    {"etter kvotient", "etter kvotient", "by quotient"},
    {"uten virkning", "utan verknad", "without effect"},
    {"lodd må trekkes", "lodd må trekkjast", "lots are needed"},
    {"ingen innvending", "inga innvending", "no objection"},
    {"innvending", "innvending", "an objection"},
    {"etter overføring av stemmer", "etter overføring av røyster", "by transfers of votes"},
    {"etter like andeler", "etter like delar", "by equal shares"},
}};
static_assert(whole(decided_words, 1));

constexpr std::array<Row, 12> months{{{"januar", "januar", "January"},
                                      {"februar", "februar", "February"},
                                      {"mars", "mars", "March"},
                                      {"april", "april", "April"},
                                      {"mai", "mai", "May"},
                                      {"juni", "juni", "June"},
                                      {"juli", "juli", "July"},
                                      {"august", "august", "August"},
                                      {"september", "september", "September"},
                                      {"oktober", "oktober", "October"},
                                      {"november", "november", "November"},
                                      {"desember", "desember", "December"}}};

constexpr std::array<std::string_view, 3> choices{"for", "mot", "blankt"};
constexpr std::array<Row, 3> choice_words{
    {{"for", "for", "for"}, {"mot", "mot", "against"}, {"blankt", "blankt", "blank"}}};

constexpr Row codes{"nb", "nn", "en"};

}  // namespace

std::optional<Language> language_of(std::string_view code) {
  for (const auto language : languages) {
    if (code_of(language) == code) return language;
  }
  return std::nullopt;
}

std::string_view code_of(Language language) { return codes[static_cast<std::size_t>(language)]; }

std::string_view phrase(Phrase phrase, Language language) {
  return pick(phrases, static_cast<std::size_t>(phrase), language);
}

std::string_view kind_word(pb::LineageKind kind, Language language) {
  return pick(kind_words, static_cast<std::size_t>(kind), language);
}

std::string_view vote_word(pb::VoteKind kind, Language language) {
  return pick(vote_words, static_cast<std::size_t>(kind), language);
}

std::string_view outcome_word(pb::Outcome outcome, Language language) {
  return pick(outcome_words, static_cast<std::size_t>(outcome), language);
}

std::string_view decided_word(pb::DecidedBy decided, Language language) {
  return pick(decided_words, static_cast<std::size_t>(decided), language);
}

std::optional<std::string_view> choice_word(std::string_view option, Language language) {
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (choices[i] == option) return pick(choice_words, i, language);
  }
  return std::nullopt;
}

std::string_view month_word(unsigned month, Language language) {
  return pick(months, month - 1, language);
}

}  // namespace tingbok::lineage
