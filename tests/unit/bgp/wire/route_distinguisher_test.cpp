#include "bgp/wire/route_distinguisher.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::route_distinguisher_test {

using namespace wire_test;

TEST(RouteDistinguisher, IsWrittenAsItsTypeIs) {
  struct Row {
    std::string_view text, octets;
  };
  const Row rows[] = {
      {"65000:1", "0000FDE800000001"},
      {"65000:4294967295", "0000FDE8FFFFFFFF"},
      {"192.0.2.1:7", "0001C00002010007"},
      {"4200000000:65535", "0002FA56EA00FFFF"},
      {"0:0", "0000000000000000"},
      {"0x0003000102030405", "0003000102030405"},
      {"0xFFFFFFFFFFFFFFFF", "FFFFFFFFFFFFFFFF"},
  };
  for (const Row& row : rows) {
    const auto parsed = RouteDistinguisher::parse(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(to_hex(parsed->bytes()), row.octets);
    EXPECT_EQ(parsed->to_string(), row.text);
    const Bytes octets = hex(row.octets);
    ByteReader reader(octets);
    EXPECT_EQ(RouteDistinguisher::read(reader), *parsed);
  }
}

TEST(RouteDistinguisher, ASmallNumberCanBeAFourOctetAs) {
  const auto insisted = RouteDistinguisher::parse("65000L:1");
  ASSERT_TRUE(insisted);
  EXPECT_EQ(to_hex(insisted->bytes()), "00020000FDE80001");
  EXPECT_EQ(insisted->to_string(), "65000:1");
}

TEST(RouteDistinguisher, RefusesWhatDoesNotFit) {
  for (const std::string_view wrong :
       {"", "65000", "65000:", ":1", "65000:1:2", "65000:4294967296", "70000:65536", "192.0.2.1:65536", "2001:db8::1:1", "0x00", "x:1", "-1:1"}) {
    EXPECT_FALSE(RouteDistinguisher::parse(wrong)) << wrong;
  }
}

TEST(RouteDistinguisher, NeverReadsPastTheEnd) {
  const Bytes octets = hex("0000FDE8000000");
  ByteReader reader(octets);
  EXPECT_EQ(RouteDistinguisher::read(reader), RouteDistinguisher{});
  EXPECT_FALSE(reader.ok());
}

}  // namespace vigilcast::bgp::route_distinguisher_test
