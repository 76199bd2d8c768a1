#include "bgp/speaker/listeners.h"

#include <algorithm>
#include <set>

namespace vigilcast::bgp {

namespace {

IpAddress any_address(const IpAddress& like) {
  static constexpr std::uint8_t zeros[16] = {};
  return like.is_v6() ? IpAddress::v6(zeros) : IpAddress();
}

std::optional<Endpoint> own_listener(const PeerConfig& peer) {
  if (!peer.listen_port) return std::nullopt;
  return Endpoint{peer.local_address.value_or(any_address(peer.address)), *peer.listen_port};
}

std::set<Endpoint> wanted(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers) {
  std::set<Endpoint> result(endpoints.begin(), endpoints.end());
  for (const PeerConfig& peer : peers) {
    if (const auto own = own_listener(peer)) result.insert(*own);
  }
  std::erase_if(result, [&](const Endpoint& one) { return !one.address.is_unspecified() && result.contains({any_address(one.address), one.port}); });
  return result;
}

bool may_call(const PeerConfig& peer, const Endpoint& listener) {
  if (peer.address.is_v6() != listener.address.is_v6()) return false;
  return listener.address.is_unspecified() || !peer.local_address || *peer.local_address == listener.address;
}

// A peer that insists on a TTL of 255 (RFC 5082) does so for the handshake too. Others do not mind how far our packets could go.
std::optional<std::uint8_t> handshake_ttl(std::span<const PeerConfig> peers) {
  std::optional<std::uint8_t> highest;
  for (const PeerConfig& peer : peers) highest = std::max(highest, peer.outgoing_ttl);
  return highest;
}

// By address, for the kernel knows a caller by nothing else: of peers that share an address and not the password, the first one's counts.
std::map<IpAddress, std::string> wanted_keys(const Endpoint& listener, std::span<const PeerConfig> peers, std::vector<Error>& errors) {
  std::map<IpAddress, const PeerConfig*> callers;
  for (const PeerConfig& peer : peers) {
    if (!may_call(peer, listener)) continue;
    const PeerConfig& first = *callers.emplace(peer.address, &peer).first->second;
    if (first.md5_password == peer.md5_password) continue;
    errors.push_back({"peers " + first.name + " and " + peer.name + " both call from " + peer.address.to_string() + " and have different MD5 passwords; on " +
                          listener.to_string() + " an address can have one only, that of " + first.name + " is used",
                      "", "give both the same password, or let each have a local address of its own and listen on these instead of " + listener.to_string()});
  }
  std::map<IpAddress, std::string> keys;
  for (const auto& [address, peer] : callers) {
    if (!peer->md5_password.empty()) keys[address] = peer->md5_password;
  }
  return keys;
}

}  // namespace

std::vector<Error> Listeners::update(std::span<const Endpoint> endpoints, std::span<const PeerConfig> peers) {
  const std::set<Endpoint> all = wanted(endpoints, peers);
  std::erase_if(open_, [&](const auto& entry) { return !all.contains(entry.first); });
  std::vector<Error> errors;
  failed_.clear();
  for (const Endpoint& endpoint : all) {
    if (open_.contains(endpoint)) continue;
    auto listener = std::make_unique<runtime::TcpListener>(loop_, on_accept_);
    if (const auto opened = listener->open(endpoint)) {
      open_[endpoint].listener = std::move(listener);
    } else {
      errors.push_back(opened.error());
      failed_.emplace(endpoint, opened.error());
    }
  }
  for (auto& [endpoint, open] : open_) {
    set_keys(endpoint, open, peers, errors);
    if (const auto set = open.listener->set_outgoing_ttl(handshake_ttl(peers)); !set) errors.push_back(set.error());
  }
  return errors;
}

void Listeners::set_keys(const Endpoint& endpoint, Open& open, std::span<const PeerConfig> peers, std::vector<Error>& errors) const {
  const std::map<IpAddress, std::string> keys = wanted_keys(endpoint, peers, errors);
  const auto set = [&](const IpAddress& peer, const std::string& key) {
    const auto done = open.listener->set_md5_key(peer, key);
    if (!done) errors.push_back(done.error());
    return done.has_value();
  };
  std::erase_if(open.keys, [&](const auto& old) { return !keys.contains(old.first) && set(old.first, ""); });
  for (const auto& [peer, key] : keys) {
    const auto old = open.keys.find(peer);
    if (old != open.keys.end() && old->second == key) continue;
    if (set(peer, key)) open.keys[peer] = key;
  }
}

std::optional<Error> Listeners::why_closed(const PeerConfig& peer) const {
  const auto own = own_listener(peer);
  if (!own) return std::nullopt;
  auto found = failed_.find(*own);
  if (found == failed_.end()) found = failed_.find({any_address(peer.address), own->port});  // which covers it
  return found == failed_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<Endpoint> Listeners::local() const {
  std::vector<Endpoint> result;
  for (const auto& [endpoint, open] : open_) result.push_back(open.listener->local());
  return result;
}

}  // namespace vigilcast::bgp
