#include "bgp/wire/open.h"

#include "bgp/wire/json.h"
#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::open_test {

using namespace wire_test;

// What ExaBGP 5.0 sent in the captures.
Open exabgp_open() {
  Open out;
  out.my_as = 65000;
  out.hold_time = 180;
  out.identifier = IpAddress::v4(0x02020202);
  Capabilities& all = out.capabilities;
  all.families = {kIpv6Unicast, kIpv4Unicast};  // are sent in order
  all.as4 = 65000;
  all.extended_next_hop = {{kIpv4Unicast, Afi::ipv6}};
  all.add_path = {{kIpv4Unicast, AddPathMode::both}, {kIpv6Unicast, AddPathMode::both}};
  all.graceful_restart = GracefulRestart{.restarting = true, .notification = false, .time = 120, .families = {{kIpv4Unicast, true}, {kIpv6Unicast, true}}};
  all.route_refresh = true;
  all.enhanced_route_refresh = true;
  all.extended_message = true;
  all.hostname = {"exa", "lab"};
  return out;
}

TEST(Open, IsSentAsExabgpSendsIt) {
  Bytes out;
  encode_open(out, exabgp_open());
  EXPECT_EQ(to_hex(body_of(out)),
            "04FDE800B402020202"
            "54"
            "0206010400010001"
            "0206010400020001"
            "020641040000FDE8"
            "02080506000100010002"
            "020A4508000101030002010"
            "3"
            "020C400A80780001018000020180"
            "02020200"
            "02024600"
            "02020600"
            "020A490803657861036C6162");
}

TEST(Open, IsReadBack) {
  Open given = exabgp_open();
  given.my_as = kAsTrans;
  given.capabilities.as4 = 4200000000;
  given.capabilities.cisco_route_refresh = true;
  given.capabilities.software_version = "vigilcast 0.1";
  given.capabilities.long_lived_restart = {{kIpv4Unicast, true, 0x123456}};
  given.capabilities.paths_limit = {{kIpv4Unicast, 3}, {kIpv6Unicast, 65535}};
  given.capabilities.link_local_next_hop = true;
  given.capabilities.multi_session = MultiSession{{1, 65}, false};
  given.capabilities.cisco_multi_session.emplace();
  given.capabilities.unknown = {{200, {1, 2}}};
  Bytes out;
  encode_open(out, given);
  auto open = decode_open(body_of(out));
  ASSERT_TRUE(open) << open.error().text;
  EXPECT_EQ(open->as(), 4200000000U);
  EXPECT_EQ(open->capabilities.order, (std::vector<std::uint8_t>{1, 65, 5, 69, 76, 64, 71, 2, 128, 70, 6, 73, 75, 77, 200, 68, 131}));
  open->capabilities.order.clear();
  std::ranges::sort(given.capabilities.families);
  EXPECT_EQ(*open, given);
}

// As captured from 4.2.21 and 5.0.15; 6 has the draft's form.
TEST(Open, MultiSessionIsSentAsEachVersionSendsIt) {
  const auto sent = [](std::optional<MultiSession> draft, std::optional<MultiSession> cisco) {
    Open open;
    open.capabilities.multi_session = std::move(draft);
    open.capabilities.cisco_multi_session = std::move(cisco);
    Bytes out;
    encode_open(out, open);
    return to_hex(ByteView(body_of(out)).subspan(10));
  };
  EXPECT_EQ(sent(MultiSession{{1}, true}, {}), "02034401000203440101");
  EXPECT_EQ(sent(MultiSession{{1}, true}, MultiSession{}),
            "0203440100020344010102038301"
            "00");
  EXPECT_EQ(sent(MultiSession{{1}, false}, {}), "020444020001");
}

TEST(Open, BeyondTwoHundredFiftyFiveOctetsTheLongFormIsUsed) {
  Open given = exabgp_open();
  for (std::uint8_t i = 0; i < 30; ++i) given.capabilities.unknown.push_back({static_cast<std::uint8_t>(200 + i), Bytes(20, i)});
  Bytes out;
  encode_open(out, given);
  const ByteView body = body_of(out);
  EXPECT_EQ(body[9], 255);
  EXPECT_EQ(body[10], 255);
  const auto open = decode_open(body);
  ASSERT_TRUE(open) << open.error().text;
  EXPECT_EQ(open->capabilities.unknown, given.capabilities.unknown);
}

