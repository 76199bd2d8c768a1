#include "bgp/wire/update.h"

#include "bgp/wire/attr/opaque.h"
#include "bgp/wire/json.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::update_test {

using namespace wire_test;

std::string announced(Family family, const NextHop& next_hop, const AttributeSet& attributes, std::vector<Nlri> nlri, const Negotiated& session) {
  Bytes out;
  EXPECT_EQ(encode_announce(out, family, next_hop, attributes, nlri, session), nlri.size());
  return to_hex(body_of(out));
}

std::string withdrawn(Family family, std::vector<Nlri> nlri, const Negotiated& session) {
  Bytes out;
  EXPECT_EQ(encode_withdraw(out, family, nlri, session), nlri.size());
  return to_hex(body_of(out));
}

TEST(Announce, Ipv4GoesIntoTheClassicFields) {
  EXPECT_EQ(announced(kIpv4Unicast, via("127.0.0.1"), set_of({"origin igp", "as-path 65000", "med 10", "community 65000:1"}), {nlri("10.9.0.0/24")},
                      internal_session()),
            "00000022"
            "40010100"
            "40020602010000FDE8"
            "4003047F000001"
            "8004040000000A"
            "C00804FDE80001"
            "180A0900");
}

TEST(Announce, Ipv6GoesIntoMpReachBehindAllOthers) {
  const auto attributes = set_of({"origin igp", "as-path [ ]", "local-preference 100", "large-community 1:2:3"});
  EXPECT_EQ(announced(kIpv6Unicast, via("2001:db8::1"), attributes, {nlri("2001:db8::/32")}, internal_session()),
            "0000003A"
            "40010100"
            "400200"
            "40050400000064"
            "C0200C000000010000000200000003"
            "800E1A0002011020010DB80000000000000000000000010020"
            "20010DB8");
}

TEST(Announce, ALinkLocalCompanionFollowsTheGlobalAddress) {
  const NextHop next_hop{*IpAddress::parse("2001:db8::1"), *IpAddress::parse("fe80::1")};
  Bytes out;
  encode_announce(out, kIpv6Unicast, next_hop, set_of({"origin igp", "as-path [ ]"}), std::vector{nlri("2001:db8::/32")}, internal_session());
  const DecodedUpdate decoded = decode_update(body_of(out), internal_session());
  ASSERT_EQ(decoded.update.announced.size(), 1U);
  EXPECT_EQ(decoded.update.announced[0].next_hop, next_hop);
}

TEST(Announce, Ipv4WithAnIpv6NextHopGoesIntoMpReach) {
  EXPECT_EQ(announced(kIpv4Unicast, via("bad:cafe:bad:cafe:bad:cafe:bad:cafe"), set_of({"origin igp", "as-path [ ]", "local-preference 100"}),
                      {nlri("153.153.153.153/32")}, internal_session()),
            "0000002B"
            "40010100"
            "400200"
            "40050400000064"
            "800E1A000101"
            "100BADCAFE0BADCAFE0BADCAFE0BADCAFE"
            "002099999999");
}

TEST(Announce, AFlowHasNoNextHopAttribute) {
  const Nlri flow{kIpv4Flow, 0, SmallBytes(hex("0602200A000002"))};
  const auto attributes = set_of({"origin igp", "as-path [ ]", "local-preference 100", "extended-community redirect-to-nexthop"});
  EXPECT_EQ(announced(kIpv4Flow, via("1.2.3.4"), attributes, {flow}, internal_session()),
            "0000002C"
            "40010100"
            "400200"
            "40050400000064"
            "C010080800000000000000"
            "800E1000018504010203040006"
            "02200A000002");
  EXPECT_EQ(announced(kIpv4Flow, {}, set_of({"origin igp", "as-path [ ]"}), {flow}, internal_session()),
            "00000016"
            "40010100"
            "400200"
            "800E0C000185000006"
            "02200A000002");
}

TEST(Announce, AnExternalSessionHasNoLocalPreference) {
  EXPECT_EQ(
      announced(kIpv4Unicast, via("10.0.1.254"), set_of({"origin igp", "as-path 65533", "local-preference 100"}), {nlri("10.0.0.0/24")}, external_session()),
      "00000014"
      "40010100"
      "40020602010000FFFD"
      "4003040A0001FE"
      "180A0000");
}

