#include "bgp/engine/peer_config.h"

namespace vigilcast::bgp {

std::string PeerConfig::remote_text() const {
  if (remote_range) return remote_range->to_string();
  if (unnumbered()) return interface;
  return address.to_string() + (address.is_v6() && address.is_link_local() ? "%" + interface : "");
}

std::string PeerConfig::session_text() const {
  std::string out = remote_range || unnumbered() || !interface.empty() ? remote_text() : Endpoint{address, port}.to_string();
  if (!vrf.empty()) out += " in VRF " + vrf;
  return out;
}

}  // namespace vigilcast::bgp
