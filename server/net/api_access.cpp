/// Tokens, links and tickets: how people get in.
#include "core/domain/ids.hpp"
#include "server/net/api.hpp"
#include "server/net/api_parts.hpp"
#include "server/net/links.hpp"

namespace tingbok::net {
namespace {

constexpr int tokens_asked_max = 1'000;

}  // namespace

void Api::issue_tokens(Call& call) {
  pb::TokenRequest asked;
  parse_body(call.request.body, asked);
  const auto programme = programmes_.find(call.path[1]);
  if (asked.people_size() == 0 || asked.people_size() > tokens_asked_max) {
    throw Problem{400, "invalid", "Ask for 1 to 1,000 people."};
  }
  if (asked.simulates() && !programme->simulated) {
    throw Problem{400, "not_simulated", "Only a simulated programme takes times from commands."};
  }
  const std::int64_t wanted_ms = std::int64_t{asked.seconds()} * 1000;
  if (wanted_ms > ops::access_ms_max) {
    throw Problem{400, "invalid", "A token lasts at most 31 days."};
  }
  pb::TokenReply tokens;
  for (const std::string& person : asked.people()) {
    if (!programme->people.contains(person)) {
      throw Problem{404, "unknown", "There is no such person in this programme: " + person + "."};
    }
    auto claims = claims_for(pb::TokenClaims::USE_ACCESS, programme->id, person);
    claims.set_simulates(asked.simulates());
    pb::IssuedToken& issued = *tokens.add_tokens();
    issued.set_person(person);
    issued.set_token(tokens_.issue(claims, wanted_ms ? wanted_ms : ops::access_ms_default,
                                   programme->revoked_until(person)));
  }
  call.reply(message_reply(tokens));
}

void Api::issue_link(Call& call, const room::ProgrammePtr& programme) {
  pb::LinkRequest asked;
  parse_body(call.request.body, asked);
  const auto person = programme->people.find(asked.person());
  if (person == programme->people.end()) {
    throw Problem{404, "unknown", "There is no such person in this programme."};
  }
  if (!call.administrator && !programme->may_hand_out(call.claims->person(), person->second)) {
    throw Problem{403, "not_yours", "You do not lead all the rooms this person may enter."};
  }
  make_link(programme, asked.person(), call.by(), "", call.reply);
}

/// The code is in the reply only; the programme's stream knows of the link before anyone has it.
void Api::make_link(const room::ProgrammePtr& programme, const std::string& person,
                    const std::string& by, const std::string& renews, Reply reply) {
  const NewLink link = new_link(tokens_, *programme, person, by, renews);
  programmes_.issue_link(
      programme->id, link.fact,
      [told = link.reply, reply = std::move(reply)](const room::Changed& changed) {
        const bool done = changed.result == room::Changed::Result::done;
        reply(done ? message_reply(told) : reply_to(changed));
      });
}

void Api::list_links(Call& call, const room::ProgrammePtr& programme) {
  pb::LinkList list;
  for (const std::string& id : programme->links_in_order) {
    pb::LinkEntry link = programme->links.at(id);
    const auto& person = programme->people.at(link.person());
    if (!call.administrator && !programme->may_hand_out(call.claims->person(), person)) continue;
    const std::int64_t until = programme->revoked_until(link.person());
    if (link.used_ms() == 0 && link.revoked_ms() == 0 && link.issued_ms() <= until) {
      link.set_revoked_ms(until);
    }
    *list.add_links() = std::move(link);
  }
  call.reply(message_reply(list));
}

/// POST …/links/LINK/revoke and …/renew.
void Api::end_link(Call& call, const room::ProgrammePtr& programme) {
  const auto link = programme->links.find(call.path[3]);
  if (link == programme->links.end()) {
    throw Problem{404, "unknown", "There is no such link in this programme."};
  }
  const std::string& person = link->second.person();
  if (!call.administrator &&
      !programme->may_hand_out(call.claims->person(), programme->people.at(person))) {
    throw Problem{403, "not_yours", "You do not lead all the rooms this person may enter."};
  }
  if (call.path[4] == "renew") {
    return make_link(programme, person, call.by(), call.path[3], call.reply);
  }
  if (call.path[4] != "revoke") {
    no_such_path();
  }
  programmes_.revoke_link(
      programme->id, call.path[3], call.by(),
      [reply = call.reply](const room::Changed& changed) { reply(reply_to(changed)); });
}

void Api::revoke(Call& call) {
  programmes_.revoke(call.path[1], call.path[3],
                     [this, programme = call.path[1], person = call.path[3],
                      reply = call.reply](room::Changed changed) {
                       if (changed.result == room::Changed::Result::done) {
                         server_.revoked(programme, person);
                       }
                       reply(reply_to(changed));
                     });
}

void Api::redeem_link(Call& call) {
  pb::SessionRequest asked;
  parse_body(call.request.body, asked);
  const auto claims = tokens_.check(asked.code(), pb::TokenClaims::USE_LINK);
  if (!claims || !good(*claims)) {
    throw Problem{401, "no_access", "The link is not good (any more); ask for a new one."};
  }
  programmes_.use_link(
      claims->programme(), in_hex(claims->id()),
      [this, claims = *claims, reply = call.reply](const room::Changed& changed) {
        using Result = room::Changed::Result;
        if (changed.result == Result::exists || changed.result == Result::unknown) {
          return reply(error_reply(401, "no_access", changed.sentence));
        }
        if (changed.result != Result::done) return reply(reply_to(changed));
        if (!good(claims)) return reply(error_reply(401, "no_access", "Access was revoked."));
        const std::string token = tokens_.issue(
            claims_for(pb::TokenClaims::USE_ACCESS, claims.programme(), claims.person()),
            ops::access_ms_default, claims.issued_ms());
        pb::SessionReply session =
            session_of(*programmes_.find(claims.programme()), claims.person());
        session.set_token(token);
        if (const auto access = tokens_.check(token, pb::TokenClaims::USE_ACCESS)) {
          session.set_expires_ms(access->expires_ms());
        }
        reply(message_reply(session));
      });
}

void Api::session(Call& call) {
  if (!call.claims) throw Problem{403, "no_person", "This is asked with a person's access token."};
  pb::SessionReply session =
      session_of(*programmes_.find(call.claims->programme()), call.claims->person());
  session.set_expires_ms(call.claims->expires_ms());
  call.reply(message_reply(session));
}

pb::SessionReply Api::session_of(const room::Programme& programme,
                                 const std::string& person) const {
  pb::SessionReply session;
  const pb::ProgrammePerson& who = programme.people.at(person);
  session.set_person(person);
  session.set_programme(programme.id);
  session.set_title(programme.title);
  session.set_simulated(programme.simulated);
  session.set_label(who.label());
  session.set_role(who.role());
  session.set_language(who.language());
  for (const pb::ProgrammeRoom& room : programme.rooms) {
    const pb::RoomConfig& config = room.config();
    const bool member = domain::holds(who.member_of(), config.room());
    if (!member && !domain::holds(who.guest_in(), config.room())) continue;
    pb::SessionRoom& entry = *session.add_rooms();
    entry.set_workshop(programme.id + "/" + config.room());
    entry.set_body(config.body());
    entry.set_member(member);
    entry.set_public_(config.public_());
    entry.set_leads(programme.leads(person, config.room()));
  }
  return session;
}

/// For a person, or for nobody in particular, who may read public rooms.
void Api::issue_ticket(Call& call) {
  if (call.administrator) {
    throw Problem{403, "no_person", "A ticket needs a person's access token, or none."};
  }
  pb::TicketRequest asked;
  parse_body(call.request.body, asked);
  const auto programme = programmes_.find_room(asked.workshop());
  if (!programme || (call.claims && programme->id != call.claims->programme())) {
    no_such_workshop();
  }
  const std::string room = asked.workshop().substr(programme->id.size() + 1);
  if (!call.claims && !programme->find_room(room)->config().public_()) {
    throw Problem{403, "not_public", "This workshop is not open to the public."};
  }
  const std::string person = call.by();
  auto claims = claims_for(pb::TokenClaims::USE_TICKET, programme->id, person);
  claims.set_room(room);
  // As old as what it rests on: whatever revokes that voids the ticket, whenever it comes.
  if (call.claims) claims.set_issued_ms(call.claims->issued_ms());
  claims.set_simulates(call.claims && call.claims->simulates());
  pb::TicketReply ticket;
  ticket.set_ticket(tokens_.issue(claims, ops::ticket_ms, programme->revoked_until(person)));
  call.reply(message_reply(ticket));
}

/// The doors of a demonstration stand open: whoever asks gets a link into each of its seats.
void Api::demo(Call& call) {
  if (!demo_) throw Problem{404, "no_such_path", "There is no demonstration here."};
  if (call.is("GET", 1)) return call.reply(message_reply(*demo_));
  if (!call.is("POST", 2) || call.path[1] != "links") {
    no_such_path();
  }
  pb::DemoLinkRequest asked;
  parse_body(call.request.body, asked);
  const auto programme = programmes_.find_room(asked.workshop());
  for (const pb::DemoWorkshop& workshop : demo_->workshops()) {
    if (workshop.workshop() != asked.workshop() || !programme) continue;
    for (const pb::DemoSeat& seat : workshop.seats()) {
      if (seat.seat() != asked.seat() || !programme->people.contains(seat.person())) continue;
      return make_link(programme, seat.person(), "", "", call.reply);
    }
  }
  throw Problem{404, "unknown", "The demonstration has no such seat."};
}

}  // namespace tingbok::net
