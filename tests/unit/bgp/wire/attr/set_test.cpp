#include "bgp/wire/attr/set.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::attribute_set_test {

using namespace wire_test;

TEST(AttributeSet, IsSortedByTypeCode) {
  const AttributeSet set = set_of({"large-community 1:2:3", "origin igp", "attribute [ 0x09 0xC0 0x01 ]", "med 10"});
  EXPECT_EQ(set.text(), " origin igp med 10 attribute [ 0x09 0xC0 0x01 ] large-community 1:2:3");
}

TEST(AttributeSet, SetReplaces) {
  AttributeSet set = set_of({"med 10", "med 20"});
  EXPECT_EQ(set.text(), " med 20");
  set.set(UnknownAttribute{4, 0x80, {1}});  // the same type code, whatever the type
  EXPECT_FALSE(set.has<Med>());
  EXPECT_EQ(std::distance(set.begin(), set.end()), 1);
  set.erase(4);
  EXPECT_TRUE(set.empty());
}

TEST(AttributeSet, FindsByType) {
  const AttributeSet set = set_of({"med 10", "origin egp"});
  ASSERT_NE(set.find<Med>(), nullptr);
  EXPECT_EQ(set.find<Med>()->value, 10U);
  EXPECT_EQ(set.find<AsPath>(), nullptr);
  EXPECT_TRUE(set.has<Origin>());
}

TEST(AttributeSet, AllInOneLine) {
  const AttributeSet set =
      set_of({"origin igp", "as-path [ 65001 65010 ]", "med 100", "local-preference 200", "atomic-aggregate", "aggregator 65010:9.9.9.9",
              "community [ 65000:1 no-export ]", "originator-id 5.5.5.5", "cluster-list [ 6.6.6.6 7.7.7.7 ]",
              "extended-community [ target:65000:100 rate-limit:1000000 ]", "large-community 65000:1:2", "attribute [ 0x63 0xF0 0x0102 ]"});
  EXPECT_EQ(set.text(),
            " origin igp as-path ( 65001 65010 ) med 100 local-preference 200 atomic-aggregate aggregator ( 65010:9.9.9.9 ) community [ 65000:1 no-export ] "
            "originator-id 5.5.5.5 cluster-list [ 6.6.6.6 7.7.7.7 ] extended-community [ target:65000:100 rate-limit:1000000 ] large-community 65000:1:2 "
            "attribute [ 0x63 0xF0 0x0102 ]");
  std::string json;
  set.append_json(json);
  EXPECT_EQ(json,
            R"("origin": "igp", "as-path": {"0": {"element": "as-sequence", "value": [65001, 65010]}}, "med": 100, "local-preference": 200, )"
            R"("atomic-aggregate": true, "aggregator": "65010:9.9.9.9", "community": [ [ 65000, 1 ], [ 65535, 65281 ] ], "originator-id": "5.5.5.5", )"
            R"("cluster-list": [ "6.6.6.6", "7.7.7.7" ], "extended-community": [ { "value": 842122827661412, "string": "target:65000:100" }, )"
            R"({ "value": 9225060887947387904, "string": "rate-limit:1000000" } ], "large-community": [ [ 65000, 1 , 2 ] ], "attribute-0x63-0xF0": "0x0102")");
}

// It prints extended communities in JSON as they came, knows no rate in packets, and has no name for those of IPv6.
TEST(AttributeSet, WhatItsCommunitiesAreIn4) {
  AttributeSet set = set_of({"extended-community-ipv6 redirect-to-nexthop-ietf:2001:db8::1"});
  set.set(ExtendedCommunities{{traffic::mark(10), {0x800C0000447A0000}, {842122827661313}}});
  std::string json;
  set.append_json(json, Dialect::v4_2);
  EXPECT_EQ(json, R"("extended-community": [ { "value": 9225905311645171722, "string": "mark 10" }, { "value": 9226749737724149760, "string": "" }, )"
                  R"({ "value": 842122827661313, "string": "target:65000:1" } ], "attribute-0x19-0xC0": "redirect-to-nexthop-ietf 2001:db8::1")");
  EXPECT_EQ(set.text(Dialect::v4_2),
            " extended-community [ target:65000:1 mark 10 rate-limit:1000:packets ] extended-community-ipv6 redirect-to-nexthop-ietf 2001:db8::1")
      << "as it can be read again";
}

TEST(AttributeSet, EqualSetsHashEqually) {
  const AttributeSet a = set_of({"med 10", "origin igp"});
  const AttributeSet b = set_of({"origin igp", "med 10"});
  EXPECT_EQ(a, b);
  EXPECT_EQ(hash_of(a), hash_of(b));
  EXPECT_NE(hash_of(a), hash_of(set_of({"origin igp", "med 11"})));
  EXPECT_NE(hash_of(set_of({"local-preference 1"})), hash_of(set_of({"local-preference 2"})));
}

}  // namespace vigilcast::bgp::attribute_set_test
