#include "replay/unfinished.hpp"

#include "core/log/files.hpp"

namespace tingbok::replay {

namespace fs = std::filesystem;

Unfinished::Unfinished(fs::path path, Kind kind) : path_(std::move(path)) {
  if (kind == Kind::folder) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  } else if (fs::is_directory(path_)) {
    throw fs::filesystem_error("a folder is in the way", path_,
                               std::make_error_code(std::errc::is_a_directory));
  } else {
    fs::remove(path_);
  }
}

Unfinished::~Unfinished() {
  if (placed_) return;
  std::error_code nothing_to_be_done;
  fs::remove_all(path_, nothing_to_be_done);
}

void Unfinished::put_at(const fs::path& place) {
  fs::rename(path_, place);
  placed_ = true;
  log::sync_folder(fs::absolute(place).parent_path());
}

}  // namespace tingbok::replay
