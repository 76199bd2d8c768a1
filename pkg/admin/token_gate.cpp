#include "pkg/admin/token_gate.h"

#include <openssl/sha.h>

#include <algorithm>

#include "pkg/base/text.h"

namespace vigilcast::admin {
namespace {

using model::TokenVerdict;

std::string digest_of(const std::string& token) {
  std::string out(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(token.data()), token.size(), reinterpret_cast<unsigned char*>(out.data()));
  return out;
}

// RFC 6750 section 2.1: b64token, without the rule that '=' comes last.
bool may_be_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || std::string_view("-._~+/=").find(c) != std::string_view::npos;
}

Response challenge(unsigned status, const std::string& detail, const std::string& hint, const std::string& error) {
  Response out = problem(status, detail, hint);
  out.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"vigilcast\"" + (error.empty() ? "" : ", error=\"" + error + "\""));
  return out;
}

// Why nobody can be asked is for the operator, not for whoever knocks: it is in the log.
std::optional<Response> response_to(const Result<TokenVerdict>& answer) {
  if (!answer) return problem(503, "nobody can be asked whether this token may read", "try again; the agent's log says why");
  switch (*answer) {
    case TokenVerdict::allowed: return std::nullopt;
    case TokenVerdict::forbidden:
      return challenge(403, "this token may not read here", "give its owner the right to GET the non-resource URL /metrics", "insufficient_scope");
    case TokenVerdict::unknown: break;
  }
  return challenge(401, "this token is not accepted", "it may have expired: show one that the API server knows", "invalid_token");
}

}  // namespace

std::optional<std::string_view> bearer_token(std::string_view authorization) {
  const auto space = authorization.find(' ');
  if (space == std::string_view::npos || to_lower(authorization.substr(0, space)) != "bearer") return std::nullopt;
  const std::string_view token = trim(authorization.substr(space));
  if (token.empty() || !std::ranges::all_of(token, may_be_token)) return std::nullopt;
  return token;
}

void TokenGate::admit(const Request& request, std::function<void(std::optional<Response>)> done) {
  const auto shown = bearer_token(request.authorization);
  if (!shown) return done(challenge(401, "metrics are read with a token", "send 'Authorization: Bearer TOKEN'", ""));
  std::string token(*shown);
  const std::string digest = digest_of(token);
  if (const auto verdict = remembered(digest)) return done(response_to(*verdict));
  const bool asked = asked_.contains(digest);
  asked_[digest].waiting.push_back(std::move(done));
  if (!asked) ask(digest, std::move(token));
}

void TokenGate::ask(const std::string& digest, std::string token) {
  auto& timer = asked_[digest].timer;
  timer = std::make_unique<runtime::Timer>(loop_, [this, digest] { finish(digest, fail("no answer in time")); });
  timer->arm(loop_.now() + patience_);
  authorize_(std::move(token), [self = weak_from_this(), loop = loop_alive_, digest](Result<TokenVerdict> answer) {
    const auto alive = loop.lock();
    if (!alive) return;
    alive->post([self, digest, answer = std::move(answer)] {
      if (const auto gate = self.lock()) gate->finish(digest, answer);
    });
  });
}

bool TokenGate::was_allowed(const std::string& digest) const {
  const auto known = known_.find(digest);
  return known != known_.end() && known->second.verdict == TokenVerdict::allowed && loop_.now() < known->second.until + kStandsFor;
}

void TokenGate::finish(const std::string& digest, Result<TokenVerdict> answer) {
  if (answer) remember(digest, *answer);
  if (!answer && was_allowed(digest)) answer = TokenVerdict::allowed;
  const auto found = asked_.find(digest);
  if (found == asked_.end()) return;  // they have given up
  const Asked asked = std::move(found->second);  // its timer may be what calls, and the digest may be that timer's
  asked_.erase(found);
  for (const auto& done : asked.waiting) done(response_to(answer));
}

std::optional<TokenVerdict> TokenGate::remembered(const std::string& digest) {
  const auto found = known_.find(digest);
  if (found == known_.end() || found->second.until <= loop_.now()) return std::nullopt;
  return found->second.verdict;
}

// Those that would be forgotten next make room: refused ones, so that a flood of them does not push out who may read.
void TokenGate::remember(const std::string& digest, TokenVerdict verdict) {
  if (known_.size() >= kRemembered && !known_.contains(digest)) {
    known_.erase(std::ranges::min_element(known_, {}, [](const auto& entry) { return entry.second.until; }));
  }
  known_[digest] = {verdict, loop_.now() + (verdict == TokenVerdict::allowed ? allowed_for_ : kRefusedFor)};
}

}  // namespace vigilcast::admin
