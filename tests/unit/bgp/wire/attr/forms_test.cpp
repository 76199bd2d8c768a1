// Every attribute in its four forms: words, wire, text, JSON.
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::attribute_forms_test {

using namespace wire_test;

struct Form {
  std::string_view words;
  std::string_view wire;  // on an internal four-octet session
  std::string_view text;
  std::string_view json;
};

class AttributeForms : public testing::TestWithParam<Form> {};

TEST_P(AttributeForms, Agree) {
  const auto& [given, wire, text, json] = GetParam();
  const auto attribute = read(given);
  ASSERT_TRUE(attribute) << attribute.error().to_string();
  EXPECT_EQ(wire_of(*attribute, internal_session()), wire);
  EXPECT_EQ(text_of(*attribute), text);
  EXPECT_EQ(json_of(*attribute), json);
}

TEST_P(AttributeForms, TheWireIsReadBack) {
  const auto attribute = read(GetParam().words);
  const Bytes wire = hex(GetParam().wire);
  if (wire.empty() || std::holds_alternative<UnknownAttribute>(*attribute)) return;
  const std::size_t header = (wire[0] & attribute_flag::extended_length) != 0 ? 4 : 3;
  const auto decoded = find_attribute(wire[1])->decode(ByteView(wire).subspan(header), internal_session());
  ASSERT_TRUE(decoded) << decoded.error().text;
  EXPECT_EQ(*decoded, *attribute);
}

TEST_P(AttributeForms, TheTextIsReadBack) {
  const auto attribute = read(GetParam().words);
  const auto again = read(text_of(*attribute, Dialect::v4_2));
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(*again, *attribute);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, AttributeForms,
    testing::Values(
        Form{"origin igp", "40010100", "origin igp", R"("origin": "igp")"}, Form{"origin EGP", "40010101", "origin egp", R"("origin": "egp")"},
        Form{"origin incomplete", "40010102", "origin incomplete", R"("origin": "incomplete")"},
        Form{"as-path [ 65001 4200000000 ]", "40020A02020000FDE9FA56EA00", "as-path ( 65001 4200000000 )",
             R"("as-path": {"0": {"element": "as-sequence", "value": [65001, 4200000000]}})"},
        Form{"as-path 65001", "40020602010000FDE9", "as-path ( 65001 )", R"("as-path": {"0": {"element": "as-sequence", "value": [65001]}})"},
        Form{"as-path [ ]", "400200", "as-path (  )", ""},
        Form{"as-path [ 65001 ] ( 1 2 )",
             "400210"
             "02010000FDE9"
             "01020000000100000002",
             "as-path ( 65001 ) [ 1 2 ]", R"("as-path": {"0": {"element": "as-sequence", "value": [65001]}, "1": {"element": "as-set", "value": [1, 2]}})"},
        Form{"med 10", "8004040000000A", "med 10", R"("med": 10)"}, Form{"med 4294967295", "800404FFFFFFFF", "med 4294967295", R"("med": 4294967295)"},
        Form{"local-preference 200", "400504000000C8", "local-preference 200", R"("local-preference": 200)"},
        Form{"atomic-aggregate", "400600", "atomic-aggregate", R"("atomic-aggregate": true)"},
        Form{"aggregator 65010:9.9.9.9", "C007080000FDF209090909", "aggregator ( 65010:9.9.9.9 )", R"("aggregator": "65010:9.9.9.9")"},
        Form{"aggregator ( 65010:9.9.9.9 )", "C007080000FDF209090909", "aggregator ( 65010:9.9.9.9 )", R"("aggregator": "65010:9.9.9.9")"},
        Form{"aggregator (65010:9.9.9.9)", "C007080000FDF209090909", "aggregator ( 65010:9.9.9.9 )", R"("aggregator": "65010:9.9.9.9")"},
        Form{"community 65000:1", "C00804FDE80001", "community 65000:1", R"("community": [ [ 65000, 1 ] ])"},
        Form{"community [ no-export 65000:1 ]", "C00808FDE80001FFFFFF01", "community [ 65000:1 no-export ]",
             R"("community": [ [ 65000, 1 ], [ 65535, 65281 ] ])"},
        Form{"originator-id 5.5.5.5", "80090405050505", "originator-id 5.5.5.5", R"("originator-id": "5.5.5.5")"},
        Form{"cluster-list [ 6.6.6.6 7.7.7.7 ]", "800A080606060607070707", "cluster-list [ 6.6.6.6 7.7.7.7 ]", R"("cluster-list": [ "6.6.6.6", "7.7.7.7" ])"},
        Form{"cluster-list 6.6.6.6", "800A0406060606", "cluster-list [ 6.6.6.6 ]", R"("cluster-list": [ "6.6.6.6" ])"},
        Form{
            "extended-community [ rate-limit:1000000 target:65000:100 ]",
            "C01010"
            "0002FDE800000064"
            "8006000049742400",
            "extended-community [ target:65000:100 rate-limit:1000000 ]",
            R"("extended-community": [ { "value": 842122827661412, "string": "target:65000:100" }, { "value": 9225060887947387904, "string": "rate-limit:1000000" } ])"},
        Form{"extended-community-ipv6 target:2001:db8::1:5",
             "C01914"
             "000220010DB8000000000000000000000001"
             "0005",
             "extended-community-ipv6 target:2001:db8::1:5",
             R"("extended-community-ipv6": [ { "value": 47389442064591062288541496103088308189462533, "string": "target:2001:db8::1:5" } ])"},
        Form{"extended-community-ipv6 [ redirect:2001:db8::1:5 copy-to-nexthop-ietf 2001:db8::2 redirect-to-nexthop-ietf:2001:db8::1 ]",
             "C0193C"
             "000C20010DB80000000000000000000000010000"
             "000C20010DB80000000000000000000000020001"
             "000D20010DB80000000000000000000000010005",
             "extended-community-ipv6 [ redirect-to-nexthop-ietf 2001:db8::1 copy-to-nexthop-ietf 2001:db8::2 redirect:2001:db8::1:5 ]",
             R"("extended-community-ipv6": [ { "value": 270396894049897293703898678829571923249266688, "string": "redirect-to-nexthop-ietf 2001:db8::1" }, )"
             R"({ "value": 270396894049897293703898678829571923249332225, "string": "copy-to-nexthop-ietf 2001:db8::2" }, )"
             R"({ "value": 292697639248427916845434397102220284755247109, "string": "redirect:2001:db8::1:5" } ])"},
        Form{
            "extended-community-ipv6 0x800B20010DB80000000000000000000000010005", "C01914800B20010DB80000000000000000000000010005",
            "extended-community-ipv6 0x800B20010DB80000000000000000000000010005",
            R"("extended-community-ipv6": [ { "value": 730998914814302825772404779318698433389709557765, "string": "0x800B20010DB80000000000000000000000010005" } ])"},
        Form{"large-community [ 65000:1:2 ]", "C0200C0000FDE80000000100000002", "large-community 65000:1:2", R"("large-community": [ [ 65000, 1 , 2 ] ])"},
        Form{"large-community [ 2:2:2 1:1:1 2:2:2 ]", "C02018000000010000000100000001000000020000000200000002", "large-community [ 1:1:1 2:2:2 ]",
             R"("large-community": [ [ 1, 1 , 1 ], [ 2, 2 , 2 ] ])"},
        Form{"aigp 100", "801A0B01000B0000000000000064", "aigp 0x0000000000000064", R"("aigp": "0x0000000000000064")"},
        Form{"aigp 0xFFFFFFFFFFFFFFFF", "801A0B01000BFFFFFFFFFFFFFFFF", "aigp 0xffffffffffffffff", R"("aigp": "0xffffffffffffffff")"},
        Form{"otc 65001", "C023040000FDE9", "attribute [ 0x23 0xE0 0x0000fde9 ]", R"("attribute-0x23-0xE0": "0x0000fde9")"},
        Form{"pmsi pmsi:ingressreplication:0:100(1601):1.1.1.1", "C01609000600064101010101", "pmsi pmsi:ingressreplication:0:100(1601):1.1.1.1",
             R"("pmsi": "pmsi:ingressreplication:0:100(1601):1.1.1.1")"},
        Form{"pmsi pmsi:notunnel:0:100(1601):", "C016050000000641", "pmsi pmsi:notunnel:0:100:", R"("pmsi": "pmsi:notunnel:0:100:")"},
        Form{"pmsi pmsi:rsvp-tep2mplsp:1:0:0x01020304", "C01609010100000001020304", "pmsi pmsi:rsvp-tep2mplsp:1:0:0x01020304",
             R"("pmsi": "pmsi:rsvp-tep2mplsp:1:0:0x01020304")"},
        Form{"pmsi pmsi:ingressreplication:0:0:0x20010DB8000000000000000000000001", "C01615000600000020010DB8000000000000000000000001",
             "pmsi pmsi:ingressreplication:0:0:0x20010DB8000000000000000000000001",
             R"("pmsi": "pmsi:ingressreplication:0:0:0x20010DB8000000000000000000000001")"},
        Form{"bgp-prefix-sid [ 777 ]", "C0280A01000700000000000309", "bgp-prefix-sid [ 777 ]", R"("bgp-prefix-sid": { "sr-label-index": 777 })"},
        Form{"bgp-prefix-sid [ 300, [ ( 800000,4096 ), ( 1000000,5000 ) ] ]", "C0281B0100070000000000012C03000E00000C35000010000F4240001388",
             "bgp-prefix-sid [ 300, [ ( 800000,4096 ), ( 1000000,5000 ) ] ]",
             R"("bgp-prefix-sid": { "sr-label-index": 300, "sr-srgbs": [[800000, 4096], [1000000, 5000]] })"},
        Form{"bgp-prefix-sid-srv6 ( l3-service 2001:db8:1:1:: 0x48 [64,24,16,0,0,0] )",
             "C028250500220001001E0020010DB800010001000000000000000000004800010006401810000000",
             "bgp-prefix-sid [ l3-service [ sid-information [ sid:2001:db8:1:1:: flags:0 endpoint_behavior:0x48  [ sid-structure [64,24,16,0,0,0] ] ] ]",
             R"("bgp-prefix-sid": { "l3-service": [ { "sid": "2001:db8:1:1::", "flags": 0, "endpoint_behavior": 72, "structure": )"
             R"({"locator-block-length": 64, "locator-node-length": 24, "function-length": 16, "argument-length": 0, "transposition-length": 0, )"
             R"("transposition-offset": 0} } ] })"},
        Form{"bgp-prefix-sid-srv6 ( l2-service 2001:4:: )",
             "C0281C060019000100150020010004000000000000000000000000"
             "00FFFF00",
             "bgp-prefix-sid [ l2-service [ sid-information [ sid:2001:4:: flags:0 endpoint_behavior:0xffff  ] ]",
             R"("bgp-prefix-sid": { "l2-service": [ { "sid": "2001:4::", "flags": 0, "endpoint_behavior": 65535 } ] })"},
        Form{"bgp-prefix-sid 0x040003010203", "C02806040003010203", "bgp-prefix-sid [ Attribute with code [ 4 ] not implemented ]",
             R"("bgp-prefix-sid": { "attribute-not-implemented-4": "0x010203" })"},
        Form{"tunnel-encaps 0x0008000706050102030405", "C0170B0008000706050102030405", "attribute [ 0x17 0xE0 0x0008000706050102030405 ]",
             R"("attribute-0x17-0xE0": "0x0008000706050102030405")"},
        Form{"tunnel-encaps [ sr-policy preference 100 ]", "C0170C000F00080C06000000000064", "attribute [ 0x17 0xE0 0x000f00080c06000000000064 ]",
             R"("attribute-0x17-0xE0": "0x000f00080c06000000000064")"},
        Form{"attribute [ 0x63 0xF0 0x0102 ]", "F06300020102", "attribute [ 0x63 0xF0 0x0102 ]", R"("attribute-0x63-0xF0": "0x0102")"},
        Form{"attribute [ 0x99 0x60 0x00000064 ]", "60990400000064", "attribute [ 0x99 0x60 0x00000064 ]", R"("attribute-0x99-0x60": "0x00000064")"},
        Form{"attribute [ 0x04 0x80 0x00000064 ]", "80040400000064", "med 100", R"("med": 100)"}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

// Dialects that differ from 5.0.
TEST(AttributeDialects, AsPathOf42) {
  const auto path = *read("as-path [ 1 2 ( 3 4 ) ]");
  EXPECT_EQ(text_of(path, Dialect::v4_2), "as-path [ 1 2 ( 3 4 ) ]");
  EXPECT_EQ(json_of(path, Dialect::v4_2), R"("as-path": [ 1, 2 ], "as-set": [ 3, 4 ], "confederation-path": [])");
  EXPECT_EQ(json_of(*read("as-path 65000"), Dialect::v4_2), R"("as-path": [ 65000 ], "confederation-path": [])");
}

TEST(AttributeDialects, EmptyPath) {
  const Attribute path = AsPath{};
  EXPECT_EQ(text_of(path, Dialect::v4_2), "as-path [ ]");
  EXPECT_EQ(text_of(path, Dialect::v5_0), "as-path (  )");
  EXPECT_EQ(text_of(path, Dialect::v6), "");
  EXPECT_EQ(json_of(path, Dialect::v4_2), R"("as-path": [], "confederation-path": [])");
}

// What 5.0 prints as octets has words in 6.
TEST(AttributeDialects, WordsThatCameLater) {
  EXPECT_EQ(text_of(*read("otc 65001"), Dialect::v6), "otc 65001");
  EXPECT_EQ(json_of(*read("otc 65001"), Dialect::v6), R"("otc": 65001)");
  EXPECT_EQ(text_of(*read("tunnel-encaps 0x000f00080c06000000000064"), Dialect::v6), "tunnel-encaps [ sr-policy preference 100 ]");
  EXPECT_EQ(json_of(*read("tunnel-encaps 0x0008000706050102030405"), Dialect::v6), R"("tunnel-encaps": [ { "type": 8, "value": "0x06050102030405" } ])");
}

TEST(AttributeDialects, AClusterListOfOneHasNoBracketsIn6) { EXPECT_EQ(text_of(*read("cluster-list 1.1.1.1"), Dialect::v6), "cluster-list 1.1.1.1"); }

struct Mistake {
  std::string_view words;
  std::string_view says;  // a part of the message
};

class AttributeMistakes : public testing::TestWithParam<Mistake> {};

TEST_P(AttributeMistakes, AreExplained) {
  const auto attribute = read(GetParam().words);
  ASSERT_FALSE(attribute) << text_of(*attribute);
  EXPECT_NE(attribute.error().to_string().find(GetParam().says), std::string::npos) << attribute.error().to_string();
}

INSTANTIATE_TEST_SUITE_P(
    Rows, AttributeMistakes,
    testing::Values(
        Mistake{"origin", "write igp, egp or incomplete"}, Mistake{"origin ibgp", "'ibgp' is not an origin"}, Mistake{"as-path", "as-path needs a value"},
        Mistake{"as-path x", "'x' is not an as-path"}, Mistake{"as-path [ 1 x ]", "'x' is not an AS number"}, Mistake{"as-path [ 1", "not closed"},
        Mistake{"as-path [ 1 )", "do not match"}, Mistake{"as-path (1)2", "outside of the brackets"}, Mistake{"as-path [ [ [ [ 1 ] ] ] ]", "nested"},
        Mistake{"as-path [ 4294967296 ]", "not an AS number"}, Mistake{"as-path [ 1.70000 ]", "not an AS number"}, Mistake{"med", "needs a number"},
        Mistake{"med -1", "0 to 4294967295"}, Mistake{"med 4294967296", "0 to 4294967295"},
        Mistake{"local-preference high", "'high' is not a value for local-preference"}, Mistake{"aggregator 65000", "ASN:IPV4"},
        Mistake{"aggregator 65000:2001:db8::1", "ASN:IPV4"}, Mistake{"aggregator ( 65000:1.1.1.1", "not closed"},
        Mistake{"community 70000:1", "not a community"}, Mistake{"community 65535:4294967295", "not a community"},
        Mistake{"community gracefull-shutdown", "did you mean graceful-shutdown?"}, Mistake{"community [ 1:1", "not closed"},
        Mistake{"community [ [ 1:1 ] ]", "list inside"}, Mistake{"originator-id 2001:db8::1", "IPv4"}, Mistake{"cluster-list [ 1.1.1 ]", "IPv4"},
        Mistake{"large-community 1:2", "65000:1:2"}, Mistake{"large-community 79228162514264337593543950336", "65000:1:2"},
        Mistake{"large-community 1:2:x", "65000:1:2"}, Mistake{"extended-community rt:1:2", "not an extended community"},
        Mistake{"attribute [ 0x63 0xC0 ]", "three"}, Mistake{"attribute [ 99 0xC0 0x00 ]", "'99'"}, Mistake{"attribute [ 0x63 0xC0 0x123 ]", "even number"},
        Mistake{"attribute [ 0x0E 0x80 0x00 ]", "use next-hop"}, Mistake{"aigp", "needs a number"}, Mistake{"aigp -1", "'-1'"},
        Mistake{"aigp 18446744073709551616", "0x64"}, Mistake{"otc 0", "not an AS number"}, Mistake{"pmsi x", "pmsi:TYPE"},
        Mistake{"pmsi pmsi:ingressreplication:0:0:", "replicates"}, Mistake{"pmsi pmsi:ingressreplication:0:1048576:1.1.1.1", "pmsi:TYPE"},
        Mistake{"bgp-prefix-sid 300", "[ 300 ]"}, Mistake{"bgp-prefix-sid [ 4294967296 ]", "'4294967296'"},
        Mistake{"bgp-prefix-sid [ 1, [ ( 16777216,1 ) ] ]", "'16777216'"}, Mistake{"bgp-prefix-sid [ 1, [ ( 1 ) ] ]", "base and a size"},
        Mistake{"bgp-prefix-sid [ 1", "not closed"}, Mistake{"bgp-prefix-sid-srv6 ( l4-service 2001:: )", "l3-service"},
        Mistake{"bgp-prefix-sid-srv6 ( l3-service 1.1.1.1 )", "IPv6"}, Mistake{"bgp-prefix-sid-srv6 ( l3-service 2001:: 0x10000 )", "65535"},
        Mistake{"bgp-prefix-sid-srv6 ( l3-service 2001:: 0x48 [64,24] )", "six numbers"},
        Mistake{"bgp-prefix-sid-srv6 ( l3-service 2001:: 0x48 [64,64,16,0,0,0] )", "128 bits"},
        Mistake{"bgp-prefix-sid-srv6 ( l3-service 2001:: 0x48 [64,24,16,0,64,65] )", "behind the end"}, Mistake{"tunnel-encaps [ gre ]", "sr-policy"},
        Mistake{"tunnel-encaps [ sr-policy prefrence 1 ]", "did you mean preference?"}, Mistake{"tunnel-encaps 0x0008000706", "longer"},
        Mistake{"med-value 1", "not an attribute"}, Mistake{"local-prefrence 1", "did you mean local-preference?"}),
    [](const auto& row) { return "Row" + std::to_string(row.index); });

TEST(Communities, ManyNames) {
  const std::pair<std::string_view, std::string_view> rows[] = {
      {"no_export", "no-export"},    {"No-Advertise", "no-advertise"},
      {"nopeer", "no-peer"},         {"no-peer", "no-peer"},
      {"blackhole", "blackhole"},    {"graceful-shutdown", "graceful-shutdown"},
      {"llgr-stale", "llgr-stale"},  {"no-llgr", "no-llgr"},
      {"accept-own", "accept-own"},  {"no-export-subconfed", "no-export-subconfed"},
      {"0x00010002", "1:2"},         {"123456", "1:57920"},
      {"65000:70000", "65001:4464"},
  };
  for (const auto& [given, text] : rows) {
    const auto community = Community::parse(given);
    ASSERT_TRUE(community) << given;
    EXPECT_EQ(community->to_string(), text) << given;
  }
  EXPECT_EQ(community::graceful_shutdown.value, 0xffff0000);
}

TEST(Communities, AnEmptyListIsNotSent) {
  for (const std::string_view list : {"community [ ]", "extended-community [ ]", "large-community [ ]", "cluster-list [ ]"}) {
    EXPECT_EQ(wire_of(*read(list), internal_session()), "") << list;
  }
}

TEST(LocalPreference, IsNotSentToAnotherAs) {
  EXPECT_EQ(wire_of(LocalPreference{100}, external_session()), "");
  EXPECT_EQ(wire_of(LocalPreference{100}, internal_session()), "40050400000064");
}

TEST(LargeCommunities, AreWrittenAsOneNumberToo) {
  EXPECT_EQ(LargeCommunity::parse("0x000000010000000200000003")->to_string(), "1:2:3");
  EXPECT_EQ(LargeCommunity::parse("18446744082299486211")->to_string(), "1:2:3");
  EXPECT_EQ(LargeCommunity::parse("79228162514264337593543950335")->to_string(), "4294967295:4294967295:4294967295");
}

TEST(AttributeKeywords, AreAllRead) {
  EXPECT_EQ(attribute_keywords().size(), std::variant_size_v<Attribute> + 1);  // bgp-prefix-sid has two
  for (const std::string_view keyword : attribute_keywords()) EXPECT_NE(find_attribute(keyword), nullptr) << keyword;
  EXPECT_EQ(find_attribute("next-hop"), nullptr);
  EXPECT_EQ(find_attribute(std::uint8_t{3}), nullptr);
  EXPECT_EQ(find_attribute(std::uint8_t{0}), nullptr);
  EXPECT_EQ(find_attribute(std::uint8_t{32})->descriptor.name, "large-community");
}

}  // namespace vigilcast::bgp::attribute_forms_test
