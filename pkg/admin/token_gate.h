// Who may read through the metrics door: bearer tokens (RFC 6750), judged by whom the options name, with a memory of what was said.
//
// An allowed token is believed for a minute, a refused one for ten seconds; the memory is bounded and holds digests, never tokens. One question is
// under way for a token, however many ask. An answer that does not come in time is none; it is remembered all the same when it comes.
// While nobody can be asked, a token that was allowed within the last hour may go on: just then somebody wants to see how we fare.
// Thread: the admin loop's; the judge's answer may arrive from any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pkg/admin/request.h"
#include "pkg/base/result.h"
#include "pkg/model/token_verdict.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::admin {

// Answers once, from any thread, at once or later; an error when nobody can be asked. Must not block.
using Authorize = std::function<void(std::string token, std::function<void(Result<model::TokenVerdict>)> done)>;

// The token of an Authorization header; nothing when there is none, or none that could be one.
std::optional<std::string_view> bearer_token(std::string_view authorization);

class TokenGate : public std::enable_shared_from_this<TokenGate> {
 public:
  static constexpr Duration kAllowedFor = std::chrono::minutes(1);
  static constexpr Duration kRefusedFor = std::chrono::seconds(10);
  static constexpr Duration kStandsFor = std::chrono::hours(1);
  static constexpr Duration kPatience = std::chrono::seconds(5);
  static constexpr std::size_t kRemembered = 256;

  TokenGate(const std::shared_ptr<runtime::Loop>& loop, Authorize authorize, Duration patience = kPatience, Duration allowed_for = kAllowedFor)
      : loop_(*loop), loop_alive_(loop), authorize_(std::move(authorize)), patience_(patience), allowed_for_(allowed_for) {}

  // Calls `done` once, perhaps at once, with what to answer to this reader; nothing when it may read.
  void admit(const Request& request, std::function<void(std::optional<Response>)> done);

 private:
  struct Known {
    model::TokenVerdict verdict;
    Instant until;
  };
  struct Asked {
    std::unique_ptr<runtime::Timer> timer;
    std::vector<std::function<void(std::optional<Response>)>> waiting;
  };

  [[nodiscard]] std::optional<model::TokenVerdict> remembered(const std::string& digest);
  void remember(const std::string& digest, model::TokenVerdict verdict);
  void ask(const std::string& digest, std::string token);
  void finish(const std::string& digest, Result<model::TokenVerdict> answer);
  [[nodiscard]] bool was_allowed(const std::string& digest) const;

  runtime::Loop& loop_;
  std::weak_ptr<runtime::Loop> loop_alive_;
  Authorize authorize_;
  Duration patience_, allowed_for_;
  std::map<std::string, Known> known_;  // by digest
  std::map<std::string, Asked> asked_;  // by digest; no more than there are connections
};

}  // namespace vigilcast::admin
