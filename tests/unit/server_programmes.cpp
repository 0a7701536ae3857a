// Making a programme is as safe to repeat as any action.
#include "core/domain/templates.hpp"
#include "core/rebuild/record.hpp"
#include "server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using Result = room::Changed::Result;

namespace {

/// The usual programme, asked for by `request`.
pb::CreateProgramme programme(const std::string& request) {
  pb::CreateProgramme wanted = usual_programme();
  wanted.set_request(request);
  return wanted;
}

/// The programmes of a log whose syncs the test holds back.
struct Office {
  HeldLog log;
  room::Programmes programmes{log, [] { return std::int64_t{1'800'000'000'000}; }};
  std::vector<Result> results;

  void create(const pb::CreateProgramme& wanted) {
    programmes.create(wanted,
                      [this](const room::Changed& changed) { results.push_back(changed.result); });
  }
};

}  // namespace

// Whoever did not get the answer sends the request again; the programme is made once.
TEST_CASE("programmes: the request that made one gets the first answer again", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  const log::Number head = office.log.head("A").number;
  office.create(programme("one"));
  CHECK(office.results == std::vector{Result::done, Result::done});
  CHECK(office.log.head("A").number == head);
  // It is in the log, and so are the grounds for the answer.
  room::Programmes restarted(office.log, [] { return std::int64_t{0}; });
  std::optional<Result> again;
  restarted.create(programme("one"), [&](const auto& changed) { again = changed.result; });
  CHECK(again == Result::done);
}

// An id that is taken stays taken for everyone else, and for those who give no identity.
TEST_CASE("programmes: another request for the same id is told that it exists", "[unit][server]") {
  const std::string made = GENERATE("one", "");
  Office office;
  office.create(programme(made));
  office.create(programme("two"));
  office.create(programme(""));
  CHECK(office.results == std::vector{Result::done, Result::exists, Result::exists});
}

// The first try's connection was cut while it was being written: the second waits for the same
// sync.
TEST_CASE("programmes: a repeat while the first is being written waits for its end",
          "[unit][server]") {
  const bool fails = GENERATE(false, true);
  Office office;
  office.log.hold = true;
  office.create(programme("one"));
  office.create(programme("one"));
  CHECK(office.results.empty());
  CHECK(office.log.held() == 1);
  office.create(programme("two"));
  CHECK(office.results == std::vector{Result::exists});
  if (fails) office.log.fail_with = log::Error::storage_full;
  office.log.release();
  const Result result = fails ? Result::storage_full : Result::done;
  CHECK(office.results == std::vector{Result::exists, result, result});
  // What was not written may be asked for anew.
  office.log.hold = false;
  office.log.fail_with = log::Error::none;
  office.create(programme("one"));
  CHECK(office.results.back() == Result::done);
}

// Words without a bound of their own would make a record that the log does not take.
TEST_CASE("programmes: what cannot be stored is told, and blocks nothing", "[unit][server]") {
  Office office;
  auto wanted = programme("one");
  wanted.set_format(std::string(2u << 20, 'x'));
  office.create(wanted);
  wanted = programme("one");
  auto& person = *wanted.add_people();
  person.set_person("UTENFOR");
  person.set_role(pb::ROLE_GUEST);
  person.set_label(std::string(2u << 20, 'x'));
  office.create(wanted);
  CHECK(office.results == std::vector{Result::invalid, Result::invalid});
  office.create(programme("one"));
  CHECK(office.results.back() == Result::done);
}

// A request's identity has at most 64 bytes.
TEST_CASE("programmes: a request's id has at most 64 bytes", "[unit][server]") {
  Office office;
  office.create(programme(std::string(65, 'x')));
  office.create(programme(std::string(64, 'x')));
  CHECK(office.results == std::vector{Result::invalid, Result::done});
}

namespace {

/// The result of one change of the office's programme A.
template <class Change>
Result result_of(Change change) {
  std::optional<Result> result;
  change([&](const room::Changed& changed) { result = changed.result; });
  REQUIRE(result);
  return *result;
}

pb::LinkIssued link_called(const std::string& id, const std::string& renews = "") {
  pb::LinkIssued fact;
  fact.set_link(id);
  fact.set_person("R1");
  fact.set_issued_ms(1'800'000'000'000);
  fact.set_expires_ms(1'800'000'100'000);
  fact.set_renews(renews);
  return fact;
}

pb::AddRoom room_called(const std::string& id) {
  pb::AddRoom wanted;
  *wanted.mutable_room() = usual_config();
  wanted.mutable_room()->set_room(id);
  return wanted;
}

}  // namespace

