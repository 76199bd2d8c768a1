#include "pkg/admin/peer_view.h"

#include "bgp/wire/json.h"
#include "pkg/admin/since.h"
#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

using json::Value;
using model::Snapshot;

Value families(const std::vector<bgp::Family>& all) {
  Value out = Value::array();
  for (const bgp::Family family : all) out.add(bgp::family_name(family));
  return out;
}

Value messages(const bgp::MessageCounters& counters) {
  Value out;
  out.set("open", counters.open).set("update", counters.update).set("notification", counters.notification).set("keepalive", counters.keepalive);
  return out.set("refresh", counters.refresh);
}

Value negotiated(const bgp::Negotiated& agreed) {
  Value out;
  out.set("holdTime", agreed.hold_time).set("as4", agreed.as4).set("extendedMessage", agreed.extended_message).set("routeRefresh", agreed.route_refresh);
  return out.set("families", families(agreed.families))
      .set("addPathSend", families(agreed.add_path_send))
      .set("addPathReceive", families(agreed.add_path_receive));
}

Value last_down(const bgp::PeerStatus& peer) {
  Value out;
  out.set("reason", bgp::fsm::down_reason_name(peer.last_down)).set("text", printable(peer.last_down_text));
  if (peer.last_down == bgp::fsm::DownReason::notification_received || peer.last_down == bgp::fsm::DownReason::notification_sent) {
    out.set("notification", peer.last_notification.to_string()).set("communication", peer.last_notification.communication());
  }
  return out;
}

Value reading(const Snapshot& snapshot, const bgp::PeerStatus& peer) {
  Value out;
  out.set("paused", peer.reading_paused.has_value()).set("pauses", peer.reading_pauses);
  if (peer.reading_paused) set_since(out, snapshot, *peer.reading_paused);
  return out;
}

double milliseconds(Duration value) { return to_milliseconds(value); }

Value bfd_view(const Snapshot& snapshot, const bgp::bfd::Status& bfd, const bgp::bfd::Settings& ours) {
  Value out, local, remote, packets;
  out.set("state", bgp::bfd::state_name(bfd.state));
  set_since(out, snapshot, bfd.since);
  local.set("transmitMs", milliseconds(ours.min_tx)).set("receiveMs", milliseconds(ours.min_rx)).set("multiplier", ours.multiplier);
  local.set("discriminator", bfd.discriminator);
  remote.set("state", bgp::bfd::state_name(bfd.remote_state)).set("diagnostic", bgp::bfd::diagnostic_text(bfd.remote_diagnostic));
  remote.set("transmitMs", milliseconds(bfd.remote_min_tx)).set("receiveMs", milliseconds(bfd.remote_min_rx)).set("multiplier", bfd.remote_multiplier);
  remote.set("discriminator", bfd.remote_discriminator).set("controlPlaneIndependent", bfd.remote_independent);
  packets.set("sent", bfd.sent).set("received", bfd.received).set("discarded", bfd.discarded).set("lastDiscard", bfd.last_discard);
  out.set("transmitMs", milliseconds(bfd.transmit_interval)).set("detectMs", milliseconds(bfd.detection_time));
  if (bfd.downs > 0) out.set("lastFailure", bgp::bfd::diagnostic_text(bfd.last_failure));
  out.set("ups", bfd.ups).set("downs", bfd.downs);
  return out.set("local", std::move(local)).set("remote", std::move(remote)).set("packets", std::move(packets));
}

void set_as(Value& out, const bgp::PeerStatus& peer) {
  out.set("localAs", peer.config.local_as);
  if (peer.config.peer_as) {
    out.set("peerAs", *peer.config.peer_as);
  } else if (peer.peer_open) {
    out.set("peerAs", peer.peer_open->as());
  }
}

Value open_view(const bgp::Open& open) {
  Value out;
  return out.set("as", open.as()).set("holdTime", open.hold_time).set("id", open.identifier.to_string()).set("text", bgp::open_text(open, false, {}));
}

