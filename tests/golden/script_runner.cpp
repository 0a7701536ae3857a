#include "script_runner.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <future>
#include <sstream>
#include <stdexcept>

#include "core/domain/decide.hpp"
#include "core/outcome/outcome.hpp"
#include "core/rebuild/record.hpp"
#include "core/rebuild/snapshots.hpp"
#include "core/view/audience.hpp"

namespace tingbok::golden {

namespace json = boost::json;

std::string workshop_file(const std::string& name) {
  return std::string(TINGBOK_SOURCE_DIR) + "/tests/workshops/" + name;
}

std::vector<v1::Entity> entities_of(const domain::State& state) {
  std::vector<v1::Entity> entities;
  for (const auto& entity : state.entities()) entities.push_back(view::entire(entity));
  return entities;
}

ScriptRunner::ScriptRunner(const std::filesystem::path& script, std::unique_ptr<log::EventLog> log)
    : reader_(script), log_(std::move(log)) {
  const rebuild::RecordHead head{script::epoch_ms, "", "", "", 0, {}};
  std::vector<log::Record> records;
  for (auto& event : rebuild::founding_events(programme())) {
    records.push_back(
        rebuild::make_programme_record(records.size() + 1, head, std::move(event), next_salt()));
  }
  append(programme().id(), 0, std::move(records));
  for (const auto& config : programme().rooms()) found_room(config);
}

void ScriptRunner::found_room(const v1::RoomConfig& config) {
  auto& room = rooms_[config.room()];
  const rebuild::RecordHead head{script::epoch_ms, "", "", "", 0, {}};
  std::vector<log::Record> records;
  for (auto& event : domain::found_room(programme().id(), config, true,
                                        rebuild::roster_of(programme(), config.room()))) {
    records.push_back(
        rebuild::make_event_record(room.state, std::move(event), head, next_salt()).record);
    hashes_[config.room()].push_back(room.state.hash());
  }
  append(address(config.room()), 0, std::move(records));
}

std::string ScriptRunner::next_salt() {
  std::string salt(rebuild::salt_bytes, '\0');
  auto left = ++salts_;
  for (auto& byte : salt) {
    byte = static_cast<char>(left & 0xFF);
    left >>= 8;
  }
  return salt;
}

/// Waits until it is durable.
void ScriptRunner::submit(log::Transaction transaction) {
  std::promise<log::Error> done;
  log_->submit(std::move(transaction), [&](log::Error error) { done.set_value(error); });
  const auto error = done.get_future().get();
  if (error != log::Error::none) throw std::runtime_error(std::string(log::describe(error)));
}

void ScriptRunner::append(const std::string& stream, log::Number expected,
                          std::vector<log::Record> records) {
  log::Transaction transaction;
  transaction.appends.push_back({stream, expected, std::move(records)});
  submit(std::move(transaction));
}

void ScriptRunner::append_and_keep(const script::Line& line, log::Append append,
                                   const v1::StoredAnswer& answer) {
  log::Transaction transaction;
  transaction.appends.push_back(std::move(append));
  const auto key = line.person + std::string(1, '\0') + line.command_id;
  transaction.answers.push_back({address(line.room), key, answer.SerializeAsString()});
  submit(std::move(transaction));
}

void ScriptRunner::save_snapshot(const std::string& room) {
  log_->put_snapshot(address(room), rebuild::snapshot_of(rooms_.at(room)));
}

std::vector<v1::ForeignFact> ScriptRunner::facts_for(const script::Line& line) const {
  std::vector<v1::ForeignFact> facts;
  for (const auto& wanted : domain::needed_facts(rooms_.at(line.room).state, line.command)) {
    const auto other = rooms_.find(wanted.room().substr(wanted.room().find('/') + 1));
    if (other == rooms_.end()) continue;
    auto& fact = facts.emplace_back(domain::fact_of(other->second.state, wanted));
    const auto number = fact.number();
    log_->read(fact.room(), number, number, [&](const log::RecordView& record) {
      fact.set_leaf_hash(std::string(as_bytes(leaf_hash(record.core))));
      return false;
    });
  }
  return facts;
}

std::string ScriptRunner::refuse(const script::Line& line, v1::RefusalNoted noted) {
  const auto stream = rebuild::refusal_stream(address(line.room));
  const auto number = log_->head(stream).number;
  noted.set_action(line.action);
  noted.set_at_number(rooms_.at(line.room).state.number());
  const rebuild::RecordHead head{
      script::epoch_ms + line.t * 1000, line.person, "", line.command_id, line.seq, {}};
  const auto kept = domain::without_secret_ballot(rooms_.at(line.room).state, line.command);
  auto record = rebuild::make_refusal_record(number + 1, head, noted, kept, next_salt());
  if (noted.repeat()) {
    append(stream, number, {std::move(record)});
    return "dup";
  }
  v1::StoredAnswer answer;
  answer.set_script_line(line.seq);
  answer.mutable_refused()->set_code(noted.code());
  answer.mutable_refused()->set_number(number + 1);
  append_and_keep(line, {stream, number, {std::move(record)}}, answer);
  return std::string(domain::word(noted.code()));
}

std::string ScriptRunner::answer_to(const script::Line& line) {
  auto& room = rooms_.at(line.room);
  domain::Context context{line.person, script::epoch_ms + line.t * 1000, facts_for(line)};
  auto& box = boxes_[line.room];
  box.prepare(room.state, line.command, context);
  auto decision = domain::decide(room.state, line.command, context);
  if (const auto* refusal = std::get_if<domain::Refusal>(&decision)) {
    v1::RefusalNoted noted;
    noted.set_code(refusal->code);
    return refuse(line, std::move(noted));
  }
  box.accepted(room.state, line.command);
  const rebuild::RecordHead head{context.now_ms,  line.person, "",
                                 line.command_id, line.seq,    context.facts};
  log::Append append{address(line.room), room.state.number(), {}};
  v1::StoredAnswer answer;
  answer.set_script_line(line.seq);
  auto& receipt = *answer.mutable_receipt();
  receipt.set_first(append.expected + 1);
  for (auto& event : std::get<domain::Events>(decision)) {
    auto made = rebuild::make_event_record(room.state, std::move(event), head, next_salt());
    rebuild::note_line(room, line.seq);
    hashes_[line.room].push_back(room.state.hash());
    receipt.set_number(made.number);
    receipt.set_time_ms(context.now_ms);
    receipt.set_leaf_hash(std::string(as_bytes(made.record.leaf)));
    receipt.set_state_hash(std::string(as_bytes(made.state_hash)));
    append.records.push_back(std::move(made.record));
  }
  append_and_keep(line, std::move(append), answer);
  return "ok";
}

bool ScriptRunner::pass_over() {
  script::Line line;
  return reader_.next(line);
}

bool ScriptRunner::play_next(Played& played) {
  if (!reader_.next(played.line)) return false;
  const auto& line = played.line;
  const auto key = line.room + '\n' + line.person + '\n' + line.command_id;
  const auto first = answers_.find(key);
  if (first == answers_.end()) {
    played.answer = answer_to(line);
    answers_[key] = {played.answer, line.seq};
    return true;
  }
  v1::RefusalNoted noted;
  noted.set_repeat(true);
  if (first->second.second != line.seq) refuse(line, std::move(noted));
  played.answer = "dup";
  return true;
}

json::object ScriptRunner::summary(const std::string& room) const {
  return outcome::summary(entities_of(rooms_.at(room).state));
}

json::object ScriptRunner::outcome() const {
  std::vector<v1::RoomLines> lines;
  std::vector<std::vector<v1::Entity>> entities;
  for (const auto& config : programme().rooms()) {
    const auto& room = rooms_.at(config.room());
    lines.push_back(rebuild::lines_of(*log_, address(config.room()), room));
    entities.push_back(entities_of(room.state));
  }
  const auto known = rebuild::read_programme(*log_, programme().id());
  return outcome::outcome(
      rebuild::programme_lines(known, std::move(lines)), entities,
      [&](const std::string& room, std::uint64_t number) {
        return entities_of(rebuild::rebuild(*log_, address(room), number).state);
      });
}

json::value read_json(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return json::parse(text.str());
}

namespace {

/// Numbers compare by value, whatever JSON's parser made of their sign.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) return json::serialize(a) == json::serialize(b);
  return a == b;
}

void compare_objects(const json::object& want, const json::object& got, const std::string& path,
                     std::vector<std::string>& out) {
  for (const auto& [key, value] : want) {
    const auto inner = path + "." + std::string(key);
    if (const auto* other = got.if_contains(key)) {
      for (auto& one : differences(value, *other, inner)) out.push_back(std::move(one));
    } else {
      out.push_back(inner + ": missing");
    }
  }
  for (const auto& [key, value] : got) {
    if (!want.contains(key)) out.push_back(path + "." + std::string(key) + ": extra");
  }
}

}  // namespace