// A code lets in once, whatever else happens to its link, also after a restart.
TEST_CASE("links: used once, renewed or revoked before that", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  room::Programmes& all = office.programmes;
  const auto issue = [&](const pb::LinkIssued& fact) {
    return result_of([&](auto done) { all.issue_link("A", fact, done); });
  };
  const auto use = [&](room::Programmes& of, const std::string& id) {
    return result_of([&](auto done) { of.use_link("A", id, done); });
  };
  CHECK(use(all, "x") == Result::unknown);
  CHECK(issue(link_called("a")) == Result::done);
  CHECK(use(all, "a") == Result::done);
  CHECK(use(all, "a") == Result::exists);
  CHECK(issue(link_called("b", "a")) == Result::exists);  // Used links are not renewed.
  CHECK(issue(link_called("b")) == Result::done);
  CHECK(issue(link_called("c", "b")) == Result::done);
  CHECK(use(all, "b") == Result::exists);
  CHECK(result_of([&](auto done) { all.revoke_link("A", "c", "R1", done); }) == Result::done);
  CHECK(use(all, "c") == Result::exists);
  room::Programmes restarted(office.log, [] { return std::int64_t{0}; });
  CHECK(restarted.find("A")->links_in_order == std::vector<std::string>{"a", "b", "c"});
  CHECK(use(restarted, "a") == Result::exists);
}

// The bound is on links that can still be used; memory is bounded with it, and what is forgotten is
// forgotten alike after a restart. A link that was forgotten lets nobody in.
TEST_CASE("links: only those that can still be used count towards the bound", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  log::Append links{"A", office.log.head("A").number, {}};
  for (std::size_t i = 0; i < room::programme_links_max; ++i) {
    pb::ProgrammeEvent event;
    *event.mutable_link_issued() = link_called("l" + std::to_string(i));
    links.records.push_back(rebuild::make_programme_record(
        links.expected + links.records.size() + 1, {}, event, std::string(16, 's')));
    if (links.records.size() < log::append_records_max && i + 1 < room::programme_links_max) {
      continue;
    }
    log::Transaction transaction;
    const log::Number next = links.expected + links.records.size();
    transaction.appends.push_back(std::exchange(links, {"A", next, {}}));
    office.log.submit(std::move(transaction),
                      [](log::Error error) { REQUIRE(error == log::Error::none); });
  }
  std::int64_t now_ms = 1'800'000'000'000;
  room::Programmes all(office.log, [&] { return now_ms; });
  const auto issue = [&](const std::string& id, const std::string& renews = "") {
    return result_of([&](auto done) { all.issue_link("A", link_called(id, renews), done); });
  };
  CHECK(issue("over") == Result::invalid);
  CHECK(result_of([&](auto done) { all.use_link("A", "l0", done); }) == Result::done);
  CHECK(issue("instead") == Result::done);
  CHECK(issue("over") == Result::invalid);
  now_ms = link_called("").expires_ms();
  CHECK(issue("over") == Result::done);
}

// As above, of the programme alone: folding needs no log.
TEST_CASE("links: what cannot be used any more is forgotten when there is much of it",
          "[unit][server]") {
  room::Programme all;
  const auto fold = [&](const pb::ProgrammeEvent& event) {
    room::fold(all, event, all.head + 1, 1'800'000'000'000);
  };
  for (std::size_t i = 0; i <= room::programme_links_kept_max; ++i) {
    const std::string id = "l" + std::to_string(i);
    pb::ProgrammeEvent issued;
    *issued.mutable_link_issued() = link_called(id);
    fold(issued);
    if (i % 2 == 0) continue;
    pb::ProgrammeEvent used;
    used.mutable_link_used()->set_link(id);
    used.mutable_link_used()->set_used_ms(1);
    fold(used);
  }
  CHECK(all.links.size() == room::programme_links_max + 1);
  REQUIRE(all.links_in_order.size() == all.links.size());
  CHECK(all.links_in_order[1] == "l2");
  CHECK_FALSE(all.links.contains("l1"));
  pb::ProgrammeEvent revoked;
  revoked.mutable_link_revoked()->set_link("l1");
  fold(revoked);
  CHECK_FALSE(all.links.contains("l1"));
}

// Thirty people scan their codes at once: their changes wait for each other, none is turned away.
TEST_CASE("programmes: changes of one programme queue and none is lost", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  office.log.hold = true;
  int done = 0;
  for (int i = 0; i < 30; ++i) {
    office.programmes.issue_link(
        "A", link_called("l" + std::to_string(i)),
        [&](const auto& changed) { done += changed.result == Result::done ? 1 : 0; });
  }
  CHECK(office.log.held() == 1);
  while (office.log.held() > 0) office.log.release(1);
  CHECK(done == 30);
  CHECK(office.programmes.find("A")->links.size() == 30);
}

