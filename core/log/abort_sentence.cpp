#include "core/log/abort_sentence.hpp"

#include <csignal>
#include <cstring>
#include <mutex>
#include <string>

#include <unistd.h>

#include "core/log/open.hpp"

namespace tingbok::log {
namespace {

std::mutex mutex;
int living = 0;
struct sigaction before{};
/// Written before the handler is set; longer paths are cut.
char sentence[1'024];

/// Only what may be called in a signal handler.
extern "C" void say_and_end(int) {
  if (::write(STDERR_FILENO, sentence, std::strlen(sentence)) < 0) ::_exit(exit_unreadable);
  ::_exit(exit_damaged);
}

}  // namespace

AbortSentence::AbortSentence(const std::filesystem::path& log) {
  const std::lock_guard lock(mutex);
  const std::string text = "The log in " + log.string() +
                           " is damaged, or its disk failed: the database gave up while it was "
                           "opened. Restore a backup, or look at a copy.\n";
  sentence[text.copy(sentence, sizeof sentence - 1)] = '\0';
  if (living++ > 0) return;
  struct sigaction action{};
  action.sa_handler = say_and_end;
  ::sigaction(SIGABRT, &action, &before);
}

AbortSentence::~AbortSentence() {
  const std::lock_guard lock(mutex);
  if (--living == 0) ::sigaction(SIGABRT, &before, nullptr);
}

}  // namespace tingbok::log
