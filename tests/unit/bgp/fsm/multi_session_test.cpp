// draft-ietf-idr-bgp-multisession: which OPENs fit a session that is for a group of families. The answers are ExaBGP 5.0's.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {

namespace multi_session {

const MultiSession kByFamilies{{1}, true}, kEmpty{}, kByAs{{65}, false};

struct Row {
  const char* name;
  std::optional<MultiSession> draft, cisco;  // the peer's
  std::vector<Family> families;
  const char* reply;  // "": accepted
};
const Row kRows[] = {
    {"the same families", kByFamilies, kEmpty, {kIpv4Unicast, kIpv6Unicast}, ""},
    {"in another order, by an empty list", kEmpty, {}, {kIpv6Unicast, kIpv4Unicast}, ""},
    {"by Cisco's code alone", {}, kEmpty, {kIpv4Unicast, kIpv6Unicast}, ""},
    {"another group", kByFamilies, kEmpty, {kIpv4Unicast}, "2/8"},
    {"groups by something else", kByAs, kEmpty, {kIpv4Unicast, kIpv6Unicast}, "2/8"},
    {"not at all", {}, {}, {kIpv4Unicast, kIpv6Unicast}, "2/9"},
};

}  // namespace multi_session

TEST(FsmMultiSession, BothSidesNameTheSameGroup) {
  for (const auto& row : multi_session::kRows) {
    SCOPED_TRACE(row.name);
    Settings settings = ours();
    settings.capabilities.multi_session = multi_session::kByFamilies;
    settings.capabilities.cisco_multi_session = multi_session::kEmpty;
    Open open = theirs();
    open.capabilities.multi_session = row.draft;
    open.capabilities.cisco_multi_session = row.cisco;
    open.capabilities.families = row.families;
    Driver peer(settings);
    peer.to_open_sent();
    const std::string answer = peer(OpenReceived{open});
    const std::string reply = row.reply;
    EXPECT_EQ(answer.find("NOTIFICATION") == std::string::npos, reply.empty()) << answer;
    const auto& agreed = peer.session.negotiated();
    EXPECT_EQ(agreed.has_value() && agreed->multi_session, reply.empty());
    EXPECT_TRUE(reply.empty() || answer.find("NOTIFICATION " + reply) != std::string::npos) << answer;
  }
}

TEST(FsmMultiSession, ThePeersOfferAloneChangesNothing) {
  Open open = theirs();
  open.capabilities.multi_session = multi_session::kByAs;
  Driver peer;
  peer.to_established(open);
  EXPECT_FALSE(peer.session.negotiated()->multi_session);
}

TEST(FsmMultiSession, TheRefusalNamesBothGroups) {
  Settings settings = ours();
  settings.capabilities.multi_session = multi_session::kByFamilies;
  Open open = theirs();
  open.capabilities.multi_session = multi_session::kEmpty;
  Driver peer(settings);
  peer.to_open_sent();
  peer(OpenReceived{open});
  EXPECT_EQ(peer.last_down.text,
            "the session is for ipv4 unicast, ipv6 unicast, the peer's is for ipv4 unicast: with multi-session both must name the same families");
}

}  // namespace vigilcast::bgp::fsm_test
