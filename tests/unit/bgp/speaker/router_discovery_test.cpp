#include "bgp/speaker/router_discovery.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::router_discovery_test {

using namespace std::chrono_literals;

const IpAddress kRouter = *IpAddress::parse("fe80::1"), kOther = *IpAddress::parse("fe80::2");
const Bytes kSolicitation = *from_hex("8500 0000 00000000"), kAdvertisement = *from_hex("8600 0000 00000000 00000000 00000000");

class Discovery : public testing::Test {
 protected:
  // What is said, as "to type".
  static std::string words(const std::vector<RouterDiscovery::Message>& messages) {
    std::string out;
    for (const auto& message : messages) out += message.to.to_string() + (message.data.at(0) == RouterDiscovery::kSolicitation ? " RS, " : " RA, ");
    return out;
  }
  std::string next() {
    now = link.next_deadline().value();
    return words(link.on_time(now));
  }
  std::string hears(const IpAddress& from, const Bytes& message, int hop_limit = 255) { return words(link.handle(from, hop_limit, message, now)); }

  RouterDiscovery link{Rng(1)};
  Instant now;
};

TEST_F(Discovery, AsksAndTellsUntilSomebodyIsThereThenOnlyTells) {
  EXPECT_EQ(words(link.start(now)), "ff02::2 RS, ff02::1 RA, ");
  EXPECT_EQ(next(), "ff02::2 RS, ff02::1 RA, ");
  EXPECT_LE(now - Instant{}, 1s) << "the first ones come fast";
  EXPECT_FALSE(link.neighbour());
  now += 1s;
  hears(kRouter, kAdvertisement);
  EXPECT_EQ(link.neighbour(), kRouter);
  EXPECT_EQ(next(), "ff02::1 RA, ");
  const Instant before = now;
  next();
  EXPECT_GE(now - before, 7s);
  EXPECT_LE(now - before, 10s);
}

TEST_F(Discovery, AsksAgainWhenTheLinkIsBackAndKnowsTheRouterMeanwhile) {
  link.start(now);
  hears(kRouter, kAdvertisement);
  now += 1h;
  EXPECT_EQ(words(link.start(now)), "ff02::2 RS, ff02::1 RA, ");
  EXPECT_EQ(link.neighbour(), kRouter);
  EXPECT_EQ(next(), "ff02::2 RS, ff02::1 RA, ") << "the first ones may be lost while our own address is not confirmed yet";
  hears(kOther, kAdvertisement);
  EXPECT_EQ(link.neighbour(), kOther);
  EXPECT_EQ(next(), "ff02::1 RA, ");
}

TEST_F(Discovery, OurAdvertisementMakesUsNobodysDefaultRouter) {
  const auto said = link.start(now);
  EXPECT_EQ(said.back().data, kAdvertisement) << "lifetime 0, the checksum is the kernel's";
}

TEST_F(Discovery, AnswersWhoeverAsksButNotAFlood) {
  link.start(now);
  EXPECT_EQ(hears(kRouter, kSolicitation), "");
  now += 1s;
  EXPECT_EQ(hears(kRouter, kSolicitation), "ff02::1 RA, ");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(hears(kRouter, kSolicitation), "");
  EXPECT_FALSE(link.neighbour()) << "who asks for routers may be a host";
}

TEST_F(Discovery, TellsANewRouterAtOnce) {
  link.start(now);
  now += 1s;
  EXPECT_EQ(hears(kRouter, kAdvertisement), "ff02::1 RA, ");
  now += 1s;
  EXPECT_EQ(hears(kRouter, kAdvertisement), "");
  EXPECT_EQ(hears(kOther, kAdvertisement), "ff02::1 RA, ") << "it has been replaced";
  EXPECT_EQ(link.neighbour(), kOther);
}

TEST_F(Discovery, IgnoresWhatIsNotFromTheLinkOrNotWellFormed) {
  const struct {
    const char* what;
    const char* from;
    int hop_limit;
    const char* hex;
  } rows[] = {
      {"came through a router", "fe80::1", 254, "8600 0000 00000000 00000000 00000000"},
      {"hop limit unknown", "fe80::1", -1, "8600 0000 00000000 00000000 00000000"},
      {"no link-local source", "2001:db8::1", 255, "8600 0000 00000000 00000000 00000000"},
      {"too short", "fe80::1", 255, "8600 0000 00000000 00000000 000000"},
      {"code is not 0", "fe80::1", 255, "8601 0000 00000000 00000000 00000000"},
      {"option of length 0", "fe80::1", 255, "8600 0000 00000000 00000000 00000000 0100"},
      {"option runs over", "fe80::1", 255, "8600 0000 00000000 00000000 00000000 0102 AABBCCDDEEFF"},
      {"one octet of an option", "fe80::1", 255, "8600 0000 00000000 00000000 00000000 01"},
      {"another message", "fe80::1", 255, "8700 0000 00000000 00000000 00000000"},
      {"nothing", "fe80::1", 255, ""},
  };
  for (const auto& row : rows) {
    hears(*IpAddress::parse(row.from), *from_hex(row.hex), row.hop_limit);
    EXPECT_FALSE(link.neighbour()) << row.what;
  }
  hears(kRouter, *from_hex("8600 0000 00000000 00000000 00000000 0101 AABBCCDDEEFF"));
  EXPECT_EQ(link.neighbour(), kRouter) << "options are none of our business";
}

}  // namespace vigilcast::bgp::router_discovery_test
