// PeerEvents as log lines, in the manners of the personality. Lines that a peer can cause at will are rate-limited.
// Thread: the core loop.
#pragma once

#include "bgp/engine/event.h"
#include "bgp/engine/status.h"
#include "pkg/app/options.h"
#include "pkg/telemetry/log.h"
#include "pkg/telemetry/rate_limit.h"

namespace vigilcast::app {

class PeerLog {
 public:
  PeerLog(telemetry::Log& log, Personality personality) : log_(log), personality_(personality) {}

  void configured(const bgp::PeerConfig& config);  // a new neighbour
  // `status` is of the event's peer, after the event; nullptr for a connection that is nobody's.
  void write(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now);
  // Routes sent are worth their events only when somebody reads the lines.
  [[nodiscard]] bool wants_sent_routes() const;
  [[nodiscard]] bool wants_received_routes() const;

 private:
  void write_native(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now);
  void write_exabgp(const bgp::PeerEvent& event, const bgp::PeerStatus* status, Instant now);
  void down(const bgp::PeerDown& event, const bgp::PeerStatus& status, Instant now);
  void faults(const bgp::UpdateSeen& event, const bgp::PeerStatus& status, Instant now);
  void limited(telemetry::Level level, const std::string& key, std::string text, Instant now);

  telemetry::Log& log_;
  Personality personality_;
  telemetry::RateLimit limit_{5, std::chrono::seconds(10)};
};

}  // namespace vigilcast::app
