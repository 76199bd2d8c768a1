#include "pkg/exabgp/verbs/encode.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::exabgp::encode_test {

const std::string kMarker(32, 'F');

EncodeRequest request(const std::string& route, bool paths = false) {
  EncodeRequest out;
  out.route = route;
  out.neighbor = imagined_neighbor({}, paths);
  return out;
}

std::string line_of(const EncodeRequest& request) {
  const auto lines = encode(request);
  if (!lines) return "error: " + lines.error().to_string();
  EXPECT_EQ(lines->size(), 1U);
  return lines->empty() ? "" : lines->front();
}

// ExaBGP 6's own example.
TEST(ExabgpEncode, ARouteWithinOneAs) {
  const std::string expected = kMarker + "00300200000015400101004002004003040102030440050400000064180A0000";
  for (const char* route : {"route 10.0.0.0/24 next-hop 1.2.3.4", "announce route 10.0.0.0/24 next-hop 1.2.3.4", "10.0.0.0/24 next-hop 1.2.3.4",
                            "ipv4 unicast 10.0.0.0/24 next-hop 1.2.3.4"}) {
    EXPECT_EQ(line_of(request(route)), expected) << route;
  }
}

TEST(ExabgpEncode, BetweenTwo) {
  EncodeRequest external = request("route 10.0.0.0/24 next-hop 1.2.3.4");
  external.neighbor.local_as = 65000;
  external.neighbor.peer_as = 65001;
  external.header = false;
  EXPECT_EQ(line_of(external),
            "00000014400101004002060201"
            "0000FDE8"
            "40030401020304"
            "180A0000");
}

TEST(ExabgpEncode, DestinationsAlone) {
  EncodeRequest numbered = request("10.0.0.0/24 next-hop 1.2.3.4 path-information 1.2.3.4", true);
  numbered.nlri = true;
  EXPECT_EQ(line_of(numbered), "01020304180A0000");
}

TEST(ExabgpEncode, WithdrawalsAndFlows) {
  EXPECT_EQ(line_of(request("withdraw route 10.0.0.0/24")), kMarker + "001B020004180A00000000");
  EXPECT_EQ(line_of(request("flow route { match { destination 10.0.0.0/24; } then { discard; } }")),
            kMarker + "003E02000000274001010040020040050400000064C010088006000000000000800E0B00018500000501180A0000");
}

TEST(ExabgpEncode, SplitMakesSeveralMessages) {
  const auto lines = encode(request("route 10.0.0.0/24 next-hop 1.2.3.4 split /25"));
  ASSERT_TRUE(lines);
  EXPECT_EQ(lines->size(), 2U);
}

TEST(ExabgpEncode, WhatIsNoRouteIsAnError) {
  EncodeRequest other_family = request("route 10.0.0.0/24 next-hop 1.2.3.4");
  other_family.neighbor.families = {bgp::kIpv6Unicast};
  EXPECT_NE(line_of(other_family).find("does not have the family ipv4 unicast"), std::string::npos);
  EXPECT_NE(line_of(request("route 10.0.0.0/33 next-hop 1.2.3.4")).find("10.0.0.0/33"), std::string::npos);
  EXPECT_NE(line_of(request("foo bar")).find("not understood"), std::string::npos);
  EXPECT_NE(line_of(request("announce watchdog dog")).find("this is no route"), std::string::npos);
}

}  // namespace vigilcast::exabgp::encode_test
