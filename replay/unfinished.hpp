/// Files and folders that are made beside their place and get it when they are whole.
#pragma once

#include <filesystem>

namespace tingbok::replay {

/// What is being made at `path`; at its end it is gone again, with all that is in it, unless it was
/// put in its place.
class Unfinished {
 public:
  enum class Kind { file, folder };

  /// Removes what a run that was killed has left there, and makes the folder; a file is for the
  /// caller to make. Throws std::system_error.
  Unfinished(std::filesystem::path path, Kind kind);
  Unfinished(const Unfinished&) = delete;
  Unfinished& operator=(const Unfinished&) = delete;
  ~Unfinished();

  const std::filesystem::path& path() const { return path_; }

  /// Makes the name durable; a file's bytes are for the caller to sync. A file that is there is
  /// replaced. Throws std::system_error.
  void put_at(const std::filesystem::path& place);

 private:
  const std::filesystem::path path_;
  bool placed_ = false;
};

}  // namespace tingbok::replay
