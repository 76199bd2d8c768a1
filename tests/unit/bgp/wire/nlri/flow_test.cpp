#include "bgp/wire/nlri/flow.h"
#include "bgp/wire/nlri/flow_builder.h"

#include "bgp/wire/nlri/flow_component.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::flow_test {

using namespace wire_test;

// "source 10.0.0.0/8; protocol [ tcp udp ]"
Result<Nlri> flow_of(std::string_view matches) {
  FlowBuilder builder;
  for (const std::string_view match : split(matches, ';')) {
    const auto all = words(match);
    if (all[0] == "rd") {
      builder.distinguish(RouteDistinguisher::parse(all[1]).value());
      continue;
    }
    TextCursor cursor{std::span(all).subspan(1)};
    if (auto added = builder.add(all[0], cursor); !added) return std::unexpected(added.error());
  }
  return builder.build();
}

struct Row {
  std::string_view matches;
  std::string_view wire;
  std::string_view text;
};

class Flow : public testing::TestWithParam<Row> {};

TEST_P(Flow, IsBuiltPrintedAndReadBack) {
  const auto& [matches, wire, text] = GetParam();
  const auto nlri = flow_of(matches);
  ASSERT_TRUE(nlri) << nlri.error().to_string();
  EXPECT_EQ(to_hex(nlri->wire.view()), wire);
  EXPECT_EQ(nlri_text(*nlri), text);
  ByteReader reader(nlri->wire.view());
  SmallBytes again;
  EXPECT_FALSE(find_codec(nlri->family)->decode(reader, again));
  EXPECT_EQ(again, nlri->wire);
  EXPECT_TRUE(reader.empty());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, Flow,
    testing::Values(
        Row{"source 10.0.0.1/32; destination 10.0.0.2/32; destination-port =3128; protocol tcp", "1301200A00000202200A00000103810605910C38",
            "flow destination-ipv4 10.0.0.2/32 source-ipv4 10.0.0.1/32 protocol =tcp destination-port =3128"},
        Row{"source 10.0.0.9/32; destination 192.168.0.1/32; port [ =80 =8080 ]; destination-port [ >8080&<8088 =3128 ]; source-port >1024; protocol [ udp tcp "
            "]",
            "250120C0A8000102200A0000090301118106040150911F9005121F90541F98910C3806920400",
            "flow destination-ipv4 192.168.0.1/32 source-ipv4 10.0.0.9/32 protocol [ =udp =tcp ] port [ =80 =8080 ] destination-port [ >8080&<8088 =3128 ] "
            "source-port >1024"},
        Row{"source 10.0.0.10/32; destination 192.168.0.1/32; port [ !=0 ]; destination-port !=443; source-port [ !=80 !=8080 ]; protocol !=tcp",
            "1C0120C0A8000102200A00000A038606048600059601BB060650961F90",
            "flow destination-ipv4 192.168.0.1/32 source-ipv4 10.0.0.10/32 protocol !=tcp port !=0 destination-port !=443 source-port [ !=80 !=8080 ]"},
        Row{"source 10.0.0.1/32; destination 10.0.0.2/32; destination-port =3128; protocol tcp; tcp-flags [ SYN RST&FIN&!=push ]",
            "1C01200A00000202200A00000103810605910C3809000200044001C308",
            "flow destination-ipv4 10.0.0.2/32 source-ipv4 10.0.0.1/32 protocol =tcp destination-port =3128 tcp-flags [ syn rst&fin&!=push ]"},
        Row{"packet-length [ >200&<300 >400&<500 ]", "0C0A02C854012C120190D401F4", "flow packet-length [ >200&<300 >400&<500 ]"},
        Row{"fragment [ last-fragment ]", "030C8008", "flow fragment last-fragment"}, Row{"fragment !is-fragment", "030C8202", "flow fragment !is-fragment"},
        Row{"fragment not-a-fragment", "030C8000", "flow fragment not-a-fragment"}, Row{"tcp-flags =rst", "03098104", "flow tcp-flags =rst"},
        Row{"tcp-flags 0x2", "03098002", "flow tcp-flags syn"}, Row{"tcp-flags syn+ack", "03098012", "flow tcp-flags syn+ack"},
        Row{"tcp-flags ns", "0409900100", "flow tcp-flags ns"}, Row{"tcp-flags 0x402", "0409900402", "flow tcp-flags syn+0x400"},
        Row{"icmp-type echo-request; icmp-code network-unreachable", "06078108088100", "flow icmp-type =echo-request icmp-code =0"},
        Row{"icmp-type 77", "0307814D", "flow icmp-type =77"}, Row{"protocol 99", "03038163", "flow protocol =99"}, Row{"dscp 10", "030B810A", "flow dscp =10"},
        Row{"port =http", "03048150", "flow port =80"}, Row{"port >=1024", "0404930400", "flow port >=1024"}, Row{"port <=7", "03048507", "flow port <=7"},
        Row{"port [ =80 ]; port [ =443 ]",
            "0604015091"
            "01BB",
            "flow port [ =80 =443 ]"},
        Row{"source 10.0.0.0/9", "0402090A00", "flow source-ipv4 10.0.0.0/9"},
        // RFC 8956 sections 3.8.1 and 3.8.2
        Row{"destination 2001:db8::/32; next-header tcp; port =25",
            "0D0120002001"
            "0DB8"
            "038106"
            "048119",
            "flow destination-ipv6 2001:db8::/32/0 next-header =tcp port =25"},
        Row{"source ::1234:5678:9a00:0/104/64",
            "080268401234"
            "56789A",
            "flow source-ipv6 ::1234:5678:9a00:0/104/64"},
        Row{"source ::1/128/120; destination 2a02:b80:15::7aca:39ff:feae:a87a/128/0; next-header udp; traffic-class 101; flow-label 2013",
            "210180002A020B80001500007ACA39FFFEAEA87A028078010381110B81650D9107DD",
            "flow destination-ipv6 2a02:b80:15:0:7aca:39ff:feae:a87a/128/0 source-ipv6 ::1/128/120 next-header =udp traffic-class =101 flow-label =2013"},
        Row{"destination ::/0", "03010000", "flow destination-ipv6 ::/0/0"}, Row{"flow-label 1048575", "060DA1000FFFFF", "flow flow-label =1048575"},
        Row{"source-ipv6 2001:db8::/32; protocol udp; dscp 10; fragment is-fragment+last-fragment",
            "100220002001"
            "0DB8"
            "038111"
            "0B810A"
            "0C800A",
            "flow source-ipv6 2001:db8::/32/0 next-header =udp traffic-class =10 fragment is-fragment+last-fragment"},
        Row{"destination 10.0.17.1/20", "0501140A0010", "flow destination-ipv4 10.0.16.0/20"},
        Row{"next-header tcp; traffic-class 10", "060381060B810A", "flow protocol =tcp dscp =10"},
        Row{"traffic-class 10; source-ipv6 2001:db8::/32",
            "0A0220002001"
            "0DB8"
            "0B810A",
            "flow source-ipv6 2001:db8::/32/0 traffic-class =10"},
        Row{"tcp-flags urgent", "03098020", "flow tcp-flags urg"},
        Row{"rd 65535:65536; source 10.0.0.1/32", "0E0000FFFF0001000002200A000001", "flow source-ipv4 10.0.0.1/32 rd 65535:65536"},
        Row{"rd 192.0.2.1:5; source 2001:db8::/32", "0F0001C0000201000502200020010DB8", "flow source-ipv6 2001:db8::/32/0 rd 192.0.2.1:5"}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

TEST(FlowBuilder, MistakesAreExplained) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"sorce 10.0.0.0/8", "did you mean source?"},
      {"source 10.0.0.0/33", "10.0.0.0/33"},
      {"source-ipv4 2001:db8::/32", "takes an IPv4 prefix"},
      {"source-ipv6 10.0.0.0/8", "takes an IPv6 prefix"},
      {"source 10.0.0.0/8; destination 2001:db8::/32", "is for ipv6, and the flow is for ipv4"},
      {"flow-label 7; source 10.0.0.0/8", "is for ipv4, and the flow is for ipv6"},
      {"source-ipv4 10.0.0.0/8; flow-label 3", "'flow-label' is for ipv6"},
      {"source 2001:db8::/32/32", "no usable offset"},
      {"source 2001:db8::/32/", "no usable offset"},
      {"source 2001:db8::/32/0/0", "no usable offset"},
      {"source 10.0.0.0/8/4", "no usable offset"},
      {"source ::/0; fragment dont-fragment", "a fragment bit that ipv6 does not have"},
      {"source [ 10.0.0.0/8 11.0.0.0/8 ]", "one source prefix"},
      {"source 10.0.0.0/8; source 11.0.0.0/8", "one source prefix"},
      {"port 65536", "65535"},
      {"port >1&", "not a value for port"},
      {"port [ ]", "needs a value"},
      {"port", "needs a value"},
      {"port [ 80", "not closed"},
      {"tcp-flags syn+fun", "not a value for tcp-flags"},
      {"fragment broken", "dont-fragment"},
      {"dscp 64", "63"},
      {"flow-label 1048576", "1048575"},
      {"traffic-class 256", "255"},
      {"ttl 7", "cannot be matched"},
  };
  for (const auto& [matches, says] : rows) {
    const auto nlri = flow_of(matches);
    ASSERT_FALSE(nlri) << matches;
    EXPECT_NE(nlri.error().to_string().find(says), std::string::npos) << nlri.error().to_string();
  }
  EXPECT_FALSE(FlowBuilder().build());
}

