/// One room: the single writer of its workshop. It receives commands, decides, records, and after
/// the sync, and only then, publishes.
///
/// Logic without I/O: connections are Links, the log calls back through `post`, time comes from a
/// clock. Threads: everything runs on the room's shard; `post` may be called from any thread.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/domain/decide.hpp"
#include "core/log/event_log.hpp"
#include "core/proof/note.hpp"
#include "core/rebuild/rebuild.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "server/ops/ballot_keys.hpp"
#include "server/ops/metrics.hpp"
#include "server/room/ballot_box.hpp"
#include "server/room/feed.hpp"
#include "server/room/link.hpp"

namespace tingbok::room {

using Task = std::function<void()>;
/// Gets a fact of a room; nullopt where there is no such room.
using Told = std::function<void(std::optional<pb::ForeignFact>)>;

/// Told whether a roster was followed; false where the disk was too full, or the server stops.
using Followed = std::function<void(bool)>;
/// Gets how far a room has come; nullopt for whom it is not there to see.
using Looked = std::function<void(std::optional<pb::RoomOverview>)>;

/// Who looks at a room from outside.
struct Viewer {
  /// Empty: nobody in particular.
  std::string person;
  /// Holds the administrator's secret: sees all.
  bool administrator = false;
};

/// What rooms need of their surroundings. Outlives them.
struct Surroundings {
  log::EventLog& log;
  ops::Metrics& metrics;
  /// Runs a task later on the shard; tasks of one thread run in the order they were posted.
  std::function<void(Task)> post;
  /// Runs a task on a thread that may block.
  std::function<void(Task)> work;
  /// Milliseconds since 1970 UTC; may jump.
  std::function<std::int64_t()> clock;
  /// The log failed: unknown what was written. The server stops.
  std::function<void()> storage_failed;
  /// Asks another room, of this shard or another, for a fact (domain::fact_of) that is durable.
  /// `told` is called later, on this shard, exactly once unless the server stops.
  std::function<void(const pb::ForeignFact& wanted, Told told)> ask = nullptr;
  /// Runs a task on the shard after so many milliseconds, unless the server stops. Where there is
  /// none, timers do not run out by themselves.
  std::function<void(std::int64_t delay_ms, Task)> after = nullptr;
  /// The roster a room that was just loaded is to follow; null: as it stands in its log.
  std::function<std::vector<pb::RosterEntry>(const std::string& workshop)> roster = nullptr;
  /// Null: no secret vote can be opened.
  ops::BallotKeys* ballot_keys = nullptr;
  /// Signs checkpoints; null: none are made.
  const proof::Signer* signer = nullptr;
  /// Milliseconds of a clock that only goes forward; null: `clock` is one.
  std::function<std::int64_t()> steady_ms = nullptr;
};

class Room final : public Place {
 public:
  /// `rebuilt` is the room at its durable head; `snapshot_number` is where its latest snapshot
  /// stands.
  Room(Surroundings& around, std::string workshop, rebuild::Rebuilt rebuilt,
       log::Number snapshot_number);
  ~Room() override;
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;

  const std::string& workshop() const { return workshop_; }

  // Place
  void join(const std::shared_ptr<Member>& member, const pb::Hello& hello) override;
  void submit(const std::shared_ptr<Member>& member, pb::Submit& submit) override;
  void scrub(const std::shared_ptr<Member>& member, const pb::Scrub& scrub) override;
  bool take(Member& member, Outgoing& out) override;
  void leave(Member& member) override;

  /// Another room wants to know: answers once what it tells is durable.
  void tell(const pb::ForeignFact& wanted, Told told);

  /// Makes the roster this one (domain::follow_roster). `followed` is called once it is durable.
  void follow(std::vector<pb::RosterEntry> roster, Followed followed);
  /// How far the room has come, as the viewer may see it, once that is durable.
  void look(Viewer viewer, Looked looked);

  void close_all(CloseCode code, std::string_view sentence);
  /// No commands from now on; `done` once nothing is under way any more.
  void stop(Task done);
  /// Saves a snapshot of a room at rest, where there is anything new in it.
  void save_snapshot();

  /// The room as it is decided, which may be ahead of what is durable.
  const domain::State& state() const { return room_.state; }
  std::size_t members() const { return members_.size(); }
  log::Number durable() const { return durable_; }
  /// Whether a transaction or a reload is under way.
  bool busy() const { return !in_flight_.empty() || reloading_; }

