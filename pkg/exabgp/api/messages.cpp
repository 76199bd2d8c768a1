#include "pkg/exabgp/api/messages.h"

#include <algorithm>

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

bool state_event(const bgp::PeerEventKind& kind) {
  return std::holds_alternative<bgp::PeerDown>(kind) || std::holds_alternative<bgp::PeerConnected>(kind) || std::holds_alternative<bgp::PeerUp>(kind);
}

void append_update(std::string& out, const Recipient& to, const bgp::Update& update, const Identity& who) {
  if (to.shape == model::Shape::guide) {
    out += guide_update(update, who.dialect);
  } else {
    bgp::append_update_json(out, update, who.dialect, who.compact);
  }
}

std::size_t routes_of(const bgp::Update& update) {
  std::size_t out = 0;
  for (const auto& routes : update.announced) out += routes.nlri.size();
  for (const auto& routes : update.withdrawn) out += routes.nlri.size();
  return out;
}

std::string notification_object(const bgp::NotificationSeen& seen, bgp::Dialect dialect) {
  const bgp::Notification& notification = seen.notification;
  const std::string text = notification_text(seen);
  std::string out = "{ \"code\": " + std::to_string(static_cast<unsigned>(notification.code)) + ", \"subcode\": " + std::to_string(notification.subcode) +
                    ", \"data\": \"0x" + to_hex(as_bytes(text)) + "\"";
  if (dialect >= bgp::Dialect::v5_0) out += ", \"message\": " + json_string(text);
  return out + " }";
}

std::string refresh_object(const bgp::RouteRefresh& refresh) {
  return "{ \"afi\": \"" + std::string(bgp::afi_name(refresh.family.afi)) + "\", \"safi\": \"" + std::string(bgp::safi_name(refresh.family.safi)) +
         "\", \"subtype\": \"" + std::string(refresh_word(refresh)) + "\" }";
}

// 5.0 tells the text of advice, and of the others no more than that they were there.
std::string operational_object(const bgp::Operational& message) {
  const bgp::OperationalName& row = *bgp::find_operational(message.type);
  std::string out = "{ \"name\": \"" + std::string(row.name) + "\", \"afi\": \"" + std::string(bgp::afi_name(message.family.afi)) + "\", \"safi\": \"" +
                    std::string(bgp::safi_name(message.family.safi)) + "\"";
  if (row.form == bgp::OperationalForm::advisory) out += ", \"advisory\": " + json_string(message.advisory);
  return out + " }";
}

// Lists and the braces around them: 5.0's, and what stood there before.
struct Brackets {
  std::string_view open, separator, close, open_object, close_object;
};
constexpr Brackets brackets_of(bgp::Dialect dialect) {
  return dialect >= bgp::Dialect::v5_0 ? Brackets{"[", ", ", "]", "{", "}"} : Brackets{"[ ", " ,", " ]", "{ ", " }"};
}

std::string family_list(const std::vector<bgp::Family>& families, const Brackets& brackets, std::string_view suffix = "") {
  std::string out;
  for (const bgp::Family family : families)
    out += std::string(out.empty() ? "" : brackets.separator) + '"' + bgp::family_name(family) + std::string(suffix) + '"';
  return std::string(brackets.open) + out + std::string(brackets.close);
}

std::string negotiated_object(const bgp::Negotiated& session, bgp::Dialect dialect) {
  const auto flag = [](bool value) { return value ? "true" : "false"; };
  const Brackets brackets = brackets_of(dialect);
  const std::string refresh = session.enhanced_route_refresh ? "enhanced" : session.route_refresh ? "normal" : "absent";
  return "{ \"message_size\": " + std::to_string(session.max_message()) + ", \"hold_time\": " + std::to_string(session.hold_time) +
         ", \"asn4\": " + flag(session.as4) + ", \"multisession\": " + flag(session.multi_session) + ", \"operational\": " + flag(session.operational) +
         ", \"refresh\": \"" + refresh + "\", \"families\": " + family_list(session.families, brackets) +
         ", \"nexthop\": " + family_list(session.extended_next_hop, brackets, " ipv6") + ", \"add_path\": " + std::string(brackets.open_object) +
         "\"send\": " + family_list(session.add_path_send, brackets) + ", \"receive\": " + family_list(session.add_path_receive, brackets) +
         std::string(brackets.close_object) + " }";
}

std::string quoted(std::string_view text) { return json_string(text); }

