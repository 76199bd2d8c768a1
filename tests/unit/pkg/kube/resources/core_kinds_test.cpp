// Objects of Kubernetes itself: as an API server sends them, and with what is strange in them.
#include <gtest/gtest.h>

#include "pkg/kube/resources/all.h"

namespace vigilcast::kube::core_kinds_test {

json::Value parsed(std::string_view text) {
  auto value = json::parse(text);
  EXPECT_TRUE(value) << value.error().to_string();
  return value.value_or(json::Value());
}

template <class Kind>
Kind read(std::string_view text, std::string_view node = {}) {
  auto object = decode<Kind>(parsed(text), node);
  EXPECT_TRUE(object) << object.error().text;
  return object.value_or(Kind{});
}

std::vector<std::string> texts(const std::vector<IpAddress>& addresses) {
  std::vector<std::string> out;
  for (const IpAddress& address : addresses) out.push_back(address.to_string());
  return out;
}
using Texts = std::vector<std::string>;

TEST(Kinds, AreWhereTheApiServerHasThem) {
  struct Row {
    KindInfo info;
    std::string all, one;
  };
  const ObjectKey key{"default", "x"};
  const Row rows[] = {
      {kInfo<Service>, "/api/v1/services", "/api/v1/namespaces/default/services/x"},
      {kInfo<EndpointSlice>, "/apis/discovery.k8s.io/v1/endpointslices", "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices/x"},
      {kInfo<Lease>, "/apis/coordination.k8s.io/v1/leases", "/apis/coordination.k8s.io/v1/namespaces/default/leases/x"},
      {kInfo<Secret>, "/api/v1/secrets", "/api/v1/namespaces/default/secrets/x"},
      {kInfo<Node>, "/api/v1/nodes", "/api/v1/nodes/x"},
      {kInfo<Namespace>, "/api/v1/namespaces", "/api/v1/namespaces/x"},
      {kInfo<BgpPeer>, "/apis/vigilcast.dev/v1alpha1/bgppeers", "/apis/vigilcast.dev/v1alpha1/bgppeers/x"},
      {kInfo<NodeBgpState>, "/apis/vigilcast.dev/v1alpha1/nodebgpstates", "/apis/vigilcast.dev/v1alpha1/nodebgpstates/x"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.info.collection(), row.all);
    EXPECT_EQ(row.info.path(key), row.one);
  }
  EXPECT_EQ(kInfo<Secret>.collection("vigilcast"), "/api/v1/namespaces/vigilcast/secrets");
}

TEST(Meta, KeepsWhatIsAskedFor) {
  const auto meta = decode_meta(parsed(R"({"metadata": {"name": "web", "namespace": "default", "uid": "u", "resourceVersion": "7", "generation": 2,
    "labels": {"app": "web", "strange": 1}, "annotations": {"vigilcast.dev/addresses": "198.51.100.1", "vigilcast.dev.example.com/x": "1", "other": "2"},
    "managedFields": [{"manager": "kubectl"}], "deletionTimestamp": "2026-11-22T10:11:12Z"}})"));
  ASSERT_TRUE(meta);
  EXPECT_EQ(meta->key.to_string(), "default/web");
  EXPECT_EQ(meta->uid, "u");
  EXPECT_EQ(meta->resource_version, "7");
  EXPECT_EQ(meta->generation, 2);
  EXPECT_EQ(meta->labels, (Labels{{"app", "web"}}));
  EXPECT_EQ(meta->annotations, (Labels{{"vigilcast.dev/addresses", "198.51.100.1"}}));
  EXPECT_TRUE(meta->deleting);
}

TEST(Meta, AnObjectHasAName) {
  for (const char* text : {"{}", "null", "[]", R"({"metadata": {}})", R"({"metadata": {"name": 7}})", R"({"metadata": {"name": ""}})"}) {
    EXPECT_EQ(decode_meta(parsed(text)).error().text, "metadata.name: an object has a name") << text;
    EXPECT_FALSE(decode<Service>(parsed(text))) << text;
    EXPECT_FALSE(decode<EndpointSlice>(parsed(text))) << text;
    EXPECT_FALSE(decode<Node>(parsed(text))) << text;
    EXPECT_FALSE(decode<Namespace>(parsed(text))) << text;
    EXPECT_FALSE(decode<Secret>(parsed(text))) << text;
    EXPECT_FALSE(decode<Lease>(parsed(text))) << text;
    EXPECT_FALSE(decode<BgpPeer>(parsed(text))) << text;
    EXPECT_FALSE(decode<HealthCheck>(parsed(text))) << text;
    EXPECT_FALSE(decode<NodeBgpState>(parsed(text))) << text;
  }
}

