#include "bgp/bfd/packet.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::bfd_packet_test {

using namespace std::chrono_literals;

TEST(BfdPacket, ReadsWhatAnotherImplementationSent) {
  // Up again after a silence, with an echo of 50 ms offered.
  const auto packet = bfd::decode(*from_hex("21C8031853E24CEA7D3A0B4C000493E0000493E00000C350"));
  ASSERT_TRUE(packet);
  EXPECT_EQ(packet->state, bfd::State::up);
  EXPECT_EQ(packet->diagnostic, bfd::Diagnostic::detection_time_expired);
  EXPECT_TRUE(packet->independent);
  EXPECT_EQ(packet->my_discriminator, 0x53e24ceaU);
  EXPECT_EQ(packet->your_discriminator, 0x7d3a0b4cU);
  EXPECT_EQ(packet->desired_min_tx, 300ms);
  EXPECT_EQ(packet->required_min_echo_rx, 50ms);
}

TEST(BfdPacket, WritesWhatItReads) {
  bfd::Packet packet;
  packet.diagnostic = bfd::Diagnostic::path_down;
  packet.state = bfd::State::init;
  packet.poll = true;
  packet.demand = true;
  packet.my_discriminator = 1;
  packet.your_discriminator = 0xffffffff;
  packet.desired_min_tx = 1s;
  packet.required_min_rx = 10ms;
  EXPECT_EQ(to_hex(bfd::encode(packet)), "25A2031800000001FFFFFFFF000F42400000271000000000");
  packet.authentication = bfd::Authentication{bfd::AuthenticationType::meticulous_md5, 9, 0x01020304, Bytes(16, 0xaa)};
  const Bytes signed_packet = bfd::encode(packet);
  EXPECT_EQ(signed_packet.size(), 48U);
  EXPECT_EQ(bfd::decode(signed_packet), packet);
}

TEST(BfdPacket, NamesEveryDiagnostic) {
  EXPECT_EQ(bfd::diagnostic_text(bfd::Diagnostic::concatenated_path_down), "concatenated path down");
  EXPECT_EQ(bfd::diagnostic_text(bfd::Diagnostic{31}), "diagnostic 31");
}

}  // namespace vigilcast::bgp::bfd_packet_test
