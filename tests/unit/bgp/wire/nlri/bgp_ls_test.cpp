// What corpus/exabgp/link_state.txt and corpus/wire/link_state.txt do not show: the way back to the wire, the text, random input.
#include "bgp/wire/nlri/bgp_ls.h"

#include "bgp/wire/attr/link_state.h"
#include "pkg/base/rng.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::bgp_ls_test {

using namespace wire_test;

constexpr std::string_view kNode = "0001 0027 02 0000000000000000 0100 001A 0200 0004 0000FDE9 0201 0004 00000000 0203 0006 010203040506";

Negotiated link_state_session() {
  Negotiated out = internal_session();
  out.families = {kBgpLs, kBgpLsVpn};
  return out;
}

Nlri node() { return Nlri{kBgpLs, 0, SmallBytes(hex(kNode))}; }

TEST(LinkStateNlri, ReadsBackAsItWasWritten) {
  const AttributeSet attributes = set_of({"origin igp", "as-path [ ]", "bgp-ls 0x04020006726F75746572"});
  Bytes out;
  ASSERT_EQ(encode_announce(out, kBgpLs, via("192.0.2.1"), attributes, std::vector{node(), node()}, link_state_session()), 2U);
  const DecodedUpdate decoded = decode_update(body_of(out), link_state_session());
  EXPECT_TRUE(decoded.faults.empty());
  ASSERT_EQ(decoded.update.announced.size(), 1U);
  EXPECT_EQ(decoded.update.announced[0].nlri, (std::vector{node(), node()}));
  EXPECT_EQ(decoded.update.attributes, attributes);
}

TEST(LinkStateNlri, IsWithdrawnAsItCame) {
  Bytes out;
  ASSERT_EQ(encode_withdraw(out, kBgpLs, std::vector{node()}, link_state_session()), 1U);
  const DecodedUpdate decoded = decode_update(body_of(out), link_state_session());
  ASSERT_EQ(decoded.update.withdrawn.size(), 1U);
  EXPECT_EQ(decoded.update.withdrawn[0].nlri, std::vector{node()});
}

TEST(LinkStateNlri, TextTellsAllOfThemApart) {
  EXPECT_EQ(nlri_text(node()), "bgp-ls:node:0x0200000000000000000100001a020000040000fde9020100040000000002030006010203040506");
  Nlri other = node();
  other.family = kBgpLsVpn;
  other.wire.assign(hex("0063 0001 07"));
  EXPECT_EQ(nlri_text(other), "bgp-ls:type-99:0x07");
}

TEST(LinkStateNlri, WithdrawnHasNoNextHopInItsJson) {
  std::string json;
  append_nlri_json(json, node(), {}, Dialect::v5_0);
  EXPECT_TRUE(json.ends_with(R"("nexthop": "None" })")) << json;
}

TEST(LinkStateAttribute, TextReadsBack) {
  const auto attribute = read("bgp-ls 0x04470003000001");
  ASSERT_TRUE(attribute);
  std::string text;
  std::get<LinkState>(*attribute).append_text(text, Dialect::v5_0);
  EXPECT_EQ(text, "0x04470003000001");
}

TEST(LinkStateAttribute, TextThatIsNoneIsRefused) {
  EXPECT_EQ(read("bgp-ls router").error().to_string(), "'router' is not a bgp-ls attribute (write its TLVs as they are on the wire: 0x04020006726F75746572)");
  EXPECT_EQ(read("bgp-ls 0x044700020000FF").error().to_string(), "bgp-ls ends inside a TLV");
  EXPECT_FALSE(read("bgp-ls 0x04470004000000"));
}

// JSON has neither infinity nor NaN.
TEST(LinkStateAttribute, BandwidthsThatAreNoNumberAreNull) {
  std::string json;
  std::get<LinkState>(*read("bgp-ls 0x044100047F800000044200047FC00000")).append_json(json, Dialect::v5_0);
  EXPECT_EQ(json, R"({ "maximum-link-bandwidth": null, "maximum-reservable-link-bandwidth": null })");
}

// Braces and brackets outside of strings, opened less closed.
int left_open(std::string_view json) {
  int out = 0;
  bool inside = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (inside && json[i] == '\\')
      ++i;
    else if (json[i] == '"')
      inside = !inside;
    else if (!inside)
      out += std::string_view("{[").contains(json[i]) ? 1 : std::string_view("}]").contains(json[i]) ? -1 : 0;
  }
  return inside ? -1000 : out;
}

// What is accepted is printed without reading past its end (the sanitizers look) and is balanced JSON.
TEST(LinkStateAttribute, RandomTlvsArePrintedOrRefused) {
  Rng rng(7);
  int accepted = 0;
  for (int round = 0; round < 20'000; ++round) {
    Bytes tlvs;
    ByteWriter writer(tlvs);
    const auto type = static_cast<std::uint16_t>(1024 + rng.below(232));
    const std::size_t size = rng.below(40);
    writer.u16(type).u16(static_cast<std::uint16_t>(size));
    for (std::size_t i = 0; i < size; ++i) writer.u8(static_cast<std::uint8_t>(rng.chance(0.5) ? 0 : rng.next()));
    const auto decoded = LinkState::decode(tlvs, link_state_session());
    if (!decoded) continue;
    ++accepted;
    std::string json;
    decoded->append_json(json, Dialect::v5_0);
    ASSERT_EQ(left_open(json), 0) << to_hex(tlvs);
    Bytes again;
    decoded->encode(again, link_state_session());
    ASSERT_EQ(again, tlvs);
  }
  EXPECT_GT(accepted, 5'000);
}

}  // namespace vigilcast::bgp::bgp_ls_test
