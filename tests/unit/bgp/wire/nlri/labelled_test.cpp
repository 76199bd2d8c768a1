#include "bgp/wire/json.h"
#include "bgp/wire/label.h"
#include "bgp/wire/nlri/all.h"
#include "bgp/wire/nlri/vpn.h"
#include "bgp/wire/nlri_field.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::labelled_test {

using namespace wire_test;

Negotiated every_family() {
  Negotiated out = internal_session();
  out.families.assign(all_families().begin(), all_families().end());
  return out;
}

NextHop labelled_via(std::string_view address, std::string_view labels) {
  NextHop out = via(address);
  const auto split = words(labels);
  TextCursor cursor(split);
  Bytes octets;
  append_labels(octets, parse_labels(cursor).value());
  out.labels = SmallBytes(octets);
  return out;
}

Nlri vpn(std::string_view rd, std::string_view prefix, std::uint32_t path_id = 0) {
  return vpn_nlri(RouteDistinguisher::parse(rd).value(), Prefix::parse(prefix).value(), path_id);
}
Nlri labelled(std::string_view prefix, std::uint32_t path_id = 0) { return prefix_nlri(Safi::nlri_mpls, Prefix::parse(prefix).value(), path_id); }

// The value of MP_REACH_NLRI or MP_UNREACH_NLRI, behind family and flags.
std::string mp_value(const Bytes& message, unsigned code) {
  const std::string all = to_hex(message);
  const std::string head = code == 14 ? "800E" : "800F";
  const auto at = all.find(head);
  return at == std::string::npos ? all : all.substr(at + 6);
}

struct Row {
  Nlri nlri;
  NextHop next_hop;
  std::string_view reach;
  std::string_view unreach;
  std::string_view text;
  std::string_view json;
};

TEST(Labelled, LabelsStandBetweenLengthAndPrefix) {
  const Row rows[] = {
      {labelled("10.0.0.0/24"), labelled_via("192.0.2.1", "16"),
       "000104"
       "04C0000201"
       "00"
       "30"
       "000101"
       "0A0000",
       "000104"
       "30"
       "800000"
       "0A0000",
       "10.0.0.0/24 label 16 next-hop 192.0.2.1", R"({ "nlri": "10.0.0.0/24", "label": [ [16] ] })"},
      {labelled("10.0.0.0/9"), labelled_via("192.0.2.1", "[ 16 17 ]"),
       "000104"
       "04C0000201"
       "00"
       "39"
       "000100000111"
       "0A00",
       "000104"
       "21"
       "800000"
       "0A00",
       "10.0.0.0/9 label [ 16 17 ] next-hop 192.0.2.1", R"({ "nlri": "10.0.0.0/9", "label": [ [16], [17] ] })"},
      {labelled("2001:db8::/32"), labelled_via("2001:db8::1", "3"),
       "000204"
       "1020010DB8000000000000000000000001"
       "00"
       "38"
       "000031"
       "20010DB8",
       "000204"
       "38"
       "800000"
       "20010DB8",
       "2001:db8::/32 label 3 next-hop 2001:db8::1", R"({ "nlri": "2001:db8::/32", "label": [ [3] ] })"},
      {vpn("65000:1", "10.0.0.0/25"), labelled_via("200.10.0.101", "1000"),
       "000180"
       "0C0000000000000000C80A0065"
       "00"
       "71"
       "003E81"
       "0000FDE800000001"
       "0A000000",
       "000180"
       "71"
       "800000"
       "0000FDE800000001"
       "0A000000",
       "10.0.0.0/25 label 1000 next-hop 200.10.0.101 rd 65000:1", R"({ "nlri": "10.0.0.0/25", "label": [ [1000] ], "rd": "65000:1" })"},
      {vpn("192.0.2.9:7", "2001:db8::/32"), labelled_via("2001:db8::1", "16"),
       "000280"
       "18"
       "0000000000000000"
       "20010DB8000000000000000000000001"
       "00"
       "78"
       "000101"
       "0001C00002090007"
       "20010DB8",
       "000280"
       "78"
       "800000"
       "0001C00002090007"
       "20010DB8",
       "2001:db8::/32 label 16 next-hop 2001:db8::1 rd 192.0.2.9:7", R"({ "nlri": "2001:db8::/32", "label": [ [16] ], "rd": "192.0.2.9:7" })"},
      {vpn("0x0003000000000001", "0.0.0.0/0"), labelled_via("192.0.2.1", "16"),
       "000180"
       "0C0000000000000000C0000201"
       "00"
       "58"
       "000101"
       "0003000000000001",
       "000180"
       "58"
       "800000"
       "0003000000000001",
       "0.0.0.0/0 label 16 next-hop 192.0.2.1 rd 0x0003000000000001", R"({ "nlri": "0.0.0.0/0", "label": [ [16] ], "rd": "0x0003000000000001" })"},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.text);
    Bytes message;
    ASSERT_EQ(encode_announce(message, row.nlri.family, row.next_hop, set_of({"origin igp"}), std::span(&row.nlri, 1), every_family()), 1U);
    EXPECT_EQ(mp_value(message, 14), row.reach);
    EXPECT_EQ(destination_text(row.nlri, row.next_hop), row.text);
    const auto decoded = decode_update(body_of(message), every_family());
    ASSERT_EQ(decoded.update.announced.size() + decoded.update.withdrawn.size(), 1U);
    std::string json;
    append_nlri_json(json, row.nlri, row.next_hop, Dialect::v5_0);
    EXPECT_EQ(json, row.json);

    Bytes withdrawal;
    ASSERT_EQ(encode_withdraw(withdrawal, row.nlri.family, std::span(&row.nlri, 1), every_family()), 1U);
    EXPECT_EQ(mp_value(withdrawal, 15), row.unreach);
    const auto gone = decode_update(body_of(withdrawal), every_family());
    EXPECT_TRUE(gone.faults.empty());
    ASSERT_EQ(gone.update.withdrawn.size(), 1U);
    EXPECT_EQ(gone.update.withdrawn[0].nlri, std::vector{row.nlri});
  }
}