TEST(FlowBuilder, AFailedMatchLeavesNothingBehind) {
  FlowBuilder builder;
  const auto bad = words("[ =80 =x ]");
  TextCursor cursor(bad);
  EXPECT_FALSE(builder.add("port", cursor));
  EXPECT_FALSE(builder.build());
}

TEST(FlowBuilder, LongFlowsTakeTwoOctetsForTheirLength) {
  const auto flow_with = [](unsigned ports) {
    FlowBuilder builder;
    for (unsigned i = 0; i < ports; ++i) {
      const auto all = words("=80");
      TextCursor cursor(all);
      EXPECT_TRUE(builder.add("port", cursor));
    }
    return builder.build();
  };
  EXPECT_EQ(flow_with(119)->wire.view()[0], 239);  // one type octet and 119 pairs
  EXPECT_EQ(to_hex(flow_with(120)->wire.view().first(2)), "F0F1");
  EXPECT_EQ(to_hex(flow_with(2047)->wire.view().first(2)), "FFFF");
  EXPECT_FALSE(flow_with(2048));
}

TEST(FlowBuilder, KnowsItsKeywords) {
  for (const std::string_view keyword : flow_match_keywords()) {
    FlowBuilder builder;
    const std::vector<std::string_view> none;
    TextCursor cursor(none);
    const auto added = builder.add(keyword, cursor);
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().text.find("cannot be matched"), std::string::npos) << keyword;
  }
}

