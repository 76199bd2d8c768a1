// T40: floods of random events. Whatever comes, the session stays consistent.
#include "tests/unit/bgp/fsm/driver.h"

namespace vigilcast::bgp::fsm_test {
namespace flood {

Open random_open(Rng& rng) {
  Open open = theirs();
  constexpr std::uint16_t holds[] = {0, 0, 1, 3, 30, 30, 90, 65535};
  open.hold_time = holds[rng.below(std::size(holds))];
  if (rng.chance(0.1)) open.my_as = static_cast<std::uint16_t>(rng.below(3));
  if (rng.chance(0.1)) open.capabilities.as4 = static_cast<std::uint32_t>(rng.below(3)) * 23456;
  if (rng.chance(0.1)) open.identifier = {};
  if (rng.chance(0.3)) open.capabilities.families.clear();
  open.capabilities.bfd_strict = rng.chance(0.3);
  return open;
}

Event random_event(Rng& rng) {
  switch (rng.below(16)) {
    case 0: return Start{};
    case 1: return rng.chance(0.2) ? Event{Stop{shutdown()}} : Event{Start{}};
    case 2:
    case 3: return Connected{};
    case 4: return ConnectFailed{"no route to host"};
    case 5: return rng.chance(0.4) ? Event{ConnectionClosed{"reset by peer"}} : Event{WriteProgress{}};
    case 6:
    case 7: return OpenReceived{random_open(rng)};
    case 8:
    case 9: return KeepaliveReceived{};
    case 10: return rng.chance(0.7) ? Event{UpdateReceived{}} : Event{RouteRefreshReceived{}};
    case 11: return rng.chance(0.3) ? Event{NotificationReceived{shutdown()}} : Event{WriteBlocked{}};
    case 12: return rng.chance(0.3) ? Event{MessageFault{fault(ErrorCode::update_message, 1)}} : Event{UpdateReceived{}};
    case 14: return PathChanged{rng.chance(0.7), rng.chance(0.2) ? "the path is down" : ""};
    case 13: return rng.chance(0.3) ? Event{CollisionLost{}} : Event{KeepaliveReceived{}};
    default: return rng.chance(0.5) ? Event{WriteBlocked{}} : Event{InputWaits{}};
  }
}

// Follows the actions and knows what must be true of them.
class Watch {
 public:
  explicit Watch(bool is_passive) : passive_(is_passive) {}

  void follow(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (const auto* change = std::get_if<StateChanged>(&action)) {
        ASSERT_EQ(change->from, state_);
        ASSERT_NE(change->from, change->to);
        state_ = change->to;
      } else if (std::holds_alternative<Connect>(action)) {
        ASSERT_FALSE(passive_);
        ASSERT_EQ(state_, State::connect);
      } else if (std::holds_alternative<Up>(action)) {
        ASSERT_EQ(state_, State::established);
      } else if (const auto* down = std::get_if<Down>(&action)) {
        ASSERT_NE(down->reason, DownReason::none);
        ASSERT_FALSE(down->text.empty());
        ASSERT_LE(state_, State::active);
      }
    }
  }

  void check(const Session& session, Instant now) const {
    ASSERT_EQ(session.state(), state_);
    const bool agreed = state_ == State::open_confirm || state_ == State::established;
    ASSERT_EQ(session.negotiated().has_value(), agreed);
    if (agreed) { ASSERT_TRUE(session.peer_open()); }
    if (state_ == State::open_sent || state_ == State::open_confirm || state_ == State::connect) {
      ASSERT_TRUE(session.next_deadline()) << "may wait for ever";
    }
    if (state_ == State::established && session.negotiated()->hold_time != 0) {
      ASSERT_LE(*session.next_deadline() - now, seconds(session.negotiated()->hold_time) / 3);
    }
    if (session.next_deadline()) { ASSERT_LE(*session.next_deadline() - now, std::chrono::hours(37)); }
  }

 private:
  bool passive_;
  State state_ = State::idle;
};

void run(std::uint64_t seed) {
  Rng rng(seed);
  Settings settings = rng.chance(0.2) ? passive() : ours();
  if (rng.chance(0.3)) settings.hold_time = 0;
  if (rng.chance(0.3)) settings.peer_as.reset();
  Watch watch(settings.passive);
  Session session(settings, Rng(rng.next()));
  Instant now{};
  for (int i = 0; i < 400; ++i) {
    if (rng.chance(0.3)) {
      if (rng.chance(0.5) && session.next_deadline()) now = std::max(now, *session.next_deadline());
      if (rng.chance(0.2)) now += seconds(rng.below(600));
      ASSERT_NO_FATAL_FAILURE(watch.follow(session.on_time(now)));
      if (session.next_deadline()) { ASSERT_GT(*session.next_deadline(), now) << "a served timer is still due"; }
    } else {
      ASSERT_NO_FATAL_FAILURE(watch.follow(session.handle(random_event(rng), now)));
    }
    ASSERT_NO_FATAL_FAILURE(watch.check(session, now));
  }
}

}  // namespace flood

TEST(FsmRandom, FloodsOfEventsKeepTheInvariants) {
  for (std::uint64_t seed = 1; seed <= 800; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    ASSERT_NO_FATAL_FAILURE(flood::run(seed));
  }
}

TEST(FsmRandom, TheSameSeedGivesTheSameRun) {
  const auto story = [] {
    Driver peer(ours(), 42);
    peer(Start{});
    std::string out = std::to_string(peer.until_next()->count());
    peer(ConnectFailed{"no route to host"});
    out += " " + std::to_string(peer.until_next()->count());
    return out;
  };
  EXPECT_EQ(story(), story());
}

}  // namespace vigilcast::bgp::fsm_test
