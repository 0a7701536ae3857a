#include "server/ops/command_line.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <map>

#include <CLI/CLI.hpp>

namespace tingbok::ops {
namespace {

constexpr const char* version = "tingbok-server " TINGBOK_VERSION;

constexpr const char* footer =
    "Every setting of serve can also stand in the TOML file of --config (same name, underscores "
    "for\n"
    "dashes) or in the environment (TINGBOK_DATA, TINGBOK_LISTEN ...); flags win, then the\n"
    "environment. Exit codes: 0 normal stop, 2 wrong use, 70 cannot listen, 71 data folder in "
    "use,\n"
    "72 folder unreadable, 73 log damaged, 74 log behind its anchor, 75 storage failed while\n"
    "running, 76 a fault in the program.";

std::string flag_of(const Setting& setting) {
  std::string flag = "--" + std::string(setting.name);
  std::replace(flag.begin(), flag.end(), '_', '-');
  return flag;
}

}  // namespace

std::string_view server_version() { return TINGBOK_VERSION; }

std::optional<CommandLine> parse_command_line(int argc, const char* const* argv, int& exit_code) {
  CLI::App app{"Event-sourced server for live political workshops", "tingbok-server"};
  app.footer(footer);
  app.set_version_flag("--version", version);
  bool print = false;
  std::string config_file;
  CLI::App* serve = app.add_subcommand("serve", "Serves the workshops of a data folder");
  for (CLI::App* one : {&app, serve}) {
    one->add_flag("--print-config", print, "Prints the settings as TOML and ends");
  }
  serve->add_option("--config", config_file, "TOML file with settings");
  std::map<std::string, std::vector<std::string>> flags;
  for (const Setting& setting : settings()) {
    CLI::Option* option = serve->add_option(flag_of(setting), flags[std::string(setting.name)],
                                            std::string(setting.help));
    option->expected(1)->multi_option_policy(setting.list ? CLI::MultiOptionPolicy::TakeAll
                                                          : CLI::MultiOptionPolicy::Throw);
  }
  CommandLine line;
  CLI::App* repair = app.add_subcommand(
      "repair", "Mends a log that does not open, on a copy, and checks it against its anchor");
  std::string repair_data;
  repair->add_option("--data", repair_data, "Folder that holds the log")->required();
  repair->add_flag("--accept-loss", line.accept_loss,
                   "Takes the log as it is although events are missing");
  app.require_subcommand(0, 1);

  exit_code = exit_wrong_use;
  try {
    app.parse(argc, argv);
    Values given;
    for (const auto& [name, values] : flags) {
      if (!values.empty()) given[name] = values;
    }
    const char* file = std::getenv("TINGBOK_CONFIG");
    if (config_file.empty() && file) config_file = file;
    const std::array sources = {config_file.empty() ? Values{} : values_from_toml(config_file),
                                values_from_environment(), given};
    if (print) {
      std::fputs(print_config(sources).c_str(), stdout);
      exit_code = 0;
      return std::nullopt;
    }
    if (repair->parsed()) {
      line.verb = CommandLine::Verb::repair;
      line.data = repair_data;
    } else if (serve->parsed()) {
      line.config = make_config(sources);
    } else {
      throw BadConfig("say what to do: serve or repair (--help says more).");
    }
    return line;
  } catch (const CLI::Success& success) {
    exit_code = app.exit(success);
  } catch (const CLI::Error& error) {
    std::fprintf(stderr, "tingbok-server: %s\n", error.what());
  } catch (const BadConfig& error) {
    std::fprintf(stderr, "tingbok-server: %s\n", error.what());
  }
  return std::nullopt;
}

}  // namespace tingbok::ops
