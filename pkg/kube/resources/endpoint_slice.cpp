#include "pkg/kube/resources/endpoint_slice.h"

#include "pkg/kube/resources/all.h"
#include "pkg/kube/resources/read_json.h"

namespace vigilcast::kube {
namespace {

// Counts an endpoint of another node, or keeps one of ours.
void take(EndpointSlice& slice, const json::Value& item, std::string_view node) {
  const json::Value& conditions = item["conditions"];
  Endpoint endpoint;
  endpoint.ready = conditions["ready"].boolean(true);
  endpoint.serving = conditions["serving"].boolean(endpoint.ready);
  endpoint.terminating = conditions["terminating"].boolean(false);
  const json::Value::Array& addresses = item["addresses"].items();
  const auto address = addresses.empty() ? fail("none") : IpAddress::parse(addresses.front().string());
  if (!address || address->is_v6() != slice.ipv6) return;
  endpoint.address = *address;
  if (!node.empty() && item["nodeName"].string() == node) {
    slice.local.push_back(endpoint);
  } else if (endpoint.ready) {
    ++slice.remote_ready;
  } else if (endpoint.serving) {
    ++slice.remote_serving;
  }
}

}  // namespace

template <>
Result<EndpointSlice> decode<EndpointSlice>(const json::Value& object, std::string_view node) {
  auto meta = decode_meta(object);
  if (!meta) return std::unexpected(meta.error());
  EndpointSlice slice;
  slice.meta = *std::move(meta);
  const std::string& type = object["addressType"].string();
  if (type != "IPv4" && type != "IPv6") return slice;
  slice.ipv6 = type == "IPv6";
  const auto service = slice.meta.labels.find("kubernetes.io/service-name");
  if (service == slice.meta.labels.end()) return slice;
  slice.service = service->second;
  for (const json::Value& port : object["ports"].items()) slice.ports.push_back({port["name"].string(), read_port(port["port"])});
  for (const json::Value& endpoint : object["endpoints"].items()) take(slice, endpoint, node);
  return slice;
}

}  // namespace vigilcast::kube
