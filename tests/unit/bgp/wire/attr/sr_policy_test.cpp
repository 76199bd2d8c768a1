// Candidate paths of SR policies: words, octets of the sub-TLVs, and words again.
#include "bgp/wire/attr/sr_policy.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::sr_policy_test {

using namespace wire_test;

struct Row {
  std::string_view words;
  std::string_view octets;  // of the tunnel's value
};

class SrPolicyWords : public testing::TestWithParam<Row> {};

TEST_P(SrPolicyWords, AreReadAndPrinted) {
  const auto attribute = read("tunnel-encaps [ sr-policy " + std::string(GetParam().words) + " ]");
  ASSERT_TRUE(attribute) << attribute.error().to_string();
  const auto& tunnel = std::get<TunnelEncapsulation>(*attribute).tunnels.at(0);
  EXPECT_EQ(tunnel.type, 15);
  Bytes octets;
  for (const auto& sub_tlv : tunnel.sub_tlvs) append_sub_tlv(octets, sub_tlv.type, sub_tlv.value);
  EXPECT_EQ(to_hex(octets), to_hex(hex(GetParam().octets)));
  EXPECT_EQ(sr_policy::text(tunnel), "sr-policy " + std::string(GetParam().words));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, SrPolicyWords,
    testing::Values(
        Row{"preference 100", "0C06 0000 00000064"}, Row{"priority 7", "0F02 0700"}, Row{"binding-sid null", "0D02 0000"},
        Row{"binding-sid mpls 16", "0D06 0000 00010000"}, Row{"srv6-binding-sid 2001:db8::1", "1412 0000 20010DB8 0000000000000000 00000001"},
        Row{"explicit-null-label-policy 4", "0E03 000004"}, Row{"policy-name red", "820004 00 726564"}, Row{"candidate-path-name blue", "810005 00 626C7565"},
        Row{"segment-list", "800001 00"},
        Row{"segment-list weight 1 segment type-a mpls 16 segment type-a mpls 17", "800019 00 0906 0000 00000001 0106 0000 00010000 0106 0000 00011000"},
        Row{"segment-list segment type-b srv6 2001:db8::1", "800015 00 0D12 0000 20010DB8 0000000000000000 00000001"},
        Row{"segment-list segment type-b srv6 2001:db8::1 endpoint-behavior 72 32 16 16 0",
            "80001D 00 0D1A 1000 20010DB8 0000000000000000 00000001 00480000 20101000"},
        Row{"segment-list segment type-c ipv4 192.0.2.1 algorithm 1 sid 16", "80000D 00 030A 6001 C0000201 00010000"},
        Row{"segment-list segment type-c ipv4 192.0.2.1", "800009 00 0306 0000 C0000201"},
        Row{"segment-list segment type-d ipv6 2001:db8::1 algorithm 0", "800015 00 0412 4000 20010DB8 0000000000000000 00000001"},
        Row{"segment-list segment type-e local-if-id 9 ipv4 192.0.2.1", "80000D 00 050A 0000 00000009 C0000201"},
        Row{"segment-list segment type-f local 192.0.2.1 remote 192.0.2.2 sid 16", "800011 00 060E 2000 C0000201 C0000202 00010000"},
        Row{"segment-list segment type-g local-if-id 1 local-ipv6 :: remote-if-id 2 remote-ipv6 ::",
            "80002D 00 072A 0000 00000001 0000000000000000 0000000000000000 00000002 0000000000000000 0000000000000000"},
        Row{"segment-list segment type-h local ::1 remote ::2", "800025 00 0822 0000 0000000000000000 0000000000000001 0000000000000000 0000000000000002"},
        Row{"segment-list segment type-i ipv6 ::1 sid ::2", "800025 00 0E22 2000 0000000000000000 0000000000000001 0000000000000000 0000000000000002"},
        Row{"segment-list segment type-j local-if-id 1 local-ipv6 ::1 remote-if-id 2 remote-ipv6 ::2 algorithm 128",
            "80002D 00 0F2A 4080 00000001 0000000000000000 0000000000000001 00000002 0000000000000000 0000000000000002"},
        Row{"segment-list segment type-k local ::1 remote ::2 sid ::3 endpoint-behavior 1 2 3 4 5",
            "80003D 00 103A 3000 0000000000000000 0000000000000001 0000000000000000 0000000000000002 0000000000000000 0000000000000003 "
            "00010000 02030405"},
        Row{"preference 100 priority 7 segment-list weight 1 segment type-a mpls 16 segment-list weight 2 segment type-a mpls 17",
            "0C06 0000 00000064 0F02 0700 800011 00 0906 0000 00000001 0106 0000 00010000 800011 00 0906 0000 00000002 0106 0000 00011000"}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

TEST(SrPolicy, NoBindingSidIsSaidInTwoWays) {
  EXPECT_EQ(read("tunnel-encaps [ sr-policy binding-sid mpls null ]"), read("tunnel-encaps [ sr-policy binding-sid null ]"));
}

// What cannot be said in words is printed in hexadecimal as a whole, so that nothing is lost.
TEST(SrPolicy, WhatHasNoWordsStaysAsOctets) {
  for (const std::string_view value : {"000F 0002 6300", "000F 0008 0C06 8000 00000064", "000F 0005 82 0002 00 20", "000F 000A 80 0007 00 0104 0000 0001",
                                       "000F 000B 80 0008 00 0105 0000 0001 00"}) {
    const auto attribute = TunnelEncapsulation::decode(hex(value), internal_session());
    ASSERT_TRUE(attribute) << attribute.error().text;
    EXPECT_EQ(text_of(*attribute, Dialect::v6), "tunnel-encaps 0x" + to_lower(to_hex(hex(value))));
    EXPECT_EQ(*read(text_of(*attribute, Dialect::v6)), Attribute(*attribute));
  }
}

TEST(SrPolicy, MistakesAreExplained) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"preference x", "'x'"},
      {"priority 256", "0 to 255"},
      {"binding-sid 16", "mpls and a label, or null"},
      {"binding-sid mpls 1048576", "1048575"},
      {"srv6-binding-sid 1.1.1.1", "IPv6"},
      {"segment-list segment type-z mpls 1", "type-a to type-k"},
      {"segment-list segment type-a 16", "write mpls"},
      {"segment-list segment type-c ipv4 2001:db8::1", "IPv4"},
      {"segment-list segment type-b srv6 ::1 endpoint-behavior 1 2 3 4", "the argument"},
      {"segment-list weight", "weight"},
      {"policy-name", "missing"},
      {"colour 1", "not known of an SR policy"},
  };
  for (const auto& [given, says] : rows) {
    const auto attribute = read("tunnel-encaps [ sr-policy " + std::string(given) + " ]");
    ASSERT_FALSE(attribute) << given;
    EXPECT_NE(attribute.error().to_string().find(says), std::string::npos) << attribute.error().to_string();
  }
}

}  // namespace vigilcast::bgp::sr_policy_test
