// Turns the difference between desired and sent into messages on one established link, as far as the link's send queue and the turn's budget allow.
#pragma once

#include "bgp/engine/link.h"
#include "bgp/engine/status.h"
#include "bgp/engine/update_group.h"
#include "bgp/rib/adj_rib_out.h"
#include "bgp/rib/export.h"

namespace vigilcast::bgp {

class Sender {
 public:
  // More is encoded only while fewer bytes than this wait for the kernel: a slow peer costs this much memory, and a withdrawal waits
  // behind no more than this.
  static constexpr std::size_t kHighWater = 256 * 1024;
  // Destinations that one peer is told of in one go, about a millisecond's work: timers and other peers get their turn in between.
  static constexpr std::size_t kSlice = 16 * 1024;

  struct Session {
    Link& link;
    const Negotiated& negotiated;
    const PeerConfig& config;
    SelfAddresses self;
    UpdateGroup& group;
    const Interest& interest;
    bool draining = false;  // RFC 8326
    std::function<void(PeerEventKind)> tell;
    std::function<void(Family, const FamilyTraffic&)> count_update;
    std::function<bool()> may_send;  // as far as PeerConfig::rate_limit is concerned

    // For one more message.
    [[nodiscard]] bool has_room() const { return link.queued() < kHighWater && may_send(); }
  };

  enum class Progress : std::uint8_t { done, blocked, budget_spent };
  // Takes what it sends off `budget`, which counts destinations.
  static Progress pump(AdjRibOut& rib, const Session& session, std::size_t& budget);
  static void end_of_rib(Family family, const Session& session);

 private:
  static void send_batch(AdjRibOut& rib, AdjRibOut::Batch batch, const Session& session, std::size_t& budget);
};

}  // namespace vigilcast::bgp
