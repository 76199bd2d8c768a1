#include "bgp/engine/bfd_paths.h"

#include <algorithm>

namespace vigilcast::bgp {
namespace {

constexpr std::uint8_t kNextToUs = 255;

// Why the datagram is not of this path though it names its discriminator; empty: it is.
std::string_view stranger(const BfdPath& path, const BfdDatagram& datagram) {
  if (path.remote != datagram.from || path.multihop != datagram.multihop) return "from another address or port than the peer's";
  if (path.vrf != datagram.vrf || (!path.interface.empty() && path.interface != datagram.interface)) return "over another interface or VRF than the peer's";
  return {};
}

std::uint8_t min_ttl(const BfdConfig& config) { return config.multihop ? static_cast<std::uint8_t>(256U - *config.multihop) : kNextToUs; }

}  // namespace

void BfdPaths::set(PeerId peer, const PeerConfig& config, const std::optional<IpAddress>& remote, Instant now) {
  if (!config.bfd || !remote) return remove(peer, now);
  const BfdPath path{*remote, config.local_address, config.bfd->multihop.has_value(), config.interface, config.vrf};
  if (const auto known = by_peer_.find(peer); known != by_peer_.end() && entries_.at(known->second).path != path) remove(peer, now);
  Entry& entry = join(path, peer, *config.bfd, now);
  apply_settings(entry, now);
  settle(by_peer_.at(peer));
}

BfdPaths::Entry& BfdPaths::join(const BfdPath& path, PeerId peer, const BfdConfig& config, Instant now) {
  auto known = by_path_.find(path);
  if (known == by_path_.end()) {
    const BfdId id = new_id();
    known = by_path_.emplace(path, id).first;
    entries_.emplace(id, Entry{path, min_ttl(config), {}, bfd::Session(config.session, digests_, id, Rng(rng_.next()), now)});
    orders_.emplace_back(OpenBfd{id, path});
  }
  Entry& entry = entries_.at(known->second);
  const bool joined = entry.peers.insert_or_assign(peer, config).second;
  by_peer_[peer] = known->second;
  if (joined && entry.session.status().state == bfd::State::up) changes_.push_back({peer, {.from = bfd::State::down, .to = bfd::State::up}});
  return entry;
}

void BfdPaths::apply_settings(Entry& entry, Instant now) {
  const BfdConfig& first = entry.peers.begin()->second;
  entry.min_ttl = min_ttl(first);
  if (entry.session.settings() != first.session) entry.session.configure(first.session, now);
  entry.session.enable(now);
}

void BfdPaths::remove(PeerId peer, Instant now) {
  const auto known = by_peer_.find(peer);
  if (known == by_peer_.end()) return;
  const BfdId id = known->second;
  by_peer_.erase(known);
  Entry& entry = entries_.at(id);
  entry.peers.erase(peer);
  if (entry.session.status().state == bfd::State::up) changes_.push_back({peer, {.from = bfd::State::up, .to = bfd::State::admin_down}});
  if (entry.peers.empty()) {
    entry.session.disable(now);
  } else {
    apply_settings(entry, now);
  }
  settle(id);
}

void BfdPaths::stop(Instant now) {
  std::vector<PeerId> all;
  for (const auto& [peer, id] : by_peer_) all.push_back(peer);
  for (const PeerId peer : all) remove(peer, now);
}

BfdPaths::Entry* BfdPaths::find(const BfdDatagram& datagram, std::uint32_t discriminator) {
  if (discriminator != 0) {
    const auto found = entries_.find(discriminator);
    return found == entries_.end() ? nullptr : &found->second;
  }
  for (const std::string& interface : {datagram.interface, std::string()}) {
    for (const auto& local : {std::optional(datagram.to), std::optional<IpAddress>()}) {
      const auto found = by_path_.find({datagram.from, local, datagram.multihop, interface, datagram.vrf});
      if (found != by_path_.end()) return &entries_.at(found->second);
    }
  }
  return nullptr;
}

void BfdPaths::receive(const BfdDatagram& datagram, Instant now) {
  const auto packet = bfd::decode(datagram.data);
  Entry* entry = find(datagram, packet ? packet->your_discriminator : 0);
  if (entry == nullptr) return;
  if (!packet) return entry->session.refuse(packet.error());
  if (const auto why = stranger(entry->path, datagram); !why.empty()) return entry->session.refuse(why);
  if (datagram.ttl < entry->min_ttl) return entry->session.refuse("from farther away than is configured: its TTL is too low");
  const BfdId id = entry->session.status().discriminator;
  entry->session.receive(*packet, datagram.data, now);
  settle(id);
}

std::optional<Instant> BfdPaths::next_deadline() const {
  if (deadlines_.empty()) return std::nullopt;
  return deadlines_.begin()->first;
}

void BfdPaths::on_time(Instant now) {
  std::vector<BfdId> due;
  for (const auto& [at, id] : deadlines_) {
    if (at > now) break;
    due.push_back(id);
  }
  for (const BfdId id : due) {
    entries_.at(id).session.on_time(now);
    settle(id);
  }
}

const bfd::Status* BfdPaths::status(PeerId peer) const {
  const auto known = by_peer_.find(peer);
  return known == by_peer_.end() ? nullptr : &entries_.at(known->second).session.status();
}

std::optional<IpAddress> BfdPaths::remote(PeerId peer) const {
  const auto known = by_peer_.find(peer);
  return known == by_peer_.end() ? std::nullopt : std::optional(entries_.at(known->second).path.remote);
}

// After anything that happened to a session: its packets, its change, its next deadline, and its end.
void BfdPaths::settle(BfdId id) {
  Entry& entry = entries_.at(id);
  for (Bytes& packet : entry.session.take_packets()) orders_.emplace_back(SendBfd{id, std::move(packet)});
  if (const auto change = entry.session.take_change()) {
    for (const auto& [peer, config] : entry.peers) changes_.push_back({peer, *change});
  }
  if (const auto known = deadline_of_.find(id); known != deadline_of_.end()) {
    deadlines_.erase({known->second, id});
    deadline_of_.erase(known);
  }
  if (entry.peers.empty() && entry.session.silent()) {
    orders_.emplace_back(CloseBfd{id});
    by_path_.erase(entry.path);
    entries_.erase(id);
  } else if (const auto next = entry.session.next_deadline()) {
    deadlines_.emplace(*next, id);
    deadline_of_[id] = *next;
  }
}

BfdId BfdPaths::new_id() {
  for (;;) {
    const auto id = static_cast<BfdId>(rng_.next());
    if (id != 0 && !entries_.contains(id)) return id;
  }
}

}  // namespace vigilcast::bgp
