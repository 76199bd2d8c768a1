// Why an object of the cluster has the effect on this node that it has, or none, and what to do: for `vigilcast explain`. Pure.
#pragma once

#include <optional>

#include "pkg/kube/agent/cluster.h"
#include "pkg/kube/agent/finding.h"
#include "pkg/kube/agent/options.h"
#include "pkg/kube/agent/plan.h"

namespace vigilcast::kube {

// By name (of a Service: namespace/name), or by an address or prefix. Nothing: the cluster has nothing of that name.
std::optional<Finding> explain(const model::ExplainQuery& query, const Cluster& cluster, const Plan& plan, const AgentOptions& options);

}  // namespace vigilcast::kube
