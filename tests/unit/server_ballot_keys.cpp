// The files of ballot keys: made narrow, read back, destroyed, and tidied at the start.
#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "server/ops/config.hpp"
#include "server/room/ballot_box.hpp"
#include "server_given.hpp"

using namespace tingbok;
using namespace tingbok::test;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "tingbok-keys-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path = pattern;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
  fs::path path;
};

unsigned int mode_of(const fs::path& path) {
  struct stat status{};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

std::vector<fs::path> files(const fs::path& folder) {
  return {fs::directory_iterator(folder), fs::directory_iterator()};
}

void write(const fs::path& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

// A key is on the disk, for the server's user alone, before anyone hears of it.
TEST_CASE("ballot keys: made, found, destroyed", "[unit][server]") {
  const Folder folder;
  ops::BallotKeyFolder keys(folder.path, "epoch1");
  const std::string open = keys.make("A/K1");
  REQUIRE(files(folder.path / "ballots").size() == 1);
  CHECK(mode_of(folder.path / "ballots") == 0700);
  CHECK(mode_of(files(folder.path / "ballots").front()) == 0600);
  std::string plain = "ballot";
  const auto sealed = room::seal(plain, open);
  ops::BallotKeyFolder again(folder.path, "epoch1");
  const auto secret = again.find(open);
  REQUIRE(secret.has_value());
  CHECK(room::open_all({sealed}, open, *secret) == std::vector<std::string>{"ballot"});
  REQUIRE(again.all().size() == 1);
  CHECK(again.all().front().public_key == open);
  CHECK(again.all().front().workshop == "A/K1");
  CHECK(again.all().front().epoch == "epoch1");
  again.destroy(open);
  again.destroy(open);
  CHECK_FALSE(again.find(open).has_value());
  CHECK(files(folder.path / "ballots").empty());
}

// Destroying overwrites first: whoever holds the file open reads zeros.
TEST_CASE("ballot keys: destroyed ones are overwritten", "[unit][server]") {
  const Folder folder;
  ops::BallotKeyFolder keys(folder.path, "epoch1");
  const std::string open = keys.make("A/K1");
  std::ifstream held(files(folder.path / "ballots").front(), std::ios::binary);
  keys.destroy(open);
  const std::string bytes{std::istreambuf_iterator<char>(held), {}};
  CHECK(bytes.size() > 64);
  CHECK(bytes == std::string(bytes.size(), '\0'));
}

// A server that died between the two is as good as done: the next start takes away the name too.
TEST_CASE("ballot keys: one that was being destroyed is gone at the next start", "[unit][server]") {
  const Folder folder;
  ops::BallotKeyFolder keys(folder.path, "epoch1");
  keys.make("A/K1");
  const auto path = files(folder.path / "ballots").front();
  write(path, std::string(fs::file_size(path), '\0'));
  write(folder.path / "ballots" / "begun.key.new", std::string(40, '\0'));
  CHECK(keys.all().empty());
  CHECK(files(folder.path / "ballots").empty());
}

// A file that holds something else is never taken for a key, and is said by name.
TEST_CASE("ballot keys: strange files are refused", "[unit][server]") {
  const Folder folder;
  ops::BallotKeyFolder keys(folder.path, "epoch1");
  const std::string open = keys.make("A/K1");
  const std::string other = keys.make("A/K1");
  const fs::path file = folder.path / "ballots";
  auto paths = files(file);
  fs::copy_file(paths[0], paths[1], fs::copy_options::overwrite_existing);
  int wrong = 0;
  for (const auto& key : {open, other}) {
    try {
      keys.find(key);
    } catch (const ops::SecretsFailed&) {
      ++wrong;
    }
  }
  CHECK(wrong == 1);
  write(paths[0], "something else\n");
  CHECK_THROWS_AS(keys.all(), ops::SecretsFailed);
  fs::remove(paths[0]);
  write(file / "notes.txt", "");
  CHECK_THROWS_WITH(keys.all(), Catch::Contains("notes.txt"));
}

// The folder may be a disk of its own, or another server's too: what lies there beside keys of this
// log is passed over, and only what this log left unfinished goes.
TEST_CASE("ballot keys: folders and what others write are left alone", "[unit][server]") {
  const Folder folder;
  ops::BallotKeyFolder keys(folder.path, "epoch1");
  keys.make("A/K1");
  const fs::path file = folder.path / "ballots";
  fs::create_directory(file / "lost+found");
  write(file / "mine.key.new", "tingbok-ballot-key 1\nepoch1\nA/K1\nhalf a k");
  write(file / "other.key.new", "tingbok-ballot-key 1\nepoch2\nA/K1\nhalf a k");
  write(file / "begun.key.new", "");
  CHECK(keys.all().size() == 1);
  CHECK_FALSE(fs::exists(file / "mine.key.new"));
  CHECK(fs::exists(file / "other.key.new"));
  CHECK(fs::exists(file / "begun.key.new"));
  CHECK(fs::exists(file / "lost+found"));
}

// A crash leaves keys and boxes of votes that have ended; the next start destroys them, and keeps
// those of the vote that is open and of other logs.
TEST_CASE("ballot keys: a start tidies up after a crash", "[unit][server]") {
  const Folder folder;
  Stage stage;
  ops::BallotKeyFolder keys(folder.path, stage.log.epoch());
  ops::BallotKeyFolder others(folder.path, "another log");
  stage.around.ballot_keys = &keys;
  stage.all_join();
  auto chair = stage.screen("R1");
  chair->submit("open",
                "vote_open { terms { vote: 'V' secret: true kind: VOTE_KIND_STRAW method: "
                "VOTE_METHOD_FOR_AGAINST } }");
  stage.run();
  chair->submit("cast", "vote_cast { vote: 'V' ballot { choice: 'for' } }");
  stage.run();
  const std::string of_vote = stage.room->state().find<pb::Vote>("V")->ballot_key();
  const std::string orphan = keys.make("A/K1");
  const std::string of_no_room = keys.make("A/K99");
  const std::string foreign = others.make("A/K1");
  log::Transaction stray;
  stray.set_aside.push_back({{"A/K1", "gone"}, "name", "sealed"});
  stage.log.submit(std::move(stray), [](log::Error error) { REQUIRE(error == log::Error::none); });
  room::tidy_ballots(stage.log, keys);
  CHECK(keys.find(of_vote).has_value());
  CHECK_FALSE(keys.find(orphan).has_value());
  CHECK_FALSE(keys.find(of_no_room).has_value());
  CHECK(keys.find(foreign).has_value());
  CHECK(stage.log.aside({"A/K1", "gone"}).empty());
  CHECK(stage.log.aside({"A/K1", "V"}).size() == 1);

  // The crash between the closing and the end of its key.
  chair->submit("close", "vote_close { vote: 'V' force: true }");
  stage.log.hold = true;
  stage.run();
  stage.around.ballot_keys = nullptr;
  stage.log.hold = false;
  stage.log.release();
  stage.run();
  REQUIRE(keys.find(of_vote).has_value());
  room::tidy_ballots(stage.log, keys);
  CHECK_FALSE(keys.find(of_vote).has_value());
  CHECK(keys.find(foreign).has_value());
}

// Of a room that cannot be read nothing is known, however often it is asked about: its keys and its
// boxes stay, all of them.
TEST_CASE("ballot keys: a room that cannot be read keeps everything", "[unit][server]") {
  const Folder folder;
  Stage stage;
  ops::BallotKeyFolder keys(folder.path, stage.log.epoch());
  const std::string one = keys.make("A/K1");
  const std::string other = keys.make("A/K1");
  log::Transaction spoiled;
  for (const auto* vote : {"V1", "V2"}) {
    spoiled.set_aside.push_back({{"A/K1", vote}, "name", "sealed"});
  }
  spoiled.appends.push_back(
      {"A/K1", stage.log.head("A/K1").number, {log::make_record("no core", "no part")}});
  stage.log.submit(std::move(spoiled),
                   [](log::Error error) { REQUIRE(error == log::Error::none); });
  room::tidy_ballots(stage.log, keys);
  CHECK(keys.find(one).has_value());
  CHECK(keys.find(other).has_value());
  CHECK(stage.log.aside({"A/K1", "V1"}).size() == 1);
  CHECK(stage.log.aside({"A/K1", "V2"}).size() == 1);
}

// The promise is about a copy of the data folder, so that the keys never lie in it.
TEST_CASE("settings: the secrets folder lies outside the data folder", "[unit][server]") {
  const Folder folder;
  const auto config = [&](const std::string& data, const std::string& secrets) {
    const std::vector<ops::Values> given = {{{"data", {data}}, {"secrets", {secrets}}}};
    return ops::make_config(given);
  };
  const std::string data = (folder.path / "data").string();
  CHECK_THROWS_WITH(config(data, data + "/keys"), Catch::Contains("lies in the data folder"));
  CHECK_THROWS_AS(config(data, data), ops::BadConfig);
  CHECK_THROWS_AS(config(data + "/", data + "/../data/keys"), ops::BadConfig);
  fs::create_directories(data);
  fs::create_directory_symlink(data, folder.path / "link");
  CHECK_THROWS_AS(config(data, (folder.path / "link" / "keys").string()), ops::BadConfig);
  CHECK(config(data, data + "2").secrets == data + "2");
  CHECK(config(data, folder.path.string()).secrets == folder.path);
}
