// The text encoder: one event may be several lines, and an empty line follows each event, as ExaBGP prints them.
#include "bgp/wire/json.h"
#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"
#include "pkg/exabgp/api/messages.h"

namespace vigilcast::exabgp {
namespace {

std::string update_text(const std::string& line, const bgp::UpdateSeen& seen, const std::string& raw, bgp::Dialect dialect, std::size_t most_bytes) {
  std::string out = line + "update start\n";
  if (seen.update.end_of_rib) {
    const bgp::Family family = *seen.update.end_of_rib;
    out += line + "update route eor " + std::to_string(static_cast<unsigned>(family.afi)) + "/" + std::to_string(static_cast<unsigned>(family.safi)) + " (" +
           bgp::family_name(family) + ")\n";
  }
  for (const auto& withdrawn : seen.update.withdrawn) {
    for (const bgp::Nlri& nlri : withdrawn.nlri) out += line + "update withdrawn " + bgp::nlri_text(nlri) + "\n";
  }
  const std::string attributes = seen.update.announced.empty() ? "" : seen.update.attributes.text(dialect);
  for (const auto& announced : seen.update.announced) {
    const std::vector<bgp::NextHop> next_hops = bgp::one_by_one(announced.next_hop);
    for (const bgp::Nlri& nlri : announced.nlri) {
      for (const bgp::NextHop& next_hop : next_hops) {
        out.append(line).append("update announced ").append(bgp::destination_text(nlri, next_hop)).append(attributes) += '\n';
        if (out.size() > most_bytes) return out;
      }
    }
  }
  return out + (raw.empty() ? "" : raw + "\n") + line + "update end\n";
}

std::string operational_text(const bgp::Operational& message) {
  const bgp::OperationalName& row = *bgp::find_operational(message.type);
  std::string out = "operational " + std::string(row.name) + " afi " + std::string(bgp::afi_name(message.family.afi)) + " safi " +
                    std::string(bgp::safi_name(message.family.safi));
  if (row.form == bgp::OperationalForm::advisory) return out + " advisory \"" + printable(message.advisory) + "\"";
  if (message.router_id) out += " router-id " + message.router_id->to_string();
  out += " sequence " + std::to_string(message.sequence);
  return out + (row.form == bgp::OperationalForm::answer ? " counter " + std::to_string(message.counter) : "");
}

std::string refresh_text(const bgp::RouteRefresh& refresh) {
  return "route-refresh afi " + std::string(bgp::afi_name(refresh.family.afi)) + " safi " + std::string(bgp::safi_name(refresh.family.safi)) + " " +
         std::string(refresh_word(refresh));
}

std::string notification_words(const bgp::NotificationSeen& seen) {
  const bgp::Notification& notification = seen.notification;
  return "notification code " + std::to_string(static_cast<unsigned>(notification.code)) + " subcode " + std::to_string(notification.subcode) + " data 0x" +
         to_hex(as_bytes(notification_text(seen)));
}

// " header 0x… body 0x…", without a body that is empty.
std::string raw_words(const RawMessage& raw) { return " header 0x" + raw.header + (raw.body.empty() ? "" : " body 0x" + raw.body); }

// What stands between the neighbor and the end of the line.
std::string words_of(const bgp::PeerEventKind& kind, bgp::Dialect dialect) {
  if (std::holds_alternative<bgp::PeerConnected>(kind)) return "connected";
  if (std::holds_alternative<bgp::PeerUp>(kind)) return "up";
  if (const auto* down = std::get_if<bgp::PeerDown>(&kind)) return "down - " + printable(down_reason(*down, dialect));
  const std::string direction = std::string(direction_name(direction_of(kind))) + " ";
  if (const auto* open = std::get_if<bgp::OpenSeen>(&kind))
    return direction + "open " + bgp::open_text(open->open, open->direction == bgp::Direction::send, dialect);
  if (std::holds_alternative<bgp::KeepaliveSeen>(kind)) return direction + "keepalive";
  if (const auto* notification = std::get_if<bgp::NotificationSeen>(&kind)) return direction + notification_words(*notification);
  if (const auto* refresh = std::get_if<bgp::RefreshSeen>(&kind)) return direction + refresh_text(refresh->refresh);
  if (const auto* operational = std::get_if<bgp::OperationalSeen>(&kind)) return direction + operational_text(operational->message);
  return {};
}

}  // namespace

std::string text_event(const Recipient& to, const Neighbor& about, const bgp::PeerEventKind& kind, bgp::Dialect dialect) {
  const std::string head = "neighbor " + about.config.address.to_string() + " ";
  const RawWanted wanted = raw_wanted(to.wants, kind);
  const RawMessage raw = wanted.apart || wanted.joined ? raw_message(kind) : RawMessage{};
  const std::string line = head + std::string(direction_name(direction_of(kind))) + " ";
  std::string out;
  if (wanted.apart) out += line + std::to_string(raw.category) + raw_words(raw) + "\n\n";
  if (!wanted.parsed) return out;
  const std::string joined = wanted.joined ? raw_words(raw) : "";
  if (const auto* update = std::get_if<bgp::UpdateSeen>(&kind)) return out + update_text(line, *update, joined, dialect, to.most_bytes) + "\n";
  const std::string words = words_of(kind, dialect);
  return words.empty() ? out : out + head + words + joined + "\n\n";
}

}  // namespace vigilcast::exabgp
