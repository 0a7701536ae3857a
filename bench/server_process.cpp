#include "bench/server_process.hpp"

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <fstream>
#include <sstream>
#include <thread>

#include <fcntl.h>
#include <fmt/format.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tingbok::bench {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

std::string slurp(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

/// utime + stime of a /proc stat line, fields 14 and 15, counted after the command's bracket.
std::int64_t stat_cpu_ns(const std::string& line) {
  const std::size_t bracket = line.rfind(')');
  if (bracket == std::string::npos) return 0;
  std::istringstream fields(line.substr(bracket + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  std::int64_t user = 0;
  std::int64_t system = 0;
  fields >> user >> system;
  return (user + system) * (1'000'000'000 / sysconf(_SC_CLK_TCK));
}

[[noreturn]] void run_child(const ServerProcess::Settings& settings, char* const* arguments,
                            const char* log_file) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (settings.core >= 0) pin_to_core(settings.core);
  const int log = open(log_file, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (log >= 0) {
    dup2(log, STDOUT_FILENO);
    dup2(log, STDERR_FILENO);
  }
  execv(arguments[0], arguments);
  _exit(127);
}

}  // namespace

bool pin_to_core(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  return sched_setaffinity(0, sizeof set, &set) == 0;
}

ServerProcess::ServerProcess(Settings settings) : settings_(std::move(settings)) {
  if (!fs::exists(settings_.binary)) {
    throw ServerFailed(
        fmt::format("The server {} does not exist; build it, or name it with --server.",
                    settings_.binary.string()));
  }
  fs::create_directories(settings_.folder / "data");
  start();
}

ServerProcess::~ServerProcess() {
  if (pid_ <= 0) return;
  kill(pid_, SIGTERM);
  for (int tries = 0; tries < 2000; ++tries) {
    if (waitpid(pid_, nullptr, WNOHANG) == pid_) return;
    std::this_thread::sleep_for(10ms);
  }
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

void ServerProcess::start() {
  const std::string data = (settings_.folder / "data").string();
  const std::string ready = (settings_.folder / "ready").string();
  const std::string log = (settings_.folder / "server.log").string();
  fs::remove(ready);
  std::vector<std::string> words{settings_.binary.string(),
                                 "serve",
                                 "--data",
                                 data,
                                 "--listen",
                                 "127.0.0.1:0",
                                 "--ready-file",
                                 ready};
  words.insert(words.end(), settings_.arguments.begin(), settings_.arguments.end());
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_ = fork();
  if (pid_ < 0) throw ServerFailed(fmt::format("The server was not started: {}.", strerror(errno)));
  if (pid_ == 0) run_child(settings_, arguments.data(), log.c_str());
  wait_until_ready();
  admin_token_ = slurp(settings_.folder / "data" / "admin.token");
  while (!admin_token_.empty() && admin_token_.back() == '\n') admin_token_.pop_back();
}

void ServerProcess::wait_until_ready() {
  const fs::path ready = settings_.folder / "ready";
  for (int tries = 0; tries < 60'000; ++tries) {
    const std::string line = slurp(ready);
    const std::size_t colon = line.rfind(':');
    if (line.find('\n') != std::string::npos && colon != std::string::npos) {
      port_ = static_cast<std::uint16_t>(std::stoul(line.substr(colon + 1)));
      return;
    }
    check_alive();
    std::this_thread::sleep_for(1ms);
  }
  throw ServerFailed("The server did not write its ready file within a minute." + end_of_log());
}

void ServerProcess::check_alive() {
  int status = 0;
  if (waitpid(pid_, &status, WNOHANG) != pid_) return;
  pid_ = -1;
  const std::string how = WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                                              : fmt::format("exit code {}", WEXITSTATUS(status));
  throw ServerFailed(fmt::format("The server ended with {}.{}", how, end_of_log()));
}

std::string ServerProcess::end_of_log() const {
  const std::string log = slurp(settings_.folder / "server.log");
  return log.empty() ? " It wrote no log."
                     : " Its log ends:\n" + log.substr(log.size() > 1500 ? log.size() - 1500 : 0);
}

void ServerProcess::kill_hard() {
  if (pid_ <= 0) return;
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
  pid_ = -1;
}

CpuUse ServerProcess::cpu() const {
  CpuUse use;
  const fs::path proc = fmt::format("/proc/{}", pid_);
  use.total_ns = stat_cpu_ns(slurp(proc / "stat"));
  std::error_code gone;
  for (const auto& task : fs::directory_iterator(proc / "task", gone)) {
    std::string name = slurp(task.path() / "comm");
    if (!name.empty()) name.pop_back();
    use.by_thread_ns[name] += stat_cpu_ns(slurp(task.path() / "stat"));
  }
  return use;
}

std::int64_t ServerProcess::rss_kib() const {
  std::ifstream status(fmt::format("/proc/{}/status", pid_));
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("VmRSS:", 0) == 0) return std::stoll(line.substr(6));
  }
  return 0;
}

}  // namespace tingbok::bench
