// A peer without an engine: it says exactly the bytes that a test gives it, whenever the test wants, and notes what it hears.
#pragma once

#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace vigilcast::sim {

class RawPeer : public Host {
 public:
  RawPeer(World& world, const IpAddress& address);

  void connect(const IpAddress& to);
  void say(const Bytes& bytes);  // on the newest connection
  [[nodiscard]] bgp::Open open(std::uint32_t asn, std::uint16_t hold_time) const;
  void say(const bgp::Open& open);
  void say_open(std::uint32_t asn, std::uint16_t hold_time) { say(open(asn, hold_time)); }
  void say_keepalive();
  void hang_up();

  void handle(const bgp::TransportEvent& event) override;
  bgp::ConnectionId new_connection_id() override { return ++last_; }
  [[nodiscard]] bool listens() const override { return listening; }
  [[nodiscard]] std::optional<IpAddress> other_family() const override { return std::nullopt; }

  IpAddress identifier;                 // in its OPEN
  bool listening = true;
  bool closes_at_once = false;          // accepts and hangs up, as some load balancers do
  std::vector<std::string> heard;       // "connected", "OPEN", "KEEPALIVE", "NOTIFICATION 6/7", "closed", …
  std::vector<Instant> connected_at;

 private:
  void hear(ByteView data);

  World& world_;
  IpAddress address_;
  bgp::ConnectionId last_ = 0;
  bgp::ConnectionId current_ = 0;
  Bytes input_;
};

}  // namespace vigilcast::sim