TEST(Services, AreReadAsAnAnnouncerLooksAtThem) {
  const auto service = read<Service>(R"({"metadata": {"name": "web"}, "spec": {"type": "LoadBalancer", "loadBalancerClass": "vigilcast.dev/vigilcast",
    "externalTrafficPolicy": "Local", "ipFamilies": ["IPv6", "IPv4"], "ipFamilyPolicy": "RequireDualStack", "loadBalancerIP": "198.51.100.9",
    "ports": [{"name": "http", "port": 80, "targetPort": "web", "protocol": "TCP"}, {"port": 53, "targetPort": 5353, "protocol": "UDP"}, {"port": 99999}],
    "selector": {"app": "web"}, "healthCheckNodePort": 31000},
    "status": {"loadBalancer": {"ingress": [{"ip": "198.51.100.10", "ipMode": "VIP"}, {"hostname": "x"}, {"ip": "none"}, {"ip": "2001:db8::10"}]}}})");
  EXPECT_TRUE(service.load_balancer);
  EXPECT_EQ(service.load_balancer_class, "vigilcast.dev/vigilcast");
  EXPECT_TRUE(service.local);
  EXPECT_TRUE(service.ipv4 && service.ipv6 && service.require_dual_stack);
  EXPECT_EQ(service.load_balancer_ip, "198.51.100.9");
  ASSERT_EQ(service.ports.size(), 3U);
  EXPECT_EQ(service.ports[0], (ServicePort{"http", "TCP", 80, "web"}));
  EXPECT_EQ(service.ports[1], (ServicePort{"", "UDP", 53, "5353"}));
  EXPECT_EQ(service.ports[2].port, 0) << "no port";
  EXPECT_EQ(service.selector, (Labels{{"app", "web"}}));
  EXPECT_EQ(service.health_check_node_port, 31000);
  EXPECT_EQ(texts(service.ingress), (Texts{"198.51.100.10", "2001:db8::10"}));
}

TEST(Services, HaveDefaults) {
  const auto service = read<Service>(R"({"metadata": {"name": "web"}, "spec": {"ports": [{"port": 80}]}})");
  EXPECT_FALSE(service.load_balancer || service.load_balancer_class || service.local || service.ipv6 || service.require_dual_stack);
  EXPECT_TRUE(service.ipv4);
  EXPECT_EQ(service.ports[0], (ServicePort{"", "TCP", 80, ""}));
  EXPECT_FALSE(read<Service>(R"({"metadata": {"name": "web"}, "spec": {"ipFamilies": ["IPv6"]}})").ipv4);
}

EndpointSlice slice(const std::string& endpoints, std::string_view node = "node-1", const std::string& type = "IPv4") {
  return read<EndpointSlice>(R"({"metadata": {"name": "web-1", "labels": {"kubernetes.io/service-name": "web"}}, "addressType": ")" + type +
                                 R"(", "ports": [{"name": "http", "port": 8080}], "endpoints": [)" + endpoints + "]}",
                             node);
}

TEST(EndpointSlices, AbsentConditionsReadAsTheApiSays) {
  struct Row {
    const char* conditions;
    Endpoint expected;
  };
  const IpAddress address = *IpAddress::parse("10.0.0.1");
  const Row rows[] = {
      {"{}", {address, true, true, false}},
      {R"({"ready": null, "serving": null, "terminating": null})", {address, true, true, false}},
      {R"({"ready": false})", {address, false, false, false}},
      {R"({"ready": true})", {address, true, true, false}},
      {R"({"ready": false, "serving": true, "terminating": true})", {address, false, true, true}},
      {R"({"ready": false, "serving": false, "terminating": true})", {address, false, false, true}},
      {R"({"serving": false})", {address, true, false, false}},
  };
  for (const Row& row : rows) {
    const auto read = slice(R"({"addresses": ["10.0.0.1"], "nodeName": "node-1", "conditions": )" + std::string(row.conditions) + "}");
    ASSERT_EQ(read.local.size(), 1U) << row.conditions;
    EXPECT_EQ(read.local[0], row.expected) << row.conditions;
    EXPECT_EQ(read.remote_ready + read.remote_serving, 0U);
  }
  EXPECT_EQ(slice(R"({"addresses": ["10.0.0.1"], "nodeName": "node-1"})").local.size(), 1U);
}

TEST(EndpointSlices, OtherNodesAreCounted) {
  const auto read = slice(R"({"addresses": ["10.0.0.1"], "nodeName": "node-2"}, {"addresses": ["10.0.0.2"]},
    {"addresses": ["10.0.0.3"], "nodeName": "node-2", "conditions": {"ready": false, "serving": true, "terminating": true}},
    {"addresses": ["10.0.0.4"], "nodeName": "node-2", "conditions": {"ready": false}}, {"addresses": ["10.0.0.5", "10.0.0.6"], "nodeName": "node-1"})");
  EXPECT_EQ(read.service, "web");
  EXPECT_EQ(read.ports, (std::vector<EndpointPort>{{"http", 8080}}));
  EXPECT_EQ(read.remote_ready, 2U);
  EXPECT_EQ(read.remote_serving, 1U);
  ASSERT_EQ(read.local.size(), 1U);
  EXPECT_EQ(read.local[0].address.to_string(), "10.0.0.5");
  EXPECT_EQ(slice(R"({"addresses": ["10.0.0.1"]})", "").local.size(), 0U) << "who has no node has no endpoints";
}

