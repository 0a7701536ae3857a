/// The four workshop scripts, each played once, for tests that look into them: docs/seed-systems.md
/// lists which seed system each of those tests stands for.
#pragma once

#include <string>
#include <vector>

#include "core/view/audience.hpp"
#include "script_runner.hpp"

namespace tingbok::golden {

/// A script played to its end, every answer as the script expects it.
class Play {
 public:
  /// "A_samfunnsdel" and the like. Throws as ScriptRunner does.
  explicit Play(const std::string& name);

  const ScriptRunner& runner() const { return runner_; }
  /// By line number, from 1.
  const Played& line(std::uint64_t seq) const { return lines_.at(seq - 1); }
  const std::vector<Played>& lines() const { return lines_; }
  /// A value of the outcome as JSON text: keys and indices joined with '/'. Empty where there is
  /// none.
  std::string outcome(const std::string& path) const;
  /// The room rebuilt from its log alone at a position (replay/position.hpp).
  domain::State at(const std::string& room, const std::string& position) const;

 private:
  ScriptRunner runner_;
  std::vector<Played> lines_;
  boost::json::object outcome_;
};

/// Each is played when it is first asked for.
const Play& script_a();
const Play& script_b();
const Play& script_c();
const Play& script_e();

/// What an audience sees of the entity of kind T with this id; nullopt: nothing.
template <class T>
std::optional<v1::Entity> seen(const domain::State& state, const std::string& id,
                               v1::Audience audience) {
  const auto slot = state.slot_of<T>(id);
  if (!slot) return std::nullopt;
  return view::visible(state, state.entities()[*slot], audience);
}

inline const std::vector<v1::Audience> every_audience = {
    v1::AUDIENCE_PUBLIC, v1::AUDIENCE_PARTICIPANT, v1::AUDIENCE_STEERING, v1::AUDIENCE_AUDITOR};

}  // namespace tingbok::golden