 private:
  struct Request {
    std::shared_ptr<Member> member;
    pb::Submit submit;
    std::size_t bytes = 0;
    /// What the command needs to know of other rooms, once that was asked for.
    bool looked_up = false;
    std::vector<pb::ForeignFact> facts;
    /// For opening a secret vote: its public key, which is destroyed if the vote does not open.
    std::string ballot_key;
    /// For closing one.
    std::shared_ptr<const ops::BallotSecret> ballot_secret;
  };
  /// What another room wants to know, as it was when it asked.
  struct Question {
    pb::ForeignFact fact;
    Told told;
  };
  /// What somebody outside wants to see, as it was when they asked.
  struct Look {
    Viewer viewer;
    std::optional<pb::RoomOverview> seen;
    log::Number number = 0;
    Looked looked;
  };
  struct PendingAnswer {
    std::shared_ptr<Member> member;
    std::string command_id;
    pb::StoredAnswer answer;
    bool repeated = false;
    /// It was durable before this batch.
    bool synced = false;
  };
  struct PendingOwn {
    std::string person;
    pb::Entity entity;
  };
  /// Everything that waits for one transaction.
  struct Batch {
    log::Number last = 0;
    log::Number refusals = 0;
    std::vector<std::pair<std::shared_ptr<Feed>, ChunkPtr>> chunks;
    std::vector<PendingAnswer> answers;
    std::vector<PendingOwn> own;
    std::vector<std::shared_ptr<Member>> shows;
    std::vector<std::string> keys;
    std::vector<Followed> followed;
    /// Public keys of secret votes that open, and that end, with it.
    std::vector<std::string> fresh_keys;
    std::vector<std::string> spent_keys;
    std::optional<rebuild::Saving> saving;
    std::int64_t started_us = 0;
    std::size_t accepted = 0;
    std::size_t refused = 0;
    std::size_t repeats = 0;
    std::size_t events = 0;
    /// Something was declared, or the meeting adjourned: to be followed by a checkpoint.
    bool seals = false;
  };
  /// When a running timer runs out, by its own time and by the clock that only goes forward.
  struct Deadline {
    std::int64_t due_ms = 0;
    std::int64_t steady_ms = 0;
  };
  /// How far the stream of checkpoints has come, ahead of what is durable.
  struct Checkpoints {
    log::Number head = 0;
    std::int64_t time_ms = 0;
    /// What the latest is of.
    log::Number size = 0;
    log::Number refusals = 0;
    /// One goes with the next transaction.
    bool due = false;
    /// A task waits to ask for one.
    bool waits = false;
    /// The room stops, and one was tried for what had happened since.
    bool last_tried = false;
  };

  // room.cpp: deciding.
  bool nothing_to_do() const;
  void schedule();
  void turn();
  void decide_all(Batch& batch, log::Transaction& transaction);
  log::Transaction fresh_transaction() const;
  void handle(Request& request, Batch& batch, log::Transaction& transaction);
  bool answer_again(Request& request, const std::string& key, Batch& batch,
                    log::Transaction& transaction);
  std::optional<domain::Refusal> outside_rules(const Request& request) const;
  bool full_lately() const;
  std::int64_t steady_ms() const;
  std::int64_t time_of(const pb::Submit& submit) const;
  void accept(Request& request, domain::Events events, std::vector<pb::ForeignFact> facts,
              std::int64_t now_ms, const std::string& key, Batch& batch,
              log::Transaction& transaction);
  void refuse(Request& request, const domain::Refusal& refusal, std::int64_t now_ms,
              const std::string& key, Batch& batch, log::Transaction& transaction);
  void note_refusal(const Request& request, const pb::RefusalNoted& noted, std::int64_t now_ms,
                    log::Transaction& transaction);
  static rebuild::RecordHead head_of(const Request& request, std::int64_t now_ms);
  void keep(const std::string& key, const pb::StoredAnswer& answer, Batch& batch,
            log::Transaction& transaction);
  void render(const domain::Changes& changes, const pb::Event& event, std::int64_t time_ms,
              Batch& batch);
  void finish_turn(Batch batch, log::Transaction transaction);
  void refuse_at_once(Member& member, const std::string& command_id, pb::RefusalCode code);

  // other_rooms.cpp: facts that pass between rooms.
  bool waits(Request& request);
  void look_up(const std::string& person, const std::vector<pb::ForeignFact>& wanted);
  void facts_came(const std::string& person, std::vector<pb::ForeignFact> facts);
  Request* first_held(const std::string& person);
  void go_on(const std::string& person);
  void answer_questions();
  void ask_again();
  void drop_commands();
  void drop_questions();

  // timers.cpp: timers that run out.
  void watch_timers();
  void set_deadlines();
  void timer_rings(std::int64_t at_ms);
  void run_out_timers(Batch& batch, log::Transaction& transaction);

  // roster.cpp: whoever is not in the room.
  void follow_waiting();
  /// What the viewer reads the room as; nullopt: not at all.
  std::optional<pb::Audience> reads_as(const Viewer& viewer) const;
  std::optional<pb::RoomOverview> seen_by(const Viewer& viewer);
  void answer_looks();
  void look_again();
  // ballots.cpp: secret votes.
  domain::Context context_of(const Request& request) const;
  bool waits_for_key(Request& request);
  void make_key(const std::string& person);
  void read_key(const std::string& person, const std::string& public_key);
  void key_came(const std::string& person, std::string fresh,
                std::shared_ptr<const ops::BallotSecret> secret);
  std::optional<std::vector<std::string>> open_box(const Request& request,
                                                   const domain::Context& context) const;
  void keep_sealed(const pb::Command& command, log::Transaction& transaction);
  void follow_votes(const pb::Event& event, Batch& batch, log::Transaction& transaction);
  void destroy_key(std::string public_key);

