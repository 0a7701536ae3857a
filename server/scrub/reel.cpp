#include "server/scrub/reel.hpp"

#include <utility>

#include "core/rebuild/fold_on.hpp"
#include "core/rebuild/record.hpp"

namespace tingbok::scrub {

Reel::Reel(past::PastReader& reader, std::string workshop)
    : reader_(reader), workshop_(std::move(workshop)) {}

void Reel::seek(log::Number number) {
  shared_ = reader_.state_at(workshop_, number);
  own_ = {};
}

bool Reel::advance(const Shown& shown) {
  if (shared_) own_ = *std::exchange(shared_, nullptr);
  const log::Number next = number() + 1;
  pb::Event folded;
  domain::Changes changed;
  own_ = rebuild::fold_on(reader_.log(), workshop_, std::move(own_), next,
                          [&](const rebuild::Rebuilt&, const pb::RecordCore&,
                              const pb::Event& event, const domain::Changes& changes) {
                            folded = event;
                            changed = changes;
                            return false;
                          });
  if (number() != next) return false;
  shown(folded, changed);
  return true;
}

std::optional<pb::RecordCore> Reel::next() const {
  std::optional<pb::RecordCore> core;
  reader_.log().read(workshop_, number() + 1, number() + 1, [&](const log::RecordView& record) {
    core = rebuild::parse_record(record, workshop_).core;
    return false;
  });
  return core;
}

}  // namespace tingbok::scrub
