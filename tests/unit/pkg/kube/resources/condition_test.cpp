#include "pkg/kube/resources/condition.h"

#include <gtest/gtest.h>

namespace vigilcast::kube::condition_test {

constexpr WallTime at(int seconds) { return WallTime(std::chrono::seconds(1763806272 + seconds)); }

TEST(SetCondition, KeepsTheTimeWhileTheStatusStays) {
  Conditions conditions;
  EXPECT_TRUE(set_condition(conditions, "Accepted", ConditionStatus::yes, "Ok", "all is well", 1, at(0)));
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(conditions[0].last_transition_time, "2025-11-22T10:11:12Z");

  EXPECT_FALSE(set_condition(conditions, "Accepted", ConditionStatus::yes, "Ok", "all is well", 1, at(60))) << "nothing is new";
  EXPECT_TRUE(set_condition(conditions, "Accepted", ConditionStatus::yes, "Fine", "all is still well", 2, at(60)));
  EXPECT_EQ(conditions[0].last_transition_time, "2025-11-22T10:11:12Z");
  EXPECT_EQ(conditions[0].reason, "Fine");
  EXPECT_EQ(conditions[0].observed_generation, 2);

  EXPECT_TRUE(set_condition(conditions, "Accepted", ConditionStatus::no, "SecretNotFound", "there is no Secret tor", 2, at(61)));
  EXPECT_EQ(conditions[0].last_transition_time, "2025-11-22T10:12:13Z");
}

TEST(Timestamp, IsReadAsItIsWritten) {
  EXPECT_EQ(time_of("2025-11-22T10:11:12Z"), at(0));
  EXPECT_EQ(time_of(timestamp(WallTime{})), WallTime{});
  for (const char* text :
       {"", "yesterday", "2025-11-22T10:11:12", "2025-11-22 10:11:12Z", "2025-11-31T10:11:12Z", "2025-13-01T10:11:12Z", "2025-11-22T24:00:00Z",
        "2025-11-22T10:60:00Z", "2025-11-22T10:11:-2Z", "+025-11-22T10:11:12Z", "2025-11-22T10:11:1xZ", "2025-11-22T10:11:12.000000Z"}) {
    EXPECT_FALSE(time_of(text)) << text;
  }
}

TEST(SetCondition, TypesDoNotDisturbEachOther) {
  Conditions conditions;
  set_condition(conditions, "Accepted", ConditionStatus::yes, "Ok", "", 1, at(0));
  set_condition(conditions, "Ready", ConditionStatus::unknown, "Waiting", "", 1, at(5));
  ASSERT_EQ(conditions.size(), 2U);
  EXPECT_EQ(find_condition(conditions, "Ready")->status, ConditionStatus::unknown);
  EXPECT_EQ(find_condition(conditions, "Accepted")->last_transition_time, "2025-11-22T10:11:12Z");
  EXPECT_EQ(find_condition(conditions, "Other"), nullptr);
}

TEST(Conditions, ComeBackAsTheyWereWritten) {
  Conditions conditions;
  set_condition(conditions, "Accepted", ConditionStatus::no, "PoolOverlaps", "", 3, at(0));
  const json::Value encoded = encode_conditions(conditions);
  EXPECT_EQ(
      json::dump(encoded),
      R"([{"type":"Accepted","status":"False","reason":"PoolOverlaps","message":"","lastTransitionTime":"2025-11-22T10:11:12Z","observedGeneration":3}])");
  json::Value object;
  object.set("status", json::Value::object().set("conditions", encoded));
  EXPECT_EQ(decode_conditions(object), conditions);
}

TEST(Conditions, SayOfWhichGenerationOnlyWhereThereIsOne) {
  Conditions conditions;
  set_condition(conditions, "MayAnnounce", ConditionStatus::yes, "NoGateClosed", "", kNoGeneration, at(0));
  const json::Value encoded = encode_conditions(conditions);
  EXPECT_EQ(json::dump(encoded),
            R"([{"type":"MayAnnounce","status":"True","reason":"NoGateClosed","message":"","lastTransitionTime":"2025-11-22T10:11:12Z"}])");
  EXPECT_EQ(decode_conditions(json::Value::object().set("status", json::Value::object().set("conditions", encoded))), conditions);
}

TEST(Conditions, WhatIsMalformedIsWrittenAnew) {
  const auto object = json::parse(R"({"status": {"conditions": [{"type": "A"}, {"type": "B", "status": "Maybe"}, 7,
    {"type": "C", "status": "True", "reason": "r", "message": "", "lastTransitionTime": "t"}]}})");
  const Conditions conditions = decode_conditions(*object);
  ASSERT_EQ(conditions.size(), 1U);
  EXPECT_EQ(conditions[0].type, "C");
  EXPECT_TRUE(decode_conditions(json::Value()).empty());
}

}  // namespace vigilcast::kube::condition_test
