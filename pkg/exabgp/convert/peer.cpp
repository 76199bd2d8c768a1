#include "pkg/exabgp/convert/peer.h"

#include <algorithm>
#include <array>

#include "pkg/base/text.h"

namespace vigilcast::exabgp::convert {
namespace {

using bgp::PeerConfig;

constexpr std::uint8_t kMostHops = 254;

// GTSM as both sides have it: we send 255, and take what has passed at most so many hops.
bool is_ttl_security(const PeerConfig& peer) { return peer.outgoing_ttl == 255 && peer.incoming_ttl && 256U - *peer.incoming_ttl <= kMostHops; }

// YAML is text: a secret of other octets has no form there.
bool sayable(std::string_view secret) { return printable(secret) == secret; }
bool has_algorithm(const TcpAoKey& key) { return key.algorithm != TcpAoAlgorithm::hmac_sha256; }

// What a neighbor says and a peer of YAML has no key for.
struct Row {
  std::string_view keyword;
  bool (*says)(const PeerConfig& peer);
  std::string_view text;
};
constexpr std::array kRows{
    Row{"asn4", [](const PeerConfig& p) { return !p.as4; }, "four-octet AS numbers are always offered"},
    Row{"extended-message", [](const PeerConfig& p) { return !p.extended_message; }, "extended messages are always offered"},
    Row{"route-refresh", [](const PeerConfig& p) { return !p.route_refresh; }, "route refresh is always offered"},
    Row{"host-name", [](const PeerConfig& p) { return p.hostname.has_value(); }, "the hostname capability is not offered"},
    Row{"software-version", [](const PeerConfig& p) { return p.software_version.has_value(); }, "the software version is not told"},
    Row{"multi-session", [](const PeerConfig& p) { return p.of_a_group(); }, "the session is for all of its families; multi-session is not offered"},
    Row{"aigp", [](const PeerConfig& p) { return p.aigp; }, "AIGP is not sent to another AS"},
    Row{"nexthop", [](const PeerConfig& p) { return !p.extended_next_hop.empty() || !p.assumed_next_hop.empty(); },
        "next hops of the other address family are offered where a session needs them, not by a list"},
    Row{"link-local-nexthop", [](const PeerConfig& p) { return p.link_local_next_hop && !p.link_local(); }, "link-local next hops are not offered"},
    Row{"link-local-prefer", [](const PeerConfig& p) { return p.prefer_link_local; }, "the global address is the next hop"},
    Row{"md5-ip", [](const PeerConfig& p) { return p.self_address.has_value(); }, "next-hop self is the source address of the session"},
    Row{"local-link-local", [](const PeerConfig& p) { return p.local_link_local.has_value(); }, "our link-local address is found by itself"},
    Row{"group-updates", [](const PeerConfig& p) { return !p.group_updates; }, "routes share UPDATEs"},
    Row{"adj-rib-out", [](const PeerConfig& p) { return !p.adj_rib_out; }, "what was announced is kept"},
    Row{"adj-rib-in", [](const PeerConfig& p) { return !p.adj_rib_in; }, "what the peer announces is kept"},
    Row{"rate-limit", [](const PeerConfig& p) { return p.rate_limit != 0; }, "messages are not slowed down"},
    Row{"operational", [](const PeerConfig& p) { return p.operational || !p.operational_messages.empty(); }, "OPERATIONAL messages are not spoken"},
    Row{"manual-eor", [](const PeerConfig& p) { return p.manual_eor; }, "End-of-RIB follows the first round of decisions"},
    Row{"incoming-ttl", [](const PeerConfig& p) { return p.incoming_ttl && !is_ttl_security(p); },
        "the TTL of what comes in is only judged together with outgoing-ttl 255 (ttlSecurity)"},
    Row{"tcp-ao", [](const PeerConfig& p) { return !std::ranges::all_of(p.ao_keys, has_algorithm); },
        "hmac-sha-256 is not an algorithm there: the key is left out"},
    Row{"tcp-ao", [](const PeerConfig& p) { return std::ranges::any_of(p.ao_keys, [](const TcpAoKey& k) { return has_algorithm(k) && !sayable(k.secret); }); },
        "a secret that is not printable text cannot be said: the key is left out"},
    Row{"md5-password", [](const PeerConfig& p) { return !sayable(p.md5_password); },
        "a password that is not printable text cannot be said: the session has none"},
};

void say_address(const PeerConfig& peer, FlowMap& out) {
  if (peer.remote_range) {
    out.say("range", address_word(peer.remote_range->to_string()));
  } else {
    out.say("address", address_word(peer.address.to_string()));
  }
  if (!peer.interface.empty()) out.say("interface", in_quotes(peer.interface));
  if (peer.local_address) out.say("sourceAddress", address_word(peer.local_address->to_string()));
  if (peer.peer_as) {
    out.say("asn", *peer.peer_as);
  } else {
    out.say("asns", "[]");
  }
  if (!peer.remote_range && peer.port != PeerConfig{}.port) out.say("port", peer.port);
  if (!peer.remote_range && peer.passive) out.say("passive", "true");
  if (peer.listen_port) out.say("listenPort", *peer.listen_port);
}

void say_keys(const PeerConfig& peer, FlowMap& out) {
  if (!peer.md5_password.empty() && sayable(peer.md5_password)) out.say("password", "{value: " + in_quotes(peer.md5_password) + "}");
  std::vector<std::string> keys;
  for (const TcpAoKey& key : peer.ao_keys) {
    if (!has_algorithm(key) || !sayable(key.secret)) continue;
    FlowMap one;
    one.say("sendId", key.send_id);
    one.say("receiveId", key.receive_id);
    if (key.algorithm == TcpAoAlgorithm::aes_128_cmac) one.say("algorithm", "aes-128-cmac-96");
    one.say("value", in_quotes(key.secret));
    keys.push_back(one.text());
  }
  if (!keys.empty()) out.say("tcpAo", flow_list(keys));
}

void say_paths(const PeerConfig& peer, FlowMap& out) {
  std::vector<std::string> all;
  for (const bgp::AddPathFamily& path : peer.add_path) {
    FlowMap one;
    one.say("family", bgp::family_name(path.family));
    if (path.mode != bgp::AddPathMode::both) one.say("mode", path.mode == bgp::AddPathMode::send ? "send" : "receive");
    const auto limit = std::ranges::find(peer.paths_limit, path.family, &bgp::PathsLimit::family);
    if (limit != peer.paths_limit.end()) one.say("limit", limit->most);
    all.push_back(one.text());
  }
  if (!all.empty()) out.say("addPath", flow_list(all));
}

std::string seconds(std::uint64_t number) { return std::to_string(number) + "s"; }

}  // namespace

std::optional<std::string> obstacle(const PeerConfig& peer, const PeerConfig& router) {
  if (peer.mirror_as) return "local-as auto: the AS number of router is one";
  if (peer.local_as != router.local_as) return "local-as " + std::to_string(peer.local_as) + " differs from that of the first neighbor";
  if (peer.router_id != router.router_id) return "router-id " + peer.router_id.to_string() + " differs from that of the first neighbor";
  const bool waits = peer.passive || peer.remote_range || peer.listen_port;
  if (waits && !peer.local_address && peer.interface.empty()) return "to wait for the peer a local-address is needed";
  if (peer.address.is_v6() && peer.address.is_link_local() && peer.interface.empty() && !peer.remote_range) return "a link-local peer needs source-interface";
  if (peer.families.empty()) return "it has no address family";
  return std::nullopt;
}

void say_peer(const PeerConfig& peer, const conf::Places::Neighbor& places, std::vector<Note>& notes, FlowMap& out) {
  for (const Row& row : kRows) {
    const std::string text = std::string(row.keyword) + ": " + std::string(row.text);
    const bool is_default = row.keyword == "route-refresh";  // nobody said it: once is enough
    if (row.says(peer) && !(is_default && std::ranges::find(notes, text, &Note::text) != notes.end())) notes.push_back({places.line_of(row.keyword), text});
  }
  if (!peer.description.empty()) notes.push_back({places.line_of("description"), "description \"" + printable(peer.description) + "\" is not kept"});
  if (!peer.md5_password.empty() && sayable(peer.md5_password))
    notes.push_back({places.line_of("md5-password"), "the password stands in the YAML; password: {file: NAME} keeps it out"});
  say_address(peer, out);
  out.say("holdTime", seconds(peer.hold_time));
  say_keys(peer, out);
  if (is_ttl_security(peer)) {
    out.say("ttlSecurity", 256U - *peer.incoming_ttl);
  } else if (peer.outgoing_ttl.value_or(0) != 0) {
    out.say("multihop", *peer.outgoing_ttl);
  }
  std::vector<std::string> families;
  for (const bgp::Family family : peer.families) families.push_back(bgp::family_name(family));
  out.say("families", flow_list(families));
  if (peer.graceful_restart) out.say("gracefulRestart", "{time: " + seconds(*peer.graceful_restart) + "}");
  say_paths(peer, out);
}

}  // namespace vigilcast::exabgp::convert
