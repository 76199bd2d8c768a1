// Turns the difference between desired and sent into messages on one established link, as far as the link's send queue allows.
#pragma once

#include "bgp/engine/link.h"
#include "bgp/rib/adj_rib_out.h"
#include "bgp/rib/export.h"

namespace vigilcast::bgp {

class Sender {
 public:
  struct Session {
    Link& link;
    const Negotiated& negotiated;
    const PeerConfig& config;
    SelfAddresses self;
    const Interest& interest;
    bool draining = false;  // RFC 8326
    std::function<void(PeerEventKind)> tell;
    std::function<void()> count_update;
  };

  // More is encoded only while fewer bytes than this wait for the kernel: a slow peer costs this much memory, and a withdrawal waits
  // behind no more than this.
  static constexpr std::size_t kHighWater = 256 * 1024;

  // True when everything is sent.
  static bool pump(AdjRibOut& rib, const Session& session);
  static void end_of_rib(Family family, const Session& session);

 private:
  static void send_batch(AdjRibOut& rib, AdjRibOut::Batch batch, const Session& session);
  static std::size_t send_message(const AdjRibOut::Batch& batch, std::span<const Nlri> nlri, const NextHop& next_hop, const AttributeSet& attributes,
                                  const Session& session);
};

}  // namespace vigilcast::bgp