Bytes octets_of(const bgp::PeerEventKind& kind) {
  Bytes out;
  if (std::holds_alternative<bgp::KeepaliveSeen>(kind)) bgp::encode_keepalive(out);
  if (const auto* refresh = std::get_if<bgp::RefreshSeen>(&kind)) bgp::encode_route_refresh(out, refresh->refresh);
  if (const auto* open = std::get_if<bgp::OpenSeen>(&kind)) out = open->raw;
  if (const auto* update = std::get_if<bgp::UpdateSeen>(&kind)) out = update->raw;
  if (const auto* notification = std::get_if<bgp::NotificationSeen>(&kind)) out = notification->raw;
  if (const auto* operational = std::get_if<bgp::OperationalSeen>(&kind)) out = operational->raw;
  return out;
}

std::string_view type_name(const bgp::PeerEventKind& kind) {
  return std::visit(
      Match{[](const bgp::OpenSeen&) { return "open"; }, [](const bgp::KeepaliveSeen&) { return "keepalive"; }, [](const bgp::UpdateSeen&) { return "update"; },
            [](const bgp::NotificationSeen&) { return "notification"; }, [](const bgp::RefreshSeen&) { return "refresh"; },
            [](const bgp::OperationalSeen&) { return "operational"; }, [](const auto&) { return "state"; }},
      kind);
}

// Of a message told in octets.
std::string_view raw_type_name(const bgp::PeerEventKind& kind, bgp::Dialect dialect) {
  if (!std::holds_alternative<bgp::RefreshSeen>(kind)) return type_name(kind);
  return dialect >= bgp::Dialect::v5_0 ? "route-refresh" : "route refresh";
}

// Before 5.0, brackets did not go into JSON.
std::string reason_in_json(const bgp::PeerDown& down, bgp::Dialect dialect) {
  std::string out = down_reason(down, dialect);
  if (dialect >= bgp::Dialect::v5_0) return out;
  std::ranges::replace(out, '[', '(');
  std::ranges::replace(out, ']', ')');
  return out;
}

// The members of the "neighbor" object that say what happened.
std::string parsed_members(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, const Identity& who, std::string_view way) {
  const bgp::Dialect dialect = who.dialect;
  const std::string direction = "\"direction\": \"" + std::string(way) + "\"";
  return std::visit(Match{[&](const bgp::PeerConnected&) { return std::string("\"state\": \"connected\""); },
                          [&](const bgp::PeerUp&) { return std::string("\"state\": \"up\""); },
                          [&](const bgp::PeerDown& down) { return "\"state\": \"down\", \"reason\": " + quoted(reason_in_json(down, dialect)); },
                          [&](const bgp::OpenSeen& seen) {
                            std::string out = direction + ", \"open\": ";
                            bgp::append_open_json(out, seen.open, seen.direction == bgp::Direction::send, dialect);
                            return out;
                          },
                          [&](const bgp::UpdateSeen& seen) {
                            constexpr std::size_t kAttributes = 512, kRoute = 40;  // bytes, about
                            std::string out;
                            out.reserve(kAttributes + kRoute * routes_of(seen.update));
                            append_update(out.append(direction).append(", \"message\": "), to, seen.update, who);
                            if (to.wants.negotiated && about.negotiated != nullptr)
                              out += ", \"negotiated\": " + negotiated_object(*about.negotiated, dialect) + " ";
                            return out;
                          },
                          [&](const bgp::NotificationSeen& seen) { return direction + ", \"notification\": " + notification_object(seen, dialect) + " "; },
                          [&](const bgp::RefreshSeen& seen) { return direction + ", \"route-refresh\": " + refresh_object(seen.refresh); },
                          [&](const bgp::OperationalSeen& seen) { return direction + ", \"operational\": " + operational_object(seen.message); },
                          [&](const auto&) { return direction + " "; }},
                    kind);
}

}  // namespace

std::string_view refresh_word(const bgp::RouteRefresh& refresh) {
  static constexpr std::string_view kWords[] = {"query", "begin", "end"};
  return refresh.subtype < 3 ? kWords[refresh.subtype] : "invalid";
}

std::string_view direction_name(bgp::Direction direction) { return direction == bgp::Direction::send ? "send" : "receive"; }

bgp::Direction direction_of(const bgp::PeerEventKind& kind) {
  return std::visit(
      [](const auto& event) {
        if constexpr (requires { event.direction; }) return event.direction;
        return bgp::Direction::receive;
      },
      kind);
}

