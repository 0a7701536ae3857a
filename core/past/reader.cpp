#include "core/past/reader.hpp"

#include <algorithm>

#include "core/rebuild/fold_on.hpp"
#include "core/rebuild/snapshots.hpp"

namespace tingbok::past {

StatePtr PastReader::state_at(const std::string& room, log::Number number) {
  number = std::min(number, log_.head(room).number);
  if (auto kept = asked_.find(room, number)) return kept;
  if (auto kept = heads_.find(room, number)) return kept;
  auto made = std::make_shared<const rebuild::Rebuilt>(make(room, number));
  asked_.keep(room, made);
  return made;
}

StatePtr PastReader::now(const std::string& room) {
  const auto number = log_.head(room).number;
  if (auto kept = heads_.find(room, number)) return kept;
  const auto near = heads_.find(room, number, fold_on_events_max);
  auto made = std::make_shared<const rebuild::Rebuilt>(
      near ? rebuild::fold_on(log_, room, *near, number) : make(room, number));
  heads_.keep_alone(room, made);
  return made;
}

rebuild::Rebuilt PastReader::make(const std::string& room, log::Number number) {
  if (const auto near = asked_.find(room, number, fold_on_events_max)) {
    return rebuild::fold_on(log_, room, *near, number);
  }
  auto start = rebuild::nearest_snapshot(log_, room, number,
                                         [&](log::Number base) { return base_at(room, base); });
  return rebuild::rebuild_from(log_, room, std::move(start), number);
}

StatePtr PastReader::base_at(const std::string& room, log::Number number) {
  if (auto kept = bases_.find(room, number)) return kept;
  const auto base = rebuild::bases_in(log_, room)(number);
  if (base) bases_.keep(room, base);
  return base;
}

}  // namespace tingbok::past
