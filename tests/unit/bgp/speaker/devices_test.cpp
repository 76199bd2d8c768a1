// What is watched, without changing any link of this host: tests/interop takes links away.
#include "bgp/speaker/devices.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::devices_test {

PeerConfig bound_to(const std::string& interface) {
  PeerConfig out;
  out.interface = interface;
  return out;
}

TEST(Devices, NothingHasChangedBetweenTwoLooks) {
  runtime::Loop loop;
  Devices devices(loop, [] {});
  EXPECT_FALSE(devices.update(std::vector{bound_to("lo"), bound_to("no-such-link")}));
  EXPECT_TRUE(devices.look().empty());
}

TEST(Devices, ALinkIsItsNumberAndWhetherItRuns) {
  const runtime::LinkState loopback = runtime::link_state("lo");
  EXPECT_NE(loopback.index, 0U);
  EXPECT_EQ(runtime::link_state("no-such-link"), runtime::LinkState{});
  EXPECT_EQ(runtime::link_state("a name that is too long for a link"), runtime::LinkState{});
}

TEST(Devices, AChangeIsToldInWords) {
  const auto words = [](runtime::LinkState before, runtime::LinkState after) { return Devices::Change{"eth0", before, after}.text(); };
  EXPECT_EQ(words({3, true}, {3, false}), "interface eth0 went down");
  EXPECT_EQ(words({3, false}, {3, true}), "interface eth0 is up again");
  EXPECT_EQ(words({3, true}, {}), "interface eth0 is gone");
  EXPECT_EQ(words({}, {3, false}), "interface eth0 has appeared");
  EXPECT_EQ(words({3, true}, {7, true}), "interface eth0 was made anew");
}

}  // namespace vigilcast::bgp::devices_test
