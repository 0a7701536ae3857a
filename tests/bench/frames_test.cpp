// The load generator's own codec: what it measures is only worth something if it reads frames
// right.
#include <cstring>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "bench/frame_scan.hpp"
#include "bench/screens.hpp"
#include "bench/ws_codec.hpp"
#include "tingbok/v1/wire.pb.h"

using namespace tingbok::bench;
namespace pb = ::tingbok::v1;

namespace {

struct Seen final : MessageSink {
  void on_message(std::string_view payload) override { messages.emplace_back(payload); }
  void on_ping(std::string_view payload) override { pings.emplace_back(payload); }
  void on_close(std::uint16_t code, std::string_view) override { close_code = code; }
  std::vector<std::string> messages;
  std::vector<std::string> pings;
  int close_code = 0;
};

std::string server_frame(int first_byte, const std::string& payload) {
  std::string out(1, static_cast<char>(first_byte));
  if (payload.size() < 126) {
    out.push_back(static_cast<char>(payload.size()));
  } else {
    out.push_back(126);
    out.push_back(static_cast<char>(payload.size() >> 8));
    out.push_back(static_cast<char>(payload.size() & 0xff));
  }
  return out + payload;
}

}  // namespace

// Goal: the masked frame is the one of RFC 6455 § 5.7, byte for byte.
TEST_CASE("client frame: the RFC's masked Hello", "[unit][bench]") {
  std::string out;
  const unsigned char key[4] = {0x37, 0xfa, 0x21, 0x3d};
  std::uint32_t mask = 0;
  std::memcpy(&mask, key, sizeof mask);
  append_client_frame(out, Opcode::text, "Hello", mask);
  CHECK(out == std::string("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"));
}

// Goal: every way to cut the bytes gives the same messages.
TEST_CASE("message reader: messages are the same however the bytes are cut", "[unit][bench]") {
  const std::string big(300, 'x');
  const std::string bytes = server_frame(0x82, "one") + server_frame(0x89, "p") +
                            server_frame(0x02, "two-") + server_frame(0x89, "q") +
                            server_frame(0x80, "end") + server_frame(0x82, big) +
                            server_frame(0x88, std::string("\x0f\xa8", 2));
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    MessageReader reader;
    Seen seen;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      reader.feed(std::string_view(bytes).substr(at, piece), seen);
    }
    REQUIRE(seen.messages == std::vector<std::string>{"one", "two-end", big});
    REQUIRE(seen.pings == std::vector<std::string>{"p", "q"});
    REQUIRE(seen.close_code == 4008);
  }
}

// Goal: what a server must not send is found, not measured.
TEST_CASE("message reader: masked, reserved and misplaced frames are refused", "[unit][bench]") {
  Seen seen;
  CHECK_THROWS_AS(MessageReader().feed(std::string("\x82\x81\0\0\0\0x", 7), seen), BadFrame);
  CHECK_THROWS_AS(MessageReader().feed(server_frame(0xc2, "x"), seen), BadFrame);
  CHECK_THROWS_AS(MessageReader().feed(server_frame(0x83, "x"), seen), BadFrame);
  CHECK_THROWS_AS(MessageReader().feed(server_frame(0x80, "x"), seen), BadFrame);
  CHECK_THROWS_AS(MessageReader().feed(std::string("\x82\x7f\xff\0\0\0\0\0\0\0", 10), seen),
                  BadFrame);
}

// Goal: the scan agrees with protobuf on what a frame says.
TEST_CASE("frame scan: patches and answers are found", "[unit][bench]") {
  pb::ServerFrame frame;
  for (const std::uint64_t number : {300, 301, 302}) {
    pb::Patch& patch = *frame.add_patches();
    patch.set_number(number);
    patch.set_time_ms(1'767'225'600'000);
    patch.add_entities()->mutable_note()->set_text("Vi må få bussen tilbake.");
    patch.set_view_hash(std::string(32, 'h'));
  }
  pb::Answer& receipt = *frame.add_answers();
  receipt.set_command_id("b17");
  receipt.mutable_receipt()->set_number(302);
  pb::Answer& no = *frame.add_answers();
  no.set_command_id("b18");
  no.mutable_refused()->set_word("liste_last");
  FrameScan scan;
  const std::string bytes = frame.SerializeAsString();
  REQUIRE(scan_server_frame(bytes, scan));
  CHECK(scan.first_patch == 300);
  CHECK(scan.last_patch == 302);
  CHECK(scan.patches == 3);
  CHECK(scan.patches_in_order);
  REQUIRE(scan.answers.size() == 2);
  CHECK(scan.answers[0].command_id == "b17");
  CHECK(scan.answers[0].accepted);
  CHECK(scan.answers[0].number == 302);
  CHECK_FALSE(scan.answers[1].accepted);
  CHECK(scan.answers[1].refusal == "liste_last ");
  CHECK_FALSE(scan_server_frame(std::string_view(bytes).substr(0, bytes.size() - 3), scan));
}

// Goal: a gap within a message is seen, also across concatenated frames.
TEST_CASE("frame scan: a gap in the numbers is seen", "[unit][bench]") {
  pb::ServerFrame first;
  first.add_patches()->set_number(7);
  pb::ServerFrame second;
  second.add_patches()->set_number(9);
  FrameScan scan;
  const std::string bytes = first.SerializeAsString() + second.SerializeAsString();
  REQUIRE(scan_server_frame(bytes, scan));
  CHECK_FALSE(scan.patches_in_order);
}

// Goal: only the last part of a snapshot says that a screen is ready.
TEST_CASE("frame scan: a snapshot is complete with its last part", "[unit][bench]") {
  pb::ServerFrame frame;
  pb::SnapshotPart& part = *frame.mutable_snapshot();
  part.set_number(41);
  part.set_parts(2);
  FrameScan scan;
  std::string bytes = frame.SerializeAsString();
  REQUIRE(scan_server_frame(bytes, scan));
  CHECK_FALSE(scan.snapshot_complete);
  part.set_part(1);
  bytes = frame.SerializeAsString();
  REQUIRE(scan_server_frame(bytes, scan));
  CHECK(scan.snapshot_complete);
  CHECK(scan.snapshot_number == 41);
}

// Goal: the last screen counts, and the acknowledgement may come before or after it.
TEST_CASE("screens: the time runs from the submit to the last screen", "[unit][bench]") {
  ScreenTracker tracker;
  Latencies seen;
  tracker.reset(2, 10);
  tracker.delivered(11, 12, 5'000'000, seen);
  tracker.acknowledged(11, 1'000'000, seen);
  CHECK(seen.size() == 0);
  tracker.delivered(11, 12, 8'000'000, seen);
  REQUIRE(seen.size() == 1);
  CHECK(seen.percentiles().p50 == Approx(7.0));
  tracker.acknowledged(12, 6'000'000, seen);
  CHECK(seen.size() == 2);
  CHECK(tracker.open() == 0);
}
