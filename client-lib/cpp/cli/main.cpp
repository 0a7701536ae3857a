// tingbok-client: plays scripts, shows outcomes, watches rooms, submits actions.
#include <cstdio>
#include <functional>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "outcome.hpp"
#include "play.hpp"
#include "receipt.hpp"
#include "submit.hpp"
#include "template.hpp"
#include "watch.hpp"

namespace {

using namespace tingbok::cli;

void add_server(CLI::App& verb, Server& server, bool tokens_of_people) {
  verb.add_option("--url", server.url, "Base URL of the server, such as http://127.0.0.1:8080")
      ->required();
  auto* admin = verb.add_option("--admin-token-file", server.admin_token_file,
                                "File with the administrator's secret (DIR/admin.token)");
  if (!tokens_of_people) {
    admin->required();
    return;
  }
  verb.add_option("--token-file", server.token_file, "File with an access token")->excludes(admin);
}

CLI::App* add_play(CLI::App& app, PlayOptions& options) {
  auto* verb = app.add_subcommand(
      "play", "Acts out a workshop script: one connection for each person in each room");
  verb->add_option("script", options.script, "The script (politisk-verksted-manus/1)")->required();
  add_server(*verb, options.server, false);
  verb->add_option("--speed", options.speed,
                   "Times the script's own clock; without it, as fast as it goes")
      ->check(CLI::PositiveNumber);
  verb->add_option("--positions", options.positions,
                   "Write here, as JSON, the room and number (or refusal) of each line");
  verb->add_flag("--resume", options.resume, "Go on after the last line the server has answered");
  verb->add_option("--check-mirrors", options.check_mirrors,
                   "After every so many lines, compare all mirrors with the server's state");
  verb->add_option("--give-up-after", options.give_up_after_s,
                   "Seconds without a connection before giving up with exit code 3")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return verb;
}

CLI::App* add_outcome(CLI::App& app, OutcomeOptions& options) {
  auto* verb = app.add_subcommand("outcome", "Prints what a programme came to, as JSON");
  verb->add_option("--programme", options.programme, "The programme's id")->required();
  add_server(*verb, options.server, false);
  return verb;
}

CLI::App* add_watch(CLI::App& app, WatchOptions& options) {
  auto* verb = app.add_subcommand("watch", "Shows a room live");
  verb->add_option("room,--room", options.room, "PROGRAMME/ROOM, such as A/K04")->required();
  add_server(*verb, options.server, true);
  verb->add_option("--person", options.person,
                   "With --admin-token-file: whose eyes to use (default: the chair's)");
  verb->add_flag("--once", options.once, "Print the room as it is now and end");
  verb->add_option("--give-up-after", options.give_up_after_s,
                   "Seconds without a connection before giving up with exit code 3 (0: never)")
      ->check(CLI::NonNegativeNumber);
  return verb;
}

CLI::App* add_submit(CLI::App& app, SubmitOptions& options) {
  auto* verb = app.add_subcommand("submit", "Sends one action and prints its answer");
  verb->add_option("room,--room", options.room, "PROGRAMME/ROOM, such as A/K04")->required();
  add_server(*verb, options.server, true);
  verb->add_option("--person", options.person, "With --admin-token-file: who acts");
  verb->add_option("--action", options.action,
                   "The action as protobuf JSON: {\"note_add\": {\"board\": …}}");
  verb->add_option("--line", options.line, "A line of a script instead, as JSON");
  verb->add_option("--text", options.text, "What is said or written");
  verb->add_option("--command-id", options.command_id,
                   "The action's identity; sent again, it has no second effect (default: random)");
  verb->add_option("--give-up-after", options.give_up_after_s,
                   "Seconds without a connection before giving up with exit code 3")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  return verb;
}

CLI::App* add_receipt(CLI::App& app, ReceiptOptions& options) {
  auto* verb = app.add_subcommand(
      "receipt", "Fetches the acknowledgement of an action with its proof, to be kept");
  verb->add_option("room,--room", options.room, "PROGRAMME/ROOM, such as A/K04")->required();
  add_server(*verb, options.server, true);
  verb->add_option("--number", options.number, "The event's number")->required();
  verb->add_option("--key", options.key,
                   "The key that must have signed it (default: the server's, as it says)");
  verb->add_option("--out", options.out, "File to write")->required();
  return verb;
}

CLI::App* add_template(CLI::App& app, TemplateOptions& options, std::function<int()>& run) {
  auto* verb = app.add_subcommand("template", "Checks a template's text; needs no server");
  verb->require_subcommand(1);
  const auto add = [&](const char* name, const char* help, int (*act)(const TemplateOptions&)) {
    auto* added = verb->add_subcommand(name, help);
    added->add_option("file", options.file, "The template")->required();
    added->callback([&options, &run, act] { run = [&options, act] { return act(options); }; });
  };
  add("check", "Whether it can be used: its id, version and checksum, or what is wrong with it",
      check_template);
  add("print", "Its canonical text, over which the checksum is taken", print_template);
  return verb;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{"Command-line client of Tingbok"};
  app.require_subcommand(1);
  app.footer(
      "Exit codes: 0 as expected; 1 an answer was not what was expected, a refusal, or a template "
      "that cannot be used; 2 wrong use;\n"
      "3 the server could not be reached; 130 interrupted.");
  PlayOptions play_options;
  OutcomeOptions outcome_options;
  WatchOptions watch_options;
  SubmitOptions submit_options;
  std::function<int()> run;
  add_play(app, play_options)->callback([&] { run = [&] { return play(play_options); }; });
  add_outcome(app, outcome_options)->callback([&] {
    run = [&] { return outcome(outcome_options); };
  });
  add_watch(app, watch_options)->callback([&] { run = [&] { return watch(watch_options); }; });
  ReceiptOptions receipt_options;
  add_receipt(app, receipt_options)->callback([&] {
    run = [&] { return receipt(receipt_options); };
  });
  TemplateOptions template_options;
  add_template(app, template_options, run);
  add_submit(app, submit_options)->callback([&] { run = [&] { return submit(submit_options); }; });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? as_expected : wrong_use;
  }
  try {
    const int code = run();
    std::cout.flush();
    if (!std::cout || std::fflush(stdout) != 0)
      throw Failure(wrong_use, "what was to be shown could not be written");
    return code;
  } catch (const Failure& failure) {
    std::fprintf(stderr, "tingbok-client: %s\n", failure.what());
    return failure.code;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tingbok-client: %s\n", error.what());
    return not_as_expected;
  }
}
