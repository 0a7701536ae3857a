/// A lineage in plain sentences, as a council's secretary would write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "core/lineage/lineage.hpp"
#include "core/lineage/words.hpp"

namespace tingbok::lineage {

/// Minutes east of UTC that the room's clock shows at a time (milliseconds since 1970 UTC).
using ClockOffset = std::function<int(std::int64_t time_ms)>;

/// How the sentences are told.
struct Telling {
  Language language = Language::nb;
  /// Not used where times come from a script: those are told as they are. Unset: UTC.
  ClockOffset offset;
};

/// A heading, then one line a node in the order of the nodes, each with the number of its event;
/// a line with the date wherever the day changes; what was left out last. Lines end with '\n'.
std::string as_text(const Told& told, const Telling& how);

/// What one node says: one or a few sentences, without number.
std::string sentence(const Told& told, const pb::LineageNode& node, const Telling& how);

/// "nr. 12" of its room; of another room than the lineage's "B/K04, nr. 12".
std::string numbered(const Told& told, const pb::LineageNode& node, Language language);

/// HH.MM.
std::string clock_time(const Told& told, std::int64_t time_ms, const Telling& how);

/// What somebody is called: the label, or the id where there is none.
std::string called(const Told& told, const std::string& person);

/// "Slik ble vedtaket i sak PS 1/26 til …".
std::string heading(const Told& told, Language language);

/// That so many are left out, and why: Phrase::hidden or Phrase::beyond.
std::string left_out(Phrase why, std::size_t count, Language language);

/// What a vote came to: "for 24, mot 6; vedtatt; flertall". Empty where it came to nothing yet.
std::string result_line(const pb::TallyResult& result, Language language);

/// What the node is; a vote by what it is for.
std::string label_of(const pb::LineageNode& node, Language language);

/// What the node is, with its id: "slått sammen P10".
std::string heading_of(const pb::LineageNode& node, Language language);

}  // namespace tingbok::lineage
