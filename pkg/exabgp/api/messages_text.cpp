// The text encoder: one event may be several lines, and an empty line follows each event, as ExaBGP prints them.
#include "bgp/wire/json.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/messages.h"

namespace vigilcast::exabgp {
namespace {

std::string direction_word(bgp::Direction direction) { return direction == bgp::Direction::send ? "send" : "receive"; }

std::string update_text(const std::string& head, const bgp::UpdateSeen& seen, bgp::Dialect dialect, std::size_t most_bytes) {
  const std::string line = head + " " + direction_word(seen.direction) + " update ";
  std::string out = line + "start\n";
  if (seen.update.end_of_rib) {
    const bgp::Family family = *seen.update.end_of_rib;
    out += line + "route eor " + std::to_string(static_cast<unsigned>(family.afi)) + "/" + std::to_string(static_cast<unsigned>(family.safi)) + " (" +
           bgp::family_name(family) + ")\n";
  }
  for (const auto& withdrawn : seen.update.withdrawn) {
    for (const bgp::Nlri& nlri : withdrawn.nlri) out += line + "withdrawn " + bgp::nlri_text(nlri) + "\n";
  }
  if (seen.update.announced.empty()) return out + line + "end\n";
  const std::string attributes = seen.update.attributes.text(dialect) + "\n";
  for (const auto& announced : seen.update.announced) {
    for (const bgp::Nlri& nlri : announced.nlri) {
      out += line + (announced.next_hop.address ? "announced " : "") + bgp::destination_text(nlri, announced.next_hop);
      out += attributes;
      if (out.size() > most_bytes) return out;
    }
  }
  return out + line + "end\n";
}

std::string notification_text(const std::string& head, const bgp::NotificationSeen& seen) {
  return head + " " + direction_word(seen.direction) + " notification code " + std::to_string(static_cast<unsigned>(seen.notification.code)) + " subcode " +
         std::to_string(seen.notification.subcode) + " data " + (seen.notification.data.empty() ? "" : "0x" + to_hex(seen.notification.data)) + "\n";
}

std::string refresh_text(const std::string& head, const bgp::RefreshSeen& seen) {
  static constexpr std::string_view kSubtypes[] = {"query", "begin", "end"};
  const bgp::RouteRefresh& refresh = seen.refresh;
  return head + " " + direction_word(seen.direction) + " route-refresh afi " + std::string(bgp::afi_name(refresh.family.afi)) + " safi " +
         std::string(bgp::safi_name(refresh.family.safi)) + " " + std::string(refresh.subtype < 3 ? kSubtypes[refresh.subtype] : "invalid") + "\n";
}

std::string operational_text(const std::string& head, const bgp::OperationalSeen& seen) {
  const bgp::Operational& message = seen.message;
  const bgp::OperationalName& row = *bgp::find_operational(message.type);
  std::string out = head + " " + direction_word(seen.direction) + " operational " + std::string(row.name) + " afi " +
                    std::string(bgp::afi_name(message.family.afi)) + " safi " + std::string(bgp::safi_name(message.family.safi));
  if (row.form == bgp::OperationalForm::advisory) return out + " advisory \"" + printable(message.advisory) + "\"\n";
  if (message.router_id) out += " router-id " + message.router_id->to_string();
  out += " sequence " + std::to_string(message.sequence);
  return out + (row.form == bgp::OperationalForm::answer ? " counter " + std::to_string(message.counter) : "") + "\n";
}

std::string body(const std::string& head, const bgp::PeerEventKind& kind, bgp::Dialect dialect, std::size_t most_bytes) {
  if (std::holds_alternative<bgp::PeerConnected>(kind)) return head + " connected\n";
  if (std::holds_alternative<bgp::PeerUp>(kind)) return head + " up\n";
  if (const auto* down = std::get_if<bgp::PeerDown>(&kind)) return head + " down - " + printable(down_reason(*down)) + "\n";
  if (const auto* open = std::get_if<bgp::OpenSeen>(&kind))
    return head + " " + direction_word(open->direction) + " open " + bgp::open_text(open->open, dialect) + "\n";
  if (const auto* keepalive = std::get_if<bgp::KeepaliveSeen>(&kind)) return head + " " + direction_word(keepalive->direction) + " keepalive\n";
  if (const auto* update = std::get_if<bgp::UpdateSeen>(&kind)) return update_text(head, *update, dialect, most_bytes);
  if (const auto* notification = std::get_if<bgp::NotificationSeen>(&kind)) return notification_text(head, *notification);
  if (const auto* refresh = std::get_if<bgp::RefreshSeen>(&kind)) return refresh_text(head, *refresh);
  if (const auto* operational = std::get_if<bgp::OperationalSeen>(&kind)) return operational_text(head, *operational);
  return {};
}

}  // namespace

std::string text_event(const Neighbor& about, const bgp::PeerEvent& event, bgp::Dialect dialect, std::size_t most_bytes) {
  const std::string out = body("neighbor " + about.config.address.to_string(), event.kind, dialect, most_bytes);
  return out.empty() ? out : out + "\n";
}

}  // namespace vigilcast::exabgp
