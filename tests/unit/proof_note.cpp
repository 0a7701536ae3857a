// Signed notes, also with keys and notes that other people's tools have made.
#include <array>
#include <cctype>
#include <string>

#include <catch2/catch.hpp>
#include <sodium.h>

#include "core/proof/note.hpp"
#include "core/proof/text.hpp"

namespace tingbok::proof {
namespace {

using Catch::Contains;

// The example of Go's package golang.org/x/mod/sumdb/note.
constexpr std::string_view peters_secret =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";
constexpr std::string_view peters_key =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view peters_text =
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n";
constexpr std::string_view peters_signature =
    "\u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdng"
    "otpRZb6KE6RyyBwJnAM=\n";

Signer signer_of(std::uint8_t seed, const std::string& name = "tingbok-0123abcd") {
  std::array<std::uint8_t, ed25519_bytes> bytes;
  bytes.fill(seed);
  return {name, bytes};
}

std::vector<VerifierKey> known(const Signer& signer) { return {signer.key()}; }

bool believed(const std::string& note, const Signer& signer) {
  try {
    return trust(parse_note(note), known(signer)) == Trust::good;
  } catch (const Malformed&) {
    return false;
  }
}

// Goal: keys, text and signatures are those of an independent implementation, in both directions.
TEST_CASE("note: a note that Go's tools made is read, trusted, and made again", "[unit][proof]") {
  const Signer peter(peters_secret);
  CHECK(peter.key().text() == peters_key);
  CHECK(peter.secret_text() == peters_secret);
  CHECK(parse_key(peters_key) == peter.key());
  const std::string note = std::string(peters_text) + "\n" + std::string(peters_signature);
  CHECK(peter.sign(peters_text) == note);
  CHECK(trust(parse_note(note), known(peter)) == Trust::good);
  CHECK(parse_key("sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8").name ==
        "sum.golang.org");
}

// Goal: the specification's own example parses, although nobody's key is known: blank lines are
// part of the text, the last one is not.
TEST_CASE("note: the text may hold blank lines", "[unit][proof]") {
  const std::string text =
      "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\n\u00e8 subito "
      "sera.\n";
  const Signer signer = signer_of(1);
  const Note note = parse_note(signer.sign(text));
  CHECK(note.text == text);
  CHECK(trust(note, known(signer)) == Trust::good);
}

// Goal: one altered bit anywhere in a note is noticed.
TEST_CASE("note: any altered byte is refused", "[unit][proof]") {
  const Signer signer = signer_of(1);
  const std::string note = signer.sign("one\ntwo\n");
  for (std::size_t i = 0; i < note.size(); ++i) {
    for (const int bit : {1, 2, 32}) {
      std::string other = note;
      other[i] = static_cast<char>(other[i] ^ bit);
      INFO(other);
      CHECK_FALSE(believed(other, signer));
    }
  }
}

// Goal: the three answers are told apart, since people must do different things about them.
TEST_CASE("note: an unknown key and a forged signature are not the same", "[unit][proof]") {
  const Signer ours = signer_of(1);
  const Signer other = signer_of(2);
  const Note theirs = parse_note(other.sign("text\n"));
  CHECK(trust(theirs, known(ours)) == Trust::unknown_key);
  CHECK_THAT(why_not(theirs, known(ours)).value(), Contains("which is not the key that is known"));
  std::string changed = ours.sign("text\n");
  changed[0] = 'T';
  const Note forged = parse_note(changed);
  CHECK(trust(forged, known(ours)) == Trust::forged);
  CHECK_THAT(why_not(forged, known(ours)).value(), Contains("forged"));
  CHECK(trust(parse_note(ours.sign("text\n")), {}) == Trust::unknown_key);
}

// Goal: keys can be changed and witnesses can sign: signatures of unknown keys beside a good one do
// no harm, a wrong one of a known key does.
TEST_CASE("note: several signatures", "[unit][proof]") {
  const Signer one = signer_of(1);
  const Signer two = signer_of(2, "witness");
  const std::string text = "text\n";
  const auto line_of = [&](const Signer& signer, const std::string& signed_text) {
    const std::string note = signer.sign(signed_text);
    return note.substr(note.rfind("\n\n") + 2);
  };
  const std::string both = one.sign(text) + line_of(two, text);
  CHECK(parse_note(both).signatures.size() == 2);
  CHECK(trust(parse_note(both), known(one)) == Trust::good);
  CHECK(trust(parse_note(both), known(two)) == Trust::good);
  const std::vector<VerifierKey> all = {one.key(), two.key()};
  CHECK(trust(parse_note(both), all) == Trust::good);
  const std::string wrong = one.sign(text) + line_of(two, "other\n");
  CHECK(trust(parse_note(wrong), known(one)) == Trust::good);
  CHECK(trust(parse_note(wrong), all) == Trust::forged);
}

// Goal: every bound has its sentence, and what the specification asks for fits.
TEST_CASE("note: sixteen signatures are read, more than a hundred refused", "[unit][proof]") {
  const Signer signer = signer_of(1);
  std::string note = signer.sign("text\n");
  const std::string line = note.substr(note.rfind("\n\n") + 2);
  for (int i = 1; i < 16; ++i) note += line;
  CHECK(trust(parse_note(note), known(signer)) == Trust::good);
  for (int i = 16; i <= 100; ++i) note += line;
  CHECK_THROWS_WITH(parse_note(note), Contains("more than 100 signatures"));
  CHECK_THROWS_WITH(parse_note(std::string(note_bytes_max + 1, 'x')), Contains("1 MiB"));
}

// Goal: what is not a note is refused, and the sentence says why.
TEST_CASE("note: what is no note is named", "[unit][proof]") {
  const std::string good = signer_of(1).sign("text\n");
  const auto refused = [](const std::string& bytes, const char* why) {
    INFO(bytes);
    CHECK_THROWS_WITH(parse_note(bytes), Contains(why));
  };
  refused("", "no blank line");
  refused("text\n", "no blank line");
  refused("text\n\n", "no signature");
  refused(good.substr(0, good.size() - 1), "has no end");
  refused("te\txt\n\n\u2014 a AAAAAAAA\n", "control characters");
  refused("te\rxt\n\n\u2014 a AAAAAAAA\n", "control characters");
  refused("te\xFFxt\n\n\u2014 a AAAAAAAA\n", "UTF-8");
  refused("text\n\n- a AAAAAAAA\n", "not a signature");
  refused("text\n\n\u2014 a AAAAAAAA\nx\n", "not a signature");
  refused("text\n\n\u2014 AAAAAAAA\n", "does not name its key");
  refused("text\n\n\u2014  AAAAAAAA\n", "does not name its key");
  refused("text\n\n\u2014 a+b AAAAAAAA\n", "does not name its key");
  refused("text\n\n\u2014 a\u00a0b AAAAAAAA\n", "does not name its key");
  refused("text\n\n\u2014 a AAAAAA\n", "not Base64");
  refused("text\n\n\u2014 a AAAAAA==\n", "not Base64 of a key's id and a signature");
  refused("text\n\n\u2014 a AAAA AAAA\n", "not Base64");
}

// Goal: a key's name cannot be changed without the id, nor the id or the bytes without the other.
TEST_CASE("key: what is no key is named", "[unit][proof]") {
  const std::string good = signer_of(1).key().text();
  CHECK(parse_key(good).text() == good);
  const auto refused = [](const std::string& text, const char* why) {
    INFO(text);
    CHECK_THROWS_WITH(parse_key(text), Contains(why));
  };
  refused("", "NAME+ID+BASE64");
  refused("name+12345678", "NAME+ID+BASE64");
  refused("other" + good, "not that of its name and bytes");
  refused("name+1234567+AAAA", "eight hexadecimal digits");
  refused("name+1234567x+AAAA", "eight hexadecimal digits");
  refused("name+12345678+AAAA", "Ed25519");
  refused(good + "A", "Ed25519");
  refused("+" + good.substr(good.find('+') + 1), "neither spaces nor plus");
  CHECK_THROWS_WITH(Signer(good), Contains("PRIVATE+KEY+"));
  CHECK_THROWS_WITH(signer_of(1, "with space"), Contains("neither spaces nor plus"));
}

// Goal: nothing is signed that could not be read back as it was.
TEST_CASE("note: only whole lines are signed", "[unit][proof]") {
  const Signer signer = signer_of(1);
  for (const char* text : {"", "no end", "a\tb\n", "\xC0\x80\n"}) {
    CHECK_THROWS_AS(signer.sign(text), Malformed);
  }
}

// Goal: UTF-8 is what the Unicode standard says, at its edges too.
TEST_CASE("note: text is UTF-8 at its edges", "[unit][proof]") {
  for (const char* good : {"", "a\n", "\u00e5\u2014", "\uFFFD", "\U0010FFFF", "\u0800", "\uD7FF"}) {
    CHECK(is_note_text(good));
  }
  for (const char* bad : {"\xC1\xBF", "\xE0\x9F\xBF", "\xED\xA0\x80", "\xF0\x8F\xBF\xBF",
                          "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\x80", "\xE2\x82", "\xC3("}) {
    CHECK_FALSE(is_note_text(bad));
  }
}

// Goal: bytes have one Base64 form, so that a note has.
TEST_CASE("note: Base64 has one form", "[unit][proof]") {
  CHECK(to_base64("") == "");
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("foobar") == "Zm9vYmFy");
  CHECK(from_base64("Zg==") == "f");
  CHECK(from_base64("Zm8=") == "fo");
  for (const char* bad :
       {"Zg", "Zg=", "Zh==", "Zm9=", "Z===", "Zm 9", "Zm9vYmF-", "====", "Zg==Zg=="}) {
    INFO(bad);
    CHECK_FALSE(from_base64(bad).has_value());
  }
  // Any byte at any place: what is read is what is written.
  for (std::size_t place = 0; place < 4; ++place) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string text = "Zm9v";
      text[place] = static_cast<char>(byte);
      const bool is_digit = std::isalnum(byte) != 0 || byte == '+' || byte == '/';
      const auto bytes = from_base64(text);
      INFO("byte " << byte << " at " << place);
      CHECK(bytes.has_value() == is_digit);
      if (bytes) CHECK(to_base64(*bytes) == text);
    }
  }
}

}  // namespace
}  // namespace tingbok::proof