// A room comes whole: its stream, its roster and the people's entries, in one transaction.
TEST_CASE("rooms: a further room takes in its officers and those named", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  room::Programmes& all = office.programmes;
  const auto add = [&](const pb::AddRoom& wanted) {
    return result_of([&](auto done) { all.add_room("A", wanted, done); });
  };
  pb::AddRoom wanted = room_called("K2");
  wanted.add_members("R4");
  wanted.add_guests("OBS");
  REQUIRE(add(wanted) == Result::done);
  const auto state = rebuild::rebuild(office.log, "A/K2").state;
  CHECK(state.find<pb::Person>("R1")->member());
  CHECK(state.find<pb::Person>("R4")->member());
  CHECK_FALSE(state.find<pb::Person>("OBS")->member());
  CHECK(state.find<pb::Person>("R5") == nullptr);
  CHECK(all.find("A")->leads("SEK", "K2"));
  CHECK(add(wanted) == Result::exists);
  wanted = room_called("K3");
  wanted.add_members("NOBODY");
  CHECK(add(wanted) == Result::unknown);
  wanted = room_called("not a room");
  CHECK(add(wanted) == Result::invalid);
  wanted = room_called("K3");
  wanted.set_script_time(5);
  CHECK(add(wanted) == Result::invalid);
}

// The plan a room is made from is in its stream from the start, and a plan that does not fit makes
// no room.
TEST_CASE("rooms: made from a template, shipped or stored", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  room::Programmes& all = office.programmes;
  const auto add = [&](const pb::AddRoom& wanted) {
    return result_of([&](auto done) { all.add_room("A", wanted, done); });
  };
  pb::AddRoom wanted = room_called("K2");
  wanted.set_template_("samfunnsdel");
  REQUIRE(add(wanted) == Result::done);
  const auto state = rebuild::rebuild(office.log, "A/K2").state;
  const pb::WorkshopTemplate& plan = *domain::find_template("samfunnsdel");
  CHECK(state.find<pb::Room>("room")->template_() == "samfunnsdel");
  CHECK(state.find<pb::Room>("room")->template_sha256() == domain::template_sha256(plan));
  CHECK(state.count<pb::AgendaItem>() == static_cast<std::size_t>(plan.items_size()));
  wanted = room_called("K3");
  wanted.set_template_("nothing");
  CHECK(add(wanted) == Result::unknown);

  pb::TemplateStored stored;
  *stored.mutable_template_() = plan;
  stored.mutable_template_()->set_id("our-own");
  const auto store = [&] {
    stored.set_sha256(domain::template_sha256(stored.template_()));
    return result_of([&](auto done) { all.store_template("A", stored, done); });
  };
  CHECK(store() == Result::done);
  CHECK(store() == Result::done);
  CHECK(all.find("A")->templates.size() == 1);
  stored.mutable_template_()->set_title("Another text");
  CHECK(store() == Result::exists);
  stored.mutable_template_()->set_version(plan.version() + 1);
  CHECK(store() == Result::done);
  wanted.set_template_("our-own");
  REQUIRE(add(wanted) == Result::done);
  const auto own = rebuild::rebuild(office.log, "A/K3").state;
  CHECK(own.find<pb::Room>("room")->template_version() == plan.version() + 1);
}

// An officer stays on the roster of their room, and a person's rooms are the programme's.
TEST_CASE("people: added and changed within what the rooms allow", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  room::Programmes& all = office.programmes;
  pb::ProgrammePerson person;
  person.set_person("NEW");
  person.set_label("Ny");
  person.set_role(pb::ROLE_COUNCILLOR);
  person.add_member_of("K1");
  const auto add = [&] { return result_of([&](auto done) { all.add_person("A", person, done); }); };
  const auto change = [&] {
    return result_of([&](auto done) { all.change_person("A", person, done); });
  };
  CHECK(change() == Result::unknown);
  CHECK(add() == Result::done);
  CHECK(add() == Result::exists);
  const log::Number head = office.log.head("A").number;
  CHECK(change() == Result::done);  // Nothing changed: nothing written.
  CHECK(office.log.head("A").number == head);
  person.set_label(std::string(5'000, 'x'));
  CHECK(change() == Result::invalid);
  person = all.find("A")->people.at("R1");
  person.clear_member_of();
  CHECK(change() == Result::invalid);
  person.add_member_of("K9");
  CHECK(change() == Result::invalid);
}

// Facilitators hand out links to those they lead, never to their like or to auditors.
TEST_CASE("people: who may be handed a link by whom", "[unit][server]") {
  Office office;
  office.create(programme("one"));
  const auto programme = office.programmes.find("A");
  const auto may = [&](const std::string& leader, const std::string& person) {
    return programme->may_hand_out(leader, programme->people.at(person));
  };
  CHECK(may("PV", "R3"));
  CHECK(may("SEK", "OBS"));
  CHECK_FALSE(may("PV", "R1"));
  CHECK_FALSE(may("PV", "REV"));
  CHECK_FALSE(may("PV", "PV"));
  CHECK_FALSE(may("R3", "R4"));
  CHECK_FALSE(may("", "R4"));
}
