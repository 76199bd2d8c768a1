#include "pkg/app/announcer.h"

#include <gtest/gtest.h>

#include "bgp/wire/nlri/all.h"
#include "pkg/base/text.h"

namespace vigilcast::app::announcer_test {

announce::PrefixDecision decision(std::string_view prefix, bool announced = true, std::vector<std::string> peers = {}) {
  announce::PrefixDecision out;
  out.service = "web";
  out.prefix = Prefix::parse(prefix).value();
  out.profile.announce = announced;
  out.peers = std::move(peers);
  return out;
}

std::vector<announce::PrefixDecision> decisions(std::initializer_list<std::string_view> prefixes) {
  std::vector<announce::PrefixDecision> out;
  for (const std::string_view prefix : prefixes) out.push_back(decision(prefix));
  return out;
}

// Peers 1, 2, … and four route changes a piece.
class AnnouncerTest : public testing::Test {
 protected:
  explicit AnnouncerTest(bgp::PeerId last = 2) {
    for (bgp::PeerId id = 1; id <= last; ++id) peers_[id].name = "r" + std::to_string(id);
  }

  // What peers were told since the last question: "1 +10.0.0.1/32 -10.0.0.2/32; 2 …", a semicolon after each call.
  std::string told() { return std::exchange(told_, {}); }
  std::string go_on() {
    announcer_.go_on();
    return told();
  }

  std::map<bgp::PeerId, bgp::PeerConfig> peers_;
  std::string told_;
  Announcer announcer_{{[this] {
                          std::vector<bgp::PeerId> out;
                          for (const auto& [id, config] : peers_) out.push_back(id);
                          return out;
                        },
                        [this](bgp::PeerId id) { return peers_.contains(id) ? &peers_[id] : nullptr; },
                        [this](bgp::PeerId id, std::span<const bgp::RouteChange> changes) { write(id, changes); }},
                       4};

 private:
  void write(bgp::PeerId id, std::span<const bgp::RouteChange> changes) {
    told_ += std::to_string(id);
    for (const bgp::RouteChange& change : changes) {
      if (const auto* announced = std::get_if<bgp::Announce>(&change)) {
        told_ += " +" + bgp::nlri_text(announced->route.nlri);
      } else {
        told_ += " -" + bgp::nlri_text(std::get<bgp::Withdraw>(change).nlri);
      }
    }
    told_ += "; ";
  }
};

TEST_F(AnnouncerTest, ALittleIsToldAtOnce) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32"}));
  EXPECT_EQ(told(), "1 +10.0.0.1/32 +10.0.0.2/32; 2 +10.0.0.1/32 +10.0.0.2/32; ");
  EXPECT_TRUE(announcer_.idle());
}

TEST_F(AnnouncerTest, MuchIsToldPieceByPiece) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  EXPECT_EQ(told(), "1 +10.0.0.1/32 +10.0.0.2/32 +10.0.0.3/32; 2 +10.0.0.1/32; ");
  EXPECT_FALSE(announcer_.idle());
  EXPECT_EQ(go_on(), "2 +10.0.0.2/32 +10.0.0.3/32; ");
  EXPECT_TRUE(announcer_.idle());
  EXPECT_EQ(go_on(), "");
}

TEST_F(AnnouncerTest, AWithdrawalDoesNotWaitBehindAMassAndIsNotTakenBackByIt) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32", "10.0.0.4/32", "10.0.0.5/32"}));
  EXPECT_EQ(told(), "1 +10.0.0.1/32 +10.0.0.2/32 +10.0.0.3/32 +10.0.0.4/32; ");
  announcer_.tell_all({decision("10.0.0.5/32", false)});
  EXPECT_EQ(told(), "1 -10.0.0.5/32; 2 -10.0.0.5/32; ");
  EXPECT_EQ(go_on(), "2 +10.0.0.1/32 +10.0.0.2/32 +10.0.0.3/32; ");
  EXPECT_EQ(go_on(), "2 +10.0.0.4/32; ");
  EXPECT_TRUE(announcer_.idle());
}

TEST_F(AnnouncerTest, AServiceOvertakesOnlyItself) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  (void)told();
  announce::PrefixDecision other = decision("10.0.0.3/32", false);
  other.service = "mail";
  announcer_.tell_all({other});
  EXPECT_EQ(told(), "1 -10.0.0.3/32; 2 -10.0.0.3/32; ");
  EXPECT_EQ(go_on(), "2 +10.0.0.2/32 +10.0.0.3/32; ") << "web's route to the same prefix is its own";
}

TEST_F(AnnouncerTest, AMassThatFollowsAMassWaitsForIt) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  announcer_.tell_all({decision("10.0.0.1/32", false), decision("10.0.0.2/32", false), decision("10.0.0.3/32", false)});
  EXPECT_EQ(told(), "1 +10.0.0.1/32 +10.0.0.2/32 +10.0.0.3/32; 2 +10.0.0.1/32; ");
  EXPECT_EQ(go_on(), "2 +10.0.0.2/32 +10.0.0.3/32; 1 -10.0.0.1/32 -10.0.0.2/32; ");
  EXPECT_EQ(go_on(), "1 -10.0.0.3/32; 2 -10.0.0.1/32 -10.0.0.2/32 -10.0.0.3/32; ");
  EXPECT_TRUE(announcer_.idle());
}

TEST_F(AnnouncerTest, WhatWasOvertakenOnceCountsAgainAfterwards) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  announcer_.tell_all({decision("10.0.0.3/32", false)});
  (void)go_on();
  ASSERT_TRUE(announcer_.idle());
  announcer_.tell_all({decision("10.0.0.3/32")});
  EXPECT_EQ(told(), "1 +10.0.0.3/32; 2 +10.0.0.3/32; ");
}

TEST_F(AnnouncerTest, OnlyNewPeersAreToldWhatTheOthersKnow) {
  peers_[3].name = "r3";
  announcer_.tell({3}, decisions({"10.0.0.1/32"}));
  EXPECT_EQ(told(), "3 +10.0.0.1/32; ");
}

// It is told in its turn: what the others were told at once is no reason to leave something out for them.
TEST_F(AnnouncerTest, ANewPeerWaitsBehindAMass) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  (void)told();
  peers_[3].name = "r3";
  announcer_.tell({3}, decisions({"10.0.0.3/32"}));
  EXPECT_EQ(told(), "");
  EXPECT_EQ(go_on(), "2 +10.0.0.2/32 +10.0.0.3/32; 3 +10.0.0.3/32; ");
}

TEST_F(AnnouncerTest, APeerThatIsRemovedMeanwhileIsLeftOut) {
  announcer_.tell_all(decisions({"10.0.0.1/32", "10.0.0.2/32", "10.0.0.3/32"}));
  (void)told();
  peers_.erase(2);
  EXPECT_EQ(go_on(), "");
  EXPECT_TRUE(announcer_.idle());
}

TEST_F(AnnouncerTest, APeerThatIsNotMeantIsToldToWithdraw) {
  announcer_.tell_all({decision("10.0.0.1/32", true, {"r2"})});
  EXPECT_EQ(told(), "1 -10.0.0.1/32; 2 +10.0.0.1/32; ");
}

}  // namespace vigilcast::app::announcer_test
