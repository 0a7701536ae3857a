#include "submit.hpp"

#include <iostream>
#include <optional>

#include <boost/asio/io_context.hpp>
#include <google/protobuf/util/json_util.h>

#include "core/script/script.hpp"
#include "tingbok/client/commands.hpp"
#include "tingbok/client/connection.hpp"

namespace tingbok::cli {
namespace {

/// Stops the connection as soon as there is an answer.
class OneAnswer : public client::Listener {
 public:
  client::Connection* connection = nullptr;
  std::optional<pb::Answer> answer;
  std::optional<client::Stopped> stopped;

 private:
  void on_answer(const pb::Answer& got) override {
    answer = got;
    connection->stop();
  }
  void on_stopped(const client::Stopped& why) override { stopped = why; }
};

pb::Submit submit_of(const SubmitOptions& options) {
  pb::Submit submit;
  if (options.action.empty() == options.line.empty())
    throw Failure(wrong_use, "give either --action or --line");
  try {
    if (!options.line.empty()) {
      const auto value = boost::json::parse(options.line);
      if (!value.is_object()) throw Failure(wrong_use, "--line is not a JSON object");
      const script::Line line = script::parse_line(value.get_object(), 1);
      *submit.mutable_command() = line.command;
      submit.set_command_id(line.command_id);
      submit.set_script_line(line.seq);
      submit.set_script_time(line.t);
    } else {
      *submit.mutable_command() = client::command_from_json(options.action);
      submit.set_command_id(client::new_command_id());
    }
  } catch (const boost::system::system_error&) {
    throw Failure(wrong_use, "--line is not JSON");
  } catch (const script::ScriptError& error) {
    throw Failure(wrong_use, error.what());
  } catch (const std::invalid_argument& error) {
    throw Failure(wrong_use, error.what());
  }
  if (!options.text.empty()) submit.mutable_command()->set_text(options.text);
  if (!options.command_id.empty()) submit.set_command_id(options.command_id);
  return submit;
}

}  // namespace

int submit(const SubmitOptions& options) {
  const RoomAddress room = parse_room(options.room);
  pb::Submit action = submit_of(options);
  client::ConnectionOptions connect;
  connect.server = endpoint_of(options.server.url);
  connect.access_token =
      access_token(options.server, room.programme, options.person, action.has_script_time());
  connect.session.workshop = room.whole();
  connect.session.timeouts.give_up =
      std::chrono::milliseconds(static_cast<std::int64_t>(options.give_up_after_s * 1000));

  boost::asio::io_context io(1);
  OneAnswer listener;
  client::Connection connection(io, connect, listener);
  listener.connection = &connection;
  const client::Added added = connection.submit(std::move(action));
  if (added != client::Added::yes) throw Failure(wrong_use, std::string(client::to_string(added)));
  connection.start();
  io.run();
  if (!listener.answer) {
    const bool lost = listener.stopped->reason == client::StopReason::unreachable;
    throw Failure(lost ? unreachable : wrong_use, listener.stopped->sentence);
  }
  std::string json;
  google::protobuf::util::JsonPrintOptions print;
  print.add_whitespace = true;
  const auto status = google::protobuf::util::MessageToJsonString(*listener.answer, &json, print);
  if (!status.ok()) throw Failure(not_as_expected, "the answer cannot be shown");
  std::cout << json;
  return listener.answer->has_receipt() ? as_expected : not_as_expected;
}

}  // namespace tingbok::cli
