/// A fresh link: what the programme's stream writes down of it, and its code, which is told once
/// and stored nowhere.
#pragma once

#include <string>

#include "server/ops/tokens.hpp"
#include "server/room/programmes.hpp"

namespace tingbok::net {

struct NewLink {
  pb::LinkIssued fact;
  /// With the code.
  pb::LinkReply reply;
};

/// For `person` of the programme, issued by `by` (empty: the administrator), in the place of the
/// link `renews` (empty: of none). It is good once the programme knows of it
/// (room::Programmes::issue_link).
NewLink new_link(const ops::Tokens& tokens, const room::Programme& programme,
                 const std::string& person, const std::string& by, const std::string& renews);

/// Claims without what Tokens::issue() fills in.
pb::TokenClaims claims_for(pb::TokenClaims::Use use, const std::string& programme,
                           const std::string& person);

/// Bytes in hexadecimal; a link's id is that of its claims.
std::string in_hex(std::string_view bytes);

}  // namespace tingbok::net
