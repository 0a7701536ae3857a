// A past workshop shown to those who train: one cursor, the trainer's; and pause and decide.
#include <google/protobuf/text_format.h>

#include "replay/play/training.hpp"
#include "tests/unit/server_scrub_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
using room::CloseCode;

namespace {

/// A training of the room A/K1: "T" leads.
class TrainingStage : public PastStage {
 public:
  /// Whatever is to be shown is in the room before this is called.
  void open(log::Number from = 1) {
    training = std::make_unique<replay::Training>(
        looking, "A/K1", log.epoch(), std::make_unique<replay::Performance>(reader, "A/K1", from),
        replay::Cast{"T"});
  }
  std::unique_ptr<replay::Training> training;
};

/// A socket to it.
class Seat final : public room::Link {
 public:
  Seat(TrainingStage& stage, const std::string& person)
      : member(std::make_shared<room::Member>(*this, person, false, room::Encoding::protobuf)),
        stage_(stage) {
    stage_.training->join(member, {});
    stage_.run();
    read();
  }
  ~Seat() override { stage_.training->leave(*member); }

  void wake() override {}
  void close(room::CloseCode code, std::string_view) override { closed = code; }

  void move(const std::string& scrub_text) {
    pb::Scrub scrub;
    REQUIRE(google::protobuf::TextFormat::ParseFromString(scrub_text, &scrub));
    stage_.training->scrub(member, scrub);
    stage_.run();
    read();
  }
  /// The word of the refusal; empty: it counts.
  std::string act(const std::string& command_text) {
    pb::Submit submit;
    submit.set_command_id("c" + std::to_string(++acts_));
    *submit.mutable_command() = command(command_text);
    stage_.training->submit(member, submit);
    stage_.run();
    read();
    if (closed) return "closed";
    REQUIRE(answers.size() == acts_);
    CHECK(answers.back().command_id() == submit.command_id());
    return answers.back().has_receipt() ? "" : answers.back().refused().word();
  }
  void read() {
    room::Outgoing out;
    while (stage_.training->take(*member, out)) take_in(out);
  }

  std::shared_ptr<room::Member> member;
  std::optional<room::CloseCode> closed;
  view::Mirror mirror;
  pb::Welcome welcome;
  pb::ScrubStatus status;
  log::Number number = 0;
  std::vector<pb::Answer> answers;

 private:
  void take_in(const room::Outgoing& out) {
    std::string bytes;
    for (const std::string_view piece : out.pieces()) bytes += piece;
    pb::ServerFrame frame;
    REQUIRE(frame.ParseFromString(bytes));
    if (frame.has_welcome()) {
      welcome = frame.welcome();
      mirror.clear();
    }
    if (frame.has_snapshot()) {
      for (const pb::Entity& entity : frame.snapshot().entities()) mirror.apply(entity);
      mirror.resize(frame.snapshot().slots());
      number = frame.snapshot().number();
      CHECK(frame.snapshot().view_hash() == as_bytes(mirror.hash()));
    }
    for (const pb::Patch& patch : frame.patches()) {
      CHECK(patch.number() == number + 1);
      number = patch.number();
      for (const pb::Entity& entity : patch.entities()) mirror.apply(entity);
      mirror.resize(patch.slots());
      CHECK(patch.view_hash() == as_bytes(mirror.hash()));
    }
    for (const pb::Answer& one : frame.answers()) answers.push_back(one);
    if (!frame.has_scrub()) return;
    status = frame.scrub();
    CHECK(status.number() == number);
  }

