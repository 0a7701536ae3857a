// docs/log-format.md shows a checkpoint and two paths; this makes them again.
#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include <catch2/catch.hpp>

#include "core/hash/paths.hpp"
#include "core/proof/checkpoint.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok {
namespace pb = ::tingbok::v1;
namespace {

constexpr std::string_view page = TINGBOK_SOURCE_DIR "/docs/log-format.md";
constexpr std::string_view seed_text = "0123456789abcdef0123456789abcdef";

proof::Signer example_signer() {
  std::array<std::uint8_t, proof::ed25519_bytes> seed;
  std::copy(seed_text.begin(), seed_text.end(), seed.begin());
  return {"tingbok-00c0ffee", seed};
}

/// Three events of the room P/R.
std::vector<Digest> three_leaves() {
  std::array<pb::RecordCore, 3> cores;
  cores[0].mutable_event()->mutable_room_created()->set_programme("P");
  cores[1].mutable_event()->mutable_meeting_opened();
  cores[2].mutable_event()->mutable_meeting_adjourned();
  std::vector<Digest> leaves;
  std::uint64_t number = 0;
  for (pb::RecordCore& core : cores) {
    core.set_number(++number);
    core.set_time_ms(1'767'225'600'000);
    leaves.push_back(leaf_hash(core.SerializeAsString()));
  }
  return leaves;
}

std::string note_of(const proof::Signer& signer, const std::vector<Digest>& leaves) {
  return proof::sign_room(signer, "P/R", leaves[0], {3, root_of(leaves)}, {},
                          {2, root_of(std::span(leaves).first(2))});
}

std::string line(const char* name, const std::string& value) {
  std::string text = name;
  text.resize(22, ' ');
  return text + value + "\n";
}

/// The block of the page, as it must be.
std::string example() {
  const proof::Signer signer = example_signer();
  const std::vector<Digest> leaves = three_leaves();
  const SubtreeHash hash = [&](std::uint64_t begin, std::uint64_t end) {
    return root_of(std::span(leaves).subspan(begin, end - begin));
  };
  std::string text = line("key", signer.key().text());
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    text += line(("leaf " + std::to_string(i + 1)).c_str(), to_hex(leaves[i]));
  }
  text += line("root of 2", to_hex(hash(0, 2)));
  text += line("root of 3", to_hex(hash(0, 3)));
  const char* name = "inclusion of 2 in 3";
  for (const Digest& one : inclusion_path(1, 3, hash)) {
    text += line(name, to_hex(one));
    name = "";
  }
  name = "consistency of 2, 3";
  for (const Digest& one : consistency_path(2, 3, hash)) {
    text += line(name, to_hex(one));
    name = "";
  }
  return text + "\n" + note_of(signer, leaves);
}

// Goal: the page's checkpoint and paths are what the code makes, so that neither can change alone.
TEST_CASE("the worked example of checkpoints is what is made", "[golden][proof]") {
  std::stringstream read;
  read << std::ifstream(std::string(page)).rdbuf();
  const std::string text = read.str();
  const std::string begin = "```note\n";
  const std::size_t at = text.find(begin);
  REQUIRE(at != std::string::npos);
  const std::size_t from = at + begin.size();
  const bool same = text.substr(from, text.find("```", from) - from) == example();
  if (!same) std::cerr << "The block must be:\n" << example();  // Catch would break its lines.
  CHECK(same);
}

// Goal: what the example shows can be checked by whoever has only the page.
TEST_CASE("the worked example of checkpoints can be checked", "[golden][proof]") {
  const proof::Signer signer = example_signer();
  const std::vector<Digest> leaves = three_leaves();
  const auto signed_note = proof::parse_signed(note_of(signer, leaves));
  const std::array known = {proof::parse_key(signer.key().text())};
  CHECK(proof::trust(signed_note.note, known) == proof::Trust::good);
  const Digest two = node_hash(leaves[0], leaves[1]);
  CHECK(verify_inclusion(1, 3, leaves[1], Path{leaves[0], leaves[2]},
                         signed_note.checkpoint.head.root));
  CHECK(verify_consistency(2, two, 3, signed_note.checkpoint.head.root, Path{leaves[2]}));
}

}  // namespace
}  // namespace tingbok
