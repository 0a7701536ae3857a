#include "play.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <iostream>
#include <set>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "core/script/script.hpp"
#include "expectation.hpp"
#include "mirror_check.hpp"
#include "positions.hpp"
#include "seats.hpp"

namespace tingbok::cli {
namespace {

namespace asio = boost::asio;
using client::Clock;
using std::chrono::milliseconds;

/// A command's identity: the same id from the same person in the same room.
std::string command_key(const script::Line& line) {
  return line.room + '\n' + line.person + '\n' + line.command_id;
}

/// The server does not keep these: the same action may be sent again (docs/protocol.md).
bool is_not_kept(const v1::Answer& answer) {
  return answer.has_refused() && (answer.refused().code() == v1::REFUSAL_CODE_ROOM_BUSY ||
                                  answer.refused().code() == v1::REFUSAL_CODE_STORAGE_FULL);
}

/// One play, from the first look at the script to the report.
class Play {
 public:
  explicit Play(const PlayOptions& options)
      : options_(options),
        patience_(static_cast<std::int64_t>(options.give_up_after_s * 1000)),
        endpoint_(endpoint_of(options.server.url)),
        api_(endpoint_, read_secret(options.server.admin_token_file)),
        script_(options.script),
        signals_(io_, SIGINT, SIGTERM),
        seats_(io_, template_options()),
        mirrors_(endpoint_, seats_, patience_,
                 [this](const auto& holds) { return run_until(holds); }) {}

  int run();

 private:
  client::ConnectionOptions template_options() const;
  std::string address(const std::string& room) const {
    return script_.programme().id() + "/" + room;
  }
  void scan();
  void found_programme();
  void resume_from(const v1::ProgrammeLines& lines);
  void open_seats();
  void play_lines();
  void play_line(const script::Line& line);
  void wait_for_clock(const script::Line& line);
  void wait_until(client::Time due);
  void send(Seat& seat, const v1::Submit& submit);
  void check_mirrors();
  bool run_until(const std::function<bool()>& holds);
  void need_seats() const;
  void progress(std::uint64_t line);
  void save_positions() const;
  int report() const;

  const PlayOptions& options_;
  milliseconds patience_;
  client::Endpoint endpoint_;
  client::Api api_;
  script::Reader script_;
  asio::io_context io_{1};
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_.get_executor()};
  asio::signal_set signals_;
  bool interrupted_ = false;
  Seats seats_;
  MirrorCheck mirrors_;
  Expectations expectations_;
  Positions positions_;
  std::set<std::pair<std::string, std::string>> acting_;
  std::map<std::string, std::uint64_t> heads_;
  /// The first line of each command that may be repeated.
  std::map<std::string, std::uint64_t> first_lines_;
  /// Lines up to this one had their answer before this play.
  std::uint64_t past_ = 0;
  std::uint64_t played_ = 0;
  std::optional<std::pair<std::int64_t, client::Time>> clock_;
  client::Time shown_{};
};

client::ConnectionOptions Play::template_options() const {
  client::ConnectionOptions options;
  options.server = endpoint_;
  options.session.timeouts.give_up = patience_;
  options.session.backoff.longest = milliseconds{500};
  return options;
}

/// Reads the whole script once, so that a malformed line is found before anything is done.
void Play::scan() {
  script::Reader reader(options_.script);
  script::Line line;
  while (reader.next(line)) acting_.emplace(line.person, line.room);
}

void Play::found_programme() {
  const std::string& id = script_.programme().id();
  if (options_.resume) {
    const auto lines = patiently(patience_, [&] { return api_.lines(id); });
    if (lines) return resume_from(*lines);
    if (lines.error().status != 404) throw failure_of("reading programme " + id, lines.error());
  }
  // One identity for all tries: the answer to one that was carried out may be lost.
  v1::CreateProgramme wanted = script_.programme();
  wanted.set_request(client::new_command_id());
  const auto made = patiently(patience_, [&] { return api_.create_programme(wanted); });
  if (made) return;
  if (made.error().status == 409)
    throw Failure(wrong_use, "programme " + id + " exists already; --resume continues it");
  throw failure_of("making programme " + id, made.error());
}

void Play::resume_from(const v1::ProgrammeLines& lines) {
  if (lines.format() != script_.programme().format() || lines.seed() != script_.programme().seed())
    throw Failure(wrong_use, "programme " + lines.programme() + " was made from another script");
  for (const auto& room : lines.rooms()) past_ = std::max(past_, room.last_line());
  expectations_.know_past(lines);
}

/// Runs handlers until the condition holds. Throws when a connection is over or somebody
/// interrupts.
bool Play::run_until(const std::function<bool()>& holds) {
  constexpr auto slice = milliseconds(50);
  const auto until = Clock::now() + patience_ + client::Timeouts{}.answer;
  while (!holds()) {
    if (interrupted_) throw Failure(interrupted, "interrupted; --resume continues");
    need_seats();
    if (Clock::now() >= until) return false;
    io_.run_one_for(slice);
  }
  return true;
}

void Play::need_seats() const {
  const Seat* over = seats_.stopped();
  if (!over) return;
  const ExitCode code =
      over->stopped->reason == client::StopReason::unreachable ? unreachable : not_as_expected;
  throw Failure(code, over->person + " in " + over->room + ": " + over->stopped->sentence);
}

void Play::open_seats() {
  std::set<std::string> people;
  for (const auto& [person, room] : acting_) people.insert(person);
  const std::vector<std::string> ids(people.begin(), people.end());
  const std::string& programme = script_.programme().id();
  const auto tokens = patiently(patience_, [&] { return api_.tokens(programme, ids, true); });
  if (!tokens) throw failure_of("getting tokens", tokens.error());
  std::map<std::string, std::string> token_of;
  for (const auto& issued : *tokens) token_of[issued.person()] = issued.token();
  for (const auto& [person, room] : acting_) seats_.add(person, address(room), token_of[person]);

  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < files.rlim_max) {
    files.rlim_cur =
        files.rlim_max;  // Each connection is a file; where this fails, connecting says so.
    setrlimit(RLIMIT_NOFILE, &files);
  }
  if (!run_until([this] { return seats_.open_more(); }))
    throw Failure(unreachable, "the connections could not be opened in time");
}

