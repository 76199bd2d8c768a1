#include "bgp/rib/leak.h"

#include <gtest/gtest.h>

namespace vigilcast::bgp::leak_test {

constexpr std::uint32_t kUs = 65001, kPeer = 65000, kFar = 65099;

struct Row {
  Role ours;                      // the peer has the counterpart
  std::optional<std::uint32_t> otc;
  bool leak;                      // when received
  std::optional<std::uint32_t> received;
  bool leaves;
  std::optional<std::uint32_t> sent;
};

Negotiated session(std::optional<Role> role) {
  Negotiated out;
  out.local_as = kUs;
  out.peer_as = kPeer;
  out.role = role;
  return out;
}

AttributeSet with(std::optional<std::uint32_t> otc) {
  AttributeSet out;
  if (otc) out.set(Otc{*otc});
  return out;
}

std::optional<std::uint32_t> otc_of(const AttributeSet& attributes) {
  const auto* otc = attributes.find<Otc>();
  return otc == nullptr ? std::nullopt : std::optional(otc->as);
}

// RFC 9234 section 5, both procedures.
TEST(LeakTest, OnlyToCustomerGoesDownOnly) {
  for (const Row& row : {
           Row{Role::provider, {}, false, {}, true, kUs},
           Row{Role::provider, kFar, true, kFar, true, kFar},
           Row{Role::customer, {}, false, kPeer, true, {}},
           Row{Role::customer, kFar, false, kFar, false, kFar},
           Row{Role::peer, {}, false, kPeer, true, kUs},
           Row{Role::peer, kPeer, false, kPeer, false, kPeer},
           Row{Role::peer, kFar, true, kFar, false, kFar},  // A64
           Row{Role::route_server, {}, false, {}, true, kUs},
           Row{Role::route_server, kFar, true, kFar, true, kFar},
           Row{Role::route_server_client, {}, false, kPeer, true, {}},
           Row{Role::route_server_client, kFar, false, kFar, false, kFar},
       }) {
    SCOPED_TRACE(std::string(role_name(row.ours)) + " otc " + std::to_string(row.otc.value_or(0)));
    EXPECT_EQ(is_leak(with(row.otc), kIpv4Unicast, session(row.ours)), row.leak);
    EXPECT_EQ(may_leave(with(row.otc), kIpv6Unicast, session(row.ours)), row.leaves);
    AttributeSet received = with(row.otc), sent = with(row.otc);
    mark_received(received, kIpv4Unicast, session(row.ours));
    mark_sent(sent, kIpv4Unicast, session(row.ours));
    EXPECT_EQ(otc_of(received), row.received);
    EXPECT_EQ(otc_of(sent), row.sent);
  }
}

TEST(LeakTest, NothingIsJudgedWithoutARoleOrOutsideOfUnicast) {
  for (const auto& [role, family] : {std::pair{std::optional<Role>(), kIpv4Unicast}, std::pair{std::optional(Role::provider), kIpv4Flow}}) {
    EXPECT_FALSE(is_leak(with(kFar), family, session(role)));
    EXPECT_TRUE(may_leave(with(kFar), family, session(role)));
    AttributeSet sent;
    mark_sent(sent, family, session(role));
    mark_received(sent, family, session(role));
    EXPECT_TRUE(sent.empty());
  }
}

}  // namespace vigilcast::bgp::leak_test
