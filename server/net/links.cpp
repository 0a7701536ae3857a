#include "server/net/links.hpp"

#include <stdexcept>

#include <sodium.h>

namespace tingbok::net {

std::string in_hex(std::string_view bytes) {
  std::string text(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                 bytes.size());
  text.pop_back();
  return text;
}

pb::TokenClaims claims_for(pb::TokenClaims::Use use, const std::string& programme,
                           const std::string& person) {
  pb::TokenClaims claims;
  claims.set_use(use);
  claims.set_programme(programme);
  claims.set_person(person);
  return claims;
}

NewLink new_link(const ops::Tokens& tokens, const room::Programme& programme,
                 const std::string& person, const std::string& by, const std::string& renews) {
  const std::string code = tokens.issue(claims_for(pb::TokenClaims::USE_LINK, programme.id, person),
                                        ops::link_ms, programme.revoked_until(person));
  const auto claims = tokens.check(code, pb::TokenClaims::USE_LINK);
  if (!claims) throw std::logic_error("a fresh link is not good");
  NewLink link;
  link.fact.set_link(in_hex(claims->id()));
  link.fact.set_person(person);
  link.fact.set_issued_ms(claims->issued_ms());
  link.fact.set_expires_ms(claims->expires_ms());
  link.fact.set_issued_by(by);
  link.fact.set_renews(renews);
  link.reply.set_code(code);
  link.reply.set_link(link.fact.link());
  link.reply.set_person(person);
  link.reply.set_expires_ms(link.fact.expires_ms());
  return link;
}

}  // namespace tingbok::net
