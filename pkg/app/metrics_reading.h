// `metrics:` of a configuration on this host: where it listens, and who judges the tokens of those who read.
// Thread: the core's, for all members; authorize() may be called from any.
#pragma once

#include <functional>
#include <future>
#include <memory>
#include <mutex>
#include <optional>

#include "pkg/admin/server.h"
#include "pkg/app/scrape_judge.h"
#include "pkg/model/config.h"

namespace vigilcast::app {

class MetricsReading {
 public:
  explicit MetricsReading(telemetry::Log& log) : log_(log) {}

  // What the admin server needs for `config`, its metrics door included. This outlives the server.
  Result<admin::AdminOptions> admin_options(std::string socket_path, const model::Config& config);

  // With the address of this host; fails where $POD_IP should tell it and does not.
  static Result<std::optional<model::MetricsConfig>> listener(const model::Config& config);

  // From now on tokens are judged by the API server of this configuration.
  void use(const model::Config& config);
  void authorize(std::string token, ScrapeJudge::Done done);

 private:
  telemetry::Log& log_;
  std::string kubeconfig_;  // of the judge
  std::mutex mutex_;
  std::shared_ptr<ScrapeJudge> judge_;  // none: no tokens are asked for
  std::future<void> ending_;            // of the judge before
};

}  // namespace vigilcast::app