TEST(Announce, ATwoOctetSessionGetsAs4Attributes) {
  const auto attributes =
      set_of({"origin igp", "as-path [ 65001 70000 ]", "aggregator 70000:1.1.1.1", "extended-community target:1:1", "large-community 1:1:1"});
  EXPECT_EQ(announced(kIpv4Unicast, via("192.0.2.1"), attributes, {nlri("10.0.0.0/8")}, two_octet_session()),
            "0000004F"
            "40010100"
            "4002060202FDE95BA0"
            "400304C0000201"
            "C007065BA001010101"
            "C010080002000100000001"
            "C0110A02020000FDE900011170"
            "C012080001117001010101"
            "C0200C000000010000000100000001"
            "080A");
  // All numbers fit: nothing is added.
  EXPECT_EQ(
      announced(kIpv4Unicast, via("192.0.2.1"), set_of({"origin igp", "as-path 65001", "aggregator 1:1.1.1.1"}), {nlri("10.0.0.0/8")}, two_octet_session()),
      "0000001B"
      "40010100"
      "4002040201FDE9"
      "400304C0000201"
      "C00706000101010101"
      "080A");
}

TEST(Announce, PathIdentifiersWhereNegotiated) {
  Negotiated session = internal_session();
  session.add_path_send = {kIpv4Unicast};
  EXPECT_EQ(announced(kIpv4Unicast, via("1.1.1.1"), set_of({"origin igp", "as-path [ ]"}), {nlri("10.9.0.0/24"), nlri("10.9.0.0/24", 7)}, session),
            "0000000E"
            "40010100"
            "400200"
            "40030401010101"
            "00000000180A0900"
            "00000007180A0900");
  EXPECT_EQ(withdrawn(kIpv4Unicast, {nlri("10.9.0.0/24", 7)}, session),
            "000800000007180A0900"
            "0000");
}

TEST(Withdraw, UsesTheFieldsOfItsFamily) {
  EXPECT_EQ(withdrawn(kIpv4Unicast, {nlri("10.9.0.0/24")}, internal_session()),
            "0004180A0900"
            "0000");
  EXPECT_EQ(withdrawn(kIpv6Unicast, {nlri("2001:db8::/32")}, internal_session()),
            "0000"
            "000B"
            "800F08000201"
            "2020010DB8");
}

TEST(EndOfRib, IsEmpty) {
  Bytes out;
  encode_end_of_rib(out, kIpv4Unicast);
  EXPECT_EQ(to_hex(body_of(out)), "00000000");
  out.clear();
  encode_end_of_rib(out, kIpv6Unicast);
  EXPECT_EQ(to_hex(body_of(out)),
            "0000"
            "0007"
            "900F0003000201");
  EXPECT_EQ(decode_update(body_of(out), internal_session()).update.end_of_rib, kIpv6Unicast);
}

std::vector<Nlri> many(std::size_t count, bool ipv6) {
  std::vector<Nlri> out;
  for (std::uint32_t i = 0; i < count; ++i) {
    Bytes address(ipv6 ? 16 : 4, 0);
    address[0] = ipv6 ? 0x20 : 10;
    address[1] = static_cast<std::uint8_t>(i >> 16);
    address[2] = static_cast<std::uint8_t>(i >> 8);
    address[3] = static_cast<std::uint8_t>(i);
    out.push_back(unicast_nlri(Prefix::host(ipv6 ? IpAddress::v6(address) : IpAddress::v4(ByteView(address)))));
  }
  return out;
}

// Every family and session size: messages are filled to the last NLRI that fits, and everything arrives.
TEST(Packing, FillsMessages) {
  for (const bool ipv6 : {false, true}) {
    for (const bool extended : {false, true}) {
      for (const bool announce : {false, true}) {
        Negotiated session = internal_session();
        session.extended_message = extended;
        const std::vector<Nlri> all = many(20000, ipv6);
        const Family family = ipv6 ? kIpv6Unicast : kIpv4Unicast;
        std::vector<Nlri> arrived;
        for (std::span<const Nlri> left = all; !left.empty();) {
          Bytes out;
          const std::size_t count =
              announce ? encode_announce(out, family, via(ipv6 ? "2001:db8::1" : "192.0.2.1"), set_of({"origin igp", "as-path [ ]"}), left, session)
                       : encode_withdraw(out, family, left, session);
          ASSERT_GT(count, 0U);
          ASSERT_LE(out.size(), session.max_message());
          if (count < left.size()) { EXPECT_GT(out.size() + 17, session.max_message()); }
          DecodedUpdate decoded = decode_update(body_of(out), session);
          EXPECT_TRUE(decoded.faults.empty());
          const auto& got = announce ? decoded.update.announced.at(0).nlri : decoded.update.withdrawn.at(0).nlri;
          arrived.insert(arrived.end(), got.begin(), got.end());
          left = left.subspan(count);
        }
        EXPECT_EQ(arrived, all);
      }
    }
  }
}

