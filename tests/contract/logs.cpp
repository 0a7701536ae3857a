#include "tests/contract/logs.hpp"

#include <stdlib.h>

namespace tingbok::log {

TestFolder::TestFolder() {
  std::string pattern =
      (std::filesystem::temp_directory_path() / "tingbok-contract-XXXXXX").string();
  REQUIRE(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TestFolder::~TestFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace tingbok::log
