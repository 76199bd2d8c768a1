#include "bgp/wire/operational.h"

#include <gtest/gtest.h>

#include "bgp/wire/message.h"
#include "pkg/base/text.h"

namespace vigilcast::bgp::operational_test {

using Type = Operational::Type;
const IpAddress kOurs = *IpAddress::parse("10.0.0.1");

// What ExaBGP 5.0 was seen to send, without the marker.
struct Row {
  Operational message;
  std::string_view octets;
};
const std::vector<Row> kSeen = {
    {{.type = Type::asm_, .family = kIpv4Unicast, .advisory = "hello", .router_id = {}}, "001F060002000800010168656C6C6F"},
    {{.type = Type::adm, .family = kIpv4Unicast, .advisory = "hello", .router_id = {}}, "001F060001000800010168656C6C6F"},
    {{.type = Type::rpcq, .family = kIpv6Unicast, .advisory = {}, .router_id = {}, .sequence = 7}, "0022060003000B0002010A00000100000007"},
    {{.type = Type::rpcp, .family = kIpv4Unicast, .advisory = {}, .router_id = {}, .sequence = 7, .counter = 9},
     "0026060004000F0001010A0000010000000700000009"},
    {{.type = Type::lpcp, .family = kIpv4Unicast, .advisory = {}, .router_id = {}, .sequence = 7, .counter = 9},
     "0026060008000F0001010A0000010000000700000009"},
};

TEST(Operational, IsWrittenAsExabgpDoesAndReadBack) {
  for (const Row& row : kSeen) {
    Bytes out;
    encode_operational(out, row.message, kOurs);
    EXPECT_EQ(to_hex(ByteView(out).subspan(16)), row.octets);
    const auto frame = next_frame(out, kMaxMessage, true);
    ASSERT_TRUE(frame && *frame);
    EXPECT_EQ((*frame)->type, MessageType::operational);
    Operational expected = row.message;
    if (expected.advisory.empty()) expected.router_id = kOurs;
    EXPECT_EQ(decode_operational((*frame)->body), expected);
  }
}

TEST(Operational, WhatIsMalformedOrUnknownIsNothing) {
  for (const std::string_view body : {"", "0001", "0001000800010168656C6C", "000100080001016865", "00010002000100", "0003000B0002010A000001000000",
                                      "0003000A0002010A0000010000000700", "0009000B0002010A00000100000007", "0001000400010168FF"}) {
    EXPECT_FALSE(decode_operational(*from_hex(body))) << body;
  }
}

// Without the capability there is no such message (RFC 4271 section 6.1).
TEST(Operational, IsATypeOnlyWhereItWasAgreedOn) {
  Bytes out;
  encode_operational(out, kSeen.front().message, kOurs);
  const auto frame = next_frame(out, kMaxMessage);
  ASSERT_FALSE(frame);
  EXPECT_EQ(frame.error().notification.subcode, header_error::bad_type);
}

TEST(Operational, AnAdvisoryHasAnEnd) {
  Bytes out;
  encode_operational(out, {.type = Type::adm, .family = kIpv4Unicast, .advisory = std::string(70000, 'x'), .router_id = {}}, kOurs);
  EXPECT_EQ(out.size(), kHeaderSize + 4 + 3 + kLongestAdvisory);
}

}  // namespace vigilcast::bgp::operational_test
