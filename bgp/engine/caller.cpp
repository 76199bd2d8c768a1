#include "bgp/engine/caller.h"

namespace vigilcast::bgp {
namespace {

bool is_remote(const PeerConfig& peer, const IpAddress& caller) {
  if (peer.remote_range) return peer.remote_range->contains(caller);
  if (peer.unnumbered()) return caller.is_v6() && caller.is_link_local();
  return peer.address == caller;
}

// A link-local address means nothing without its link, and a VRF is a network of its own. Else a listener on all links does not tell the link.
bool is_link(const PeerConfig& peer, const Caller& caller) {
  if (peer.device() == caller.interface) return true;
  return caller.interface.empty() && peer.vrf.empty() && !(caller.remote.address.is_v6() && caller.remote.address.is_link_local());
}

}  // namespace

std::optional<unsigned> fit(const PeerConfig& peer, const Caller& caller) {
  if (!is_remote(peer, caller.remote.address) || !is_link(peer, caller)) return std::nullopt;
  if (peer.local_address && *peer.local_address != caller.local.address) return std::nullopt;
  unsigned out = peer.local_address ? 4 : 0;
  if (!peer.listen_port) {
    out += 1;
  } else if (*peer.listen_port == caller.local.port) {
    out += 2;
  }
  return out;
}

// ExaBGP's full names begin with the address, and selectors of its API look for it there.
PeerConfig member_config(const PeerConfig& range, const IpAddress& caller) {
  PeerConfig out = range;
  const std::string pattern = range.remote_range->to_string(), address = caller.to_string();
  const auto at = out.name.find(pattern);
  if (at == std::string::npos) {
    out.name += "-" + address;
  } else {
    out.name.replace(at, pattern.size(), address);
  }
  out.address = caller;
  out.remote_range.reset();
  out.passive = true;
  return out;
}

}  // namespace vigilcast::bgp
