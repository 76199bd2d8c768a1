#include "pkg/kube/agent/selection.h"

#include <algorithm>

#include "pkg/base/text.h"
#include "pkg/kube/agent/object_ref.h"
#include "pkg/kube/agent/peers.h"

namespace vigilcast::kube {
namespace {

constexpr std::size_t kNamed = 5;  // Services that one message names

bool in_range(const AddressRange& range, const IpAddress& address) { return range.first <= address && address <= range.last; }

// An Advertisement as this node sees it.
struct Candidate {
  const Advertisement* advertisement = nullptr;
  bool here = false;                       // its nodeSelectors match
  std::vector<const AddressPool*> pools;   // that exist
  PeerNames peers;                         // that select this node too

  // Of a Service that it covers.
  [[nodiscard]] std::string why_not() const {
    if (!here) return "it does not select this node (spec.nodeSelectors)";
    if (peers.empty()) return "it names no BGPPeer of this node (spec.peers)";
    return "others that come first by name announce it to the same peers";
  }
  [[nodiscard]] bool selects(const Service& service, const Labels& name_space) const {
    const Advertisement& its = *advertisement;
    return (!its.service_selector || its.service_selector->matches(service.meta.labels)) &&
           (!its.namespace_selector || its.namespace_selector->matches(name_space));
  }
  [[nodiscard]] bool covers(const IpAddress& address) const {
    const auto holds = [&](const AddressRange& range) { return in_range(range, address); };
    return advertisement->pools.empty() || std::ranges::any_of(pools, [&](const AddressPool* pool) { return std::ranges::any_of(pool->addresses, holds); });
  }
};

Prefix prefix_of(const Advertisement& advertisement, const Service& service, const IpAddress& address) {
  Prefix out = Prefix::host(address);
  const std::optional<unsigned>& length = address.is_v6() ? advertisement.aggregation_v6 : advertisement.aggregation_v4;
  if (!length || service.local) return out;
  out.length = static_cast<std::uint8_t>(std::min(*length, address.bits()));
  return out.masked();
}

class Selector {
 public:
  Selector(const Cluster& cluster, const PeerNames& peers) : cluster_(cluster), peers_(peers) {
    for (const auto& [name, advertisement] : cluster.advertisements) candidates_.push_back(candidate(advertisement));
  }

  Selection select() && {
    for (const auto& [key, service] : cluster_.services) select_for(service);
    report_overlaps();
    return std::move(out_);
  }

 private:
  using TakenBy = std::map<std::string, const Advertisement*, std::less<>>;  // by peer

  Candidate candidate(const Advertisement& advertisement);
  void select_for(const Service& service);
  bool claim(const Service& service, const Candidate& candidate, const IpAddress& address, TakenBy& taken);
  void report_overlaps();
  void problem(const Service& service, std::string reason, std::string message) {
    out_.problems.push_back({ref_of(service), std::move(reason), std::move(message)});
  }

  const Cluster& cluster_;
  const PeerNames& peers_;
  std::vector<Candidate> candidates_;  // in the order of their names
  std::map<std::pair<const Advertisement*, std::string>, std::set<std::string>> overlaps_;  // loser and the winner's name -> Services
  Selection out_;
};

Candidate Selector::candidate(const Advertisement& advertisement) {
  Candidate out{.advertisement = &advertisement, .here = selects_node(advertisement.node_selectors, cluster_.node_labels()), .pools = {}, .peers = {}};
  if (!out.here) return out;
  for (const std::string& name : advertisement.pools) {
    const auto pool = cluster_.pools.find(name);
    if (pool != cluster_.pools.end()) {
      out.pools.push_back(&pool->second);
    } else {
      out_.problems.push_back({ref_of(advertisement), "PoolNotFound", "there is no AddressPool '" + name + "'"});
    }
  }
  for (const std::string& name : advertisement.peers) {
    if (peers_.contains(name)) out.peers.insert(name);
    if (!cluster_.peers.contains(name)) out_.problems.push_back({ref_of(advertisement), "PeerNotFound", "there is no BGPPeer '" + name + "'"});
  }
  if (advertisement.peers.empty()) {
    out.peers = peers_;
    out.peers.emplace(kOtherPeers);
  }
  return out;
}

void Selector::select_for(const Service& service) {
  if (service.meta.deleting) return problem(service, "Deleting", "the Service is being deleted");
  if (service.ingress.empty()) return problem(service, "NoAddress", "the Service has no address yet");
  const Labels name_space = cluster_.namespace_labels(service.meta.key.name_space);
  std::map<IpAddress, TakenBy> taken;
  const Advertisement* first = nullptr;
  bool selected = false, covered = false;
  for (const Candidate& candidate : candidates_) {
    if (!candidate.selects(service, name_space)) continue;
    selected = true;
    bool seen_v4 = false, seen_v6 = false, claimed = false, holds = false;
    for (const IpAddress& address : service.ingress) {
      bool& seen = address.is_v6() ? seen_v6 : seen_v4;
      const bool first_address = !std::exchange(seen, true);
      if (!candidate.covers(address)) continue;
      covered = holds = true;
      if (!candidate.here || !claim(service, candidate, address, taken[address])) continue;
      claimed = true;
      if (first == nullptr) first = candidate.advertisement;
      out_.claims.back().first_advertisement = first == candidate.advertisement;
      out_.claims.back().first_address = first_address;
    }
    if (holds && !claimed) out_.passed_over.push_back({service.meta.key, candidate.advertisement->meta.key.name, candidate.why_not()});
  }
  if (!selected) return problem(service, "NotAdvertised", "no Advertisement selects the Service");
  if (!covered) problem(service, "NotAdvertised", "every Advertisement that selects the Service is for pools that do not hold its addresses");
}

bool Selector::claim(const Service& service, const Candidate& candidate, const IpAddress& address, TakenBy& taken) {
  PeerNames peers;
  for (const std::string& peer : candidate.peers) {
    const auto [owner, is_free] = taken.try_emplace(peer, candidate.advertisement);
    if (is_free) {
      peers.insert(peer);
    } else if (owner->second != candidate.advertisement) {
      overlaps_[{candidate.advertisement, owner->second->meta.key.name}].insert(service.meta.key.to_string());
    }
  }
  if (peers.empty()) return false;
  out_.claims.push_back({.service = &service,
                         .advertisement = candidate.advertisement,
                         .address = address,
                         .prefix = prefix_of(*candidate.advertisement, service, address),
                         .peers = std::move(peers)});
  return true;
}

void Selector::report_overlaps() {
  for (const auto& [between, services] : overlaps_) {
    const auto& [loser, winner] = between;
    std::vector<std::string> named(services.begin(), services.end());
    const std::size_t more = named.size() > kNamed ? named.size() - kNamed : 0;
    named.resize(named.size() - more);
    if (more > 0) named.back() += " and " + std::to_string(more) + " more";
    std::string text = "Advertisement '" + winner + "' comes first by name and announces to the same peers: ";
    text += join(named, ", ");
    out_.problems.push_back({ref_of(*loser), "Overlap", std::move(text)});
  }
}

}  // namespace

Selection select_services(const Cluster& cluster, const PeerNames& peers) { return Selector(cluster, peers).select(); }

}  // namespace vigilcast::kube
