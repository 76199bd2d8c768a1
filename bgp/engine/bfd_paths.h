// The BFD sessions of all peers: one for each path (RFC 5882 section 2), however many peers share it. Tells packets apart by discriminator, or by where they
// came from while the sender does not know ours, and drops those that came from too far away (RFC 5881 section 5, RFC 5883 section 5) or over another link.
// Pure: orders for the sockets and changes for the peers come out as values. Thread: the engine's.
//
// A path that no peer asks for any more says AdminDown for a detection time before it goes, so that nobody takes its end for a failure.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <unordered_map>
#include <variant>
#include <vector>

#include "bgp/engine/event.h"
#include "bgp/engine/peer_config.h"

namespace vigilcast::bgp {

using BfdId = std::uint32_t;  // our discriminator

struct BfdPath {
  IpAddress remote;
  std::optional<IpAddress> local;  // the kernel chooses when absent
  bool multihop = false;
  std::string interface = {};      // the link that it is bound to, and the scope of a link-local address; empty: any
  std::string vrf = {};            // empty: the default one
  friend auto operator<=>(const BfdPath&, const BfdPath&) = default;
};

// --- orders for the sockets -------------------------------------------------------------------------------------------
struct OpenBfd {
  BfdId id;
  BfdPath path;
};
struct SendBfd {
  BfdId id;
  Bytes data;
};
struct CloseBfd {
  BfdId id;
};
using BfdOrder = std::variant<OpenBfd, SendBfd, CloseBfd>;

// --- what the sockets received ----------------------------------------------------------------------------------------
struct BfdDatagram {
  IpAddress from, to;
  std::uint8_t ttl = 0;   // as it arrived
  bool multihop = false;  // the port that it came to: 4784, not 3784
  ByteView data;
  std::string interface = {};  // that it came over
  std::string vrf = {};        // of the socket that heard it
};

class BfdPaths {
 public:
  struct PeerChange {
    PeerId peer;
    bfd::Change change;
  };

  BfdPaths(bfd::Digests digests, Rng rng) : digests_(std::move(digests)), rng_(rng) {}

  // What the peer's configuration asks for, now or from now on; of peers that share a path the first one's timers and key count. `remote` is who is at the
  // other end; while that is not known there is no path.
  void set(PeerId peer, const PeerConfig& config, const std::optional<IpAddress>& remote, Instant now);
  void remove(PeerId peer, Instant now);
  void stop(Instant now);  // AdminDown everywhere

  void receive(const BfdDatagram& datagram, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const;
  void on_time(Instant now);

  std::vector<BfdOrder> take_orders() { return std::exchange(orders_, {}); }
  std::vector<PeerChange> take_changes() { return std::exchange(changes_, {}); }
  [[nodiscard]] const bfd::Status* status(PeerId peer) const;  // nullptr: the peer has no BFD
  [[nodiscard]] std::optional<IpAddress> remote(PeerId peer) const;  // nothing: the peer has no path

 private:
  struct Entry {
    BfdPath path;
    std::uint8_t min_ttl = 255;
    std::map<PeerId, BfdConfig> peers;
    bfd::Session session;
  };

  Entry& join(const BfdPath& path, PeerId peer, const BfdConfig& config, Instant now);
  Entry* find(const BfdDatagram& datagram, std::uint32_t discriminator);
  void apply_settings(Entry& entry, Instant now);
  void settle(BfdId id);
  [[nodiscard]] BfdId new_id();

  bfd::Digests digests_;
  Rng rng_;
  std::unordered_map<BfdId, Entry> entries_;
  std::map<BfdPath, BfdId> by_path_;
  std::map<PeerId, BfdId> by_peer_;
  std::set<std::pair<Instant, BfdId>> deadlines_;
  std::unordered_map<BfdId, Instant> deadline_of_;
  std::vector<BfdOrder> orders_;
  std::vector<PeerChange> changes_;
};

}  // namespace vigilcast::bgp
