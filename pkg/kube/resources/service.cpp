#include "pkg/kube/resources/service.h"

#include <algorithm>

#include "pkg/kube/resources/all.h"
#include "pkg/kube/resources/read_json.h"

namespace vigilcast::kube {
namespace {

ServicePort read_service_port(const json::Value& port) {
  const std::string& protocol = port["protocol"].string();
  return {.name = port["name"].string(),
          .protocol = protocol.empty() ? "TCP" : protocol,
          .port = read_port(port["port"]),
          .target = read_number_or_name(port["targetPort"])};
}

bool has_family(const json::Value& families, std::string_view family) {
  return std::ranges::any_of(families.items(), [&](const json::Value& item) { return item.string() == family; });
}

}  // namespace

template <>
Result<Service> decode<Service>(const json::Value& object, std::string_view /*node*/) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  const json::Value& spec = object["spec"];
  Service service;
  service.meta = *std::move(meta);
  service.load_balancer = spec["type"].string() == "LoadBalancer";
  if (spec["loadBalancerClass"].is_string()) service.load_balancer_class = spec["loadBalancerClass"].string();
  service.local = spec["externalTrafficPolicy"].string() == "Local";
  if (const json::Value& families = spec["ipFamilies"]; !families.items().empty()) {
    service.ipv4 = has_family(families, "IPv4");
    service.ipv6 = has_family(families, "IPv6");
  }
  service.require_dual_stack = spec["ipFamilyPolicy"].string() == "RequireDualStack";
  service.load_balancer_ip = spec["loadBalancerIP"].string();
  for (const json::Value& port : spec["ports"].items()) service.ports.push_back(read_service_port(port));
  service.selector = read_labels(spec["selector"]);
  service.health_check_node_port = read_port(spec["healthCheckNodePort"]);
  for (const json::Value& ingress : object["status"]["loadBalancer"]["ingress"].items()) add_address(service.ingress, ingress["ip"]);
  service.conditions = decode_conditions(object);
  std::erase_if(service.conditions, [](const Condition& condition) { return !condition.type.starts_with("vigilcast.dev/"); });
  return service;
}

}  // namespace vigilcast::kube
