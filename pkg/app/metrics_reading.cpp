#include "pkg/app/metrics_reading.h"

#include <cstdlib>

#include "pkg/app/cluster.h"

namespace vigilcast::app {
namespace {

kube::ClientOptions judge_options(const std::string& kubeconfig) {
  model::KubernetesConfig cluster;
  cluster.kubeconfig = kubeconfig;
  return client_options(cluster, "vigilcast-agent");
}

}  // namespace

Result<admin::AdminOptions> MetricsReading::admin_options(std::string socket_path, const model::Config& config) {
  auto metrics = listener(config);
  if (!metrics) return std::unexpected(metrics.error());
  return admin::AdminOptions{.socket_path = std::move(socket_path),
                             .listen = config.admin.listen,
                             .metrics = *std::move(metrics),
                             .authorize = [this](std::string token, ScrapeJudge::Done done) { authorize(std::move(token), std::move(done)); },
                             .complain = [this](const Error& error) { log_.write(telemetry::Level::error, "admin", error.to_string()); }};
}

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
  std::shared_ptr<ScrapeJudge> next = judged ? std::make_shared<ScrapeJudge>(judge_options(kubeconfig), log_) : nullptr;
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
