#include "bgp/engine/restart.h"

#include <gtest/gtest.h>

#include "bgp/engine/sender.h"
#include "tests/unit/bgp/engine/pair.h"

namespace vigilcast::bgp::restart_test {

using engine_test::kLeft;
using engine_test::kRight;
using engine_test::Pair;
using namespace std::chrono_literals;

// Left announces and restarts; right stays.
class RestartTest : public testing::Test {
 protected:
  void start(bool notification) {
    for (PeerConfig* config : {&left, &right}) {
      config->graceful_restart = 60;
      config->restart_notification = notification;
    }
    pair.open(left, right);
    announce({"10.0.0.0/8", "11.0.0.0/8"});
    pair.run_for(30s);
    ASSERT_EQ(held(), "10.0.0.0/8 11.0.0.0/8");
  }
  void announce(const std::vector<std::string>& prefixes) {
    std::vector<RouteChange> changes;
    for (const std::string& prefix : prefixes) {
      changes.emplace_back(Announce{Route{unicast_nlri(*Prefix::parse(prefix)), {.self = true, .given = {}}, no_attributes(), {}}});
    }
    pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
  }
  // Left's process ends and a new one takes its place.
  void end_left(bool in_order) {
    if (in_order) pair.left.engine.stop(Notification::cease_with_text(cease::admin_shutdown, "new version"), pair.now);
    pair.settle();
    for (const auto& [ours, theirs] : std::exchange(pair.left.other_end, {})) {
      pair.right.other_end.erase(theirs);
      pair.right.engine.handle(ConnectionLost{theirs, "closed by the peer"}, pair.now);
    }
    pair.left.deaf = true;
    pair.left.engine = Engine(Rng(7));
    pair.settle();
  }
  void new_left(const PeerConfig& config) {
    pair.left.deaf = false;
    pair.left.engine.set_peers(std::span(&config, 1), pair.now);
  }
  // What right holds: stale routes with a question mark.
  std::string held() const {
    std::map<std::string, bool> routes;
    pair.right.engine.each_in(pair.right.engine.peers().front(), [&](const Nlri& nlri, const InView& in) { routes[prefix_of(nlri).to_string()] = in.stale; });
    std::string out;
    for (const auto& [prefix, stale] : routes) out += (out.empty() ? "" : " ") + prefix + (stale ? "?" : "");
    return out;
  }
  // Of the OPENs that left sent.
  std::string restart_bits() const {
    std::string out;
    for (const PeerEvent& event : pair.right.events) {
      const auto* seen = std::get_if<OpenSeen>(&event.kind);
      if (seen != nullptr && seen->direction == Direction::receive) out += seen->open.capabilities.graceful_restart->restarting ? 'R' : '-';
    }
    return out;
  }
  const PeerStatus& at_right() const { return Pair::status(pair.right); }

