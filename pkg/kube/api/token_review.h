// Who a bearer token belongs to (TokenReview, authentication.k8s.io/v1), and whether that user may GET a path that is no resource (SubjectAccessReview,
// authorization.k8s.io/v1). The bodies and the reading of answers are pure; judge_token() blocks while the API server is asked.
#pragma once

#include <optional>
#include <string>

#include "pkg/json/value.h"
#include "pkg/kube/api/api_client.h"
#include "pkg/model/token_verdict.h"

namespace vigilcast::kube {

inline constexpr const char* kTokenReviews = "/apis/authentication.k8s.io/v1/tokenreviews";
inline constexpr const char* kAccessReviews = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

json::Value token_review(const std::string& token);
// status.user when the token is somebody's.
std::optional<json::Value> reviewed_user(const json::Value& token_review);

json::Value access_review(const json::Value& user, const std::string& path);
bool access_allowed(const json::Value& access_review);

ApiResult<model::TokenVerdict> judge_token(ApiClient& client, const std::string& token, const std::string& path);

}  // namespace vigilcast::kube
