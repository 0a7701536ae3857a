// Breaking texts into lines without asking a font.
#include <algorithm>
#include <string_view>

#include "core/drawing/cards.hpp"

namespace tingbok::drawing {
namespace {

constexpr double size = 13;
constexpr std::string_view ellipsis = "…";

/// Bytes of the character that starts at `at`; stray bytes count as one.
std::size_t character_bytes(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  const std::size_t wanted = first < 0xC0 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  return std::min(wanted, text.size() - at);
}

/// Share of the size, a little generous: common sans-serif faces differ by some percent.
double character_width(std::string_view character) {
  if (character.size() >= 3) return 1.0;
  if (character.size() == 2) return 0.62;
  constexpr std::string_view narrow = "ijlftrI.,:;'!|()[] -";
  constexpr std::string_view wide = "mwMW@%";
  if (narrow.find(character[0]) != std::string_view::npos) return 0.36;
  if (wide.find(character[0]) != std::string_view::npos) return 0.95;
  return character[0] >= 'A' && character[0] <= 'Z' ? 0.70 : 0.58;
}

double width_of(std::string_view text) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const auto bytes = character_bytes(text, at);
    width += character_width(text.substr(at, bytes)) * size;
    at += bytes;
  }
  return width;
}

/// The longest beginning that fits, at least one character.
std::string_view fitting(std::string_view text, double width) {
  std::size_t end = 0;
  double used = 0;
  while (end < text.size()) {
    const auto bytes = character_bytes(text, end);
    used += character_width(text.substr(end, bytes)) * size;
    if (end > 0 && used > width) break;
    end += bytes;
  }
  return text.substr(0, end);
}

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  const auto is_space = [](char c) { return static_cast<unsigned char>(c) <= ' '; };
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && is_space(text[at])) ++at;
    auto end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (end > at) words.push_back(text.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace

std::vector<std::string> wrapped(const std::string& text, double width, std::size_t most) {
  std::vector<std::string> lines;
  const auto full = [&] { return lines.size() > most; };
  for (auto word : words_of(text)) {
    const bool joins = !lines.empty() && width_of(lines.back() + " " + std::string(word)) <= width;
    if (joins) {
      lines.back() += " " + std::string(word);
      continue;
    }
    while (!word.empty() && !full()) {
      const auto part = fitting(word, width);
      lines.emplace_back(part);
      word.remove_prefix(part.size());
    }
    if (full()) break;
  }
  if (!full()) return lines;
  lines.resize(most);
  if (most == 0) return lines;
  auto& last = lines.back();
  last = std::string(fitting(last, width - size));
  while (!last.empty() && (last.back() == ' ' || last.back() == ',')) last.pop_back();
  last += ellipsis;
  return lines;
}

}  // namespace tingbok::drawing
