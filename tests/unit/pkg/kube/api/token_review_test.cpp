#include "pkg/kube/api/token_review.h"

#include <gtest/gtest.h>

namespace vigilcast::kube::token_review_test {

json::Value parsed(std::string_view text) { return json::parse(text).value(); }

TEST(TokenReview, AsksForTheAudiencesOfTheApiServer) {
  EXPECT_EQ(token_review("a.b.c"), parsed(R"({"apiVersion":"authentication.k8s.io/v1","kind":"TokenReview","spec":{"token":"a.b.c"}})"));
}

TEST(TokenReview, TellsWhoItIs) {
  const auto user =
      reviewed_user(parsed(R"({"kind":"TokenReview","status":{"authenticated":true,"user":{"username":"system:serviceaccount:monitoring:prometheus",
      "uid":"7","groups":["system:serviceaccounts"],"extra":{"authentication.kubernetes.io/pod-name":["p-0"]}},"audiences":["https://kubernetes.default.svc"]}})"));
  ASSERT_TRUE(user);
  EXPECT_EQ((*user)["username"].string(), "system:serviceaccount:monitoring:prometheus");
}

TEST(TokenReview, NobodyIsNobody) {
  for (const char* answer : {
           R"({"status":{"error":"[invalid bearer token, token lookup failed]","user":{}}})",
           R"({"status":{"authenticated":false,"user":{"username":"eve"}}})",
           R"({"status":{"authenticated":"true","user":{"username":"eve"}}})",
           R"({"status":{"authenticated":true}})",
           R"({"status":{"authenticated":true,"user":{"username":""}}})",
           R"({"spec":{"authenticated":true,"user":{"username":"eve"}}})",
           R"({})",
           "null",
           "[]",
       })
    EXPECT_FALSE(reviewed_user(parsed(answer))) << answer;
}

TEST(AccessReview, CarriesTheWholeUser) {
  const json::Value user = parsed(R"({"username":"eve","uid":"7","groups":["a","b"],"extra":{"scopes":["x","y"]},"unheard":"of"})");
  EXPECT_EQ(access_review(user, "/metrics"), parsed(R"({"apiVersion":"authorization.k8s.io/v1","kind":"SubjectAccessReview","spec":{"user":"eve","uid":"7",
      "groups":["a","b"],"extra":{"scopes":["x","y"]},"nonResourceAttributes":{"path":"/metrics","verb":"get"}}})"));
  EXPECT_EQ(access_review(parsed(R"({"username":"eve"})"), "/metrics")["spec"].members().size(), 2U) << "what is not there is not made up";
}

TEST(AccessReview, OnlyAPlainYesIsOne) {
  EXPECT_TRUE(access_allowed(parsed(R"({"status":{"allowed":true,"reason":"RBAC: allowed by ClusterRoleBinding"}})")));
  for (const char* answer : {R"({"status":{"allowed":false}})", R"({"status":{"allowed":true,"denied":true}})", R"({"status":{"allowed":"yes"}})",
                             R"({"status":{"evaluationError":"webhook"}})", R"({"allowed":true})", "{}", "null"})
    EXPECT_FALSE(access_allowed(parsed(answer))) << answer;
}

}  // namespace vigilcast::kube::token_review_test