TEST(Open, WhatDoesNotFitInACapabilityIsLeftOut) {
  Open given;
  for (std::uint16_t i = 0; i < 100; ++i) given.capabilities.add_path.push_back({{Afi{i}, Safi::unicast}, AddPathMode::both});
  given.capabilities.hostname = {std::string(100, 'h'), std::string(100, 'd')};
  Bytes out;
  encode_open(out, given);
  const auto open = decode_open(body_of(out));
  ASSERT_TRUE(open);
  EXPECT_TRUE(open->capabilities.add_path.empty());
  EXPECT_EQ(open->capabilities.hostname->first, std::string(64, 'h'));
}

TEST(OpenJson, SentHasNamesForKeys) {
  std::string json;
  append_open_json(json, exabgp_open(), true, Dialect::v5_0);
  EXPECT_EQ(
      json,
      R"({ "version": 4, "asn": 65000, "hold_time": 180, "router_id": "2.2.2.2", "capabilities": { "multiprotocol": { "name": "multiprotocol", "families": [ )"
      R"("ipv6/unicast", "ipv4/unicast" ] }, "asn4": { "name": "asn4", "asn4": 65000 }, "nexthop": { "name": "nexthop", "conversion": [ "ipv4/unicast/ipv6" ] }, )"
      R"("add-path": { "name": "addpath", "ipv4/unicast": "send/receive","ipv6/unicast": "send/receive" }, "graceful-restart": { "name": "graceful restart", )"
      R"("time": 120, "address-family-flags": { "ipv4/unicast": [ "restart" ] , "ipv6/unicast": [ "restart" ] }, "restart-flags": [ "forwarding" ]  }, )"
      R"("route-refresh": { "name": "route-refresh", "variant": "RFC" }, "enhanced-route-refresh": { "name": "enhanced-route-refresh" }, )"
      R"("extended-message": { "name": "extended-message", "size": 65535 }, "hostname": { "host-name": "exa", "domain-name": "lab" } } })");
}

// The peer of the captures.
Open received_open() {
  const auto open =
      decode_open(hex("04FDE9005A01010101"
                      "47"
                      "0245"
                      "010400010001"
                      "010400020001"
                      "0200"
                      "41040000FDE9"
                      "4006807800010180"
                      "0600"
                      "450400010103"
                      "4600"
                      "49090470656572036C616E"
                      "4B060562697264"
                      "32"
                      "B900"
                      "8000"
                      "0506000100010002"));
  EXPECT_TRUE(open) << open.error().text;
  return open.value_or(Open{});
}

TEST(OpenJson, MultiSession) {
  Open open;
  open.capabilities.multi_session = MultiSession{{1}, true};
  open.capabilities.cisco_multi_session.emplace();
  std::string json;
  append_open_json(json, open, true, Dialect::v5_0);
  EXPECT_NE(json.find(R"("capabilities": { "multi-session": { "name": "multisession", "variant": "RFC", "capabilities": [ "multiprotocol" ] }, )"
                      R"("cisco-multi-sesion": { "name": "multisession", "variant": "Cisco", "capabilities": [ ] }, "hostname")"),
            std::string::npos)
      << json;
  EXPECT_NE(open_text(open, false, Dialect::v5_0).find("capabilities [multisession (rfc) multiprotocol, multisession ]"), std::string::npos);
}

// 5.0 puts its hostname into each OPEN that it sends, and says so even where there is none to send.
TEST(OpenJson, OnlyFiveNamesAHostThatItDoesNotHave) {
  const auto json = [](bool sent, Dialect dialect) {
    std::string out;
    append_open_json(out, Open{}, sent, dialect);
    return out.substr(out.find("\"capabilities\""));
  };
  EXPECT_EQ(json(true, Dialect::v4_2), R"("capabilities": { } })");
  EXPECT_EQ(json(true, Dialect::v5_0), R"("capabilities": { "hostname": { "host-name": null, "domain-name": null } } })");
  EXPECT_EQ(json(false, Dialect::v5_0), R"("capabilities": { } })");
  EXPECT_EQ(open_text(Open{}, true, Dialect::v5_0), "version 4 asn 0 hold_time 0 router_id 0.0.0.0 capabilities [hostname(none none)]");
}