TEST(Packing, AttributesThatLeaveNoRoomFailCleanly) {
  AttributeSet attributes = set_of({"origin igp", "as-path [ ]"});
  attributes.set(UnknownAttribute{99, attribute_flag::optional_transitive, Bytes(kMaxMessage - kHeaderSize - 4 - 4 - 3 - 7 - 4 - 1, 1)});
  Bytes out{1, 2, 3};
  for (const auto& [family, next_hop, one] :
       {std::tuple(kIpv4Unicast, via("192.0.2.1"), nlri("10.0.0.0/8")), std::tuple(kIpv6Unicast, via("2001:db8::1"), nlri("2001:db8::/32"))}) {
    EXPECT_EQ(encode_announce(out, family, next_hop, attributes, std::vector{one}, internal_session()), 0U);
    EXPECT_EQ(out, (Bytes{1, 2, 3}));
  }
  attributes.set(UnknownAttribute{99, attribute_flag::optional_transitive, Bytes(60000, 1)});
  EXPECT_EQ(encode_announce(out, kIpv6Unicast, via("2001:db8::1"), attributes, std::vector{nlri("2001:db8::/32")}, internal_session()), 0U);
  EXPECT_EQ(encode_announce(out, kIpv4Unicast, via("192.0.2.1"), attributes, std::vector{nlri("10.0.0.0/8")}, internal_session()), 0U);
  EXPECT_EQ(encode_withdraw(out, kIpv4Unicast, std::span<const Nlri>{}, internal_session()), 0U);
  EXPECT_EQ(out, (Bytes{1, 2, 3}));
}

TEST(Packing, TheLastOctetIsUsed) {
  AttributeSet attributes = set_of({"origin igp", "as-path [ ]"});
  // header, two lengths, origin, as-path, next-hop, attribute header, /8
  attributes.set(UnknownAttribute{99, attribute_flag::optional_transitive, Bytes(kMaxMessage - kHeaderSize - 4 - 4 - 3 - 7 - 4 - 2, 1)});
  Bytes out;
  EXPECT_EQ(encode_announce(out, kIpv4Unicast, via("192.0.2.1"), attributes, std::vector{nlri("10.0.0.0/8"), nlri("11.0.0.0/8")}, internal_session()), 1U);
  EXPECT_EQ(out.size(), kMaxMessage);
}

TEST(Packing, AnAttributeOf255And256Octets) {
  for (const std::size_t size : {255, 256, 257}) {
    AttributeSet attributes = set_of({"origin igp", "as-path [ ]"});
    attributes.set(UnknownAttribute{99, 0xe0, Bytes(size, 1)});
    Bytes out;
    encode_announce(out, kIpv4Unicast, via("192.0.2.1"), attributes, std::vector{nlri("10.0.0.0/8")}, internal_session());
    EXPECT_EQ(out.size(), kHeaderSize + 4 + 4 + 3 + 7 + (size > 255 ? 4 : 3) + size + 2);
    const DecodedUpdate decoded = decode_update(body_of(out), internal_session());
    EXPECT_TRUE(decoded.faults.empty());
    EXPECT_EQ(decoded.update.attributes.find<UnknownAttribute>()->value.size(), size);
  }
}

