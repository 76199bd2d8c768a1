#include "pkg/kube/agent/peers.h"

#include <algorithm>

#include "pkg/kube/agent/object_ref.h"

namespace vigilcast::kube {
namespace {

constexpr std::uint16_t kBgpPort = 179;

std::uint16_t seconds_of(Duration value) { return static_cast<std::uint16_t>(std::chrono::duration_cast<std::chrono::seconds>(value).count()); }

// Empty when the text can be one, else why not.
std::string unusable(const std::string& password) {
  if (password.empty()) return "is empty";
  if (password.size() > kLongestPassword) return "has more than the " + std::to_string(kLongestPassword) + " bytes that TCP MD5 takes";
  if (password.find_first_of(std::string_view("\0\n", 2)) != std::string::npos) return "is more than one line, or not text";
  return {};
}

struct Password {
  std::string value;    // empty: there is none
  std::string reason;   // of the problem; empty: none
  std::string message;
};

Password look_up(const Cluster& cluster, const AgentOptions& options, const SecretKeyRef& from) {
  const std::string name = "Secret " + options.release_namespace + "/" + from.name;
  const auto secret = cluster.secrets.find(from.name);
  if (secret == cluster.secrets.end()) return {{}, "SecretNotFound", "there is no " + name};
  const auto key = secret->second.data.find(from.key);
  if (key == secret->second.data.end()) return {{}, "SecretKeyNotFound", name + " has no key '" + from.key + "'"};
  std::string value = key->second;
  while (value.ends_with('\n') || value.ends_with('\r')) value.pop_back();  // that editors and `echo` add
  if (const std::string why = unusable(value); !why.empty()) return {{}, "PasswordUnusable", "the key '" + from.key + "' of " + name + " " + why};
  return {std::move(value), {}, {}};
}

// One plan under way.
struct Planner {
  const Cluster& cluster;
  const AgentOptions& options;
  const std::optional<IpAddress>& router_id;
  const KnownPasswords& known;
  PeerPlan out;
  std::map<std::string, std::string> by_session;  // PeerConfig::session_text() -> name

  void problem(const BgpPeer& peer, std::string reason, std::string message) { out.problems.push_back({ref_of(peer), std::move(reason), std::move(message)}); }

