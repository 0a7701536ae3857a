/// One client's conversation with one room, without any I/O: sockets and clocks are told to it, and
/// it says what to do. connection.hpp performs it over a real socket; tests call it directly.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tingbok/client/backoff.hpp"
#include "tingbok/client/limits.hpp"
#include "tingbok/client/mirror.hpp"
#include "tingbok/client/outbox.hpp"

namespace tingbok::client {

struct SessionSettings {
  /// The room's address, PROGRAMME/ROOM.
  std::string workshop;
  Timeouts timeouts;
  BackoffPolicy backoff;
};

/// Where the conversation stands.
enum class Phase { idle, opening, greeting, live, waiting, stopped };

/// Something the server should not have done, or that a person should know. The session has already
/// done what can be done about it.
enum class FindingKind {
  hash_mismatch,
  gap,
  malformed,
  answer_without_patch,
  history_replaced,
  history_lost,
};

std::string_view to_string(FindingKind kind);

/// Why a session ended.
enum class StopReason { asked, unreachable, no_access, not_found, protocol };

// What the session asks of whoever drives it.
// ------------------------------------------------------

/// Get a ticket, open a socket; then call opened() or open_failed().
struct Open {};
/// Send one message on the open socket.
struct Send {
  std::string message;
};
/// Close the socket; the session already counts it as gone. closed() need not be called.
struct CloseSocket {
  std::uint16_t code = 1000;
  std::string reason;
};

// What the session tells its user.
// -----------------------------------------------------------------

struct Welcomed {
  pb::Welcome welcome;
};
/// The mirror was replaced by a snapshot.
struct Replaced {
  std::uint64_t number = 0;
};
/// One event changed these slots of the mirror (none: nothing this client sees). A later one of the
/// same message may not have fitted, and the mirror may be empty by the time this is heard.
struct Changed {
  std::uint64_t number = 0;
  std::int64_t time_ms = 0;
  std::vector<std::uint32_t> slots;
};
/// An action has its answer; said once for each action. A refusal that the server does not keep
/// (rommet_er_opptatt, lager_fullt) leaves the action undone: it may be submitted again.
struct Answered {
  pb::Answer answer;
};
/// The connection was lost; the session tries again by itself.
struct Lost {
  std::string sentence;
  milliseconds retry_in{0};
};
struct Finding {
  FindingKind kind = FindingKind::malformed;
  std::string sentence;
};
/// The session is over; nothing comes after this.
struct Stopped {
  StopReason reason = StopReason::asked;
  std::string sentence;
};

using Action = std::variant<Open, Send, CloseSocket, Welcomed, Replaced, Changed, Answered, Lost,
                            Finding, Stopped>;

struct SessionStats {
  std::uint64_t connections = 0;
  std::uint64_t resumes = 0;
  std::uint64_t snapshots = 0;
  std::uint64_t patches = 0;
  std::uint64_t duplicate_patches = 0;
  std::uint64_t unknown_answers = 0;
  std::uint64_t resyncs = 0;
};

/// Why a socket could not be opened.
struct OpenFailure {
  enum class Kind { transient, no_access, not_found };
  Kind kind = Kind::transient;
  std::string sentence;
};

/// One thread. After every call, perform next_action() until it is empty, and call tick() at
/// deadline(). Never throws for anything a server sends.
class Session {
 public:
  Session(SessionSettings settings, RandomUnit random);

  void start(Time now);
  void stop();

  /// The socket is open; `ticket` goes into the hello.
  void opened(std::string_view ticket, Time now);
  void open_failed(const OpenFailure& failure, Time now);
  /// One message from the server.
  void received(std::string_view message, Time now);
  /// A ping or pong: the server is alive.
  void heard(Time now) { heard_at_ = now; }
  /// The socket is gone; `code` 1006 where no close frame came.
  void closed(std::uint16_t code, std::string_view reason, Time now);
  void tick(Time now);

  /// Takes an action in any phase but stopped; it is sent when the connection allows.
  Added submit(pb::Submit submit, Time now);

  std::optional<Action> next_action();
  /// When tick() is due; Time::max(): never.
  Time deadline() const;

  Phase phase() const { return phase_; }
  const Mirror& mirror() const { return mirror_; }
  const Outbox& outbox() const { return outbox_; }
  const SessionStats& stats() const { return stats_; }
  /// The last welcome; null before the first.
  const pb::Welcome* welcome() const { return welcome_ ? &*welcome_ : nullptr; }
  /// Live, and the mirror holds a state.
  bool ready() const { return phase_ == Phase::live && !awaiting_snapshot_; }

 private:
  void open(Time now);
  void send_outbox(Time now);
  /// Each returns false when the connection is over.
  bool take_welcome(const pb::Welcome& welcome, Time now);
  bool take_snapshot(const pb::SnapshotPart& part, Time now);
  bool take_patches(const pb::ServerFrame& frame, Time now);
  void take_answers(const pb::ServerFrame& frame);
  /// Drops the socket and what the mirror holds: the next hello asks for a snapshot.
  void resync(FindingKind kind, std::string sentence, Time now);
  void lose(std::string sentence, Time now);
  void drop(std::uint16_t code, std::string sentence, Time now);
  void finish(StopReason reason, std::string sentence);
  bool out_of_patience(Time now) const;

  SessionSettings settings_;
  Backoff backoff_;
  Phase phase_ = Phase::idle;
  Outbox outbox_;
  Mirror mirror_;
  SessionStats stats_;
  std::deque<Action> actions_;
  std::optional<pb::Welcome> welcome_;
  std::string epoch_;
  std::string problem_;
  std::string last_loss_;
  bool awaiting_snapshot_ = false;
  int resyncs_in_a_row_ = 0;
  int tickets_refused_ = 0;
  std::uint64_t good_patches_ = 0;
  Time phase_since_{};
  Time heard_at_{};
  Time retry_at_{};
  std::optional<Time> failing_since_;
};

}  // namespace tingbok::client
