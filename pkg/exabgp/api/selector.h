// The neighbor selector that may stand before a command: `neighbor 192.0.2.1 local-as 65000, neighbor * announce …`, and in the
// tree of 6 `peer 192.0.2.1 announce …`, `peer [192.0.2.1, 192.0.2.2] …`.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "pkg/base/result.h"
#include "pkg/exabgp/api/world.h"

namespace vigilcast::exabgp {

struct Selected {
  std::vector<bgp::PeerId> peers;
  std::span<const std::string_view> rest;  // the command itself
};

// Without a selector every peer of the process is meant. Whether it is an error that a selector matches nobody is for the command to say.
Result<Selected> select_peers(std::span<const std::string_view> words, const std::vector<ApiPeer>& peers);

}  // namespace vigilcast::exabgp
