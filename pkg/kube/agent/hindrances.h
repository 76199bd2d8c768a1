// From what the host does not do to the objects that asked for it. Pure.
#pragma once

#include <vector>

#include "pkg/kube/agent/cluster.h"
#include "pkg/kube/agent/plan.h"

namespace vigilcast::kube {

// Sets plan.problems from plan.wanted and plan.hindrances. A service of the plan stands for the Services behind it, a check for the object that it is of.
void work_out_problems(Plan& plan, const Cluster& cluster);

}  // namespace vigilcast::kube
