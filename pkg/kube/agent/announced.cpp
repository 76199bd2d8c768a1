#include "pkg/kube/agent/announced.h"

#include <algorithm>

#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

using Claims = std::vector<const Claim*>;

bool shared(const AnnouncedSet& set) {
  return std::ranges::any_of(set.claims, [&](const Claim* claim) { return claim->service != set.claims.front()->service; });
}

std::string name_of(const AnnouncedSet& set) {
  const Claim& claim = *set.claims.front();
  if (claim.aggregated() || shared(set)) return set.prefix.to_string();
  std::string out = claim.service->meta.key.to_string();
  if (claim.service->ipv4 && claim.service->ipv6) out += claim.address.is_v6() ? "/ipv6" : "/ipv4";
  if (!claim.first_address) out += "/" + claim.address.to_string();
  if (!claim.first_advertisement) out += "@" + set.rule().meta.key.name;
  return out;
}

// As ServiceSpec::peers wants them. Peers of files have no names here: a set that is not for all of the peers goes to BGPPeers alone.
std::vector<std::string> spec_peers(const PeerNames& set, const PeerNames& all) {
  if (set.contains(kOtherPeers) && set.size() == all.size() + 1) return {};
  std::vector<std::string> out(set.begin(), set.end());
  std::erase(out, kOtherPeers);
  return out;
}

// Which peers are meant by the same claims.
std::map<Claims, PeerNames> by_claims(const Claims& claims) {
  if (claims.size() == 1) return {{claims, claims.front()->peers}};
  std::map<std::string, Claims> of_peer;
  for (const Claim* claim : claims) {
    for (const std::string& peer : claim->peers) of_peer[peer].push_back(claim);
  }
  std::map<Claims, PeerNames> out;
  for (auto& [peer, its] : of_peer) out[its].insert(peer);
  return out;
}

auto rank(const Claim* claim) { return std::tie(claim->advertisement->meta.key, claim->service->meta.key, claim->address); }

}  // namespace

std::vector<AnnouncedSet> announced_sets(const std::vector<Claim>& claims, const PeerNames& peers) {
  std::map<Prefix, Claims> by_prefix;
  for (const Claim& claim : claims) by_prefix[claim.prefix].push_back(&claim);
  std::vector<AnnouncedSet> out;
  for (auto& [prefix, its] : by_prefix) {
    std::ranges::sort(its, [](const Claim* a, const Claim* b) { return rank(a) < rank(b); });
    const std::size_t first = out.size();
    for (auto& [same, names] : by_claims(its)) {
      AnnouncedSet set{.name = {}, .prefix = prefix, .claims = same, .peers = spec_peers(names, peers)};
      const bool for_nobody = set.peers.empty() && names.size() != peers.size() + 1;
      if (!for_nobody) out.push_back(std::move(set));
    }
    // Pointers have no order that lasts: the names of the claims have.
    std::ranges::sort(out.begin() + static_cast<std::ptrdiff_t>(first), out.end(), {},
                      [](const AnnouncedSet& set) { return std::pair(rank(set.claims.front()), set.peers); });
  }
  std::set<std::string> names;
  for (AnnouncedSet& set : out) {
    set.name = name_of(set);
    if (!names.insert(set.name).second) set.name += "@" + set.rule().meta.key.name;
    for (unsigned i = 2; !names.contains(set.name) && !names.insert(set.name).second; ++i) set.name += "@" + std::to_string(i);
  }
  return out;
}

std::vector<Problem> profile_conflicts(const std::vector<AnnouncedSet>& sets) {
  std::set<Problem> out;
  for (const AnnouncedSet& set : sets) {
    const Advertisement& rule = set.rule();
    for (const Claim* claim : set.claims) {
      const Advertisement& other = *claim->advertisement;
      if (other.up == rule.up && other.down == rule.down) continue;
      out.insert(
          {ref_of(other), "Overlap",
           set.prefix.to_string() + " is announced as Advertisement '" + rule.meta.key.name + "' says, which comes first by name and has other attributes"});
    }
  }
  return {out.begin(), out.end()};
}

}  // namespace vigilcast::kube
