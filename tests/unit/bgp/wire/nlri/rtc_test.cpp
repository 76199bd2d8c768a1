#include "bgp/wire/nlri/rtc.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::rtc_test {

using namespace wire_test;

TEST(Rtc, WireTextAndJson) {
  struct Row {
    std::string_view words, wire, text, json;
  };
  const Row rows[] = {
      {"wildcard", "00", "rtc wildcard", R"({ "origin": 0, "route-target": null })"},
      {"65000", "200000FDE8", "rtc 65000", R"({ "origin": 65000, "route-target": null })"},
      {"65000:target:65000:1", "600000FDE80002FDE800000001", "rtc 65000:target:65000:1", R"({ "origin": 65000, "route-target": "target:65000:1" })"},
      {"65000:target:192.0.2.1:7", "600000FDE80102C00002010007", "rtc 65000:target:192.0.2.1:7",
       R"({ "origin": 65000, "route-target": "target:192.0.2.1:7" })"},
      {"70000:target:70000:7",
       "600001117002020001117000"
       "07",
       "rtc 70000:target:70000L:7", R"({ "origin": 70000, "route-target": "target:70000L:7" })"},
      {"65000:0x0002FDE8/32", "400000FDE80002FDE8", "rtc 65000:0x0002FDE8/32", R"({ "origin": 65000, "route-target": "0x0002FDE8/32" })"},
      {"65000:0x00FF/9", "290000FDE80080", "rtc 65000:0x0080/9", R"({ "origin": 65000, "route-target": "0x0080/9" })"},
      {"65000:0x0005FDE800000001", "600000FDE80005FDE800000001", "rtc 65000:0x0005FDE800000001",
       R"({ "origin": 65000, "route-target": "0x0005FDE800000001" })"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.words);
    const auto split = words(row.words);
    TextCursor cursor(split);
    const auto nlri = parse_rtc(cursor);
    ASSERT_TRUE(nlri) << nlri.error().to_string();
    EXPECT_EQ(to_hex(nlri->wire.view()), row.wire);
    EXPECT_EQ(nlri_text(*nlri), row.text);
    std::string json;
    append_nlri_json(json, *nlri, {}, Dialect::v5_0);
    EXPECT_EQ(json, row.json);
    ByteReader reader(nlri->wire.view());
    SmallBytes again;
    EXPECT_FALSE(kRtcCodec.decode(reader, again));
    EXPECT_EQ(again, nlri->wire);
    EXPECT_TRUE(reader.empty());
  }
}

TEST(Rtc, TheFlagsOfATargetAreNotPrinted) {
  const Bytes octets = hex("600000FDE84002FDE800000001");
  ByteReader reader(octets);
  Nlri nlri{kRtcCodec.family, 0, {}};
  EXPECT_FALSE(kRtcCodec.decode(reader, nlri.wire));
  EXPECT_EQ(nlri_text(nlri), "rtc 65000:target:65000:1");
}

TEST(Rtc, MistakesAreExplained) {
  for (const std::string_view wrong : {"", "x", "65000:", "65000:target:1", "65000:0x00/64", "65000:0x/0", "65000:0x00/9", "any"}) {
    const auto split = words(wrong);
    TextCursor cursor(split);
    const auto nlri = parse_rtc(cursor);
    ASSERT_FALSE(nlri) << wrong;
    EXPECT_FALSE(nlri.error().hint.empty());
  }
}

}  // namespace vigilcast::bgp::rtc_test
