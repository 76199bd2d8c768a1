#include "bgp/rib/adj_rib_out.h"

#include <gtest/gtest.h>

#include "bgp/rib/attribute_store.h"

namespace vigilcast::bgp::adj_rib_out_test {

Nlri nlri(std::string_view prefix) { return unicast_nlri(*Prefix::parse(prefix)); }

class AdjRibOutTest : public ::testing::Test {
 protected:
  SharedAttributes med(std::uint32_t value) {
    AttributeSet set;
    set.set(Med{value});
    return std::make_shared<const AttributeSet>(set);
  }
  void announce(std::string_view prefix, std::uint32_t value, OwnerKind owner = OwnerKind::config) {
    rib.announce(Route{nlri(prefix), {.self = true, .given = {}}, med(value), {owner, "x"}});
  }
  bool withdraw(std::string_view prefix, OwnerKind owner = OwnerKind::config) { return rib.withdraw(nlri(prefix), {owner, "x"}); }

  // Sends all that is pending and tells it as words: "+10.0.0.0/8@5" or "-10.0.0.0/8", a '|' between batches.
  std::string send(std::size_t limit = 100) {
    std::string out;
    while (auto batch = rib.next_batch(limit)) {
      if (!out.empty()) out += "|";
      for (const DestinationId each : batch->destinations) {
        const std::string text = prefix_of(store.destinations.nlri(each)).to_string();
        out += batch->withdraw ? "-" + text : "+" + text + "@" + std::to_string(store.path(batch->path).attributes->find<Med>()->value);
      }
      rib.taken(*batch, batch->destinations.size());
    }
    return out;
  }

  RouteStore store;
  AdjRibOut rib{store};
};

TEST_F(AdjRibOutTest, SendsNothingBeforeASessionIsUpAndEverythingThen) {
  announce("10.0.0.0/8", 5);
  EXPECT_FALSE(rib.pending());
  rib.session_up();
  EXPECT_EQ(send(), "+10.0.0.0/8@5");
  EXPECT_FALSE(rib.pending());
  EXPECT_EQ(rib.sent(), 1U);
}

TEST_F(AdjRibOutTest, SendsAnUnchangedRouteOnlyOnce) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  EXPECT_EQ(send(), "+10.0.0.0/8@5");
  announce("10.0.0.0/8", 5);
  EXPECT_EQ(send(), "");
}

TEST_F(AdjRibOutTest, ReplacesByAnAnnouncementWithoutAWithdrawal) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  send();
  announce("10.0.0.0/8", 6);
  EXPECT_EQ(send(), "+10.0.0.0/8@6");
  EXPECT_EQ(rib.sent(), 1U);
}

TEST_F(AdjRibOutTest, WithdrawalsGoFirst) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  send();
  announce("11.0.0.0/8", 5);
  EXPECT_TRUE(withdraw("10.0.0.0/8"));
  EXPECT_EQ(send(), "-10.0.0.0/8|+11.0.0.0/8@5");
  EXPECT_EQ(rib.desired(), 1U);
}

TEST_F(AdjRibOutTest, WhatThePeerNeverHadIsNotWithdrawn) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  withdraw("10.0.0.0/8");
  EXPECT_EQ(send(), "");
  EXPECT_FALSE(withdraw("10.0.0.0/8")) << "nobody wants it any more";
}

TEST_F(AdjRibOutTest, AWithdrawalThatIsTakenBackInTimeSendsNothing) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  send();
  withdraw("10.0.0.0/8");
  announce("10.0.0.0/8", 5);
  EXPECT_EQ(send(), "");
}

// A peer that reads nothing for minutes, and a destination that flaps all the while.
TEST_F(AdjRibOutTest, ADestinationThatFlapsBeforeASlowPeerWaitsInOnePlaceOnly) {
  rib.session_up();
  announce("11.0.0.0/8", 1);
  for (std::uint32_t i = 0; i < 256; ++i) announce("10.0.0.0/8", 1 + i % 2);
  withdraw("10.0.0.0/8");
  EXPECT_EQ(send(), "+11.0.0.0/8@1");
  announce("10.0.0.0/8", 1);
  send();
  for (std::uint32_t i = 0; i < 300; ++i) {
    withdraw("10.0.0.0/8");
    announce("10.0.0.0/8", 1);
  }
  EXPECT_FALSE(rib.pending()) << "the peer has just what is desired";
  withdraw("10.0.0.0/8");
  EXPECT_EQ(send(), "-10.0.0.0/8");
}

TEST_F(AdjRibOutTest, GroupsRoutesWithTheSameAttributes) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("11.0.0.0/8", 6);
  announce("12.0.0.0/8", 5);
  EXPECT_EQ(send(), "+10.0.0.0/8@5+12.0.0.0/8@5|+11.0.0.0/8@6");
}