TEST(Labelled, ARouteWithOtherLabelsIsTheSameRoute) {
  const Bytes value = hex("30 000101 0A0000 30 000111 0A0000 30 000111 0A0001");
  const NlriField field = decode_nlri_field(*find_codec({Afi::ipv4, Safi::nlri_mpls}), value, false);
  EXPECT_FALSE(field.problem);
  ASSERT_EQ(field.nlri.size(), 3U);
  EXPECT_EQ(field.nlri[0], field.nlri[1]);
  EXPECT_NE(field.labels[0], field.labels[1]);
}

// Each run of equal labels is one group, so that a group has one next hop; JSON shows one list for both.
TEST(Labelled, GroupsHaveEqualLabels) {
  const Bytes body = hex("0000 002C 40010100 400200 800E 22 0001 04 04 C0000201 00 30 000101 0A0000 30 000101 0A0001 30 000201 0A0002 18 000031");
  const DecodedUpdate decoded = decode_update(body, every_family());
  EXPECT_TRUE(decoded.faults.empty()) << decoded.faults[0].text;
  ASSERT_EQ(decoded.update.announced.size(), 3U);
  EXPECT_EQ(decoded.update.announced[0].nlri.size(), 2U);
  EXPECT_EQ(decoded.update.announced[1].next_hop, labelled_via("192.0.2.1", "32"));
  std::string json;
  append_update_json(json, decoded.update, Dialect::v5_0);
  EXPECT_EQ(
      json.substr(json.find("\"announce\"")),
      R"("announce": { "ipv4 nlri-mpls": { "192.0.2.1": [ { "nlri": "10.0.0.0/24", "label": [ [16] ] }, )"
      R"({ "nlri": "10.0.1.0/24", "label": [ [16] ] }, { "nlri": "10.0.2.0/24", "label": [ [32] ] }, { "nlri": "0.0.0.0/0", "label": [ [3] ] } ] } } } })");
}

TEST(Labelled, PathIdentifiersComeFirst) {
  Negotiated session = every_family();
  session.add_path_send = session.add_path_receive = {{Afi::ipv4, Safi::mpls_vpn}};
  const Nlri route = vpn("65000:1", "10.0.0.0/8", 7);
  Bytes message;
  ASSERT_EQ(encode_announce(message, route.family, labelled_via("192.0.2.1", "16"), set_of({"origin igp", "as-path [ ]"}), std::span(&route, 1), session), 1U);
  EXPECT_TRUE(mp_value(message, 14)
                  .ends_with("00"
                             "00000007"
                             "60"
                             "000101"
                             "0000FDE800000001"
                             "0A"));
  const DecodedUpdate decoded = decode_update(body_of(message), session);
  EXPECT_EQ(decoded.update.announced[0].nlri[0], route);
  std::string json;
  append_nlri_json(json, route, decoded.update.announced[0].next_hop, Dialect::v5_0);
  EXPECT_EQ(json, R"({ "nlri": "10.0.0.0/8", "path-information": "0.0.0.7", "label": [ [16] ], "rd": "65000:1" })");
}

