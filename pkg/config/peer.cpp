#include "pkg/config/peer.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/config/bfd.h"
#include "pkg/config/graceful_restart.h"
#include "pkg/config/password.h"
#include "pkg/config/peer_policy.h"
#include "pkg/config/tcp_ao.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr std::uint16_t kBgpPort = 179;
constexpr std::size_t kLongestDevice = 15;   // IFNAMSIZ with its 0
constexpr std::uint32_t kMostOfARange = 10000;

void set_address(PeerDraft& peer, const Node& node, Load& load) {
  peer.address = &node;
  assign(peer.config.address, read_address(node, load));
}

void set_hold_time(PeerDraft& peer, const Node& node, Load& load) {
  const auto value = load.reader.duration(node, Duration{}, std::chrono::seconds(65535));
  if (!value) return;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(*value);
  if (seconds != *value || (seconds.count() != 0 && seconds.count() < 3)) {
    return load.reader.error(node, "a hold time is 0s (no keepalives) or at least 3s, in whole seconds", "RFC 4271 section 4.2");
  }
  peer.config.hold_time = static_cast<std::uint16_t>(seconds.count());
}

void set_families(PeerDraft& peer, const Node& node, Load& load) {
  peer.config.families = read_list<bgp::Family>(node, load, "a list of address families", read_family);
  std::ranges::sort(peer.config.families);
  if (node.kind == Node::Kind::list && node.items.empty()) load.reader.error(node, "a session without an address family carries nothing");
}

void set_device(std::string& device, const Node& node, Load& load) {
  const auto word = load.reader.word(node, "the name of an interface");
  if (word && (word->empty() || word->size() > kLongestDevice || word->find('/') != std::string_view::npos)) {
    return load.reader.error(node, "the name of an interface has 1 to 15 characters, no slash among them");
  }
  if (word) device = *word;
}

