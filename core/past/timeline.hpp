/// The shape of a room's time: how much happened when, and what one may want to go to.
#pragma once

#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "core/past/rights.hpp"
#include "tingbok/v1/past.pb.h"

namespace tingbok::past {

/// Finds the marks of rooms, and remembers them: the first call about a room reads all its records,
/// later ones those that are new. One serves a whole process. All functions may be called from any
/// thread, block on the log and throw log::Damaged.
class Timelines {
 public:
  /// `reader` must outlive it.
  explicit Timelines(PastReader& reader) : reader_(reader) {}

  /// Its time in `stretches` (1..stretches_max) of equal length, and the marks that `viewer`, whose
  /// rights are `rights`, may see: of records that its audience could see then, about what it may
  /// see now. At most marks_max, the latest.
  pb::Timeline timeline(const std::string& room, const Viewer& viewer, const Rights& rights,
                        std::uint32_t stretches);

 private:
  /// A mark, and who could see its record.
  struct Mark {
    pb::TimelineMark mark;
    pb::Visibility visibility;
  };
  struct Marks {
    std::string room;
    std::mutex mutex;
    /// The last record that was looked at.
    log::Number to = 0;
    std::vector<Mark> marks;
  };

  std::shared_ptr<Marks> marks_of(const std::string& room);
  void look_on(Marks& marks, log::Number to) const;
  static bool goes_on(const Mark& last, const Mark& made);
  static void look_at(Marks& marks, const pb::RecordCore& core);

  PastReader& reader_;
  std::mutex mutex_;
  /// The most recently used first; marked_rooms_max of them.
  std::list<std::shared_ptr<Marks>> rooms_;
};

}  // namespace tingbok::past
