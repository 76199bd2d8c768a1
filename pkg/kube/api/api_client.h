// Asks the API server, over one kept connection, and waits for the answer.
//
// Token, CA and client certificate are read again from their files within a minute, and at once when the server refuses them or we its certificate; then the
// request is made once more. Files that cannot be read any more leave us with what was read before.
//
// Paths are those of the API ("/api/v1/nodes/one"). Writes are server-side applies under our field manager, forced: what we say about our fields counts.
// Thread: one at a time; `stopper` ends what is under way, from any.
#pragma once

#include <expected>
#include <optional>
#include <string>

#include "pkg/base/time.h"
#include "pkg/http/channel.h"
#include "pkg/json/value.h"
#include "pkg/kube/api/access.h"
#include "pkg/kube/api/api_error.h"

namespace vigilcast::kube {

template <class T>
using ApiResult = std::expected<T, ApiError>;

struct ClientOptions {
  AccessSource access;
  std::string user_agent = "vigilcast";     // "vigilcast/0.1.0 (linux/amd64)"
  std::string field_manager = "vigilcast";  // "vigilcast-agent"
};

class ApiClient {
 public:
  ApiClient(ClientOptions options, const http::Stopper& stopper) : options_(std::move(options)), stopper_(stopper) {}

  ApiResult<json::Value> get(const std::string& path);
  ApiResult<json::Value> apply(const std::string& path, const json::Value& object);  // 409 when it changed since metadata.resourceVersion, if that is given
  ApiResult<json::Value> apply_status(const std::string& path, const json::Value& object);
  ApiResult<json::Value> create(const std::string& collection, const json::Value& object);
  ApiResult<void> remove(const std::string& path);                                     // what is not there is removed
  // A list or a watch, handed over in pieces; success when the server ended it.
  ApiResult<void> stream(const std::string& target, const http::Receiver& receiver);

 private:
  ApiResult<json::Value> write(const char* method, const std::string& target, const char* content_type, const json::Value& object);
  ApiResult<json::Value> answer(const http::Request& request);
  ApiResult<http::Reply> send(const http::Request& request, const http::Receiver* receiver);
  http::Outcome<http::Reply> send_once(http::Request request, const http::Receiver* receiver);
  bool renew_access();  // whether it is another one now
  [[nodiscard]] ApiError error_of(const http::Failure& failure) const;

  ClientOptions options_;
  const http::Stopper& stopper_;
  std::optional<Access> access_;
  std::string access_problem_;  // of the last reading of its files
  Instant access_read_{};
  std::optional<http::Channel> channel_;
};

}  // namespace vigilcast::kube
