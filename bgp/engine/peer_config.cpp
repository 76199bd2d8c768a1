#include "bgp/engine/peer_config.h"

namespace vigilcast::bgp {

std::string PeerConfig::remote_text() const {
  if (remote_range) return remote_range->to_string();
  if (unnumbered()) return interface;
  return address.to_string() + (address.is_v6() && address.is_link_local() ? "%" + interface : "");
}

std::string PeerConfig::session_text() const {
  std::string out = Endpoint{address, port}.to_string();
  if (remote_range || unnumbered()) {
    out = remote_text();
  } else if (remote_text() != address.to_string()) {  // with its link
    out = "[" + remote_text() + "]:" + std::to_string(port);
  }
  if (!vrf.empty()) out += " in VRF " + vrf;
  return out;
}

}  // namespace vigilcast::bgp
