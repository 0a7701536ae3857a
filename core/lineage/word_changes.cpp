#include "core/lineage/word_changes.hpp"

#include <algorithm>
#include <cstdint>

namespace tingbok::lineage {
namespace {

/// A word with the spaces that follow it; a text that begins with spaces begins with an empty word.
struct Word {
  std::string_view text;
  std::string_view whole;
};

bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  std::size_t at = 0;
  while (at < text.size()) {
    auto end = at;
    while (end < text.size() && !is_space(text[end])) ++end;
    auto next = end;
    while (next < text.size() && is_space(text[next])) ++next;
    words.push_back({text.substr(at, end - at), text.substr(at, next - at)});
    at = next;
  }
  return words;
}

enum class Fate { kept, removed, added };

class Pieces {
 public:
  void add(Fate fate, std::string_view text) {
    if (pieces_.empty() || fate != last_) {
      auto& piece = pieces_.emplace_back();
      piece.set_added(fate == Fate::added);
      piece.set_removed(fate == Fate::removed);
      last_ = fate;
    }
    pieces_.back().mutable_text()->append(text);
  }
  std::vector<pb::WordChange> take() { return std::move(pieces_); }

 private:
  std::vector<pb::WordChange> pieces_;
  Fate last_ = Fate::kept;
};

using Words = std::vector<Word>;

/// Lengths of the longest common subsequences of all tails; row by row, rows of `columns + 1`.
class Tails {
 public:
  Tails(const Words& before, const Words& after)
      : columns_(after.size() + 1), lengths_((before.size() + 1) * columns_, 0) {
    for (auto i = before.size(); i-- > 0;) {
      for (auto j = after.size(); j-- > 0;) {
        at(i, j) = before[i].text == after[j].text ? at(i + 1, j + 1) + 1
                                                   : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }
  std::uint32_t& at(std::size_t i, std::size_t j) { return lengths_[i * columns_ + j]; }

 private:
  const std::size_t columns_;
  std::vector<std::uint32_t> lengths_;
};

void compare(Pieces& pieces, const Words& before, const Words& after) {
  std::size_t i = 0;
  std::size_t j = 0;
  if (before.size() * after.size() <= compared_max) {
    Tails tails(before, after);
    while (i < before.size() && j < after.size()) {
      if (before[i].text == after[j].text) {
        pieces.add(Fate::kept, after[j].whole);
        ++i, ++j;
      } else if (tails.at(i + 1, j) >= tails.at(i, j + 1)) {
        pieces.add(Fate::removed, before[i++].whole);
      } else {
        pieces.add(Fate::added, after[j++].whole);
      }
    }
  }
  while (i < before.size()) pieces.add(Fate::removed, before[i++].whole);
  while (j < after.size()) pieces.add(Fate::added, after[j++].whole);
}

/// Takes what both begin or end with, and says how many words that is.
template <class Iterator>
std::size_t in_common(Iterator a, Iterator a_end, Iterator b, Iterator b_end) {
  const auto same = [](const Word& x, const Word& y) { return x.text == y.text; };
  return static_cast<std::size_t>(std::mismatch(a, a_end, b, b_end, same).first - a);
}

}  // namespace

std::vector<pb::WordChange> word_changes(std::string_view before, std::string_view after) {
  const auto old_words = words_of(before);
  const auto new_words = words_of(after);
  const auto head =
      in_common(old_words.begin(), old_words.end(), new_words.begin(), new_words.end());
  const auto rest = [&](const Words& words) {
    return words.rend() - static_cast<std::ptrdiff_t>(head);
  };
  const auto tail =
      in_common(old_words.rbegin(), rest(old_words), new_words.rbegin(), rest(new_words));
  const auto middle = [&](const Words& words) {
    return Words(words.begin() + static_cast<std::ptrdiff_t>(head),
                 words.end() - static_cast<std::ptrdiff_t>(tail));
  };
  Pieces pieces;
  for (std::size_t i = 0; i < head; ++i) pieces.add(Fate::kept, new_words[i].whole);
  compare(pieces, middle(old_words), middle(new_words));
  for (auto i = new_words.size() - tail; i < new_words.size(); ++i)
    pieces.add(Fate::kept, new_words[i].whole);
  return pieces.take();
}

}  // namespace tingbok::lineage
