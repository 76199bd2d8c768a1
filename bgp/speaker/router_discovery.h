// Who the other router of a link is, learned and told as RFC 4861 has it: routers advertise themselves, and whoever comes up asks them to. We advertise with
// a lifetime of 0, so that no host takes us for its default router; other BGP speakers with a session "by interface" take our address from it.
//
// Pure: messages and instants in, messages out. The last router that was heard is the neighbour: there is one on a point-to-point link.
#pragma once

#include <optional>
#include <vector>

#include "pkg/base/bytes.h"
#include "pkg/base/ip.h"
#include "pkg/base/rng.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

class RouterDiscovery {
 public:
  static constexpr std::uint8_t kSolicitation = 133, kAdvertisement = 134;

  struct Message {
    IpAddress to;
    Bytes data;
  };

  explicit RouterDiscovery(Rng rng) : rng_(rng) {}

  std::vector<Message> start(Instant now);  // also again, when the link has been down: everybody on it is asked anew
  // Anything that is not well-formed (RFC 4861 sections 6.1.1, 6.1.2), or came through a router, is ignored.
  std::vector<Message> handle(const IpAddress& from, int hop_limit, ByteView message, Instant now);
  [[nodiscard]] std::optional<Instant> next_deadline() const { return next_; }
  std::vector<Message> on_time(Instant now);

  [[nodiscard]] const std::optional<IpAddress>& neighbour() const { return neighbour_; }

 private:
  std::vector<Message> advertise(Instant now);

  Rng rng_;
  std::optional<IpAddress> neighbour_;
  std::optional<Instant> next_;
  std::optional<Instant> advertised_;
  bool asking_ = false;  // nobody has answered since the start
  unsigned sent_ = 0;
};

}  // namespace vigilcast::bgp
