#include "pkg/kube/agent/gates.h"

#include <algorithm>
#include <vector>

#include "pkg/base/text.h"

namespace vigilcast::kube {
namespace {

constexpr std::string_view kExcludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers";
constexpr std::string_view kAutoscalerTaint = "ToBeDeletedByClusterAutoscaler";

}  // namespace

Gates gates_of(const Node* node, const std::string& name) {
  if (node == nullptr) return {false, "there is no Node '" + name + "'"};
  std::vector<std::string> closed;
  if (node->meta.deleting) closed.emplace_back("the Node is being deleted");
  if (node->meta.labels.contains(kExcludeLabel)) closed.push_back("the Node has the label " + std::string(kExcludeLabel));
  if (node->network_unavailable) closed.emplace_back("the Node's condition NetworkUnavailable is True");
  if (std::ranges::find(node->taints, kAutoscalerTaint, &Taint::key) != node->taints.end()) {
    closed.push_back("the Node has the taint " + std::string(kAutoscalerTaint));
  }
  if (closed.empty()) return {true, "nothing keeps this node from announcing"};
  return {false, join(closed, "; ")};
}

}  // namespace vigilcast::kube
