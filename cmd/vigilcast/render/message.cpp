#include "cmd/vigilcast/render/message.h"

#include "bgp/wire/json.h"
#include "bgp/wire/message.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/operational.h"
#include "pkg/base/json_writer.h"

namespace vigilcast::cmd {
namespace {

using namespace vigilcast::bgp;

constexpr Dialect kDialect = Dialect::v5_0;

std::string_view action_text(FaultAction action) {
  switch (action) {
    case FaultAction::discard_attribute: return "the attribute is discarded";
    case FaultAction::treat_as_withdraw: return "its routes are treated as withdrawn";
    case FaultAction::disable_family: return "the address family is disabled";
    case FaultAction::reset_session: break;
  }
  return "the session is reset";
}

std::string fault_text(const Fault& fault) { return fault.text + " (" + std::string(action_text(fault.action)) + ")"; }

Negotiated session_with(std::optional<Family> family) {
  Negotiated out;
  out.as4 = true;
  out.extended_message = true;
  out.route_refresh = true;
  out.enhanced_route_refresh = true;
  const auto all = all_families();
  out.families = family ? std::vector{*family} : std::vector(all.begin(), all.end());
  out.extended_next_hop = out.families;
  return out;
}

DecodedMessage update_message(ByteView body, const Negotiated& session) {
  const DecodedUpdate decoded = decode_update(body, session);
  DecodedMessage out;
  append_update_json(out.json, decoded.update, kDialect);
  for (const Fault& fault : decoded.faults) out.faults.push_back(fault_text(fault));
  return out;
}

DecodedMessage open_message(ByteView body) {
  const auto open = decode_open(body);
  if (!open) return {"{ \"open\": null }", {fault_text(open.error())}};
  DecodedMessage out{"{ \"open\": ", {}};
  append_open_json(out.json, *open, false, kDialect);
  out.json += " }";
  return out;
}

DecodedMessage notification_message(ByteView body) {
  const Notification notification = decode_notification(body);
  std::string json = "{ \"notification\": { \"code\": " + std::to_string(static_cast<unsigned>(notification.code)) +
                     ", \"subcode\": " + std::to_string(notification.subcode) + ", \"data\": \"" + to_hex(notification.data) +
                     "\", \"text\": " + json_string(notification.to_string());
  if (const std::string said = notification.communication(); !said.empty()) json += ", \"communication\": " + json_string(said);
  return {json + " } }", {}};
}

DecodedMessage refresh_message(ByteView body, const Negotiated& session) {
  const auto refresh = decode_route_refresh(body, session);
  if (!refresh) return {"{ \"refresh\": null }", {fault_text(refresh.error())}};
  return {"{ \"refresh\": { \"family\": " + json_string(family_name(refresh->family)) + ", \"subtype\": " + std::to_string(refresh->subtype) + " } }", {}};
}

DecodedMessage operational_message(ByteView body) {
  const auto message = decode_operational(body);
  if (!message) return {"{ \"operational\": null }", {"it is malformed, or of an unknown type"}};
  const OperationalName& row = *find_operational(message->type);
  std::string json = "{ \"operational\": { \"name\": " + json_string(row.name) + ", \"family\": " + json_string(family_name(message->family));
  if (row.form == OperationalForm::advisory) {
    json += ", \"advisory\": " + json_string(message->advisory);
  } else {
    json += ", \"router-id\": " + json_string(message->router_id->to_string()) + ", \"sequence\": " + std::to_string(message->sequence);
    if (row.form == OperationalForm::answer) json += ", \"counter\": " + std::to_string(message->counter);
  }
  return {json + " } }", {}};
}

DecodedMessage message(const Frame& frame, const Negotiated& session) {
  switch (frame.type) {
    case MessageType::open: return open_message(frame.body);
    case MessageType::update: return update_message(frame.body, session);
    case MessageType::notification: return notification_message(frame.body);
    case MessageType::keepalive: return {"{ \"keepalive\": { } }", {}};
    case MessageType::route_refresh: break;
    case MessageType::operational: return operational_message(frame.body);
  }
  return refresh_message(frame.body, session);
}

}  // namespace

Result<std::vector<DecodedMessage>> decode_messages(std::string_view hex, std::optional<Family> family) {
  const auto bytes = from_hex(hex);
  if (!bytes) return fail("this is not hex: pairs of digits 0-9 and a-f; spaces and colons between them are skipped");
  if (bytes->empty()) return fail("there is nothing to decode");
  const Negotiated session = session_with(family);
  const auto frames = whole_messages(*bytes);
  if (!frames) return std::unexpected(frames.error());
  if (frames->empty()) return std::vector{update_message(*bytes, session)};
  std::vector<DecodedMessage> out;
  for (const Frame& frame : *frames) out.push_back(message(frame, session));
  return out;
}

}  // namespace vigilcast::cmd
