/// The floor: the speakers' list (taleliste), timers, statements, observations, films, debate.
/// Private to core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::TimerStart& command);
Decision decide(const Situation& now, const pb::TimerEnd& command);
Decision decide(const Situation& now, const pb::Say& command);
Decision decide(const Situation& now, const pb::Observe& command);
Decision decide(const Situation& now, const pb::FilmPlay& command);
Decision decide(const Situation& now, const pb::SpeakRequest& command);
Decision decide(const Situation& now, const pb::SpeakWithdraw& command);
Decision decide(const Situation& now, const pb::SpeakGrant& command);
Decision decide(const Situation& now, const pb::SpeakEnd& command);
Decision decide(const Situation& now, const pb::DebateClose& command);
Decision decide(const Situation& now, const pb::DebateReopen& command);

void evolve(Editor& editor, const pb::TimerStarted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TimerEnded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::StatementMade& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ObservationNoted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::FilmPlayed& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::FloorRequested& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::FloorRequestWithdrawn& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::FloorGranted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::SpeechEnded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::DebateClosed& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::DebateReopened& fact, const pb::Event& event);

/// A timer that starts, and one that stops, at the event's time.
void start_timer(Editor& editor, const std::string& id, std::uint32_t seconds,
                 const std::string& purpose);
void stop_timer(Editor& editor, const std::string& id);

Decision decide(const Situation& now, const pb::TimerExtend& command);
Decision decide(const Situation& now, const pb::TimerRunOut& command);

void evolve(Editor& editor, const pb::TimerExtended& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::TimerRanOut& fact, const pb::Event& event);

}  // namespace tingbok::domain
