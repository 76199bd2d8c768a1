#include "pkg/kube/api/write_queue.h"

#include <gtest/gtest.h>

namespace vigilcast::kube::write_queue_test {

using std::chrono::milliseconds;
using std::chrono::seconds;

Write write(WriteKind kind, const std::string& path, int body = 0) { return {kind, path, json::Value(body)}; }
Write status(const std::string& path, int body) { return write(WriteKind::apply_status, path, body); }
Write create(int body) { return write(WriteKind::create, "/events", body); }

struct Scene {
  WriteQueue queue{{.per_second = 10, .burst = 5, .creates = 3}, 1};
  Instant now{};

  // Everything that may be written now: "path=body …".
  std::string drain() {
    std::string out;
    while (const auto next = queue.next(now)) {
      out += next->path + "=" + std::to_string(next->body.integer()) + " ";
      queue.done();
    }
    return out;
  }
  bool fail(int code, std::optional<Duration> retry_after = {}) { return queue.failed({.code = code, .text = "no", .retry_after = retry_after}, now); }
};

TEST(WriteQueue, OfSeveralAppliesToOnePathTheLastCountsInThePlaceOfTheFirst) {
  Scene scene;
  scene.queue.put(status("/a", 1));
  scene.queue.put(status("/b", 2));
  scene.queue.put(write(WriteKind::apply, "/a", 3));
  scene.queue.put(status("/a", 4));
  EXPECT_EQ(scene.drain(), "/a=4 /b=2 /a=3 ");
  EXPECT_EQ(scene.queue.counts().written, 3U);
}

TEST(WriteQueue, RemovingMakesAppliesNeedless) {
  Scene scene;
  scene.queue.put(status("/a", 1));
  scene.queue.put(write(WriteKind::apply, "/a", 2));
  scene.queue.put(write(WriteKind::remove, "/a"));
  scene.queue.put(write(WriteKind::apply, "/a", 3));
  EXPECT_EQ(scene.drain(), "/a=0 /a=3 ");
}

TEST(WriteQueue, CreatesKeepTheirOrderAndTheOldestGoWhenThereAreTooMany) {
  Scene scene;
  scene.queue.put(status("/a", 1));
  for (int i = 1; i <= 5; ++i) scene.queue.put(create(i));
  EXPECT_EQ(scene.drain(), "/a=1 /events=3 /events=4 /events=5 ");
  EXPECT_EQ(scene.queue.counts().overflow, 2U);
}

TEST(WriteQueue, ABucketBoundsTheRate) {
  Scene scene;
  for (int i = 0; i < 8; ++i) scene.queue.put(status("/" + std::to_string(i), i));
  EXPECT_EQ(scene.drain(), "/0=0 /1=1 /2=2 /3=3 /4=4 ");
  EXPECT_EQ(*scene.queue.next_deadline(), scene.now + milliseconds(100));
  scene.now += milliseconds(99);
  EXPECT_EQ(scene.drain(), "");
  scene.now = *scene.queue.next_deadline();
  EXPECT_EQ(scene.drain(), "/5=5 ");
  scene.now += seconds(60);
  EXPECT_EQ(scene.drain(), "/6=6 /7=7 ");
  EXPECT_EQ(scene.queue.next_deadline(), std::nullopt);
}

TEST(WriteQueue, TroubleOfTheServerDelaysEverythingAndLosesNothing) {
  for (const int code : {0, 401, 429, 503}) {
    Scene scene;
    scene.queue.put(create(1));
    scene.queue.put(create(2));
    for (int i = 0; i < 50; ++i) {
      ASSERT_TRUE(scene.queue.next(scene.now));
      EXPECT_FALSE(scene.fail(code));
      EXPECT_FALSE(scene.queue.next(scene.now));
      const Duration wait = *scene.queue.next_deadline() - scene.now;
      EXPECT_GE(wait, milliseconds(800));
      EXPECT_LE(wait, seconds(30));
      scene.now += wait;
    }
    EXPECT_EQ(scene.drain(), "/events=1 /events=2 ") << "in their order";
    EXPECT_EQ(scene.queue.counts().retried, 50U);
  }
}

TEST(WriteQueue, HonoursRetryAfter) {
  Scene scene;
  scene.queue.put(create(1));
  std::ignore = scene.queue.next(scene.now);
  scene.fail(429, seconds(17));
  EXPECT_GE(*scene.queue.next_deadline() - scene.now, seconds(17));
}

TEST(WriteQueue, WhatIsRefusedForGoodIsDropped) {
  for (const int code : {400, 403, 404, 422}) {
    Scene scene;
    scene.queue.put(status("/a", 1));
    scene.queue.put(status("/b", 2));
    std::ignore = scene.queue.next(scene.now);
    EXPECT_TRUE(scene.fail(code));
    EXPECT_EQ(scene.drain(), "/b=2 ") << "and harms nobody else";
    EXPECT_EQ(scene.queue.counts().refused, 1U);
  }
  Scene scene;
  scene.queue.put(create(1));
  std::ignore = scene.queue.next(scene.now);
  EXPECT_TRUE(scene.fail(409)) << "it exists";
}

TEST(WriteQueue, AWriteAtWhichTheServerFailsDoesNotHoldTheOthersAndIsGivenUp) {
  Scene scene;
  scene.queue.put(status("/bad", 1));
  scene.queue.put(status("/good", 2));
  std::ignore = scene.queue.next(scene.now);
  EXPECT_FALSE(scene.fail(500));
  scene.now += seconds(30);
  EXPECT_EQ(scene.queue.next(scene.now)->path, "/good");
  scene.queue.done();
  unsigned tries = 1;
  for (bool dropped = false; !dropped; ++tries) {
    scene.now += seconds(30);
    ASSERT_TRUE(scene.queue.next(scene.now));
    dropped = scene.fail(500);
  }
  EXPECT_EQ(tries, 10U);
}

TEST(WriteQueue, WhatFailedIsNotWrittenOverALaterWord) {
  Scene scene;
  scene.queue.put(status("/a", 1));
  std::ignore = scene.queue.next(scene.now);
  scene.queue.put(status("/a", 2));
  EXPECT_FALSE(scene.fail(503));
  scene.now += seconds(30);
  EXPECT_EQ(scene.drain(), "/a=2 ");
}

TEST(WriteQueue, InAHurryEveryWriteHasOneMoreChance) {
  Scene scene;
  for (int i = 0; i < 8; ++i) scene.queue.put(status("/" + std::to_string(i), i));
  std::ignore = scene.queue.next(scene.now);
  scene.fail(503);
  scene.queue.hurry();
  std::ignore = scene.queue.next(scene.now);
  EXPECT_TRUE(scene.fail(503));
  EXPECT_EQ(scene.drain(), "/1=1 /2=2 /3=3 /4=4 /5=5 /6=6 /7=7 ");
}

// A leader that leads no more has nothing to say: what it meant to write must not come after the next one's word.
TEST(WriteQueue, WhatIsDroppedIsNotTriedAgainEither) {
  Scene scene;
  scene.queue.put(status("/a", 1));
  scene.queue.put(status("/b", 2));
  ASSERT_TRUE(scene.queue.next(scene.now));
  scene.queue.drop_all();
  EXPECT_TRUE(scene.fail(503));
  scene.now += seconds(60);
  EXPECT_EQ(scene.drain(), "");
  scene.queue.put(status("/c", 3));
  ASSERT_TRUE(scene.queue.next(scene.now));
  EXPECT_FALSE(scene.fail(503)) << "what is put later is";
}

}  // namespace vigilcast::kube::write_queue_test