TEST_F(AdjRibOutTest, ALimitSplitsABatchAndLosesNothing) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("11.0.0.0/8", 5);
  announce("12.0.0.0/8", 5);
  EXPECT_EQ(send(2), "+10.0.0.0/8@5+11.0.0.0/8@5|+12.0.0.0/8@5");
}

TEST_F(AdjRibOutTest, WhatWasNotTakenStaysPending) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("11.0.0.0/8", 5);
  const auto batch = rib.next_batch(10);
  rib.taken(*batch, 1);
  EXPECT_EQ(send(), "+11.0.0.0/8@5");
}

TEST_F(AdjRibOutTest, ARefusedRouteStaysDesiredAndIsTriedAgainWhenItChangesOrInTheNextSession) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  const auto batch = rib.next_batch(10);
  rib.refused(batch->destinations);
  rib.taken(*batch, 1);
  EXPECT_EQ(rib.sent(), 0U);
  EXPECT_EQ(send(), "");
  announce("10.0.0.0/8", 6);
  EXPECT_EQ(send(), "+10.0.0.0/8@6");
}

TEST_F(AdjRibOutTest, ARouteThatCannotBeSentAnyMoreIsWithdrawnInItsOldForm) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  send();
  announce("10.0.0.0/8", 6);
  const auto batch = rib.next_batch(10);
  rib.refused(batch->destinations);
  rib.taken(*batch, 1);
  EXPECT_EQ(send(), "-10.0.0.0/8") << "the peer must not keep what nobody wants";
  EXPECT_EQ(rib.sent(), 0U);
  EXPECT_FALSE(rib.has_sent(nlri("10.0.0.0/8")));
  EXPECT_EQ(rib.desired(), 1U);
  announce("10.0.0.0/8", 5);
  EXPECT_EQ(send(), "+10.0.0.0/8@5");
}

TEST_F(AdjRibOutTest, ALostSessionForgetsWhatWasSentAndKeepsWhatIsDesired) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("11.0.0.0/8", 5);
  send();
  rib.session_down();
  EXPECT_FALSE(rib.pending());
  withdraw("11.0.0.0/8");
  rib.session_up();
  EXPECT_EQ(send(), "+10.0.0.0/8@5");
}

TEST_F(AdjRibOutTest, RouteRefreshSendsAFamilyAgain) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("2001:db8::/32", 5);
  send();
  rib.resend(kIpv6Unicast);
  EXPECT_EQ(send(), "+2001:db8::/32@5");
  EXPECT_EQ(rib.sent(), 2U);
}

TEST_F(AdjRibOutTest, TheHigherOwnerWinsAndTheLowerOneTakesOverWhenItGoes) {
  rib.session_up();
  announce("10.0.0.0/8", 1, OwnerKind::config);
  announce("10.0.0.0/8", 2, OwnerKind::policy);
  EXPECT_EQ(send(), "+10.0.0.0/8@2");
  rib.each([](const Nlri&, const AdjRibOut::View& view) {
    EXPECT_EQ(view.winner->owner.kind, OwnerKind::policy);
    ASSERT_EQ(view.losers.size(), 1U);
    EXPECT_EQ(view.losers[0]->owner.kind, OwnerKind::config);
    EXPECT_TRUE(view.sent);
  });
  withdraw("10.0.0.0/8", OwnerKind::policy);
  EXPECT_EQ(send(), "+10.0.0.0/8@1") << "no withdrawal in between";
}

TEST_F(AdjRibOutTest, AProcessReplacesAndWithdrawsTheFilesRouteButAReloadSparesTheProcess) {
  rib.session_up();
  announce("10.0.0.0/8", 1, OwnerKind::config);
  announce("10.0.0.0/8", 2, OwnerKind::process);
  EXPECT_EQ(send(), "+10.0.0.0/8@2");
  EXPECT_FALSE(withdraw("10.0.0.0/8", OwnerKind::config));
  EXPECT_EQ(send(), "");
  announce("11.0.0.0/8", 1, OwnerKind::config);
  send();
  EXPECT_TRUE(withdraw("11.0.0.0/8", OwnerKind::process));
  EXPECT_EQ(send(), "-11.0.0.0/8");
}

// The peer has the route though it asked for it again, so it must hear that it is gone.
TEST_F(AdjRibOutTest, ARouteThatGoesWhileItIsToBeSentAgainIsWithdrawn) {
  rib.session_up();
  announce("10.0.0.0/8", 5);
  announce("11.0.0.0/8", 5);
  send();
  rib.resend(kIpv4Unicast);
  withdraw("10.0.0.0/8");
  announce("11.0.0.0/8", 5);
  EXPECT_EQ(send(), "-10.0.0.0/8|+11.0.0.0/8@5");
  EXPECT_FALSE(rib.pending());
}

