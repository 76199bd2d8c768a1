#include "bgp/wire/nlri/unicast.h"

#include "bgp/wire/nlri_field.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::unicast_test {

using namespace wire_test;

TEST(Unicast, WireTextAndJson) {
  struct Row {
    std::string_view prefix, wire;
  };
  const Row rows[] = {
      {"10.9.0.0/24", "180A0900"},
      {"0.0.0.0/0", "00"},
      {"192.0.2.1/32", "20C0000201"},
      {"10.128.0.0/9", "090A80"},
      {"2001:db8::/32", "2020010DB8"},
      {"::/0", "00"},
      {"2001:db8::1/128", "8020010DB8000000000000000000000001"},
  };
  for (const Row& row : rows) {
    const Nlri one = nlri(row.prefix);
    EXPECT_EQ(to_hex(one.wire.view()), row.wire);
    EXPECT_EQ(nlri_text(one), row.prefix);
    EXPECT_EQ(prefix_of(one), *Prefix::parse(row.prefix));
    std::string json;
    append_nlri_json(json, one, {}, Dialect::v5_0);
    EXPECT_EQ(json, "{ \"nlri\": \"" + std::string(row.prefix) + "\" }");
  }
}

TEST(Unicast, HostBitsAreCleared) { EXPECT_EQ(unicast_nlri({*IpAddress::parse("10.1.2.3"), 20}), nlri("10.1.0.0/20")); }

TEST(Unicast, ThePathIdentifierIsPrinted) {
  EXPECT_EQ(nlri_text(nlri("10.1.2.0/24", 7)), "10.1.2.0/24 path-information 0.0.0.7");
  std::string json;
  append_nlri_json(json, nlri("10.1.2.0/24", 7), {}, Dialect::v5_0);
  EXPECT_EQ(json, R"({ "nlri": "10.1.2.0/24", "path-information": "0.0.0.7" })");
}

TEST(Unicast, PathsOfOnePrefixDiffer) {
  EXPECT_NE(nlri("10.0.0.0/8", 1), nlri("10.0.0.0/8", 2));
  EXPECT_NE(nlri("0.0.0.0/0"), nlri("::/0"));
  EXPECT_LT(nlri("10.0.0.0/8"), nlri("10.0.0.0/16"));
}

TEST(NlriField, ReadsToTheEnd) {
  const NlriField field = decode_nlri_field(kIpv4UnicastCodec, hex("180A0900 00 20C0000201"), false);
  EXPECT_FALSE(field.problem);
  ASSERT_EQ(field.nlri.size(), 3U);
  EXPECT_EQ(field.nlri[2], nlri("192.0.2.1/32"));
}

TEST(NlriField, CountsWhatItSkips) {
  const NlriField field = decode_nlri_field(kIpv4UnicastCodec, hex("087F 180A0900 08E0 20FFFFFFFF"), false);
  EXPECT_EQ(field.nlri.size(), 1U);
  EXPECT_EQ(field.skipped, 3U);
  ASSERT_TRUE(field.problem);
  EXPECT_EQ(field.problem->text, "127.0.0.0/8 cannot be a destination, it is ignored");
}

TEST(NlriField, StopsWhereThePositionIsLost) {
  const NlriField field = decode_nlri_field(kIpv6UnicastCodec, hex("2020010DB8 8120"), false);
  EXPECT_EQ(field.nlri.size(), 1U);
  ASSERT_TRUE(field.problem);
  EXPECT_TRUE(field.problem->lost);
}

TEST(Families, AreNamed) {
  EXPECT_EQ(family_name(kIpv4Flow), "ipv4 flow");
  EXPECT_EQ(family_name({Afi{7}, Safi{9}}), "afi 7 safi 9");
  EXPECT_EQ(family_name({Afi::ipv6, Safi{9}}), "ipv6 safi 9");
  EXPECT_EQ(parse_family("IPv6", "Unicast"), kIpv6Unicast);
  EXPECT_EQ(parse_family("ipv4", "evnp"), std::nullopt);
  EXPECT_EQ(parse_family("", ""), std::nullopt);
}

TEST(Families, HaveACodecEach) {
  EXPECT_TRUE(std::ranges::is_sorted(all_families()));
  for (const Family family : all_families()) {
    ASSERT_NE(find_codec(family), nullptr);
    EXPECT_EQ(find_codec(family)->family, family);
  }
  EXPECT_EQ(find_codec({Afi::l2vpn, Safi::unicast}), nullptr);
}

}  // namespace vigilcast::bgp::unicast_test
