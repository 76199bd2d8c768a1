// The rules of list and watch, one by one.
#include "pkg/kube/reflector/reflector.h"

#include <gtest/gtest.h>

#include <set>
#include <tuple>
#include <vector>

#include "tests/unit/pkg/kube/reflector/simulated_server.h"

namespace vigilcast::kube::reflector_rules_test {

using reflector_test::event_line;
using reflector_test::object_text;
using reflector_test::status_text;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

const std::string kEnd = event_line("BOOKMARK", R"({"metadata":{"resourceVersion":"10","annotations":{"k8s.io/initial-events-end":"true"}}})");

std::string added(const std::string& name, reflector_test::Version version) { return event_line("ADDED", object_text(name, version)); }

std::string page(const std::string& items, const std::string& version, const std::string& next = "") {
  return R"({"kind":"List","metadata":{"resourceVersion":")" + version + R"(","continue":")" + next + R"("},"items":[)" + items + "]}";
}

struct Scene {
  Reflector reflector{{.kind = "Thing", .path = "/things"}, 1};
  Instant now{};

  // The request that is made now; empty: none.
  std::string ask() { return reflector.ask(now).value_or(""); }
  // Waits until it is time; returns how long that was.
  Duration wait() {
    const Duration left = reflector.next_deadline() - now;
    now = std::max(now, reflector.next_deadline());
    return left;
  }
  std::string told() {
    const Delta delta = reflector.take();
    std::string out;
    for (const auto& object : delta.upserted) out += "+" + object.key.name + "@" + object.resource_version + " ";
    for (const auto& key : delta.removed) out += "-" + key.name + " ";
    return out + (delta.synced ? "synced" : "");
  }
  bool hear(const std::string& bytes) { return reflector.read(bytes, now); }
  void open(const std::string& bytes = "") {
    reflector.opened(now);
    if (!bytes.empty()) { EXPECT_TRUE(hear(bytes)); }
  }
  void refuse(int code, std::optional<Duration> retry_after = {}) { reflector.failed({.code = code, .text = "no", .retry_after = retry_after}, now); }
  void list(const std::string& body) {
    open(body);
    reflector.ended(now);
  }
  // A server that has streaming lists, with objects a@5 and b@7.
  void synced() {
    ask();
    open(added("a", 5) + added("b", 7) + kEnd);
    EXPECT_EQ(told(), "+a@5 +b@7 synced");
  }
  [[nodiscard]] const WatchState& state() const { return reflector.state(); }
};

bool has(const std::string& target, const std::string& part) { return target.find(part) != std::string::npos; }

TEST(Reflector, AsksForAStreamingListFirst) {
  Scene scene;
  const std::string target = scene.ask();
  for (const char* part :
       {"/things?watch=1", "&sendInitialEvents=true", "&resourceVersionMatch=NotOlderThan", "&allowWatchBookmarks=true", "&timeoutSeconds="}) {
    EXPECT_TRUE(has(target, part)) << target;
  }
  EXPECT_EQ(scene.ask(), "") << "one request at a time";
}

TEST(Reflector, IsSyncedAtTheBookmarkThatEndsTheInitialEventsAndNotBefore) {
  Scene scene;
  scene.ask();
  scene.open(added("a", 5));
  EXPECT_EQ(scene.told(), "+a@5 ");
  EXPECT_FALSE(scene.state().current);
  EXPECT_TRUE(scene.hear(event_line("BOOKMARK", R"({"metadata":{"resourceVersion":"9"}})")));
  EXPECT_EQ(scene.told(), "");
  EXPECT_TRUE(scene.hear(kEnd));
  EXPECT_EQ(scene.told(), "synced");
  EXPECT_TRUE(scene.state().current);
  EXPECT_TRUE(scene.hear(added("b", 11))) << "the same connection goes on as a watch";
  EXPECT_EQ(scene.told(), "+b@11 ");
}

TEST(Reflector, FallsBackToPagesWhereStreamingListsAreUnknown) {
  for (const int code : {400, 422}) {
    Scene scene;
    scene.ask();
    scene.refuse(code);
    EXPECT_EQ(scene.ask(), "/things?limit=500") << "at once";
    scene.list(page(object_text("a", 5), "10", "next page"));
    EXPECT_EQ(scene.told(), "+a@5 ");
    EXPECT_EQ(scene.ask(), "/things?limit=500&continue=next%20page");
    scene.list(page(object_text("b", 7), "10"));
    EXPECT_EQ(scene.told(), "+b@7 synced");
    const std::string watch = scene.ask();
    EXPECT_TRUE(has(watch, "?watch=1&allowWatchBookmarks=true&timeoutSeconds=") && has(watch, "&resourceVersion=10")) << watch;
    EXPECT_FALSE(scene.state().current) << "not before the watch is there";
    scene.open();
    EXPECT_TRUE(scene.state().current);
  }
}

TEST(Reflector, FallsBackToPagesWhereTheServerIgnoresTheWishForAnEnd) {
  Scene scene;
  scene.ask();
  scene.open(added("a", 5));
  EXPECT_EQ(scene.wait(), seconds(10)) << "after the last object that was new";
  scene.reflector.on_time(scene.now);
  EXPECT_EQ(scene.ask(), "/things?limit=500");
}

TEST(Reflector, EventsOfKnownObjectsAreNoProgressOfAStreamingList) {
  Scene scene;
  scene.ask();
  scene.open(added("a", 5));
  bool more = true;
  for (reflector_test::Version version = 6; more && version < 100; ++version) {
    scene.now += seconds(1);
    more = scene.hear(event_line("MODIFIED", object_text("a", version)));
  }
  EXPECT_FALSE(more);
  EXPECT_EQ(scene.ask(), "/things?limit=500");
}

TEST(Reflector, SelectorsAreInEveryRequest) {
  Reflector reflector({.kind = "Node", .path = "/api/v1/nodes", .label_selector = "a in (b,c)", .field_selector = "metadata.name=node-1"}, 1);
  const std::string query = "?labelSelector=a%20in%20%28b%2Cc%29&fieldSelector=metadata.name%3Dnode-1&";
  EXPECT_TRUE(reflector.ask(Instant{})->starts_with("/api/v1/nodes" + query + "watch=1"));
  reflector.failed({.code = 422}, Instant{});
  EXPECT_TRUE(reflector.ask(Instant{})->starts_with("/api/v1/nodes" + query + "limit=500"));
}

TEST(Reflector, ABookmarkMovesTheVersionAndNothingElse) {
  Scene scene;
  scene.synced();
  EXPECT_TRUE(scene.hear(event_line("BOOKMARK", R"({"metadata":{"resourceVersion":"99"}})")));
  EXPECT_EQ(scene.told(), "");
  scene.now += minutes(8);
  scene.reflector.ended(scene.now);
  EXPECT_TRUE(has(scene.ask(), "resourceVersion=99"));
}

TEST(Reflector, GoesOnAtOnceWhereTheServerEndedAWatch) {
  Scene scene;
  scene.synced();
  EXPECT_TRUE(scene.hear(added("c", 12)));
  scene.now += minutes(8);
  scene.reflector.ended(scene.now);
  EXPECT_TRUE(scene.state().current) << "nothing is lost";
  EXPECT_TRUE(has(scene.ask(), "resourceVersion=12"));
}

TEST(Reflector, WatchesThatEndAsSoonAsTheyBeginAreNoReasonForAStorm) {
  Scene scene;
  scene.synced();
  unsigned requests = 0;
  const Instant end = scene.now + minutes(10);
  for (; scene.now < end; ++requests) {
    scene.reflector.ended(scene.now);
    scene.wait();
    EXPECT_TRUE(has(scene.ask(), "watch=1"));
    scene.open();
  }
  EXPECT_LT(requests, 40U);
  EXPECT_GT(requests, 15U);
}

class ReflectorGone : public testing::TestWithParam<bool> {};

// As the status of the answer, and as an event in the stream.
TEST_P(ReflectorGone, ReadsAllAgainKeepsWhatItHasAndReportsTheDifference) {
  Scene scene;
  scene.synced();
  scene.now += minutes(8);
  if (GetParam()) {
    EXPECT_FALSE(scene.hear(event_line("ERROR", status_text(410, "Expired", "too old resource version"))));
  } else {
    scene.reflector.ended(scene.now);
    EXPECT_TRUE(has(scene.ask(), "resourceVersion=10"));
    scene.refuse(410);
  }
  EXPECT_FALSE(scene.state().current);
  EXPECT_EQ(scene.told(), "") << "the last good state stays";
  EXPECT_TRUE(has(scene.ask(), "sendInitialEvents=true")) << "the first time at once";
  scene.open(added("b", 7) + added("c", 20));
  EXPECT_EQ(scene.told(), "+c@20 ") << "b did not change, and a is not known to be gone yet";
  EXPECT_TRUE(scene.hear(kEnd));
  EXPECT_EQ(scene.told(), "-a ") << "synced is told once";
  EXPECT_TRUE(scene.state().current);
}
INSTANTIATE_TEST_SUITE_P(BothForms, ReflectorGone, testing::Bool());

TEST(Reflector, AServerThatIsBackAndSaysGoneIsReadAtOnce) {
  Scene scene;
  scene.synced();
  scene.now += minutes(8);
  scene.refuse(0);
  for (int i = 0; i < 8; ++i) {
    scene.wait();
    ASSERT_FALSE(scene.ask().empty());
    scene.refuse(0);
  }
  EXPECT_GE(scene.wait(), seconds(20));
  ASSERT_TRUE(has(scene.ask(), "watch=1"));
  scene.refuse(429, seconds(1));
  EXPECT_LE(scene.wait(), seconds(2)) << "it answers again, and says when";
  ASSERT_TRUE(has(scene.ask(), "watch=1"));
  scene.refuse(410);
  EXPECT_TRUE(has(scene.ask(), "sendInitialEvents=true")) << "what was waited for a server that was away counts no more";
}

TEST(Reflector, GoneAgainAndAgainIsNoReasonForAStorm) {
  Scene scene;
  unsigned requests = 0;
  const Instant end = scene.now + minutes(10);
  for (; scene.now < end; ++requests) {
    scene.wait();
    if (has(scene.ask(), "sendInitialEvents")) scene.open(added("a", 5) + kEnd);
    EXPECT_FALSE(scene.hear(event_line("ERROR", status_text(410, "Expired", "too old resource version"))));
  }
  EXPECT_LT(requests, 40U);
}

TEST(Reflector, AListWhosePagesGoOutOfDateIsReadInOnePiece) {
  Scene scene;
  scene.ask();
  scene.refuse(422);
  scene.ask();
  scene.list(page(object_text("a", 5), "10", "p2"));
  scene.ask();
  scene.refuse(410);
  EXPECT_EQ(scene.ask(), "/things");
  scene.list(page(object_text("b", 12), "12"));
  EXPECT_EQ(scene.told(), "+b@12 -a synced");
}

TEST(Reflector, APageThatBreaksOffIsAskedForAgain) {
  Scene scene;
  scene.ask();
  scene.refuse(422);
  scene.ask();
  scene.list(page(object_text("a", 5), "10", "p2"));
  scene.ask();
  scene.open(R"({"metadata":{"resourceVersion":"10","continue":"p3"},"items":[)");
  scene.refuse(0);
  scene.wait();
  EXPECT_TRUE(has(scene.ask(), "continue=p2"));
  scene.list(R"({"metadata":{"resourceVersion":"10","continue":"p3"},"items":[)");
  scene.wait();
  EXPECT_TRUE(has(scene.ask(), "continue=p2")) << "also when it ends properly, but too early";
}

TEST(Reflector, AStreamingListThatBreaksOffRemovesNothing) {
  Scene scene;
  scene.synced();
  EXPECT_FALSE(scene.hear(event_line("ERROR", status_text(410, "Expired", ""))));
  scene.ask();
  scene.open(added("b", 8));
  scene.refuse(0);
  EXPECT_EQ(scene.told(), "+b@8 ");
  scene.wait();
  scene.ask();
  scene.open(added("a", 5));
  EXPECT_TRUE(scene.hear(kEnd));
  EXPECT_EQ(scene.told(), "-b ") << "marks of the broken pass do not count";
}

TEST(Reflector, SilenceBeyondTheServersTimeoutIsTakenForADeadConnection) {
  Scene scene;
  scene.synced();
  const Duration patience = scene.wait();
  EXPECT_GE(patience, minutes(5) + seconds(30));
  EXPECT_LE(patience, minutes(10) + seconds(30));
  EXPECT_TRUE(scene.hear(event_line("BOOKMARK", R"({"metadata":{"resourceVersion":"11"}})"))) << "any byte counts";
  EXPECT_EQ(scene.wait(), patience);
  scene.reflector.on_time(scene.now);
  EXPECT_FALSE(scene.state().current);
  EXPECT_TRUE(has(scene.state().problem, "the connection is taken for dead")) << scene.state().problem;
  scene.wait();
  EXPECT_TRUE(has(scene.ask(), "resourceVersion=11"));
}

TEST(Reflector, NoTwoWatchesAskForTheSameTimeout) {
  std::set<std::string> all;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const std::string target = *Reflector({.kind = "Thing", .path = "/things"}, seed).ask(Instant{});
    const std::string timeout = target.substr(target.find("timeoutSeconds=") + 15, 3);
    EXPECT_TRUE(std::stoi(timeout) >= 300 && std::stoi(timeout) <= 600) << target;
    all.insert(timeout);
  }
  EXPECT_GT(all.size(), 10U);
}

