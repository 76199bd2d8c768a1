#include "cmd/vigilcast/render/message.h"

#include <gtest/gtest.h>

#include "pkg/json/value.h"

namespace vigilcast::cmd::message_test {

const std::string kMarker(32, 'F');
// 10.9.0.0/24 with origin IGP, AS path 65001 (four bytes), next hop 192.0.2.1.
const std::string kUpdateBody = "0000 0014 40010100 400206 0201 0000FDE9 400304 C0000201 18 0A0900";

TEST(DecodeMessages, AnUpdateWithOrWithoutItsHeader) {
  for (const std::string& hex : {kUpdateBody, kMarker + "002F02" + kUpdateBody}) {
    const auto messages = decode_messages(hex, std::nullopt);
    ASSERT_TRUE(messages) << messages.error().to_string();
    ASSERT_EQ(messages->size(), 1U);
    EXPECT_TRUE(messages->front().faults.empty());
    const auto json = json::parse(messages->front().json);
    ASSERT_TRUE(json) << messages->front().json;
    EXPECT_NE(messages->front().json.find("10.9.0.0/24"), std::string::npos);
    EXPECT_TRUE((*json)["update"]["announce"]["ipv4 unicast"].is_object());
  }
}

TEST(DecodeMessages, SeveralOnAStream) {
  const auto messages = decode_messages(kMarker + "001304 " + kMarker + "00150306 02" + kMarker + "0017 05 0001 00 01", std::nullopt);
  ASSERT_TRUE(messages) << messages.error().to_string();
  ASSERT_EQ(messages->size(), 3U);
  EXPECT_EQ((*messages)[0].json, "{ \"keepalive\": { } }");
  EXPECT_EQ((*json::parse((*messages)[1].json))["notification"]["code"].integer(), 6);
  EXPECT_EQ((*json::parse((*messages)[2].json))["refresh"]["family"].string(), "ipv4 unicast");
}

TEST(DecodeMessages, AnOpen) {
  const auto messages = decode_messages(kMarker + "001D01 04 FDE9 00B4 C0000201 00", std::nullopt);
  ASSERT_TRUE(messages);
  const auto json = json::parse(messages->front().json);
  ASSERT_TRUE(json) << messages->front().json;
  EXPECT_EQ((*json)["open"]["asn"].integer(), 65001);
}

TEST(DecodeMessages, FaultsAreToldBesideTheMessage) {
  const auto messages = decode_messages("0000 0007 40010109 400200 00", std::nullopt);
  ASSERT_TRUE(messages);
  ASSERT_FALSE(messages->front().faults.empty());
  EXPECT_TRUE(json::parse(messages->front().json)) << messages->front().json;
}

TEST(DecodeMessages, SaysWhatIsWrongWithTheInput) {
  const std::pair<std::string, const char*> cases[] = {
      {"", "nothing to decode"},
      {"xyz", "this is not hex"},
      {"ABC", "this is not hex"},
      {kMarker + "0013", "byte 0: the message is cut off: 18 bytes are there"},
      {kMarker + "002F02" + "0000", "cut off"},
      {kMarker + "000104", "byte 0: "},
      {kMarker + "001399", "byte 0: "},
      {kMarker + "001304" + "00", "byte 19: "},
  };
  for (const auto& [hex, says] : cases) {
    const auto messages = decode_messages(hex, std::nullopt);
    ASSERT_FALSE(messages) << hex;
    EXPECT_NE(messages.error().to_string().find(says), std::string::npos) << messages.error().to_string();
  }
}

}  // namespace vigilcast::cmd::message_test