  TrainingStage& stage_;
  std::size_t acts_ = 0;
};

/// A vote among three options with ballots of R2, R3 and R4, a list and a move on it.
void decide_something(TrainingStage& stage) {
  stage.all_join();
  auto chair = stage.screen("R1");
  int count = 0;
  const auto done = [&](Screen& who, const std::string& what) {
    const std::string id = who.member->person + std::to_string(++count);
    who.submit(id, what);
    stage.run();
    who.read();
    INFO(what << ": " << who.refused(id));
    REQUIRE(who.answer(id)->has_receipt());
  };
  done(*chair,
       "vote_open { terms { vote: 'V' kind: VOTE_KIND_INPUT method: VOTE_METHOD_DOTS max: 3 "
       "options: 'a' options: 'b' options: 'c' } }");
  for (const char* person : {"R2", "R3", "R4"}) {
    auto voter = stage.screen(person);
    done(*voter, "vote_cast { vote: 'V' ballot { dots { option: 'a' count: 2 } } }");
    stage.room->leave(*voter->member);
  }
  done(*chair, "vote_close { vote: 'V' force: true }");
  done(*chair, "priority_set { list: 'L' order: 'x' order: 'y' order: 'z' }");
  done(*chair, "priority_move { list: 'L' what: 'z' to: 1 }");
  stage.room->leave(*chair->member);
  stage.said("Etterpå", 1'000);
}

}  // namespace

// One cursor for all, each reading as their own audience, latecomers too.
TEST_CASE("training: everybody follows the trainer, and is told that it is an exercise",
          "[unit][server]") {
  TrainingStage stage;
  stage.all_join();
  stage.said("Sagt i salen", 1'000);
  stage.said("Og mer", 1'000);
  stage.open();
  Seat trainer(stage, "T");
  Seat trainee(stage, "deltaker-1");
  Seat nobody(stage, "");
  for (Seat* one : {&trainer, &trainee, &nobody}) {
    CHECK(one->welcome.past());
    CHECK(one->welcome.training());
    CHECK(one->number == 1);
  }
  CHECK(trainer.status.leads());
  CHECK_FALSE(trainee.status.leads());
  CHECK(trainer.welcome.audience() == pb::AUDIENCE_STEERING);
  CHECK(trainee.welcome.audience() == pb::AUDIENCE_PARTICIPANT);
  CHECK(nobody.welcome.audience() == pb::AUDIENCE_PUBLIC);

  trainer.move("seek: 'head'");
  trainee.read();
  nobody.read();
  CHECK(trainee.number == stage.room->durable());
  CHECK(nobody.number == stage.room->durable());
  trainer.move("step: -2");
  trainer.move("play: 100");
  stage.pass(1'000);
  for (Seat* one : {&trainer, &trainee, &nobody}) {
    one->read();
    CHECK(one->number == stage.room->durable());
    CHECK_FALSE(one->status.playing());
  }
  // Somebody who comes while it plays does not stop it.
  trainer.move("step: -2");
  trainer.move("play: 1");
  Seat between(stage, "deltaker-3");
  CHECK(between.status.playing());
  stage.pass(5'000);
  between.read();
  CHECK(between.number == stage.room->durable());
  // Whoever comes late is shown what is on.
  Seat late(stage, "deltaker-2");
  CHECK(late.number == stage.room->durable());
  CHECK(late.mirror.hash() == trainee.mirror.hash());
}

// Moves of others close their socket; a slip of the trainer's is told to the trainer alone.
TEST_CASE("training: nobody but the trainer moves it, and wrong moves are the trainer's to see",
          "[unit][server]") {
  TrainingStage stage;
  stage.all_join();
  stage.open();
  Seat trainer(stage, "T");
  Seat trainee(stage, "deltaker-1");
  trainer.move("seek: 'tull'");
  CHECK_FALSE(trainer.status.trouble().empty());
  trainee.read();
  CHECK(trainee.status.trouble().empty());
  trainer.move("ask: true");
  CHECK_FALSE(trainer.status.trouble().empty());
  trainer.move("reveal: true");
  CHECK_FALSE(trainer.status.trouble().empty());
  trainee.move("step: 1");
  CHECK(trainee.closed == CloseCode::bad_frame);
  CHECK(stage.training->members() == 1);
}

// The latest answer of each counts, by the rules of the vote; nothing is shown before the
// reveal.
TEST_CASE("training: those who train vote before they see how it went", "[unit][server]") {
  TrainingStage stage;
  decide_something(stage);
  const log::Number head = stage.room->durable();
  stage.open();
  Seat trainer(stage, "T");
  Seat one(stage, "deltaker-1");
  Seat two(stage, "deltaker-2");
  CHECK(one.act("vote_cast { vote: 'V' ballot { dots { option: 'b' count: 1 } } }") ==
        "votering_ikke_apen");
  trainer.move("ask: true");
  one.read();
  two.read();
  const pb::Exercise asked = one.status.exercise();
  CHECK(asked.open());
  CHECK(asked.vote() == "V");
  CHECK(asked.terms().options_size() == 3);
  CHECK(asked.entitled() == 2);
  CHECK_FALSE(asked.has_theirs());
  CHECK(one.number == asked.at() - 1);

  CHECK(one.act("vote_cast { vote: 'V' ballot { dots { option: 'b' count: 9 } } }") ==
        "for_mange_prikker");
  CHECK(one.act("vote_cast { vote: 'W' ballot { dots { option: 'b' count: 1 } } }") ==
        "votering_ikke_apen");
  CHECK(one.act("join { how: PLACE_HALL }") == "votering_ikke_apen");
  CHECK(one.act("vote_cast { vote: 'V' ballot { dots { option: 'a' count: 1 } } }").empty());
  CHECK(one.act("vote_cast { vote: 'V' ballot { dots { option: 'b' count: 3 } } }").empty());
  CHECK(two.act("vote_cast { vote: 'V' ballot { dots { option: 'b' count: 1 } } }").empty());
  trainer.read();
  CHECK(trainer.status.exercise().answered() == 2);
  CHECK_FALSE(trainer.status.exercise().has_ours());
  CHECK(trainer.act("vote_cast { vote: 'V' ballot { dots { option: 'b' count: 1 } } }") ==
        "ikke_stemmerett");

  trainer.move("reveal: true");
  one.read();
  const pb::Exercise shown = one.status.exercise();
  CHECK_FALSE(shown.open());
  CHECK(shown.ours().cast() == 2);
  CHECK(shown.ours().ranking(0).option() == "b");
  CHECK(shown.ours().ranking(0).count() == 4);
  CHECK(shown.theirs().cast() == 3);
  CHECK(shown.theirs().ranking(0).option() == "a");
  CHECK(shown.theirs().ranking(0).count() == 6);
  CHECK(two.act("vote_cast { vote: 'V' ballot { dots { option: 'a' count: 1 } } }") ==
        "votering_ikke_apen");
  // None of it happened.
  CHECK(stage.room->durable() == head);
}

// Answers are places on the list, counted, beside the place it got then.
TEST_CASE("training: a move on a list of priorities is decided again", "[unit][server]") {
  TrainingStage stage;
  decide_something(stage);
  stage.open();
  Seat trainer(stage, "T");
  Seat one(stage, "deltaker-1");
  Seat two(stage, "deltaker-2");
  trainer.move("ask: true");
  trainer.move("reveal: true");
  // Once it is revealed, the next question is the next thing that was decided.
  trainer.move("ask: true");
  one.read();
  const pb::Exercise asked = one.status.exercise();
  CHECK(asked.list() == "L");
  CHECK(asked.what() == "z");
  CHECK(asked.order_size() == 3);
  CHECK_FALSE(asked.has_terms());
  CHECK(one.act("priority_move { list: 'L' what: 'x' to: 1 }") == "ikke_i_lista");
  CHECK(one.act("priority_move { list: 'M' what: 'z' to: 1 }") == "liste_last");
  CHECK(one.act("priority_move { list: 'L' what: 'z' to: 0 }") == "ugyldig_argument");
  CHECK(one.act("priority_move { list: 'L' what: 'z' to: 2 }").empty());
  CHECK(two.act("priority_move { list: 'L' what: 'z' to: 99 }").empty());
  trainer.move("reveal: true");
  const pb::Exercise shown = trainer.status.exercise();
  REQUIRE(shown.our_places_size() == 2);
  CHECK(shown.our_places(0).option() == "2");
  CHECK(shown.our_places(1).option() == "3");
  CHECK(shown.their_place() == 1);
  trainer.move("ask: true");
  CHECK_FALSE(trainer.status.trouble().empty());
}

// A question left behind takes no answers; it can be asked again.
TEST_CASE("training: whoever moves on gives the question up", "[unit][server]") {
  TrainingStage stage;
  decide_something(stage);
  stage.open();
  Seat trainer(stage, "T");
  Seat one(stage, "deltaker-1");
  trainer.move("ask: true");
  trainer.move("ask: true");
  CHECK_FALSE(trainer.status.trouble().empty());
  trainer.move("step: 1");
  CHECK_FALSE(trainer.status.has_exercise());
  CHECK(one.act("vote_cast { vote: 'V' ballot { dots { option: 'a' count: 1 } } }") ==
        "votering_ikke_apen");
  // And may go back and ask it again, also after it was revealed.
  for (int i = 0; i < 2; ++i) {
    trainer.move("seek: '1'");
    trainer.move("ask: true");
    CHECK(trainer.status.exercise().vote() == "V");
    trainer.move("reveal: true");
  }
}

// Whoever has no seat has no say.
TEST_CASE("training: nobody in particular looks on and does nothing", "[unit][server]") {
  TrainingStage stage;
  decide_something(stage);
  stage.open();
  Seat nobody(stage, "");
  CHECK(nobody.act("vote_cast { vote: 'V' ballot { dots { option: 'a' count: 1 } } }") == "closed");
  CHECK(nobody.closed == CloseCode::bad_frame);
}

// A training shows a meeting as it was when it opened, whatever goes on in the room.
TEST_CASE("training: what is recorded after it opened is not shown", "[unit][server]") {
  TrainingStage stage;
  stage.all_join();
  const log::Number head = stage.room->durable();
  stage.open();
  stage.said("Senere", 10);
  Seat trainer(stage, "T");
  trainer.move("seek: 'head'");
  CHECK(trainer.number == head);
  CHECK(trainer.status.head() == head);
}
