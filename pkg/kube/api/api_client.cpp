#include "pkg/kube/api/api_client.h"

#include "pkg/runtime/loop.h"

namespace vigilcast::kube {
namespace {

constexpr Duration kReadAccessAfter = std::chrono::seconds(50);
constexpr Duration kPatience = std::chrono::seconds(15);
constexpr Duration kStreamPatience = std::chrono::seconds(60);  // until the header: a busy server may let us queue
constexpr const char* kJson = "application/json";
constexpr const char* kApply = "application/apply-patch+yaml";  // JSON is YAML

bool is_refused(const http::Outcome<http::Reply>& outcome) { return outcome ? outcome->status == 401 : outcome.error().kind == http::Failure::Kind::tls; }

}  // namespace

bool ApiClient::renew_access() {
  auto access = read_access(options_.access);
  access_read_ = runtime::monotonic_now();
  access_problem_ = access ? "" : access.error().to_string();
  if (!access || access_ == *access) return false;
  const bool same_server = access_ && access_->server == access->server && access_->tls == access->tls;
  access_ = *std::move(access);
  if (!same_server) channel_.emplace(access_->server, access_->tls, stopper_);
  return true;
}

http::Outcome<http::Reply> ApiClient::send_once(http::Request request, const http::Receiver* receiver) {
  request.target.insert(0, access_->prefix);
  request.headers = {{"User-Agent", options_.user_agent}, {"Accept", kJson}};
  if (!access_->token.empty()) request.headers.emplace_back("Authorization", "Bearer " + access_->token);
  return receiver != nullptr ? channel_->stream(request, *receiver) : channel_->exchange(request);
}

ApiError ApiClient::error_of(const http::Failure& failure) const {
  return {.text = failure.text + ": " + access_->server.url(), .stopped = failure.kind == http::Failure::Kind::stopped};
}

ApiResult<http::Reply> ApiClient::send(const http::Request& request, const http::Receiver* receiver) {
  if (!access_ || runtime::monotonic_now() - access_read_ >= kReadAccessAfter) renew_access();
  if (!access_) return std::unexpected(ApiError{.text = access_problem_});
  auto outcome = send_once(request, receiver);
  if (is_refused(outcome) && renew_access()) outcome = send_once(request, receiver);
  if (!outcome) return std::unexpected(error_of(outcome.error()));
  if (outcome->ok()) return *std::move(outcome);
  ApiError error = read_status(outcome->status, outcome->body);
  if (outcome->retry_after) error.retry_after = outcome->retry_after;
  if (error.code == 401 && !access_problem_.empty()) error.text += "; and " + access_problem_;
  return std::unexpected(std::move(error));
}

ApiResult<json::Value> ApiClient::answer(const http::Request& request) {
  const auto reply = send(request, nullptr);
  if (!reply) return std::unexpected(reply.error());
  auto value = json::parse(reply->body);
  if (!value) return std::unexpected(ApiError{.text = "the answer of " + access_->server.url() + " is no JSON: " + value.error().to_string()});
  return *std::move(value);
}

ApiResult<json::Value> ApiClient::write(const char* method, const std::string& target, const char* content_type, const json::Value& object) {
  return answer({.method = method, .target = target, .content_type = content_type, .body = json::dump(object), .patience = kPatience});
}

ApiResult<json::Value> ApiClient::get(const std::string& path) { return answer({.target = path, .patience = kPatience}); }

ApiResult<json::Value> ApiClient::apply(const std::string& path, const json::Value& object) {
  return write("PATCH", path + "?fieldManager=" + options_.field_manager + "&force=true", kApply, object);
}

ApiResult<json::Value> ApiClient::apply_status(const std::string& path, const json::Value& object) { return apply(path + "/status", object); }

ApiResult<json::Value> ApiClient::create(const std::string& collection, const json::Value& object) {
  return write("POST", collection + "?fieldManager=" + options_.field_manager, kJson, object);
}

ApiResult<void> ApiClient::remove(const std::string& path) {
  const auto reply = send({.method = "DELETE", .target = path, .patience = kPatience}, nullptr);
  if (reply || reply.error().code == 404) return {};
  return std::unexpected(reply.error());
}

ApiResult<void> ApiClient::stream(const std::string& target, const http::Receiver& receiver) {
  const auto reply = send({.target = target, .patience = kStreamPatience}, &receiver);
  if (!reply) return std::unexpected(reply.error());
  return {};
}

}  // namespace vigilcast::kube
