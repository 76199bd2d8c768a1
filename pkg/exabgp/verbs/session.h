// The session that `decode` and `encode` imagine, since they have none: both ends as configured, and of one mind.
#pragma once

#include <string_view>
#include <vector>

#include "bgp/engine/peer_config.h"
#include "bgp/wire/negotiated.h"
#include "pkg/base/result.h"

namespace vigilcast::exabgp {

// The neighbor when no file names one: ExaBGP's own example, 127.0.0.1 on both sides and AS 65533. All families; path identifiers when asked for.
bgp::PeerConfig imagined_neighbor(std::vector<bgp::Family> families, bool path_information);

// What OPENs would agree on if the peer had the same capabilities, and the counterpart of each directed one.
bgp::Negotiated imagined_session(const bgp::PeerConfig& neighbor);

// "ipv4 unicast ipv6 unicast": pairs of words, any case.
Result<std::vector<bgp::Family>> read_families(std::string_view text);

}  // namespace vigilcast::exabgp
