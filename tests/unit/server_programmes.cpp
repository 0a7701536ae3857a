// Making a programme is as safe to repeat as any action.
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

// A request's identity has at most 64 bytes.
TEST_CASE("programmes: a request's id has at most 64 bytes", "[unit][server]") {
  Office office;
  office.create(programme(std::string(65, 'x')));
  office.create(programme(std::string(64, 'x')));
  CHECK(office.results == std::vector{Result::invalid, Result::done});
}
