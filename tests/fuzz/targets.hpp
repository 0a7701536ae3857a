/// Readers of bytes that others made, one function a target: tests/fuzz/tools/fuzz_main.cpp hands
/// them what libFuzzer makes up (`make fuzz`), tests/fuzz/corpus_tests.cpp a corpus and its
/// neighbours (`make test`). A target returns, or throws std::logic_error where what it promises
/// does not hold; what is wrong with the bytes is not its fault.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tingbok::fuzz {

/// A client's message, binary or JSON. An action in it is decided in a room in the middle of a
/// vote, and what it makes is folded: the state's hash is that of its snapshot, and a refusal
/// changes nothing.
void read_frame(std::string_view bytes);

/// Stored values of the log, and records.
void read_log(std::string_view bytes);

/// A script's header or line. What is read is written, and read again as the same.
void read_script(std::string_view bytes);

/// A ruleset as text, and a room that follows it.
void read_ruleset(std::string_view bytes);

/// A signed note, and the checkpoint it may be. What is read is written as it was.
void read_note(std::string_view bytes);

/// A whole bundle, a manifest, and records in a row. What is read is written as it was; every
/// stream can be read from any number, and every kept answer is found.
void read_bundle(std::string_view bytes);

/// Members of these names and bytes, and a bundle's end: what a bundle is made of.
using Members = std::vector<std::pair<std::string, std::string>>;
std::string bundle_text(const Members& members);

/// protobuf says on standard error what is wrong with the bytes; after this it does not.
void read_quietly();

struct Target {
  const char* name;
  void (*run)(std::string_view bytes);
};
const std::vector<Target>& targets();

/// Well-formed inputs for a target: what the workshop scripts, the built-in rulesets and a played
/// script's log hold.
std::vector<std::string> seeds(std::string_view target);

}  // namespace tingbok::fuzz
