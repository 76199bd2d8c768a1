#include "pkg/admin/metrics_door.h"

namespace vigilcast::admin {

Result<std::shared_ptr<const MetricsDoor>> make_metrics_door(const model::MetricsConfig& config, const std::shared_ptr<const MetricsDoor>& present,
                                                             TlsIdentity::Complain complain) {
  if (present && present->config == config) return present;
  if (!config.tls) return std::make_shared<const MetricsDoor>(MetricsDoor{config});
  auto identity =
      config.certificate.empty() ? TlsIdentity::made_up(config.listen.address) : TlsIdentity::from_files(config.certificate, config.key, std::move(complain));
  if (!identity) return fail(identity.error().to_string(), "metrics.tls");
  return std::make_shared<const MetricsDoor>(MetricsDoor{config, *std::move(identity)});
}

}  // namespace vigilcast::admin
