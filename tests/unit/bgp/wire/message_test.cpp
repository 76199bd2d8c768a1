#include "bgp/wire/message.h"

#include "tests/unit/bgp/wire/wire_test.h"

namespace vigilcast::bgp::message_test {

using namespace wire_test;

const std::string kMarker(32, 'F');

TEST(Frames, ComeOneAfterTheOther) {
  Bytes stream;
  encode_keepalive(stream);
  encode_route_refresh(stream, {kIpv6Unicast, 1});
  encode_notification(stream, {ErrorCode::cease, cease::admin_reset, {}});
  std::vector<MessageType> seen;
  for (ByteView left = stream; !left.empty();) {
    const auto frame = next_frame(left, kMaxMessage);
    ASSERT_TRUE(frame && *frame);
    seen.push_back((*frame)->type);
    left = left.subspan((*frame)->whole.size());
  }
  EXPECT_EQ(seen, (std::vector{MessageType::keepalive, MessageType::route_refresh, MessageType::notification}));
}

TEST(Frames, WaitForEveryLastOctet) {
  Bytes stream;
  encode_route_refresh(stream, {kIpv4Unicast, 0});
  for (std::size_t size = 0; size < stream.size(); ++size) {
    const auto frame = next_frame(ByteView(stream).first(size), kMaxMessage);
    ASSERT_TRUE(frame) << size;
    EXPECT_FALSE(*frame) << size;
  }
}

TEST(Messages, AreEncoded) {
  Bytes out;
  encode_keepalive(out);
  EXPECT_EQ(to_hex(out), kMarker + "001304");
  out.clear();
  encode_route_refresh(out, {kIpv6Unicast, 2});
  EXPECT_EQ(to_hex(out), kMarker + "001705" + "00020201");
  out.clear();
  encode_notification(out, {ErrorCode::update_message, 3, {0x02}});
  EXPECT_EQ(to_hex(out), kMarker + "001603" + "030302");
}

TEST(Notification, NeverGetsLongerThanAMessage) {
  Bytes out;
  encode_notification(out, {ErrorCode::update_message, update_error::optional_attribute, Bytes(60000, 7)});
  EXPECT_EQ(out.size(), kMaxMessage);
  EXPECT_TRUE(*next_frame(out, kMaxMessage));
}

TEST(Notification, IsReadBack) {
  const Notification given = Notification::cease_with_text(cease::admin_shutdown, "maintenance, back at 10:00");
  Bytes out;
  encode_notification(out, given);
  EXPECT_EQ(decode_notification(body_of(out)), given);
  EXPECT_EQ(given.communication(), "maintenance, back at 10:00");
  EXPECT_EQ(given.to_string(), "Cease - Administrative Shutdown");
}

TEST(Notification, TheCommunicationIsCutAtACharacter) {
  const Notification long_text = Notification::cease_with_text(cease::admin_reset, std::string(254, 'a') + "\xe2\x86\x92");
  EXPECT_EQ(long_text.communication(), std::string(254, 'a'));
  EXPECT_EQ(Notification::cease_with_text(cease::admin_reset, std::string(300, 'a')).communication().size(), 255U);
  EXPECT_TRUE(Notification::cease_with_text(cease::admin_reset, "").data.empty());
}

TEST(Notification, TooShortIsZero) { EXPECT_EQ(decode_notification({}), (Notification{ErrorCode{0}, 0, {}})); }

TEST(Faults, TheStrongestWins) {
  EXPECT_EQ(strongest({}), nullptr);
  std::vector<Fault> faults(3);
  faults[0].action = FaultAction::discard_attribute;
  faults[1].action = FaultAction::treat_as_withdraw;
  faults[2].action = FaultAction::discard_attribute;
  EXPECT_EQ(strongest(faults), &faults[1]);
}

}  // namespace vigilcast::bgp::message_test
