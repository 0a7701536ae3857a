/// The server under test as a child process: started, watched through /proc, stopped.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <sys/types.h>

namespace tingbok::bench {

/// The server could not be started, or died.
class ServerFailed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// CPU time used so far, in nanoseconds.
struct CpuUse {
  std::int64_t total_ns = 0;
  /// Of living threads, by thread name (names that occur more than once are added up).
  std::map<std::string, std::int64_t> by_thread_ns;
};

/// Binds the calling process (or a child before exec) to one core. False where that is not allowed.
bool pin_to_core(int core);

class ServerProcess {
 public:
  struct Settings {
    std::filesystem::path binary;
    /// Its own folder; the data lie in `folder`/data.
    std::filesystem::path folder;
    /// -1: not pinned.
    int core = -1;
    std::vector<std::string> arguments;
  };

  /// Starts it and waits until it answers. Throws ServerFailed with the end of its log.
  explicit ServerProcess(Settings settings);
  /// Stops it: SIGTERM, and SIGKILL after 20 s.
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return pid_; }
  const std::string& admin_token() const { return admin_token_; }

  CpuUse cpu() const;
  /// Resident memory in KiB.
  std::int64_t rss_kib() const;
  /// Throws ServerFailed if it has ended.
  void check_alive();

  /// kill -9, and waits until it is gone.
  void kill_hard();
  /// Starts it again on the same data and waits for the ready file.
  void start();

 private:
  std::string end_of_log() const;
  void wait_until_ready();

  Settings settings_;
  pid_t pid_ = -1;
  std::uint16_t port_ = 0;
  std::string admin_token_;
};

}  // namespace tingbok::bench
