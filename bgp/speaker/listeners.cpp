#include "bgp/speaker/listeners.h"

#include <algorithm>
#include <optional>

namespace vigilcast::bgp {

namespace {

IpAddress any_address(const IpAddress& like) {
  static constexpr std::uint8_t zeros[16] = {};
  return like.is_v6() ? IpAddress::v6(zeros) : IpAddress();
}

// Who may be at the other end: one address, those of a range, or anybody on the link.
Prefix callers_of(const PeerConfig& peer) {
  static constexpr std::uint8_t link_local[16] = {0xfe, 0x80};
  if (peer.remote_range) return *peer.remote_range;
  return peer.unnumbered() ? Prefix{IpAddress::v6(link_local), 10} : Prefix::host(peer.address);
}

}  // namespace

std::optional<Listeners::Place> Listeners::own_place(const PeerConfig& peer) {
  if (!peer.listen_port) return std::nullopt;
  const IpAddress address = peer.local_address.value_or(any_address(callers_of(peer).address));
  return Place{{address, *peer.listen_port}, peer.vrf.empty() ? peer.interface : "", peer.vrf};
}

std::set<Listeners::Place> Listeners::wanted(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers) {
  std::set<Place> result;
  for (const Endpoint& endpoint : endpoints) result.insert({endpoint, {}, {}});
  for (const PeerConfig& peer : peers) {
    if (const auto own = own_place(peer)) result.insert(*own);
  }
  std::erase_if(result, [&](const Place& one) {
    const Place wildcard{{any_address(one.endpoint.address), one.endpoint.port}, {}, one.vrf};
    return one != wildcard && result.contains(wildcard);
  });
  return result;
}

bool Listeners::may_call(const PeerConfig& peer, const Place& place) {
  if (callers_of(peer).address.is_v6() != place.endpoint.address.is_v6() || peer.vrf != place.vrf) return false;
  if (!place.interface.empty() && peer.interface != place.interface) return false;
  return place.endpoint.address.is_unspecified() || !peer.local_address || *peer.local_address == place.endpoint.address;
}

// By address, for the kernel knows a caller by nothing else: of peers that share an address and not the password, the first one's counts.
std::map<Prefix, const PeerConfig*> Listeners::callers(const Place& place, std::span<const PeerConfig> peers, std::vector<Error>& errors) {
  std::map<Prefix, const PeerConfig*> result;
  for (const PeerConfig& peer : peers) {
    if (!may_call(peer, place)) continue;
    const Prefix from = callers_of(peer);
    const PeerConfig& first = *result.emplace(from, &peer).first->second;
    if (first.md5_password == peer.md5_password && first.ao_keys == peer.ao_keys) continue;
    const std::string who = from.length == from.address.bits() ? from.address.to_string() : from.to_string();
    errors.push_back({"peers " + first.name + " and " + peer.name + " both call from " + who + " and have different passwords; on " +
                          place.endpoint.to_string() + " an address can have one only, that of " + first.name + " is used",
                      "",
                      "give both the same password, or let each have a local address of its own and listen on these instead of " + place.endpoint.to_string()});
  }
  return result;
}

std::vector<Error> Listeners::update(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers) {
  const std::set<Place> all = wanted(endpoints, peers);
  std::erase_if(open_, [&](const auto& entry) { return !all.contains(entry.first); });
  failed_.clear();
  std::vector<Error> errors;
  for (const Place& place : all) {
    if (open_.contains(place)) continue;
    auto listener = std::make_unique<runtime::TcpListener>(loop_, on_accept_);
    if (const auto opened = listener->open(place.endpoint, place.interface, place.vrf)) {
      open_[place].listener = std::move(listener);
    } else {
      errors.push_back(opened.error());
      failed_.emplace(place, opened.error());
    }
  }
  for (auto& [place, open] : open_) {
    const auto from = callers(place, peers, errors);
    set_md5(open, from, errors);
    set_ao(open, from, errors);
    set_ttls(place, open, peers, errors);
  }
  return errors;
}

void Listeners::renew(const std::string& device) {
  std::erase_if(open_, [&](const auto& entry) { return entry.first.interface == device || entry.first.vrf == device; });
}

void Listeners::set_md5(Open& open, const std::map<Prefix, const PeerConfig*>& callers, std::vector<Error>& errors) {
  const auto set = [&](const Prefix& from, const std::string& key) {
    const auto done = open.listener->set_md5_key(from, key);
    if (!done) errors.push_back(done.error());
    return done.has_value();
  };
  const auto has_key = [&](const Prefix& from) { return callers.contains(from) && !callers.at(from)->md5_password.empty(); };
  std::erase_if(open.md5, [&](const auto& old) { return !has_key(old.first) && set(old.first, ""); });
  for (const auto& [from, peer] : callers) {
    const auto old = open.md5.find(from);
    if (peer->md5_password.empty() || (old != open.md5.end() && old->second == peer->md5_password)) continue;
    if (set(from, peer->md5_password)) open.md5[from] = peer->md5_password;
  }
}

std::optional<Error> Listeners::why_closed(const PeerConfig& peer) const {
  const auto own = own_place(peer);
  if (!own) return std::nullopt;
  auto found = failed_.find(*own);
  if (found == failed_.end()) found = failed_.find({{any_address(own->endpoint.address), own->endpoint.port}, {}, own->vrf});  // which covers it
  return found == failed_.end() ? std::nullopt : std::optional(found->second);
}

void Listeners::set_ao(Open& open, const std::map<Prefix, const PeerConfig*>& callers, std::vector<Error>& errors) {
  std::map<Prefix, std::vector<TcpAoKey>> wanted;
  for (const auto& old : open.ao) wanted[old.first] = {};
  for (const auto& [from, peer] : callers) {
    if (!peer->ao_keys.empty()) wanted[from] = peer->ao_keys;
  }
  for (const auto& [from, keys] : wanted) {
    if (open.ao[from] == keys) continue;
    if (const auto done = open.listener->set_ao_keys(from, open.ao[from], keys)) {
      open.ao[from] = keys;
    } else {
      errors.push_back(done.error());
    }
  }
  std::erase_if(open.ao, [](const auto& entry) { return entry.second.empty(); });
}

// A peer that insists on a TTL of 255 (RFC 5082) does so for the handshake too; others do not mind how far our packets could go. We can insist on one during
// the handshake only if all of those who may call here keep to it.
void Listeners::set_ttls(const Place& place, Open& open, std::span<const PeerConfig> peers, std::vector<Error>& errors) {
  std::optional<std::uint8_t> outgoing, incoming;
  for (const PeerConfig& peer : peers) {
    if (!may_call(peer, place)) continue;
    outgoing = std::max(outgoing, peer.outgoing_ttl);
    const std::uint8_t least = peer.incoming_ttl.value_or(0);
    incoming = std::min(incoming.value_or(least), least);
  }
  if (const auto set = open.listener->set_outgoing_ttl(outgoing); !set) errors.push_back(set.error());
  if (const auto set = open.listener->set_min_ttl(incoming.value_or(0)); !set) errors.push_back(set.error());
}

std::vector<Endpoint> Listeners::local() const {
  std::vector<Endpoint> result;
  for (const auto& [place, open] : open_) result.push_back(open.listener->local());
  return result;
}

}  // namespace vigilcast::bgp
