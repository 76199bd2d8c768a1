#include "bgp/engine/sender.h"

#include <algorithm>
#include <expected>

#include "bgp/rib/leak.h"

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

// What the session makes of a route's attributes; or why it may not go out.
std::expected<AttributeSet, std::string> attributes_for(const AdjRibOut::Batch& batch, const Sender::Session& session) {
  if (auto refusal = session.config.export_filter.refusal_of(*batch.attributes, session.negotiated.local_as))
    return std::unexpected("export filter: " + *refusal);
  AttributeSet out = export_attributes(*batch.attributes, session.negotiated);
  if (!may_leave(out, batch.family, session.negotiated)) return std::unexpected("it may go to customers only (RFC 9234), and the peer is none");
  mark_sent(out, batch.family, session.negotiated);
  if (session.draining) mark_graceful_shutdown(out, session.negotiated);
  if (!session.config.send_non_transitive) drop_non_transitive(out, session.negotiated);
  return out;
}

// Takes out of the batch what the export filter has against its destinations.
void filter_destinations(AdjRibOut& rib, AdjRibOut::Batch& batch, const Sender::Session& session) {
  const RouteFilter& filter = session.config.export_filter;
  if (filter.prefixes.empty()) return;
  const auto rest = std::ranges::stable_partition(batch.nlri, [&](const Nlri& nlri) { return !filter.refusal_of(nlri); });
  if (rest.empty()) return;
  AdjRibOut::Batch refused = batch;
  refused.nlri.assign(rest.begin(), rest.end());
  batch.nlri.erase(rest.begin(), rest.end());
  refuse(rib, refused, session, "export filter: " + *filter.refusal_of(refused.nlri.front()));
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
    auto batch = rib.next_batch(kBatch);
    if (!batch) return true;
    send_batch(rib, *std::move(batch), session);
  }
  return !rib.pending();
}

void Sender::send_batch(AdjRibOut& rib, AdjRibOut::Batch batch, const Session& session) {
  if (!session.negotiated.has(batch.family)) return rib.refused(batch);
  NextHop next_hop;
  AttributeSet attributes;
  if (!batch.withdraw) {
    const auto resolved = next_hop_for(batch, session);
    if (!resolved) return refuse(rib, batch, session, resolved.error());
    next_hop = *resolved;
    auto exported = attributes_for(batch, session);
    if (!exported) return refuse(rib, batch, session, exported.error());
    attributes = *std::move(exported);
    filter_destinations(rib, batch, session);
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
