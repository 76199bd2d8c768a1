// One neighbor as ExaBGP tabulates it for `show neighbor`: what both sides say they can, side by side. A value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bgp/engine/engine.h"
#include "bgp/engine/status.h"
#include "pkg/base/time.h"

namespace vigilcast::exabgp {

// What is not known of the peer, because no session is up, is absent.
struct CapabilityView {
  std::string_view name;
  bool local = false;
  std::optional<bool> remote;
};
struct FamilyView {
  std::string name;
  bool local = true;
  std::optional<bool> remote;
  bool local_paths = false, remote_paths = false;  // path identifiers
  bool send = false, receive = false;              // of them, as agreed
};
struct CountView {
  std::string_view name;
  std::uint64_t sent = 0, received = 0;
};

struct NeighborView {
  std::string address, local_address;
  bool up = false;
  Duration age{};     // of being up or down
  std::string state;  // "ESTABLISHED"
  std::uint32_t local_as = 0;
  std::optional<std::uint32_t> remote_as;
  std::string local_id;
  std::optional<std::string> remote_id;
  unsigned local_hold = 0;
  std::optional<unsigned> remote_hold;
  std::vector<CapabilityView> capabilities;
  std::vector<FamilyView> families;
  std::vector<CountView> messages;  // the last row is the total
};

NeighborView neighbor_view(const bgp::PeerStatus& status, Instant now);
bgp::NextHop told_next_hop(const bgp::PeerStatus& status, const bgp::OutView& view);  // of a view with a winner; `self` is our end of the session
std::string fsm_name(bgp::fsm::State state);  // "ESTABLISHED"

std::string neighbor_summary(const NeighborView& view);
std::vector<std::string> neighbor_table(const NeighborView& view, bgp::Dialect dialect);  // `extensive`
std::string neighbor_json(const NeighborView& view);

}  // namespace vigilcast::exabgp
