#include "bgp/engine/peer_config.h"

namespace vigilcast::bgp {

// As many as TTL security allows; without it a session over several hops says nothing of how many, and the peer may send with any TTL (BIRD: 64).
std::optional<std::uint8_t> PeerConfig::hops() const {
  if (incoming_ttl) return *incoming_ttl < 255 ? std::optional(static_cast<std::uint8_t>(256U - *incoming_ttl)) : std::nullopt;
  return outgoing_ttl.value_or(1) > 1 ? std::optional(std::uint8_t{254}) : std::nullopt;
}

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
