// Whether this node may announce anything at all. Cordon and NotReady are no gates: neither says that traffic would not be served.
#pragma once

#include <string>

#include "pkg/kube/resources/node.h"

namespace vigilcast::kube {

struct Gates {
  bool open = false;
  std::string text;  // what closes them, all of it; or that nothing does
  friend bool operator==(const Gates&, const Gates&) = default;
};

// `node` is null when the API server has no such object.
Gates gates_of(const Node* node, const std::string& name);

}  // namespace vigilcast::kube
