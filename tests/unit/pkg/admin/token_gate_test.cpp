#include "pkg/admin/token_gate.h"

#include <gtest/gtest.h>

#include <thread>

#include "pkg/json/value.h"

namespace vigilcast::admin::token_gate_test {

using model::TokenVerdict;
using Done = std::function<void(Result<TokenVerdict>)>;

TEST(BearerToken, IsWhatComesAfterTheSchemeAndCouldBeOne) {
  EXPECT_EQ(bearer_token("Bearer abc.DEF-1_2~+/="), "abc.DEF-1_2~+/=");
  EXPECT_EQ(bearer_token("bearer  abc "), "abc");
  for (const char* none : {"", "Bearer", "Bearer ", "Basic abc", "abc", "Bearer a b", "Bearer a\"b", "Bearer \xff", "Bearerabc"})
    EXPECT_FALSE(bearer_token(none)) << none;
}

// A judge that keeps the questions until the test answers them.
class TokenGateTest : public testing::Test {
 protected:
  void make(Duration patience = TokenGate::kPatience, Duration allowed_for = TokenGate::kAllowedFor) {
    gate = std::make_shared<TokenGate>(
        loop,
        [this](std::string token, Done done) {
          asked.push_back(std::move(token));
          answers.push_back(std::move(done));
        },
        patience, allowed_for);
  }
  // Asks, and hears what is posted meanwhile.
  void admit(const std::string& authorization) {
    Request request;
    request.authorization = authorization;
    loop->post([this, request] {
      gate->admit(request, [this](std::optional<Response> refused) { heard.push_back(std::move(refused)); });
      loop->post([this] { loop->stop(); });
    });
    loop->run();
  }
  void turn() {
    loop->post([this] { loop->stop(); });
    loop->run();
  }

  std::shared_ptr<runtime::Loop> loop = std::make_shared<runtime::Loop>();
  std::shared_ptr<TokenGate> gate;
  std::vector<std::string> asked;
  std::vector<Done> answers;
  std::vector<std::optional<Response>> heard;
};

TEST_F(TokenGateTest, WithoutATokenNobodyIsAsked) {
  make();
  for (const char* header : {"", "Basic dXNlcjpwYXNz", "Bearer"}) admit(header);
  EXPECT_TRUE(asked.empty());
  ASSERT_EQ(heard.size(), 3U);
  for (const auto& refused : heard) {
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->status, 401U);
    ASSERT_EQ(refused->headers.size(), 1U);
    EXPECT_EQ(refused->headers[0], (std::pair<std::string, std::string>{"WWW-Authenticate", "Bearer realm=\"vigilcast\""}));
  }
}

struct Case {
  Result<TokenVerdict> answer;
  unsigned status;  // 0: let in
  const char* error;
};

TEST_F(TokenGateTest, EachVerdictHasItsStatus) {
  const Case cases[] = {{TokenVerdict::allowed, 0, ""},
                        {TokenVerdict::forbidden, 403, "insufficient_scope"},
                        {TokenVerdict::unknown, 401, "invalid_token"},
                        {fail("10.0.0.1: connection refused"), 503, ""}};
  for (const Case& one : cases) {
    make();
    admit("Bearer abc");
    answers.back()(one.answer);
    turn();
    const auto& refused = heard.back();
    EXPECT_EQ(refused ? refused->status : 0U, one.status);
    if (!refused) continue;
    EXPECT_EQ(refused->body.find("10.0.0.1"), std::string::npos) << "where the API server is concerns nobody who is not known";
    EXPECT_TRUE(*one.error == '\0' || refused->headers.at(0).second.find(one.error) != std::string::npos) << one.error;
  }
}

