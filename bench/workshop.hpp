/// A programme on a running server with everyone connected: what each workload starts from.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/generator.hpp"
#include "bench/http.hpp"
#include "bench/server_process.hpp"
#include "bench/workloads.hpp"

namespace tingbok::bench {

inline constexpr const char* programme_id = "M";

/// Raises the limit of open files as far as allowed; the server inherits it.
void raise_file_limit();

/// A folder of its own under settings.work that is removed at the end.
class WorkFolder {
 public:
  explicit WorkFolder(const Settings& settings);
  ~WorkFolder();
  WorkFolder(const WorkFolder&) = delete;
  WorkFolder& operator=(const WorkFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  bool keep_;
};

class Workshop {
 public:
  Workshop(ServerProcess& server, std::uint32_t rooms, std::uint32_t people);

  void create();
  /// Connects each person once, `times` times over; all have their snapshot afterwards.
  void connect_everyone(Generator& generator, std::uint32_t times = 1);
  void connect_one(Generator& generator, std::uint32_t room, std::uint32_t person);

  /// The server was killed and started again, on another port; the tokens are still good.
  void follow_restart();

  /// The access token of a person.
  const std::string& token(std::uint32_t room, std::uint32_t person);

 private:
  std::string ticket(std::uint32_t room, std::uint32_t person);

  ServerProcess& server_;
  std::optional<HttpClient> http_;
  std::uint32_t rooms_;
  std::uint32_t people_;
  /// By room, then person; asked for a room at a time.
  std::vector<std::vector<std::string>> tokens_;
};

}  // namespace tingbok::bench
