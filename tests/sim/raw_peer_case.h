// A node, `us`, and a raw peer that it connects to.
#pragma once

#include <gtest/gtest.h>

#include "pkg/base/bytes.h"
#include "tests/sim/raw_peer.h"
#include "tests/sim/words.h"

namespace vigilcast::sim::raw_peer_case {

using bgp::fsm::DownReason;
using bgp::fsm::State;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class RawPeerTest : public testing::Test {
 protected:
  RawPeerTest() {
    bgp::PeerConfig config;
    config.name = "raw";
    config.address = ip("10.0.0.9");
    config.local_as = 65000;
    config.peer_as = 65009;
    config.router_id = ip("10.0.0.1");
    config.hold_time = 90;
    config.families = {bgp::kIpv4Unicast};
    us.add_peer(config);
  }
  ~RawPeerTest() override { EXPECT_EQ(world.violation(), ""); }

  [[nodiscard]] bgp::PeerStatus status() const { return us.status("raw").value(); }
  void wait(Duration length) { world.run_for(length); }
  void say_hex(std::string_view hex) { peer.say(from_hex(hex).value()); }
  void establish(std::uint16_t hold_time = 90) { establish(peer.open(65009, hold_time)); }
  void establish(const bgp::Open& open) {
    us.boot();
    wait(milliseconds(10));
    peer.say(open);
    wait(milliseconds(10));
    peer.say_keepalive();
    wait(milliseconds(10));
    ASSERT_EQ(status().state, State::established);
    peer.heard.clear();
  }

  World world{1};
  Node& us = world.add("us", ip("10.0.0.1"), 65000);
  RawPeer peer{world, ip("10.0.0.9")};
};

}  // namespace vigilcast::sim::raw_peer_case
