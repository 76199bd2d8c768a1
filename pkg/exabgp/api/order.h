// What a line of the process API asks for, as values that the core carries out.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "bgp/engine/engine.h"
#include "pkg/model/process.h"

namespace vigilcast::exabgp {

struct RouteOrder {
  std::vector<bgp::PeerId> peers;
  std::vector<bgp::RouteChange> changes;
};
struct EndOfRibOrder {
  std::vector<bgp::PeerId> peers;
  bgp::Family family;
};
struct RefreshOrder {
  std::vector<bgp::PeerId> peers;
  bgp::Family family;
};  // ROUTE-REFRESH to the peer
struct AdviceOrder {
  std::vector<bgp::PeerId> peers;
  bgp::Operational message;
};  // an OPERATIONAL message
struct FlushOrder {
  std::vector<bgp::PeerId> peers;
};                        // send everything again
struct ClearOrder {
  std::vector<bgp::PeerId> peers;
};                        // withdraw everything that files and processes announced
struct ForgetOrder {
  std::vector<bgp::PeerId> peers;
};                        // what was received from them
struct TeardownOrder {
  std::vector<bgp::PeerId> peers;
  std::uint8_t subcode = 0;
};
struct WatchdogOrder {
  std::string name;
  bool announce = true;
};
struct CreateOrder {
  bgp::PeerConfig peer;
  std::vector<model::Attachment> attachments;
};                        // a peer that no file names, until the next reload
struct DeleteOrder {
  std::vector<bgp::PeerId> peers;
};                        // of those
enum class DaemonOrder : std::uint8_t { shutdown, reload, restart };

// What the peer is told: a shutdown communication where ExaBGP sends one (RFC 9003).
bgp::Notification teardown_notification(std::uint8_t subcode);

using Order = std::variant<RouteOrder, EndOfRibOrder, RefreshOrder, AdviceOrder, FlushOrder, ClearOrder, ForgetOrder, TeardownOrder, WatchdogOrder, CreateOrder,
                           DeleteOrder, DaemonOrder>;

}  // namespace vigilcast::exabgp
