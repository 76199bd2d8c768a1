// vigilcast probe: asks one URL until it answers with 200, or the time is over. What `helm test` runs: the image has no other client.
#include <CLI/CLI.hpp>
#include <cstdio>

#include "cmd/vigilcast/verbs.h"
#include "healthcheck/url.h"
#include "pkg/base/text.h"
#include "pkg/http/channel.h"
#include "pkg/runtime/loop.h"

namespace vigilcast::cmd {
namespace {

constexpr Duration kPause = std::chrono::seconds(1);
constexpr Duration kSilence = std::chrono::seconds(5);

struct Arguments {
  std::string url, address, time = "5s";
  bool insecure = false;
};

// "200 ok", or why there was no answer.
std::string ask(const Arguments& arguments, const health::HttpUrl& url, const http::Stopper& stopper, bool& good) {
  http::TlsOptions tls;
  tls.insecure = arguments.insecure;
  tls.server_name = url.server.host;
  http::Channel channel({url.tls, arguments.address.empty() ? url.server.host : arguments.address, url.server.port}, tls, stopper);
  const auto reply = channel.exchange({.target = url.target, .patience = kSilence});
  good = reply && reply->status == 200;
  if (!reply) return reply.error().text;
  return std::to_string(reply->status) + " " + printable(std::string(trim(reply->body)).substr(0, 200));
}

int fail_with(const Error& error) {
  std::fputs(("vigilcast: " + error.to_string() + "\n").c_str(), stderr);
  return 1;
}

int probe(const Arguments& arguments) {
  const auto url = health::HttpUrl::parse(arguments.url);
  if (!url) return fail_with(url.error());
  const auto time = parse_duration(arguments.time);
  if (!time) return fail_with({"'" + arguments.time + "' is no duration", "--for", "write 60s or 1m"});
  const http::Stopper never;
  const Instant end = runtime::monotonic_now() + *time;
  bool good = false;
  std::string said;
  do said = ask(arguments, *url, never, good);
  while (!good && runtime::monotonic_now() + kPause < end && !never.wait_until(runtime::monotonic_now() + kPause));
  std::printf("%s: %s\n", arguments.url.c_str(), said.c_str());
  return good ? 0 : 1;
}

}  // namespace

void add_probe(CLI::App& verb, int& exit_code) {
  auto arguments = std::make_shared<Arguments>();
  verb.add_option("url", arguments->url, "http:// or https://")->required();
  verb.add_option("--address", arguments->address, "connect here, whatever the URL's host is");
  verb.add_flag("--insecure", arguments->insecure, "take any certificate");
  verb.add_option("--for", arguments->time, "how long to try (5s)");
  verb.callback([arguments, &exit_code] { exit_code = probe(*arguments); });
}

}  // namespace vigilcast::cmd
