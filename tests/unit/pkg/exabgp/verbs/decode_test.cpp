#include "pkg/exabgp/verbs/decode.h"

#include <gtest/gtest.h>

#include "pkg/exabgp/verbs/session.h"

namespace vigilcast::exabgp::decode_test {

const std::string kMarker(32, 'F');
// 10.9.0.0/24 with origin IGP, AS path 65001 (four bytes), next hop 192.0.2.1.
const std::string kUpdateBody = "0000 0014 40010100 400206 0201 0000FDE9 400304 C0000201 18 0A0900";

const Identity kIdentity{"host", 7, 5, bgp::Dialect::v5_0};

DecodeRequest request(const std::string& hex, std::vector<bgp::Family> families = {}, bool paths = false) {
  DecodeRequest out;
  out.hex = hex;
  out.neighbor = imagined_neighbor(std::move(families), paths);
  return out;
}

std::string line_of(const DecodeRequest& request) {
  const auto decoded = decode(request, kIdentity, WallTime{});
  if (!decoded) return "error: " + decoded.error().to_string();
  EXPECT_EQ(decoded->lines.size(), 1U);
  return decoded->lines.empty() ? "" : decoded->lines.front();
}

constexpr std::string_view kFront =
    R"({ "exabgp": "5.0.0", "time": 0.000000, "host" : "host", "pid" : 7, "ppid" : 5, "counter": 1, "type": "TYPE", "neighbor": { "address": )"
    R"({ "local": "127.0.0.1", "peer": "127.0.0.1" }, "asn": { "local": 65533, "peer": 65533 }, "router-id": "10.0.0.2" , "direction": "in", )";

std::string front(const std::string& type) {
  std::string out(kFront);
  return out.replace(out.find("TYPE"), 4, type);
}

TEST(ExabgpDecode, AnUpdateWithAndWithoutItsHeader) {
  const std::string expected = front("update") +
                               R"("message": { "update": { "attribute": { "origin": "igp", "as-path": {"0": {"element": "as-sequence", "value": [65001]}} }, )"
                               R"("announce": { "ipv4 unicast": { "192.0.2.1": [ { "nlri": "10.9.0.0/24" } ] } } } } } })";
  EXPECT_EQ(line_of(request(kUpdateBody)), expected);
  EXPECT_EQ(line_of(request(kMarker + "002F02" + kUpdateBody)), expected);
}

TEST(ExabgpDecode, AnOpenIsKnownByItsHeaderOrByTheOption) {
  DecodeRequest open = request("04FDE800B40202020200");
  open.open = true;
  const std::string expected = front("open") + R"("open": { "version": 4, "asn": 65000, "hold_time": 180, "router_id": "2.2.2.2", "capabilities": { } } } })";
  EXPECT_EQ(line_of(open), expected);
  EXPECT_EQ(line_of(request(kMarker + "001D0104FDE800B40202020200")), expected);
}

TEST(ExabgpDecode, DestinationsAloneWithAndWithoutPathIdentifiers) {
  DecodeRequest plain = request("180a0000", {bgp::kIpv4Unicast});
  DecodeRequest numbered = request("00000001180a0000", {bgp::kIpv4Unicast}, true);
  plain.nlri = numbered.nlri = true;
  EXPECT_EQ(line_of(plain), R"({ "nlri": "10.0.0.0/24" })");
  EXPECT_EQ(line_of(numbered), R"({ "nlri": "10.0.0.0/24", "path-information": "0.0.0.1" })");
  plain.hex = "210a000000";
  EXPECT_NE(line_of(plain).find("error: "), std::string::npos);
}

TEST(ExabgpDecode, AsCommands) {
  DecodeRequest commands = request(kUpdateBody);
  commands.form = DecodeForm::commands;
  EXPECT_EQ(line_of(commands), "announce route 10.9.0.0/24 next-hop 192.0.2.1 origin igp as-path [ 65001 ]");
  commands.hex = "0004 180A0900 0000";
  EXPECT_EQ(line_of(commands), "withdraw route 10.9.0.0/24");
}

TEST(ExabgpDecode, FaultsAreToldBesideTheMessage) {
  const auto decoded = decode(request("0000 0007 40010109 400200 00"), kIdentity, WallTime{});
  ASSERT_TRUE(decoded);
  EXPECT_FALSE(decoded->faults.empty());
}

TEST(ExabgpDecode, WhatIsNoMessageIsAnErrorWithItsPlace) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "nothing to decode"},        {"zz", "not hexadecimal"},
      {"ABC", "not hexadecimal"},       {kMarker + "0017030602", "byte 0: the message is cut off"},
      {kMarker + "001399", "byte 0: "}, {kMarker + "00130400", "byte 19: "},
  };
  for (const auto& [hex, says] : cases) EXPECT_NE(line_of(request(hex)).find(says), std::string::npos) << hex << "\n" << line_of(request(hex));
}

}  // namespace vigilcast::exabgp::decode_test
