// What a peer asks of BFD (RFC 5880, 5881, 5883) and of what follows from it (RFC 5882).
#pragma once

#include <optional>

#include "bgp/bfd/session.h"

namespace vigilcast::bgp {

struct BfdConfig {
  bfd::Settings session;
  std::optional<std::uint8_t> multihop;  // the peer is at most this many hops away (RFC 5883); absent: on the same link (RFC 5881)
  bool strict = false;                   // the BGP session waits for BFD, when the peer offers the same (capability 74)

  friend bool operator==(const BfdConfig&, const BfdConfig&) = default;
};

}  // namespace vigilcast::bgp
