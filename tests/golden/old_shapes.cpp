// Goal: what was written with the first schema (the fields of proto/released.binpb, and no others)
// is read with the meaning it had, and its bytes are not touched. docs/log-format.md § Records says
// how an old shape is lifted.
#include <string>

#include <catch2/catch.hpp>

#include "core/rebuild/record.hpp"
#include "script_runner.hpp"

namespace golden = tingbok::golden;
namespace log_ = tingbok::log;
namespace rebuild = tingbok::rebuild;
namespace v1 = tingbok::v1;

namespace {

std::string small_script() {
  return std::string(TINGBOK_SOURCE_DIR) + "/tests/golden/logs/small.jsonl";
}

std::string from_hex(std::string_view hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return bytes;
}

/// The core that `event`'s bytes have in the room, with the state hash that folding them gives.
std::string core_of(rebuild::Rebuilt& room, std::string_view event) {
  v1::RecordCore core;
  core.set_number(room.state.number() + 1);
  core.set_time_ms(room.state.time_ms());
  core.set_actor("O09");
  REQUIRE(core.mutable_event()->ParseFromString(std::string(event)));
  rebuild::fold(room, core, {});
  core.set_state_hash(std::string(tingbok::as_bytes(room.state.hash())));
  return core.SerializeAsString();
}

void append(log_::EventLog& log, const std::string& room, std::string core) {
  log.submit({{{room, log.head(room).number, {log_::make_record(std::move(core), "")}}}, {}},
             [](log_::Error error) { REQUIRE(error == log_::Error::none); });
}

}  // namespace

// PersonJoined had only how (1) and seat_of (2); whose entry it is came with person (3).
TEST_CASE("old shapes: who joined without being named is the one who acted", "[golden]") {
  auto owned = log_::open_memory_log();
  auto& log = *owned;
  const golden::ScriptRunner runner(small_script(), std::move(owned));
  const std::string room = "S/NS1";
  auto folded = rebuild::rebuild(log, room);
  REQUIRE(folded.state.find<v1::Attendance>("O09") == nullptr);

  // Event { person_joined (30) { how (1): 1 } }
  const auto core = core_of(folded, from_hex("f201020801"));
  append(log, room, core);

  const auto read = rebuild::rebuild(log, room);
  const auto* attendance = read.state.find<v1::Attendance>("O09");
  REQUIRE(attendance != nullptr);
  CHECK(attendance->presence() == v1::PRESENCE_PRESENT);
  CHECK(attendance->how() == v1::PLACE_HALL);
  CHECK(attendance->registered_by().empty());
  log.read(room, log.head(room).number, rebuild::to_head, [&](const log_::RecordView& record) {
    CHECK(record.core == core);
    return false;
  });
}

// A kind that this program does not know (field 4000 of Event) is nothing to pass over.
TEST_CASE("old shapes: a kind of event that is not known stops the fold with a sentence",
          "[golden]") {
  auto owned = log_::open_memory_log();
  auto& log = *owned;
  const golden::ScriptRunner runner(small_script(), std::move(owned));
  const std::string room = "S/NS1";
  v1::RecordCore core;
  core.set_number(log.head(room).number + 1);
  core.set_time_ms(rebuild::rebuild(log, room).state.time_ms());
  REQUIRE(core.mutable_event()->ParseFromString(from_hex("82fa0100")));
  append(log, room, core.SerializeAsString());
  CHECK_THROWS_AS(rebuild::rebuild(log, room), log_::Damaged);
}
