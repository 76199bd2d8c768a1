// `exabgp encode`: a route as text -> the UPDATE that a neighbor would get, as hexadecimal text. Pure.
#pragma once

#include <string>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "pkg/base/result.h"
#include "pkg/exabgp/conf/compat.h"

namespace vigilcast::exabgp {

struct EncodeRequest {
  std::string route;         // "route 10.0.0.0/24 next-hop 192.0.2.1", "flow route …", "withdraw route …": a command, with or without its verb
  bool nlri = false;         // only the destination
  bool header = true;
  bgp::PeerConfig neighbor;  // whose session it is
  Compat compat = Compat::auto_;
};

// One line a route.
Result<std::vector<std::string>> encode(const EncodeRequest& request);

}  // namespace vigilcast::exabgp