TEST_F(AdjRibOutTest, FamiliesThatAlternateFillTheirMessagesAllTheSame) {
  rib.session_up();
  for (int i = 0; i < 3; ++i) {
    announce("10.0." + std::to_string(i) + ".0/24", 5);
    announce("2001:db8:" + std::to_string(i) + "::/48", 5);
  }
  EXPECT_EQ(send(), "+10.0.0.0/24@5+10.0.1.0/24@5+10.0.2.0/24@5|+2001:db8::/48@5+2001:db8:1::/48@5+2001:db8:2::/48@5");
  for (int i = 0; i < 3; ++i) {
    withdraw("10.0." + std::to_string(i) + ".0/24");
    withdraw("2001:db8:" + std::to_string(i) + "::/48");
  }
  EXPECT_EQ(send(), "-10.0.0.0/24-10.0.1.0/24-10.0.2.0/24|-2001:db8::/48-2001:db8:1::/48-2001:db8:2::/48");
}

TEST_F(AdjRibOutTest, ARouteThatKeepsChangingDoesNotHoldUpThoseBehindIt) {
  rib.session_up();
  announce("10.0.0.0/8", 1);
  announce("11.0.0.0/8", 1);
  announce("12.0.0.0/8", 1);
  std::string told;
  for (std::uint32_t i = 2; i < 5; ++i) {
    announce("10.0.0.0/8", i);
    const auto batch = rib.next_batch(1);
    told += prefix_of(store.destinations.nlri(batch->destinations.front())).to_string() + " ";
    rib.taken(*batch, 1);
  }
  EXPECT_NE(told.find("11.0.0.0/8"), std::string::npos) << told;
  EXPECT_NE(told.find("12.0.0.0/8"), std::string::npos) << told;
}

// Two peers with the same routes: what one forgets the other still has.
// The number of a destination that is gone may mean one of another family before its window is through.
TEST_F(AdjRibOutTest, ANumberThatIsReusedIsNotTakenForTheFamilyThatItHad) {
  rib.session_up();
  for (const char* prefix : {"10.0.0.0/8", "11.0.0.0/8", "12.0.0.0/8"}) announce(prefix, 5);
  const auto first = rib.next_batch(1);
  rib.taken(*first, 1);
  withdraw("11.0.0.0/8");
  announce("2001:db8::/32", 5);
  while (auto batch = rib.next_batch(100)) {
    for (const DestinationId id : batch->destinations) EXPECT_EQ(store.destinations.family(id), batch->family);
    rib.taken(*batch, batch->destinations.size());
  }
  EXPECT_EQ(rib.sent(), 3U);
}

TEST_F(AdjRibOutTest, PeersShareDestinationsAndAreIndependent) {
  {
    AdjRibOut other{store};
    other.session_up();
    announce("10.0.0.0/8", 5);
    other.announce(Route{nlri("10.0.0.0/8"), {.self = true, .given = {}}, med(6), {OwnerKind::policy, "x"}});
    EXPECT_EQ(store.destinations.size(), 1U);
    EXPECT_TRUE(other.pending());
    EXPECT_TRUE(other.withdraw(nlri("10.0.0.0/8"), {OwnerKind::policy, "x"}));
    EXPECT_FALSE(other.withdraw(nlri("10.0.0.0/8"), {OwnerKind::config, "x"})) << "that is the first one's";
    other.announce(Route{nlri("11.0.0.0/8"), {.self = true, .given = {}}, med(6), {OwnerKind::policy, "x"}});
  }
  EXPECT_EQ(store.destinations.size(), 1U) << "what only a removed peer had is gone";
  rib.session_up();
  EXPECT_EQ(send(), "+10.0.0.0/8@5");
}

TEST(AttributeStoreTest, EqualSetsBecomeOneAndUnusedOnesGo) {
  AttributeStore store;
  const auto make = [](std::uint32_t med) {
    AttributeSet set;
    set.set(Med{med});
    return std::make_shared<const AttributeSet>(set);
  };
  const auto first = store.intern(make(1));
  EXPECT_EQ(store.intern(make(1)), first);
  EXPECT_NE(store.intern(make(2)), first);
  for (std::uint32_t i = 0; i < 5000; ++i) store.intern(make(i));
  EXPECT_LT(store.size(), 3000U);
}

}  // namespace vigilcast::bgp::adj_rib_out_test
