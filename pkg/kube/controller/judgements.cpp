#include "pkg/kube/controller/judgements.h"

#include <algorithm>

namespace vigilcast::kube {
namespace {

Judged refused(std::string reason, std::string message) { return {false, std::move(reason), std::move(message)}; }

// Two peers that may well select one node. Selectors are compared as they are written: whether they ever meet is for the nodes' labels to say.
bool same_nodes(const BgpPeer& a, const BgpPeer& b) { return a.node_selectors.empty() || b.node_selectors.empty() || a.node_selectors == b.node_selectors; }

// An address of the link, or none, means another router on every link.
bool is_of_link(const BgpPeer& peer) { return !peer.address || (peer.address->is_v6() && peer.address->is_link_local()); }

bool same_session(const BgpPeer& a, const BgpPeer& b) {
  const bool same_link = !is_of_link(a) || a.interface == b.interface;
  return a.address == b.address && a.port == b.port && a.vrf == b.vrf && same_link && same_nodes(a, b);
}

std::string where_is(const BgpPeer& peer) {
  const std::string link = is_of_link(peer) ? " on " + peer.interface : "";
  return (peer.address ? Endpoint{*peer.address, peer.port}.to_string() : "the router") + link;
}

// The names that `all` lacks, with commas between.
template <class Kind>
std::string missing(const std::vector<std::string>& names, const Inventory::ByName<Kind>& all) {
  std::string out;
  for (const std::string& name : names) {
    if (!all.contains(name)) out += (out.empty() ? "" : ", ") + name;
  }
  return out;
}

}  // namespace

Judged judge(const BgpPeer& peer, const Inventory& all) {
  const std::string& name = peer.meta.key.name;
  for (const auto& [other_name, other] : all.peers) {
    if (other_name >= name) break;  // the first by name counts
    if (!same_session(peer, other)) continue;
    const std::string where = where_is(peer);
    if (other.asn != peer.asn) {
      return refused("ASNClash", "the BGPPeer " + other_name + " says that " + where + " is AS " + std::to_string(other.asn) + ", this one says AS " +
                                     std::to_string(peer.asn) + "; a router has one, so " + other_name + " counts: correct or delete one of the two");
    }
    return refused("Duplicate", "the BGPPeer " + other_name + " is the same session with " + where + "; delete one of the two");
  }
  if (!peer.password) return {};
  const auto secret = all.secret_keys.find(peer.password->name);
  if (secret == all.secret_keys.end()) {
    return refused("SecretNotFound", "there is no Secret " + peer.password->name + " in the namespace " + all.release_namespace +
                                         "; until there is one, a session that is not up yet stays down: it is never tried without its password");
  }
  if (!secret->second.contains(peer.password->key)) {
    return refused("SecretKeyNotFound",
                   "the Secret " + peer.password->name + " has no key " + peer.password->key + "; add it, or name another in spec.passwordSecret.key");
  }
  return {};
}

Judged judge(const AddressPool& pool, const Inventory& all) {
  const std::string& name = pool.meta.key.name;
  for (std::size_t i = 0; i < pool.addresses.size(); ++i) {
    for (std::size_t j = i + 1; j < pool.addresses.size(); ++j) {
      if (pool.addresses[i].overlaps(pool.addresses[j])) {
        return refused("Overlap", pool.addresses[i].to_string() + " and " + pool.addresses[j].to_string() + " of this pool overlap; leave one out");
      }
    }
  }
  for (const auto& [other_name, other] : all.pools) {
    if (other_name == name) continue;
    for (const AddressRange& range : pool.addresses) {
      const auto hit = std::ranges::find_if(other.addresses, [&](const AddressRange& one) { return one.overlaps(range); });
      if (hit == other.addresses.end()) continue;
      return refused("Overlap", range.to_string() + " overlaps " + hit->to_string() + " of the pool " + other_name +
                                    "; no address is given twice, but which pool's rules hold is decided by the pools' names: part them");
    }
  }
  return {};
}

Judged judge(const Advertisement& advertisement, const Inventory& all) {
  const std::string peers = missing(advertisement.peers, all.peers);
  if (!peers.empty()) return refused("PeerNotFound", "there is no BGPPeer " + peers + "; the Services are announced to the others that are named");
  const std::string pools = missing(advertisement.pools, all.pools);
  if (!pools.empty()) return refused("PoolNotFound", "there is no AddressPool " + pools);
  const std::string checks = missing(advertisement.checks, all.checks);
  if (!checks.empty()) return refused("HealthCheckNotFound", "there is no HealthCheck " + checks + "; without it nothing is announced that was not before");
  return {};
}

Judged judge(const HealthCheck& check, const Inventory& all) {
  const bool used = std::ranges::any_of(all.advertisements,
                                        [&](const auto& one) { return std::ranges::find(one.second.checks, check.meta.key.name) != one.second.checks.end(); });
  return used ? Judged{} : Judged{true, "Unused", "no Advertisement names it"};
}

}  // namespace vigilcast::kube