  void add(const BgpPeer& peer);
  bool set_identity(const BgpPeer& peer, bgp::PeerConfig& config);
  bool set_listening(const BgpPeer& peer, bgp::PeerConfig& config);
  bool set_password(const BgpPeer& peer, bgp::PeerConfig& config);
};

void set_timers(const BgpPeer& peer, bgp::PeerConfig& config) {
  config.hold_time = seconds_of(peer.hold_time);
  config.connect_retry = peer.connect_retry;
  if (peer.graceful_restart) config.graceful_restart = seconds_of(*peer.graceful_restart);
  config.restart_notification = config.graceful_restart.has_value();
}

void set_hops(const BgpPeer& peer, bgp::PeerConfig& config) {
  if (peer.ttl_security) {
    config.outgoing_ttl = std::uint8_t{255};
    config.incoming_ttl = static_cast<std::uint8_t>(256U - std::max<unsigned>(*peer.ttl_security, 1));
  } else if (peer.ebgp_multihop) {
    config.outgoing_ttl = peer.ebgp_multihop;
  }
}

// The TTLs are known by now.
void set_bfd(const BgpPeer& peer, bgp::PeerConfig& config) {
  if (!peer.bfd) return;
  bgp::BfdConfig& bfd = config.bfd.emplace();
  bfd.session.min_tx = bfd.session.min_rx = peer.bfd->interval;
  bfd.session.multiplier = peer.bfd->multiplier;
  bfd.strict = peer.bfd->strict;
  if (!config.link_local()) bfd.multihop = config.hops();
}

// Where the router is, and over which link or VRF. Nothing on a link has an IPv4 address that could be a next hop, so IPv4 routes go to the link-local one.
void set_place(const BgpPeer& peer, bgp::PeerConfig& config) {
  config.address = peer.address.value_or(IpAddress());
  config.port = peer.port;
  config.interface = peer.interface;
  config.vrf = peer.vrf;
  config.link_local_next_hop = config.link_local();
  const bool carries_ipv4 = std::ranges::find(config.families, bgp::kIpv4Unicast) != config.families.end();
  if (config.link_local() && carries_ipv4) config.extended_next_hop = {{bgp::kIpv4Unicast, bgp::Afi::ipv6}};
}

bool Planner::set_identity(const BgpPeer& peer, bgp::PeerConfig& config) {
  const std::optional<std::uint32_t> asn = peer.local_asn ? peer.local_asn : options.local_asn;
  if (!asn) {
    problem(peer, "NoLocalASN", "our AS number is not known: give spec.localASN, or router.asn in the agent's configuration");
    return false;
  }
  if (!router_id) {
    problem(peer, "NoRouterID", "the Node has no IPv4 InternalIP that could be the router id: give router.id in the agent's configuration");
    return false;
  }
  config.local_as = *asn;
  config.router_id = *router_id;
  return true;
}

bool Planner::set_listening(const BgpPeer& peer, bgp::PeerConfig& config) {
  config.passive = peer.passive;
  config.local_address = peer.source_address;
  if (config.local_address && config.local_address->is_v6() != config.address.is_v6()) {
    problem(peer, "SourceAddressUnusable", "spec.sourceAddress and spec.address are of different families");
    return false;
  }
  if (!peer.passive) return true;
  config.listen_port = kBgpPort;
  if (!config.device().empty()) return true;
  if (!config.local_address && cluster.node) {
    const auto own = std::ranges::find(cluster.node->addresses, config.address.is_v6(), &IpAddress::is_v6);
    if (own != cluster.node->addresses.end()) config.local_address = *own;
  }
  if (!config.local_address) {
    problem(peer, "SourceAddressUnusable", "to wait for the peer we need an address of its family: the Node has none, so give spec.sourceAddress");
    return false;
  }
  return true;
}

bool Planner::set_password(const BgpPeer& peer, bgp::PeerConfig& config) {
  if (!peer.password) return true;
  Password found = look_up(cluster, options, *peer.password);
  if (found.value.empty()) {
    const auto last = known.find(config.name);
    const bool kept = last != known.end() && last->second.from == *peer.password;
    problem(peer, found.reason,
            found.message +
                (kept ? "; the session goes on with the last password known, until the agent restarts" : "; without its password the peer is left out"));
    if (!kept) return false;
    found.value = last->second.password;
  }
  config.md5_password = found.value;
  out.known[config.name] = {*peer.password, std::move(found.value)};
  return true;
}

void Planner::add(const BgpPeer& peer) {
  bgp::PeerConfig config;
  config.name = peer.meta.key.name;
  config.peer_as = peer.asn;
  config.families = peer.families.empty() ? std::vector<bgp::Family>{bgp::kIpv4Unicast, bgp::kIpv6Unicast} : peer.families;
  std::ranges::sort(config.families);
  config.route_refresh = true;
  set_timers(peer, config);
  set_place(peer, config);
  set_hops(peer, config);
  set_bfd(peer, config);
  const auto [first, added] = by_session.try_emplace(config.session_text(), config.name);
  if (!added) {
    return problem(peer, "DuplicatePeer",
                   "BGPPeer '" + first->second + "' is the same session with " + first->first + " and selects this node too; the first by name counts");
  }
  if (set_identity(peer, config) && set_listening(peer, config) && set_password(peer, config)) out.peers.push_back(std::move(config));
}

}  // namespace

bool selects_node(const std::vector<LabelSelector>& selectors, const Labels& node) {
  return selectors.empty() || std::ranges::any_of(selectors, [&](const LabelSelector& selector) { return selector.matches(node); });
}

PeerPlan plan_peers(const Cluster& cluster, const AgentOptions& options, const std::optional<IpAddress>& router_id, const KnownPasswords& known) {
  Planner planner{cluster, options, router_id, known, {}, {}};
  for (const auto& [name, peer] : cluster.peers) {
    if (!selects_node(peer.node_selectors, cluster.node_labels())) continue;
    planner.out.names.insert(name);
    planner.add(peer);
  }
  return std::move(planner.out);
}

}  // namespace vigilcast::kube