constexpr std::array kFields{
    Field<PeerDraft>{{.key = "name", .fallback = "the address", .text = "What status and logs call the peer."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.name = &node;
                       assign(peer.config.name, read_name(node, load));
                     }},
    Field<PeerDraft>{{.key = "address", .kind = Kind::address, .text = "Where the peer is; this, `range`, or `interface` alone."}, set_address},
    Field<PeerDraft>{{.key = "interface",
                      .text = "The link of the session. Alone it names the one router on that link, whose link-local address is learned (unnumbered); with "
                              "`address` it binds the session to the link, which a link-local address needs."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.interface = &node;
                       set_device(peer.config.interface, node, load);
                     }},
    Field<PeerDraft>{{.key = "vrf", .text = "The VRF of the session."},
                     [](PeerDraft& peer, const Node& node, Load& load) { set_device(peer.config.vrf, node, load); }},
    Field<PeerDraft>{
        {.key = "range", .kind = Kind::prefix, .text = "Instead of `address`: whoever calls from there is a peer like this one. We never connect."},
        [](PeerDraft& peer, const Node& node, Load& load) {
          peer.range = &node;
          peer.config.remote_range = read_prefix(node, load);
        }},
    Field<PeerDraft>{{.key = "rangeLimit", .kind = Kind::integer, .fallback = "100", .text = "How many peers a `range` may have at a time."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.range_limit = &node;
                       assign(peer.config.range_limit, read_number<std::uint32_t>(node, load, 1, kMostOfARange));
                     }},
    Field<PeerDraft>{{.key = "asn", .kind = Kind::asn, .text = "The peer's AS number; ours (`router.asn`) makes the session internal. This or `asns`."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.asn = &node;
                       peer.config.peer_as = read_asn(node, load);
                     }},
    Field<PeerDraft>{
        {.key = "asns", .kind = Kind::asn, .shape = Shape::list, .text = "Instead of `asn`: the peer's AS number is one of these; `[]` takes any."},
        [](PeerDraft& peer, const Node& node, Load& load) {
          peer.asns = &node;
          peer.config.peer_as_list = read_list<std::uint32_t>(node, load, "a list of AS numbers", read_asn);
        }},
    Field<PeerDraft>{{.key = "sourceAddress",
                      .kind = Kind::address,
                      .fallback = "chosen by the kernel",
                      .text = "Our address of the session, and the next hop of what we announce."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.source = &node;
                       peer.config.local_address = read_address(node, load);
                     }},
    Field<PeerDraft>{{.key = "port", .kind = Kind::integer, .fallback = "179", .text = "The TCP port that we connect to."},
                     [](PeerDraft& peer, const Node& node, Load& load) { assign(peer.config.port, read_number<std::uint16_t>(node, load, 1, 65535)); }},
    Field<PeerDraft>{
        {.key = "passive", .kind = Kind::boolean, .fallback = "false", .text = "Wait for the peer to connect; needs `sourceAddress`, where we listen."},
        [](PeerDraft& peer, const Node& node, Load& load) {
          peer.passive = &node;
          assign(peer.config.passive, load.reader.boolean(node));
        }},
    Field<PeerDraft>{{.key = "listenPort",
                      .kind = Kind::integer,
                      .fallback = "179 when `passive`",
                      .text = "The TCP port on which we listen for this peer; needs `sourceAddress`."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.listen_port = &node;
                       peer.config.listen_port = read_number<std::uint16_t>(node, load, 1, 65535);
                     }},
    Field<PeerDraft>{{.key = "password", .kind = Kind::object, .object = "password", .text = "The TCP MD5 secret of the session (RFC 2385)."},
                     [](PeerDraft& peer, const Node& node, Load& load) { assign(peer.config.md5_password, read_password(node, load)); }},
    Field<PeerDraft>{{.key = "bfd", .kind = Kind::object, .object = "bfd", .text = "How a dead path is noticed faster than by the hold time."},
                     [](PeerDraft& peer, const Node& node, Load& load) { peer.config.bfd = read_bfd(node, load); }},
    Field<PeerDraft>{{.key = "tcpAo",
                      .kind = Kind::object,
                      .shape = Shape::list,
                      .object = "keychain",
                      .text = "A chain of TCP-AO keys (RFC 5925) instead of `password`; the first one signs, and all are accepted. Needs Linux 6.7."},
                     [](PeerDraft& peer, const Node& node, Load& load) { peer.config.ao_keys = read_tcp_ao(node, load); }},
    Field<PeerDraft>{{.key = "ttlSecurity",
                      .kind = Kind::integer,
                      .text = "The peer is at most this many hops away (1: on the same link); packets from farther away are dropped (GTSM, RFC 5082). The peer "
                              "needs the same setting."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       const auto hops = read_number<std::uint8_t>(node, load, 1, 254);
                       if (!hops) return;
                       peer.config.outgoing_ttl = std::uint8_t{255};
                       peer.config.incoming_ttl = static_cast<std::uint8_t>(256U - *hops);
                     }},
    Field<PeerDraft>{
        {.key = "multihop", .kind = Kind::integer, .fallback = "the kernel's TTL", .text = "The TTL of our packets; not together with `ttlSecurity`."},
        [](PeerDraft& peer, const Node& node, Load& /*load*/) { peer.multihop = &node; }},
    Field<PeerDraft>{{.key = "holdTime",
                      .kind = Kind::duration,
                      .fallback = "9s",
                      .text = "Without a message for this long the session is lost; a third of it is the keepalive interval. `0s` switches both off."},
                     set_hold_time},
    Field<PeerDraft>{{.key = "sendHoldTime",
                      .kind = Kind::duration,
                      .fallback = "8m",
                      .text = "A peer that takes nothing of what we send for this long, or for twice the hold time if that is longer, is lost (RFC 9687)."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       assign(peer.config.send_hold, load.reader.duration(node, std::chrono::seconds(3), std::chrono::hours(24)));
                     }},
    Field<PeerDraft>{{.key = "delayOpen",
                      .kind = Kind::duration,
                      .fallback = "0s",
                      .text = "How long our OPEN waits for the peer's once the connection is up (RFC 4271 section 8.1.1)."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       assign(peer.config.delay_open, load.reader.duration(node, Duration{}, std::chrono::seconds(240)));
                     }},
    Field<PeerDraft>{{.key = "families",
                      .kind = Kind::family,
                      .shape = Shape::list,
                      .fallback = "[ipv4 unicast, ipv6 unicast]",
                      .text = "Address families of the session. An IPv6 prefix over an IPv4 session takes a global IPv6 address of the same interface as next "
                              "hop, and the other way round the router id."},
                     set_families},
    Field<PeerDraft>{{.key = "gracefulRestart",
                      .kind = Kind::object,
                      .object = "gracefulRestart",
                      .fallback = "that of `router`",
                      .text = "The routes of both sides stay while the other one restarts."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       const RestartDraft restart = read_graceful_restart(node, load);
                       peer.config.graceful_restart = restart.time;
                       peer.config.long_lived_stale_time = restart.long_lived_stale_time;
                     }},
    Field<PeerDraft>{{.key = "addPath", .kind = Kind::object, .shape = Shape::list, .object = "addPath", .text = "Families with several paths to a prefix."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.add_path = &node;
                       for (const AddPathDraft& one : read_add_path(node, load)) {
                         peer.config.add_path.push_back({one.family, one.mode});
                         if (!one.limit) continue;
                         peer.config.paths_limit.push_back({one.family, *one.limit});
                         if (one.mode != bgp::AddPathMode::send) continue;
                         load.reader.error(node, "the limit of " + bgp::family_name(one.family) + " is for paths that the peer sends, and the mode is send");
                       }
                     }},
    Field<PeerDraft>{
        {.key = "role",
         .text = "What we are to a peer of another AS: `provider`, `customer`, `peer`, `rs` or `rs-client` (RFC 9234). The peer must not contradict, and "
                 "route leaks are neither sent nor kept."},
        [](PeerDraft& peer, const Node& node, Load& load) { peer.config.role = read_role(node, load); }},
    Field<PeerDraft>{{.key = "strictRole", .kind = Kind::boolean, .fallback = "false", .text = "The peer must name its role, too; needs `role`."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.strict_role = &node;
                       assign(peer.config.strict_role, load.reader.boolean(node));
                     }},
    Field<PeerDraft>{{.key = "maxPrefixes",
                      .kind = Kind::object,
                      .shape = Shape::list,
                      .object = "maxPrefixes",
                      .fallback = "no limit",
                      .text = "How many prefixes the peer may announce."},
                     [](PeerDraft& peer, const Node& node, Load& load) { peer.config.prefix_limits = read_prefix_limits(node, load); }},
    Field<PeerDraft>{{.key = "import", .kind = Kind::object, .object = "filter", .text = "Which of the peer's routes are kept. None is ever passed on."},
                     [](PeerDraft& peer, const Node& node, Load& load) { read_object(peer.config.import_filter, node, filter_table(), load); }},
    Field<PeerDraft>{
        {.key = "export", .kind = Kind::object, .object = "filter", .text = "Which of our routes the peer is told, judged as they were asked for."},
        [](PeerDraft& peer, const Node& node, Load& load) { read_object(peer.config.export_filter, node, filter_table(), load); }},
    Field<PeerDraft>{{.key = "sendNonTransitive",
                      .kind = Kind::boolean,
                      .fallback = "false",
                      .text = "Non-transitive extended communities, such as link bandwidth, also to a peer of another AS (against RFC 4360)."},
                     [](PeerDraft& peer, const Node& node, Load& load) { assign(peer.config.send_non_transitive, load.reader.boolean(node)); }},
    Field<PeerDraft>{{.key = "requiredFamilies",
                      .kind = Kind::family,
                      .shape = Shape::list,
                      .text = "Those of `families` without which a session is refused, instead of being up with less."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.required_families = &node;
                       peer.config.required_families = read_list<bgp::Family>(node, load, "a list of address families", read_family);
                     }},
};

