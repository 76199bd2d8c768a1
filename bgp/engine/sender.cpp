#include "bgp/engine/sender.h"

#include <algorithm>
#include <cstdint>
#include <expected>

#include "bgp/rib/leak.h"

namespace vigilcast::bgp {
namespace {

using Destinations = std::span<const DestinationId>;

// A next hop of another address family means something only to a peer that knows RFC 8950; for others it is an error that may end the session.
std::expected<NextHop, std::string> next_hop_for(Family family, const RouteNextHop& given, const Sender::Session& session) {
  const std::string afi(afi_name(family.afi));
  const auto resolved = export_next_hop(given, family, session.self, session.negotiated);
  if (!resolved) {
    return std::unexpected("next-hop self has no " + afi + " address on the interface of " + session.self.session.to_string() +
                           "; add one there, or write the next-hop");
  }
  if (family.safi != Safi::unicast || !resolved->address || resolved->address->is_v4() == (family.afi == Afi::ipv4)) return *resolved;
  if (resolved->address->is_v6() && session.negotiated.maps_next_hop(family)) return *resolved;
  const ExtendedNextHop pair{family, resolved->address->is_v4() ? Afi::ipv4 : Afi::ipv6};
  if (std::ranges::find(session.config.assumed_next_hop, pair) != session.config.assumed_next_hop.end()) return *resolved;
  return std::unexpected("the next-hop " + resolved->address->to_string() + " is of another family than the " + afi +
                         " route, and that was not negotiated (RFC 8950); write an " + afi + " next-hop");
}

// Why a route may not go out, by its attributes.
std::optional<std::string> refusal_of(const AttributeSet& given, Family family, const Sender::Session& session) {
  if (auto refusal = session.config.export_filter.refusal_of(given, session.negotiated.local_as)) return "export filter: " + *refusal;
  if (!may_leave(given, family, session.negotiated)) return "it may go to customers only (RFC 9234), and the peer is none";
  return std::nullopt;
}

// What the session makes of a route's attributes. Whatever it looks at belongs to the ExportKey.
AttributeSet attributes_for(const AttributeSet& given, Family family, const Sender::Session& session) {
  AttributeSet out = export_attributes(given, session.negotiated);
  mark_sent(out, family, session.negotiated);
  if (session.draining) mark_graceful_shutdown(out, session.negotiated);
  if (!session.config.send_non_transitive) drop_non_transitive(out, session.negotiated);
  return out;
}

// The messages of one batch for one session.
class Encoder {
 public:
  Encoder(const RouteStore& store, const AdjRibOut::Batch& batch, NextHop next_hop, const Sender::Session& session)
      : store_(store), batch_(batch), next_hop_(std::move(next_hop)), session_(session) {}

  // A withdrawal with attributes is one destination's alone. Where they leave no room, it goes without: it must not be lost.
  UpdateGroup::Message farewell(DestinationId destination, const Path& path) {
    Bytes bytes;
    const NlriView view = store_.destinations.view(destination);
    const NextHop next_hop = export_next_hop(path.next_hop, batch_.family, session_.self, session_.negotiated).value_or(NextHop{});
    const AttributeSet attributes = attributes_for(*path.attributes, batch_.family, session_);
    const std::size_t count = encode_withdraw(bytes, batch_.family, next_hop, attributes, std::span(&view, 1), session_.negotiated);
    if (count == 0) return message(Destinations(&destination, 1));
    return {share(std::move(bytes)), count};
  }

  // For as many from the front as fit; 0 of them when not even one does. Made only when nobody of the group has made it.
  UpdateGroup::Message message(Destinations destinations) {
    if (const auto* known = session_.group.find(batch_, destinations)) return *known;
    prepare();
    views_.clear();
    std::size_t octets = 0;
    for (std::size_t i = 0; i < destinations.size() && octets <= session_.negotiated.max_message(); ++i) {
      octets += views_.emplace_back(store_.destinations.view(destinations[i])).wire.size();
    }
    Bytes bytes;
    const std::size_t count = batch_.withdraw ? encode_withdraw(bytes, batch_.family, views_, session_.negotiated)
                                              : encode_announce(bytes, batch_.family, next_hop_, attributes_, views_, session_.negotiated);
    UpdateGroup::Message out{share(std::move(bytes)), count};
    if (count != 0) session_.group.keep(batch_, destinations, out);
    return out;
  }