  Pair pair;
  PeerConfig left = engine_test::peer_config(kLeft, kRight, 65001, 65000);
  PeerConfig right = [] {
    PeerConfig out = engine_test::peer_config(kRight, kLeft, 65000, 65001);
    out.passive = true;
    return out;
  }();
};

TEST_F(RestartTest, ALinkThatGoesDownIsNobodysWord) {
  start(false);
  const ConnectionId connection = pair.right.engine.connections(pair.right.engine.peers().front()).front();
  pair.right.engine.handle(ConnectionLost{connection, "interface eth0 went down", true}, pair.now);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  EXPECT_EQ(at_right().last_loss, fsm::DownReason::link_down);
  EXPECT_EQ(at_right().last_loss_text, "interface eth0 went down");
  EXPECT_EQ(at_right().history->back().reason, fsm::DownReason::link_down);
  EXPECT_EQ(ended_by(fsm::DownReason::link_down), EndedBy::network);
  EXPECT_FALSE(at_right().history->back().notification);
}

TEST_F(RestartTest, APlannedRestartKeepsTheRoutesUntilEndOfRibSaysWhatIsLeft) {
  for (const bool notification : {false, true}) {
    SCOPED_TRACE(notification);
    pair = Pair();
    start(notification);
    end_left(true);
    EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
    EXPECT_EQ(at_right().last_down, notification ? fsm::DownReason::notification_received : fsm::DownReason::connection_closed);
    EXPECT_EQ(at_right().last_notification.communication(), notification ? "new version" : "");

    new_left(left);
    pair.run_for(20s);
    ASSERT_EQ(at_right().state, fsm::State::established);
    EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?") << "nothing is decided yet there";
    announce({"10.0.0.0/8"});
    pair.left.engine.release_initial_routes(pair.now);
    pair.settle();
    EXPECT_EQ(held(), "10.0.0.0/8");
  }
}

TEST_F(RestartTest, WhoDoesNotComeBackInTimeIsForgotten) {
  start(false);
  end_left(false);
  pair.run_for(59s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  pair.run_for(1s);
  EXPECT_EQ(held(), "");
}

TEST_F(RestartTest, WhoNeverEndsItsDumpIsForgottenToo) {
  start(false);
  end_left(false);
  left.manual_eor = true;
  new_left(left);
  announce({"10.0.0.0/8"});
  pair.left.engine.release_initial_routes(pair.now);
  pair.run_for(60s);
  EXPECT_EQ(held(), "10.0.0.0/8 11.0.0.0/8?");
  pair.run_for(StaleRoutes::kLongestReturn);
  EXPECT_EQ(held(), "10.0.0.0/8");
}

TEST_F(RestartTest, AFamilyThatIsMissingInTheNewOpenGoesAtOnce) {
  start(false);
  end_left(false);
  left.families = {kIpv6Unicast};
  new_left(left);
  pair.run_for(20s);
  ASSERT_EQ(at_right().state, fsm::State::established);
  EXPECT_EQ(held(), "");
}

TEST_F(RestartTest, SoDoAllWhenItComesBackWithoutGracefulRestart) {
  start(false);
  end_left(false);
  left.graceful_restart.reset();
  new_left(left);
  pair.run_for(20s);
  ASSERT_EQ(at_right().state, fsm::State::established);
  EXPECT_EQ(held(), "");
}

TEST_F(RestartTest, WhatIsStillStaleGoesWithTheNextRestart) {
  start(false);
  end_left(false);
  new_left(left);
  announce({"12.0.0.0/8"});
  pair.run_for(20s);
  pair.left.engine.release_initial_routes(pair.now);
  pair.settle();
  EXPECT_EQ(held(), "12.0.0.0/8");
  end_left(false);
  new_left(left);
  pair.run_for(20s);
  EXPECT_EQ(held(), "12.0.0.0/8?");
  end_left(false);
  EXPECT_EQ(held(), "") << "it was not repeated in between";
}

TEST_F(RestartTest, OnlyTheFirstSessionOfAProcessSaysThatItRestarted) {
  start(false);
  EXPECT_EQ(restart_bits(), "R");
  pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, cease::admin_reset, {}}, pair.now);
  pair.run_for(60s);
  EXPECT_EQ(restart_bits(), "R-");
}

TEST_F(RestartTest, NotificationsKeepRoutesOnlyWhereBothSidesSaySoAndNeverInAHardReset) {  // X07
  struct Row {
    bool notification;
    std::uint8_t subcode;
    std::string_view after;
    std::uint8_t sent;
  };
  for (const Row& row :
       {Row{false, cease::admin_reset, "", cease::admin_reset}, Row{true, cease::admin_reset, "10.0.0.0/8? 11.0.0.0/8?", cease::admin_reset},
        Row{true, cease::config_change, "10.0.0.0/8? 11.0.0.0/8?", cease::config_change}, Row{true, cease::admin_shutdown, "", cease::hard_reset},
        Row{true, cease::max_prefixes, "", cease::hard_reset}, Row{false, cease::admin_shutdown, "", cease::admin_shutdown}}) {
    SCOPED_TRACE(std::to_string(row.subcode) + (row.notification ? " N" : ""));
    pair = Pair();
    start(row.notification);
    pair.right.deaf = true;
    pair.left.engine.reset(pair.left.engine.peers().front(), Notification{ErrorCode::cease, row.subcode, {}}, pair.now);
    pair.settle();
    EXPECT_EQ(at_right().last_notification.subcode, row.sent);
    EXPECT_EQ(held(), row.after);
    pair.right.deaf = false;
    pair.run_for(60s);
    EXPECT_EQ(held(), "10.0.0.0/8 11.0.0.0/8");
  }
}

TEST_F(RestartTest, APeerThatIsRemovedGoesForGood) {
  start(true);
  pair.left.engine.set_peers({}, pair.now);
  pair.settle();
  EXPECT_TRUE(at_right().last_notification.is_hard_reset());
  EXPECT_EQ(at_right().last_notification.to_string(), "Cease - Hard Reset (Cease - Peer De-configured)");
  EXPECT_EQ(held(), "");
}

TEST_F(RestartTest, AnExpiredHoldTimeKeepsRoutesWithNotificationSupport) {
  for (const bool notification : {false, true}) {
    pair = Pair();
    start(notification);
    pair.right.other_end.clear();  // nothing goes either way
    pair.left.other_end.clear();
    pair.right.deaf = true;
    pair.run_for(10s);
    EXPECT_EQ(at_right().last_down, fsm::DownReason::hold_timer_expired);
    EXPECT_EQ(held(), notification ? "10.0.0.0/8? 11.0.0.0/8?" : "");
  }
}

