// The cluster's part of an explanation.
#pragma once

#include <string>
#include <vector>

#include "pkg/model/query.h"

namespace vigilcast::kube {

struct Finding {
  model::Explanation explanation;
  std::vector<std::string> services;  // names of Wanted::services that it comes down to on this node
  bool notable = false;               // says what cannot be seen from what the node does: something was left out
  bool absent = false;                // the cluster has nothing of that name
};

}  // namespace vigilcast::kube