std::vector<std::string> differences(const json::value& want, const json::value& got,
                                     const std::string& path) {
  std::vector<std::string> out;
  if (want.is_object() && got.is_object()) {
    compare_objects(want.as_object(), got.as_object(), path, out);
  } else if (want.is_array() && got.is_array() && want.as_array().size() == got.as_array().size()) {
    for (std::size_t i = 0; i < want.as_array().size(); ++i) {
      const auto inner = path + "[" + std::to_string(i) + "]";
      for (auto& one : differences(want.as_array()[i], got.as_array()[i], inner))
        out.push_back(std::move(one));
    }
  } else if (!same(want, got)) {
    out.push_back(path + ": " + json::serialize(want) + " / " + json::serialize(got));
  }
  return out;
}

struct OracleStates::Pipe {
  std::FILE* stream = nullptr;
  char* line = nullptr;
  std::size_t room = 0;
};

OracleStates::OracleStates(const std::string& script) : pipe_(std::make_unique<Pipe>()) {
  const auto command =
      "python3 '" + workshop_file("oracle.py") + "' '" + script + "' --each --rooms";
  pipe_->stream = popen(command.c_str(), "r");
  if (pipe_->stream == nullptr) throw std::runtime_error("python3 cannot be started");
}

OracleStates::~OracleStates() {
  // Read to the end, so that the oracle is not stopped in the middle of a line.
  while (getline(&pipe_->line, &pipe_->room, pipe_->stream) >= 0) {
  }
  pclose(pipe_->stream);
  std::free(pipe_->line);
}

bool OracleStates::next(json::object& state) {
  const auto length = getline(&pipe_->line, &pipe_->room, pipe_->stream);
  if (length < 0) return false;
  state = json::parse(json::string_view(pipe_->line, static_cast<std::size_t>(length))).as_object();
  return true;
}

}  // namespace tingbok::golden
