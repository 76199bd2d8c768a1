#include "pkg/kube/resources/bgp_peer.h"

#include "pkg/kube/resources/tables.h"
#include "pkg/kube/schema/kind.h"

namespace vigilcast::kube {
namespace {

struct GracefulRestart {
  Duration time = std::chrono::seconds(15);
};

const Table<SecretKeyRef>& secret_table() {
  static const Table<SecretKeyRef> kTable{
      .name = "passwordSecret",
      .text = "A key of a Secret in the namespace in which vigilcast is installed.",
      .fields = {field<&SecretKeyRef::name>({.key = "name", .kind = ValueKind::name, .required = true, .text = "The Secret."}),
                 field<&SecretKeyRef::key>({.key = "key", .kind = ValueKind::secret_key, .fallback = "\"password\"", .text = "Which of its keys."})}};
  return kTable;
}

const Table<GracefulRestart>& restart_table() {
  static const Table<GracefulRestart> kTable{
      .name = "gracefulRestart",
      .text = "The router keeps our routes while the agent restarts (RFC 4724, RFC 8538).",
      .fields = {field<&GracefulRestart::time>({.key = "time",
                                                .kind = ValueKind::seconds,
                                                .fallback = "\"15s\"",
                                                .shortest = "1s",
                                                .longest = "4095s",
                                                .text = "For how long, at most. A dead node attracts traffic for as long."})}};
  return kTable;
}

Field<BgpPeer> restart_field() {
  return {{.key = "gracefulRestart",
           .kind = ValueKind::object,
           .object = [] { return doc_of(restart_table()); },
           .text = "Keep our routes over a restart of the agent. Absent: the routes go with the session."},
          [](BgpPeer& peer, const json::Value& value, const FieldDoc& /*doc*/, const Reader& reader) {
            GracefulRestart restart;
            read_object(restart, value, restart_table(), reader);
            peer.graceful_restart = restart.time;
          },
          [](const BgpPeer& peer, const FieldDoc& /*doc*/) {
            return peer.graceful_restart ? write_object(GracefulRestart{*peer.graceful_restart}, restart_table()) : json::Value();
          }};
}

constexpr const char* kContradiction = "ebgpMultihop and ttlSecurity contradict each other: ttlSecurity: N already allows N hops";
constexpr const char* kOneFamily = "address and sourceAddress are of different address families";
constexpr const char* kNobody = "this is required: where the router is; or leave it out and give interface, for the one router on that link";
constexpr const char* kNoLink = "a link-local address means nothing without its link: give interface";
constexpr const char* kNoSource = "sourceAddress needs address: a session by interface alone has the link-local addresses of both ends";
constexpr const char* kOneHop = "ebgpMultihop means nothing for a router that is known by its link: it is one hop away";

bool is_link_local(const BgpPeer& peer) { return !peer.address || (peer.address->is_v6() && peer.address->is_link_local()); }

void complete(BgpPeer& peer, const Reader& reader) {
  if (!peer.address && peer.interface.empty()) reader.at("address").refuse(kNobody);
  if (peer.address && is_link_local(peer) && peer.interface.empty()) reader.at("address").refuse(kNoLink);
  if (peer.ebgp_multihop && peer.ttl_security) reader.at("ebgpMultihop").refuse(kContradiction);
  if (peer.ebgp_multihop && is_link_local(peer)) reader.at("ebgpMultihop").refuse(kOneHop);
  if (!peer.source_address) return;
  if (!peer.address) return reader.at("sourceAddress").refuse(kNoSource);
  if (peer.source_address->is_v4() != peer.address->is_v4()) reader.at("sourceAddress").refuse(kOneFamily);
}

// In the order of complete().
std::vector<Rule> rules() {
  const std::string link_local = cel_link_local("self.address");
  return {{"has(self.address) || has(self.interface)", kNobody, ".address"},
          {"!has(self.address) || has(self.interface) || !" + link_local, kNoLink, ".address"},
          {"!(has(self.ebgpMultihop) && has(self.ttlSecurity))", kContradiction, ".ebgpMultihop"},
          {"!has(self.ebgpMultihop) || (has(self.address) && !" + link_local + ")", kOneHop, ".ebgpMultihop"},
          {"!has(self.sourceAddress) || has(self.address)", kNoSource, ".sourceAddress"},
          {"!has(self.sourceAddress) || !has(self.address) || self.address.contains(':') == self.sourceAddress.contains(':')", kOneFamily, ".sourceAddress"}};
}

const Table<BfdTimers>& bfd_table() {
  static const Table<BfdTimers> kTable{
      .name = "bfd",
      .text = "BFD watches the path to the router (RFC 5880): when it fails, the session is reset at once and comes back when the path does. `{}` is enough.",
      .fields = {field<&BfdTimers::interval>({.key = "interval",
                                              .kind = ValueKind::duration,
                                              .fallback = "\"300ms\"",
                                              .shortest = "10ms",
                                              .longest = "1m",
                                              .text = "How often packets are sent, and wanted."}),
                 field<&BfdTimers::multiplier>({.key = "multiplier",
                                                .kind = ValueKind::integer,
                                                .fallback = "3",
                                                .least = 1,
                                                .most = 255,
                                                .text = "After so many intervals of silence the path has failed."}),
                 field<&BfdTimers::strict>({.key = "strict",
                                            .kind = ValueKind::boolean,
                                            .fallback = "false",
                                            .text = "The session waits for BFD to come up, when the router offers the same."})}};
  return kTable;
}

Field<BgpPeer> interface_field() {
  return field<&BgpPeer::interface>(
      {.key = "interface",
       .kind = ValueKind::device,
       .fallback_words = "any",
       .text =
           "The link of the session, by the name that it has on every selected node. Alone it stands for the one router on that link, whose link-local address "
           "is learned from its router advertisements (unnumbered); with `address` it binds the session to the link, which a link-local address needs."});
}

Field<BgpPeer> vrf_field() {
  return field<&BgpPeer::vrf>({.key = "vrf", .kind = ValueKind::device, .fallback_words = "the default one", .text = "The VRF of the session."});
}

Field<BgpPeer> source_field() {
  return field<&BgpPeer::source_address>({.key = "sourceAddress",
                                          .kind = ValueKind::address,
                                          .fallback_words = "chosen by the kernel",
                                          .text =
                                              "Our address of the session, and the next hop of what we announce. Every selected node must have it, so it makes "
                                              "sense for a single one."});
}

Field<BgpPeer> hold_time_field() {
  return field<&BgpPeer::hold_time>(
      {.key = "holdTime",
       .kind = ValueKind::seconds,
       .fallback = "\"9s\"",
       .shortest = "3s",
       .longest = "65535s",
       .or_zero = true,
       .text = "Without a message for this long the session is lost; a third of it is the keepalive interval. `0s` switches both off."});
}

Field<BgpPeer> multihop_field() {
  return field<&BgpPeer::ebgp_multihop>({.key = "ebgpMultihop",
                                         .kind = ValueKind::integer,
                                         .fallback_words = "the kernel's TTL",
                                         .least = 1,
                                         .most = 255,
                                         .text = "The TTL of our packets; not together with `ttlSecurity`."});
}

Field<BgpPeer> ttl_security_field() {
  return field<&BgpPeer::ttl_security>({.key = "ttlSecurity",
                                        .kind = ValueKind::integer,
                                        .least = 1,
                                        .most = 254,
                                        .text =
                                            "The router is at most this many hops away (1: on the same link); packets from farther away are dropped (GTSM, RFC "
                                            "5082). The router needs the same setting."});
}

Field<BgpPeer> families_field() {
  return field<&BgpPeer::families>({.key = "families",
                                    .kind = ValueKind::word,
                                    .shape = Shape::set,
                                    .fallback_words = "both",
                                    .words = kFamilyWords,
                                    .min_items = 1,
                                    .max_items = kFamilyWords.size(),
                                    .text = "Address families of the session."});
}

const Table<BgpPeer>& peer_table() {
  static const Table<BgpPeer> kTable{
      .name = "BGPPeer",
      .text = "A router with which the selected nodes hold a BGP session.",
      .fields = {field<&BgpPeer::address>({.key = "address", .kind = ValueKind::host, .text = "Where the router is; this, or `interface` alone."}),
                 interface_field(), vrf_field(),
                 field<&BgpPeer::asn>({.key = "asn",
                                       .kind = ValueKind::asn,
                                       .required = true,
                                       .least = 1,
                                       .most = 4294967294,
                                       .text = "The router's AS number; our own makes the session internal."}),
                 field<&BgpPeer::local_asn>({.key = "localASN",
                                             .kind = ValueKind::asn,
                                             .fallback_words = "`router.asn` of the agents",
                                             .least = 1,
                                             .most = 4294967294,
                                             .text = "Our AS number on this session."}),
                 source_field(),
                 field<&BgpPeer::port>(
                     {.key = "port", .kind = ValueKind::integer, .fallback = "179", .least = 1, .most = 65535, .text = "The TCP port that we connect to."}),
                 hold_time_field(),
                 field<&BgpPeer::connect_retry>({.key = "connectRetryTime",
                                                 .kind = ValueKind::duration,
                                                 .fallback = "\"5s\"",
                                                 .shortest = "1s",
                                                 .longest = "1h",
                                                 .text = "From one attempt to connect to the next."}),
                 object_field<&BgpPeer::password, secret_table>(
                     {.key = "passwordSecret", .text = "The TCP MD5 password of the session (RFC 2385). A changed Secret is taken over."}),
                 object_field<&BgpPeer::bfd, bfd_table>(
                     {.key = "bfd", .text = "How a dead path is noticed faster than by the hold time. The router needs the same."}),
                 multihop_field(), ttl_security_field(), families_field(), restart_field(),
                 field<&BgpPeer::passive>({.key = "passive", .kind = ValueKind::boolean, .fallback = "false", .text = "Wait for the router to connect."}),
                 object_field<&BgpPeer::node_selectors, selector_table>(
                     {.key = "nodeSelectors",
                      .shape = Shape::list,
                      .fallback_words = "every node",
                      .max_items = kMostSelectors,
                      .text = "The nodes that hold this session: those that one of the selectors matches."})},
      .rules = rules(),
      .complete = complete};
  return kTable;
}

const Table<PeerStatus>& peer_status_table() {
  static const Table<PeerStatus> kTable{
      .name = "BGPPeer's status",
      .text = "What has become of the peer.",
      .fields = {field<&PeerStatus::sessions>({.key = "sessions", .max_length = 32, .text = "Sessions that are established, of those that should be: `2/3`."}),
                 field<&PeerStatus::nodes>(
                     {.key = "nodes", .kind = ValueKind::integer, .least = 0, .most = 2147483647, .text = "Nodes that should hold a session, as they say."}),
                 field<&PeerStatus::established>(
                     {.key = "established", .kind = ValueKind::integer, .least = 0, .most = 2147483647, .text = "Nodes whose session is established."}),
                 conditions_field<&PeerStatus::conditions>()}};
  return kTable;
}

}  // namespace

ObjectDoc peer_status() { return doc_of(peer_status_table()); }

json::Value encode_status(const PeerStatus& status) { return write_object(status, peer_status_table()); }

ObjectDoc peer_spec() { return doc_of(peer_table()); }

template <>
Result<BgpPeer> decode<BgpPeer>(const json::Value& object, std::string_view /*node*/) {
  return decode_own(object, peer_table());
}

json::Value encode_spec(const BgpPeer& peer) { return write_object(peer, peer_table()); }

}  // namespace vigilcast::kube
