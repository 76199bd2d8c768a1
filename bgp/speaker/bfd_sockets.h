// BFD on real sockets: UDP 3784 for paths of one hop (RFC 5881), 4784 for longer ones (RFC 5883); one receiving socket for each port and family that the
// configuration needs in each VRF, and a sending socket for each path, bound to its link or VRF, with its own source port from 49152 up and a TTL of 255. Whose
// a datagram is, over which link it may come too, is the engine's business. Thread: the core loop's. Errors: for people, once until it works.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "bgp/engine/bfd_paths.h"
#include "pkg/runtime/udp.h"

namespace vigilcast::bgp {

struct BfdPorts {
  std::uint16_t one_hop = 3784, multihop = 4784;
};

class BfdSockets {
 public:
  using OnDatagram = std::function<void(const BfdDatagram&)>;

  // Ports other than the standard's are for tests, 0 being whatever is free.
  BfdSockets(runtime::Loop& loop, OnDatagram on_datagram, BfdPorts ports = {}) : loop_(loop), on_datagram_(std::move(on_datagram)), ports_(ports) {}

  std::vector<Error> update(std::span<const PeerConfig> peers);  // opens and closes receiving sockets; what fails is tried again with the next update
  void carry_out(const std::vector<BfdOrder>& orders);
  void receive();  // all that has arrived, now
  void renew(const std::string& device);  // the link or VRF is another one than before: what was bound to it is opened again
  std::vector<Error> take_errors();  // of sending, as it is now

  [[nodiscard]] std::optional<Endpoint> local(BfdId id) const;  // where the path's packets come from; nothing: its socket could not be opened

 private:
  struct Kind {
    bool v6 = false, multihop = false;
    std::string vrf = {};
    friend auto operator<=>(const Kind&, const Kind&) = default;
  };
  struct Path {
    BfdPath path;
    std::optional<runtime::UdpSender> sender;
    Error problem;  // why there is no sender; no text: it was not tried yet
    bool told = false;  // by take_errors()
  };

  Result<void> open_receiver(const Kind& kind);
  void open_sender(Path& path);
  [[nodiscard]] std::uint16_t port(const Kind& kind) const;

  runtime::Loop& loop_;
  OnDatagram on_datagram_;
  BfdPorts ports_;
  std::map<Kind, std::unique_ptr<runtime::UdpReceiver>> receivers_;
  std::unordered_map<BfdId, Path> paths_;
};

}  // namespace vigilcast::bgp
