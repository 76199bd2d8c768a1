// What the process API may look at. Functions are called on the core loop, during Dialogue::hear only.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/engine/status.h"

namespace vigilcast::exabgp {

// A neighbour that the calling process is attached to.
struct ApiPeer {
  bgp::PeerId id = 0;
  std::string name;     // ExaBGP's full neighbor name
  IpAddress address;
  std::vector<bgp::Family> families;
};

struct ApiWorld {
  std::vector<ApiPeer> peers;  // those whose `api` lists the calling process
  std::function<bgp::PeerStatus(bgp::PeerId)> status;
  std::function<void(bgp::PeerId, const std::function<void(const bgp::Nlri&, const bgp::OutView&)>&)> each_out;
  std::function<void(bgp::PeerId, const std::function<void(const bgp::Nlri&, const bgp::InView&)>&)> each_in;
  std::string version;         // "5.0.15": the ExaBGP that is imitated
  Instant now;
};

}  // namespace vigilcast::exabgp
