#include <array>
#include <string>

#include <catch2/catch.hpp>

#include "core/proof/checkpoint.hpp"

namespace tingbok::proof {
namespace {

using Catch::Contains;

// The root of the specification's example.
constexpr const char* some_root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";

Signer some_signer() {
  std::array<std::uint8_t, ed25519_bytes> seed;
  seed.fill(7);
  return {"tingbok-0123abcd", seed};
}

std::string text(const std::string& size, const std::string& root, const std::string& more = "") {
  return "example.com/behind-the-sofa\n" + size + "\n" + root + "\n" + more;
}

// Goal: the specification's example means what it says, and is written as it is.
TEST_CASE("checkpoint: the specification's example", "[unit][proof]") {
  const std::string example = text("20852163", some_root);
  const Checkpoint checkpoint = parse_checkpoint(example);
  CHECK(checkpoint.origin == "example.com/behind-the-sofa");
  CHECK(checkpoint.head.size == 20852163);
  CHECK(to_hex(checkpoint.head.root) ==
        "0ac5186a91863e8e1d90c808014aa89bf5da8e3ee1d9f07630f0378f68f1ab62");
  CHECK(checkpoint.extensions.empty());
  CHECK(text_of(checkpoint) == example);
}

// Goal: the largest size and the empty tree fit; everything else that is no size does not.
TEST_CASE("checkpoint: a size is a number without leading zeros", "[unit][proof]") {
  CHECK(parse_checkpoint(text("0", some_root)).head.size == 0);
  CHECK(parse_checkpoint(text("18446744073709551615", some_root)).head.size == UINT64_MAX);
  for (const char* bad :
       {"", "00", "01", "-1", "+1", "1 ", " 1", "0x1", "1.0", "18446744073709551616"}) {
    CHECK_THROWS_WITH(parse_checkpoint(text(bad, some_root)), Contains("size of the checkpoint"));
  }
}

// Goal: each other fault has its sentence.
TEST_CASE("checkpoint: what is no checkpoint is named", "[unit][proof]") {
  const auto refused = [](const std::string& bytes, const char* why) {
    INFO(bytes);
    CHECK_THROWS_WITH(parse_checkpoint(bytes), Contains(why));
  };
  refused("", "three lines");
  refused("origin\n1\n", "three lines");
  refused("origin\n1\n" + std::string(some_root), "three lines");
  refused("\n1\n" + std::string(some_root) + "\n", "the origin");
  refused(text("1", "AAAA"), "32 bytes in Base64");
  refused(text("1", std::string(some_root).substr(0, 43)), "32 bytes in Base64");
  refused(text("1", some_root, "\n"), "an extension");
  refused(text("1", some_root, "more"), "has no end");
}

// Goal: no origin or extension line can smuggle in a size or root of its own.
TEST_CASE("checkpoint: what is written is what was meant", "[unit][proof]") {
  Checkpoint checkpoint{"evil\n999", {}, {}};
  CHECK_THROWS_AS(text_of(checkpoint), Malformed);
  checkpoint = {"good", {}, {""}};
  CHECK_THROWS_AS(text_of(checkpoint), Malformed);
  checkpoint = {"good", {}, {"a\nb"}};
  CHECK_THROWS_AS(text_of(checkpoint), Malformed);
  checkpoint = {"", {}, {}};
  CHECK_THROWS_AS(text_of(checkpoint), Malformed);
}

// Goal: a room's checkpoint names its log and states where the neighbouring streams stood.
TEST_CASE("checkpoint: of a room, with its neighbours", "[unit][proof]") {
  const Signer signer = some_signer();
  const Digest first = leaf_hash("first");
  const TreeHead head{12, leaf_hash("head")};
  const TreeHead refusals{0, empty_root()};
  const TreeHead programme{5, leaf_hash("programme")};
  const std::string note = sign_room(signer, "A/K04", first, head, refusals, programme);
  const SignedCheckpoint read = parse_signed(note);
  const std::array known = {signer.key()};
  CHECK(trust(read.note, known) == Trust::good);
  CHECK(read.checkpoint.origin == "tingbok/A/K04/" + to_hex(first).substr(0, 16));
  CHECK(read.checkpoint.head == head);
  CHECK(neighbour(read.checkpoint, refusals_neighbour) == refusals);
  CHECK(neighbour(read.checkpoint, programme_neighbour) == programme);
  CHECK(neighbour(read.checkpoint, "somebody") == std::nullopt);
  CHECK(signer.sign(text_of(read.checkpoint)) == note);
}

// Goal: a neighbour's line says one thing, once.
TEST_CASE("checkpoint: a neighbour's line that is not one is named", "[unit][proof]") {
  const std::string root = some_root;
  for (const std::string& lines :
       {std::string("refusals \n"), std::string("refusals 1\n"), "refusals 01 " + root + "\n",
        std::string("refusals 1 AAAA\n"), "refusals 1 " + root + " \n",
        "refusals 1 " + root + "\nrefusals 1 " + root + "\n"}) {
    INFO(lines);
    CHECK_THROWS_WITH(neighbour(parse_checkpoint(text("1", root, lines)), refusals_neighbour),
                      Contains("where the stream of refusals stood"));
  }
}

}  // namespace
}  // namespace tingbok::proof
