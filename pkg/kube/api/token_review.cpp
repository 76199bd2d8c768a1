#include "pkg/kube/api/token_review.h"

namespace vigilcast::kube {

json::Value token_review(const std::string& token) {
  json::Value out, spec;
  spec.set("token", token);
  return out.set("apiVersion", "authentication.k8s.io/v1").set("kind", "TokenReview").set("spec", std::move(spec));
}

std::optional<json::Value> reviewed_user(const json::Value& token_review) {
  const json::Value& status = token_review["status"];
  if (!status["authenticated"].boolean() || status["user"]["username"].string().empty()) return std::nullopt;
  return status["user"];
}

// The user goes on as it came, `extra` included: authorisers may look at any of it. Only the name is called otherwise here.
json::Value access_review(const json::Value& user, const std::string& path) {
  json::Value out, spec, attributes;
  spec.set("user", user["username"]);
  for (const char* name : {"uid", "groups", "extra"}) {
    if (!user[name].is_null()) spec.set(name, user[name]);
  }
  attributes.set("path", path).set("verb", "get");
  spec.set("nonResourceAttributes", std::move(attributes));
  return out.set("apiVersion", "authorization.k8s.io/v1").set("kind", "SubjectAccessReview").set("spec", std::move(spec));
}

bool access_allowed(const json::Value& access_review) {
  const json::Value& status = access_review["status"];
  return status["allowed"].boolean() && !status["denied"].boolean();
}

ApiResult<model::TokenVerdict> judge_token(ApiClient& client, const std::string& token, const std::string& path) {
  const auto reviewed = client.create(kTokenReviews, token_review(token));
  if (!reviewed) return std::unexpected(reviewed.error());
  const auto user = reviewed_user(*reviewed);
  if (!user) return model::TokenVerdict::unknown;
  const auto access = client.create(kAccessReviews, access_review(*user, path));
  if (!access) return std::unexpected(access.error());
  return access_allowed(*access) ? model::TokenVerdict::allowed : model::TokenVerdict::forbidden;
}

}  // namespace vigilcast::kube
