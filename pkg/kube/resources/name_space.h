// core/v1 Namespace: its labels, which pools may select by.
#pragma once

#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Namespace {
  ObjectMeta meta;
  friend bool operator==(const Namespace&, const Namespace&) = default;
};

}  // namespace vigilcast::kube
