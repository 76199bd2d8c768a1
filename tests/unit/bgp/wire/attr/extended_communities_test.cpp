#include "bgp/wire/attr/extended_communities.h"

#include <limits>

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::extended_communities_test {

using namespace wire_test;

std::string octets(ExtendedCommunity community) {
  Bytes out;
  ByteWriter(out).u64(community.value);
  return to_hex(out);
}

struct Row {
  std::string_view word;
  std::string_view octets;
  std::string_view text;
};

class ExtendedCommunityWords : public testing::TestWithParam<Row> {};

TEST_P(ExtendedCommunityWords, AreReadAndPrinted) {
  const auto& [word, wire, text] = GetParam();
  const auto community = ExtendedCommunity::parse(word);
  ASSERT_TRUE(community) << community.error().to_string();
  EXPECT_EQ(octets(*community), wire);
  EXPECT_EQ(community->to_string(), text);
  EXPECT_EQ(ExtendedCommunity::parse(community->to_string()), community);  // and back
}

INSTANTIATE_TEST_SUITE_P(
    Rows, ExtendedCommunityWords,
    testing::Values(Row{"target:65000:1", "0002FDE800000001", "target:65000:1"}, Row{"65000:1", "0002FDE800000001", "target:65000:1"},
                    Row{"target:1.2.3.4:5", "0102010203040005", "target:1.2.3.4:5"}, Row{"target:70000:5", "0202000111700005", "target:70000L:5"},
                    Row{"target4:70000:5", "0202000111700005", "target:70000L:5"}, Row{"target:65000L:1", "02020000FDE80001", "target:65000L:1"},
                    Row{"origin:1:2", "0003000100000002", "origin:1:0.0.0.2"}, Row{"origin4:70000:5", "0203000111700005", "origin:70000L:5"},
                    Row{"0x0002FDE800000001", "0002FDE800000001", "target:65000:1"}, Row{"0xFF00000000000001", "FF00000000000001", "0xFF00000000000001"},
                    Row{"redirect:65000:12", "8008FDE80000000C", "redirect:65000:12"}, Row{"redirect:70000:1", "8208000111700001", "redirect:70000L:1"},
                    Row{"redirect:1.2.3.4:5", "8108010203040005", "redirect:1.2.3.4:5"},
                    Row{"l2info:19:0:1500:111", "800A130005DC006F", "l2info:19:0:1500:111"},
                    Row{"bandwidth:65000:1000", "4004FDE8447A0000", "bandwidth:65000:1000"}, Row{"mup:1:2", "0C00000100000002", "mup:1:2"},
                    Row{"esi-label:16", "0601000000000100", "esi-label:16"},
                    Row{"esi-label:1048575:single-active", "0601010000FFFFF0", "esi-label:1048575:single-active"},
                    Row{"es-import:00:11:22:33:44:ff", "06020011223344FF", "es-import:00:11:22:33:44:ff"},
                    Row{"router-mac:00:11:22:33:44:55", "0603001122334455", "router-mac:00:11:22:33:44:55"},
                    Row{"default-gateway", "030D000000000000", "default-gateway"}, Row{"redirect-to-nexthop", "0800000000000000", "redirect-to-nexthop"},
                    Row{"copy-to-nexthop", "0800000000000001", "copy-to-nexthop"}, Row{"rate-limit:9600", "8006000046160000", "rate-limit:9600"},
                    Row{"rate-limit:100:packets", "800C000042C80000", "rate-limit:100:packets"}, Row{"mark:10", "800900000000000A", "mark 10"},
                    Row{"action:sample-terminal", "8007000000000003", "action sample-terminal"}, Row{"action sample", "8007000000000002", "action sample"},
                    Row{"redirect-to-nexthop-ietf:1.2.3.4", "010C010203040000", "redirect-to-nexthop-ietf 1.2.3.4"},
                    Row{"rtrecord:65000:1", "0013FDE800000001", "rtrecord:65000:1"}, Row{"rtrecord:1.2.3.4:5", "0113010203040005", "rtrecord:1.2.3.4:5"},
                    Row{"rtrecord:70000:1", "0213000111700001", "rtrecord:70000L:1"}, Row{"encap:VXLAN", "030C000000000008", "encap:VXLAN"},
                    Row{"encap:mpls-in-udp", "030C00000000000D", "encap:MPLS-in-UDP"}, Row{"encap:77", "030C00000000004D", "encap:UNKNOWN-77"},
                    Row{"mac-mobility:5", "0600000000000005", "mac-mobility:5"},
                    Row{"mac-mobility:4294967295:sticky", "06000100FFFFFFFF", "mac-mobility:4294967295:sticky"},
                    Row{"consistentHashSortOrder:7", "0314000000070000", "consistentHashSortOrder:7"},
                    Row{"interface-set:input:1234:1234", "0702000004D244D2", "interface-set:input:1234:1234"},
                    Row{"interface-set:non-transitive:input-output:1:2", "470200000001C002", "interface-set:non-transitive:input-output:1:2"}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

// RFC 10005: the lowest of several counts, whether they are transitive or not.
TEST(LinkBandwidth, IsTheLowestThatIsANumber) {
  const auto bandwidth = [](std::string_view words) { return link_bandwidth(std::get<ExtendedCommunities>(*read(words))); };
  EXPECT_EQ(bandwidth("extended-community target:1:1"), std::nullopt);
  EXPECT_EQ(bandwidth("extended-community bandwidth:65000:1000"), 1000.0F);
  EXPECT_EQ(bandwidth("extended-community [ bandwidth:65000:1000 0x0004FDE843FA0000 ]"), 500.0F);     // a transitive 500
  EXPECT_EQ(bandwidth("extended-community [ bandwidth:65000:1000 bandwidth:65001:0 ]"), 0.0F);        // no traffic at all
  EXPECT_EQ(bandwidth("extended-community [ bandwidth:65000:1000 0x4004FDE8C3FA0000 ]"), 1000.0F);    // -500
  EXPECT_EQ(bandwidth("extended-community [ 0x4004FDE87FC00000 0x4004FDE87F800000 ]"), std::nullopt);  // not a number, and infinite
}

TEST(ExtendedCommunity, MistakesAreExplained) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"target:65000", "target:65000:1"},
      {"target:70000:70000", "target:65000:1"},
      {"mark:64", "0 to 63"},
      {"encap:tunnel", "encap:VXLAN"},
      {"mac-mobility:5:fixed", "sticky"},
      {"esi-label:1048576", "esi-label:16"},
      {"es-import:00:11:22:33:44", "es-import:00:11"},
      {"router-mac:00:11:22:33:44:1ff", "router-mac:00:11"},
      {"rate-limit:-1", "rate-limit:9600"},
      {"rate-limit:nan", "rate-limit"},
      {"action:now", "sample-terminal"},
      {"0x0002", "hexadecimal"},
      {"soo:1:1", "not an extended community"},
      {"interface-set:up:1:1", "input"},
      {"l2info:1:2:3", "l2info:19:0:1500:111"},
      {"bandwidth:70000:1", "bandwidth"},
      {"", "not an extended community"},
  };
  for (const auto& [word, says] : rows) {
    const auto community = ExtendedCommunity::parse(word);
    ASSERT_FALSE(community) << word;
    EXPECT_NE(community.error().to_string().find(says), std::string::npos) << community.error().to_string();
  }
}

