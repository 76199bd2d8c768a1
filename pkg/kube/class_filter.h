// Which Services are ours: agents and controllers must agree. Values only.
#pragma once

#include <string>

#include "pkg/kube/resources/service.h"

namespace vigilcast::kube {

struct ClassFilter {
  std::string load_balancer_class = "vigilcast.dev/vigilcast";
  bool default_class = false;  // Services without a class are ours as well

  [[nodiscard]] bool matches(const Service& service) const {
    if (!service.load_balancer) return false;
    return service.load_balancer_class ? *service.load_balancer_class == load_balancer_class : default_class;
  }
};

}  // namespace vigilcast::kube