TEST(OpenJson, WhatNoVersionKnowsIsUnknown) {
  Open open;
  open.capabilities.long_lived_restart = {{kIpv4Unicast, true, 300}};
  open.capabilities.paths_limit = {{kIpv4Unicast, 3}};
  std::string json;
  append_open_json(json, open, false, Dialect::v5_0);
  EXPECT_NE(json.find(R"("71": { "name": "unknown", "iana": "unassigned", "value": 71, "raw": "0001018000012C" }, )"
                      R"("76": { "name": "unknown", "iana": "unassigned", "value": 76, "raw": "0001010003" })"),
            std::string::npos)
      << json;
}

TEST(OpenJson, ReceivedHasNumbersForKeysInTheOrderReceived) {
  std::string json;
  append_open_json(json, received_open(), false, Dialect::v5_0);
  EXPECT_EQ(
      json,
      R"({ "version": 4, "asn": 65001, "hold_time": 90, "router_id": "1.1.1.1", "capabilities": { "1": { "name": "multiprotocol", "families": [ "ipv4/unicast", )"
      R"("ipv6/unicast" ] }, "2": { "name": "route-refresh", "variant": "RFC" }, "65": { "name": "asn4", "asn4": 65001 }, "64": { "name": "graceful restart", )"
      R"("time": 120, "address-family-flags": { "ipv4/unicast": [ "restart" ] }, "restart-flags": [ "forwarding" ]  }, "6": { "name": "extended-message", )"
      R"("size": 65535 }, "69": { "name": "addpath", "ipv4/unicast": "send/receive" }, "70": { "name": "enhanced-route-refresh" }, "73": { "host-name": "peer", )"
      R"("domain-name": "lan" }, "75": { "software": "bird2" }, "185": { "name": "operational" }, "128": { "name": "route-refresh", "variant": "Cisco" }, )"
      R"("5": { "name": "nexthop", "conversion": [ "ipv4/unicast/ipv6" ] } } })");
}

TEST(OpenJson, Version42DoesNotKnowHostNames) {
  std::string json;
  append_open_json(json, received_open(), false, Dialect::v4_2);
  EXPECT_NE(json.find(R"("73": { "name": "unknown", "iana": "unassigned", "value": 73, "raw": "0470656572036C616E" }, )"
                      R"("75": { "name": "unknown", "iana": "unassigned", "value": 75, "raw": "056269726432" })"),
            std::string::npos)
      << json;
  EXPECT_NE(json.find(R"("restart-flags": [ "forwarding" ] }, "6")"), std::string::npos) << json;
}

TEST(OpenJson, StringsOfThePeerAreEscaped) {
  Open open;
  open.capabilities.hostname = {"a\"b\n", "\xff"};
  std::string json;
  append_open_json(json, open, false, Dialect::v5_0);
  EXPECT_NE(json.find(R"("host-name": "a\"b\n", "domain-name": ")"
                      "\xef\xbf\xbd\""),
            std::string::npos)
      << json;
}

TEST(OpenText, IsSortedByCode) {
  EXPECT_EQ(
      open_text(received_open(), false, Dialect::v4_2),
      "version 4 asn 65001 hold_time 90 router_id 1.1.1.1 capabilities [multiprotocol(ipv4 unicast,ipv6 unicast), route refresh, nexthop(ipv4 unicast ipv6), "
      "extended message(65535), graceful restart flags 0x8 time 120 ipv4/unicast=0x80, asn4(65001), addpath(send/receive ipv4 unicast), enhanced route "
      "refresh, "
      "unassigned 73, unassigned 75, cisco route refresh, operational]");
}

TEST(OpenText, WithoutCapabilities) { EXPECT_EQ(open_text(Open{}, false, Dialect::v5_0), "version 4 asn 0 hold_time 0 router_id 0.0.0.0 capabilities []"); }

}  // namespace vigilcast::bgp::open_test