TEST(Labelled, WithoutLabelsNothingCanBeSent) {
  const Nlri route = labelled("10.0.0.0/8");
  Bytes message;
  EXPECT_EQ(encode_announce(message, route.family, via("192.0.2.1"), {}, std::span(&route, 1), every_family()), 0U);
  EXPECT_TRUE(message.empty());
}

TEST(Labelled, TheLengthHasOneOctet) {
  const Nlri host = vpn("65000:1", "2001:db8::1/128");  // 192 bits
  Bytes message;
  EXPECT_EQ(encode_announce(message, host.family, labelled_via("2001:db8::1", "[ 16 17 ]"), {}, std::span(&host, 1), every_family()), 1U);
  message.clear();
  EXPECT_EQ(encode_announce(message, host.family, labelled_via("2001:db8::1", "[ 16 17 18 ]"), {}, std::span(&host, 1), every_family()), 0U);
  EXPECT_TRUE(message.empty());
}

// 6PE (RFC 4798) and 6VPE (RFC 4659): the next hop is IPv4, mapped into IPv6.
TEST(Labelled, Ipv6RoutesHaveMappedNextHops) {
  const Nlri route = labelled("2001:db8::/32");
  Bytes message;
  ASSERT_EQ(encode_announce(message, route.family, labelled_via("192.0.2.1", "16"), {}, std::span(&route, 1), every_family()), 1U);
  EXPECT_TRUE(mp_value(message, 14)
                  .starts_with("000204"
                               "10"
                               "00000000000000000000FFFFC0000201"));
}

TEST(Labelled, VpnNextHopsMayHaveALinkLocalCompanion) {
  const Nlri route = vpn("65000:1", "2001:db8::/32");
  NextHop hop = labelled_via("2001:db8::1", "16");
  hop.link_local = *IpAddress::parse("fe80::1");
  Bytes message;
  ASSERT_EQ(encode_announce(message, route.family, hop, set_of({"origin igp", "as-path [ ]"}), std::span(&route, 1), every_family()), 1U);
  EXPECT_TRUE(mp_value(message, 14)
                  .starts_with("000280"
                               "30"
                               "0000000000000000"
                               "20010DB8000000000000000000000001"
                               "0000000000000000"
                               "FE800000000000000000000000000001"));
  const DecodedUpdate decoded = decode_update(body_of(message), every_family());
  EXPECT_TRUE(decoded.faults.empty());
  EXPECT_EQ(decoded.update.announced[0].next_hop, hop);
}

TEST(Vpn, ThePrefixCanBeTakenOut) {
  EXPECT_EQ(prefix_of(vpn("65000:1", "10.0.0.0/9")), *Prefix::parse("10.0.0.0/9"));
  EXPECT_EQ(prefix_of(vpn("65000:1", "2001:db8::/33")), *Prefix::parse("2001:db8::/33"));
  EXPECT_EQ(prefix_of(labelled("::/0")), *Prefix::parse("::/0"));
  EXPECT_NE(vpn("65000:1", "10.0.0.0/9"), vpn("65000:2", "10.0.0.0/9"));
}

TEST(Multicast, GroupsAreDestinations) {
  const Nlri group = prefix_nlri(Safi::multicast, *Prefix::parse("239.0.0.0/8"));
  Bytes message;
  ASSERT_EQ(encode_announce(message, group.family, via("192.0.2.1"), set_of({"origin igp", "as-path [ ]"}), std::span(&group, 1), every_family()), 1U);
  EXPECT_TRUE(mp_value(message, 14)
                  .starts_with("000102"
                               "04C0000201"
                               "00"
                               "08EF"));
  const DecodedUpdate decoded = decode_update(body_of(message), every_family());
  EXPECT_TRUE(decoded.faults.empty());
  EXPECT_EQ(decoded.update.announced[0].nlri[0], group);
}

}  // namespace vigilcast::bgp::labelled_test
