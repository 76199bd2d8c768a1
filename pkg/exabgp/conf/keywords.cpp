#include "pkg/exabgp/conf/keywords.h"

#include <algorithm>
#include <array>
#include <iterator>

#include "pkg/exabgp/conf/handlers.h"

namespace vigilcast::exabgp::conf {
namespace {

// --- handlers that store one value -------------------------------------------------------------------------------------
// `Member` is a member of Neighbor, or of the PeerConfig inside it.
template <auto Member>
auto& member_of(Context& context) {
  if constexpr (requires { context.neighbor->peer.*Member; }) {
    return context.neighbor->peer.*Member;
  } else {
    return context.neighbor->*Member;
  }
}

template <auto Member, auto Read>
void store(Context& context, const Call& call) {
  if (auto value = single_value(context, call, Read)) member_of<Member>(context) = std::move(*value);
}
template <auto Member, bool Bare>
void flag(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, Bare)) member_of<Member>(context) = *value;
}
template <auto Member>
void subscribe(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, true)) context.wants->*Member = *value;
}
template <auto Member>
void select(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, true)) context.messages->*Member = *value;
}
template <auto Member, auto Read>
void process_value(Context& context, const Call& call) {
  if (auto value = single_value(context, call, Read)) context.process->spec.*Member = std::move(*value);
}
void process_respawn(Context& context, const Call& call) {
  if (const auto value = flag_value(context, call, true)) context.process->spec.respawn = *value;
}

using bgp::PeerConfig;
using model::MessageSelection;
using model::ProcessSpec;
using model::Subscription;
using enum Section;

constexpr Form kStatement = Form::statement, kBlock = Form::block, kEither = Form::either;
constexpr Versions kOnly6 = kIn6;
constexpr bool kOnce = true;