void Play::wait_for_clock(const script::Line& line) {
  if (options_.speed <= 0) return;
  if (!clock_) clock_ = {line.t, Clock::now()};
  const double seconds = static_cast<double>(line.t - clock_->first) / options_.speed;
  wait_until(clock_->second + milliseconds(static_cast<std::int64_t>(seconds * 1000)));
}

void Play::wait_until(client::Time due) {
  while (Clock::now() < due) {
    if (interrupted_) throw Failure(interrupted, "interrupted; --resume continues");
    need_seats();
    io_.run_one_until(std::min(due, Clock::now() + milliseconds(200)));
  }
}

/// Again and again while the room has no time or space for it: a line that is passed over would
/// count as played when the script goes on.
void Play::send(Seat& seat, const v1::Submit& submit) {
  constexpr auto pause = milliseconds(500);
  const std::string line = "line " + std::to_string(submit.script_line());
  const auto until = Clock::now() + patience_;
  for (;;) {
    seat.answer.reset();
    const client::Added added = seat.connection.submit(submit);
    if (added != client::Added::yes)
      throw Failure(wrong_use, line + " cannot be sent: " + std::string(client::to_string(added)));
    // The session gives up by itself; then run_until throws.
    while (!run_until([&seat] { return seat.answer.has_value(); })) continue;
    if (!is_not_kept(*seat.answer)) return;
    if (Clock::now() >= until)
      throw Failure(unreachable, line + " is not taken: " + seat.answer->refused().sentence() +
                                     " --resume continues");
    wait_until(Clock::now() + pause);
  }
}

void Play::play_line(const script::Line& line) {
  Seat& seat = seats_.at(line.person, address(line.room));
  pb::Submit submit;
  submit.set_command_id(line.command_id);
  *submit.mutable_command() = line.command;
  submit.set_script_line(line.seq);
  submit.set_script_time(line.t);
  send(seat, submit);
  expectations_.check(line, *seat.answer);
  if (seat.answer->has_receipt()) {
    auto& head = heads_[seat.room];
    head = std::max(head, seat.answer->receipt().number());
  }
  if (!options_.positions.empty())
    positions_.set(line.seq, seat.room, *seat.answer, line.expect == "dup");
  ++played_;
}