TEST_F(TokenGateTest, AVerdictIsRemembered) {
  make();
  admit("Bearer one");
  answers[0](TokenVerdict::allowed);
  turn();
  admit("Bearer two");
  answers[1](TokenVerdict::unknown);
  turn();
  for (int i = 0; i < 3; ++i) admit("Bearer one");
  for (int i = 0; i < 3; ++i) admit("Bearer two");
  EXPECT_EQ(asked, (std::vector<std::string>{"one", "two"}));
  ASSERT_EQ(heard.size(), 8U);
  EXPECT_FALSE(heard[4]);
  EXPECT_TRUE(heard[7]);
}

TEST_F(TokenGateTest, WhatCouldNotBeAskedIsAskedAgain) {
  make();
  for (int i = 0; i < 2; ++i) {
    admit("Bearer one");
    answers.back()(fail("away"));
    turn();
  }
  EXPECT_EQ(asked.size(), 2U);
}

TEST_F(TokenGateTest, WhoWasAllowedGoesOnWhileNobodyCanBeAsked) {
  make(TokenGate::kPatience, Duration::zero());
  admit("Bearer ours");
  answers.back()(TokenVerdict::allowed);
  turn();
  admit("Bearer ours");
  admit("Bearer new");
  ASSERT_EQ(asked, (std::vector<std::string>{"ours", "ours", "new"})) << "what was said is over: it is asked again";
  answers[1](fail("connection refused"));
  answers[2](fail("connection refused"));
  turn();
  ASSERT_EQ(heard.size(), 3U);
  EXPECT_FALSE(heard[1]);
  ASSERT_TRUE(heard[2]);
  EXPECT_EQ(heard[2]->status, 503U);
  admit("Bearer ours");
  answers.back()(TokenVerdict::unknown);
  turn();
  ASSERT_TRUE(heard.back());
  EXPECT_EQ(heard.back()->status, 401U) << "a word against it counts at once";
}

TEST_F(TokenGateTest, ManyWhoShowOneTokenAreOneQuestion) {
  make();
  for (int i = 0; i < 5; ++i) admit("Bearer one");
  EXPECT_EQ(asked.size(), 1U);
  EXPECT_TRUE(heard.empty());
  std::thread([&] { answers[0](TokenVerdict::allowed); }).join();
  turn();
  EXPECT_EQ(heard.size(), 5U);
}

TEST_F(TokenGateTest, AJudgeThatSaysNothingIsNotWaitedFor) {
  make(std::chrono::milliseconds(10));
  admit("Bearer one");
  runtime::Timer enough(*loop, [this] { loop->stop(); });
  enough.arm(runtime::monotonic_now() + std::chrono::milliseconds(100));
  loop->run();
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0]->status, 503U);
  // The late answer helps the next one, and whoever has given up hears nothing twice.
  answers[0](TokenVerdict::allowed);
  turn();
  admit("Bearer one");
  EXPECT_EQ(asked.size(), 1U);
  ASSERT_EQ(heard.size(), 2U);
  EXPECT_FALSE(heard[1]);
}

TEST_F(TokenGateTest, AFloodOfWrongTokensDoesNotPushOutTheRightOne) {
  make();
  admit("Bearer right");
  answers.back()(TokenVerdict::allowed);
  turn();
  for (std::size_t i = 0; i < 2 * TokenGate::kRemembered; ++i) {
    admit("Bearer wrong" + std::to_string(i));
    answers.back()(TokenVerdict::unknown);
    turn();
  }
  const std::size_t so_far = asked.size();
  admit("Bearer right");
  EXPECT_EQ(asked.size(), so_far);
  EXPECT_FALSE(heard.back());
  admit("Bearer wrong0");
  EXPECT_EQ(asked.size(), so_far + 1) << "the memory is bounded";
}

TEST_F(TokenGateTest, AnswersAfterTheEndAreForgotten) {
  make();
  admit("Bearer one");
  gate.reset();
  answers[0](TokenVerdict::allowed);
  turn();
  loop.reset();
  answers[0](TokenVerdict::allowed);
  EXPECT_TRUE(heard.empty());
}

}  // namespace vigilcast::admin::token_gate_test
