#include "bgp/engine/sender.h"

#include <algorithm>
#include <expected>

namespace vigilcast::bgp {
namespace {

constexpr std::size_t kBatch = 16384;  // destinations looked at together; an UPDATE takes about a thousand of them

// A next hop of another address family means something only to a peer that knows RFC 8950; for others it is an error that may end the session.
std::expected<NextHop, std::string> next_hop_for(const AdjRibOut::Batch& batch, const Sender::Session& session) {
  const std::string afi(afi_name(batch.family.afi));
  const auto resolved = export_next_hop(batch.next_hop, batch.family, session.self);
  if (!resolved) {
    return std::unexpected("next-hop self has no " + afi + " address on the interface of " + session.self.session.to_string() +
                           "; add one there, or write the next-hop");
  }
  if (batch.family.safi != Safi::unicast || !resolved->address || resolved->address->is_v4() == (batch.family.afi == Afi::ipv4)) return *resolved;
  if (resolved->address->is_v6() && session.negotiated.maps_next_hop(batch.family)) return *resolved;
  return std::unexpected("the next-hop " + resolved->address->to_string() + " is of another family than the " + afi +
                         " route, and that was not negotiated (RFC 8950); write an " + afi + " next-hop");
}

void refuse(AdjRibOut& rib, const AdjRibOut::Batch& batch, const Sender::Session& session, const std::string& reason) {
  rib.refused(batch);
  session.tell(RouteRefused{batch.nlri.front(), reason});
}

Update sent_update(const AdjRibOut::Batch& batch, std::span<const Nlri> nlri, const NextHop& next_hop, const AttributeSet& attributes) {
  Update update;
  std::vector<Nlri> copy(nlri.begin(), nlri.end());
  if (batch.withdraw) {
    update.withdrawn.push_back({batch.family, std::move(copy)});
  } else {
    update.attributes = attributes;
    update.announced.push_back({batch.family, next_hop, std::move(copy)});
  }
  return update;
}

}  // namespace

bool Sender::pump(AdjRibOut& rib, const Session& session) {
  while (session.link.queued() < kHighWater) {
    const auto batch = rib.next_batch(kBatch);
    if (!batch) return true;
    send_batch(rib, *batch, session);
  }
  return !rib.pending();
}

void Sender::send_batch(AdjRibOut& rib, const AdjRibOut::Batch& batch, const Session& session) {
  if (!session.negotiated.has(batch.family)) return rib.refused(batch);
  NextHop next_hop;
  AttributeSet attributes;
  if (!batch.withdraw) {
    const auto resolved = next_hop_for(batch, session);
    if (!resolved) return refuse(rib, batch, session, resolved.error());
    next_hop = *resolved;
    attributes = export_attributes(*batch.attributes, session.negotiated);
  }
  const std::span<const Nlri> all(batch.nlri);
  std::size_t at = 0;
  while (at < all.size() && session.link.queued() < kHighWater) {
    const std::size_t most = session.config.group_updates ? all.size() - at : 1;
    const std::size_t done = send_message(batch, all.subspan(at, most), next_hop, attributes, session);
    if (done == 0) {
      AdjRibOut::Batch one = batch;
      one.nlri.assign(1, all[at]);
      refuse(rib, one, session, "its attributes leave no room for the prefix in a message of " + std::to_string(session.negotiated.max_message()) + " bytes");
    }
    at += std::max<std::size_t>(done, 1);
  }
  rib.taken(batch, at);
}

std::size_t Sender::send_message(const AdjRibOut::Batch& batch, std::span<const Nlri> nlri, const NextHop& next_hop, const AttributeSet& attributes,
                                 const Session& session) {
  Bytes message;
  const std::size_t done = batch.withdraw ? encode_withdraw(message, batch.family, nlri, session.negotiated)
                                          : encode_announce(message, batch.family, next_hop, attributes, nlri, session.negotiated);
  if (done == 0) return 0;
  session.count_update();
  // The bytes go first: whoever watches must not hold up a withdrawal.
  Bytes raw = session.interest.updates_sent && session.interest.raw ? message : Bytes{};
  session.link.send(std::move(message));
  if (session.interest.updates_sent) session.tell(UpdateSeen{Direction::send, sent_update(batch, nlri.first(done), next_hop, attributes), {}, std::move(raw)});
  return done;
}

void Sender::end_of_rib(Family family, const Session& session) {
  Bytes message;
  encode_end_of_rib(message, family);
  session.count_update();
  if (session.interest.updates_sent) {
    Update update;
    update.end_of_rib = family;
    session.tell(UpdateSeen{Direction::send, std::move(update), {}, session.interest.raw ? message : Bytes{}});
  }
  session.link.send(std::move(message));
}

}  // namespace vigilcast::bgp
