#include "pkg/runtime/asio_headers.h"

#include "healthcheck/probe/http.h"

#include <algorithm>
#include <vector>

#include "healthcheck/probe/dialer.h"
#include "healthcheck/probe/http_request.h"
#include "healthcheck/probe/tls_contexts.h"
#include "pkg/base/text.h"
#include "pkg/http/response_reader.h"
#include "pkg/runtime/errno_text.h"

namespace vigilcast::health {
namespace {

constexpr std::size_t kBodyLimit = 64 * 1024;
constexpr std::size_t kReadSize = 16 * 1024;
constexpr unsigned kRequestTimeout = 408;  // said to an idle connection as it is closed; to be asked again on a new one (RFC 9110 section 15.5.9)

std::string expected(const std::vector<StatusRange>& ranges) {
  std::string out;
  for (const StatusRange& range : ranges) {
    if (!out.empty()) out += ", ";
    out += std::to_string(range.first);
    if (range.last != range.first) out.append("-").append(std::to_string(range.last));
  }
  return out;
}

Answer judge(const HttpProbe& probe, const http::ResponseReader& response) {
  const std::string status = "status " + std::to_string(response.status());
  const bool wanted =
      std::ranges::any_of(probe.status, [&](const StatusRange& range) { return response.status() >= range.first && response.status() <= range.last; });
  if (!wanted) return Answer::fail("L7STS", status + ", expected " + expected(probe.status));
  if (response.body().find(probe.body_contains) != std::string::npos) return Answer::pass("L7OK", status);
  return Answer::fail("L7RSP",
                      status + ", but '" + printable(probe.body_contains) + "' is not in the " + (response.truncated() ? "first 64 KiB of the " : "") + "body");
}

// Used between two waits only, so that one is enough for all probes of the loop.
std::span<char> read_buffer() {
  static thread_local std::vector<char> buffer(kReadSize);
  return buffer;
}

// What came of a request. Unanswered: the connection broke before a byte of the response, which on a kept one may only mean that it was idle for too long.
struct Exchange {
  Answer answer;
  bool unanswered = false;
  bool connection_stays = false;
};

class HttpTarget final : public Target {
 public:
  HttpTarget(const ProbeTools& tools, HttpProbe probe, const HttpUrl& url, std::string request)
      : probe_(std::move(probe)), dialer_(tools, url.server, probe_.path), request_(std::move(request)) {
    if (url.tls) dialer_.over_tls(probe_.tls);
  }

  Task<Answer> ask(Flight& flight) override;
  [[nodiscard]] std::string where() const override { return dialer_.where(); }

 private:
  Task<Exchange> talk(Flight& flight);
  Answer finish(Flight& flight, Exchange exchange);

  HttpProbe probe_;
  Dialer dialer_;
  std::string request_;
  std::unique_ptr<Connection> kept_;
};

Task<Answer> HttpTarget::ask(Flight& flight) {
  flight.take(std::move(kept_));
  if (flight.connection && !flight.fresh && flight.connection->quiet()) {
    if (std::optional<Answer> refused = dialer_.judge_kept(flight)) co_return *std::move(refused);
    Exchange exchange = co_await talk(flight);
    if (!exchange.unanswered || flight.over) co_return finish(flight, std::move(exchange));
  }
  std::optional<Answer> failure = co_await dialer_.dial(flight);
  if (failure) co_return *std::move(failure);
  Exchange exchange = co_await talk(flight);
  co_return finish(flight, std::move(exchange));
}

Task<Exchange> HttpTarget::talk(Flight& flight) {
  flight.enter(Phase::answer);
  Connection& connection = *flight.connection;
  const auto broken = [&](const std::string& why, bool unanswered) {
    return Exchange{.answer = Answer::fail_by_time("L7RSP", "no whole answer from " + connection.peer() + ": " + why), .unanswered = unanswered};
  };
  const int unsent = co_await connection.send(request_);
  if (unsent != 0) co_return broken(runtime::errno_text(unsent), true);

  http::ResponseReader response(kBodyLimit, probe_.method == "HEAD");
  for (bool unanswered = true;; unanswered = false) {
    const Received received = co_await connection.receive(read_buffer());
    if (unanswered && received.count > 0) flight.enter(Phase::transfer);
    if (received.error != 0) co_return broken(runtime::errno_text(received.error), unanswered);
    const auto complete = received.count == 0 ? response.end() : response.feed({read_buffer().data(), received.count});
    if (!complete && received.count == 0) co_return broken(complete.error().text, unanswered);
    if (!complete) co_return Exchange{.answer = Answer::fail("L7RSP", complete.error().text + " from " + connection.peer())};
    if (!*complete) continue;
    co_return Exchange{.answer = judge(probe_, response),
                       .unanswered = response.status() == kRequestTimeout,
                       .connection_stays = received.count > 0 && response.connection_stays()};
  }
}

Answer HttpTarget::finish(Flight& flight, Exchange exchange) {
  if (exchange.connection_stays && probe_.reuse && !flight.over) kept_ = flight.keep();
  return std::move(exchange.answer);
}

Result<std::unique_ptr<Target>> prepare(const ProbeSpec& spec, const ProbeTools& tools) {
  const HttpProbe& probe = std::get<HttpProbe>(spec);
  const auto url = HttpUrl::parse(probe.url);
  if (!url) return std::unexpected(url.error());
  auto request = http_request(probe, *url);
  if (!request) return std::unexpected(request.error());
  if (url->tls) std::ignore = tools.tls.get(probe.tls);  // reading authorities takes a while: not on the time of the first probe
  return std::make_unique<HttpTarget>(tools, probe, *url, *std::move(request));
}

std::string target_text(const ProbeSpec& spec) {
  const HttpProbe& probe = std::get<HttpProbe>(spec);
  return probe.method == "GET" ? probe.url : probe.method + " " + probe.url;
}

}  // namespace

const ProbeKind kHttpKind{
    .name = "http",
    .owns = [](const ProbeSpec& spec) { return std::holds_alternative<HttpProbe>(spec); },
    .target = target_text,
    .prepare = prepare,
};

}  // namespace vigilcast::health
