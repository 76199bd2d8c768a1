// What a peer must be and offer beyond the AS number.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

// The answer of a session with these settings to an OPEN: "" when it is good.
std::string answer_to(const Settings& settings, const Open& open, Notification* sent = nullptr) {
  Session session(settings, Rng(1));
  session.handle(Start{}, Instant{});
  session.handle(Connected{}, Instant{});
  for (const Action& action : session.handle(OpenReceived{open}, Instant{})) {
    const auto* refusal = std::get_if<SendNotification>(&action);
    if (refusal == nullptr) continue;
    if (sent != nullptr) *sent = refusal->notification;
    return numbers(refusal->notification);
  }
  return "";
}

TEST(FsmRequired, FamiliesMustBeOffered) {
  Settings settings = ours();
  settings.required_families = {kIpv4Unicast};
  EXPECT_EQ(answer_to(settings, theirs()), "");
  settings.required_families = {kIpv4Unicast, kIpv6Unicast};
  Notification sent;
  EXPECT_EQ(answer_to(settings, theirs(), &sent), "2/7");
  EXPECT_EQ(to_hex(sent.data), "010400020001") << "the capability that is missing, for the peer's log";
}

TEST(FsmRequired, WithoutCapabilitiesAPeerOffersIpv4Unicast) {
  Settings settings = ours();
  settings.required_families = {kIpv4Unicast};
  Open plain = theirs();
  plain.capabilities = {};
  EXPECT_EQ(answer_to(settings, plain), "");
  settings.required_families = {kIpv6Unicast};
  EXPECT_EQ(answer_to(settings, plain), "2/7");
}

TEST(FsmRequired, TheAsMayBeOneOfSeveral) {
  Settings settings = ours();
  settings.peer_as.reset();
  settings.peer_as_list = {64999, 65000};
  EXPECT_EQ(answer_to(settings, theirs()), "");
  settings.peer_as_list = {64999};
  EXPECT_EQ(answer_to(settings, theirs()), "2/2");
}

}  // namespace vigilcast::bgp::fsm_test
