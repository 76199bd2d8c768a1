// core/v1 Secret of our own namespace: decoded from base64. Never logged, never shown.
#pragma once

#include <map>
#include <string>

#include "pkg/kube/object.h"

namespace vigilcast::kube {

struct Secret {
  ObjectMeta meta;
  std::map<std::string, std::string, std::less<>> data;
  friend bool operator==(const Secret&, const Secret&) = default;
};

}  // namespace vigilcast::kube