TEST(ExtendedCommunities, AListKeepsTwoWordOnesTogether) {
  const auto list = read("extended-community [ mark 10 target:1:2 action sample ]");
  ASSERT_TRUE(list);
  EXPECT_EQ(text_of(*list), "extended-community [ target:1:2 action sample mark 10 ]");
  EXPECT_EQ(text_of(*read("extended-community mark 10")), "extended-community mark 10");
  EXPECT_FALSE(read("extended-community mark"));
  EXPECT_FALSE(read("extended-community [ mark ]"));
}

TEST(TrafficActions, AreWhatFlowSpecSays) {
  using namespace traffic;
  EXPECT_EQ(octets(rate_bytes(0)), "8006000000000000");
  EXPECT_EQ(octets(rate_bytes(9600, 65000)), "8006FDE846160000");
  EXPECT_EQ(octets(rate_packets(1000)), "800C0000447A0000");
  EXPECT_EQ(octets(action(true, true)), "8007000000000003");
  EXPECT_EQ(octets(action(false, true)), "8007000000000001");
  EXPECT_EQ(octets(redirect(65500, 12345)), "8008FFDC00003039");
  EXPECT_EQ(octets(redirect_as4(70000, 1)), "8208000111700001");
  EXPECT_EQ(octets(redirect_ip(IpAddress::v4(0x01020304), 5)), "8108010203040005");
  EXPECT_EQ(octets(mark(10)), "800900000000000A");
  EXPECT_EQ(octets(redirect_to_nexthop(true)), "0800000000000001");
  EXPECT_EQ(octets(redirect_to_nexthop_ietf(IpAddress::v4(0x01020304), false)), "010C010203040000");
  EXPECT_EQ(octets(interface_set(true, Direction::input, 1234, 1234)), "0702000004D244D2");
}

TEST(TrafficActions, ARateThatIsNoNumberPrints) {
  EXPECT_EQ(traffic::rate_bytes(std::numeric_limits<float>::quiet_NaN()).to_string(), "rate-limit:nan");
  EXPECT_EQ(traffic::rate_bytes(-std::numeric_limits<float>::infinity()).to_string(), "rate-limit:0");
  EXPECT_EQ(traffic::rate_bytes(-0.5F).to_string(), "rate-limit:0");
  EXPECT_EQ(traffic::rate_bytes(1e12F).to_string(), "rate-limit:999999995904");
}

TEST(ExtendedCommunities, AddKeepsOrder) {
  ExtendedCommunities list;
  list.add(traffic::mark(1));
  list.add({1});
  list.add(traffic::rate_bytes(0));
  EXPECT_TRUE(std::ranges::is_sorted(list.values));
  EXPECT_EQ(list.values.size(), 3U);
}

}  // namespace vigilcast::bgp::extended_communities_test