constexpr auto kTable = std::to_array<Keyword>({
    // clang-format off
    // section, name, form, versions, handler, value, doc, once
    {root, "neighbor", kBlock, kEverywhere, on_neighbor, "IP", "a BGP peer"},
    {root, "process", kBlock, kEverywhere, on_process, "NAME", "a helper program that speaks the process API"},
    {root, "template", kBlock, kFrom42, on_template, "", "settings that neighbors inherit"},
    {root, "group", kBlock, kIn34, on_group, "NAME", "neighbors with common settings; write a template and inherit it"},
    {templates, "neighbor", kBlock, kFrom42, on_template_neighbor, "NAME", "what a neighbor may say, under a name to inherit"},
    {group, "neighbor", kBlock, kIn34 | kIn42, on_neighbor, "IP", "a BGP peer with the settings of the group"},

    {neighbor, "inherit", kStatement, kFrom42, on_inherit, "TEMPLATE", "takes over what a template says"},
    {neighbor, "description", kStatement, kEverywhere, on_description, "\"TEXT\"", "a text for people", kOnce},
    {neighbor, "router-id", kStatement, kEverywhere, store<&Neighbor::router_id, read_router_id>, "IPv4", "our BGP identifier; local-address when that is IPv4", kOnce},
    {neighbor, "local-address", kStatement, kEverywhere, store<&Neighbor::local_address, read_local_address>, "IP", "source address, or auto", kOnce},
    {neighbor, "peer-address", kStatement, kFrom42, store<&Neighbor::address, read_peer_address>, "IP", "the peer, when the section's name is not its address", kOnce},
    {neighbor, "local-as", kStatement, kEverywhere, store<&Neighbor::local_as, read_as_or_auto>, "ASN", "our AS number", kOnce},
    {neighbor, "peer-as", kStatement, kEverywhere, store<&Neighbor::peer_as, read_as_or_auto>, "ASN", "the peer's AS number, or auto for whatever it says", kOnce},
    {neighbor, "host-name", kStatement, kEverywhere, on_host_name, "NAME", "sent in the hostname capability", kOnce},
    {neighbor, "domain-name", kStatement, kEverywhere, on_host_name, "NAME", "sent in the hostname capability", kOnce},
    {neighbor, "hold-time", kStatement, kEverywhere, store<&PeerConfig::hold_time, read_hold_time>, "SECONDS", "0 or at least 3; 180 when not given", kOnce},
    {neighbor, "rate-limit", kStatement, kFrom42, on_rate_limit, "MESSAGES", "messages a second", kOnce},
    {neighbor, "passive", kStatement, kEverywhere, flag<&PeerConfig::passive, true>, "BOOLEAN", "never connect out", kOnce},
    {neighbor, "listen", kStatement, kEverywhere, on_listen, "PORT", "listen for this peer on local-address", kOnce},
    {neighbor, "connect", kStatement, kEverywhere, store<&Neighbor::connect_port, read_port>, "PORT", "where to connect to; tcp.port when not given", kOnce},
    {neighbor, "ttl-security", kStatement, kIn34, store<&PeerConfig::outgoing_ttl, read_ttl>, "TTL", "write outgoing-ttl", kOnce},
    {neighbor, "outgoing-ttl", kStatement, kFrom42, store<&PeerConfig::outgoing_ttl, read_ttl>, "TTL", "TTL of what we send, or disable", kOnce},
    {neighbor, "incoming-ttl", kStatement, kFrom42, store<&PeerConfig::incoming_ttl, read_ttl>, "TTL", "least TTL of what is accepted, or disable", kOnce},
    {neighbor, "md5", kStatement, kIn34, on_md5_password, "\"PASSWORD\"", "write md5-password", kOnce},
    {neighbor, "md5-password", kStatement, kEverywhere, on_md5_password, "\"PASSWORD\"", "TCP MD5 signature (RFC 2385), at most 80 bytes", kOnce},
    {neighbor, "md5-base64", kStatement, kFrom42, on_md5_base64, "BOOLEAN", "the password is base64, or auto", kOnce},
    {neighbor, "md5-ip", kStatement, kFrom42, store<&Neighbor::md5_ip, read_address>, "IP", "source address, and where listen listens; local-address when not given", kOnce},
    {neighbor, "group-updates", kStatement, kEverywhere, flag<&PeerConfig::group_updates, true>, "BOOLEAN", "several routes in one UPDATE", kOnce},
    {neighbor, "peer-updates", kStatement, kIn34, flag<&PeerConfig::group_updates, true>, "BOOLEAN", "write group-updates", kOnce},
    {neighbor, "auto-flush", kStatement, kEverywhere, flag<&Neighbor::auto_flush, true>, "BOOLEAN", "send changes as they come", kOnce},
    {neighbor, "adj-rib-out", kStatement, kEverywhere, flag<&PeerConfig::adj_rib_out, false>, "BOOLEAN", "keep what was announced", kOnce},
    {neighbor, "adj-rib-in", kStatement, kFrom42, flag<&PeerConfig::adj_rib_in, false>, "BOOLEAN", "keep what the peer announces", kOnce},
    {neighbor, "manual-eor", kStatement, kEverywhere, flag<&PeerConfig::manual_eor, false>, "BOOLEAN", "End-of-RIB only when a helper asks for it", kOnce},
    {neighbor, "family", kBlock, kEverywhere, on_family, "", "address families; all when not given"},
    {neighbor, "capability", kBlock, kEverywhere, on_capability, "", "capabilities to offer"},
    {neighbor, "add-path", kBlock, kEverywhere, on_add_path_section, "", "families with add-path"},
    {neighbor, "nexthop", kBlock, kFrom42, on_next_hop_section, "", "families with a next hop of the other kind (RFC 8950)"},
    {neighbor, "api", kBlock, kFrom42, on_api, "[NAME]", "helper programs of this neighbor and what they are told"},
    {neighbor, "process", kBlock, kIn34, on_neighbor_process, "NAME", "write a process section of its own and name it in api { processes [ … ]; }"},
    {neighbor, "static", kBlock, kEverywhere, on_static, "", "routes to announce"},
    {neighbor, "announce", kBlock, kFrom42, on_announce, "", "routes to announce, by family"},
    {neighbor, "flow", kBlock, kEverywhere, on_flow, "", "FlowSpec routes to announce"},
    {neighbor, "local-link-local", kStatement, kOnly6, store<&PeerConfig::local_link_local, read_link_local>, "IPv6", "our link-local address, for next-hop self", kOnce},
    {neighbor, "source-interface", kStatement, kFrom50, store<&PeerConfig::interface, read_interface>, "INTERFACE", "the sockets of the session are bound to it", kOnce},
    {neighbor, "tcp-ao", kBlock, kOnly6, on_tcp_ao, "", "a TCP-AO key (RFC 5925); needs Linux 6.7"},
    {neighbor, "l2vpn", kBlock, kEverywhere, on_l2vpn, "", "routes of layer 2 VPNs to announce"},
    {neighbor, "operational", kBlock, kEverywhere, on_operational, "", "OPERATIONAL messages to say, which never became a standard"},

    {family, "all", kStatement, kEverywhere, on_family_all, "", "every known family"},
    {family, "minimal", kStatement, kIn34, on_family_minimal, "", "write ipv4 unicast"},
    {family, "ipv4", kStatement, kEverywhere, on_family_entry, "SAFI", "a family of IPv4"},
    {family, "ipv6", kStatement, kEverywhere, on_family_entry, "SAFI", "a family of IPv6"},
    {family, "inet", kStatement, kIn34, on_family_entry, "SAFI", "write ipv4"},
    {family, "inet4", kStatement, kIn34, on_family_entry, "SAFI", "write ipv4"},
    {family, "inet6", kStatement, kIn34, on_family_entry, "SAFI", "write ipv6"},
    {family, "l2vpn", kStatement, kEverywhere, on_family_entry, "SAFI", "a family of layer 2 VPNs"},
    {family, "bgp-ls", kStatement, kFrom42, on_family_entry, "SAFI", "link state"},

    {capability, "asn4", kStatement, kEverywhere, flag<&PeerConfig::as4, true>, "BOOLEAN", "four-octet AS numbers", kOnce},
    {capability, "route-refresh", kStatement, kEverywhere, flag<&PeerConfig::route_refresh, true>, "BOOLEAN", "the peer may ask for everything again", kOnce},
    {capability, "graceful-restart", kStatement, kEverywhere, on_graceful_restart, "SECONDS", "the hold time when bare or 0; or disable", kOnce},
    {capability, "add-path", kStatement, kEverywhere, store<&Neighbor::add_path, read_add_path>, "DIRECTION", "send, receive, send/receive or disable", kOnce},
    {capability, "extended-message", kStatement, kFrom42, flag<&PeerConfig::extended_message, true>, "BOOLEAN", "messages up to 65535 bytes", kOnce},
    {capability, "nexthop", kStatement, kFrom42, on_next_hop_capability, "BOOLEAN", "on when there is a nexthop section", kOnce},
    {capability, "aigp", kStatement, kEverywhere, flag<&PeerConfig::aigp, true>, "BOOLEAN", "send AIGP to other ASes", kOnce},
    {capability, "software-version", kStatement, kFrom50, flag<&Neighbor::software_version, false>, "BOOLEAN", "tell the peer our version", kOnce},
    {capability, "multi-session", kStatement, kEverywhere, flag<&Neighbor::multi_session, true>, "BOOLEAN", "sessions for groups of families: the peer must name the same ones", kOnce},
    {capability, "operational", kStatement, kEverywhere, flag<&PeerConfig::operational, true>, "BOOLEAN", "OPERATIONAL messages", kOnce},
    {capability, "link-local-nexthop", kStatement, kOnly6, flag<&PeerConfig::link_local_next_hop, true>, "BOOLEAN", "IPv6 next hops may be link-local alone", kOnce},
    {capability, "link-local-prefer", kStatement, kOnly6, flag<&PeerConfig::prefer_link_local, false>, "BOOLEAN", "next-hop self is the link-local address alone", kOnce},

    {operational, "asm", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI advisory \"TEXT\"", "advice that is given in each session"},
    {operational, "adm", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI advisory \"TEXT\"", "advice that is given once"},
    {operational, "rpcq", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER", "asks how many routes the peer has received from us"},
    {operational, "rpcp", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER counter NUMBER", "the answer to that"},
    {operational, "apcq", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER", "asks how many of them it has taken"},
    {operational, "apcp", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER counter NUMBER", "the answer to that"},
    {operational, "lpcq", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER", "asks how many of them it uses"},
    {operational, "lpcp", kStatement, kEverywhere, on_operational_message, "afi AFI safi SAFI sequence NUMBER counter NUMBER", "the answer to that"},
    {tcp_ao, "keyid", kStatement, kOnly6, on_tcp_ao_keyid, "NUMBER", "the key's number on both sides, 0 to 255", kOnce},
    {tcp_ao, "algorithm", kStatement, kOnly6, on_tcp_ao_algorithm, "ALGORITHM", "hmac-sha-1-96, aes-128-cmac-96 or hmac-sha-256", kOnce},
    {tcp_ao, "password", kStatement, kOnly6, on_tcp_ao_password, "\"PASSWORD\"", "at most 80 bytes", kOnce},
    {tcp_ao, "base64", kStatement, kOnly6, on_tcp_ao_base64, "BOOLEAN", "the password is base64", kOnce},
    {add_path, "ipv4", kStatement, kEverywhere, on_add_path_entry, "SAFI", "a family with add-path"},
    {add_path, "ipv6", kStatement, kEverywhere, on_add_path_entry, "SAFI", "a family with add-path"},
    {add_path, "l2vpn", kStatement, kEverywhere, on_add_path_entry, "SAFI", "a family that add-path is not offered for"},
    {add_path, "bgp-ls", kStatement, kFrom42, on_add_path_entry, "SAFI", "a family that add-path is not offered for"},
    {add_path, "all", kStatement, kFrom50, on_add_path_all, "", "a word that names no family here"},
    {next_hop, "ipv4", kStatement, kFrom42, on_next_hop_entry, "SAFI ipv6", "an IPv4 family with IPv6 next hops"},
    {next_hop, "ipv6", kStatement, kFrom42, on_next_hop_entry, "SAFI ipv4", "an IPv6 family with IPv4 next hops"},

    {api, "processes", kStatement, kFrom42, on_processes, "[ NAME NAME ]", "the helpers of this neighbor"},
    {api, "processes-match", kStatement, kFrom50, on_processes_match, "[ \"REGEX\" ]", "the helpers whose names begin like this; they are told nothing"},
    {api, "neighbor-changes", kStatement, kFrom42, subscribe<&Subscription::neighbor_changes>, "BOOLEAN", "tell when the session comes and goes"},
    {api, "negotiated", kStatement, kFrom42, subscribe<&Subscription::negotiated>, "BOOLEAN", "tell what the OPENs agreed on"},
    {api, "fsm", kStatement, kFrom42, subscribe<&Subscription::fsm>, "BOOLEAN", "tell each state of the session"},
    {api, "signal", kStatement, kFrom42, subscribe<&Subscription::signal>, "BOOLEAN", "tell the signals we get"},
    {api, "send", kBlock, kFrom42, on_send, "", "messages we send"},
    {api, "receive", kBlock, kFrom42, on_receive, "", "messages we receive"},

    {messages, "parsed", kStatement, kEverywhere, select<&MessageSelection::parsed>, "BOOLEAN", "decoded"},
    {messages, "packets", kStatement, kEverywhere, select<&MessageSelection::packets>, "BOOLEAN", "as hexadecimal bytes"},
    {messages, "consolidate", kStatement, kEverywhere, select<&MessageSelection::consolidate>, "BOOLEAN", "both in one"},
    {messages, "open", kStatement, kEverywhere, select<&MessageSelection::open>, "BOOLEAN", "OPEN"},
    {messages, "update", kStatement, kEverywhere, select<&MessageSelection::update>, "BOOLEAN", "UPDATE"},
    {messages, "notification", kStatement, kEverywhere, select<&MessageSelection::notification>, "BOOLEAN", "NOTIFICATION"},
    {messages, "keepalive", kStatement, kEverywhere, select<&MessageSelection::keepalive>, "BOOLEAN", "KEEPALIVE"},
    {messages, "refresh", kStatement, kEverywhere, select<&MessageSelection::refresh>, "BOOLEAN", "ROUTE-REFRESH"},
    {messages, "operational", kStatement, kEverywhere, select<&MessageSelection::operational>, "BOOLEAN", "OPERATIONAL"},
    {process_messages, "updates", kStatement, kEverywhere, on_updates, "", "route updates as the guide shows them, and the state of the session"},

    {process, "run", kStatement, kEverywhere, on_run, "PROGRAM ARGUMENTS", "what is started, without a shell"},
    {process, "encoder", kStatement, kEverywhere, process_value<&ProcessSpec::encoder, read_encoder>, "ENCODER", "text or json"},
    {process, "respawn", kStatement, kFrom42, process_respawn, "BOOLEAN", "start it again when it ends"},
    {process, "receive", kBlock, kEverywhere, on_process_direction, "", "messages we receive"},
    {process, "send", kBlock, kEverywhere, on_process_direction, "", "messages we send"},
    {process, "neighbor-changes", kStatement, kIn34, subscribe<&Subscription::neighbor_changes>, "", "write it in the api section of the neighbor"},
    {process, "receive-parsed", kStatement, kIn34, on_receive_parsed, "", "write receive { parsed; } in the api section of the neighbor"},
    {process, "receive-packets", kStatement, kIn34, on_receive_packets, "", "write receive { packets; } in the api section of the neighbor"},
    {process, "receive-routes", kStatement, kIn34, on_receive_routes, "", "write receive { parsed; update; } in the api section of the neighbor"},
    {process, "parse-routes", kStatement, kIn34, on_receive_routes, "", "write receive { parsed; update; } in the api section of the neighbor"},
    {process, "peer-updates", kStatement, kIn34, on_peer_updates, "", "write neighbor-changes; receive { parsed; update; } in the api section of the neighbor"},
    {process, "receive-operational", kStatement, kIn34, on_receive_operational, "", "write receive { parsed; operational; } in the api section of the neighbor"},
    {process, "send-packets", kStatement, kIn34, on_send_packets, "", "write send { packets; } in the api section of the neighbor"},

    {static_routes, "route", kEither, kEverywhere, on_route, "PREFIX next-hop IP", "a route with its attributes"},
    {static_routes, "attributes", kStatement, kEverywhere, on_attributes, "next-hop IP … nlri PREFIX PREFIX", "routes that share their attributes"},
    {static_routes, "attribute", kStatement, kEverywhere, on_attributes, "next-hop IP … nlri PREFIX PREFIX", "the same as attributes"},

    {announce, "ipv4", kBlock, kFrom42, on_announce_ipv4, "", "routes of IPv4 families"},
    {announce, "ipv6", kBlock, kFrom42, on_announce_ipv6, "", "routes of IPv6 families"},
    {announce, "l2vpn", kBlock, kFrom42, on_announce_l2vpn, "", "routes of layer 2 VPNs"},
    {announce_ipv4, "unicast", kStatement, kFrom42, on_announce_prefix, "PREFIX next-hop IP", "a unicast route"},
    {announce_ipv4, "flow", kStatement, kFrom42, on_announce_flow, "source PREFIX … discard", "a FlowSpec route"},
    {announce_ipv4, "multicast", kStatement, kFrom42, on_announce_prefix, "PREFIX next-hop IP", "a multicast route"},
    {announce_ipv4, "nlri-mpls", kStatement, kFrom42, on_announce_prefix, "PREFIX label NUMBER next-hop IP", "a labelled route"},
    {announce_ipv4, "mpls-vpn", kStatement, kFrom42, on_announce_prefix, "PREFIX rd ASN:NUMBER label NUMBER next-hop IP", "a route of a VPN"},
    {announce_ipv4, "mcast-vpn", kStatement, kFrom50, on_announce_family, "ROUTE", "a multicast VPN route"},
    {announce_ipv4, "mup", kStatement, kFrom50, on_announce_family, "ROUTE", "a mobile user plane route"},
    {announce_ipv4, "flow-vpn", kStatement, kFrom42, on_announce_flow, "rd ASN:NUMBER source PREFIX … discard", "a FlowSpec route of a VPN"},
    {announce_ipv4, "sr-policy", kStatement, kOnly6, on_announce_family, "distinguisher N color N endpoint IP …", "an SR policy"},
    {announce_ipv6, "unicast", kStatement, kFrom42, on_announce_prefix, "PREFIX next-hop IP", "a unicast route"},
    {announce_ipv6, "flow", kStatement, kFrom42, on_announce_flow, "source PREFIX … discard", "a FlowSpec route"},
    {announce_ipv6, "multicast", kStatement, kFrom42, on_announce_prefix, "PREFIX next-hop IP", "a multicast route"},
    {announce_ipv6, "nlri-mpls", kStatement, kFrom42, on_announce_prefix, "PREFIX label NUMBER next-hop IP", "a labelled route"},
    {announce_ipv6, "mpls-vpn", kStatement, kFrom42, on_announce_prefix, "PREFIX rd ASN:NUMBER label NUMBER next-hop IP", "a route of a VPN"},
    {announce_ipv6, "mcast-vpn", kStatement, kFrom50, on_announce_family, "ROUTE", "a multicast VPN route"},
    {announce_ipv6, "mup", kStatement, kFrom50, on_announce_family, "ROUTE", "a mobile user plane route"},
    {announce_ipv6, "flow-vpn", kStatement, kFrom42, on_announce_flow, "rd ASN:NUMBER source PREFIX … discard", "a FlowSpec route of a VPN"},
    {announce_ipv6, "sr-policy", kStatement, kOnly6, on_announce_family, "distinguisher N color N endpoint IP …", "an SR policy"},
    {announce_l2vpn, "vpls", kStatement, kFrom42, on_announce_family, "endpoint N base N offset N size N rd RD next-hop IP", "a block of labels of a VPLS site"},
    {l2vpn, "vpls", kEither, kEverywhere, on_announce_family, "[NAME] { endpoint N; base N; … }", "a block of labels of a VPLS site"},

    {flow, "route", kEither, kEverywhere, on_flow_route, "[NAME] { match { … } then { … } }", "a FlowSpec route"},
    // clang-format on
});

// A section that has everything of another one, too.
constexpr std::pair<Section, Section> kExtends[] = {{group, neighbor}, {process_messages, messages}};

// What the blocks of keywords are.
struct Inside {
  Section section;
  std::string_view keyword;
  Section inside;
};
constexpr std::array kInside{
    Inside{root, "neighbor", neighbor},
    Inside{root, "process", process},
    Inside{root, "template", templates},
    Inside{root, "group", group},
    Inside{templates, "neighbor", neighbor},
    Inside{group, "neighbor", neighbor},
    Inside{neighbor, "family", family},
    Inside{neighbor, "capability", capability},
    Inside{neighbor, "add-path", add_path},
    Inside{neighbor, "nexthop", next_hop},
    Inside{neighbor, "operational", operational},
    Inside{neighbor, "tcp-ao", tcp_ao},
    Inside{neighbor, "api", api},
    Inside{neighbor, "process", process},
    Inside{neighbor, "static", static_routes},
    Inside{neighbor, "announce", announce},
    Inside{neighbor, "l2vpn", l2vpn},
    Inside{neighbor, "flow", flow},
    Inside{api, "send", messages},
    Inside{api, "receive", messages},
    Inside{process, "send", process_messages},
    Inside{process, "receive", process_messages},
    Inside{announce, "ipv4", announce_ipv4},
    Inside{announce, "ipv6", announce_ipv6},
    Inside{announce, "l2vpn", announce_l2vpn},
};

}  // namespace

Versions versions_of(Compat compat) {
  switch (compat) {
    case Compat::auto_: return kEverywhere;
    case Compat::v3_4: return kIn34;
    case Compat::v4_2: return kIn42;
    case Compat::v5_0: return kIn50;
    case Compat::v6: return kIn6;
  }
  return kEverywhere;
}

std::string version_names(Versions versions) {
  std::string out;
  for (const Compat compat : {Compat::v3_4, Compat::v4_2, Compat::v5_0, Compat::v6}) {
    if ((versions & versions_of(compat)) != 0) out += (out.empty() ? "" : ", ") + std::string(compat_name(compat));
  }
  return out;
}

std::span<const Keyword> all_keywords() { return kTable; }

const Keyword* find_keyword(Section section, std::string_view name) {
  for (const Keyword& keyword : kTable) {
    if (keyword.section == section && keyword.name == name) return &keyword;
  }
  for (const auto& [extended, base] : kExtends) {
    if (extended == section) return find_keyword(base, name);
  }
  return nullptr;
}

std::optional<Section> section_inside(Section section, std::string_view name) {
  for (const Inside& row : kInside) {
    if (row.section == section && row.keyword == name) return row.inside;
  }
  for (const auto& [extended, base] : kExtends) {
    if (extended == section) return section_inside(base, name);
  }
  return std::nullopt;
}

std::vector<std::string_view> keyword_names(Section section) {
  std::vector<std::string_view> out;
  for (const Keyword& keyword : kTable) {
    if (keyword.section == section) out.push_back(keyword.name);
  }
  for (const auto& [extended, base] : kExtends) {
    if (extended == section) std::ranges::copy(keyword_names(base), std::back_inserter(out));
  }
  return out;
}

}  // namespace vigilcast::exabgp::conf
