// Who leads, told as stories of several candidates around one Lease.
#include "pkg/kube/controller/election.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "pkg/base/rng.h"

namespace vigilcast::kube::election_test {

using namespace std::chrono_literals;

const WallTime kToday = WallTime{} + 500000h;

// The Lease as the API server keeps it: a write counts only when it is based on what is there.
struct Server {
  std::optional<Lease> lease;
  int version = 0;

  bool write(const Lease& wanted) {
    const std::string base = lease ? lease->meta.resource_version : "";
    if (wanted.meta.resource_version != base) return false;
    lease = wanted;
    lease->meta.resource_version = std::to_string(++version);
    return true;
  }
};

struct Candidate {
  Election election;
  Server& server;

  Candidate(const std::string& name, Server& at) : election({.lease = {"vigilcast-system", "controller"}, .identity = name}), server(at) {}

  bool turn(Instant now) {
    const auto wanted = election.observe(server.lease, now, kToday + std::chrono::duration_cast<WallTime::duration>(now - Instant{}));
    if (wanted && server.write(*wanted)) election.written(*server.lease, now);
    return election.leads(now);
  }
};

TEST(Election, TheFirstOneLeadsAndStays) {
  Server server;
  Candidate a("a", server), b("b", server);
  Instant now{100s};
  EXPECT_TRUE(a.turn(now));
  for (int i = 0; i < 60; ++i) {
    now += 1s;
    EXPECT_TRUE(a.turn(now));
    EXPECT_FALSE(b.turn(now));
  }
  EXPECT_EQ(b.election.leader(), "a");
  EXPECT_EQ(server.lease->transitions, 0);
}

TEST(Election, ASilentLeaderIsReplacedAfterTheLeaseAndNotBefore) {
  Server server;
  Candidate a("a", server), b("b", server);
  Instant now{100s};
  ASSERT_TRUE(a.turn(now));
  ASSERT_FALSE(b.turn(now));
  const Instant died = now;
  while (!b.turn(now)) now += 1s;
  EXPECT_EQ(now - died, 5s);
  EXPECT_EQ(server.lease->transitions, 1);
  EXPECT_FALSE(a.election.leads(now)) << "it stopped by its own clock before";
}

TEST(Election, ALeaderThatCannotRenewStopsBeforeAnyoneElseStarts) {
  Server server;
  Candidate a("a", server);
  ASSERT_TRUE(a.turn(Instant{100s}));
  EXPECT_TRUE(a.election.leads(Instant{103s}));
  EXPECT_FALSE(a.election.leads(Instant{103500ms}));
}

TEST(Election, AReleasedLeaseIsTakenAtOnce) {
  Server server;
  Candidate a("a", server), b("b", server);
  const Instant now{100s};
  ASSERT_TRUE(a.turn(now));
  ASSERT_FALSE(b.turn(now));
  ASSERT_TRUE(server.write(*a.election.release(kToday)));
  EXPECT_FALSE(a.election.leads(now));
  EXPECT_TRUE(b.turn(now + 1ms));
  EXPECT_EQ(b.election.release(kToday)->holder, "");
  EXPECT_EQ(a.election.release(kToday), std::nullopt) << "what is not ours is not released";
}

TEST(Election, AClockThatLiesChangesNothing) {
  Server server;
  Candidate a("a", server);
  ASSERT_TRUE(a.turn(Instant{100s}));
  Candidate b("b", server);
  EXPECT_EQ(b.election.observe(server.lease, Instant{500s}, kToday + 9000h), std::nullopt) << "its calendar says that the Lease is long over";
}

TEST(Election, TheLeaseIsWrittenAsTheApiServerWantsIt) {
  Server server;
  Candidate a("a", server);
  ASSERT_TRUE(a.turn(Instant{100s}));
  EXPECT_EQ(
      json::dump(encode(*server.lease)),
      R"({"apiVersion":"coordination.k8s.io/v1","kind":"Lease","metadata":{"name":"controller","namespace":"vigilcast-system","resourceVersion":"1"},)"
      R"("spec":{"holderIdentity":"a","leaseDurationSeconds":5,"acquireTime":"2027-01-15T08:01:40.000000Z","renewTime":"2027-01-15T08:01:40.000000Z","leaseTransitions":0}})");
}

// Requests are lost, candidates are stopped for a while and start again: there are never two leaders at one instant.
TEST(Election, ThereAreNeverTwoLeaders) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    Rng rng(seed);
    Server server;
    std::vector<Candidate> all;
    for (const char* name : {"a", "b", "c"}) all.emplace_back(name, server);
    std::map<std::size_t, Instant> asleep_until;
    int led = 0;
    for (Instant now{100s}; now < Instant{200s}; now += 100ms) {
      for (std::size_t i = 0; i < all.size(); ++i) {
        if (now < asleep_until[i]) continue;
        if (rng.below(100) == 0) asleep_until[i] = now + std::chrono::milliseconds(rng.below(12000));
        if (rng.below(4) == 0) all[i].turn(now);
      }
      const auto leaders = std::ranges::count_if(all, [&](const Candidate& one) { return one.election.leads(now); });
      ASSERT_LE(leaders, 1) << "seed " << seed;
      led += leaders > 0 ? 1 : 0;
    }
    ASSERT_GT(led, 400) << "seed " << seed << ": somebody leads most of the time";
  }
}

}  // namespace vigilcast::kube::election_test