// The peer lost power and is back before the hold time has run out: its new connection is the first that we hear of it.
TEST_F(RestartTest, ANewConnectionOfAnOldSessionIsARestart) {
  start(false);
  pair.left.other_end.clear();
  pair.right.other_end.clear();
  pair.left.engine = Engine(Rng(7));
  new_left(left);
  pair.settle();
  EXPECT_EQ(at_right().state, fsm::State::established);
  EXPECT_EQ(at_right().sessions, 2U);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  pair.left.engine.release_initial_routes(pair.now);
  pair.settle();
  EXPECT_EQ(held(), "");
}

TEST(RestartNotificationTest, AHardResetIsWrappedOnceAndReadWhateverIsInIt) {
  Negotiated agreed;
  agreed.graceful_restart = agreed.restart_notification = true;
  const Notification reason = Notification::cease_with_text(cease::admin_shutdown, "gone");
  EXPECT_EQ(reason.hardened().communication(), "gone");
  EXPECT_EQ(reason.hardened().hardened(), reason.hardened());
  for (const Bytes& inner : {Bytes{}, Bytes{6}, Bytes{6, 9, 6, 9, 6, 2}}) {  // X05, X06
    const Notification odd{ErrorCode::cease, cease::hard_reset, inner};
    EXPECT_TRUE(odd.is_hard_reset());
    EXPECT_EQ(odd.communication(), "");
    EXPECT_FALSE(keeps_routes(agreed, {fsm::DownReason::notification_received, "", odd}));
  }
}

// --- long-lived (RFC 9494) ------------------------------------------------------------------------------------------------

class LongLivedTest : public RestartTest {
 protected:
  void start_long_lived(std::uint32_t ours, std::optional<std::uint32_t> theirs) {
    left.long_lived_stale_time = ours;
    right.long_lived_stale_time = theirs;
    start(false);
  }
  // 10/8 asks not to be kept for long.
  void refuse_for_one() {
    AttributeSet attributes;
    attributes.set(Communities{{community::no_llgr}});
    const RouteChange change =
        Announce{Route{unicast_nlri(*Prefix::parse("10.0.0.0/8")), {.self = true, .given = {}}, std::make_shared<const AttributeSet>(attributes), {}}};
    pair.left.engine.apply(pair.left.engine.peers().front(), std::span(&change, 1), pair.now);
    pair.settle();
  }
};

