// Goal: a record's core proves what its reader may know, and nothing that was hidden from them
// since.
#include "core/past/cores.hpp"
#include "core/rebuild/record.hpp"
#include "tests/unit/server_scrub_given.hpp"

using namespace tingbok;
using namespace tingbok::test;

namespace {

class Archive : public PastStage {
 public:
  /// The number of the event that a person's command made.
  log::Number done(const std::string& person, const std::string& command) {
    auto& one = screens_[person];
    if (!one) one = screen(person);
    const std::string id = "done-" + std::to_string(++done_);
    one->submit(id, command);
    run();
    one->read();
    REQUIRE(one->refused(id) == "");
    return one->answer(id)->receipt().number();
  }
  /// Who may read the core now: public, participant, auditor, administrator.
  std::string readers(log::Number number) {
    pb::RecordCore core;
    log.read("A/K1", number, number, [&](const log::RecordView& record) {
      core = rebuild::parse_record(record, "A/K1").core;
      return false;
    });
    std::string found;
    const auto ask = [&](char letter, const past::Viewer& viewer) {
      const auto rights = past::Rights::of(reader.now("A/K1"), viewer);
      if (past::may_read_core(reader, *rights, "A/K1", core)) found += letter;
    };
    ask('P', {});
    ask('D', {false, "R3"});
    ask('A', {false, "REV"});
    ask('*', {true, {}});
    return found;
  }
  void close_doors() {
    done("R1", "meeting_open {}");
    done("R1", "mode_set { mode: MODE_FORMAL }");
    done("R1",
         "vote_open { terms { vote: 'V' kind: VOTE_KIND_BINDING method: VOTE_METHOD_FOR_AGAINST "
         "closes_doors: 'kommuneloven § 11-5 tredje ledd' } }");
    for (const auto* voter : {"R1", "R2", "R3", "R4"}) {
      done(voter, "vote_cast { vote: 'V' ballot { choice: 'for' } }");
    }
    done("R1", "vote_close { vote: 'V' force: true }");
    done("R1", "vote_declare { vote: 'V' }");
    REQUIRE_FALSE(room->state().find<pb::Room>("room")->doors_closed().empty());
  }

 private:
  std::map<std::string, std::unique_ptr<Screen>> screens_;
  int done_ = 0;
};

}  // namespace

// What went behind closed doors is gone from the time before, and so is the proof of it.
TEST_CASE("past cores: what is concealed now is not handed out", "[unit][server]") {
  Archive archive;
  archive.all_join();
  const auto tabled = archive.done("R2", "propose { proposal: 'P1' } text: 'Bygg ny skole'");
  const auto other = archive.done("R2", "propose { proposal: 'P2' } text: 'Buss'");
  CHECK(archive.readers(tabled) == "PDA*");
  archive.close_doors();
  const auto within = archive.done("R2", "proposal_edit { proposal: 'P1' } text: 'Skole på tomta'");
  CHECK(archive.readers(tabled) == "D*");
  CHECK(archive.readers(within) == "D*");
  CHECK(archive.readers(other) == "PDA*");
}

// The order of items names every item, also one that was put on the list behind closed doors.
TEST_CASE("past cores: an order that names a concealed item", "[unit][server]") {
  Archive archive;
  archive.all_join();
  archive.done("R1", "agenda_add { item: 'S1' title: 'Vei' }");
  archive.done("R1", "agenda_add { item: 'S2' title: 'Skole' }");
  const auto open = archive.done("R1", "agenda_edit { item: 'S1' place: 2 }");
  CHECK(archive.readers(open).ends_with("A*"));
  archive.close_doors();
  archive.done("R1", "agenda_add { item: 'S3' title: 'Personalsak' }");
  archive.done("R1", "doors_open {}");
  const auto named = archive.done("R1", "agenda_edit { item: 'S1' place: 1 }");
  CHECK(archive.readers(named) == "D*");
}
