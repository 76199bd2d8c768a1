// vigilcast.dev/v1alpha1 HealthCheck (cluster-scoped): a template of a probe. Each agent makes checks of it, for each Service that an Advertisement names it
// for.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "healthcheck/spec.h"
#include "pkg/kube/object.h"
#include "pkg/kube/resources/condition.h"

namespace vigilcast::kube {

// What is probed. vip: the Service's own address and port, through this node's data path (kube-proxy or its replacement); it asks whether traffic that reaches
// this node is served. endpoints: each ready local endpoint; one that answers is enough (a mere TCP accept by kube-proxy proves nothing of them). url: one
// fixed URL or address.
enum class CheckTarget : std::uint8_t { vip, endpoints, url };

// Host and port of a vip or endpoint probe come from the Service: `port` names one of its ports or is a number; empty: its first port.
struct HttpTemplate {
  bool https = false;                                           // spec.http.scheme
  std::string path = "/";
  std::string host;                                             // Host header, and SNI
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<health::StatusRange> status = {health::StatusRange{}};
  std::string body_contains;
  bool verify = false;                                          // spec.http.verify: the certificate; endpoints rarely bear one for their address
  friend bool operator==(const HttpTemplate&, const HttpTemplate&) = default;
};
struct TcpTemplate {
  friend bool operator==(const TcpTemplate&, const TcpTemplate&) = default;
};

struct HealthCheck {
  ObjectMeta meta;
  CheckTarget target = CheckTarget::vip;
  std::string url;    // target url: "http://127.0.0.1:8080/healthz", or "tcp://127.0.0.1:443"
  std::string port;
  std::variant<HttpTemplate, TcpTemplate> probe = TcpTemplate{};
  Duration interval = std::chrono::seconds(1), fast = std::chrono::milliseconds(200), timeout = std::chrono::milliseconds(800);
  unsigned rise = 3, fall = 3;
  Conditions conditions;  // status.conditions, as last written
  friend bool operator==(const HealthCheck&, const HealthCheck&) = default;
};

json::Value encode_spec(const HealthCheck& check);  // what decode() reads

}  // namespace vigilcast::kube