  // The same as a value, for those who watch.
  Update value(Destinations destinations) {
    prepare();
    Update update;
    std::vector<Nlri> nlri;
    for (const DestinationId id : destinations) nlri.push_back(store_.destinations.nlri(id));
    if (batch_.withdraw) {
      update.withdrawn.push_back({batch_.family, std::move(nlri)});
    } else {
      update.attributes = attributes_;
      update.announced.push_back({batch_.family, next_hop_, std::move(nlri)});
    }
    return update;
  }

 private:
  void prepare() {
    if (std::exchange(prepared_, true) || batch_.withdraw) return;
    attributes_ = attributes_for(*store_.path(batch_.path).attributes, batch_.family, session_);
  }

  const RouteStore& store_;
  const AdjRibOut::Batch& batch_;
  NextHop next_hop_;
  const Sender::Session& session_;
  bool prepared_ = false;
  AttributeSet attributes_;
  std::vector<NlriView> views_;
};

void refuse(AdjRibOut& rib, Destinations destinations, const Sender::Session& session, const std::string& reason) {
  const Nlri first = rib.store().destinations.nlri(destinations.front());
  rib.refused(destinations);
  session.tell(RouteRefused{first, reason});
}

// Takes out of the batch what the export filter has against its destinations; how many.
std::size_t filter_destinations(AdjRibOut& rib, AdjRibOut::Batch& batch, const Sender::Session& session) {
  const RouteFilter& filter = session.config.export_filter;
  if (filter.prefixes.empty()) return 0;
  const auto why_not = [&](DestinationId id) { return filter.refusal_of(rib.store().destinations.nlri(id)); };
  const auto rest = std::ranges::stable_partition(batch.destinations, [&](DestinationId id) { return !why_not(id); });
  if (rest.empty()) return 0;
  const std::string reason = "export filter: " + *why_not(rest.front());
  refuse(rib, Destinations(rest.begin(), rest.end()), session, reason);
  const std::size_t count = rest.size();
  batch.destinations.erase(rest.begin(), rest.end());
  return count;
}

// Takes out of the batch the paths that are more than the peer wants to one destination; how many.
std::size_t limit_paths(AdjRibOut& rib, AdjRibOut::Batch& batch, const Sender::Session& session) {
  const std::vector<DestinationId> excess = rib.hold_back(batch);
  if (excess.empty()) return 0;
  session.tell(RouteRefused{rib.store().destinations.nlri(excess.front()), "the peer wants no more paths to it (its paths limit)"});
  return excess.size();
}

FamilyTraffic traffic_of(const AdjRibOut::Batch& batch, std::size_t count) {
  return {.updates = 1, .announced = batch.withdraw ? 0 : count, .withdrawn = batch.withdraw ? count : 0};
}

// How many destinations may share an UPDATE.
std::size_t most_together(const PeerConfig& config, Family family) {
  if (!config.group_updates) return 1;
  return !config.exabgp_updates || family == kIpv4Unicast || family.safi == Safi::mcast_vpn ? SIZE_MAX : 1;
}

// Where ExaBGP says attributes with a withdrawal.
bool has_farewell(const PeerConfig& config, const AdjRibOut::Batch& batch) {
  return config.exabgp_updates && batch.withdraw && batch.family.safi != Safi::unicast && batch.family.safi != Safi::multicast;
}

// Takes out of the batch what the peer has been told in these very words, when only our note of it has changed: `next-hop self` in place of the address.
std::size_t drop_repetitions(AdjRibOut& rib, AdjRibOut::Batch& batch, const NextHop& next_hop, const Sender::Session& session) {
  const RouteStore& store = rib.store();
  const AttributeSet& attributes = *store.path(batch.path).attributes;
  const auto is_known = [&](DestinationId id) {
    const PathId told = rib.told(id);
    if (told == 0 || told == batch.path || rib.asked_again(id)) return false;
    const Path& before = store.path(told);
    return *before.attributes == attributes && next_hop_for(batch.family, before.next_hop, session) == next_hop;
  };
  const auto known = std::ranges::stable_partition(batch.destinations, [&](DestinationId id) { return !is_known(id); });
  if (known.empty()) return 0;
  const AdjRibOut::Batch same{.withdraw = false, .family = batch.family, .path = batch.path, .destinations = {known.begin(), known.end()}};
  batch.destinations.erase(known.begin(), known.end());
  rib.taken(same, same.destinations.size());
  return same.destinations.size();
}

}  // namespace

Sender::Progress Sender::pump(AdjRibOut& rib, const Session& session, std::size_t& budget) {
  while (session.has_room() && budget != 0) {
    auto batch = rib.next_batch(budget);
    if (!batch) return Progress::done;
    send_batch(rib, *std::move(batch), session, budget);
  }
  if (!rib.pending()) return Progress::done;
  return budget == 0 ? Progress::budget_spent : Progress::blocked;
}

void Sender::send_batch(AdjRibOut& rib, AdjRibOut::Batch batch, const Session& session, std::size_t& budget) {
  const auto spend = [&](std::size_t count) { budget -= std::min(budget, count); };
  if (!session.negotiated.has(batch.family)) {
    spend(batch.destinations.size());
    return batch.withdraw ? rib.taken(batch, batch.destinations.size()) : rib.refused(batch.destinations);
  }
  NextHop next_hop;
  if (!batch.withdraw) {
    const Path& path = rib.store().path(batch.path);
    const auto resolved = next_hop_for(batch.family, path.next_hop, session);
    const auto refusal = resolved ? refusal_of(*path.attributes, batch.family, session) : resolved.error();
    spend(refusal ? batch.destinations.size() : 0);
    if (refusal) return refuse(rib, batch.destinations, session, *refusal);
    spend(filter_destinations(rib, batch, session));
    spend(limit_paths(rib, batch, session));
    if (batch.destinations.empty()) return;
    next_hop = *resolved;
    spend(drop_repetitions(rib, batch, next_hop, session));
    if (batch.destinations.empty()) return;
  }
  const Destinations all(batch.destinations);
  Encoder encoder(rib.store(), batch, next_hop, session);
  const bool with_farewell = has_farewell(session.config, batch);
  const std::size_t together = with_farewell ? 1 : most_together(session.config, batch.family);
  std::size_t at = 0;
  while (at < all.size() && session.has_room()) {
    const Destinations rest = all.subspan(at, std::min(all.size() - at, together));
    const auto [bytes, count] = with_farewell ? encoder.farewell(rest.front(), rib.farewell(rest.front())) : encoder.message(rest);
    if (count == 0) {
      refuse(rib, rest.first(1), session,
             "its attributes leave no room for the prefix in a message of " + std::to_string(session.negotiated.max_message()) + " bytes");
      ++at;
      continue;
    }
    session.count_update(batch.family, traffic_of(batch, count));
    session.link.send(bytes);  // first: whoever watches must not hold up a withdrawal
    if (session.interest.updates_sent) {
      session.tell(UpdateSeen{Direction::send, encoder.value(rest.first(count)), {}, session.interest.raw ? *bytes : Bytes{}});
    }
    at += count;
  }
  rib.taken(batch, at);
  spend(at);
}

void Sender::end_of_rib(Family family, const Session& session) {
  Bytes message;
  encode_end_of_rib(message, family);
  session.count_update(family, {.updates = 1});
  if (session.interest.updates_sent) {
    Update update;
    update.end_of_rib = family;
    session.tell(UpdateSeen{Direction::send, std::move(update), {}, session.interest.raw ? message : Bytes{}});
  }
  session.link.send(share(std::move(message)));
}

}  // namespace vigilcast::bgp
