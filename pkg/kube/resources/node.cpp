#include "pkg/kube/resources/node.h"

#include "pkg/kube/resources/all.h"
#include "pkg/kube/resources/read_json.h"

namespace vigilcast::kube {
namespace {

bool holds(const json::Value& conditions, std::string_view type) {
  for (const json::Value& condition : conditions.items()) {
    if (condition["type"].string() == type) return condition["status"].string() == "True";
  }
  return false;
}

}  // namespace

template <>
Result<Node> decode<Node>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  const json::Value& status = object["status"];
  Node node;
  node.meta = *std::move(meta);
  for (const json::Value& taint : object["spec"]["taints"].items()) {
    node.taints.push_back({taint["key"].string(), taint["value"].string(), taint["effect"].string()});
  }
  for (const json::Value& address : status["addresses"].items()) {
    if (address["type"].string() == "InternalIP") add_address(node.addresses, address["address"]);
  }
  node.network_unavailable = holds(status["conditions"], "NetworkUnavailable");
  node.ready = holds(status["conditions"], "Ready");
  return node;
}

}  // namespace vigilcast::kube
