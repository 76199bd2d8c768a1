// From what a peer announced to what is kept of it: route leaks (RFC 9234), routes of ours that come back (RFC 4456 section 8), next hops that cannot be
// reached, and the import filter. What does not pass counts as withdrawn, since an older route of the destination is not valid any more either. Pure.
#pragma once

#include "bgp/engine/peer_config.h"
#include "bgp/wire/update.h"

namespace vigilcast::bgp {

// `here` is our address in the session. False: all of it passes as it is.
bool has_import_rules(const Update& update, const PeerConfig& config, const Negotiated& session, const IpAddress& here);

struct Intake {
  Update update;
  std::size_t refused = 0;
};
Intake take_in(Update update, const PeerConfig& config, const Negotiated& session, const IpAddress& here);

}  // namespace vigilcast::bgp