TEST(EndpointSlices, WhatIsNoAddressOfTheFamilyIsLeftOut) {
  const auto read = slice(
      R"({"addresses": ["x"], "nodeName": "node-1"}, {"addresses": [], "nodeName": "node-1"}, {"nodeName": "node-1"}, {"addresses": ["2001:db8::1"]}, 7)");
  EXPECT_TRUE(read.local.empty());
  EXPECT_EQ(read.remote_ready, 0U);
  EXPECT_EQ(slice(R"({"addresses": ["2001:db8::1"]})", "node-1", "IPv6").remote_ready, 1U);
}

TEST(EndpointSlices, OfNamesOrOfNobodyConcernNobody) {
  const auto names = slice(R"({"addresses": ["a.example"], "nodeName": "node-1"})", "node-1", "FQDN");
  EXPECT_EQ(names.service, "");
  EXPECT_TRUE(names.local.empty());
  const auto nobody = read<EndpointSlice>(R"({"metadata": {"name": "x"}, "addressType": "IPv4", "endpoints": [{"addresses": ["10.0.0.1"]}]})", "node-1");
  EXPECT_EQ(nobody.service, "");
  EXPECT_EQ(nobody.remote_ready, 0U);
}

TEST(Nodes, HaveGatesAndAddresses) {
  const auto node = read<Node>(R"({"metadata": {"name": "node-1", "labels": {"node.kubernetes.io/exclude-from-external-load-balancers": ""}},
    "spec": {"taints": [{"key": "ToBeDeletedByClusterAutoscaler", "value": "1", "effect": "NoSchedule"}]},
    "status": {"addresses": [{"type": "Hostname", "address": "node-1"}, {"type": "InternalIP", "address": "192.0.2.11"}, {"type": "ExternalIP", "address": "203.0.113.1"},
      {"type": "InternalIP", "address": "2001:db8::11"}, {"type": "InternalIP", "address": "?"}],
      "conditions": [{"type": "NetworkUnavailable", "status": "True"}, {"type": "Ready", "status": "Unknown"}]}})");
  EXPECT_TRUE(node.meta.labels.contains("node.kubernetes.io/exclude-from-external-load-balancers"));
  EXPECT_EQ(node.taints, (std::vector<Taint>{{"ToBeDeletedByClusterAutoscaler", "1", "NoSchedule"}}));
  EXPECT_EQ(texts(node.addresses), (Texts{"192.0.2.11", "2001:db8::11"}));
  EXPECT_TRUE(node.network_unavailable);
  EXPECT_FALSE(node.ready);
}

TEST(Namespaces, HaveLabels) { EXPECT_EQ(read<Namespace>(R"({"metadata": {"name": "a", "labels": {"team": "x"}}})").meta.labels, (Labels{{"team", "x"}})); }

TEST(Secrets, AreDecoded) {
  const auto secret = read<Secret>(R"({"metadata": {"name": "tor", "namespace": "vigilcast"}, "data": {"password": "aHVudGVyMg==", "empty": ""}})");
  EXPECT_EQ(secret.data.at("password"), "hunter2");
  EXPECT_EQ(secret.data.at("empty"), "");
  EXPECT_TRUE(read<Secret>(R"({"metadata": {"name": "tor"}, "data": null})").data.empty());
}

TEST(Secrets, NeverComeOutInAMistake) {
  for (const char* data : {"aHVudGVyMg=", "aHVudGVyMg", "aHVud!VyMg=="}) {
    const auto secret = decode<Secret>(parsed(R"({"metadata": {"name": "tor"}, "data": {"password": ")" + std::string(data) + "\"}}"));
    ASSERT_FALSE(secret) << data;
    EXPECT_TRUE(secret.error().text.starts_with("data.password: the ")) << secret.error().text;
    EXPECT_EQ(secret.error().to_string().find("aHVud"), std::string::npos);
  }
  EXPECT_EQ(decode<Secret>(parsed(R"({"metadata": {"name": "tor"}, "data": {"password": 7}})")).error().text, "data.password: text is expected");
}

TEST(Leases, SayWhoLeads) {
  const auto lease = read<Lease>(R"({"metadata": {"name": "controller", "resourceVersion": "9"}, "spec": {"holderIdentity": "pod-1", "leaseDurationSeconds": 15,
    "acquireTime": "2026-11-22T10:11:12.000000Z", "renewTime": "2026-11-22T10:11:22.123456Z", "leaseTransitions": 4}})");
  EXPECT_EQ(lease.holder, "pod-1");
  EXPECT_EQ(lease.duration, std::chrono::seconds(15));
  EXPECT_EQ(lease.renew_time, "2026-11-22T10:11:22.123456Z");
  EXPECT_EQ(lease.transitions, 4);
  EXPECT_EQ(read<Lease>(R"({"metadata": {"name": "x"}, "spec": {}})").holder, "");
  EXPECT_EQ(read<Lease>(R"({"metadata": {"name": "x"}, "spec": {"leaseDurationSeconds": 9223372036854775807}})").duration, std::chrono::hours(24));
  EXPECT_EQ(read<Lease>(R"({"metadata": {"name": "x"}, "spec": {"leaseDurationSeconds": -5}})").duration, Duration{});
}

}  // namespace vigilcast::kube::core_kinds_test
