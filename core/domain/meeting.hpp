/// The meeting itself: convening, items, phases, mode, chair, doors, moments. Private to
/// core/domain.
#pragma once

#include "core/domain/editor.hpp"
#include "core/domain/situation.hpp"

namespace tingbok::domain {

Decision decide(const Situation& now, const pb::Convene& command);
Decision decide(const Situation& now, const pb::AgendaAdd& command);
Decision decide(const Situation& now, const pb::MeetingOpen& command);
Decision decide(const Situation& now, const pb::MeetingClose& command);
Decision decide(const Situation& now, const pb::BreakStart& command);
Decision decide(const Situation& now, const pb::BreakEnd& command);
Decision decide(const Situation& now, const pb::ModeSet& command);
Decision decide(const Situation& now, const pb::PhaseSet& command);
Decision decide(const Situation& now, const pb::ItemOpen& command);
Decision decide(const Situation& now, const pb::ItemClose& command);
Decision decide(const Situation& now, const pb::ChairHandover& command);
Decision decide(const Situation& now, const pb::Mark& command);
Decision decide(const Situation& now, const pb::MinutesPublish& command);
Decision decide(const Situation& now, const pb::DoorsCloseCheck& command);
Decision decide(const Situation& now, const pb::DoorsOpen& command);

void evolve(Editor& editor, const pb::RoomCreated& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PersonEnrolled& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MeetingConvened& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ItemAdded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MeetingOpened& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MeetingAdjourned& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BreakStarted& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::BreakEnded& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ModeSwitched& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::PhaseChanged& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ItemOpened& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ItemClosed& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::ChairHandedOver& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MomentMarked& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::MinutesPublished& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::DoorsCloseChecked& fact, const pb::Event& event);
void evolve(Editor& editor, const pb::DoorsOpened& fact, const pb::Event& event);

}  // namespace tingbok::domain