TEST(Reflector, WaitsLongerAfterEachFailureAndNeverMoreThanHalfAMinute) {
  Scene scene;
  std::vector<Duration> waits;
  for (int i = 0; i < 8; ++i) {
    scene.ask();
    scene.refuse(503);
    waits.push_back(scene.wait());
  }
  EXPECT_GE(waits.front(), milliseconds(800));
  EXPECT_LT(waits.front(), milliseconds(1200));
  EXPECT_GE(waits[2], milliseconds(3200));
  EXPECT_GE(waits.back(), seconds(20));
  EXPECT_LE(waits.back(), seconds(30));
  EXPECT_NE(waits[6], waits[7]);
}

TEST(Reflector, HonoursRetryAfterWithinReason) {
  for (const auto& [asked, least, most] : {std::tuple{seconds(20), seconds(20), seconds(22)}, {seconds(86400), seconds(300), seconds(302)}}) {
    Scene scene;
    scene.ask();
    scene.refuse(429, asked);
    const Duration waited = scene.wait();
    EXPECT_GE(waited, least);
    EXPECT_LE(waited, most);
  }
}

TEST(Reflector, ALostConnectionThatLivedWellIsForgiven) {
  Scene scene;
  scene.synced();
  for (int i = 0; i < 5; ++i) {
    scene.now += seconds(30);
    scene.refuse(0);
    EXPECT_LT(scene.wait(), milliseconds(1200));
    scene.ask();
    scene.open();
  }
}