TEST_F(LongLivedTest, ARouteOutlivesTheRestartTimeAndIsMarked) {
  start_long_lived(3600, 0);
  refuse_for_one();
  end_left(true);
  pair.run_for(59s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  EXPECT_EQ(pair.received().find("llgr-stale"), std::string::npos);
  pair.run_for(2s);
  EXPECT_EQ(held(), "11.0.0.0/8?") << "the other one has NO_LLGR";
  EXPECT_NE(pair.received().find("community llgr-stale"), std::string::npos) << pair.received();
  pair.run_for(3598s);
  EXPECT_EQ(held(), "11.0.0.0/8?");
  pair.run_for(2s);
  EXPECT_EQ(held(), "") << "its time is over";
}

TEST_F(LongLivedTest, WhoComesBackLateRepeatsWhatIsLeft) {
  start_long_lived(3600, 0);
  end_left(true);
  pair.run_for(600s);
  new_left(left);
  pair.run_for(30s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  announce({"11.0.0.0/8"});
  pair.left.engine.release_initial_routes(pair.now);
  pair.run_for(10s);
  EXPECT_EQ(held(), "11.0.0.0/8");
  EXPECT_EQ(pair.received().find("llgr"), std::string::npos) << "it is fresh";
}

TEST_F(LongLivedTest, WhoComesBackWithoutItHasNothingLeft) {
  start_long_lived(3600, 0);
  end_left(true);
  pair.run_for(600s);
  left.long_lived_stale_time.reset();
  new_left(left);
  pair.run_for(30s);
  EXPECT_EQ(held(), "");
}

// RFC 9494 section 4.2: of restarts in a row, what is stale is kept until its time is over, and that does not begin anew before it was in step again.
TEST_F(LongLivedTest, WhoIsLostAgainBeforeItHasSaidAllHasTheRestOfTheTime) {
  start_long_lived(3600, 0);
  end_left(true);
  pair.run_for(600s);
  new_left(left);
  pair.run_for(30s);  // it has said nothing yet
  ASSERT_EQ(at_right().state, fsm::State::established);
  end_left(false);
  pair.run_for(1s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  EXPECT_NE(pair.received().find("llgr-stale"), std::string::npos);
  pair.run_for(60s + 3600s - 632s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8?");
  pair.run_for(2s);
  EXPECT_EQ(held(), "");
}

TEST_F(LongLivedTest, WhatItHadSaidInBetweenStaysAsLong) {
  start_long_lived(3600, 0);
  end_left(true);
  pair.run_for(600s);
  left.manual_eor = true;
  new_left(left);
  announce({"11.0.0.0/8", "12.0.0.0/8"});
  pair.left.engine.release_initial_routes(pair.now);
  pair.run_for(30s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8 12.0.0.0/8");
  end_left(false);
  pair.run_for(1s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8? 12.0.0.0/8?");
  EXPECT_NE(pair.received().find("12.0.0.0/8 via 192.0.2.1 origin igp as-path ( 65001 ) community llgr-stale"), std::string::npos) << pair.received();
}

TEST_F(LongLivedTest, WhoWasInStepInBetweenHasAllOfTheTimeAgain) {
  start_long_lived(3600, 0);
  end_left(true);
  pair.run_for(600s);
  new_left(left);
  announce({"11.0.0.0/8"});
  pair.left.engine.release_initial_routes(pair.now);
  pair.run_for(30s);
  ASSERT_EQ(held(), "11.0.0.0/8");
  end_left(false);
  pair.run_for(60s + 3599s);
  EXPECT_EQ(held(), "11.0.0.0/8?");
  pair.run_for(2s);
  EXPECT_EQ(held(), "");
}

// The time of what is stale ran out while the peer was back: only what it said since has another one.
TEST_F(LongLivedTest, WhatHasHadItsTimeGoesWithTheNextLoss) {
  start_long_lived(100, 0);
  end_left(true);
  pair.run_for(100s);
  left.manual_eor = true;
  new_left(left);
  announce({"11.0.0.0/8"});
  pair.left.engine.release_initial_routes(pair.now);
  pair.run_for(100s);
  EXPECT_EQ(held(), "10.0.0.0/8? 11.0.0.0/8");
  end_left(false);
  pair.run_for(100s);
  EXPECT_EQ(held(), "11.0.0.0/8?");
}

// A peer with very many routes that is gone for good: the loop gets its turn in between, as in a dump.
TEST_F(LongLivedTest, WhatBecomesOfManyRoutesIsDoneInTurns) {
  constexpr std::size_t kRoutes = 100'000, kTurn = 2 * Sender::kSlice;
  start_long_lived(3600, 0);
  std::vector<RouteChange> changes;
  for (std::uint32_t i = 0; i < kRoutes; ++i) {
    const Nlri nlri = unicast_nlri(Prefix::host(IpAddress::v4(0x0b000000U + i)));
    changes.emplace_back(Announce{Route{nlri, {.self = true, .given = {}}, no_attributes(), {}}});
  }
  pair.left.engine.apply(pair.left.engine.peers().front(), changes, pair.now);
  pair.run_for(1s);
  ASSERT_EQ(at_right().routes_received, kRoutes + 2);
  end_left(true);
  const auto marked = [this] {
    std::size_t out = 0;
    pair.right.engine.each_in(pair.right.engine.peers().front(),
                              [&](const Nlri&, const InView& in) { out += in.attributes->has<Communities>() ? std::size_t{1} : 0; });
    return out;
  };
  pair.now += 60s;
  std::size_t turns = 0;
  for (std::size_t before = 0, now = 0; now != kRoutes + 2; before = now, ++turns) {
    pair.right.engine.on_time(pair.now);
    now = marked();
    ASSERT_LE(now - before, kTurn);
    ASSERT_GT(now, before);
    EXPECT_EQ(*pair.right.engine.next_deadline() <= pair.now, now != kRoutes + 2);
  }
  EXPECT_GE(turns, kRoutes / kTurn);
  pair.now += 3600s;
  turns = 0;
  for (std::size_t before = at_right().routes_received; before != 0; before = at_right().routes_received, ++turns) {
    pair.right.engine.on_time(pair.now);
    ASSERT_LE(before - at_right().routes_received, kTurn);
    ASSERT_LT(at_right().routes_received, before);
  }
  EXPECT_GE(turns, kRoutes / kTurn);
}

TEST_F(LongLivedTest, BothSidesMustOfferIt) {
  start_long_lived(3600, {});
  end_left(true);
  pair.run_for(61s);
  EXPECT_EQ(held(), "");
}

}  // namespace vigilcast::bgp::restart_test