void complete_bfd(PeerDraft& peer, Load& load) {
  bgp::PeerConfig& config = peer.config;
  if (!config.bfd) return;
  if (!config.link_local()) {
    if (!config.bfd->multihop) config.bfd->multihop = config.hops();
  } else if (config.bfd->multihop) {
    load.reader.error(*peer.node, "bfd over several hops needs addresses that are routed, and those of a link are not",
                      "leave multihop of bfd out, or give the peer's global address");
  }
}

// Exactly one way to say who is at the other end, and which AS it has.
void complete_identity(PeerDraft& peer, Load& load) {
  bgp::PeerConfig& config = peer.config;
  const Node& all = *peer.node;
  if (peer.remote() == nullptr) load.reader.error(all, "the key 'address' of peer is missing", "address, range, or interface for the one router on a link");
  if (peer.address != nullptr && peer.range != nullptr) load.reader.error(*peer.range, "address and range contradict each other", "give one of them");
  if (peer.range == nullptr && peer.range_limit != nullptr) load.reader.error(*peer.range_limit, "rangeLimit means something with a range only");
  if (peer.asn == nullptr && peer.asns == nullptr) {
    load.reader.error(all, "the key 'asn' of peer is missing", "The peer's AS number; asns: [] takes any");
  } else if (peer.asn != nullptr && peer.asns != nullptr) {
    load.reader.error(*peer.asns, "asn and asns contradict each other", "give one of them");
  }
  if (peer.address != nullptr && config.address.is_v6() && config.address.is_link_local() && peer.interface == nullptr) {
    load.reader.error(*peer.address, "a link-local address means nothing without its link", "add interface: NAME");
  }
  // Nothing on such a link has an IPv4 address, so IPv4 routes go to the link-local one.
  config.link_local_next_hop = config.link_local();
  if (config.link_local() && std::ranges::find(config.families, bgp::kIpv4Unicast) != config.families.end()) {
    config.extended_next_hop.push_back({bgp::kIpv4Unicast, bgp::Afi::ipv6});
  }
  if (peer.name == nullptr) config.name = config.remote_text();
}

