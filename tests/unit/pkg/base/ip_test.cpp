#include "pkg/base/ip.h"

#include <gtest/gtest.h>

#include <string>
#include <unordered_set>

namespace vigilcast::ip_test {

TEST(IpAddress, PrintsCanonically) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"192.0.2.1", "192.0.2.1"}, {"0.0.0.0", "0.0.0.0"}, {"2001:DB8:0:0:0:0:0:1", "2001:db8::1"}, {"::", "::"}, {"::ffff:192.0.2.1", "::ffff:192.0.2.1"},
      {"fe80::1", "fe80::1"},
  };
  for (const auto& [given, printed] : rows) {
    const auto address = IpAddress::parse(given);
    ASSERT_TRUE(address) << given;
    EXPECT_EQ(address->to_string(), printed);
  }
}

TEST(IpAddress, RefusesEverythingElse) {
  for (const std::string_view bad :
       {"", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.4/32", "example.net", "fe80::1%eth0", "2001:db8:::1", " 1.2.3.4", "1.2.3.4 ", "01.2.3.4", "::g"}) {
    EXPECT_FALSE(IpAddress::parse(bad)) << bad;
  }
  EXPECT_FALSE(IpAddress::parse(std::string_view("1.2.3.4\0", 8)));
}

TEST(IpAddress, KnowsItsKind) {
  struct Row {
    std::string_view text;
    bool unspecified, loopback, multicast, link_local;
  };
  const Row rows[] = {
      {"0.0.0.0", true, false, false, false},    {"::", true, false, false, false},        {"127.9.9.9", false, true, false, false},
      {"::1", false, true, false, false},        {"224.0.0.1", false, false, true, false}, {"239.255.0.1", false, false, true, false},
      {"240.0.0.1", false, false, false, false}, {"ff02::1", false, false, true, false},   {"169.254.1.1", false, false, false, true},
      {"fe80::1", false, false, false, true},    {"febf::1", false, false, false, true},   {"fec0::1", false, false, false, false},
      {"192.0.2.1", false, false, false, false}, {"100::1", false, false, false, false},
  };
  for (const Row& row : rows) {
    const IpAddress address = *IpAddress::parse(row.text);
    EXPECT_EQ(address.is_unspecified(), row.unspecified) << row.text;
    EXPECT_EQ(address.is_loopback(), row.loopback) << row.text;
    EXPECT_EQ(address.is_multicast(), row.multicast) << row.text;
    EXPECT_EQ(address.is_link_local(), row.link_local) << row.text;
  }
}

TEST(IpAddress, FromNumbersAndBytes) {
  EXPECT_EQ(IpAddress::v4(0xc0000201).to_string(), "192.0.2.1");
  EXPECT_EQ(IpAddress::v4(0xc0000201).to_u32(), 0xc0000201);
  EXPECT_EQ(IpAddress::v4(Bytes{10, 0, 0, 1, 99}).to_string(), "10.0.0.1");
  EXPECT_EQ(IpAddress::v4(std::uint32_t{0}), IpAddress());
  EXPECT_NE(*IpAddress::parse("::"), IpAddress());
}

TEST(Prefix, ReadsAndPrints) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"192.0.2.0/24", "192.0.2.0/24"},   {"0.0.0.0/0", "0.0.0.0/0"}, {"10.0.0.1", "10.0.0.1/32"},
      {"2001:db8::/32", "2001:db8::/32"}, {"::/0", "::/0"},           {"2001:db8::1", "2001:db8::1/128"},
  };
  for (const auto& [given, printed] : rows) {
    const auto prefix = Prefix::parse(given);
    ASSERT_TRUE(prefix) << given;
    EXPECT_EQ(prefix->to_string(), printed);
  }
}

TEST(Prefix, SaysWhatIsWrong) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"192.0.2.1/24", "the network is 192.0.2.0/24"},
      {"10.0.0.0/33", "from 0 to 32"},
      {"2001:db8::/129", "from 0 to 128"},
      {"10.0.0.0/", "from 0 to 32"},
      {"10.0.0.0/+8", "from 0 to 32"},
      {"10.0.0.0/8/8", "from 0 to 32"},
      {"ten/8", "not a prefix"},
      {"", "not a prefix"},
      {"/8", "not a prefix"},
  };
  for (const auto& [given, says] : rows) {
    const auto prefix = Prefix::parse(given);
    ASSERT_FALSE(prefix) << given;
    EXPECT_NE(prefix.error().to_string().find(says), std::string::npos) << prefix.error().to_string();
  }
}

TEST(Prefix, MasksEveryLength) {
  const IpAddress ones4 = *IpAddress::parse("255.255.255.255");
  const IpAddress ones6 = *IpAddress::parse("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
  for (unsigned length = 0; length <= 32; ++length) {
    EXPECT_EQ((Prefix{ones4, static_cast<std::uint8_t>(length)}.masked().address.to_u32()), length == 0 ? 0U : 0xffffffffU << (32 - length));
  }
  EXPECT_EQ((Prefix{ones6, 61}.masked().to_string()), "ffff:ffff:ffff:fff8::/61");
  EXPECT_EQ((Prefix{ones6, 128}.masked().address), ones6);
}

TEST(Prefix, Contains) {
  const Prefix net = *Prefix::parse("10.0.0.0/9");
  EXPECT_TRUE(net.contains(*IpAddress::parse("10.127.255.255")));
  EXPECT_FALSE(net.contains(*IpAddress::parse("10.128.0.0")));
  EXPECT_FALSE(net.contains(*IpAddress::parse("::")));
  EXPECT_TRUE(net.contains(net));
  EXPECT_TRUE(net.contains(*Prefix::parse("10.1.0.0/16")));
  EXPECT_FALSE(net.contains(*Prefix::parse("10.0.0.0/8")));
  EXPECT_FALSE(Prefix::parse("0.0.0.0/0")->contains(*Prefix::parse("::/0")));
}

TEST(Endpoint, ReadsAndPrints) {
  for (const std::string_view text : {"192.0.2.1:80", "[2001:db8::1]:80", "0.0.0.0:0", "[::]:65535"}) {
    const auto endpoint = Endpoint::parse(text);
    ASSERT_TRUE(endpoint) << text;
    EXPECT_EQ(endpoint->to_string(), text);
  }
  for (const std::string_view bad :
       {"192.0.2.1", "2001:db8::1:80", "[192.0.2.1]:80", "192.0.2.1:65536", "192.0.2.1:", ":80", "[2001:db8::1]", "[]:80", "host:80"}) {
    EXPECT_FALSE(Endpoint::parse(bad)) << bad;
  }
}

TEST(Hash, TellsAddressesAndPrefixesApart) {
  std::unordered_set<IpAddress> addresses;
  std::unordered_set<Prefix> prefixes;
  for (std::uint32_t i = 0; i < 1000; ++i) {
    addresses.insert(IpAddress::v4(i));
    prefixes.insert({IpAddress::v4(i << 12), 20});
    prefixes.insert({IpAddress::v4(i << 12), 24});
  }
  EXPECT_EQ(addresses.size(), 1000U);
  EXPECT_EQ(prefixes.size(), 2000U);
}

}  // namespace vigilcast::ip_test