bool wanted(const Recipient& to, const bgp::PeerEventKind& kind) {
  if (state_event(kind)) return to.wants.neighbor_changes;
  const model::MessageSelection& selection = direction_of(kind) == bgp::Direction::send ? to.wants.send : to.wants.receive;
  const bool* field = selected_field(selection, kind);
  return field != nullptr && *field && (selection.parsed || selection.packets || selection.consolidate);
}

RawMessage raw_message(const bgp::PeerEventKind& kind) {
  const Bytes octets = octets_of(kind);
  if (octets.size() < bgp::kHeaderSize) return {};
  const ByteView view(octets);
  return {octets[18], to_hex(view.first(bgp::kHeaderSize)), to_hex(view.subspan(bgp::kHeaderSize))};
}

// ExaBGP joins what it received without being asked for packets, too.
RawWanted raw_wanted(const model::Subscription& wants, const bgp::PeerEventKind& kind) {
  const bool received = direction_of(kind) == bgp::Direction::receive;
  const model::MessageSelection& selection = received ? wants.receive : wants.send;
  if (selected_field(selection, kind) == nullptr) return {};
  RawWanted out;
  out.joined = selection.consolidate && (selection.packets || received);
  out.apart = selection.packets && !selection.consolidate;
  out.parsed = selection.parsed || !out.apart;
  return out;
}

std::string notification_text(const bgp::NotificationSeen& seen) {
  const std::string communication = seen.direction == bgp::Direction::receive ? seen.notification.communication() : "";
  return communication.empty() ? std::string(as_text(seen.notification.data)) : "Shutdown Communication: \"" + communication + "\"";
}

namespace {

std::string code_text(const bgp::Notification& notification) {
  return "(" + std::to_string(static_cast<unsigned>(notification.code)) + "," + std::to_string(notification.subcode) + ")";
}

// "Cease / Administrative Reset / Administrative Reset"
std::string slashed(const bgp::Notification& notification) {
  std::string out = notification.to_string();
  if (const auto dash = out.find(" - "); dash != std::string::npos) out.replace(dash, 3, " / ");
  const std::string text = notification.communication();
  return out + " / " + (text.empty() ? printable(as_text(notification.data)) : text);
}

std::string reset_text(const std::string& message, const std::string& error) { return "peer reset, message [" + message + "] error[" + error + "]"; }

}  // namespace

std::string down_reason(const bgp::PeerDown& down, bgp::Dialect dialect) {
  using enum bgp::fsm::DownReason;
  const bool older = dialect < bgp::Dialect::v5_0;
  const auto notified = [&](const std::string& text) { return older ? reset_text(text, slashed(down.notification)) : text; };
  switch (down.reason) {
    case notification_received: return notified("notification received " + code_text(down.notification));
    case notification_sent:
    case open_timeout:
    case send_hold_timer_expired:
    case hold_timer_expired: return notified("notification sent " + code_text(down.notification));
    case connection_closed: return older ? reset_text("closing connection", "the TCP connection was closed by the remote end") : "closing connection";
    case stopped:
      if (down.notification.subcode != 0) return notified("notification sent " + code_text(down.notification));
      return "stop, message [" + down.text + "]";
    default: return down.text;
  }
}

Messages::Messages(Identity identity) : identity_(std::move(identity)) {
  static constexpr std::string_view kFormats[] = {"3.4.8", "4.0.1", "5.0.0", "6.0.0"};  // the version of the JSON, not of the program
  before_time_ = "{ \"exabgp\": \"" + std::string(kFormats[static_cast<std::size_t>(identity_.dialect)]) + "\", \"time\": ";
  behind_time_ = ", \"host\" : " + quoted(identity_.host) + ", \"pid\" : " + std::to_string(identity_.pid) + ", \"ppid\" : " + std::to_string(identity_.ppid);
}

void Messages::append_envelope(std::string& out, WallTime now) const {
  constexpr std::int64_t kMicros = 1'000'000;
  const std::int64_t time = now.time_since_epoch().count();
  const std::string micros = std::to_string(time % kMicros);
  out.append(before_time_).append(std::to_string(time / kMicros)).append(".").append(6 - micros.size(), '0').append(micros).append(behind_time_);
}

