// UDP as BFD needs it: one receiving socket for a port of a family, which tells where and with which TTL each datagram came, and sending sockets with a source
// port of their own. Thread: the loop's. A datagram that cannot be sent is lost, as on any network.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "pkg/base/ip.h"
#include "pkg/base/result.h"
#include "pkg/runtime/descriptor.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::runtime {

struct Datagram {
  Endpoint from;
  IpAddress to;
  std::uint8_t ttl = 0;    // as it arrived
  std::string interface;   // that it came over
  ByteView data;           // valid during the call; what is longer than 256 bytes is cut off
};

class UdpReceiver {
 public:
  using OnDatagram = std::function<void(const Datagram&)>;

  UdpReceiver(Loop& loop, OnDatagram on_datagram);
  ~UdpReceiver();
  UdpReceiver(const UdpReceiver&) = delete;
  UdpReceiver& operator=(const UdpReceiver&) = delete;

  // An unspecified address listens everywhere; IPv6 takes IPv6 only. `vrf`: in this one; empty: in the default one.
  // `beside`: receivers that may have the same port, because they are in other VRFs; nobody else may.
  Result<void> open(const Endpoint& endpoint, const std::string& vrf = {}, std::span<UdpReceiver* const> beside = {});
  [[nodiscard]] Endpoint local() const;

  // Takes what the kernel has, now: what arrived while this thread was busy comes before any conclusion from its absence.
  void receive();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

struct UdpOptions {
  std::optional<IpAddress> local_address = {};  // the kernel chooses when absent
  std::string interface = {};                   // only over this one; also the scope of a link-local address; empty: any
  std::string vrf = {};                         // in this VRF, instead of the default one
  std::uint16_t first_port = 0, last_port = 0;  // the source port is one of these, by chance
  std::uint8_t ttl = 255;
};

class UdpSender {
 public:
  static Result<UdpSender> open(const Endpoint& remote, const UdpOptions& options);
  void send(ByteView data) const;
  [[nodiscard]] Endpoint local() const;

 private:
  UdpSender(Descriptor socket, const Endpoint& remote, std::string interface);

  Descriptor socket_;
  Endpoint remote_;
  std::string interface_;
};

}  // namespace vigilcast::runtime