void Play::play_lines() {
  script::Line line;
  while (script_.next(line)) {
    const bool past = line.seq <= past_;
    if (line.command_id.starts_with("idem:")) first_lines_.emplace(command_key(line), line.seq);
    // Lines that have their answer are sent again only to learn their position: the same command
    // id, the same answer, no second effect. A repeat is not sent again: it would be one more
    // repeat.
    const bool learn = past && !options_.positions.empty() && !positions_.has(line.seq);
    if (past && (!learn || line.expect == "dup")) {
      if (learn) positions_.repeat(line.seq, first_lines_.at(command_key(line)));
      expectations_.check_past(line);
      continue;
    }
    if (!past) wait_for_clock(line);
    play_line(line);
    progress(line.seq);
    if (options_.check_mirrors > 0 && played_ % options_.check_mirrors == 0) check_mirrors();
  }
  if (options_.check_mirrors > 0) check_mirrors();
}

void Play::check_mirrors() {
  if (auto difference = mirrors_.run(heads_))
    expectations_.differs("after line " + std::to_string(past_ + played_) + ": " + *difference);
}

void Play::progress(std::uint64_t line) {
  constexpr auto pause = milliseconds(200);
  if (!isatty(STDERR_FILENO) || Clock::now() - shown_ < pause) return;
  shown_ = Clock::now();
  std::fprintf(stderr, "\r%llu of %llu lines", static_cast<unsigned long long>(line),
               static_cast<unsigned long long>(script_.lines()));
}

void Play::save_positions() const {
  if (!options_.positions.empty()) positions_.save(options_.positions);
}

int Play::report() const {
  if (isatty(STDERR_FILENO)) std::fprintf(stderr, "\r");
  std::uint64_t losses = 0;
  std::uint64_t hash_checks = 0;
  std::uint64_t findings = 0;
  for (const Seat* seat : seats_.all()) {
    losses += seat->losses;
    hash_checks += seat->connection.mirror().hash_checks();
    for (const std::string& finding : seat->findings) {
      ++findings;
      std::cerr << finding << '\n';
    }
  }
  const Tally& tally = expectations_.tally();
  std::cout << tally.lines() << " lines: " << tally.accepted << " accepted, " << tally.refused
            << " refused, " << tally.repeated << " repeated; " << played_ << " sent now over "
            << seats_.size() << " connections";
  if (losses > 0) std::cout << ", which were lost and resumed " << losses << " times";
  std::cout << ".\n";
  if (options_.check_mirrors > 0)
    std::cout << "Mirrors: " << mirrors_.comparisons() << " comparisons in " << mirrors_.rounds()
              << " rounds, " << hash_checks << " view hashes compared, " << findings
              << " findings.\n";
  const std::uint64_t differences = expectations_.differences();
  if (differences == 0) std::cout << "Every line got the answer the script says.\n";
  for (const std::string& sentence : expectations_.named()) std::cout << sentence << '\n';
  if (differences > expectations_.named().size())
    std::cout << "… and " << differences - expectations_.named().size() << " more.\n";
  const bool mirrors_wrong = options_.check_mirrors > 0 && findings > 0;
  return differences == 0 && !mirrors_wrong ? as_expected : not_as_expected;
}

int Play::run() {
  signals_.async_wait([this](boost::system::error_code ec, int) { interrupted_ = !ec; });
  scan();
  if (!options_.positions.empty() && options_.resume)
    positions_ = Positions::load(options_.positions);
  found_programme();
  const bool nothing_to_do = past_ >= script_.lines() && options_.check_mirrors == 0 &&
                             (options_.positions.empty() || positions_.size() >= script_.lines());
  try {
    if (!nothing_to_do) open_seats();
    play_lines();
  } catch (const Failure&) {
    save_positions();
    for (const std::string& sentence : expectations_.named()) std::cout << sentence << '\n';
    throw;
  }
  save_positions();
  return report();
}

}  // namespace

int play(const PlayOptions& options) {
  try {
    return Play(options).run();
  } catch (const script::ScriptError& error) {
    throw Failure(wrong_use, error.what());
  } catch (const std::system_error& error) {
    throw Failure(wrong_use, error.what());
  }
}

}  // namespace tingbok::cli