std::string Messages::json(const Neighbor& about, std::string_view type, const std::string& members, WallTime now, const std::string& before_neighbor) {
  constexpr std::size_t kAround = 512;  // bytes, about
  const std::string peer_as = about.config.peer_as          ? std::to_string(*about.config.peer_as)
                              : about.negotiated != nullptr ? std::to_string(about.negotiated->peer_as)
                                                            : "null";
  const std::uint32_t local_as = about.config.mirror_as && about.negotiated != nullptr ? about.negotiated->local_as : about.config.local_as;
  std::string out;
  out.reserve(kAround + before_neighbor.size() + members.size());
  append_envelope(out, now);
  out.append(", \"counter\": ").append(std::to_string(++counters_[about.config.name])).append(", \"type\": \"").append(type).append("\", ");
  out.append(before_neighbor).append("\"neighbor\": { \"address\": { \"local\": \"").append(about.local.to_string());
  out.append("\", \"peer\": \"").append(about.config.address.to_string()).append("\" }, \"asn\": { \"local\": ").append(std::to_string(local_as));
  out.append(", \"peer\": ").append(peer_as).append(" }");
  if (identity_.dialect >= bgp::Dialect::v5_0) out.append(", \"router-id\": \"").append(about.config.router_id.to_string()).append("\"");
  return std::move(out.append(" , ").append(members).append(" } }\n"));
}

std::string Messages::json_event(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, WallTime now) {
  const std::string_view direction = direction_name(direction_of(kind));
  const RawWanted wanted = raw_wanted(to.wants, kind);
  std::string out, before_neighbor;
  if (wanted.apart || wanted.joined) {
    const RawMessage raw = raw_message(kind);
    if (wanted.joined) before_neighbor = "\"header\": \"0x" + raw.header + "\", " + (raw.body.empty() ? "" : "\"body\": \"0x" + raw.body + "\", ");
    if (wanted.apart) {
      std::string members = "\"direction\": \"" + std::string(direction) + "\", \"message\": { \"category\": " + std::to_string(raw.category) +
                            ", \"header\": \"0x" + raw.header + "\", \"body\": \"0x" + raw.body + "\" } ";
      const bgp::Negotiated nothing_yet;
      if (to.wants.negotiated)
        members += ", \"negotiated\": " + negotiated_object(about.negotiated != nullptr ? *about.negotiated : nothing_yet, identity_.dialect) + " ";
      out = json(about, raw_type_name(kind, identity_.dialect), members, now);
    }
  }
  if (!wanted.parsed) return out;
  return out + json(about, type_name(kind), parsed_members(to, about, kind, identity_, direction), now, before_neighbor);
}

std::string Messages::event(const Recipient& to, const Neighbor& about, const Telling& telling, WallTime now) {
  if (const auto* state = std::get_if<StateTold>(&telling)) {
    if (!to.wants.fsm || to.encoder != model::Encoder::json) return {};
    return json(about, "fsm", "\"state\": \"" + std::string(state->state) + "\"", now);
  }
  if (const auto* told = std::get_if<NegotiatedTold>(&telling)) {
    if (!to.wants.negotiated || to.encoder != model::Encoder::json) return {};
    return json(about, "negotiated", "\"negotiated\": " + negotiated_object(told->negotiated, identity_.dialect) + " ", now);
  }
  const bgp::PeerEventKind& kind = *std::get<const bgp::PeerEventKind*>(telling);
  if (!wanted(to, kind)) return {};
  if (to.encoder == model::Encoder::json) return json_event(to, about, kind, now);
  return text_event(to, about, kind, identity_.dialect);
}

std::string Messages::signal(const Recipient& to, const Neighbor& about, int number, std::string_view name, WallTime now) {
  if (!to.wants.signal || to.encoder != model::Encoder::json) return {};
  return json(about, "signal", "\"code\": \"" + std::to_string(number) + "\", \"name\": \"" + std::string(name) + "\"", now);
}

std::string Messages::decoded(const Neighbor& about, const bgp::PeerEvent& event, WallTime now) {
  const model::Subscription everything;
  const Recipient reader{model::Encoder::json, model::Shape::standard, everything};
  std::string line = json(about, type_name(event.kind), parsed_members(reader, about, event.kind, identity_, "in"), now);
  line.pop_back();  // the end of the line
  return line;
}

std::string Messages::shutdown(model::Encoder encoder, WallTime now) const {
  if (encoder == model::Encoder::text) return "shutdown " + std::to_string(identity_.pid) + " " + std::to_string(identity_.ppid) + "\n\n";
  std::string out;
  append_envelope(out, now);
  return out + ", \"type\": \"notification\", \"notification\": \"shutdown\" }\n";
}

}  // namespace vigilcast::exabgp
