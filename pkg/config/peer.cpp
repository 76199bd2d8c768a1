#include "pkg/config/peer.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"
#include "pkg/config/bfd.h"
#include "pkg/config/graceful_restart.h"
#include "pkg/config/password.h"
#include "pkg/config/peer_policy.h"
#include "pkg/config/values.h"

namespace vigilcast::config {
namespace {

using yaml::Node;

constexpr std::uint16_t kBgpPort = 179;

void set_address(PeerDraft& peer, const Node& node, Load& load) {
  peer.address = &node;
  const auto address = read_address(node, load);
  if (address && address->is_v6() && address->is_link_local()) {
    return load.reader.error(node, "a link-local peer needs its interface, which is not supported by this version yet", "use a global or unique local address");
  }
  assign(peer.config.address, address);
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

constexpr std::array kFields{
    Field<PeerDraft>{{.key = "name", .fallback = "the address", .text = "What status and logs call the peer."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.name = &node;
                       assign(peer.config.name, read_name(node, load));
                     }},
    Field<PeerDraft>{{.key = "address", .kind = Kind::address, .required = true, .text = "Where the peer is."}, set_address},
    Field<PeerDraft>{{.key = "asn", .kind = Kind::asn, .required = true, .text = "The peer's AS number; ours (`router.asn`) makes the session internal."},
                     [](PeerDraft& peer, const Node& node, Load& load) { peer.config.peer_as = read_asn(node, load); }},
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
                     [](PeerDraft& peer, const Node& node, Load& load) { peer.config.graceful_restart = read_graceful_restart(node, load); }},
    Field<PeerDraft>{{.key = "addPath", .kind = Kind::object, .shape = Shape::list, .object = "addPath", .text = "Families with several paths to a prefix."},
                     [](PeerDraft& peer, const Node& node, Load& load) {
                       peer.add_path = &node;
                       peer.config.add_path = read_add_path(node, load);
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
};

// As many as TTL security allows; without it a session over several hops says nothing of how many, and the peer may send with any TTL (BIRD: 64).
std::optional<std::uint8_t> hops_of(const bgp::PeerConfig& config) {
  if (config.incoming_ttl) return *config.incoming_ttl < 255 ? std::optional(static_cast<std::uint8_t>(256U - *config.incoming_ttl)) : std::nullopt;
  return config.outgoing_ttl.value_or(1) > 1 ? std::optional(std::uint8_t{254}) : std::nullopt;
}

// What no single key can know.
void complete(PeerDraft& peer, Load& load) {
  bgp::PeerConfig& config = peer.config;
  if (peer.name == nullptr) config.name = config.address.to_string();
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
  if (config.bfd && !config.bfd->multihop) config.bfd->multihop = hops_of(config);
  if (config.passive && !config.listen_port) config.listen_port = kBgpPort;
  if (config.listen_port && peer.source == nullptr) {
    const Node* about = config.passive ? peer.passive : peer.listen_port;
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
