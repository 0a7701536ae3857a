/// Making the records that are stored, and reading them back. The server, the replay tools and the
/// tests make and read records through these functions only, so that what one writes the other
/// folds.
///
/// A record's core is the event without its personal fields; its personal part is a salt and those
/// fields, and exists only where there are any. docs/log-format.md has the layout.
/// Pure: time, salt and numbers come in. Callable from any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/domain/evolve.hpp"
#include "core/domain/state.hpp"
#include "core/log/event_log.hpp"
#include "tingbok/v1/commands.pb.h"
#include "tingbok/v1/programme.pb.h"

namespace tingbok::rebuild {

/// Random bytes a personal part starts with.
inline constexpr std::size_t salt_bytes = 16;

/// What a record says beside its event.
struct RecordHead {
  std::int64_t time_ms = 0;
  std::string actor;
  /// Empty: whom the event itself names, where somebody registered it for another.
  std::string on_behalf_of;
  std::string command_id;
  std::uint64_t script_line = 0;
  std::vector<pb::ForeignFact> facts;
};

/// An event as it is stored, and what folding it did.
struct EventRecord {
  log::Record record;
  domain::Changes changes;
  log::Number number = 0;
  Digest state_hash{};
};

/// Folds the event into `state` and makes its record: number state.number() + 1, visibility as it
/// was before the event, state hash as it is after. `salt` holds salt_bytes random bytes
/// (asserted); it is used only where the event has personal fields. Throws domain::CannotFold;
/// `state` is then of no further use.
EventRecord make_event_record(domain::State& state, pb::Event event, const RecordHead& head,
                              std::string_view salt);

/// A refusal, or a repeat, with the command as it was sent in the personal part.
log::Record make_refusal_record(log::Number number, const RecordHead& head,
                                const pb::RefusalNoted& refusal, const pb::Command& command,
                                std::string_view salt);

/// An event of a programme, its personal fields in the personal part.
log::Record make_programme_record(log::Number number, const RecordHead& head,
                                  pb::ProgrammeEvent event, std::string_view salt);

/// A stored record, parsed. `personal` is not set where it is erased or there is none.
struct ParsedRecord {
  pb::RecordCore core;
  std::optional<pb::RecordPersonal> personal;
};

/// Parses a record and checks that its number is the one it stands at and that a personal part that
/// is there is the one the core names. Throws log::Damaged, naming stream and number.
ParsedRecord parse_record(const log::RecordView& record, std::string_view stream);

/// The two halves of that, into messages of the caller's. parse_personal() is for a record that has
/// a personal part.
void parse_core(const log::RecordView& record, std::string_view stream, pb::RecordCore& core);
void parse_personal(const log::RecordView& record, std::string_view stream,
                    const pb::RecordCore& core, pb::RecordPersonal& personal);

/// Parses the personal part of a room's record into the event of its core, which has none of those
/// fields: for whoever folds many, and several times as fast as parse_personal() and merging then.
/// `scratch` is any message of the caller's. Throws as parse_personal() does, and
/// domain::CannotFold where the part is of another kind of event.
void add_personal(const log::RecordView& record, std::string_view stream, pb::RecordCore& core,
                  pb::RecordPersonal& scratch);

/// The programme's event with its personal fields. Throws log::Damaged if it is none.
pb::ProgrammeEvent programme_event(const ParsedRecord& record, std::string_view stream);

}  // namespace tingbok::rebuild
