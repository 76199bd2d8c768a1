#include "pkg/exabgp/api/messages.h"

#include <cmath>
#include <cstdio>

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "pkg/base/json_writer.h"
#include "pkg/base/text.h"

namespace vigilcast::exabgp {
namespace {

template <class... F>
struct Match : F... {
  using F::operator()...;
};

std::string_view direction_name(bgp::Direction direction) { return direction == bgp::Direction::send ? "send" : "receive"; }

// The selection that decides about a message, and the field of it; nullptr: not a message.
const bool* selected_field(const model::MessageSelection& selection, const bgp::PeerEventKind& kind) {
  if (std::holds_alternative<bgp::OpenSeen>(kind)) return &selection.open;
  if (std::holds_alternative<bgp::KeepaliveSeen>(kind)) return &selection.keepalive;
  if (std::holds_alternative<bgp::UpdateSeen>(kind)) return &selection.update;
  if (std::holds_alternative<bgp::NotificationSeen>(kind)) return &selection.notification;
  if (std::holds_alternative<bgp::RefreshSeen>(kind)) return &selection.refresh;
  if (std::holds_alternative<bgp::OperationalSeen>(kind)) return &selection.operational;
  return nullptr;
}

bgp::Direction direction_of(const bgp::PeerEventKind& kind) {
  return std::visit(
      [](const auto& event) {
        if constexpr (requires { event.direction; }) return event.direction;
        return bgp::Direction::receive;
      },
      kind);
}

bool state_event(const bgp::PeerEventKind& kind) {
  if (const auto* down = std::get_if<bgp::PeerDown>(&kind)) return down->was_up;
  return std::holds_alternative<bgp::PeerConnected>(kind) || std::holds_alternative<bgp::PeerUp>(kind);
}

std::string update_object(const Recipient& to, const bgp::Update& update, bgp::Dialect dialect) {
  if (to.shape == model::Shape::guide) return guide_update(update, dialect);
  std::string out;
  bgp::append_update_json(out, update, dialect);
  return out;
}

std::string notification_object(const bgp::Notification& notification) {
  std::string out = "{ \"code\": " + std::to_string(static_cast<unsigned>(notification.code)) + ", \"subcode\": " + std::to_string(notification.subcode) +
                    ", \"data\": \"" + (notification.data.empty() ? "" : "0x" + to_hex(notification.data)) + "\", \"message\": ";
  const std::string text = notification.communication();
  append_json_string(out, text.empty() ? printable(as_text(notification.data)) : "Shutdown Communication: \"" + text + "\"");
  return out + " }";
}

std::string refresh_object(const bgp::RouteRefresh& refresh) {
  static constexpr std::string_view kSubtypes[] = {"query", "begin", "end"};
  const std::string subtype(refresh.subtype < 3 ? kSubtypes[refresh.subtype] : "invalid");
  return "{ \"afi\": \"" + std::string(bgp::afi_name(refresh.family.afi)) + "\", \"safi\": \"" + std::string(bgp::safi_name(refresh.family.safi)) +
         "\", \"subtype\": \"" + subtype + "\" }";
}

// 5.0 tells the text of advice, and of the others no more than that they were there.
std::string operational_object(const bgp::Operational& message) {
  const bgp::OperationalName& row = *bgp::find_operational(message.type);
  std::string out = "{ \"name\": \"" + std::string(row.name) + "\", \"afi\": \"" + std::string(bgp::afi_name(message.family.afi)) + "\", \"safi\": \"" +
                    std::string(bgp::safi_name(message.family.safi)) + "\"";
  if (row.form == bgp::OperationalForm::advisory) out += ", \"advisory\": " + json_string(message.advisory);
  return out + " }";
}

std::string family_list(const std::vector<bgp::Family>& families) {
  std::string out = "[";
  for (const bgp::Family family : families) out += (out.size() > 1 ? ", \"" : "\"") + bgp::family_name(family) + "\"";
  return out + "]";
}

std::string negotiated_object(const bgp::Negotiated& session) {
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  std::string next_hops = "[";
  for (const bgp::Family family : session.extended_next_hop) next_hops += (next_hops.size() > 1 ? ", \"" : "\"") + bgp::family_name(family) + " ipv6\"";
  const std::string refresh = session.enhanced_route_refresh ? "enhanced" : session.route_refresh ? "normal" : "absent";
  return "{ \"message_size\": " + std::to_string(session.max_message()) + ", \"hold_time\": " + std::to_string(session.hold_time) +
         ", \"asn4\": " + flag(session.as4) + ", \"multisession\": " + flag(session.multi_session) + ", \"operational\": " + flag(session.operational) +
         ", \"refresh\": \"" + refresh + "\", \"families\": " + family_list(session.families) + ", \"nexthop\": " + next_hops +
         "], \"add_path\": {\"send\": " + family_list(session.add_path_send) + ", \"receive\": " + family_list(session.add_path_receive) + "} }";
}

std::string quoted(std::string_view text) { return json_string(text); }

// The raw message of an event; small ones are made again.
Bytes raw_message(const bgp::PeerEventKind& kind) {
  Bytes out;
  if (std::holds_alternative<bgp::KeepaliveSeen>(kind)) bgp::encode_keepalive(out);
  if (const auto* refresh = std::get_if<bgp::RefreshSeen>(&kind)) bgp::encode_route_refresh(out, refresh->refresh);
  if (const auto* open = std::get_if<bgp::OpenSeen>(&kind)) out = open->raw;
  if (const auto* update = std::get_if<bgp::UpdateSeen>(&kind)) out = update->raw;
  if (const auto* notification = std::get_if<bgp::NotificationSeen>(&kind)) out = notification->raw;
  if (const auto* operational = std::get_if<bgp::OperationalSeen>(&kind)) out = operational->raw;
  return out;
}

struct Raw {
  unsigned category = 0;
  std::string header, body;
};

Raw split_raw(const Bytes& message) {
  if (message.size() < bgp::kHeaderSize) return {};
  const ByteView view(message);
  return {message[18], "0x" + to_hex(view.first(bgp::kHeaderSize)), view.size() > bgp::kHeaderSize ? "0x" + to_hex(view.subspan(bgp::kHeaderSize)) : ""};
}

std::string_view type_name(const bgp::PeerEventKind& kind) {
  return std::visit(
      Match{[](const bgp::OpenSeen&) { return "open"; }, [](const bgp::KeepaliveSeen&) { return "keepalive"; }, [](const bgp::UpdateSeen&) { return "update"; },
            [](const bgp::NotificationSeen&) { return "notification"; }, [](const bgp::RefreshSeen&) { return "refresh"; },
            [](const bgp::OperationalSeen&) { return "operational"; }, [](const bgp::PeerStateChanged&) { return "fsm"; }, [](const auto&) { return "state"; }},
      kind);
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return out;
}

// The members of the "neighbor" object that say what happened.
std::string parsed_members(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, bgp::Dialect dialect, std::string_view way) {
  const std::string direction = "\"direction\": \"" + std::string(way) + "\"";
  return std::visit(Match{[&](const bgp::PeerConnected&) { return std::string("\"state\": \"connected\""); },
                          [&](const bgp::PeerUp&) { return std::string("\"state\": \"up\""); },
                          [&](const bgp::PeerDown& down) { return "\"state\": \"down\", \"reason\": " + quoted(down_reason(down)); },
                          [&](const bgp::PeerStateChanged& change) { return "\"state\": \"" + upper(bgp::fsm::state_name(change.to)) + "\""; },
                          [&](const bgp::OpenSeen& seen) {
                            std::string out = direction + ", \"open\": ";
                            bgp::append_open_json(out, seen.open, seen.direction == bgp::Direction::send, dialect);
                            return out;
                          },
                          [&](const bgp::UpdateSeen& seen) {
                            std::string out = direction + ", \"message\": " + update_object(to, seen.update, dialect);
                            if (to.wants.negotiated && about.negotiated != nullptr) out += ", \"negotiated\": " + negotiated_object(*about.negotiated) + " ";
                            return out;
                          },
                          [&](const bgp::NotificationSeen& seen) { return direction + ", \"notification\": " + notification_object(seen.notification) + " "; },
                          [&](const bgp::RefreshSeen& seen) { return direction + ", \"route-refresh\": " + refresh_object(seen.refresh); },
                          [&](const bgp::OperationalSeen& seen) { return direction + ", \"operational\": " + operational_object(seen.message); },
                          [&](const auto&) { return direction + " "; }},
                    kind);
}

}  // namespace

bool wanted(const Recipient& to, const bgp::PeerEvent& event) {
  if (std::holds_alternative<bgp::PeerStateChanged>(event.kind)) return to.wants.fsm && to.encoder == model::Encoder::json;
  if (state_event(event.kind)) return to.wants.neighbor_changes || (to.wants.negotiated && std::holds_alternative<bgp::PeerUp>(event.kind));
  const model::MessageSelection& selection = direction_of(event.kind) == bgp::Direction::send ? to.wants.send : to.wants.receive;
  const bool* field = selected_field(selection, event.kind);
  return field != nullptr && *field && (selection.parsed || selection.packets || selection.consolidate);
}

std::string down_reason(const bgp::PeerDown& down) {
  const std::string code = "(" + std::to_string(static_cast<unsigned>(down.notification.code)) + "," + std::to_string(down.notification.subcode) + ")";
  switch (down.reason) {
    case bgp::fsm::DownReason::notification_received: return "notification received " + code;
    case bgp::fsm::DownReason::notification_sent:
    case bgp::fsm::DownReason::hold_timer_expired: return "notification sent " + code;
    case bgp::fsm::DownReason::connection_closed: return "closing connection";
    case bgp::fsm::DownReason::stopped: return "stop, message [" + down.text + "]";
    default: return down.text;
  }
}

std::string Messages::envelope(WallTime now) const {
  char time[40];
  std::snprintf(time, sizeof time, "%.6f", static_cast<double>(now.time_since_epoch().count()) / 1e6);
  static constexpr std::string_view kFormats[] = {"3.4.8", "4.0.1", "5.0.0", "6.0.0"};  // the version of the JSON, not of the program
  return "{ \"exabgp\": \"" + std::string(kFormats[static_cast<std::size_t>(identity_.dialect)]) + "\", \"time\": " + time +
         ", \"host\" : " + quoted(identity_.host) + ", \"pid\" : " + std::to_string(identity_.pid) + ", \"ppid\" : " + std::to_string(identity_.ppid);
}

std::string Messages::json(const Neighbor& about, std::string_view type, const std::string& members, WallTime now, const std::string& before_neighbor) {
  const std::string peer_as = about.config.peer_as          ? std::to_string(*about.config.peer_as)
                              : about.negotiated != nullptr ? std::to_string(about.negotiated->peer_as)
                                                            : "null";
  const std::uint32_t local_as = about.config.mirror_as && about.negotiated != nullptr ? about.negotiated->local_as : about.config.local_as;
  std::string out = envelope(now) + ", \"counter\": " + std::to_string(++counters_[about.config.name]) + ", \"type\": \"" + std::string(type) + "\", " +
                    before_neighbor + "\"neighbor\": { \"address\": { \"local\": \"" + about.local.to_string() + "\", \"peer\": \"" +
                    about.config.address.to_string() + "\" }, \"asn\": { \"local\": " + std::to_string(local_as) + ", \"peer\": " + peer_as + " }";
  if (identity_.dialect >= bgp::Dialect::v5_0) out += ", \"router-id\": \"" + about.config.router_id.to_string() + "\"";
  return out + " , " + members + " } }\n";
}

std::string Messages::json_event(const Recipient& to, const Neighbor& about, const bgp::PeerEvent& event, WallTime now) {
  const auto type = type_name(event.kind);
  std::string out;
  if (to.wants.negotiated && std::holds_alternative<bgp::PeerUp>(event.kind)) {
    out += json(about, "negotiated", "\"negotiated\": " + negotiated_object(std::get<bgp::PeerUp>(event.kind).negotiated) + " ", now);
    if (!to.wants.neighbor_changes) return out;
  }
  const model::MessageSelection& selection = direction_of(event.kind) == bgp::Direction::send ? to.wants.send : to.wants.receive;
  std::string before_neighbor;
  if (selected_field(selection, event.kind) != nullptr && selection.packets) {
    const Raw raw = split_raw(raw_message(event.kind));
    if (selection.consolidate) {
      before_neighbor = "\"header\": \"" + raw.header + "\", \"body\": \"" + raw.body + "\", ";
    } else {
      out += json(about, type,
                  "\"direction\": \"" + std::string(direction_name(direction_of(event.kind))) + "\", \"message\": { \"category\": " +
                      std::to_string(raw.category) + ", \"header\": \"" + raw.header + "\", \"body\": \"" + raw.body + "\" } ",
                  now);
      if (!selection.parsed) return out;
    }
  }
  return out + json(about, type, parsed_members(to, about, event.kind, identity_.dialect, direction_name(direction_of(event.kind))), now, before_neighbor);
}

std::string Messages::event(const Recipient& to, const Neighbor& about, const bgp::PeerEvent& event, WallTime now) {
  if (!wanted(to, event)) return {};
  if (to.encoder == model::Encoder::json) return json_event(to, about, event, now);
  return text_event(about, event, identity_.dialect, to.most_bytes);
}

std::string Messages::signal(const Recipient& to, const Neighbor& about, int number, std::string_view name, WallTime now) {
  if (!to.wants.signal || to.encoder != model::Encoder::json) return {};
  return json(about, "signal", "\"code\": \"" + std::to_string(number) + "\", \"name\": \"" + std::string(name) + "\"", now);
}

std::string Messages::decoded(const Neighbor& about, const bgp::PeerEvent& event, WallTime now) {
  const model::Subscription everything;
  const Recipient reader{model::Encoder::json, model::Shape::standard, everything};
  std::string line = json(about, type_name(event.kind), parsed_members(reader, about, event.kind, identity_.dialect, "in"), now);
  line.pop_back();  // the end of the line
  return line;
}

std::string Messages::shutdown(model::Encoder encoder, WallTime now) const {
  if (encoder == model::Encoder::text) return "shutdown " + std::to_string(identity_.pid) + " " + std::to_string(identity_.ppid) + "\n\n";
  return envelope(now) + ", \"type\": \"notification\", \"notification\": \"shutdown\" }\n";
}

}  // namespace vigilcast::exabgp