void complete_families(PeerDraft& peer, Load& load) {
  for (const bgp::Family family : peer.config.required_families) {
    if (std::ranges::find(peer.config.families, family) != peer.config.families.end()) continue;
    load.reader.error(*peer.required_families, bgp::family_name(family) + " is required of the peer and not among the families that we offer",
                      "add it to families");
  }
}

// What no single key can know.
void complete(PeerDraft& peer, Load& load) {
  bgp::PeerConfig& config = peer.config;
  complete_identity(peer, load);
  complete_families(peer, load);
  if (config.remote_range) config.passive = true;
  if (!config.ao_keys.empty() && !config.md5_password.empty()) load.reader.error(*peer.node, "password and tcpAo contradict each other", "give one of them");
  if (config.local_address && config.local_address->is_v6() != config.address.is_v6() && peer.address != nullptr && !config.address.is_unspecified()) {
    load.reader.error(*peer.source, "sourceAddress and address are of different families", "both ends of a session are IPv4, or both are IPv6");
  }
  if (peer.multihop != nullptr) {
    if (config.incoming_ttl) {
      load.reader.error(*peer.multihop, "multihop and ttlSecurity contradict each other", "ttlSecurity: N already allows N hops");
    } else {
      config.outgoing_ttl = read_number<std::uint8_t>(*peer.multihop, load, 1, 255);
    }
  }
  if (config.strict_role && !config.role) load.reader.error(*peer.strict_role, "strictRole without a role leaves open what the peer must be", "add role");
  for (const bgp::AddPathFamily& one : config.add_path) {
    if (std::ranges::find(config.families, one.family) != config.families.end()) continue;
    load.reader.error(*peer.add_path, "addPath names " + bgp::family_name(one.family) + ", which is not among the families of the peer");
  }
  complete_bfd(peer, load);
  if (config.passive && !config.listen_port) config.listen_port = kBgpPort;
  if (config.listen_port && peer.source == nullptr && config.device().empty()) {
    const Node* about = peer.listen_port != nullptr ? peer.listen_port : peer.passive != nullptr ? peer.passive : peer.range;
    load.reader.error(*about, "to wait for the peer we need an address to listen on", "add sourceAddress");
  }
}

}  // namespace

const Table<PeerDraft>& peer_table() {
  static constexpr Table<PeerDraft> kTable{"peer", "A router that we talk to.", kFields, {}};
  return kTable;
}

PeerDraft read_peer(const Node& node, Load& load) {
  PeerDraft peer;
  peer.node = &node;
  peer.config.hold_time = 9;
  peer.config.families = {bgp::kIpv4Unicast, bgp::kIpv6Unicast};
  peer.config.route_refresh = true;
  peer.config.send_non_transitive = false;
  read_object(peer, node, peer_table(), load);
  if (node.kind == Node::Kind::map) complete(peer, load);
  return peer;
}

}  // namespace vigilcast::config
