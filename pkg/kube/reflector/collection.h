// What a reflector follows: the objects of one kind, or those of them that a selector picks. Values only.
#pragma once

#include <string>

namespace vigilcast::kube {

struct Collection {
  std::string kind;            // "Service"
  std::string path;            // "/api/v1/services", "/api/v1/namespaces/vigilcast/secrets"
  std::string label_selector = {};  // as in the API: "app=web"; empty: all
  std::string field_selector = {};  // "metadata.name=node-1"; empty: all
};

}  // namespace vigilcast::kube
