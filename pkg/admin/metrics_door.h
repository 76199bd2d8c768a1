// What stands between the metrics listener and those who come: its configuration and the certificate that it shows. A value that a reload replaces.
#pragma once

#include <memory>

#include "pkg/admin/tls_identity.h"
#include "pkg/model/config.h"

namespace vigilcast::admin {

struct MetricsDoor {
  model::MetricsConfig config;
  std::shared_ptr<TlsIdentity> identity = nullptr;  // none: in the clear

  [[nodiscard]] bool judged() const { return config.auth == model::MetricsConfig::Auth::kubernetes; }
  [[nodiscard]] SharedTlsContext tls() const { return identity ? identity->context() : nullptr; }
};

// A configuration that is the same keeps its door: a certificate that was made up is not made up again.
Result<std::shared_ptr<const MetricsDoor>> make_metrics_door(const model::MetricsConfig& config, const std::shared_ptr<const MetricsDoor>& present,
                                                             TlsIdentity::Complain complain);

}  // namespace vigilcast::admin