TEST(Reflector, WhatDidNotChangeIsNotReportedAgainAndThePastNever) {
  Scene scene;
  scene.synced();
  EXPECT_TRUE(scene.hear(added("c", 12)));
  EXPECT_EQ(scene.told(), "+c@12 ");
  EXPECT_TRUE(scene.hear(added("c", 12) + event_line("MODIFIED", object_text("b", 9)) + event_line("DELETED", object_text("a", 4))));
  EXPECT_EQ(scene.told(), "");
  EXPECT_TRUE(scene.hear(event_line("DELETED", object_text("c", 13)) + added("c", 12)));
  EXPECT_EQ(scene.told(), "-c ");
}

TEST(Reflector, OfSeveralChangesOfAnObjectTheLastIsReported) {
  Scene scene;
  scene.synced();
  EXPECT_TRUE(scene.hear(event_line("MODIFIED", object_text("a", 12)) + event_line("DELETED", object_text("a", 13)) + added("a", 14) +
                         event_line("MODIFIED", object_text("b", 15)) + event_line("DELETED", object_text("b", 16))));
  EXPECT_EQ(scene.told(), "+a@14 -b ");
}

// Versions go back: the server's data came from a backup.
TEST(Reflector, TakesWhatARestoredServerHas) {
  Scene scene;
  scene.synced();
  scene.now += minutes(1);
  scene.refuse(0);
  scene.wait();
  EXPECT_TRUE(has(scene.ask(), "resourceVersion=10"));
  scene.reflector.failed({.code = 504, .reason = "Timeout", .text = "Too large resource version"}, scene.now);
  scene.wait();
  EXPECT_TRUE(has(scene.ask(), "sendInitialEvents"));
  scene.open(added("a", 3));
  EXPECT_TRUE(scene.hear(event_line("BOOKMARK", R"({"metadata":{"resourceVersion":"4","annotations":{"k8s.io/initial-events-end":"true"}}})")));
  EXPECT_EQ(scene.told(), "+a@3 -b ");
  EXPECT_TRUE(scene.hear(event_line("MODIFIED", object_text("a", 5))));
  EXPECT_EQ(scene.told(), "+a@5 ");
}