Value history_view(const Snapshot& snapshot, const std::vector<bgp::HistoryEntry>& entries) {
  Value out = Value::array();
  for (const bgp::HistoryEntry& entry : entries) {
    Value one;
    one.set("at", wall_text(snapshot, entry.at)).set("from", bgp::fsm::state_name(entry.from)).set("to", bgp::fsm::state_name(entry.to));
    if (entry.reason != bgp::fsm::DownReason::none) {
      one.set("reason", bgp::fsm::down_reason_name(entry.reason)).set("by", bgp::ended_by_name(bgp::ended_by(entry.reason)));
      one.set("text", printable(entry.text));
    }
    if (entry.notification) {
      one.set("notification", entry.notification->to_string()).set("code", static_cast<std::uint64_t>(entry.notification->code));
      one.set("subcode", entry.notification->subcode).set("communication", entry.notification->communication());
    }
    out.add(std::move(one));
  }
  return out;
}

Value malformed_view(const Snapshot& snapshot, const bgp::MalformedMessage& message) {
  Value out;
  return out.set("at", wall_text(snapshot, message.at)).set("text", printable(message.text)).set("bytes", message.size).set("hex", to_hex(message.head));
}

Value counters_view(const std::vector<bgp::FamilyCounters>& families, bgp::FamilyTraffic bgp::FamilyCounters::* direction) {
  Value out = Value::array();
  for (const bgp::FamilyCounters& counters : families) {
    Value one;
    const bgp::FamilyTraffic& traffic = counters.*direction;
    one.set("family", bgp::family_name(counters.family)).set("updates", traffic.updates);
    out.add(one.set("announced", traffic.announced).set("withdrawn", traffic.withdrawn));
  }
  return out;
}

}  // namespace

Value peer_view(const Snapshot& snapshot, const bgp::PeerStatus& peer) {
  Value out;
  out.set("name", peer.config.name).set("description", peer.config.description).set("address", peer.config.remote_text()).set("port", peer.config.port);
  if (!peer.range.empty()) out.set("range", peer.range);
  if (!peer.config.vrf.empty()) out.set("vrf", peer.config.vrf);
  set_as(out, peer);
  out.set("state", bgp::fsm::state_name(peer.state)).set("up", peer.state == bgp::fsm::State::established);
  set_since(out, snapshot, peer.since);
  out.set("passive", peer.config.passive).set("families", families(peer.config.families));
  if (peer.negotiated) out.set("negotiated", negotiated(*peer.negotiated)).set("local", peer.local.to_string()).set("remote", peer.remote.to_string());
  if (peer.last_down != bgp::fsm::DownReason::none) out.set("lastDown", last_down(peer));
  if (peer.draining) out.set("draining", true);
  if (peer.reading_pauses != 0) out.set("reading", reading(snapshot, peer));
  if (peer.bfd && peer.config.bfd) out.set("bfd", bfd_view(snapshot, *peer.bfd, peer.config.bfd->session));
  out.set("sessions", peer.sessions).set("connectAttempts", peer.connect_attempts);
  Value routes, counters;
  routes.set("desired", peer.routes_desired).set("sent", peer.routes_sent).set("received", peer.routes_received);
  if (peer.routes_refused != 0) routes.set("refused", peer.routes_refused);
  if (peer.routes_unkept != 0) routes.set("unkept", peer.routes_unkept);
  counters.set("sent", messages(peer.sent)).set("received", messages(peer.received));
  return out.set("routes", std::move(routes)).set("messages", std::move(counters));
}

Value peer_detail_view(const Snapshot& snapshot, const bgp::PeerStatus& peer) {
  Value out = peer_view(snapshot, peer);
  Value open;
  if (peer.own_open) open.set("sent", open_view(*peer.own_open));
  if (peer.peer_open) open.set("received", open_view(*peer.peer_open));
  out.set("open", std::move(open)).set("sentByFamily", counters_view(peer.families, &bgp::FamilyCounters::sent));
  out.set("receivedByFamily", counters_view(peer.families, &bgp::FamilyCounters::received));
  out.set("history", peer.history ? history_view(snapshot, *peer.history) : Value::array());
  if (peer.last_malformed) out.set("lastMalformed", malformed_view(snapshot, *peer.last_malformed));
  return out;
}

}  // namespace vigilcast::admin
