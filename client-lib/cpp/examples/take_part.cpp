// Takes part in a workshop: joins, writes a note, and prints the board as it stands.
// usage: take_part URL PROGRAMME/ROOM   (the access token comes on standard input)
#include <iostream>
#include <string>

#include <boost/asio/io_context.hpp>

#include "tingbok/client/commands.hpp"
#include "tingbok/client/connection.hpp"

namespace client = tingbok::client;
namespace pb = tingbok::v1;

/// Joins first; writes when the join is answered; ends when the note is answered.
class Participant : public client::Listener {
 public:
  Participant(boost::asio::io_context& io, const client::ConnectionOptions& options)
      : connection_(io, options, *this), note_(client::new_command_id()) {
    connection_.submit(client::new_command_id(), client::join());
    connection_.start();
  }
  bool wrote() const { return wrote_; }

 private:
  void on_answer(const pb::Answer& answer) override {
    if (answer.has_refused())  // Joining twice is refused; writing is possible all the same.
      std::cout << "refused: " << answer.refused().sentence() << '\n';
    if (answer.command_id() != note_) {
      connection_.submit(note_, client::note_add("B1", "N" + note_.substr(0, 8), "idé",
                                                 "Gang- og sykkelvei til skolen"));
      return;
    }
    wrote_ = answer.has_receipt();
    for (const auto* note : connection_.mirror().all<pb::Note>())
      std::cout << note->board() << ' ' << note->id() << ": " << note->text() << '\n';
    connection_.stop();
  }

  void on_stopped(const client::Stopped& why) override { std::cout << why.sentence << '\n'; }

  client::Connection connection_;
  std::string note_;
  bool wrote_ = false;
};

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: take_part URL PROGRAMME/ROOM <TOKEN_FILE\n";
    return 2;
  }
  client::ConnectionOptions options;
  options.server = client::parse_url(argv[1]);
  options.session.workshop = argv[2];
  options.session.timeouts.give_up = client::milliseconds{10'000};
  std::cin >> options.access_token;

  boost::asio::io_context io(1);
  Participant participant(io, options);
  io.run();
  return participant.wrote() ? 0 : 1;
}
