#include "pkg/app/metrics_reading.h"

#include <cstdlib>

#include "vigilcast_version.h"

namespace vigilcast::app {
namespace {

kube::ClientOptions client_options(const std::string& kubeconfig) {
  kube::ClientOptions out{.access = kube::InCluster{}, .user_agent = std::string("vigilcast/") + VIGILCAST_VERSION, .field_manager = "vigilcast-agent"};
  if (!kubeconfig.empty()) out.access = kube::Kubeconfig{.file = kubeconfig};
  return out;
}

}  // namespace

Result<std::optional<model::MetricsConfig>> MetricsReading::listener(const model::Config& config) {
  auto out = config.metrics;
  if (!out || !out->on_node_address) return out;
  const char* text = std::getenv("POD_IP");
  const auto address = IpAddress::parse(text != nullptr ? text : "");
  if (!address) {
    return fail(text != nullptr ? "$POD_IP is no address: '" + std::string(text) + "'" : "node:" + std::to_string(out->listen.port) + " needs $POD_IP",
                "metrics.listen", "set POD_IP from status.podIP in the pod, or write an address");
  }
  out->listen.address = *address;
  return out;
}

// A judge that looks up the name of its API server ends when that is done, which the core must not wait for.
void MetricsReading::use(const model::Config& config) {
  const bool judged = config.metrics && config.metrics->auth == model::MetricsConfig::Auth::kubernetes;
  const std::string kubeconfig = config.kubernetes ? config.kubernetes->kubeconfig : "";
  if (judged == (judge_ != nullptr) && kubeconfig == kubeconfig_) return;
  kubeconfig_ = kubeconfig;
  std::shared_ptr<ScrapeJudge> next = judged ? std::make_shared<ScrapeJudge>(client_options(kubeconfig), log_) : nullptr;
  {
    const std::lock_guard lock(mutex_);
    judge_.swap(next);
  }
  if (next) ending_ = std::async(std::launch::async, [old = std::move(next)]() mutable { old.reset(); });
}

void MetricsReading::authorize(std::string token, ScrapeJudge::Done done) {
  const std::lock_guard lock(mutex_);
  if (!judge_) return done(fail("nobody judges tokens"));
  judge_->judge(std::move(token), std::move(done));
}

}  // namespace vigilcast::app
