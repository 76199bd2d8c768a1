// A loaded configuration as text that a person can compare: what is left at its default is not shown.
#pragma once

#include <string>

#include "bgp/rib/route.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/conf/families.h"
#include "pkg/model/config.h"

namespace vigilcast::exabgp::conf_dump {

inline std::string yes_no(bool value) { return value ? "yes" : "no"; }

inline std::string peer_options(const bgp::PeerConfig& peer) {
  const bgp::PeerConfig plain;
  std::string out;
  const auto add = [&](bool show, std::string text) {
    if (show) out += "  " + std::move(text) + "\n";
  };
  add(!peer.description.empty(), "description " + peer.description);
  add(peer.port != plain.port, "port " + std::to_string(peer.port));
  add(peer.listen_port.has_value(), "listen " + std::to_string(peer.listen_port.value_or(0)));
  add(peer.hold_time != plain.hold_time, "hold-time " + std::to_string(peer.hold_time));
  add(peer.remote_range.has_value(), "range " + peer.remote_text());
  add(!peer.interface.empty(), "interface " + peer.interface);
  add(peer.passive, "passive");
  if (peer.self_address) add(true, "self is " + peer.self_address->to_string());
  add(!peer.md5_password.empty(), "md5-password " + printable(peer.md5_password));
  add(peer.outgoing_ttl.has_value(), "outgoing-ttl " + std::to_string(peer.outgoing_ttl.value_or(0)));
  add(peer.incoming_ttl.has_value(), "incoming-ttl " + std::to_string(peer.incoming_ttl.value_or(0)));
  add(!peer.as4, "no asn4");
  add(peer.route_refresh, "route-refresh");
  add(!peer.extended_message, "no extended-message");
  add(peer.graceful_restart.has_value(), "graceful-restart " + std::to_string(peer.graceful_restart.value_or(0)));
  for (const auto& one : peer.add_path) add(true, "add-path " + std::to_string(static_cast<int>(one.mode)) + " " + bgp::family_name(one.family));
  if (peer.empty_add_path) add(true, "add-path " + std::to_string(static_cast<int>(*peer.empty_add_path)) + " of no family");
  for (const auto& limit : peer.paths_limit) add(true, "at most " + std::to_string(limit.most) + " paths of " + bgp::family_name(limit.family));
  add(peer.link_local_next_hop, "link-local-nexthop");
  add(peer.prefer_link_local, "link-local-prefer");
  if (peer.local_link_local) add(true, "local-link-local " + peer.local_link_local->to_string());
  for (const TcpAoKey& key : peer.ao_keys) {
    add(true, "tcp-ao " + std::to_string(key.send_id) + "/" + std::to_string(key.receive_id) + " algorithm " + std::to_string(static_cast<int>(key.algorithm)) +
                  " " + printable(key.secret));
  }
  add(peer.multi_session.has_value(), std::string("multi-session") + (peer.multi_session && peer.multi_session->split ? ", split" : ""));
  add(peer.cisco_multi_session.has_value(), "multi-session as Cisco has it");
  for (const auto& pair : peer.extended_next_hop) add(true, "next-hop " + bgp::family_name(pair.family) + " over " + std::string(bgp::afi_name(pair.next_hop)));
  add(peer.empty_next_hop, "next-hop of no family");
  for (const auto& pair : peer.assumed_next_hop) {
    add(true, "next-hop " + bgp::family_name(pair.family) + " over " + std::string(bgp::afi_name(pair.next_hop)) + " unasked");
  }
  if (peer.hostname) add(true, "host-name " + peer.hostname->first + " domain-name " + peer.hostname->second);
  add(peer.software_version.has_value(), "software-version");
  add(!peer.group_updates, "no group-updates");
  add(!peer.adj_rib_in, "no adj-rib-in");
  add(!peer.adj_rib_out, "no adj-rib-out");
  add(peer.manual_eor, "manual-eor");
  add(peer.aigp, "aigp");
  add(peer.mirror_as, "the AS that the peer names");
  add(peer.rate_limit != 0, "rate-limit " + std::to_string(peer.rate_limit));
  add(peer.operational, "operational");
  for (const bgp::Operational& message : peer.operational_messages) {
    add(true, "says " + std::string(bgp::find_operational(message.type)->name) + " " + bgp::family_name(message.family) + " " + message.advisory + "/" +
                  std::to_string(message.sequence) + "/" + std::to_string(message.counter));
  }
  return out;
}

inline std::string families(const bgp::PeerConfig& peer) {
  if (peer.families == conf::every_family(Compat::auto_)) return "all";
  std::string out;
  for (const bgp::Family& family : peer.families) out += (out.empty() ? "" : ", ") + bgp::family_name(family);
  return out.empty() ? "none" : out;
}

inline std::string peer(const bgp::PeerConfig& peer) {
  return peer.name + "\n  address " + peer.address.to_string() + (peer.local_address ? " from " + peer.local_address->to_string() : "") + "\n  as " +
         std::to_string(peer.local_as) + " to " + (peer.peer_as ? std::to_string(*peer.peer_as) : "any") + "\n  families " + families(peer) + "\n" +
         peer_options(peer);
}

inline std::string route(const bgp::Nlri& nlri, const model::RouteTerms& terms) {
  std::string out = "route " + bgp::destination_text(nlri, terms.next_hop.given);
  if (terms.next_hop.self) out += " next-hop self";
  out += terms.attributes->text();
  if (!terms.watchdog.empty()) out += " watchdog " + terms.watchdog + (terms.withdrawn ? " withdrawn" : "");
  return out + "\n";
}

inline std::string routes(const model::PeerRoutes& routes) {
  std::string out;
  for (const auto& list : routes.lists) {
    list->each([&](const bgp::Nlri& nlri, const model::RouteTerms& terms) { out += route(nlri, terms) + "  to " + routes.peer + "\n"; });
  }
  return out;
}

inline std::string messages(const model::MessageSelection& selection, std::string_view direction) {
  std::string out;
  const auto add = [&](bool value, std::string_view name) {
    if (value) out += " " + std::string(name);
  };
  add(selection.parsed, "parsed");
  add(selection.packets, "packets");
  add(selection.consolidate, "consolidate");
  add(selection.open, "open");
  add(selection.update, "update");
  add(selection.notification, "notification");
  add(selection.keepalive, "keepalive");
  add(selection.refresh, "refresh");
  add(selection.operational, "operational");
  return out.empty() ? out : "  " + std::string(direction) + out + "\n";
}

inline std::string process(const model::ProcessSpec& process) {
  return "process " + process.name + "\n  run " + join(process.run, " | ") + "\n  encoder " + (process.encoder == model::Encoder::json ? "json" : "text") +
         "\n" + (process.respawn ? "" : "  no respawn\n") + (process.shape == model::Shape::guide ? "  shape guide\n" : "");
}

inline std::string attachment(const model::Attachment& attachment) {
  const model::Subscription& wants = attachment.wants;
  std::string out = "attach " + attachment.process + "\n  to " + attachment.peer + "\n";
  if (wants.neighbor_changes) out += "  neighbor-changes\n";
  if (wants.negotiated) out += "  negotiated\n";
  if (wants.fsm) out += "  fsm\n";
  if (wants.signal) out += "  signal\n";
  return out + messages(wants.send, "send") + messages(wants.receive, "receive");
}

inline std::string loaded(const model::Loaded& loaded) {
  std::string out;
  if (!loaded.diagnostics.has_errors()) {
    for (const auto& each : loaded.config.peers) out += peer(each);
    for (const auto& each : loaded.config.routes) out += routes(each);
    for (const auto& each : loaded.config.processes) out += process(each);
    for (const auto& each : loaded.config.attachments) out += attachment(each);
    for (const auto& each : loaded.config.listen) out += "listen " + each.to_string() + "\n";
  }
  return out + loaded.diagnostics.to_string();
}

}  // namespace vigilcast::exabgp::conf_dump
