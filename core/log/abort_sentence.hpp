/// The last line of defence against a library that ends the process.
#pragma once

#include <filesystem>

namespace tingbok::log {

/// While one lives, abort() (an assertion of RocksDB, which Debian builds with them) ends the
/// process with one sentence on stderr that names the log, and exit_damaged. Bytes that reach an
/// assertion are refused before it, as far as they are known (table_end.hpp); this is for the
/// others. Any thread; several may live at a time, the sentence is then the latest's.
class AbortSentence {
 public:
  explicit AbortSentence(const std::filesystem::path& log);
  ~AbortSentence();
  AbortSentence(const AbortSentence&) = delete;
  AbortSentence& operator=(const AbortSentence&) = delete;
};

}  // namespace tingbok::log
