/// One room up to an event, as one reader may see it. Private to core/lineage.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "core/lineage/history.hpp"
#include "core/lineage/lineage.hpp"
#include "core/lineage/telling.hpp"
#include "core/past/reader.hpp"
#include "core/past/rights.hpp"

namespace tingbok::lineage {

/// By room, numbers of events up to which it is told.
using Moments = std::map<std::string, std::set<log::Number>>;

/// Reads the room's events when it is made. For one thread.
class ToldRoom {
 public:
  /// Null: the reader is not on the room's roster. Throws log::Damaged. At each moment in `cuts`
  /// support becomes a step, so what is told up to there is the beginning of this.
  static std::unique_ptr<ToldRoom> of(past::PastReader& past, const std::string& room,
                                      log::Number upto, const past::Viewer& viewer,
                                      const Moments& cuts);
  ToldRoom(const ToldRoom&) = delete;
  ToldRoom& operator=(const ToldRoom&) = delete;

  const domain::State& state() const { return then_->state; }
  History& history() { return history_; }
  Teller& teller() { return teller_; }
  /// Adds the labels of the people in `nodes` that are not there yet, as far as the reader sees
  /// them.
  void add_labels(const google::protobuf::RepeatedPtrField<pb::LineageNode>& nodes,
                  std::map<std::string, std::string>& labels) const;

 private:
  ToldRoom(const log::EventLog& log, const std::string& room, past::StatePtr then,
           past::Rights rights, const Moments& cuts);

  past::StatePtr then_;
  past::Rights rights_;
  History history_;
  Teller teller_;
};

}  // namespace tingbok::lineage
