#include "pkg/runtime/udp.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <array>

#include "tests/unit/pkg/runtime/run_until.h"

namespace vigilcast::runtime::udp_test {

struct Heard {
  Endpoint from;
  IpAddress to;
  std::uint8_t ttl;
  Bytes data;
  std::string interface = {};
};

class Udp : public ::testing::TestWithParam<const char*> {
 protected:
  IpAddress address = *IpAddress::parse(GetParam());
  Loop loop;
  std::vector<Heard> heard;
  UdpReceiver receiver{loop, [this](const Datagram& datagram) {
                         heard.push_back({datagram.from, datagram.to, datagram.ttl, Bytes(datagram.data.begin(), datagram.data.end()), datagram.interface});
                       }};
  void SetUp() override {
    if (address.is_v6() && ::access("/proc/net/if_inet6", F_OK) != 0) GTEST_SKIP() << "no IPv6 here";
    const auto opened = receiver.open({address, 0});
    ASSERT_TRUE(opened) << opened.error().to_string();
  }
};
INSTANTIATE_TEST_SUITE_P(Families, Udp, ::testing::Values("127.0.0.1", "::1"));

TEST_P(Udp, TellsWhereADatagramCameFromAndHowFar) {
  const auto sender = UdpSender::open(receiver.local(), {.local_address = address, .first_port = 49152, .last_port = 65535});
  ASSERT_TRUE(sender) << sender.error().to_string();
  EXPECT_GE(sender->local().port, 49152);
  const auto far = UdpSender::open(receiver.local(), {.first_port = 49152, .last_port = 65535, .ttl = 254});
  ASSERT_TRUE(far);
  sender->send(as_bytes("near"));
  far->send(as_bytes("far"));
  ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 2; }));
  EXPECT_EQ(heard[0].from, sender->local());
  EXPECT_EQ(heard[0].to, address);
  EXPECT_EQ(heard[0].ttl, 255);
  EXPECT_EQ(as_text(heard[0].data), "near");
  EXPECT_EQ(heard[1].ttl, 254);
}

TEST_P(Udp, WhatHasArrivedCanBeTakenWithoutTheLoop) {
  const auto sender = UdpSender::open(receiver.local(), {.first_port = 49152, .last_port = 65535});
  ASSERT_TRUE(sender);
  for (int i = 0; i < 100; ++i) sender->send(as_bytes("x"));
  receiver.receive();
  EXPECT_EQ(heard.size(), 100U);
}

TEST_P(Udp, SaysThatThePortIsTaken) {
  UdpReceiver second(loop, {});
  const auto taken = second.open(receiver.local());
  ASSERT_FALSE(taken);
  EXPECT_NE(taken.error().text.find("address in use: UDP"), std::string::npos);
}

TEST_P(Udp, SharesItsPortWithThoseThatAreNamedOnly) {
  UdpReceiver second(loop, {}), third(loop, {});
  const std::array others{&receiver};
  const auto opened = second.open(receiver.local(), {}, others);
  ASSERT_TRUE(opened) << opened.error().to_string();
  EXPECT_FALSE(third.open(receiver.local()));
}

TEST_P(Udp, TellsTheInterface) {
  const auto sender = UdpSender::open(receiver.local(), {.interface = "lo", .first_port = 49152, .last_port = 65535});
  ASSERT_TRUE(sender) << sender.error().to_string();
  sender->send(as_bytes("x"));
  ASSERT_TRUE(run_until(loop, [&] { return heard.size() == 1; }));
  EXPECT_EQ(heard[0].interface, "lo");
}

TEST(UdpReceiver, SaysThatThereIsNoSuchVrf) {
  Loop loop;
  UdpReceiver receiver(loop, {});
  const auto opened = receiver.open(*Endpoint::parse("127.0.0.1:0"), "no-such-vrf");
  ASSERT_FALSE(opened);
  EXPECT_NE(opened.error().text.find("cannot open UDP 127.0.0.1:0: there is no VRF no-such-vrf"), std::string::npos) << opened.error().text;
}

TEST(UdpSender, SaysThatItsAddressIsNotHere) {
  const auto absent =
      UdpSender::open(*Endpoint::parse("127.0.0.1:3784"), {.local_address = *IpAddress::parse("192.0.2.9"), .first_port = 49152, .last_port = 65535});
  ASSERT_FALSE(absent);
  EXPECT_NE(absent.error().text.find("192.0.2.9"), std::string::npos);
}

TEST(UdpSender, SaysThatThereIsNoFreePort) {
  const UdpOptions one{.local_address = *IpAddress::parse("127.0.0.1"), .first_port = 49999, .last_port = 49999};
  const auto first = UdpSender::open(*Endpoint::parse("127.0.0.1:3784"), one);
  const auto second = UdpSender::open(*Endpoint::parse("127.0.0.1:3784"), one);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().text, "no free UDP port between 49999 and 49999");
}

}  // namespace vigilcast::runtime::udp_test