TEST(Flow, JsonHasOneKeyPerComponent) {
  std::string json;
  append_nlri_json(json, *flow_of("source 10.0.0.0/24; tcp-flags [ ack+cwr&!fin+ece ]; port [ =80 >8080&<8088 ]"), {}, Dialect::v5_0);
  EXPECT_EQ(json, R"({ "source-ipv4": [ "10.0.0.0/24" ], "port": [ "=80", ">8080&<8088" ], "tcp-flags": [ "ack+cwr&!fin+ece" ], )"
                  R"("string": "flow source-ipv4 10.0.0.0/24 port [ =80 >8080&<8088 ] tcp-flags [ ack+cwr&!fin+ece ]" })");
}

// The words are those that 4.2 prints for these.
TEST(Flow, JsonOf4HasEachFlagForItself) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"tcp-flags [ ack+cwr&!fin+ece ]", R"("tcp-flags": [ "ack", "cwr&!fin", "&!ece" ])"},
      {"tcp-flags [ =rst =fin+push ]", R"("tcp-flags": [ "=rst", "=fin", "=push" ])"},
      {"tcp-flags [ syn !ack =rst !=fin&!ece =push ]", R"("tcp-flags": [ "syn", "!ack", "=rst", "!=fin&!ece", "=push" ])"},
      {"fragment [ =dont-fragment !is-fragment+first-fragment+last-fragment ]",
       R"("fragment": [ "=dont-fragment", "not-a-fragment", "!first-fragment", "!last-fragment" ])"},
      {"port [ =80 >8080&<8088 ]", R"("port": [ "=80", ">8080&<8088" ])"},
  };
  for (const auto& [matches, members] : rows) {
    std::string json;
    append_nlri_json(json, *flow_of(matches), {}, Dialect::v4_2);
    EXPECT_EQ(json, "{ " + std::string(members) + ", \"string\": \"flow " + std::string(matches) + "\" }");
  }
}

TEST(Flow, JsonHasTheRouteDistinguisherBehindTheComponents) {
  std::string json;
  append_nlri_json(json, *flow_of("rd 65535:65536; source ::1/128/120"), {}, Dialect::v5_0);
  EXPECT_EQ(json, R"({ "source-ipv6": [ "::1/128/120" ], "rd": "65535:65536", "string": "flow source-ipv6 ::1/128/120 rd 65535:65536" })");
}

// What a receiver has to ignore is not kept: two flows that mean the same are the same.
TEST(Flow, ReservedBitsAreCleared) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"0303C906", "03038106"},          // AND in front, and a reserved bit, of a number
      {"03098C12", "03098012"},          // both reserved bits of a bitmask
      {"030C80F1", "030C8001"},          // fragment bits without a meaning
      {"040C90FF02", "040C900002"},      // the same in two octets
      {"0402090AFF", "0402090A80"},      // behind the end of a prefix
  };
  for (const auto& [given, canonical] : rows) {
    const Bytes octets = hex(given);
    ByteReader reader(octets);
    SmallBytes wire;
    EXPECT_FALSE(kIpv4FlowCodec.decode(reader, wire)) << given;
    EXPECT_EQ(to_hex(wire.view()), canonical);
  }
}

TEST(Flow, EveryComponentHasItsPlace) {
  unsigned type = 0;
  for (const Afi afi : {Afi::ipv4, Afi::ipv6}) {
    type = 0;
    for (const flow::Component& component : flow::all_components(afi)) {
      EXPECT_EQ(component.type, ++type);
      EXPECT_EQ(flow::find_component(afi, component.type), &component);
    }
    EXPECT_EQ(flow::find_component(afi, 0), nullptr);
  }
  EXPECT_EQ(flow::find_component(Afi::ipv4, 13), nullptr);
  EXPECT_EQ(flow::find_component(Afi::ipv6, 14), nullptr);
}

}  // namespace vigilcast::bgp::flow_test