TEST(Decode, MoreThanTwoHundredDifferentUnknownAttributes) {
  Bytes attributes = hex("40010100 400200 400304C0000201");
  unsigned unknown = 0;
  for (unsigned code = 0; code < 256; ++code) {
    const auto octet = static_cast<std::uint8_t>(code);
    if (code == 3 || (code >= 14 && code <= 18) || find_attribute(octet) != nullptr || find_opaque(octet) != nullptr) continue;
    ByteWriter(attributes).u8(0xc0).u8(static_cast<std::uint8_t>(code)).u8(1).u8(7);
    ++unknown;
  }
  Bytes body;
  ByteWriter(body).u16(0).u16(static_cast<std::uint16_t>(attributes.size())).bytes(attributes).bytes(hex("080A"));
  const DecodedUpdate decoded = decode_update(body, internal_session());
  EXPECT_TRUE(decoded.faults.empty());
  EXPECT_EQ(std::distance(decoded.update.attributes.begin(), decoded.update.attributes.end()), static_cast<std::ptrdiff_t>(unknown + 2));
}

TEST(Decode, ThousandsOfFaultsAreBoundedAndTheStrongestStays) {
  Bytes attributes = hex("40010100 400200 400304C0000201");
  for (unsigned i = 0; i < 5000; ++i) ByteWriter(attributes).bytes(hex("40010100"));  // the same one again
  ByteWriter(attributes).bytes(hex("800401 00"));                                      // and a malformed MED behind them
  Bytes body;
  ByteWriter(body).u16(0).u16(static_cast<std::uint16_t>(attributes.size())).bytes(attributes).bytes(hex("080A"));
  const DecodedUpdate decoded = decode_update(body, internal_session());
  EXPECT_LE(decoded.faults.size(), 32U);
  EXPECT_EQ(strongest(decoded.faults)->action, FaultAction::treat_as_withdraw);
  EXPECT_EQ(decoded.update.withdrawn.at(0).nlri.at(0), nlri("10.0.0.0/8"));
}

// No prefix of a good message, and no single changed octet, may do more than be judged.
TEST(Decode, EveryTruncationAndEveryChangedOctetIsSurvived) {
  Bytes message;
  encode_announce(message, kIpv6Unicast, via("2001:db8::1"),
                  set_of({"origin igp", "as-path [ 1 2 ]", "med 1", "community 1:2", "extended-community target:1:2"}), std::vector{nlri("2001:db8::/32")},
                  internal_session());
  const Bytes body(message.begin() + kHeaderSize, message.end());
  for (std::size_t size = 0; size < body.size(); ++size) {
    const Bytes part(body.begin(), body.begin() + static_cast<std::ptrdiff_t>(size));  // a copy, so that a sanitizer sees the end
    decode_update(part, internal_session());
  }
  for (std::size_t at = 0; at < body.size(); ++at) {
    for (const unsigned value : {0U, 1U, 127U, 128U, 255U}) {
      Bytes changed = body;
      changed[at] = static_cast<std::uint8_t>(value);
      std::string json;
      append_update_json(json, decode_update(changed, internal_session()).update, Dialect::v5_0);
    }
  }
}

std::string json_of(const Update& update, Dialect dialect = Dialect::v5_0) {
  std::string out;
  append_update_json(out, update, dialect);
  return out;
}

// Captured from 4.2 and 5.0 with api.compact.
TEST(UpdateJson, CompactPrefixesArePlainStrings) {
  Update update;
  update.announced = {{kIpv4Unicast, via("127.0.0.1"), {nlri("10.9.0.0/24"), nlri("10.9.1.0/24"), nlri("10.9.2.0/24", 7)}}};
  update.withdrawn = {{kIpv6Unicast, {nlri("2001:db8::/32")}},
                      {Family{Afi::ipv4, Safi::nlri_mpls}, {prefix_nlri(Safi::nlri_mpls, *Prefix::parse("10.8.0.0/16"))}}};
  std::string out;
  append_update_json(out, update, Dialect::v5_0, true);
  EXPECT_EQ(out, R"({ "update": { "announce": { "ipv4 unicast": { "127.0.0.1": [ "10.9.0.0/24", "10.9.1.0/24", )"
                 R"({ "nlri": "10.9.2.0/24", "path-information": "0.0.0.7" } ] } }, )"
                 R"("withdraw": { "ipv6 unicast": [ "2001:db8::/32" ], "ipv4 nlri-mpls": [ { "nlri": "10.8.0.0/16" } ] } } })");
}