TEST(Reflector, SaysWhyItIsNotCurrentAndSinceWhen) {
  Scene scene;
  scene.synced();
  scene.now += minutes(1);
  const Instant lost = scene.now;
  scene.reflector.failed({.text = "connection refused: https://10.96.0.1"}, scene.now);
  scene.wait();
  scene.ask();
  scene.reflector.failed({.code = 403, .text = "things is forbidden"}, scene.now);
  EXPECT_FALSE(scene.state().current);
  EXPECT_EQ(scene.state().problem, "403: things is forbidden");
  EXPECT_EQ(scene.state().since, lost);
  EXPECT_EQ(scene.state().kind, "Thing");

  Reflector custom({.kind = "BGPPeer", .path = "/apis/vigilcast.dev/v1alpha1/bgppeers"}, 1);
  std::ignore = custom.ask(Instant{});
  custom.failed({.code = 404, .text = "the server could not find the requested resource"}, Instant{});
  EXPECT_TRUE(has(custom.state().problem, "is its CustomResourceDefinition installed?"));
}

TEST(Reflector, WhatWasNeverReadIsNotKnownSinceTheFirstQuestion) {
  Scene scene;
  scene.now += minutes(600);
  const Instant began = scene.now;
  scene.ask();
  scene.now += seconds(5);
  scene.reflector.failed({.text = "connection refused: https://10.96.0.1"}, scene.now);
  EXPECT_EQ(scene.state().since, began);
}

TEST(Reflector, WhatIsNoListAndNoWatchIsTroubleAndNoEmptyStore) {
  for (const char* body : {"<html>welcome</html>", "{}", R"({"metadata":{},"items":[]})", "", R"({"metadata":{"resourceVersion":"5"},"items":[{}]})"}) {
    Scene scene;
    scene.ask();
    scene.refuse(422);
    scene.ask();
    scene.reflector.opened(scene.now);
    if (scene.hear(body)) scene.reflector.ended(scene.now);
    EXPECT_EQ(scene.told(), "") << body;
    EXPECT_FALSE(scene.state().current);
    EXPECT_GT(scene.wait(), milliseconds(700)) << body;
  }
}

TEST(Versions, AreComparedAsNumbersWhereTheyAreSome) {
  EXPECT_TRUE(is_newer("10", "9"));
  EXPECT_FALSE(is_newer("9", "10"));
  EXPECT_FALSE(is_newer("10", "10"));
  EXPECT_TRUE(is_newer("abc", "abd")) << "nothing is known of those";
  EXPECT_TRUE(is_newer("340282366920938463463374607431768211456", "1")) << "of any length";
}

}  // namespace vigilcast::kube::reflector_rules_test
