// `kubernetes` and `metrics`: the agent as a node of a cluster.
#pragma once

#include "pkg/config/field.h"
#include "pkg/model/config.h"

namespace vigilcast::config {

struct MetricsDraft {
  model::MetricsConfig config;
  const yaml::Node* auth = nullptr;
};

const Table<model::KubernetesConfig>& kubernetes_table();
const Table<MetricsDraft>& metrics_table();
const Table<model::MetricsConfig>& metrics_tls_table();

model::KubernetesConfig read_kubernetes(const yaml::Node& node, Load& load);
std::optional<model::MetricsConfig> read_metrics(const yaml::Node& node, Load& load);

}  // namespace vigilcast::config
