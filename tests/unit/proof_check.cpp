// Goal: proofs are believed for what they prove, and every way to bend one is named.
#include <array>

#include <catch2/catch.hpp>

#include "core/hash/paths.hpp"
#include "core/proof/check.hpp"
#include "tingbok/v1/records.pb.h"

namespace tingbok::proof {
namespace {

using Catch::Contains;

Signer signer_of(std::uint8_t seed) {
  std::array<std::uint8_t, ed25519_bytes> bytes;
  bytes.fill(seed);
  return {"tingbok-0123abcd", bytes};
}

/// A log of nine events of the room A/K1, and what a server would hand out of it.
struct Given {
  Given() {
    for (std::uint64_t number = 1; number <= 9; ++number) {
      pb::RecordCore core;
      core.set_number(number);
      core.set_time_ms(1'000 + static_cast<std::int64_t>(number));
      core.set_state_hash(std::string(32, static_cast<char>(number)));
      cores.push_back(core.SerializeAsString());
      leaves.push_back(leaf_hash(cores.back()));
    }
  }
  SubtreeHash hash() const {
    return [this](std::uint64_t begin, std::uint64_t end) {
      return root_of(std::span(leaves).subspan(begin, end - begin));
    };
  }
  Checkpoint checkpoint(std::uint64_t size) const {
    return {room_origin("A/K1", leaves[0]), {size, root_of(std::span(leaves).first(size))}, {}};
  }
  std::string note(std::uint64_t size) const { return signer.sign(text_of(checkpoint(size))); }
  pb::InclusionProof inclusion(std::uint64_t number, std::uint64_t size) const {
    pb::InclusionProof proof;
    proof.set_workshop("A/K1");
    proof.set_number(number);
    proof.set_size(size);
    proof.set_leaf_hash(std::string(as_bytes(leaves[number - 1])));
    for (const Digest& one : inclusion_path(number - 1, size, hash())) {
      proof.add_path(std::string(as_bytes(one)));
    }
    proof.set_checkpoint(note(size));
    proof.set_core(cores[number - 1]);
    return proof;
  }
  pb::ReceiptProof receipt(std::uint64_t number) const {
    pb::ReceiptProof proof;
    proof.mutable_receipt()->set_number(number);
    proof.mutable_receipt()->set_first(number);
    proof.mutable_receipt()->set_time_ms(1'000 + static_cast<std::int64_t>(number));
    proof.mutable_receipt()->set_leaf_hash(std::string(as_bytes(leaves[number - 1])));
    proof.mutable_receipt()->set_state_hash(std::string(32, static_cast<char>(number)));
    *proof.mutable_inclusion() = inclusion(number, 9);
    return proof;
  }
  pb::ConsistencyProof consistency(std::uint64_t from, std::uint64_t to) const {
    pb::ConsistencyProof proof;
    proof.set_workshop("A/K1");
    proof.set_from(from);
    proof.set_to(to);
    for (const Digest& one : consistency_path(from, to, hash())) {
      proof.add_path(std::string(as_bytes(one)));
    }
    proof.set_checkpoint(note(to));
    return proof;
  }

  const Signer signer = signer_of(1);
  const std::array<VerifierKey, 1> known = {signer.key()};
  std::vector<std::string> cores;
  std::vector<Digest> leaves;
};

template <class... Args>
std::string wrong(const Args&... args) {
  return wrong_with(args...).value_or("nothing");
}

// With and without the record itself.
TEST_CASE("proof check: every event of a log is proven", "[unit][proof]") {
  const Given given;
  for (std::uint64_t number = 1; number <= 9; ++number) {
    auto proof = given.inclusion(number, 9);
    CHECK(wrong(proof, given.known) == "nothing");
    proof.clear_core();
    CHECK(wrong(proof, given.known) == "nothing");
    CHECK(wrong(given.receipt(number), given.known) == "nothing");
  }
}

// Each fault has its own sentence, so that whoever reads it knows where to look.
TEST_CASE("proof check: a bent inclusion is named", "[unit][proof]") {
  const Given given;
  const auto bent = [&](const auto& bend) {
    auto proof = given.inclusion(4, 9);
    bend(proof);
    return wrong(proof, given.known);
  };
  using Proof = pb::InclusionProof;
  CHECK_THAT(bent([](Proof& p) { p.set_number(5); }), Contains("does not lead to the root"));
  CHECK_THAT(bent([](Proof& p) { p.set_number(10); }), Contains("does not hold"));
  CHECK_THAT(bent([](Proof& p) { p.set_number(0); }), Contains("does not hold"));
  CHECK_THAT(bent([](Proof& p) { p.set_size(8); }), Contains("checkpoint of size 9 but says 8"));
  CHECK_THAT(bent([](Proof& p) { p.mutable_path()->RemoveLast(); }),
             Contains("does not lead to the root"));
  CHECK_THAT(bent([](Proof& p) { p.add_path("short"); }), Contains("not 32 bytes"));
  CHECK_THAT(bent([](Proof& p) {
               for (int i = 0; i < 70; ++i) p.add_path(std::string(32, 'x'));
             }),
             Contains("longer path"));
  CHECK_THAT(bent([](Proof& p) { p.set_leaf_hash(std::string(32, 'x')); }),
             Contains("does not lead to the root"));
  CHECK_THAT(bent([](Proof& p) { p.set_leaf_hash(""); }), Contains("not 32 bytes"));
  CHECK_THAT(bent([&](Proof& p) { p.set_core(given.cores[4]); }),
             Contains("not the one it proves"));
  CHECK_THAT(bent([](Proof& p) { p.set_workshop("A/K2"); }), Contains("another log"));
  CHECK_THAT(bent([](Proof& p) { p.set_checkpoint("nothing"); }), Contains("cannot be read"));
  CHECK_THAT(
      bent([&](Proof& p) { p.set_checkpoint(signer_of(2).sign(text_of(given.checkpoint(9)))); }),
      Contains("not the key that is known"));
  CHECK_THAT(bent([&](Proof& p) { p.mutable_checkpoint()->replace(0, 1, "T"); }),
             Contains("forged"));
}

// A receipt speaks of one event, at one time, and what it led to.
TEST_CASE("proof check: a bent receipt is named", "[unit][proof]") {
  const Given given;
  auto proof = given.receipt(4);
  proof.mutable_receipt()->set_number(5);
  CHECK_THAT(wrong(proof, given.known), Contains("acknowledges another event"));
  proof = given.receipt(4);
  proof.mutable_receipt()->set_leaf_hash(std::string(32, 'x'));
  CHECK_THAT(wrong(proof, given.known), Contains("acknowledges another event"));
  proof = given.receipt(4);
  proof.mutable_receipt()->set_time_ms(1);
  CHECK_THAT(wrong(proof, given.known), Contains("another time or state"));
  proof = given.receipt(4);
  proof.mutable_receipt()->set_state_hash(std::string(32, 'x'));
  CHECK_THAT(wrong(proof, given.known), Contains("another time or state"));
  proof = given.receipt(4);
  proof.mutable_inclusion()->set_size(3);
  CHECK_THAT(wrong(proof, given.known), Contains("checkpoint of size"));
}

// Of every two sizes, and never of two histories.
TEST_CASE("proof check: a log goes on from every checkpoint that was kept", "[unit][proof]") {
  const Given given;
  for (std::uint64_t from = 1; from <= 9; ++from) {
    CHECK(wrong(given.consistency(from, 9), given.checkpoint(from), given.known) == "nothing");
  }
  const auto proof = given.consistency(4, 9);
  CHECK_THAT(wrong(proof, given.checkpoint(5), given.known), Contains("starts at 4"));
  Checkpoint other = given.checkpoint(4);
  other.head.root[0] ^= 1;
  CHECK_THAT(wrong(proof, other, given.known), Contains("the history was rewritten"));
  other = given.checkpoint(4);
  other.origin += "0";
  CHECK_THAT(wrong(proof, other, given.known), Contains("is of the log"));
}

// Only whole names of rooms are taken from an origin.
TEST_CASE("proof check: the room of an origin", "[unit][proof]") {
  CHECK(room_of_origin("tingbok/A/K04/0123456789abcdef") == "A/K04");
  CHECK(room_of_origin("tingbok/A/0123456789abcdef") == std::nullopt);
  CHECK(room_of_origin("tingbok/A") == std::nullopt);
  CHECK(room_of_origin("example.com/A/K04/0123") == std::nullopt);
}

}  // namespace
}  // namespace tingbok::proof