  // checkpoints.cpp: signed tree heads.
  void read_checkpoints();
  void forget_checkpoints();
  bool anything_to_checkpoint() const;
  void watch_checkpoints();
  void want_checkpoint();
  void add_checkpoint(log::Transaction& transaction);
  bool writes_last_checkpoint();

  // publish.cpp: what happens after the sync.
  void done(log::Error error);
  void publish(Batch& batch);
  void count(const Batch& batch);
  void give_back(Batch& batch);
  void reload();
  void reloaded(rebuild::Rebuilt rebuilt, BallotBoxes boxes);
  void settle_if_idle();
  void storage_failed(log::Error error);
  void damaged(const log::Damaged& found);
  void end(CloseCode code, std::string_view sentence);
  void answer(Member& member, const std::string& command_id, const pb::StoredAnswer& stored,
              bool repeated);
  void save(rebuild::Saving saving);

  // members.cpp: who sees what.
  std::optional<pb::Audience> audience_for(const std::string& person) const;
  std::shared_ptr<Feed> feed_for(pb::Audience audience);
  void drop_unread_feeds();
  bool may_resume(const pb::Hello& hello, pb::Audience audience);
  bool stands_ahead(const Member& member, const pb::Hello& hello);
  void show(const std::shared_ptr<Member>& member, pb::Audience audience, log::Number resume_from,
            bool history_replaced);
  void wait_to_show(const std::shared_ptr<Member>& member);
  void start_showing(Member& member);
  void check_audiences(Batch& batch);
  pb::ServerFrame welcome(const Member& member, pb::Audience audience, log::Number head) const;
  void add_own(const Member& member, std::deque<Bytes>& messages) const;
  void wake(Member& member);
  void let_go(Member& member, CloseCode code, std::string_view sentence);
  void remove(Member& member);
  bool has_something(const Member& member) const;

  Surroundings& around_;
  const std::string workshop_;
  const std::string programme_;
  const std::string refusals_stream_;
  const std::string checkpoints_stream_;
  const std::string epoch_;
  /// Ahead of what is durable.
  rebuild::Rebuilt room_;
  /// Of the votes that are open in `room_`.
  BallotBoxes boxes_;
  log::Number durable_ = 0;
  log::Number refusals_head_ = 0;
  std::int64_t refusals_time_ms_ = 0;
  rebuild::Saver saver_;
  Checkpoints checkpoints_;

  std::deque<Request> inbox_;
  /// By person: a command that waits for facts of other rooms, and what they sent after it.
  std::unordered_map<std::string, std::deque<Request>> held_;
  /// Of the inbox and of `held_` together.
  std::size_t commands_waiting_ = 0;
  std::size_t bytes_waiting_ = 0;
  std::deque<Question> questions_;
  std::deque<Look> looks_;
  /// By audience, as of RoomOverview.number.
  std::map<pb::Audience, pb::RoomOverview> overviews_;
  /// That came while the room was being read anew.
  std::vector<std::pair<std::vector<pb::RosterEntry>, Followed>> rosters_waiting_;
  bool scheduled_ = false;
  std::deque<Batch> in_flight_;
  /// Answers to commands that are not durable yet.
  std::unordered_map<std::string, pb::StoredAnswer> unsynced_answers_;

  std::map<pb::Audience, std::shared_ptr<Feed>> feeds_;
  log::Number feeds_checked_ = 0;
  /// The room or the roster changed in this turn: people's audiences may have.
  bool audiences_may_change_ = false;
  std::vector<std::shared_ptr<Member>> members_;
  std::unordered_map<std::string, std::vector<Member*>> by_person_;
  /// When somebody was last told of as standing ahead of the log, by the clock that goes forward.
  std::unordered_map<std::string, std::int64_t> told_ahead_ms_;

  /// A timer may have started, stopped or got another length since the nearest was looked for.
  bool timers_changed_ = true;
  /// Of the timers that run, by id.
  std::unordered_map<std::string, Deadline> deadlines_;
  /// When the task that waits for the nearest timer runs, by the clock that only goes forward.
  std::optional<std::int64_t> timer_waits_until_ms_;
  /// A timer may have run out: the next turn looks.
  bool timer_rang_ = false;

  bool reloading_ = false;
  bool failed_batches_ = false;
  std::vector<std::pair<std::shared_ptr<Member>, pb::Hello>> joins_waiting_;
  /// When the disk was last found full.
  std::optional<std::int64_t> full_since_ms_;
  bool stopping_ = false;
  /// Takes part in nothing any more: storage failed, or (`damaged_`) its log cannot be read.
  bool dead_ = false;
  bool damaged_ = false;
  Task stopped_;
  /// Reused.
  pb::Answer answer_;
  /// Guards callbacks that outlive the room.
  std::shared_ptr<Room*> self_;
};

}  // namespace tingbok::room
