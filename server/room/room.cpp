/// Deciding: from the inbox to a transaction. What happens after the sync stands in publish.cpp,
/// who sees what in members.cpp.
#include "server/room/room.hpp"

#include <algorithm>
#include <cassert>
#include <chrono>

#include "core/domain/limits.hpp"
#include "core/rebuild/checkpoints.hpp"
#include "core/rebuild/record.hpp"
#include "server/room/found.hpp"
#include "server/room/programmes.hpp"
#include "server/room/refused.hpp"

namespace tingbok::room {
namespace {

std::int64_t steady_us() {
  return std::chrono::duration_cast<std::chrono::microseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

bool writes_nothing(const log::Transaction& transaction) {
  return transaction.answers.empty() &&
         std::all_of(transaction.appends.begin(), transaction.appends.end(),
                     [](const log::Append& append) { return append.records.empty(); });
}

/// The time of a stream's last record; 0 where there is none.
std::int64_t last_time_ms(const log::EventLog& log, const std::string& stream) {
  std::int64_t time_ms = 0;
  const log::Number head = log.head(stream).number;
  if (head == 0) return time_ms;
  log.read(stream, head, head, [&](const log::RecordView& record) {
    time_ms = rebuild::parse_record(record, stream).core.time_ms();
    return false;
  });
  return time_ms;
}

bool is_simulated(const domain::State& state) {
  const pb::Room* room = state.find<pb::Room>("room");
  return room && room->simulated();
}

}  // namespace

Room::Room(Surroundings& around, std::string workshop, rebuild::Rebuilt rebuilt,
           log::Number snapshot_number)
    : around_(around),
      workshop_(std::move(workshop)),
      programme_(workshop_.substr(0, workshop_.find('/'))),
      refusals_stream_(rebuild::refusal_stream(workshop_)),
      checkpoints_stream_(rebuild::checkpoint_stream(workshop_)),
      epoch_(around.log.epoch()),
      room_(std::move(rebuilt)),
      boxes_(read_boxes(around.log, workshop_, room_.state)),
      durable_(room_.state.number()),
      refusals_head_(around.log.head(refusals_stream_).number),
      saver_(snapshot_number),
      self_(std::make_shared<Room*>(this)) {
  around_.metrics.rooms.Increment();
  refusals_time_ms_ = last_time_ms(around_.log, refusals_stream_);
  read_checkpoints();
  watch_timers();
  watch_checkpoints();
}

Room::~Room() { around_.metrics.rooms.Decrement(); }

void Room::submit(const std::shared_ptr<Member>& member, pb::Submit& submit) {
  if (dead_ || stopping_ || !member->link) return;
  if (submit.command_id().empty() || submit.command_id().size() > command_id_bytes_max) {
    return let_go(*member, CloseCode::bad_frame, "A command id is 1 to 64 bytes.");
  }
  if (member->person.empty()) {
    return let_go(*member, CloseCode::bad_frame, "A public connection only reads.");
  }
  ++member->unanswered;
  const std::size_t bytes = submit.ByteSizeLong();
  if (commands_waiting_ >= inbox_commands_max || bytes_waiting_ + bytes > inbox_bytes_max) {
    return refuse_at_once(*member, submit.command_id(), pb::REFUSAL_CODE_ROOM_BUSY);
  }
  ++commands_waiting_;
  bytes_waiting_ += bytes;
  Request& request = inbox_.emplace_back();
  request.member = member;
  request.bytes = bytes;
  request.submit.Swap(&submit);
  schedule();
}

bool Room::nothing_to_do() const { return inbox_.empty() && !timer_rang_ && !checkpoints_.due; }

void Room::schedule() {
  if (scheduled_ || dead_ || reloading_ || failed_batches_) return;
  if (nothing_to_do()) return;
  if (in_flight_.size() >= batches_in_flight_max) return;
  scheduled_ = true;
  around_.post([weak = std::weak_ptr<Room*>(self_)] {
    if (const auto self = weak.lock()) (*self)->turn();
  });
}

void Room::turn() {
  scheduled_ = false;
  if (dead_ || reloading_ || failed_batches_ || nothing_to_do()) return;
  Batch batch;
  log::Transaction transaction = fresh_transaction();
  try {
    decide_all(batch, transaction);
  } catch (const log::Damaged& found) {  // Nothing of the turn is written.
    for (std::string& key : batch.fresh_keys) destroy_key(std::move(key));
    return damaged(found);
  }
  finish_turn(std::move(batch), std::move(transaction));
  watch_timers();
  schedule();
}

/// What waits, as much as one transaction takes. Throws log::Damaged.
void Room::decide_all(Batch& batch, log::Transaction& transaction) {
  if (std::exchange(timer_rang_, false)) run_out_timers(batch, transaction);
  static_assert(batch_events_max + domain::limits::command_events_max <= log::append_records_max);
  for (std::size_t i = 0; i < batch_commands_max && !inbox_.empty(); ++i) {
    if (transaction.appends[0].records.size() >= batch_events_max) break;
    Request& request = inbox_.front();
    if (!waits(request)) {
      handle(request, batch, transaction);
      if (!request.ballot_key.empty()) destroy_key(std::move(request.ballot_key));
      --commands_waiting_;
      bytes_waiting_ -= request.bytes;
    }
    inbox_.pop_front();
  }
  add_checkpoint(transaction);
}

/// With the numbers of all the room's streams, also where nothing is added to one: a batch that was
/// decided on top of one for which there was no space is then never written.
log::Transaction Room::fresh_transaction() const {
  log::Transaction transaction;
  transaction.appends = {{workshop_, room_.state.number(), {}},
                         {refusals_stream_, refusals_head_, {}}};
  if (around_.signer) transaction.appends.push_back({checkpoints_stream_, checkpoints_.head, {}});
  return transaction;
}

void Room::handle(Request& request, Batch& batch, log::Transaction& transaction) {
  const std::string& person = request.member->person;
  std::string key = person;
  key += '\0';
  key += request.submit.command_id();
  if (answer_again(request, key, batch, transaction)) return;
  if (full_lately()) {
    around_.metrics.storage_full.Increment();
    return refuse_at_once(*request.member, request.submit.command_id(),
                          pb::REFUSAL_CODE_STORAGE_FULL);
  }

  const auto outside = outside_rules(request);
  if (outside) {  // Nor does the record of the refusal get the time it asks for.
    request.submit.clear_script_line();
    request.submit.clear_script_time();
  }
  const std::int64_t now_ms = time_of(request.submit);
  if (outside) return refuse(request, *outside, now_ms, key, batch, transaction);
  domain::Context context = context_of(request);
  context.ballots = open_box(request, context);
  domain::Decision decision = domain::decide(room_.state, request.submit.command(), context);
  if (context.ballots) wipe(*context.ballots);
  if (auto* refusal = std::get_if<domain::Refusal>(&decision)) {
    return refuse(request, *refusal, now_ms, key, batch, transaction);
  }
  accept(request, std::get<domain::Events>(std::move(decision)), std::move(context.facts), now_ms,
         key, batch, transaction);
}

/// A command id that has its answer gets that one again, and has no second effect.
bool Room::answer_again(Request& request, const std::string& key, Batch& batch,
                        log::Transaction& transaction) {
  PendingAnswer again;
  if (const auto unsynced = unsynced_answers_.find(key); unsynced != unsynced_answers_.end()) {
    again.answer = unsynced->second;
  } else if (const auto kept = around_.log.kept_answer(workshop_, key)) {
    if (!again.answer.ParseFromString(*kept)) {
      throw log::Damaged("a kept answer of " + workshop_ + " does not parse.");
    }
    again.synced = true;
  } else {
    return false;
  }
  again.member = request.member;
  again.command_id = request.submit.command_id();
  again.repeated = true;
  ++batch.repeats;
  // A script that says a line twice wants the repeat counted; a client that resends does not.
  const std::uint64_t line = request.submit.script_line();
  if (line != 0 && line != again.answer.script_line() && !outside_rules(request)) {
    pb::RefusalNoted noted;
    noted.set_repeat(true);
    note_refusal(request, noted, time_of(request.submit), transaction);
  }
  batch.answers.push_back(std::move(again));
  return true;
}

std::optional<domain::Refusal> Room::outside_rules(const Request& request) const {
  const bool sets_time = request.submit.script_line() != 0 || request.submit.has_script_time();
  if (sets_time && !(request.member->simulates && is_simulated(room_.state))) {
    return domain::Refusal{pb::REFUSAL_CODE_NOT_TO_CONNECTED_CLIENT, "script_line and script_time"};
  }
  return std::nullopt;
}

/// A clock that was set back must not keep the room waiting, nor one that ran ahead.
bool Room::full_lately() const {
  if (!full_since_ms_) return false;
  const std::int64_t since_ms = around_.clock() - *full_since_ms_;
  return since_ms >= 0 && since_ms < storage_full_pause_ms;
}

std::int64_t Room::steady_ms() const {
  return around_.steady_ms ? around_.steady_ms() : around_.clock();
}

/// Never backwards, whatever the clock does; a simulated programme's time is its script's.
std::int64_t Room::time_of(const pb::Submit& submit) const {
  constexpr std::int64_t script_seconds_max = 100LL * 366 * 24 * 3600;
  std::int64_t now_ms = around_.clock();
  if (is_simulated(room_.state)) {
    now_ms = simulated_epoch_ms +
             1000 * std::clamp<std::int64_t>(submit.script_time(), 0, script_seconds_max);
  }
  return std::max(now_ms, room_.state.time_ms());
}

void Room::accept(Request& request, domain::Events events, std::vector<pb::ForeignFact> facts,
                  std::int64_t now_ms, const std::string& key, Batch& batch,
                  log::Transaction& transaction) {
  assert(!events.empty());
  rebuild::RecordHead head = head_of(request, now_ms);
  head.facts = std::move(facts);

  pb::StoredAnswer stored;
  stored.set_script_line(head.script_line);
  pb::Receipt& receipt = *stored.mutable_receipt();
  receipt.set_first(room_.state.number() + 1);
  receipt.set_time_ms(now_ms);
  std::vector<log::Record>& records = transaction.appends[0].records;
  keep_sealed(request.submit.command(), transaction);
  for (const pb::Event& event : events) {
    auto made = rebuild::make_event_record(room_.state, event, head, fresh_salt());
    receipt.set_leaf_hash(std::string(as_bytes(made.record.leaf)));
    records.push_back(std::move(made.record));
    render(made.changes, event, now_ms, batch);
    follow_votes(event, batch, transaction);
    if (event.has_vote_opened()) request.ballot_key.clear();  // The vote has it now.
    if (event.has_result_declared() || event.has_meeting_adjourned()) batch.seals = true;
  }
  receipt.set_number(room_.state.number());
  receipt.set_state_hash(std::string(as_bytes(room_.state.hash())));
  rebuild::note_line(room_, head.script_line);
  ++batch.accepted;
  batch.events += events.size();
  keep(key, stored, batch, transaction);
  batch.answers.push_back({request.member, request.submit.command_id(), std::move(stored)});
}

void Room::refuse(Request& request, const domain::Refusal& refusal, std::int64_t now_ms,
                  const std::string& key, Batch& batch, log::Transaction& transaction) {
  pb::RefusalNoted noted;
  noted.set_code(refusal.code);
  note_refusal(request, noted, now_ms, transaction);

  pb::StoredAnswer stored;
  stored.set_script_line(request.submit.script_line());
  pb::Refused& refused = *stored.mutable_refused();
  refused.set_code(refusal.code);
  refused.set_word(std::string(domain::word(refusal.code)));
  refused.set_sentence(std::string(domain::sentence(refusal.code)));
  refused.set_detail(refusal.detail);
  refused.set_number(refusals_head_);
  ++batch.refused;
  keep(key, stored, batch, transaction);
  batch.answers.push_back({request.member, request.submit.command_id(), std::move(stored)});
}

void Room::note_refusal(const Request& request, const pb::RefusalNoted& noted, std::int64_t now_ms,
                        log::Transaction& transaction) {
  pb::RefusalNoted full = noted;
  full.set_action(std::string(domain::action_name(request.submit.command())));
  full.set_at_number(room_.state.number());
  ++refusals_head_;
  // Time does not run backwards in this stream either; the room's own may be far behind it.
  refusals_time_ms_ = std::max(refusals_time_ms_, now_ms);
  transaction.appends[1].records.push_back(rebuild::make_refusal_record(
      refusals_head_, head_of(request, refusals_time_ms_), full,
      kept_of_refused(domain::without_secret_ballot(room_.state, request.submit.command())),
      fresh_salt()));
}

rebuild::RecordHead Room::head_of(const Request& request, std::int64_t now_ms) {
  rebuild::RecordHead head;
  head.time_ms = now_ms;
  head.actor = request.member->person;
  head.command_id = request.submit.command_id();
  head.script_line = request.submit.script_line();
  return head;
}

void Room::keep(const std::string& key, const pb::StoredAnswer& answer, Batch& batch,
                log::Transaction& transaction) {
  transaction.answers.push_back({workshop_, key, answer.SerializeAsString()});
  unsynced_answers_.emplace(key, answer);
  batch.keys.push_back(key);
}

/// Renders one event for every audience in use, and what only its owner sees, or sees whole.
void Room::render(const domain::Changes& changes, const pb::Event& event, std::int64_t time_ms,
                  Batch& batch) {
  const domain::State& state = room_.state;
  domain::Changes shown = changes;
  for (const std::uint32_t slot : view::also_revealed(state, event)) {
    if (std::find(shown.begin(), shown.end(), slot) == shown.end()) shown.push_back(slot);
  }
  for (const auto& [audience, feed] : feeds_) feed->render(state, shown, time_ms);
  for (const std::uint32_t slot : changes) {
    const pb::Entity& entity = state.entities()[slot];
    if (entity.has_room() || entity.has_person()) audiences_may_change_ = true;
    if (entity.has_timer()) timers_changed_ = true;
  }
  view::each_own(state, event, changes, [&](std::string_view whom, std::uint32_t slot) {
    std::string person(whom);
    if (!by_person_.contains(person)) return;
    auto own = view::own(state, state.entities()[slot], person);
    if (!own) own.emplace().set_slot(slot);
    batch.own.push_back({std::move(person), std::move(*own)});
  });
}

void Room::finish_turn(Batch batch, log::Transaction transaction) {
  batch.last = room_.state.number();
  for (const auto& [audience, feed] : feeds_) {
    if (ChunkPtr chunk = feed->finish_batch()) batch.chunks.emplace_back(feed, std::move(chunk));
  }
  if (audiences_may_change_) check_audiences(batch);
  audiences_may_change_ = false;

  if (writes_nothing(transaction)) {
    if (in_flight_.empty()) return publish(batch);
    Batch& last = in_flight_.back();
    std::move(batch.answers.begin(), batch.answers.end(), std::back_inserter(last.answers));
    std::move(batch.followed.begin(), batch.followed.end(), std::back_inserter(last.followed));
    last.repeats += batch.repeats;
    return;
  }
  if (saver_.is_due(batch.last)) batch.saving = saver_.take(room_);
  around_.metrics.batches.Increment();
  around_.metrics.batch_commands.Observe(
      static_cast<double>(batch.accepted + batch.refused + batch.repeats));
  batch.started_us = steady_us();
  in_flight_.push_back(std::move(batch));
  around_.log.submit(std::move(transaction),
                     [post = &around_.post, weak = std::weak_ptr<Room*>(self_)](log::Error error) {
                       (*post)([weak, error] {
                         if (const auto self = weak.lock()) (*self)->done(error);
                       });
                     });
}

/// An answer that is not kept: the same command may be sent again.
void Room::refuse_at_once(Member& member, const std::string& command_id, pb::RefusalCode code) {
  pb::StoredAnswer stored;
  stored.mutable_refused()->set_code(code);
  stored.mutable_refused()->set_word(std::string(domain::word(code)));
  stored.mutable_refused()->set_sentence(std::string(domain::sentence(code)));
  answer(member, command_id, stored, false);
  wake(member);
}

}  // namespace tingbok::room