TEST(UpdateJson, AnnounceOfTheCaptures) {
  Update update;
  update.attributes = set_of({"origin igp", "as-path 65000", "med 10", "community 65000:1"});
  update.announced = {{kIpv4Unicast, via("127.0.0.1"), {nlri("10.9.0.0/24")}}};
  EXPECT_EQ(
      json_of(update),
      R"({ "update": { "attribute": { "origin": "igp", "as-path": {"0": {"element": "as-sequence", "value": [65000]}}, "med": 10, "community": [ [ 65000, 1 ] ] }, )"
      R"("announce": { "ipv4 unicast": { "127.0.0.1": [ { "nlri": "10.9.0.0/24" } ] } } } })");
  EXPECT_EQ(json_of(update, Dialect::v4_2),
            R"({ "update": { "attribute": { "origin": "igp", "as-path": [ 65000 ], "confederation-path": [], "med": 10, "community": [ [ 65000, 1 ] ] }, )"
            R"("announce": { "ipv4 unicast": { "127.0.0.1": [ { "nlri": "10.9.0.0/24" } ] } } } })");
}

TEST(UpdateJson, WithdrawAndEndOfRib) {
  Update update;
  update.withdrawn = {{kIpv4Unicast, {nlri("10.1.2.0/24"), nlri("10.1.3.0/24")}}};
  EXPECT_EQ(json_of(update), R"({ "update": { "withdraw": { "ipv4 unicast": [ { "nlri": "10.1.2.0/24" }, { "nlri": "10.1.3.0/24" } ] } } })");
  Update end;
  end.end_of_rib = kIpv4Unicast;
  EXPECT_EQ(json_of(end), R"({ "eor": { "afi" : "ipv4", "safi" : "unicast" } })");
}

TEST(UpdateJson, FamiliesAndNextHopsAreGrouped) {
  Update update;
  update.announced = {{kIpv4Unicast, via("1.1.1.1"), {nlri("10.1.0.0/16")}},
                      {kIpv6Unicast, via("2001:db8::1"), {nlri("2001:db8::/32")}},
                      {kIpv4Unicast, via("2001:db8::1"), {nlri("10.2.0.0/16")}},
                      {kIpv4Unicast, via("1.1.1.1"), {nlri("10.3.0.0/16")}}};
  update.withdrawn = {{kIpv6Unicast, {nlri("::/0")}}};
  EXPECT_EQ(json_of(update), R"({ "update": { "announce": { "ipv4 unicast": { "1.1.1.1": [ { "nlri": "10.1.0.0/16" }, { "nlri": "10.3.0.0/16" } ], )"
                             R"("2001:db8::1": [ { "nlri": "10.2.0.0/16" } ] }, "ipv6 unicast": { "2001:db8::1": [ { "nlri": "2001:db8::/32" } ] } }, )"
                             R"("withdraw": { "ipv6 unicast": [ { "nlri": "::/0" } ] } } })");
}

TEST(UpdateJson, NothingAtAll) { EXPECT_EQ(json_of(Update{}), R"({ "update": { } })"); }

// The decoding corpus of ExaBGP 5.0.
TEST(UpdateJson, FlowsAsExabgpDecodesThem) {
  const auto decoded = [](std::string_view body) { return json_of(decode_update(hex(body), internal_session()).update); };
  EXPECT_EQ(
      decoded("000000274001010040020040050400000064C010088006000000000000800E0B0001850000050901048109"),
      R"({ "update": { "attribute": { "origin": "igp", "local-preference": 100, "extended-community": [ { "value": 9225060886715039744, "string": "rate-limit:0" } ] }, )"
      R"("announce": { "ipv4 flow": { "no-nexthop": [ { "tcp-flags": [ "=rst", "=fin+push" ], "string": "flow tcp-flags [ =rst =fin+push ]" } ] } } } })");
  EXPECT_EQ(
      decoded("000000274001010040020040050400000064C010088006000000000000800E0B000185000005090090C241"),
      R"({ "update": { "attribute": { "origin": "igp", "local-preference": 100, "extended-community": [ { "value": 9225060886715039744, "string": "rate-limit:0" } ] }, )"
      R"("announce": { "ipv4 flow": { "no-nexthop": [ { "tcp-flags": [ "ack+cwr&!fin+ece" ], "string": "flow tcp-flags [ ack+cwr&!fin+ece ]" } ] } } } })");
}

}  // namespace vigilcast::bgp::update_test
