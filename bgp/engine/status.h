// A peer as seen from outside: values for status tables, metrics and explain.
#pragma once

#include <array>
#include <optional>
#include <string>

#include "bgp/engine/event.h"
#include "bgp/engine/history.h"
#include "bgp/engine/peer_config.h"
#include "pkg/base/time.h"

namespace vigilcast::bgp {

struct MessageCounters {
  std::uint64_t open = 0, update = 0, notification = 0, keepalive = 0, refresh = 0, operational = 0;
  [[nodiscard]] std::uint64_t total() const { return open + update + notification + keepalive + refresh + operational; }
};

// UPDATEs about a family, End-of-RIB among them, and the destinations in them.
struct FamilyTraffic {
  std::uint64_t updates = 0, announced = 0, withdrawn = 0;
};
struct FamilyCounters {
  Family family;
  FamilyTraffic sent{}, received{};
};

struct PeerStatus {
  PeerId id = 0;
  PeerConfig config;
  std::string range;                    // the name of the range that it called from; empty: configured by itself
  fsm::State state = fsm::State::idle;
  Instant since;                        // of this state: Established, or down
  std::optional<Negotiated> negotiated; // while Established
  std::optional<Open> peer_open;        // the last one seen
  std::optional<bfd::Status> bfd;       // when configured
  Endpoint local, remote;               // of the connection; of the last one when down
  fsm::DownReason last_down = fsm::DownReason::none;  // why the last session or attempt ended; kept while Established
  std::string last_down_text;
  fsm::DownReason last_loss = fsm::DownReason::none;  // why the last session that was up ended, whatever attempts failed since
  std::string last_loss_text;
  Notification last_notification;       // sent or received when last_down says so
  std::uint64_t sessions = 0;           // times Established
  std::uint64_t connect_attempts = 0;
  bool given_up = false;                // PeerConfig::most_attempts of them have ended
  MessageCounters sent, received;
  std::vector<FamilyCounters> families; // since the peer is known
  std::shared_ptr<const Open> own_open; // the last one sent
  History::Entries history;
  std::shared_ptr<const MalformedMessage> last_malformed;
  std::size_t routes_desired = 0;       // Adj-RIB-Out: what should be announced
  std::size_t routes_sent = 0;          // what the peer has been told
  std::size_t routes_received = 0;      // Adj-RIB-In
  std::size_t received_bytes = 0;       // of memory, as counted against PeerConfig::received_bytes
  std::uint64_t routes_unkept = 0;      // how often one was received that there was no memory for
  std::uint64_t routes_refused = 0;     // of what was received: by the import filter, or as route leaks (RFC 9234) and the like
  std::optional<Instant> reading_paused;  // since when nothing is read from the peer, because an observer has no room
  std::uint64_t reading_pauses = 0;     // how often
  bool draining = false;                // RFC 8326
};

}  // namespace vigilcast::bgp
